package reports

import (
	"testing"

	"resonanz/forms"
)

// The event's figure stands beside a session's own only where nobody can tell from
// the two what a single other session said.
func TestBeside(t *testing.T) {
	t.Parallel()
	form := &forms.Form{ID: 1, Key: "bogen", Version: 1, Questions: []forms.Question{
		{Key: "klar", Kind: forms.KindYesNo, Text: forms.Text{"de": "Klar?"}}, {Key: "dabei", Kind: forms.KindYesNo, Text: forms.Text{"de": "Dabei?"}},
	}}
	tally := func(klar, dabei int) *forms.Release {
		return &forms.Release{Tally: forms.Tally{N: max(klar, dabei), Cells: map[string]map[string]int{
			"klar": {forms.CellAnswered: klar, forms.OptionYes: klar}, "dabei": {forms.CellAnswered: dabei, forms.OptionNo: dabei},
		}}}
	}
	event := func(pool *forms.Release, releases ...*forms.Release) *forms.EventFigures {
		e := &forms.EventFigures{Event: forms.Event{MinGroup: 5, Languages: []string{"de"}}, Pooled: map[int64]forms.Tally{}}
		for i, release := range releases {
			e.Sessions = append(e.Sessions, forms.Figures{Session: forms.Session{ID: int64(i + 1), FormID: 1}, Form: form, Release: release})
		}
		if pool != nil {
			e.Pooled[1] = pool.Tally
		}
		return e
	}
	for _, test := range []struct {
		name        string
		of          *forms.EventFigures
		klar, dabei int // people in the totals that stand beside the first session, 0 for none
	}{
		{"two others", event(nil, tally(7, 6), tally(9, 9), tally(8, 5)), 24, 20},
		{"one other", event(nil, tally(7, 6), tally(9, 9)), 0, 0},
		{"two others, one of them with too few", event(nil, tally(7, 6), tally(9, 9), tally(8, 4)), 24, 0},
		{"the own figures are not shown", event(nil, nil, tally(9, 9), tally(8, 5)), 0, 0},
		{"of one item the own figures are not shown", event(nil, tally(7, 4), tally(9, 9), tally(8, 5)), 24, 0},
		{"one other and a pool", event(tally(6, 5), tally(7, 6), tally(9, 9), nil), 22, 20},
		{"a pool alone", event(tally(6, 5), tally(7, 6), nil), 0, 0},
		{"one other and a pool with too few", event(tally(6, 4), tally(7, 6), tally(9, 9), nil), 22, 0},
		{"nobody else", event(nil, tally(7, 6)), 0, 0},
	} {
		totals := Beside(test.of, 1)
		if got := totals["klar"].N; got != test.klar {
			t.Errorf("%s: %d people beside klar, want %d", test.name, got, test.klar)
		}
		if got := totals["dabei"].N; got != test.dabei {
			t.Errorf("%s: %d people beside dabei, want %d", test.name, got, test.dabei)
		}
	}
}
