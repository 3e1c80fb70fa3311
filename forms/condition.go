package forms

import (
	"cmp"
	"fmt"
	"slices"
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

// Error names the place by its character, from 1.
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

// compare compares two values as Condition says.
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
