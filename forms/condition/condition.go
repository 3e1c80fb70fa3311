// Package condition is the condition under which a question is asked: a tree
// that is read from text, evaluated, printed and walked. It is pure: it knows
// keys, codes and answers, and nothing of forms.
//
// The language is a subset of XLSForm's relevant
// (https://xlsform.org/en/#relevant):
//
//	condition   = conjunction { "or" conjunction }
//	conjunction = term { "and" term }
//	term        = "(" condition ")" | "not" "(" condition ")"
//	            | "selected" "(" reference "," literal ")"
//	            | value ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) value
//	value       = reference | literal | "count-selected" "(" reference ")"
//	reference   = "${" item key "}"
//	literal     = number | 'text' | "text"
//
// Any single or double quotation mark opens a text, and the next single or
// double one closes it, so that ‘text’, „text“ and «text» are read as well:
// word processors make them of the plain ones.
//
// The value of a reference is the item's canonical answer; an item without an
// answer is the empty text, and several codes are joined by blanks. Two sides
// that are both decimal numbers are compared as numbers, others as texts by
// code points, which puts ISO dates in their order. A comparison with < <= >
// >= is false where a side is empty, so that an unanswered question is neither
// less nor more than anything.
package condition

import (
	"iter"
	"slices"
)

// Condition is a node of the tree: All, Any, Not, Selected or Comparison. It
// must not be changed while others use it.
type Condition interface {
	// Holds reports whether the condition is met. Answers maps the keys of
	// items to their canonical answers; an item without an answer is absent.
	Holds(answers map[string][]string) bool
	// String prints the condition. Parse returns an equal tree for it.
	String() string
	// Keys returns the keys of the items that the condition refers to, sorted,
	// each once.
	Keys() []string

	decide(lookup) verdict
	print(*printer)
	parts() []Condition
}

// All holds if every part holds. It has at least two parts.
type All []Condition

// Any holds if one of the parts holds. It has at least two parts.
type Any []Condition

// Not holds if the condition does not.
type Not struct{ Condition Condition }

// Selected holds if the answer to the item includes the code.
type Selected struct{ Key, Code string }

// Comparison holds if the two values compare as the operator says.
type Comparison struct {
	Left     Value
	Operator Operator
	Right    Value
}

// Operator compares two values.
type Operator string

// The operators.
const (
	Equal   Operator = "="
	Unequal Operator = "!="
	Less    Operator = "<"
	AtMost  Operator = "<="
	Greater Operator = ">"
	AtLeast Operator = ">="
)

// Value is one side of a comparison: Reference, Count or Literal.
type Value interface {
	value(lookup) (value string, known bool)
	print(*printer)
}

// Reference is the answer to the item with the key.
type Reference string

// Count is the number of codes in the answer to the item with the key.
type Count string

// Literal is a number or a text.
type Literal string

// Nodes yields the condition and everything below it, from top to bottom and
// left to right.
func Nodes(c Condition) iter.Seq[Condition] {
	return func(yield func(Condition) bool) { walk(c, yield) }
}

func walk(c Condition, yield func(Condition) bool) bool {
	if !yield(c) {
		return false
	}
	for _, part := range c.parts() {
		if !walk(part, yield) {
			return false
		}
	}
	return true
}

func (c All) parts() []Condition      { return c }
func (c Any) parts() []Condition      { return c }
func (c Not) parts() []Condition      { return []Condition{c.Condition} }
func (Selected) parts() []Condition   { return nil }
func (Comparison) parts() []Condition { return nil }

// Keys returns the keys of the items that the parts refer to.
func (c All) Keys() []string { return keysOf(c) }

// Keys returns the keys of the items that the parts refer to.
func (c Any) Keys() []string { return keysOf(c) }

// Keys returns the keys of the items that the condition below refers to.
func (c Not) Keys() []string { return keysOf(c) }

// Keys returns the item's key.
func (c Selected) Keys() []string { return keysOf(c) }

// Keys returns the keys of the items that the two sides refer to.
func (c Comparison) Keys() []string { return keysOf(c) }

func keysOf(c Condition) []string {
	var keys []string
	for node := range Nodes(c) {
		switch node := node.(type) {
		case Selected:
			keys = append(keys, node.Key)
		case Comparison:
			for _, side := range []Value{node.Left, node.Right} {
				if key, ok := keyOf(side); ok {
					keys = append(keys, key)
				}
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// keyOf returns the key of the item that the value depends on.
func keyOf(v Value) (key string, ok bool) {
	switch v := v.(type) {
	case Reference:
		return string(v), true
	case Count:
		return string(v), true
	}
	return "", false
}

// Codes returns every code that the condition expects in an answer, with the
// item's key: those of Selected, and literals other than "" that an answer is
// equal or unequal to.
func Codes(c Condition) []Selected {
	var codes []Selected
	for node := range Nodes(c) {
		switch node := node.(type) {
		case Selected:
			codes = append(codes, node)
		case Comparison:
			if node.Operator != Equal && node.Operator != Unequal {
				continue
			}
			for _, sides := range [][2]Value{{node.Left, node.Right}, {node.Right, node.Left}} {
				key, isReference := sides[0].(Reference)
				code, isLiteral := sides[1].(Literal)
				if isReference && isLiteral && code != "" {
					codes = append(codes, Selected{string(key), string(code)})
				}
			}
		}
	}
	return codes
}
