package reports_test

import (
	"strings"
	"testing"
	"time"

	"resonanz/forms"
	"resonanz/reports"
	"resonanz/reports/reportstest"
)

// yearly returns an event of a year with one session, in which n people
// answered one scale.
func yearly(year int, q forms.Question, cells map[string]int) forms.EventFigures {
	n := 0
	for _, count := range cells {
		n += count
	}
	cells[forms.CellAnswered] = n
	return forms.EventFigures{Event: forms.Event{MinGroup: 5, Series: "s", Languages: []string{"de"}, Starts: time.Date(year, 5, 1, 9, 0, 0, 0, time.UTC)},
		Sessions: []forms.Figures{{Session: forms.Session{ID: 1, FormID: 1, State: forms.StateClosed},
			Form:    &forms.Form{ID: 1, Key: "f", Version: 1, Questions: []forms.Question{q}},
			Release: &forms.Release{Tally: tallyOf(n, q.Key, cells)}}}}
}

// TestTrends joins events that asked the same, and nothing else.
func TestTrends(t *testing.T) {
	t.Parallel()
	ask := func(text string, n int) forms.Question {
		return forms.Question{Key: "q", Kind: forms.KindScale, Text: forms.Text{"de": text, "en": text + "!"}, Options: reportstest.Steps(n, false)}
	}
	translated := ask("Wie war es?", 5)
	translated.Text["tr"] = "Nasıldı?"
	elsewhere := ask("Wie war es?", 5)
	elsewhere.Key = "p"
	now := yearly(2016, ask("Wie war es?", 5), map[string]int{"a": 6, "c": 4})
	series := []forms.EventFigures{
		yearly(2017, translated, map[string]int{"a": 2, "e": 8}),
		yearly(2010, ask("Wie fanden Sie es?", 5), map[string]int{"a": 10}),
		yearly(2012, ask("Wie war es?", 4), map[string]int{"a": 10}),
		yearly(2013, ask("Wie war es?", 5), map[string]int{"a": 3}),
		yearly(2014, elsewhere, map[string]int{"a": 9}),
	}
	trends := reports.Trends(&now, series)
	if len(trends) != 1 {
		t.Fatalf("got %d trends", len(trends))
	}
	var got []string
	for _, p := range trends[0].Points {
		state := p.Event.Starts.Format("2006 ")
		switch {
		case p.Broken:
			state += "broken"
		case p.Compared == nil:
			state += "not asked"
		case p.Compared.Total.Suppressed:
			state += "suppressed"
		default:
			r, _ := p.Compared.Reading()
			state += strings.Repeat("*", int(10*r.Value))
		}
		got = append(got, state)
	}
	want := []string{"2010 broken", "2012 broken", "2013 suppressed", "2014 not asked", "2016 ******", "2017 **"}
	if !equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if alone := reports.Trends(&now, nil); alone != nil {
		t.Errorf("an event alone has trends: %v", alone)
	}
}
