package servicetest

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"resonanz/forms"
)

// Reply is what the service answered.
type Reply struct {
	*http.Response
	Body string
	Page *html.Node
}

// WantStatus ends the test if the status is another one.
func (r *Reply) WantStatus(tb testing.TB, status int) {
	tb.Helper()
	if r.StatusCode != status {
		tb.Fatalf("%s %s: status %d, want %d\n%s", r.Request.Method, r.Request.URL.Path, r.StatusCode, status, r.Body)
	}
}

// All returns the elements of a kind, in the order of the page.
func (r *Reply) All(kind atom.Atom) []*html.Node {
	var found []*html.Node
	for node := range r.Page.Descendants() {
		if node.Type == html.ElementNode && node.DataAtom == kind {
			found = append(found, node)
		}
	}
	return found
}

// Controls returns the inputs, text areas and selects of a name.
func (r *Reply) Controls(name string) []*html.Node {
	var found []*html.Node
	for node := range r.Page.Descendants() {
		if Attribute(node, "name") == name && slices.Contains([]atom.Atom{atom.Input, atom.Textarea, atom.Select, atom.Button}, node.DataAtom) {
			found = append(found, node)
		}
	}
	return found
}

// Typed returns what the page has in the controls of a name: what is written
// or chosen, and the values of what is ticked.
func (r *Reply) Typed(name string) []string {
	var values []string
	for _, control := range r.Controls(name) {
		switch {
		case control.DataAtom == atom.Textarea:
			values = append(values, strings.TrimPrefix(TextOf(control), "\n"))
		case control.DataAtom == atom.Select:
			for option := range control.Descendants() {
				if option.DataAtom == atom.Option && HasAttribute(option, "selected") {
					values = append(values, TextOf(option))
				}
			}
		case Attribute(control, "type") == "radio" || Attribute(control, "type") == "checkbox":
			if HasAttribute(control, "checked") {
				values = append(values, Attribute(control, "value"))
			}
		default:
			values = append(values, Attribute(control, "value"))
		}
	}
	return values
}

// Title returns the title of the document.
func (r *Reply) Title() string { return TextOf(r.All(atom.Title)[0]) }

// Heading returns the first heading.
func (r *Reply) Heading() string { return TextOf(r.All(atom.H1)[0]) }

// Token returns the receipt token of the page's form.
func (r *Reply) Token(tb testing.TB) string {
	tb.Helper()
	found := r.Controls(forms.FieldToken)
	if len(found) != 1 {
		tb.Fatalf("%d token fields, want 1\n%s", len(found), r.Body)
	}
	return Attribute(found[0], "value")
}

// Attribute returns the attribute of the element, "" if it has none.
func Attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// HasAttribute reports whether the element has the attribute.
func HasAttribute(node *html.Node, name string) bool {
	return slices.ContainsFunc(node.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// TextOf returns the text in the element.
func TextOf(node *html.Node) string {
	var b strings.Builder
	for part := range node.Descendants() {
		if part.Type == html.TextNode {
			b.WriteString(part.Data)
		}
	}
	return b.String()
}

// ByID returns the element with the id, nil if there is none.
func (r *Reply) ByID(id string) *html.Node {
	for node := range r.Page.Descendants() {
		if Attribute(node, "id") == id {
			return node
		}
	}
	return nil
}
