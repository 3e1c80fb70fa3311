package definition

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"resonanz/forms"
	"resonanz/forms/condition"
)

// reader reads the nodes of a definition file, collects the mistakes and notes
// where everything stands. It does not follow aliases, so that a small file
// cannot grow, and looks at the written text of a value only, so that a title
// may be 2016 and a language no.
type reader struct {
	places
	problems Problems
	base     string         // the language of texts without one
	zone     *time.Location // of times
	scales   map[string][]forms.Option
	unused   map[string]bool // scales that no question has used yet
}

func (r *reader) add(path string, line int, rule *forms.Rule, args ...any) {
	r.addMeant(path, line, "", rule, args...)
}

// addMeant is add where another word was probably meant, unless that is "".
func (r *reader) addMeant(path string, line int, meant string, rule *forms.Rule, args ...any) {
	r.problems = append(r.problems, Problem{line, rule.Problem(cmp.Or(path, wholeFile), meant, args...)})
}

// entry is one entry of a mapping, in the order of the file.
type entry struct {
	key  string
	path string
	line int
	node *yaml.Node
}

// entries returns what a mapping holds.
func (r *reader) entries(path string, node *yaml.Node) []entry {
	if node.Kind != yaml.MappingNode {
		r.add(path, node.Line, ruleMapping, shapeOf(node))
		return nil
	}
	entries := make([]entry, 0, len(node.Content)/2)
	lines := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		name, value := node.Content[i], node.Content[i+1]
		if name.Kind != yaml.ScalarNode || name.Tag == "!!merge" {
			r.add(path, name.Line, ruleName, shapeOf(name))
			continue
		}
		e := entry{key: name.Value, path: strings.TrimPrefix(path+"."+name.Value, "."), line: name.Line, node: value}
		if first, twice := lines[e.key]; twice {
			r.add(e.path, e.line, ruleTwice, first)
			continue
		}
		lines[e.key] = e.line
		r.lines[e.path] = e.line
		entries = append(entries, e)
	}
	return entries
}

// scalar returns the written text of a single value.
func (r *reader) scalar(e entry) (string, bool) {
	text := ""
	switch {
	case e.node.Kind != yaml.ScalarNode || e.node.Style&yaml.TaggedStyle != 0:
		r.add(e.path, e.node.Line, ruleSingle, shapeOf(e.node))
		return "", false
	case e.node.Tag != "!!null":
		text = forms.Clean(e.node.Value)
	}
	if text == "" {
		r.add(e.path, e.node.Line, ruleEmpty)
	}
	return text, text != ""
}

// text reads a text: a map of languages, or a single one in the base language.
func (r *reader) text(e entry) forms.Text {
	if e.node.Kind != yaml.MappingNode {
		value, ok := r.scalar(e)
		if !ok {
			return nil
		}
		return forms.Text{r.base: value}
	}
	t := forms.Text{}
	for _, translation := range r.entries(e.path, e.node) {
		if value, ok := r.scalar(translation); ok {
			t[translation.key] = value
		}
	}
	return t
}

// options reads codes with texts.
func (r *reader) options(e entry) []forms.Option {
	var options []forms.Option
	for _, o := range r.entries(e.path, e.node) {
		options = append(options, forms.Option{Code: o.key, Text: r.text(o)})
	}
	return options
}

// list reads a list.
func (r *reader) list(e entry) []entry {
	if e.node.Kind != yaml.SequenceNode {
		r.add(e.path, e.node.Line, ruleList, shapeOf(e.node))
		return nil
	}
	entries := make([]entry, 0, len(e.node.Content))
	for i, node := range e.node.Content {
		path := fmt.Sprintf("%s[%d]", e.path, i+1)
		r.lines[path] = node.Line
		entries = append(entries, entry{path: path, line: node.Line, node: node})
	}
	return entries
}

// section is a mapping with known names. Each method takes one field out of
// it, and done reports what is left.
type section struct {
	*reader
	path   string
	fields map[string]entry
	taken  []string // names that methods have asked for
}

func (r *reader) section(e entry) *section {
	s := &section{reader: r, path: e.path, fields: map[string]entry{}}
	for _, field := range r.entries(e.path, e.node) {
		s.fields[field.key] = field
	}
	return s
}

// field takes the field with the name.
func (s *section) field(name string) (entry, bool) {
	s.taken = append(s.taken, name)
	e, ok := s.fields[name]
	return e, ok
}

// done reports the fields that nobody has taken.
func (s *section) done() {
	for _, name := range slices.Sorted(maps.Keys(s.fields)) {
		if !slices.Contains(s.taken, name) {
			s.addMeant(s.fields[name].path, s.fields[name].line, forms.Closest(name, s.taken), ruleUnknown)
		}
	}
}

// given takes the field with the name and reads the word that it has; ok is
// false if there is none.
func (s *section) given(name string) (e entry, word string, ok bool) {
	if e, ok = s.field(name); ok {
		word, ok = s.scalar(e)
	}
	return e, word, ok
}

func (s *section) word(name string) string {
	_, word, _ := s.given(name)
	return word
}

// words is the list of words with the name.
func (s *section) words(name string) []string {
	e, ok := s.field(name)
	if !ok {
		return nil
	}
	var words []string
	for _, one := range s.list(e) {
		if word, ok := s.scalar(one); ok {
			words = append(words, word)
		}
	}
	return words
}

// label is the text with the name.
func (s *section) label(name string) forms.Text {
	e, ok := s.field(name)
	if !ok {
		return nil
	}
	return s.text(e)
}

func (s *section) truth(name string) bool {
	switch e, word, ok := s.given(name); {
	case word == "yes" || word == "true":
		return true
	case ok && word != "no" && word != "false":
		s.add(e.path, e.line, ruleTruth, word)
	}
	return false
}

func (s *section) integer(name string, otherwise int) int {
	e, word, ok := s.given(name)
	if !ok {
		return otherwise
	}
	n, err := strconv.Atoi(word)
	if err != nil {
		s.add(e.path, e.line, ruleInteger, word)
		return otherwise
	}
	return n
}

func (s *section) number(name string) *float64 {
	e, word, ok := s.given(name)
	if !ok {
		return nil
	}
	n, ok := condition.Decimal(word)
	if !ok {
		s.add(e.path, e.line, ruleNumber, word)
		return nil
	}
	return &n
}

// momentLayout is how a definition file writes a moment, in the event's zone.
const momentLayout = "2006-01-02 15:04"

// moment reads a moment, or a time of day on the given day.
func (s *section) moment(name, day string) time.Time {
	e, word, ok := s.given(name)
	if !ok {
		return time.Time{}
	}
	written := strings.Replace(word, "T", " ", 1)
	if day != "" && !strings.Contains(written, " ") {
		written = day + " " + written
	}
	local, err := time.ParseInLocation(momentLayout, written, s.zone)
	switch {
	case err != nil:
		s.add(e.path, e.line, ruleMoment, word)
		return time.Time{}
	case local.Format(momentLayout) != written:
		s.add(e.path, e.line, ruleClockChange, word)
	}
	return local.UTC()
}
