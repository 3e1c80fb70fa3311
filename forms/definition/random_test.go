package definition

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"resonanz/forms"
	"resonanz/forms/logo"
)

// random draws definitions without mistakes.
type random struct {
	*rapid.T
	languages []string // of the event
}

// awkward texts look like something else in a file.
var awkward = []string{
	"yes", "no", "2016", "~", "null", "a: b", "# x", "- x", "'", `"`, `\n`, "a\nb", "a\n  b\n\nc", "a\tb", "{x}", "[x]", "<<", "*a", "&a", "!t", "%x",
	"@", "`", "=1+1", "0x1F", "1e3", "2016-11-17", "14:00", ": x", "x:", "?", "| x", "> x", "😀", "\u2028", "\u202e", "مرحبا", "a\u00a0b", "...", "---", "${a} = 'b'",
}

func (r random) words(limit int) string {
	words := rapid.OneOf(rapid.SampledFrom(awkward), rapid.StringN(1, 12, -1)).Draw(r.T, "words")
	words = forms.Clean(strings.ToValidUTF8(words, ""))
	if words == "" {
		return "x"
	}
	runes := []rune(words)
	return forms.Clean(string(runes[:min(len(runes), limit)]))
}

// text has the base language, and any of the others.
func (r random) text() forms.Text {
	text := forms.Text{r.languages[0]: r.words(forms.MaxLabelLength)}
	for _, language := range r.languages[1:] {
		if !r.chance() {
			continue
		}
		text[language] = r.words(forms.MaxLabelLength)
		if r.chance() {
			text[forms.OriginOf(language)] = r.words(forms.MaxLabelLength)
		}
	}
	return text
}

func (r random) chance() bool { return rapid.Bool().Draw(r.T, "chance") }

func (r random) number(least, most int) int { return rapid.IntRange(least, most).Draw(r.T, "number") }

// maybe is a text that can be missing.
func (r random) maybe() forms.Text {
	if r.chance() {
		return r.text()
	}
	return nil
}

// options have codes, of which some look like something else in a file.
func (r random) options(n int, value func(i int) int) []forms.Option {
	codes := []string{"yes", "no", "null", "0", "1", "2016", "a", "true", "1e3", "0x1f"}
	options := make([]forms.Option, n)
	for i := range options {
		options[i] = forms.Option{Code: codes[i], Text: r.text(), Value: value(i)}
	}
	return options
}

func noValue(int) int { return 0 }

func (r random) steps() []forms.Option {
	n := r.number(forms.MinSteps, forms.MaxSteps)
	steps := r.options(n, func(i int) int { return n - i })
	if r.chance() {
		steps = append(steps, forms.Option{Code: forms.OptionNA, Text: r.text()})
	}
	return steps
}

func (r random) question(key string, earlier []forms.Question) forms.Question {
	q := forms.Question{
		Key: key, Text: r.text(), Hint: r.maybe(),
		Kind: rapid.SampledFrom([]forms.Kind{
			forms.KindChoice, forms.KindChoices, forms.KindScale, forms.KindRecommend, forms.KindYesNo, forms.KindNumber, forms.KindDate,
			forms.KindText, forms.KindLongText, forms.KindConsent, forms.KindInfo, forms.KindRanking, forms.KindBattery,
		}).Draw(r.T, "kind"),
	}
	if q.Kind != forms.KindInfo {
		q.Required = rapid.SampledFrom([]forms.Requirement{forms.Optional, forms.SoftRequired, forms.Required}).Draw(r.T, "required")
	}
	for _, asked := range earlier {
		if asked.Kind == forms.KindYesNo && r.chance() {
			q.Show = "  ${" + asked.Key + "} = ’yes’  and (1=1)"
			q.Show = forms.Clean(strings.ReplaceAll(q.Show, "’", "'"))
		}
	}
	r.answers(&q)
	if slices.Contains([]forms.Kind{forms.KindScale, forms.KindBattery, forms.KindYesNo, forms.KindRecommend}, q.Kind) {
		q.Headline = r.chance()
	}
	q.SignUp = q.Kind == forms.KindYesNo && r.chance()
	return q
}

func (r random) answers(q *forms.Question) {
	switch q.Kind {
	case forms.KindChoice, forms.KindChoices:
		if q.PerSession = r.chance(); !q.PerSession {
			q.Options = r.options(r.number(2, 5), noValue)
			if r.chance() {
				q.Options = append(q.Options, forms.Option{Code: forms.OptionOther, Text: r.text()})
			}
		}
		if q.Kind == forms.KindChoices && r.chance() {
			least, most := 1.0, 2.0
			q.Min, q.Max = &least, &most
		}
		q.Breakdown = q.Kind == forms.KindChoice && r.chance()
	case forms.KindScale, forms.KindBattery:
		q.Options = r.steps()
		if q.Kind == forms.KindBattery {
			q.Rows, q.Note = r.options(r.number(1, 4), noValue), r.maybe()
		}
	case forms.KindRecommend:
		q.Low, q.High = r.text(), r.text()
	case forms.KindRanking:
		q.Options = r.options(r.number(2, 5), noValue)
	case forms.KindNumber:
		least := float64(r.number(-1_000_000, 1_000_000)) / 1000
		most := least + float64(r.number(0, 99))
		q.Min, q.Max, q.Decimals, q.Unit = &least, &most, r.number(0, forms.MaxDecimals), r.maybe()
	case forms.KindDate:
		if r.chance() {
			q.From, q.To = "2016-02-29", "2016-11-17"
		}
	case forms.KindText, forms.KindLongText:
		q.MaxLength = r.number(0, forms.MaxTextLength)
	}
}

