package definition

import (
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"resonanz/forms"
)

// Translate adds the texts of a translation file to the definition: all of
// them or, if anything in the file is wrong, none: then it returns Problems,
// sorted by line.
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
func (f *File) Translate(src []byte) error {
	root, err := parseYAML(src)
	if err != nil {
		return err
	}
	t := &translation{
		reader: &reader{places: places{lines: map[string]int{}}},
		into:   f,
		event:  &f.Definition.Event,
	}
	t.file(t.section(entry{node: root, line: root.Line}))
	if len(t.problems) == 0 {
		t.apply()
	}
	if len(t.problems) > 0 {
		return t.problems.sorted()
	}
	return nil
}

// translation reads a translation file. The lines are those of this file.
type translation struct {
	*reader
	into     *File
	event    *forms.Event // that of the definition
	language string
	checked  bool
	texts    map[string]string // by path
}

// file reads the whole file.
func (t *translation) file(s *section) {
	header, ok := s.field("translation")
	if !ok {
		t.add("translation", 1, "is missing")
		return
	}
	t.header(t.section(header))
	t.texts = map[string]string{}
	if all, ok := s.field("texts"); ok {
		for _, e := range t.entries("", all.node) {
			if blank(e.node) {
				continue
			}
			if text, ok := t.scalar(e); ok {
				t.texts[e.key] = text
			}
		}
	}
	s.done()
}

func (t *translation) header(s *section) {
	var events []string
	if e, ok := s.field("of"); !ok {
		t.add("translation.of", s.lines[s.path], "is missing")
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
			t.add(e.path, e.line, "names %s, but this event is %s", strings.Join(events, ", "), key)
		}
	}
	if t.language = s.word("language"); t.language == "" {
		t.add("translation.language", s.lines[s.path], "is missing")
	} else if t.language == t.event.Base() {
		t.add("translation.language", s.lines["translation.language"], "%s is the base language, which stands in the definition file", t.language)
	}
	if e, ok := s.field("checked_by"); ok && !blank(e.node) {
		_, t.checked = t.scalar(e)
	}
	s.done()
}

// blank reports whether a value is still to be filled in.
func blank(node *yaml.Node) bool {
	return node.Kind == yaml.ScalarNode && strings.TrimSpace(node.Value) == ""
}

// apply puts the texts into the definition. It takes them out again if that
// makes the definition wrong.
func (t *translation) apply() {
	existing := map[string]forms.Text{}
	for path, text := range t.into.Texts() {
		existing[path] = text
	}
	for _, path := range slices.Sorted(maps.Keys(t.texts)) {
		switch text, ok := existing[path]; {
		case !ok:
			t.add(path, t.lines[path], "is no text of the event %s%s", t.event.Key, forms.Suggestion(path, slices.Sorted(maps.Keys(existing))))
		case text[t.language] != "":
			t.add(path, t.lines[path], "has a text in %s already: %s", t.language, text[t.language])
		}
	}
	if len(t.problems) > 0 {
		return
	}
	before := *t.event
	if !slices.Contains(t.event.Languages, t.language) {
		t.event.Languages = append(slices.Clone(before.Languages), t.language)
	}
	if !t.checked && !slices.Contains(t.event.Unchecked, t.language) {
		t.event.Unchecked = append(slices.Clone(before.Unchecked), t.language)
	}
	for path, text := range t.texts {
		existing[path][t.language] = text
	}
	for _, p := range t.into.Locate(t.into.Definition.Validate()) {
		path := "translation.language" // a tag that is none, or one too many
		if text, ok := strings.CutSuffix(p.Field, "."+t.language); ok {
			path = text
		}
		t.add(path, t.lines[path], "%s", p.Reason)
	}
	if len(t.problems) > 0 {
		*t.event = before
		for path := range t.texts {
			delete(existing[path], t.language)
		}
	}
}
