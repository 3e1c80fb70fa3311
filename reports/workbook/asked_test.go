package workbook_test

import (
	"fmt"
	"testing"

	"resonanz/forms"
	"resonanz/reports"
	"resonanz/reports/reportstest"
)

// TestSummarize_askedAgain closes a session twice. At the first closing too few
// were not asked a conditional question for their number to be told. Those who
// come after it was opened again all are not asked, which makes the number of
// the first closing look harmless beside the people of the second: it would
// give away how the first few answered.
func TestSummarize_askedAgain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name              string
		notAsked, asked   int // at the first closing
		notAsked2, asked2 int // after opening again
		first             bool
	}{
		{"few were not asked at first", 2, 18, 6, 0, false},
		{"the number would grow by few", 6, 14, 3, 4, true},
		{"it grows by enough", 6, 14, 1, 7, true},
		{"all of one moment", 6, 14, 0, 0, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := newHall(t, openStore(t), conditional(), 1)
			session := &h.sessions[0]
			h.set(session, forms.StateOpen)
			known := func() (asked int, ok bool) {
				f, err := h.store.Figures(t.Context(), session.ID)
				if err != nil {
					t.Fatal(err)
				}
				for _, s := range reports.Summarize(f.Form, f.Release.Tally, h.event.MinGroup) {
					if s.Item.Key == "warum" && s.Asked != nil {
						return *s.Asked, true
					}
				}
				return 0, false
			}
			come := func(notAsked, asked int) {
				for i := range notAsked + asked {
					values := forms.Values{forms.FieldAsked: {"1"}, "rolle": {"gast"}}
					if i < asked {
						values = forms.Values{forms.FieldAsked: {"1"}, "rolle": {"amt"}, "warum": {"p1"}}
					}
					h.submit(session, values)
				}
				h.set(session, forms.StateClosed)
			}
			come(test.notAsked, test.asked)
			before, ok := known()
			if ok != test.first {
				t.Fatalf("after the first closing, known is %v, want %v", ok, test.first)
			}
			h.set(session, forms.StateOpen)
			come(test.notAsked2, test.asked2)
			if after, ok := known(); ok && (!test.first || after != before && after-before < h.event.MinGroup) {
				t.Errorf("after the second closing %d were asked, before %d (known: %v)", after, before, test.first)
			}
		})
	}
}

// people is how many can take part in the event of conditional: each has an
// answer of their own.
const people = 40

// conditional returns an event in which everybody has an answer of their own to
// each question, so that every figure tells exactly who is in it. One question
// is asked of some only, one is answered by few, and roles break the form down.
func conditional() *forms.Definition {
	own := make([]forms.Option, people)
	for i := range own {
		own[i] = forms.Option{Code: fmt.Sprint("p", i), Text: forms.Text{"de": fmt.Sprint("Person ", i)}}
	}
	role := []forms.Option{{Code: "amt"}, {Code: "verein"}, {Code: "gast"}}
	for i := range role {
		role[i].Text = forms.Text{"de": "Rolle " + role[i].Code}
	}
	scale := reportstest.Steps(5, true)
	for i := range scale {
		scale[i].Text = forms.Text{"de": "Stufe " + scale[i].Code}
	}
	ask := func(key string, kind forms.Kind, options []forms.Option) forms.Question {
		return forms.Question{Key: key, Kind: kind, Options: options, Text: forms.Text{"de": "Frage " + key}}
	}
	form := forms.Form{Key: "bogen", Title: forms.Text{"de": "Bogen"}, Questions: []forms.Question{
		ask("rolle", forms.KindChoice, role), ask("oft", forms.KindChoice, own), ask("selten", forms.KindChoice, own),
		ask("warum", forms.KindChoice, own), ask("wert", forms.KindScale, scale), ask("satz", forms.KindText, nil),
	}}
	form.Questions[0].Breakdown = true
	form.Questions[3].Show = "${rolle} = 'amt'"
	d := &forms.Definition{Forms: []forms.Form{form}}
	d.Event = conferenceEvent()
	for i := range 3 {
		d.Sessions = append(d.Sessions, forms.SessionDefinition{FormKey: "bogen", Session: forms.Session{
			Key: fmt.Sprint("s", i), Kind: forms.Workshop, Title: forms.Text{"de": fmt.Sprint("Sitzung ", i)}, State: forms.StateOpen, Position: i + 1}})
	}
	return d
}

// conferenceEvent returns an event without sessions.
func conferenceEvent() forms.Event {
	return forms.Event{Key: "probe", Title: forms.Text{"de": "Probe"}, Zone: "Europe/Berlin", Languages: []string{"de"},
		MinGroup: 5, Retention: forms.DefaultRetention, Starts: day(2026, 3), Ends: day(2026, 3)}
}
