package forms

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// conditionParser reads a condition by recursive descent, one token ahead.
type conditionParser struct {
	src   string
	at    int // where the next token starts
	token token
	depth int
	keys  []string
	codes []comparedCode
}

func (p *conditionParser) unexpected(want string) error {
	found := "the end"
	if p.token.kind != tokenEnd {
		found = strconv.Quote(p.src[p.token.start:p.at])
	}
	return &ConditionError{p.token.start, fmt.Sprintf("expected %s, found %s", want, found)}
}

func (p *conditionParser) expect(symbol string) error {
	if p.token.kind != tokenSymbol || p.token.text != symbol {
		return p.unexpected(strconv.Quote(symbol))
	}
	return p.next()
}

func (p *conditionParser) isWord(word string) bool {
	return p.token.kind == tokenWord && p.token.text == word
}

func (p *conditionParser) condition() (predicate, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > MaxConditionDepth {
		return nil, &ConditionError{p.token.start, fmt.Sprintf("parentheses are nested more than %d deep", MaxConditionDepth)}
	}
	return p.chain("or", func() (predicate, error) { return p.chain("and", p.term) })
}

// chain reads one or more parts with the word between them. A chain with "or"
// holds if one part holds, a chain with "and" if all hold.
func (p *conditionParser) chain(word string, part func() (predicate, error)) (predicate, error) {
	first, err := part()
	if err != nil || !p.isWord(word) {
		return first, err
	}
	parts := []predicate{first}
	for p.isWord(word) {
		if err := p.next(); err != nil {
			return nil, err
		}
		more, err := part()
		if err != nil {
			return nil, err
		}
		parts = append(parts, more)
	}
	decisive := word == "or"
	return func(get lookup) bool {
		for _, part := range parts {
			if part(get) == decisive {
				return decisive
			}
		}
		return !decisive
	}, nil
}

func (p *conditionParser) term() (predicate, error) {
	switch {
	case p.token.kind == tokenSymbol && p.token.text == "(":
		return p.parenthesised()
	case p.isWord("not"):
		if err := p.next(); err != nil {
			return nil, err
		}
		inner, err := p.parenthesised()
		if err != nil {
			return nil, err
		}
		return func(get lookup) bool { return !inner(get) }, nil
	case p.isWord("selected"):
		return p.selected()
	}
	return p.comparison()
}

func (p *conditionParser) parenthesised() (predicate, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	inner, err := p.condition()
	if err != nil {
		return nil, err
	}
	return inner, p.expect(")")
}

func (p *conditionParser) selected() (predicate, error) {
	if err := p.next(); err != nil {
		return nil, err
	}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	key, err := p.reference()
	if err != nil {
		return nil, err
	}
	if err := p.expect(","); err != nil {
		return nil, err
	}
	if p.token.kind != tokenText && p.token.kind != tokenNumber {
		return nil, p.unexpected("an option code in quotes")
	}
	code := p.token.text
	p.codes = append(p.codes, comparedCode{key, code})
	if err := p.next(); err != nil {
		return nil, err
	}
	holds := func(get lookup) bool { return slices.Contains(get(key), code) }
	return holds, p.expect(")")
}

func (p *conditionParser) reference() (string, error) {
	if p.token.kind != tokenReference {
		return "", p.unexpected("a reference like ${key}")
	}
	key := p.token.text
	p.keys = append(p.keys, key)
	return key, p.next()
}

// operand is one side of a comparison.
type operand struct {
	value   func(get lookup) string
	key     string // of a plain reference, else ""
	literal string // of a literal
	fixed   bool   // a literal
}

func (p *conditionParser) operand() (operand, error) {
	switch {
	case p.token.kind == tokenReference:
		key, err := p.reference()
		return operand{key: key, value: func(get lookup) string { return strings.Join(get(key), " ") }}, err
	case p.token.kind == tokenText || p.token.kind == tokenNumber:
		text := p.token.text
		return operand{literal: text, fixed: true, value: func(lookup) string { return text }}, p.next()
	case p.isWord("count-selected"):
		if err := p.next(); err != nil {
			return operand{}, err
		}
		if err := p.expect("("); err != nil {
			return operand{}, err
		}
		key, err := p.reference()
		if err != nil {
			return operand{}, err
		}
		count := func(get lookup) string { return strconv.Itoa(len(get(key))) }
		return operand{value: count}, p.expect(")")
	}
	return operand{}, p.unexpected("a reference like ${key}, a number or a text in quotes")
}

func (p *conditionParser) comparison() (predicate, error) {
	left, err := p.operand()
	if err != nil {
		return nil, err
	}
	op := p.token.text
	if p.token.kind != tokenSymbol || !strings.ContainsAny(op, "=<>") {
		return nil, p.unexpected("a comparison (= != < <= > >=)")
	}
	if err := p.next(); err != nil {
		return nil, err
	}
	right, err := p.operand()
	if err != nil {
		return nil, err
	}
	if op == "=" || op == "!=" {
		p.compareCode(left, right)
		p.compareCode(right, left)
	}
	return func(get lookup) bool {
		return compare(op, left.value(get), right.value(get))
	}, nil
}

func (p *conditionParser) compareCode(side, other operand) {
	if side.key != "" && other.fixed && other.literal != "" {
		p.codes = append(p.codes, comparedCode{side.key, other.literal})
	}
}
