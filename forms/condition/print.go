package condition

import "strings"

// printer writes conditions with as few parentheses as can be. Parts of the
// same kind within each other keep theirs, so that the tree is kept.
type printer struct{ strings.Builder }

func printed(c Condition) string {
	var p printer
	c.print(&p)
	return p.String()
}

func (c All) String() string        { return printed(c) }
func (c Any) String() string        { return printed(c) }
func (c Not) String() string        { return printed(c) }
func (c Selected) String() string   { return printed(c) }
func (c Comparison) String() string { return printed(c) }

func (c All) print(p *printer) {
	for i, part := range c {
		if i > 0 {
			p.WriteString(" and ")
		}
		switch part.(type) {
		case All, Any:
			p.parenthesised(part)
		default:
			part.print(p)
		}
	}
}

func (c Any) print(p *printer) {
	for i, part := range c {
		if i > 0 {
			p.WriteString(" or ")
		}
		if _, nested := part.(Any); nested {
			p.parenthesised(part)
		} else {
			part.print(p)
		}
	}
}

func (c Not) print(p *printer) {
	p.WriteString("not")
	p.parenthesised(c.Condition)
}

func (c Selected) print(p *printer) {
	p.WriteString("selected(")
	Reference(c.Key).print(p)
	p.WriteString(", ")
	p.quoted(c.Code)
	p.WriteByte(')')
}

func (c Comparison) print(p *printer) {
	c.Left.print(p)
	p.WriteString(" " + string(c.Operator) + " ")
	c.Right.print(p)
}

func (r Reference) print(p *printer) { p.WriteString("${" + string(r) + "}") }

func (c Count) print(p *printer) {
	p.WriteString("count-selected(")
	Reference(c).print(p)
	p.WriteByte(')')
}

func (l Literal) print(p *printer) {
	if _, ok := Decimal(string(l)); ok {
		p.WriteString(string(l))
	} else {
		p.quoted(string(l))
	}
}

func (p *printer) parenthesised(c Condition) {
	p.WriteByte('(')
	c.print(p)
	p.WriteByte(')')
}

// quoted writes a text between quotes that it does not contain. No text that
// Parse reads contains both kinds.
func (p *printer) quoted(text string) {
	quote := "'"
	if strings.ContainsAny(text, singleQuotes) {
		quote = `"`
	}
	p.WriteString(quote + text + quote)
}
