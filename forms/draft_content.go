package forms

import "slices"

func (p *EventPart) typed() map[string]string    { return p.Typed }
func (p *LogoPart) typed() map[string]string     { return nil }
func (p *FormPart) typed() map[string]string     { return p.Typed }
func (p *QuestionPart) typed() map[string]string { return p.Typed }
func (p *SessionPart) typed() map[string]string  { return p.Typed }

func (p *EventPart) normal(string) {
	p.ID, p.Logo = 0, ""
	p.Title, p.Place, p.Note = cleanText(p.Title), cleanText(p.Place), cleanText(p.Note)
	p.Hosts = slices.Clone(p.Hosts)
	for i := range p.Hosts {
		p.Hosts[i] = cleanText(p.Hosts[i])
	}
	p.Starts, p.Ends = p.Starts.UTC(), p.Ends.UTC()
}

func (p *LogoPart) normal(string) {}

func (p *FormPart) normal(string) {
	p.Title, p.Intro = cleanText(p.Title), cleanText(p.Intro)
}

func (p *QuestionPart) normal(key string) {
	p.Key = key
	p.Show = Clean(p.Show)
	p.Text, p.Hint, p.Note = cleanText(p.Text), cleanText(p.Hint), cleanText(p.Note)
	p.Low, p.High, p.Unit = cleanText(p.Low), cleanText(p.High), cleanText(p.Unit)
	p.Options, p.Rows = cleanOptions(p.Options), cleanOptions(p.Rows)
	steps := len(p.Steps())
	for i := range p.Options {
		p.Options[i].Value = 0
		if (p.Kind == KindScale || p.Kind == KindBattery) && i < steps {
			p.Options[i].Value = steps - i
		}
	}
}

// Same reports whether the other question, under the key of this one, would be
// stored as this one is.
func (p *QuestionPart) Same(other Question) bool {
	stored := QuestionPart{Question: other}
	stored.normal(p.Key)
	return sameJSON(p, &stored)
}

func (p *SessionPart) normal(key string) {
	p.Session = Session{
		Key: key, Code: p.Code, Kind: p.Kind, Title: cleanText(p.Title), Room: Clean(p.Room),
		Starts: p.Starts.UTC(), Ends: p.Ends.UTC(), Headcount: p.Headcount, Options: p.Options,
		Opens: p.Opens, OpensBefore: p.OpensBefore, ClosesAfter: p.ClosesAfter, NextMeeting: p.NextMeeting.UTC(),
	}
	if len(p.Options) == 0 {
		p.Options = nil
		return
	}
	options := make(map[string][]Option, len(p.Options))
	for question := range p.Options {
		if list := cleanOptions(p.Options[question]); len(list) > 0 {
			options[question] = list
		}
	}
	p.Options = options
}

// cleanText returns the text as it would be read from a file, without
// languages in which there is none.
func cleanText(t Text) Text {
	clean := Text{}
	for key, words := range t {
		language, _ := translationIn(key)
		if words = Clean(words); words != "" && Clean(t[language]) != "" {
			clean[key] = words
		}
	}
	if len(clean) == 0 {
		return nil
	}
	return clean
}

func cleanOptions(options []Option) []Option {
	var clean []Option
	for _, o := range options {
		o.Text = cleanText(o.Text)
		clean = append(clean, o)
	}
	return clean
}
