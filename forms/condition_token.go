package forms

import (
	"strconv"
	"strings"
)

type tokenKind int

const (
	tokenEnd       tokenKind = iota
	tokenWord                // and, or, not, selected, count-selected
	tokenSymbol              // ( ) , = != < <= > >=
	tokenNumber              // text is as written
	tokenText                // text is without its quotes
	tokenReference           // text is the key
)

// token is one word of a condition.
type token struct {
	kind  tokenKind
	text  string
	start int
}

const (
	conditionBlanks = " \t\r\n"
	digits          = "0123456789"
	lowerLetters    = "abcdefghijklmnopqrstuvwxyz"
)

// next reads the next token.
func (p *conditionParser) next() error {
	p.at += len(p.src[p.at:]) - len(strings.TrimLeft(p.src[p.at:], conditionBlanks))
	rest := p.src[p.at:]
	p.token = token{start: p.at}
	if rest == "" {
		return nil
	}
	fail := func(reason string) error { return &ConditionError{p.at, reason} }
	switch c := rest[0]; {
	case strings.HasPrefix(rest, "${"):
		end := strings.IndexByte(rest, '}')
		if end < 0 {
			return fail("the } after ${ is missing")
		}
		p.token.kind, p.token.text = tokenReference, strings.Trim(rest[2:end], conditionBlanks)
		p.at += end + 1
	case c == '\'' || c == '"':
		end := strings.IndexByte(rest[1:], c)
		if end < 0 {
			return fail("the closing quote is missing")
		}
		p.token.kind, p.token.text = tokenText, rest[1:1+end]
		p.at += end + 2
	case strings.IndexByte(digits+"-.", c) >= 0:
		p.take(tokenNumber, digits+"-.")
		if _, ok := decimal(p.token.text); !ok {
			return &ConditionError{p.token.start, "this is not a number"}
		}
	case strings.IndexByte(lowerLetters, c) >= 0:
		p.take(tokenWord, lowerLetters+"-")
	case strings.HasPrefix(rest, "!=") || strings.HasPrefix(rest, "<=") || strings.HasPrefix(rest, ">="):
		p.token.kind, p.token.text = tokenSymbol, rest[:2]
		p.at += 2
	case strings.IndexByte("(),=<>", c) >= 0:
		p.token.kind, p.token.text = tokenSymbol, rest[:1]
		p.at++
	default:
		return fail("this character has no meaning here")
	}
	return nil
}

// take reads the longest token that consists of the given bytes.
func (p *conditionParser) take(kind tokenKind, of string) {
	rest := p.src[p.at:]
	p.token.kind = kind
	p.token.text = rest[:len(rest)-len(strings.TrimLeft(rest, of))]
	p.at += len(p.token.text)
}

// decimal reads a plain decimal number; the other forms that Go reads, like
// "1e3" or "inf", are texts.
func decimal(s string) (float64, bool) {
	if s == "" || strings.Trim(s, "-.0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil
}
