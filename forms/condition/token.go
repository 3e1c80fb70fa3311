package condition

import (
	"strings"
	"unicode/utf8"
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
	blanks       = " \t\r\n"
	digits       = "0123456789"
	lowerLetters = "abcdefghijklmnopqrstuvwxyz"
	singleQuotes = "'‘’‚‛‹›"
	doubleQuotes = `"“”„‟«»`
)

// next reads the next token.
func (p *parser) next() error {
	p.at += len(p.src[p.at:]) - len(strings.TrimLeft(p.src[p.at:], blanks))
	rest := p.src[p.at:]
	p.token = token{start: p.at}
	if rest == "" {
		return nil
	}
	first, _ := utf8.DecodeRuneInString(rest)
	switch {
	case strings.HasPrefix(rest, "${"):
		end := strings.IndexByte(rest, '}')
		if end < 0 {
			return p.fail(p.at, OpenReference, "the } after ${ is missing")
		}
		p.take(tokenReference, end+1)
		p.token.text = strings.Trim(rest[2:end], blanks)
	case strings.ContainsRune(singleQuotes, first):
		return p.text(singleQuotes)
	case strings.ContainsRune(doubleQuotes, first):
		return p.text(doubleQuotes)
	case strings.ContainsRune(digits+"-.", first):
		p.takeAll(tokenNumber, digits+"-.")
		if _, ok := Decimal(p.token.text); !ok {
			return p.fail(p.token.start, NoNumber, "this is not a number")
		}
	case strings.ContainsRune(lowerLetters, first):
		p.takeAll(tokenWord, lowerLetters+"-")
	case strings.HasPrefix(rest, "!=") || strings.HasPrefix(rest, "<=") || strings.HasPrefix(rest, ">="):
		p.take(tokenSymbol, 2)
	case strings.ContainsRune("(),=<>", first):
		p.take(tokenSymbol, 1)
	default:
		return p.fail(p.at, NoMeaning, "this character has no meaning here")
	}
	return nil
}

// text reads a text up to the next of the quotes.
func (p *parser) text(quotes string) error {
	rest := p.src[p.at:]
	_, opening := utf8.DecodeRuneInString(rest)
	length := strings.IndexAny(rest[opening:], quotes)
	if length < 0 {
		return p.fail(p.at, OpenText, "the closing quote is missing")
	}
	_, closing := utf8.DecodeRuneInString(rest[opening+length:])
	p.take(tokenText, opening+length+closing)
	p.token.text = rest[opening : opening+length]
	return nil
}

// takeAll reads the longest token that consists of the given bytes.
func (p *parser) takeAll(kind tokenKind, of string) {
	rest := p.src[p.at:]
	p.take(kind, len(rest)-len(strings.TrimLeft(rest, of)))
}

// take reads a token of the given length in bytes.
func (p *parser) take(kind tokenKind, length int) {
	p.token.kind, p.token.text = kind, p.src[p.at:p.at+length]
	p.at += length
}
