package desk

import (
	"slices"

	"resonanz/forms"
)

// translation is how far people who speak a language at home have checked what
// an event says in it.
type translation struct {
	Name, Lang, Dir string
	Unchecked       bool   // nobody has checked the event's texts
	Unreviewed      bool   // nobody has checked what Resonanz itself says
	Instead         string // the language in which Resonanz speaks, if not in this one
	Questions       int    // to native readers, about what Resonanz says
}

// Checked reports whether nothing is left to be checked.
func (t translation) Checked() bool { return !t.Unchecked && !t.Unreviewed && t.Instead == "" }

// translations returns the languages that the event offers. Organisers see
// what is unchecked, so that they can decide what to print and whom to ask;
// participants are not told, because they can do nothing about it.
func (s *Pages) translations(event *forms.Event) []translation {
	all := make([]translation, 0, len(event.Languages))
	for _, tag := range event.Languages {
		p := s.Catalogues.Printer(tag)
		t := translation{Name: s.Catalogues.Name(tag), Lang: tag, Dir: p.Dir(), Unchecked: slices.Contains(event.Unchecked, tag)}
		if meta, ok := s.Catalogues.Meta(tag); ok {
			t.Unreviewed, t.Questions = !meta.Reviewed, len(s.Catalogues.Questions(tag))
		} else {
			t.Instead = s.Catalogues.Name(p.Lang())
		}
		all = append(all, t)
	}
	return all
}
