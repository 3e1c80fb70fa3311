package handbook

import (
	"bytes"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// document is a text as a page shows it.
type document struct {
	Heading  string
	Contents []section
	Body     template.HTML // made by goldmark of our own Markdown, in which it lets no HTML through
}

// section is a heading with those below it.
type section struct {
	ID, Says string
	Parts    []section
}

// The levels of headings: the title of a document, its sections and their parts.
const (
	titleLevel   = 1
	sectionLevel = 2
	partLevel    = 3
)

// readDocument reads Markdown that begins with its title. Files of other texts and
// of pictures in it become addresses.
func readDocument(source []byte, pictures map[string]picture) (*document, error) {
	markdown := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	root := markdown.Parser().Parse(text.NewReader(source), parser.WithContext(parser.NewContext(parser.WithIDs(headingIDs{}))))
	title, ok := root.FirstChild().(*ast.Heading)
	if !ok || title.Level != titleLevel {
		return nil, fmt.Errorf("the text does not begin with its title")
	}
	d := &document{Heading: plainText(title, source)}
	root.RemoveChild(root, title)
	err := ast.Walk(root, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch node := node.(type) {
		case *ast.Heading:
			return ast.WalkContinue, d.list(node, source)
		case *ast.Image:
			return ast.WalkContinue, place(node, pictures)
		case *ast.Link:
			return ast.WalkContinue, lead(node)
		case *tables.Table:
			label(node, source)
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	if err := markdown.Renderer().Render(&body, source, root); err != nil {
		return nil, err
	}
	// Not escaped again: the text is part of the program, and goldmark has escaped it;
	// without html.WithUnsafe it leaves out HTML and dangerous addresses.
	d.Body = template.HTML(body.String())
	return d, nil
}

// list adds a heading to the contents.
func (d *document) list(heading *ast.Heading, source []byte) error {
	id, _ := heading.AttributeString("id")
	name, _ := id.([]byte)
	s := section{ID: string(name), Says: plainText(heading, source)}
	switch {
	case heading.Level == sectionLevel:
		d.Contents = append(d.Contents, s)
	case heading.Level == partLevel && len(d.Contents) > 0:
		of := &d.Contents[len(d.Contents)-1]
		of.Parts = append(of.Parts, s)
	default:
		return fmt.Errorf("heading %q is out of order", s.Says)
	}
	return nil
}

// place gives a picture its address and its size, so that nothing moves when it
// arrives.
func place(image *ast.Image, pictures map[string]picture) error {
	p, known := pictures[string(image.Destination)]
	if !known {
		return fmt.Errorf("there is no picture %s", image.Destination)
	}
	image.Destination = []byte(p.address)
	image.SetAttributeString("width", []byte(strconv.Itoa(p.width)))
	image.SetAttributeString("height", []byte(strconv.Itoa(p.height)))
	image.SetAttributeString("loading", []byte("lazy"))
	return nil
}

// lead turns the file that a link names into the address of its page.
func lead(link *ast.Link) error {
	file, part, _ := strings.Cut(string(link.Destination), "#")
	if file == "" || strings.HasPrefix(file, "https://") {
		return nil
	}
	address, known := addresses[file]
	if !known {
		return fmt.Errorf("a link leads to %s", link.Destination)
	}
	if part != "" {
		address += "#" + part
	}
	link.Destination = []byte(address)
	return nil
}

// label says of a table what it is, and of each cell what its column is: on narrow
// screens cells stand below each other, which hides both from browsers.
func label(table *tables.Table, source []byte) {
	role := func(node ast.Node, name string) { node.SetAttributeString("role", []byte(name)) }
	role(table, "table")
	var columns []string
	for row := table.FirstChild(); row != nil; row = row.NextSibling() {
		head := row.Kind() == tables.KindTableHeader // a group with the row of its own
		if head {
			role(row, "rowgroup")
		} else {
			role(row, "row")
		}
		i := 0
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			if head {
				role(cell, "columnheader")
				columns = append(columns, plainText(cell, source))
			} else {
				role(cell, "cell")
				cell.SetAttributeString("data-column", []byte(columns[i]))
			}
			i++
		}
	}
}

// plainText returns the words of a node without their marks.
func plainText(node ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(node, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			b.Write(t.Segment.Value(source))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// headingIDs gives headings the ids that GitHub gives them, so that links within a
// text lead to the same place there. No two headings of a text are the same.
type headingIDs struct{}

// Generate returns the id of a heading.
func (headingIDs) Generate(value []byte, _ ast.NodeKind) []byte {
	id := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_':
			return unicode.ToLower(r)
		case r == ' ':
			return '-'
		}
		return -1
	}, string(value))
	return []byte(id)
}

// Put hears of ids that are written down; there are none.
func (headingIDs) Put([]byte) {}
