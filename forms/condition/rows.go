package condition

import "slices"

// Rows is a condition as people pick it: a list of rows that all have to hold,
// or one of them. Without rows there is no condition.
type Rows struct {
	Any  bool // one of the rows suffices; it says nothing with fewer than two
	Rows []Row
}

// Row compares the answer to one item with values. Only OneOf and Includes have
// more than one value, and none has none. The value "" is no answer.
type Row struct {
	Key      string
	Relation Relation
	Values   []string
}

// Relation says how the answer to an item relates to the values of a row.
type Relation string

// The relations.
const (
	Is       Relation = "is"
	IsNot    Relation = "is-not"
	OneOf    Relation = "one-of"   // the answer is one of the values
	Includes Relation = "includes" // one of the values is among the answers
	Lowest   Relation = "at-least" // the answer is the value or more
	Highest  Relation = "at-most"  // the answer is the value or less
)

// compared are the relations that are one comparison with one value.
var compared = map[Relation]Operator{Is: Equal, IsNot: Unequal, Lowest: AtLeast, Highest: AtMost}

// Condition returns the tree of the rows, nil if there are none. A row without
// values says nothing and is left out.
func (r Rows) Condition() Condition {
	var parts []Condition
	for _, row := range r.Rows {
		if c := row.condition(); c != nil {
			parts = append(parts, c)
		}
	}
	switch {
	case len(parts) == 0:
		return nil
	case len(parts) == 1:
		return parts[0]
	case r.Any:
		return Any(parts)
	}
	return All(parts)
}

func (r Row) condition() Condition {
	var parts []Condition
	for _, value := range r.Values {
		if operator, ok := compared[r.Relation]; ok {
			return Comparison{Reference(r.Key), operator, Literal(value)}
		}
		if r.Relation == Includes {
			parts = append(parts, Selected{r.Key, value})
		} else {
			parts = append(parts, Comparison{Reference(r.Key), Equal, Literal(value)})
		}
	}
	switch len(parts) {
	case 0:
		return nil
	case 1:
		return parts[0]
	}
	return Any(parts)
}

// RowsOf returns the rows that say the same as the tree; their tree is equal to
// it. Not every tree has any: ok is false then.
func RowsOf(c Condition) (rows Rows, ok bool) {
	if row, ok := rowOf(c); ok {
		return Rows{Rows: []Row{row}}, true
	}
	var parts []Condition
	switch c := c.(type) {
	case All:
		parts = c
	case Any:
		rows.Any, parts = true, c
	}
	for _, part := range parts {
		row, ok := rowOf(part)
		if !ok {
			return Rows{}, false
		}
		rows.Rows = append(rows.Rows, row)
	}
	return rows, len(parts) > 0
}

func rowOf(c Condition) (Row, bool) {
	switch c := c.(type) {
	case Selected:
		return Row{c.Key, Includes, []string{c.Code}}, true
	case Comparison:
		key, isReference := c.Left.(Reference)
		value, isLiteral := c.Right.(Literal)
		for relation, operator := range compared {
			if operator == c.Operator && isReference && isLiteral {
				return Row{string(key), relation, []string{string(value)}}, true
			}
		}
	case Any:
		return alternatives(c)
	}
	return Row{}, false
}

// alternatives returns the row that says that the answer to one item is, or
// includes, one of several values.
func alternatives(parts Any) (Row, bool) {
	var all Row
	for i, part := range parts {
		row, ok := rowOf(part)
		if _, nested := part.(Any); !ok || nested || row.Relation != Is && row.Relation != Includes {
			return Row{}, false
		}
		if row.Relation == Is {
			row.Relation = OneOf
		}
		if i > 0 && (row.Key != all.Key || row.Relation != all.Relation) {
			return Row{}, false
		}
		all = Row{row.Key, row.Relation, slices.Concat(all.Values, row.Values)}
	}
	return all, true
}
