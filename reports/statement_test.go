package reports_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"resonanz/forms"
	"resonanz/reports"
	"resonanz/reports/reportstest"
)

// askedForms are two forms whose items lie on two scales, with a list.
func askedForms() []*forms.Form {
	five, three := reportstest.Steps(5, true), reportstest.Steps(3, false)
	scale := func(key string, options []forms.Option) forms.Question {
		return forms.Question{Key: key, Kind: forms.KindScale, Text: forms.Text{"de": key + "."}, Options: options}
	}
	list := forms.Question{Key: "ziele", Kind: forms.KindBattery, Text: forms.Text{"de": "Passt das?"}, Options: three, Headline: true}
	for _, row := range []string{"a", "b", "c"} {
		list.Rows = append(list.Rows, forms.Option{Code: row, Text: forms.Text{"de": row}})
	}
	long := &forms.Form{ID: 1, Key: "lang", Version: 1, Questions: []forms.Question{
		scale("eins", five), scale("zwei", five), scale("drei", five), scale("kurz", three), list,
		{Key: "ja", Kind: forms.KindYesNo, Text: forms.Text{"de": "Kommen Sie wieder?"}},
	}}
	short := &forms.Form{ID: 2, Key: "knapp", Version: 1, Questions: []forms.Question{scale("eins", five)}}
	return []*forms.Form{long, short}
}

// drawnEvent draws an event of some sessions with any distribution of answers.
func drawnEvent(t *rapid.T, starts time.Time) *forms.EventFigures {
	e := &forms.EventFigures{Event: forms.Event{MinGroup: rapid.IntRange(1, 8).Draw(t, "k"), Languages: []string{"de"}, Starts: starts, Series: "s"}}
	asked := askedForms()
	for i := range rapid.IntRange(1, 4).Draw(t, "sessions") {
		form := asked[rapid.IntRange(0, 1).Draw(t, "form")]
		f := forms.Figures{Form: form, Session: forms.Session{ID: int64(i + 1), FormID: form.ID, Key: fmt.Sprint("s", i)}}
		tally := forms.Tally{}
		for _, item := range form.Items() {
			codes, answered := []string{forms.OptionYes, forms.OptionNo}, 0
			if item.Kind == forms.KindScale {
				codes = nil
				for _, o := range item.Options {
					codes = append(codes, o.Code)
				}
			}
			for _, code := range codes {
				n := rapid.SampledFrom([]int{0, 0, 1, 2, 5, 20, 90}).Draw(t, item.Key)
				tally.Add(forms.Cell{Item: item.Key, Option: code}, n)
				answered += n
			}
			tally.Add(forms.Cell{Item: item.Key, Option: forms.CellAnswered}, answered)
			tally.N = max(tally.N, answered)
		}
		f.Turnout.N = tally.N
		if rapid.IntRange(0, 9).Draw(t, "doubt") == 0 {
			f.Turnout.Doubt = forms.DoubtPace
		}
		if tally.N >= e.Event.MinGroup {
			f.Release = &forms.Release{Tally: tally}
		}
		e.Sessions = append(e.Sessions, f)
	}
	return e
}

// recounted counts anew how many chose the best steps of an item, or yes, in the
// sessions that show it and are not in doubt; only, if it is not 0, in that session.
func recounted(e *forms.EventFigures, form string, item *forms.Item, only int64) reports.Counted {
	var sum reports.Counted
	for i := range e.Sessions {
		f := &e.Sessions[i]
		if f.Form.Key != form || f.Release == nil || f.Turnout.Doubt != forms.NoDoubt || f.Release.Tally.Answered(item.Key) < e.Event.MinGroup || only != 0 && f.Session.ID != only {
			continue
		}
		if item.Kind == forms.KindYesNo {
			sum.N += f.Release.Tally.Count(item.Key, forms.OptionYes)
			sum.Base += f.Release.Tally.Answered(item.Key)
			continue
		}
		top, _, base := ends(item, f.Release.Tally)
		sum.N, sum.Base = sum.N+top, sum.Base+base
	}
	return sum
}