// logos are none, a drawing and a picture.
var logos = func() []logo.Image {
	var file bytes.Buffer
	picture := image.NewNRGBA(image.Rect(0, 0, 90, 40))
	for i := range picture.Pix {
		picture.Pix[i] = byte(i * i)
	}
	if err := png.Encode(&file, picture); err != nil {
		panic(err)
	}
	all := []logo.Image{nil}
	for _, file := range [][]byte{file.Bytes(), []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><path d="M0 0h4z"/></svg>`)} {
		read, err := logo.Read(file)
		if err != nil {
			panic(err)
		}
		all = append(all, read)
	}
	return all
}()

// definition draws an event with some forms and sessions, in any zone.
func (r random) definition(key string) *forms.Definition {
	r.languages = rapid.SampledFrom([][]string{{"de"}, {"en", "ar"}, {"de", "de-simple", "tr"}}).Draw(r.T, "languages")
	starts := time.Date(2026, 6, r.number(1, 28), r.number(0, 23), r.number(0, 59), 0, 0, time.UTC)
	d := &forms.Definition{Event: forms.Event{
		Key: key, Title: r.text(), Place: r.maybe(), Note: r.maybe(), Starts: starts, Ends: starts.Add(time.Duration(r.number(1, 5000)) * time.Minute),
		Zone: rapid.SampledFrom([]string{"Europe/Berlin", "UTC", "Pacific/Kiritimati", "Asia/Kathmandu"}).Draw(r.T, "zone"), Languages: r.languages,
		MinGroup: r.number(1, forms.MaxMinGroup), Retention: r.number(1, forms.MaxRetention), Headcount: r.number(0, 9), Simulated: r.chance(),
		Figures: rapid.SampledFrom([]forms.FigureMode{forms.FiguresInSteps, forms.FiguresAfterClosing}).Draw(r.T, "figures"), Passes: r.chance(),
		Mirror:  rapid.SampledFrom([]forms.MirrorMode{forms.MirrorStage, forms.MirrorNone}).Draw(r.T, "mirror"),
		Results: rapid.SampledFrom([]forms.ResultsMode{forms.ResultsNone, forms.ResultsAfterClosing}).Draw(r.T, "results"),
	}}
	if r.chance() {
		d.Event.Accent, d.Event.Series, d.Event.Hosts = "#000000", "yes", []forms.Text{r.text(), r.text()}
		d.Event.Unchecked = r.languages[1:]
		d.Event.Wifi, d.Event.WifiPassword = rapid.SampledFrom([]string{"Bürgerhaus Gäste", "12345", "a: b # c"}).Draw(r.T, "wifi"), rapid.SampledFrom([]string{"", "00000000", `a;b:c\\d"e'#`}).Draw(r.T, "password")
	}
	d.Logo = rapid.SampledFrom(logos).Draw(r.T, "logo")
	for i := range r.number(1, 3) {
		d.Forms = append(d.Forms, r.form([]string{"no", "b", "c-1"}[i], i+1))
	}
	for i := range r.number(len(d.Forms), 5) {
		d.Sessions = append(d.Sessions, r.session(d, i))
	}
	if r.chance() {
		d.Event.Contacts = []string{d.Sessions[0].Key}
	}
	return d
}

func (r random) form(key string, position int) forms.Form {
	f := forms.Form{Key: key, Position: position, Title: r.text(), Intro: r.maybe()}
	for i := range r.number(1, 4) {
		f.Questions = append(f.Questions, r.question([]string{"yes", "q2", "n", "q4"}[i], f.Questions))
	}
	return f
}

// session draws a session; the first of them ask each form.
func (r random) session(d *forms.Definition, i int) forms.SessionDefinition {
	form := &d.Forms[i%len(d.Forms)]
	s := forms.SessionDefinition{FormKey: form.Key, Session: forms.Session{
		Key: fmt.Sprintf("s%d", i), Title: r.text(), Position: i + 1, State: forms.StatePlanned,
		Kind: rapid.SampledFrom([]forms.SessionKind{forms.Plenary, forms.Workshop, forms.Talk}).Draw(r.T, "kind"), Headcount: r.number(0, 9),
	}}
	if r.chance() {
		s.Room, s.Starts, s.Ends = r.words(forms.MaxRoomLength), d.Event.Starts, d.Event.Ends
		s.Opens = rapid.SampledFrom([]forms.OpenMode{forms.OpenByButton, forms.OpenBySchedule, forms.OpenAlways}).Draw(r.T, "opens")
		if r.chance() {
			s.NextMeeting = d.Event.Ends.AddDate(0, 0, r.number(1, 300))
		}
		s.OpensBefore, s.ClosesAfter = r.number(0, 9), r.number(0, forms.MaxOpenAround)
	}
	for _, q := range form.Questions {
		if q.PerSession {
			if s.Options == nil {
				s.Options = map[string][]forms.Option{}
			}
			s.Options[q.Key] = r.options(r.number(2, 4), noValue)
		}
	}
	return s
}
