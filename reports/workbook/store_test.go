package workbook_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"resonanz/forms"
	"resonanz/forms/definition"
	"resonanz/reports/reportstest"
	"resonanz/reports/workbook"
)

// hall is an event in a real store, with people who answer.
type hall struct {
	testing.TB
	store    *forms.Store
	event    forms.Event
	sessions []forms.Session
	random   *rand.Rand
}

func openStore(t testing.TB) *forms.Store {
	t.Helper()
	store, err := forms.Open(t.Context(), t.TempDir(), forms.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

// conferenceOf returns the definition of a reference conference.
func conferenceOf(t testing.TB, name string) *forms.Definition {
	t.Helper()
	for _, source := range definition.Conferences() {
		if source.Name == name {
			file, err := definition.Parse(source.Source)
			if err != nil {
				t.Fatal(err)
			}
			return file.Definition
		}
	}
	t.Fatalf("no conference %q", name)
	return nil
}

func newHall(t testing.TB, store *forms.Store, d *forms.Definition, seed uint64) *hall {
	t.Helper()
	done, err := store.Import(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	h := &hall{TB: t, store: store, event: done.Event, random: rand.New(rand.NewPCG(seed, 3))}
	if h.sessions, err = store.Sessions(t.Context(), h.event.ID); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *hall) set(session *forms.Session, state forms.State) {
	h.Helper()
	if err := h.store.SetState(h.Context(), session.ID, state); err != nil {
		h.Fatal(err)
	}
}

// answer has n people answer a session; mood from 0 to 1 is how content they
// are. A question is skipped with the probability skip.
func (h *hall) answer(session *forms.Session, n int, mood, skip float64) {
	h.Helper()
	form, err := h.store.Form(h.Context(), session)
	if err != nil {
		h.Fatal(err)
	}
	for range n {
		values := forms.Values{forms.FieldAsked: {"1"}}
		for _, item := range form.Items() {
			if h.random.Float64() >= skip {
				reportstest.Answer(values, &item, mood, h.random)
			}
		}
		for form.Blank(values) { // would be refused
			for _, item := range form.Items() {
				reportstest.Answer(values, &item, mood, h.random)
			}
		}
		h.submitTo(session, form, values)
	}
}

// submit sends one response to the session and returns its token.
func (h *hall) submit(session *forms.Session, values forms.Values) forms.Token {
	h.Helper()
	form, err := h.store.Form(h.Context(), session)
	if err != nil {
		h.Fatal(err)
	}
	return h.submitTo(session, form, values)
}

func (h *hall) submitTo(session *forms.Session, form *forms.Form, values forms.Values) forms.Token {
	h.Helper()
	answers, problems := form.Parse(values)
	if problems != nil {
		h.Fatal(problems)
	}
	token := forms.NewToken()
	if _, err := h.store.Submit(h.Context(), forms.Submission{SessionID: session.ID, Token: token, Form: form, Answers: answers, Simulated: h.event.Simulated}); err != nil {
		h.Fatal(err)
	}
	return token
}

// fill has everybody answer and closes all sessions.
func (h *hall) fill() {
	h.Helper()
	for i := range h.sessions {
		h.set(&h.sessions[i], forms.StateOpen)
		h.answer(&h.sessions[i], h.sessions[i].Headcount*(50+h.random.IntN(35))/100, 0.5+0.4*h.random.Float64(), 0)
		h.set(&h.sessions[i], forms.StateClosed)
	}
}

// figures returns everything that a workbook of the event can hold.
func (h *hall) figures(language string) (forms.EventFigures, workbook.Options) {
	h.Helper()
	o := options(h, language)
	e, err := h.store.EventFigures(h.Context(), h.event.ID)
	if err != nil {
		h.Fatal(err)
	}
	if o.Breakdowns, err = h.store.Breakdowns(h.Context(), h.event.ID); err != nil {
		h.Fatal(err)
	}
	if o.Series, err = h.store.Series(h.Context(), &h.event); err != nil {
		h.Fatal(err)
	}
	return e, o
}

// newSeries fills the conference together with two earlier ones of its series,
// which asked some things differently.
func newSeries(t testing.TB, name string) *hall {
	t.Helper()
	store := openStore(t)
	for i, year := range []int{2010, 2013} {
		d := conferenceOf(t, name)
		d.Event.Key, d.Event.Code = d.Event.Key+"-"+string(rune('a'+i)), ""
		back := d.Event.Starts.Year() - year
		d.Event.Starts, d.Event.Ends = d.Event.Starts.AddDate(-back, 0, 0), d.Event.Ends.AddDate(-back, 0, 0)
		for k := range d.Sessions {
			s := &d.Sessions[k]
			s.Code, s.Starts, s.Ends = "", s.Starts.AddDate(-back, 0, 0), s.Ends.AddDate(-back, 0, 0)
		}
		if i == 0 {
			d.Forms[0].Questions[0].Text = forms.Text{"de": "Wie fanden Sie die Tagung?", "en": "How did you like it?"}
			if ziele := d.Form("ziele"); ziele != nil {
				ziele.Questions[0].Rows[1].Text = forms.Text{"de": "Kinder lernen früh Deutsch.", "en": "Children learn German early."}
			}
		}
		newHall(t, store, d, uint64(year)).fill()
	}
	h := newHall(t, store, conferenceOf(t, name), 7)
	h.fill()
	return h
}

// day is the first of a month at noon.
func day(year, month int) time.Time {
	return time.Date(year, time.Month(month), 1, 12, 0, 0, 0, time.UTC)
}