// ends counts the best two steps of a scale (of three only the best), the worst
// two, and all.
func ends(item *forms.Item, tally forms.Tally) (top, low, base int) {
	steps := 0
	for _, o := range item.Options {
		steps = max(steps, o.Value)
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

func apart(a, b reports.Counted) bool {
	x, y := reports.Wilson(a.N, a.Base, 0), reports.Wilson(b.N, b.Base, 0)
	return x.Low > y.High || x.High < y.Low
}

// Nothing is said of fewer than MinGroup judgements, of one voice or of a session in
// doubt; every number can be counted again; and a difference is told only of like
// things, in whole groups, where the intervals do not touch.
func TestStatements_rules(t *testing.T) {
	t.Parallel()
	told := map[reports.Claim]int{}
	rapid.Check(t, func(t *rapid.T) {
		e := drawnEvent(t, time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC))
		before := drawnEvent(t, time.Date(2013, 1, 1, 0, 0, 0, 0, time.UTC))
		seen := map[string]bool{}
		for _, s := range reports.Statements(e, []forms.EventFigures{*before}) {
			told[s.Claim]++
			names := strings.Split(s.Key, "/")
			form := names[1]
			if seen[s.Key] || len(names) < 3 || names[0] != string(s.Claim) || names[2] != s.Item.Key {
				t.Fatalf("the key %q of %s on %s is there twice, or is another", s.Key, s.Claim, s.Item.Key)
			}
			seen[s.Key] = true
			if s.Claim != reports.ClaimMost {
				only := int64(0)
				if s.Session != nil {
					only = s.Session.ID
				}
				if want := recounted(e, form, &s.Item, only); s.Counted != want {
					t.Fatalf("%s says %v, recounted %v", s.Key, s.Counted, want)
				}
				if s.Counted.Base < e.Event.MinGroup || s.Counted.N < 2 {
					t.Fatalf("%s rests on %v, k = %d", s.Key, s.Counted, e.Event.MinGroup)
				}
			}
			for _, row := range s.Rows {
				least := e.Event.MinGroup
				if !row.Marked && row.Plain != "" {
					least = before.Event.MinGroup
				}
				if row.Counted.Base < least {
					t.Fatalf("%s shows a bar of %v", s.Key, row.Counted)
				}
			}
			checkDifference(t, e, before, &s, form)
		}
	})
	for _, claim := range []reports.Claim{reports.ClaimShare, reports.ClaimMost, reports.ClaimDivided, reports.ClaimBest, reports.ClaimWeakest, reports.ClaimLeading,
		reports.ClaimAbove, reports.ClaimBelow, reports.ClaimMore, reports.ClaimFewer} {
		if told[claim] == 0 {
			t.Errorf("no event had a statement %s: %v", claim, told)
		}
	}
}

// checkDifference looks whether what is said to differ does.
func checkDifference(t *rapid.T, e, before *forms.EventFigures, s *reports.Statement, form string) {
	sessions := 0
	for i := range e.Sessions {
		f := &e.Sessions[i]
		if s.Session == nil || f.Form.Key != form || f.Turnout.N == 0 {
			continue
		}
		sessions++
		if f.Turnout.Doubt != forms.NoDoubt || f.Release == nil || f.Release.Tally.Answered(s.Item.Key) < e.Event.MinGroup {
			t.Fatalf("%s is told beside a session that shows nothing", s.Key)
		}
		if own := recounted(e, form, &s.Item, f.Session.ID); s.Claim == reports.ClaimLeading && f.Session.ID != s.Session.ID && (!apart(s.Counted, own) || own.Share() > s.Counted.Share()) {
			t.Fatalf("%s with %v is not apart from %v", s.Key, s.Counted, own)
		}
	}
	switch s.Claim {
	case reports.ClaimLeading, reports.ClaimAbove, reports.ClaimBelow:
		if all := recounted(e, form, &s.Item, 0); sessions < 2 || s.Other.Base > 0 && s.Other != (reports.Counted{N: all.N - s.Counted.N, Base: all.Base - s.Counted.Base}) {
			t.Fatalf("%s compares %v with %v of %v", s.Key, s.Counted, s.Other, all)
		}
	case reports.ClaimMore, reports.ClaimFewer:
		if then := recounted(before, form, &s.Item, 0); s.Other != then || s.Then != "2013" {
			t.Fatalf("%s: before it were %v in %s, want %v", s.Key, s.Other, s.Then, then)
		}
	case reports.ClaimBest, reports.ClaimWeakest:
		for _, row := range s.Rows {
			if !row.Marked && (!apart(s.Counted, row.Counted) || (row.Counted.Share() > s.Counted.Share()) == (s.Claim == reports.ClaimBest)) {
				t.Fatalf("%s with %v is not apart from %v", s.Key, s.Counted, row.Counted)
			}
		}
		if want := map[string]int{"eins": 3, "zwei": 3, "drei": 3, "ziele": 3}[s.Item.Question.Key]; len(s.Rows) > want {
			t.Fatalf("%s is compared with %d others", s.Key, len(s.Rows)-1)
		}
	}
	if s.Other.Base > 0 && s.Claim != reports.ClaimDivided && !apart(s.Counted, s.Other) {
		t.Fatalf("%s: the intervals of %v and %v touch", s.Key, s.Counted, s.Other)
	}
}

// Numbers are said of a hundred in a large group and head by head in a small one, and
// all are all.
func TestCounted_Spoken(t *testing.T) {
	t.Parallel()
	for counted, want := range map[reports.Counted][2]int{
		{N: 10, Base: 12}: {10, 12}, {N: 49, Base: 49}: {49, 49}, {N: 105, Base: 125}: {84, 100}, {N: 500, Base: 501}: {99, 100},
		{N: 1, Base: 500}: {1, 100}, {N: 0, Base: 500}: {0, 100}, {N: 500, Base: 500}: {100, 100}, {N: 0, Base: 0}: {0, 0},
	} {
		if n, of := counted.Spoken(); n != want[0] || of != want[1] {
			t.Errorf("%v: %d of %d, want %v", counted, n, of, want)
		}
	}
}

// What is marked comes first: the headlines in the order of the forms, and of the goals
// on how many of them most agree.
func TestStatements_headlines(t *testing.T) {
	t.Parallel()
	c := reportstest.New(t, "herne-2016", 7)
	var keys []string
	for _, s := range reports.Statements(&c.EventFigures, nil)[:5] {
		keys = append(keys, s.Key)
	}
	want := []string{"share/konferenz/austausch", "share/konferenz/klarheit", "share/konferenz/klima", "share/workshop/weiter", "most/ziele/ziele"}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("first (-want +got):\n%s", diff)
	}
	for i := range c.Sessions {
		for k := range c.Sessions[i].Form.Questions {
			c.Sessions[i].Form.Questions[k].Headline = false
		}
	}
	if s := reports.Statements(&c.EventFigures, nil)[0]; s.Key != "share/konferenz/gesamt" {
		t.Errorf("without marks, %s is first", s.Key)
	}
}

