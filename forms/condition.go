package forms

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Condition is a parsed condition of a question. It is safe for concurrent
// use.
//
// The language is a subset of XLSForm's relevant
// (https://xlsform.org/en/#relevant):
//
//	condition  = conjunction { "or" conjunction }
//	conjunction = term { "and" term }
//	term       = "(" condition ")" | "not" "(" condition ")"
//	           | "selected" "(" reference "," literal ")"
//	           | operand ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) operand
//	operand    = reference | literal | "count-selected" "(" reference ")"
//	reference  = "${" item key "}"
//	literal    = number | 'text' | "text"
//
// The value of a reference is the item's canonical answer; an item without an
// answer is the empty text, and several codes are joined by blanks. Two sides
// that are both decimal numbers are compared as numbers, others as texts by
// code points, which puts ISO dates in their order. A comparison with < <= >
// >= is false where a side is empty, so that an unanswered question is neither
// less nor more than anything.
type Condition struct {
	holds predicate
	keys  []string
	codes []comparedCode
}

// comparedCode says that a condition compares the item with a literal, which
// must be one of its option codes if it has any.
type comparedCode struct{ key, code string }

// The limits of a condition.
const (
	MaxConditionLength = 500 // bytes; more than a few comparisons are not understood by their author
	MaxConditionDepth  = 10  // parentheses within parentheses; bounds the stack
)

// ConditionError says why a condition cannot be read.
type ConditionError struct {
	Offset int // byte at which reading stopped, from 0
	Reason string
}

func (e *ConditionError) Error() string {
	return fmt.Sprintf("at character %d: %s", e.Offset+1, e.Reason)
}

// ParseCondition reads a condition. Its error is a *ConditionError.
func ParseCondition(src string) (*Condition, error) {
	if len(src) > MaxConditionLength {
		return nil, &ConditionError{MaxConditionLength, fmt.Sprintf("a condition has at most %d bytes", MaxConditionLength)}
	}
	p := conditionParser{src: src}
	if err := p.next(); err != nil {
		return nil, err
	}
	holds, err := p.condition()
	if err == nil && p.token.kind != tokenEnd {
		err = p.unexpected(`"and", "or" or the end`)
	}
	if err != nil {
		return nil, err
	}
	slices.Sort(p.keys)
	return &Condition{holds: holds, keys: slices.Compact(p.keys), codes: p.codes}, nil
}

// Keys returns the keys of the items that the condition refers to, sorted,
// each once.
func (c *Condition) Keys() []string { return c.keys }

// Holds reports whether the condition is met. get returns the canonical
// answer to an item, nil if there is none.
func (c *Condition) Holds(get func(key string) []string) bool { return c.holds(get) }

type (
	lookup    = func(key string) []string
	predicate func(get lookup) bool
)

// operand is one side of a comparison.
type operand struct {
	value   func(get lookup) string
	key     string // of a plain reference, else ""
	literal string // of a literal
	fixed   bool   // a literal
}

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

func compare(op, a, b string) bool {
	ordered := a != "" && b != ""
	order := cmp.Compare(a, b)
	if x, ok := decimal(a); ok {
		if y, ok := decimal(b); ok {
			order = cmp.Compare(x, y)
		}
	}
	switch op {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return ordered && order < 0
	case "<=":
		return ordered && order <= 0
	case ">":
		return ordered && order > 0
	}
	return ordered && order >= 0
}
