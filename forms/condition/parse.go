package condition

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The limits of a condition.
const (
	MaxLength = 500 // bytes; more than a few comparisons are not understood by their author
	MaxDepth  = 10  // parentheses within parentheses; bounds the stack
)

// Error says why a text is no condition.
type Error struct {
	Offset    int // byte at which reading stopped, from 0
	Character int // the same place in characters, from 1
	Fault     Fault
	Symbol    string // that is missing, "" unless that is the fault
	Reason    string // the fault in English
}

// Fault is what keeps a text from being a condition. People read it in words of
// their own language.
type Fault string

// The faults.
const (
	TooLong       Fault = "too_long"       // more than MaxLength bytes
	TooDeep       Fault = "too_deep"       // nested more than MaxDepth deep
	OpenReference Fault = "open_reference" // the } after ${ is missing
	OpenText      Fault = "open_text"      // the closing quote is missing
	NoNumber      Fault = "no_number"      // digits that are no number
	NoMeaning     Fault = "no_meaning"     // a character that means nothing here
	NoEnd         Fault = "no_end"         // more after a whole condition than "and" or "or"
	NoSymbol      Fault = "no_symbol"      // a parenthesis or a comma is missing
	NoCode        Fault = "no_code"        // the code of an option is missing
	NoReference   Fault = "no_reference"   // a reference is missing
	NoValue       Fault = "no_value"       // what is to be compared is missing
	NoComparison  Fault = "no_comparison"  // the sign that compares is missing
)

// Faults are all faults.
func Faults() []Fault {
	return []Fault{
		TooLong, TooDeep, OpenReference, OpenText, NoNumber, NoMeaning, NoEnd, NoSymbol, NoCode, NoReference, NoValue, NoComparison,
	}
}

// Error names the place by its character.
func (e *Error) Error() string { return fmt.Sprintf("at character %d: %s", e.Character, e.Reason) }

// Parse reads a condition. Its error is an *Error.
func Parse(src string) (Condition, error) {
	p := parser{src: src}
	if len(src) > MaxLength {
		return nil, p.fail(MaxLength, TooLong, "a condition has at most %d bytes", MaxLength)
	}
	if err := p.next(); err != nil {
		return nil, err
	}
	c, err := p.condition()
	if err == nil && p.token.kind != tokenEnd {
		err = p.unexpected(NoEnd, `"and", "or" or the end`)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// parser reads a condition by recursive descent, one token ahead.
type parser struct {
	src   string
	at    int // where the next token starts
	token token
	depth int
}

func (p *parser) fail(offset int, fault Fault, reason string, args ...any) *Error {
	return &Error{Offset: offset, Character: utf8.RuneCountInString(p.src[:offset]) + 1, Fault: fault, Reason: fmt.Sprintf(reason, args...)}
}

func (p *parser) unexpected(fault Fault, want string) *Error {
	found := "the end"
	if p.token.kind != tokenEnd {
		found = strconv.Quote(p.src[p.token.start:p.at])
	}
	return p.fail(p.token.start, fault, "expected %s, found %s", want, found)
}

func (p *parser) expect(symbol string) error {
	if p.token.kind != tokenSymbol || p.token.text != symbol {
		err := p.unexpected(NoSymbol, strconv.Quote(symbol))
		err.Symbol = symbol
		return err
	}
	return p.next()
}

func (p *parser) isWord(word string) bool {
	return p.token.kind == tokenWord && p.token.text == word
}

func (p *parser) condition() (Condition, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > MaxDepth {
		return nil, p.fail(p.token.start, TooDeep, "parentheses are nested more than %d deep", MaxDepth)
	}
	parts, err := p.chain("or", p.conjunction)
	if err != nil || len(parts) > 1 {
		return Any(parts), err
	}
	return parts[0], nil
}

func (p *parser) conjunction() (Condition, error) {
	parts, err := p.chain("and", p.term)
	if err != nil || len(parts) > 1 {
		return All(parts), err
	}
	return parts[0], nil
}

// chain reads one or more parts with the word between them.
func (p *parser) chain(word string, part func() (Condition, error)) ([]Condition, error) {
	first, err := part()
	parts := []Condition{first}
	for err == nil && p.isWord(word) {
		if err = p.next(); err != nil {
			break
		}
		var more Condition
		more, err = part()
		parts = append(parts, more)
	}
	return parts, err
}

func (p *parser) term() (Condition, error) {
	switch {
	case p.token.kind == tokenSymbol && p.token.text == "(":
		return p.parenthesised()
	case p.isWord("not"):
		if err := p.next(); err != nil {
			return nil, err
		}
		inner, err := p.parenthesised()
		return Not{inner}, err
	case p.isWord("selected"):
		return p.selected()
	}
	return p.comparison()
}

func (p *parser) parenthesised() (Condition, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	inner, err := p.condition()
	if err != nil {
		return nil, err
	}
	return inner, p.expect(")")
}

func (p *parser) selected() (Condition, error) {
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
		return nil, p.unexpected(NoCode, "an option code in quotes")
	}
	code := p.token.text
	if err := p.next(); err != nil {
		return nil, err
	}
	return Selected{key, code}, p.expect(")")
}

func (p *parser) reference() (string, error) {
	if p.token.kind != tokenReference {
		return "", p.unexpected(NoReference, "a reference like ${key}")
	}
	key := p.token.text
	return key, p.next()
}

func (p *parser) value() (Value, error) {
	switch {
	case p.token.kind == tokenReference:
		key, err := p.reference()
		return Reference(key), err
	case p.token.kind == tokenText || p.token.kind == tokenNumber:
		text := p.token.text
		return Literal(text), p.next()
	case p.isWord("count-selected"):
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
		return Count(key), p.expect(")")
	}
	return nil, p.unexpected(NoValue, "a reference like ${key}, a number or a text in quotes")
}

func (p *parser) comparison() (Condition, error) {
	left, err := p.value()
	if err != nil {
		return nil, err
	}
	operator := p.token.text
	if p.token.kind != tokenSymbol || !strings.ContainsAny(operator, "=<>") {
		return nil, p.unexpected(NoComparison, "a comparison (= != < <= > >=)")
	}
	if err := p.next(); err != nil {
		return nil, err
	}
	right, err := p.value()
	if err != nil {
		return nil, err
	}
	return Comparison{left, Operator(operator), right}, nil
}
