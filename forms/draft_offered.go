package forms

import "slices"

// offered returns the definition without texts in languages that the event does
// not offer. A draft keeps them: they are there again once the language is. The
// receiver, which shares its texts with the draft, is not changed.
func (d *Definition) offered() *Definition {
	languages := d.Event.Languages
	if len(languages) == 0 {
		return d
	}
	only := func(t Text) Text { return t.only(languages) }
	options := func(all []Option) []Option {
		all = slices.Clone(all)
		for i := range all {
			all[i].Text = only(all[i].Text)
		}
		return all
	}
	o := &Definition{Event: d.Event, Forms: slices.Clone(d.Forms), Sessions: slices.Clone(d.Sessions)}
	e := &o.Event
	e.Title, e.Place, e.Note, e.Hosts = only(e.Title), only(e.Place), only(e.Note), slices.Clone(e.Hosts)
	for i := range e.Hosts {
		e.Hosts[i] = only(e.Hosts[i])
	}
	for i := range o.Forms {
		f := &o.Forms[i]
		f.Title, f.Intro, f.Questions = only(f.Title), only(f.Intro), slices.Clone(f.Questions)
		for j := range f.Questions {
			q := &f.Questions[j]
			q.Text, q.Hint, q.Note = only(q.Text), only(q.Hint), only(q.Note)
			q.Low, q.High, q.Unit = only(q.Low), only(q.High), only(q.Unit)
			q.Options, q.Rows = options(q.Options), options(q.Rows)
		}
	}
	for i := range o.Sessions {
		s := &o.Sessions[i]
		s.Title = only(s.Title)
		own := s.Options
		if own != nil {
			s.Options = make(map[string][]Option, len(own))
		}
		for key := range own {
			s.Options[key] = options(own[key])
		}
	}
	return o
}

// only returns the text in the languages, nil if it has none of them.
func (t Text) only(languages []string) Text {
	isOther := func(language string) bool { return !slices.Contains(languages, language) }
	if !slices.ContainsFunc(sortedKeys(t), isOther) {
		return t
	}
	kept := Text{}
	for language, words := range t {
		if !isOther(language) {
			kept[language] = words
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
}
