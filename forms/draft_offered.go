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
	return d.withTexts(func(t Text) Text { return t.only(languages) })
}

// withTexts returns the definition with each text replaced. The receiver is not
// changed.
func (d *Definition) withTexts(text func(Text) Text) *Definition {
	options := func(all []Option) []Option {
		all = slices.Clone(all)
		for i := range all {
			all[i].Text = text(all[i].Text)
		}
		return all
	}
	o := &Definition{Event: d.Event, Logo: d.Logo, Forms: slices.Clone(d.Forms), Sessions: slices.Clone(d.Sessions)}
	e := &o.Event
	e.Title, e.Place, e.Note, e.Hosts = text(e.Title), text(e.Place), text(e.Note), slices.Clone(e.Hosts)
	for i := range e.Hosts {
		e.Hosts[i] = text(e.Hosts[i])
	}
	for i := range o.Forms {
		f := &o.Forms[i]
		f.Title, f.Intro, f.Questions = text(f.Title), text(f.Intro), slices.Clone(f.Questions)
		for j := range f.Questions {
			q := &f.Questions[j]
			q.Text, q.Hint, q.Note = text(q.Text), text(q.Hint), text(q.Note)
			q.Low, q.High, q.Unit = text(q.Low), text(q.High), text(q.Unit)
			q.Options, q.Rows = options(q.Options), options(q.Rows)
		}
	}
	for i := range o.Sessions {
		s := &o.Sessions[i]
		s.Title = text(s.Title)
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
	isOther := func(key string) bool {
		language, origin := translationIn(key)
		return !slices.Contains(languages, language) || origin && language == languages[0]
	}
	if !slices.ContainsFunc(sortedKeys(t), isOther) {
		return t
	}
	kept := Text{}
	for key, words := range t {
		if !isOther(key) {
			kept[key] = words
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
}
