package reports_test

import (
	"math/rand/v2"
	"testing"

	"resonanz/forms"
	"resonanz/reports"
	"resonanz/reports/reportstest"
)

// TestClosing_recount recounts every number of every sentence from the released
// tallies of random events, and looks that none is about a small group.
func TestClosing_recount(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	told := map[string]int{}
	for range 3000 {
		e := randomEvent(r)
		for _, s := range reports.Closing(e) {
			told[s.Key]++
			args := map[string]int{}
			for i := 0; i+1 < len(s.Args); i += 2 {
				if n, ok := s.Args[i+1].(int); ok {
					args[s.Args[i].(string)] = n
				}
			}
			if s.Key == "closing.turnout" {
				n := 0
				for _, f := range e.Sessions {
					n += f.Turnout.N
				}
				if args["n"] != n {
					t.Fatalf("turnout %d, want %d", args["n"], n)
				}
				continue
			}
			if args["Base"] > 0 && !recounts(e, s, args) {
				t.Fatalf("%s on %s: %v does not follow from the tallies", s.Key, s.Item, args)
			}
		}
	}
	for _, key := range []string{"closing.turnout", "closing.strongest"} {
		if told[key] == 0 {
			t.Errorf("no event had a sentence %s: %v", key, told)
		}
	}
	t.Log(told)
}

// recounts reports whether some comparison shows the numbers, and whether they
// are the sums of released cells.
func recounts(e *forms.EventFigures, s reports.Sentence, args map[string]int) bool {
	for _, c := range reports.Compare(e) {
		for _, item := range c.Items {
			if item.Item.Key != s.Item {
				continue
			}
			top, low, base, sessionTop, sessionBase := 0, 0, 0, 0, 0
			for i := range c.Sessions {
				if item.Sessions[i] == nil || item.Sessions[i].Suppressed {
					continue
				}
				tally := c.Sessions[i].Release.Tally
				t, l, b := ends(&item.Item, tally)
				top, low, base = top+t, low+l, base+b
				if c.Sessions[i].Session.ID == s.Session {
					sessionTop, sessionBase = t, b
				}
			}
			if s.Session != 0 {
				if args["n"] == sessionTop && args["Base"] == sessionBase && args["Others"] == top-sessionTop && args["OthersBase"] == base-sessionBase {
					return true
				}
				continue
			}
			if item.Total.Suppressed {
				continue
			}
			if item.Total.N > base { // with the hidden sessions, as one group of at least MinGroup
				top, base = item.Total.TopTwo.Count, item.Total.Base
				low = args["Low"]
			}
			if args["n"] == top && args["Base"] == base && (s.Key != "closing.divided" || args["Low"] == low) {
				return true
			}
		}
	}
	return false
}

// ends counts the best two steps of a scale (of three only the best), the worst
// two, and all.
func ends(item *forms.Item, tally forms.Tally) (top, low, base int) {
	steps := 0
	for _, o := range item.Options {
		if o.Value > 0 {
			steps++
		}
	}
	for _, o := range item.Options {
		n := tally.Count(item.Key, o.Code)
		if o.Value == 0 {
			continue
		}
		base += n
		if o.Value == steps || steps > forms.MinSteps && o.Value == steps-1 {
			top += n
		}
		if o.Value <= 2 {
			low += n
		}
	}
	return top, low, base
}

// TestClosing says what stands out in an event where that is plain to see.
func TestClosing(t *testing.T) {
	t.Parallel()
	form := &forms.Form{ID: 1, Key: "f", Version: 1, Questions: []forms.Question{
		{Key: "gut", Kind: forms.KindScale, Text: forms.Text{"de": "Gut"}, Options: reportstest.Steps(5, false)},
		{Key: "uneins", Kind: forms.KindScale, Text: forms.Text{"de": "Uneins"}, Options: reportstest.Steps(5, false)},
	}}
	e := &forms.EventFigures{Event: forms.Event{MinGroup: 5}}
	for i, high := range []int{38, 8} {
		tally := forms.Tally{N: 40}
		options := form.Items()[0].Options
		add := func(item string, value, n int) {
			for _, o := range options {
				if o.Value == value {
					tally.Add(forms.Cell{Item: item, Option: o.Code}, n)
				}
			}
			tally.Add(forms.Cell{Item: item, Option: forms.CellAnswered}, n)
		}
		add("gut", 5, 36)
		add("gut", 3, 4)
		add("uneins", 5, high)
		add("uneins", 1, 40-high)
		e.Sessions = append(e.Sessions, forms.Figures{
			Session: forms.Session{ID: int64(i + 1), FormID: 1}, Form: form,
			Turnout: forms.Turnout{N: 40}, Release: &forms.Release{Tally: tally},
		})
	}
	var keys []string
	for _, s := range reports.Closing(e) {
		keys = append(keys, s.Key+" "+s.Item)
	}
	want := []string{"closing.turnout ", "closing.strongest gut", "closing.weakest uneins", "closing.above uneins", "closing.divided uneins"}
	if !equal(keys, want) {
		t.Errorf("%q, want %q", keys, want)
	}
}