// A wording of somebody's own follows the figures, and a slide is gone once they do not
// support it, or lack a word that it needs.
func TestReader_Sentences(t *testing.T) {
	t.Parallel()
	r := reports.Reader{
		Words: func(key string, args ...any) string { return fmt.Sprint(append([]any{key}, args...)...) },
		Text:  func(t forms.Text) string { return t["de"] }, Base: "de",
	}
	c := reportstest.New(t, "herne-2016", 7)
	statements := reports.Statements(&c.EventFigures, nil)
	closing := forms.Closing{Slides: []forms.ClosingSlide{
		{Statement: "share/konferenz/klima", Wording: "{percent} von hundert, {nichts}"}, {Statement: "share/konferenz/nichts"}, {Statement: "most/ziele/ziele", Wording: "{percent}"}, {Comment: "00"},
	}}
	at := slices.IndexFunc(statements, func(s reports.Statement) bool { return s.Key == "share/konferenz/klima" })
	n, _ := statements[at].Counted.Spoken()
	want := []string{fmt.Sprint(n, " von hundert, {nichts}")}
	if diff := cmp.Diff(want, r.Sentences(&closing, statements, 3)); diff != "" {
		t.Errorf("composed (-want +got):\n%s", diff)
	}
	if got := r.Sentences(&forms.Closing{}, statements, 3); len(got) != 3 || !strings.HasPrefix(got[0], "told.said") {
		t.Errorf("proposed: %q", got)
	}
}
