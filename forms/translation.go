package forms

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Translate adds the texts of a translation file to the definition, all of
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
//	  [checked_by: WORDS]     the native reader; without one it is a draft
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
func (d *Definition) Translate(src []byte) error {
	root, problem := parseYAML(src)
	if problem != nil {
		return Problems{*problem}
	}
	t := &translation{
		reader:     &reader{places: places{lines: map[string]int{}}},
		definition: d,
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

// Missing returns which texts the definition lacks in the language, each with
// the line and path at which the text stands.
func (d *Definition) Missing(language string) Problems {
	base := d.Event.Base()
	var missing Problems
	for path, text := range d.Texts() {
		if text[language] == "" {
			_, line := d.places.find(path)
			missing = append(missing, Problem{line, path, fmt.Sprintf("has no text in %s: %s", language, text[base])})
		}
	}
	return missing
}

// Texts yields every text of the definition that there is, with its path in
// the file, in the order of the file's sections and the text of a scale once.
func (d *Definition) Texts() iter.Seq2[string, Text] {
	return func(yield func(string, Text) bool) {
		seen := map[string]bool{}
		add := func(path string, t Text) bool {
			path, _ = d.places.find(path)
			if len(t) == 0 || seen[path] {
				return true
			}
			seen[path] = true
			return yield(path, t)
		}
		options := func(path string, options []Option) bool {
			return !slices.ContainsFunc(options, func(o Option) bool { return !add(path+"."+o.Code, o.Text) })
		}
		e := &d.Event
		done := add("event.title", e.Title) && add("event.place", e.Place)
		for i, host := range e.Hosts {
			done = done && add(fmt.Sprintf("event.hosts[%d]", i+1), host)
		}
		done = done && add("event.note", e.Note)
		for _, f := range d.Forms {
			path := "forms." + f.Key
			done = done && add(path+".title", f.Title) && add(path+".intro", f.Intro)
			for _, q := range f.Questions {
				at := path + ".questions." + q.Key
				done = done && add(at+".text", q.Text) && add(at+".hint", q.Hint) &&
					options(at+".options", q.Options) && options(at+".rows", q.Rows) && add(at+".note", q.Note) &&
					add(at+".low", q.Low) && add(at+".high", q.High) && add(at+".unit", q.Unit)
			}
		}
		for _, s := range d.Sessions {
			path := "sessions." + s.Key
			done = done && add(path+".title", s.Title)
			for _, key := range sortedKeys(s.Options) {
				done = done && options(path+".options."+key, s.Options[key])
			}
		}
	}
}

// translation reads a translation file. The lines are those of this file.
type translation struct {
	*reader
	definition *Definition
	language   string
	checked    bool
	texts      map[string]string // by path
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
		if key := t.definition.Event.Key; !slices.Contains(events, key) {
			t.add(e.path, e.line, "names %s, but this event is %s", strings.Join(events, ", "), key)
		}
	}
	if t.language = s.word("language"); t.language == "" {
		t.add("translation.language", s.lines[s.path], "is missing")
	} else if t.language == t.definition.Event.Base() {
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
	d := t.definition
	known := map[string]Text{}
	for path, text := range d.Texts() {
		known[path] = text
	}
	for _, path := range sortedKeys(t.texts) {
		switch text, ok := known[path]; {
		case !ok:
			t.add(path, t.lines[path], "is no text of the event %s%s", d.Event.Key, suggestion(path, sortedKeys(known)))
		case text[t.language] != "":
			t.add(path, t.lines[path], "has a text in %s already: %s", t.language, text[t.language])
		}
	}
	if len(t.problems) > 0 {
		return
	}
	before := d.Event
	if !slices.Contains(d.Event.Languages, t.language) {
		d.Event.Languages = append(slices.Clone(before.Languages), t.language)
	}
	if !t.checked && !slices.Contains(d.Event.Drafts, t.language) {
		d.Event.Drafts = append(slices.Clone(before.Drafts), t.language)
	}
	for path, text := range t.texts {
		known[path][t.language] = text
	}
	for _, p := range d.Validate() {
		path := "translation.language" // a tag that is none, or one too many
		if text, ok := strings.CutSuffix(p.Field, "."+t.language); ok {
			path = text
		}
		t.add(path, t.lines[path], "%s", p.Reason)
	}
	if len(t.problems) > 0 {
		d.Event = before
		for path := range t.texts {
			delete(known[path], t.language)
		}
	}
}
