package definition

import (
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"resonanz/forms"
)

// Translation is a translation file that has been read.
type Translation struct {
	Language string            // BCP 47
	Checked  bool              // the file names somebody who has checked it
	Texts    map[string]string // by path, without those that are still to be translated

	lines map[string]int
}

// Line returns the line of the file at which the text with the path stands.
func (t *Translation) Line(path string) int { return t.lines[path] }

// Unknown returns a problem for each text that is none of the event's, which has
// the texts with the paths, in the order of the file.
func (t *Translation) Unknown(event *forms.Event, paths []string) Problems {
	var problems Problems
	for path := range t.Texts {
		if !slices.Contains(paths, path) {
			problems = append(problems, Problem{t.lines[path], event.NoText(path, paths)})
		}
	}
	return problems.sorted()
}

// ReadTranslation reads a translation file of the event. If anything in it is
// wrong it returns Problems, sorted by line.
//
// The file is YAML like a definition file and holds one language. Several
// files may share the work, for instance one for the forms that a series of
// events has in common and one for each event.
//
//	translation:
//	  of: NAME                keys of the events, one or a list
//	  language: tr            BCP 47; offered by the event from now on
//	  [checked_by: WORDS]     the native reader; without one the language is unchecked
//	texts:
//	  PATH: WORDS             where the text stands in the definition file;
//	                          one that is empty is still to be translated
//
// A path is written as in Problems: event.title, event.hosts[1],
// scales.NAME.steps.CODE, forms.NAME.questions.KEY.text. The texts of a named
// scale are translated once for all questions that use it.
//
// What the file leaves out is no mistake: Missing lists it, and pages show the
// base language there.
func ReadTranslation(src []byte, event *forms.Event) (*Translation, error) {
	root, err := parseYAML(src)
	if err != nil {
		return nil, err
	}
	r := &translationReader{reader: &reader{places: places{lines: map[string]int{}}}, event: event}
	r.file(r.section(entry{node: root, line: root.Line}))
	if len(r.problems) > 0 {
		return nil, r.problems.sorted()
	}
	r.read.lines = r.lines
	return &r.read, nil
}

// Translate adds the texts of a translation file, see ReadTranslation, to the
// definition: all of them or, if anything in the file is wrong, none: then it
// returns Problems, sorted by line.
func (f *File) Translate(src []byte) error {
	t, err := ReadTranslation(src, &f.Definition.Event)
	if err != nil {
		return err
	}
	if problems := f.apply(t); len(problems) > 0 {
		return problems.sorted()
	}
	return nil
}

// FormatTranslation writes the texts of the definition in the language as a
// translation file. Those that are missing are there without words; the base
// text stands above each as a comment.
func FormatTranslation(d *forms.Definition, language string) ([]byte, error) {
	base := d.Event.Base()
	var texts mapping
	for path, text := range d.Texts() {
		if text[base] == "" {
			continue
		}
		words := word(text[language])
		if words == nil {
			words = word(" ")
			words.Value, words.Style = "", yaml.DoubleQuotedStyle
		}
		texts.add(path, words)
		// A comment ends where a line does, of which YAML knows several kinds.
		texts[len(texts)-2].HeadComment = "# " + strings.Join(strings.Fields(text[base]), " ")
	}
	var head, file mapping
	head.add("of", word(d.Event.Key))
	head.add("language", word(language))
	file.add("translation", head.node())
	file.add("texts", texts.node())
	return yaml.Marshal(file.node())
}

// translationReader reads a translation file.
type translationReader struct {
	*reader
	event *forms.Event // that of the definition
	read  Translation
}

// file reads the whole file.
func (t *translationReader) file(s *section) {
	header, ok := s.field("translation")
	if !ok {
		t.add("translation", 1, forms.RuleMissing)
		return
	}
	t.header(t.section(header))
	t.read.Texts = map[string]string{}
	if all, ok := s.field("texts"); ok {
		for _, e := range t.entries("", all.node) {
			if blank(e.node) {
				continue
			}
			if text, ok := t.scalar(e); ok {
				t.read.Texts[e.key] = text
			}
		}
	}
	s.done()
}

func (t *translationReader) header(s *section) {
	var events []string
	if e, ok := s.field("of"); !ok {
		t.add("translation.of", s.lines[s.path], forms.RuleMissing)
	} else {
		names := []entry{e}
		if e.node.Kind == yaml.SequenceNode {
			names = t.list(e)
		}
		for _, name := range names {
			if word, ok := t.scalar(name); ok {
				events = append(events, word)
			}
		}
		if key := t.event.Key; !slices.Contains(events, key) {
			t.add(e.path, e.line, ruleOtherEvent, strings.Join(events, ", "), key)
		}
	}
	if t.read.Language = s.word("language"); t.read.Language == "" {
		t.add("translation.language", s.lines[s.path], forms.RuleMissing)
	} else if t.read.Language == t.event.Base() {
		t.add("translation.language", s.lines["translation.language"], ruleBaseLanguage, t.read.Language)
	}
	if e, ok := s.field("checked_by"); ok && !blank(e.node) {
		_, t.read.Checked = t.scalar(e)
	}
	s.done()
}

// blank reports whether a value is still to be filled in.
func blank(node *yaml.Node) bool {
	return node.Kind == yaml.ScalarNode && strings.TrimSpace(node.Value) == ""
}

// apply puts the texts into the definition. It takes them out again if that
// makes the definition wrong.
func (f *File) apply(t *Translation) Problems {
	event := &f.Definition.Event
	existing := map[string]forms.Text{}
	for path, text := range f.Texts() {
		existing[path] = text
	}
	problems := t.Unknown(event, slices.Sorted(maps.Keys(existing)))
	for path := range t.Texts {
		if text := existing[path]; text[t.Language] != "" {
			problems = append(problems, Problem{t.lines[path], ruleTranslated.Problem(path, "", t.Language, text[t.Language])})
		}
	}
	if len(problems) > 0 {
		return problems
	}
	before := *event
	if !slices.Contains(event.Languages, t.Language) {
		event.Languages = append(slices.Clone(before.Languages), t.Language)
	}
	if !t.Checked && !slices.Contains(event.Unchecked, t.Language) {
		event.Unchecked = append(slices.Clone(before.Unchecked), t.Language)
	}
	for path, text := range t.Texts {
		existing[path][t.Language] = text
	}
	for _, p := range f.Locate(f.Definition.Validate()) {
		path, ok := strings.CutSuffix(p.Field, "."+t.Language)
		if !ok { // a tag that is none, or one too many
			path = "translation.language"
		}
		p.Field = path
		problems = append(problems, Problem{t.lines[path], p.Problem})
	}
	if len(problems) > 0 {
		*event = before
		for path := range t.Texts {
			delete(existing[path], t.Language)
		}
	}
	return problems
}
