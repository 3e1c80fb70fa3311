package reports_test

import (
	"testing"

	"resonanz/forms"
	"resonanz/reports"
	"resonanz/reports/reportstest"
)

func tallyOf(n int, item string, cells map[string]int) forms.Tally {
	return forms.Tally{N: n, Cells: map[string]map[string]int{item: cells}}
}

func TestSummarize_scale(t *testing.T) {
	t.Parallel()
	form := &forms.Form{Questions: []forms.Question{{Key: "q", Kind: forms.KindScale, Options: reportstest.Steps(5, true)}}}
	s := reports.Summarize(form, tallyOf(20, "q", map[string]int{forms.CellAnswered: 18, "a": 4, "b": 5, "c": 3, "e": 2, forms.OptionNA: 4}), 5)[0]
	missing, known := s.Missing()
	if s.N != 18 || s.NA != 4 || s.Base != 14 || missing != 2 || !known {
		t.Errorf("got %+v", s)
	}
	// 4·5 + 5·4 + 3·3 + 2·1 = 51 of 14 people.
	if *s.Mean != 51.0/14 || *s.Median != 4 || s.TopTwo.Count != 9 || s.TopTwo.Share != 9.0/14 || s.Options[3].Count != 0 {
		t.Errorf("got %v %v %v", *s.Mean, *s.Median, *s.TopTwo)
	}
	only := reports.Summarize(form, tallyOf(9, "q", map[string]int{forms.CellAnswered: 9, forms.OptionNA: 9}), 5)[0]
	if only.Suppressed || only.Base != 0 || only.Mean != nil || only.TopTwo != nil || only.SD != nil {
		t.Errorf("nobody judged: got %+v", only)
	}
}

func TestSummarize_ranking(t *testing.T) {
	t.Parallel()
	form := &forms.Form{Questions: []forms.Question{{Key: "q", Kind: forms.KindRanking, Options: reportstest.Steps(3, false)}}}
	s := reports.Summarize(form, tallyOf(6, "q", map[string]int{forms.CellAnswered: 6, "a@1": 1, "a@2": 2, "a@3": 3, "b@1": 5, "b@2": 1, "c@2": 3, "c@3": 3}), 5)[0]
	best := reports.Best(s.Options)
	if best[0].Code != "b" || best[0].MeanRank != 7.0/6 || s.Options[0].MeanRank != 14.0/6 || s.Options[0].Count != 1 {
		t.Errorf("got %+v", s.Options)
	}
}

// TestSummarize_suppressed finds that nobody and nearly enough look the same,
// whatever they answered.
func TestSummarize_suppressed(t *testing.T) {
	t.Parallel()
	form := &forms.Form{Questions: []forms.Question{{Key: "q", Kind: forms.KindScale, Options: reportstest.Steps(5, true)}}}
	nobody := reports.Summarize(form, forms.Tally{N: 20}, 5)[0]
	four := reports.Summarize(form, tallyOf(20, "q", map[string]int{forms.CellAnswered: 4, "a": 3, "b": 1}), 5)[0]
	if !nobody.Suppressed || !equal(nobody, four) {
		t.Errorf("got %+v and %+v", nobody, four)
	}
	if five := reports.Summarize(form, tallyOf(20, "q", map[string]int{forms.CellAnswered: 5, "a": 5}), 5)[0]; five.Suppressed {
		t.Error("five people are suppressed")
	}
	if one := reports.Summarize(form, tallyOf(1, "q", map[string]int{forms.CellAnswered: 1, "a": 1}), 1)[0]; one.Suppressed || one.SD != nil || *one.Mean != 5 {
		t.Errorf("min_group 1: got %+v", one)
	}
}

// TestSummarize_asked hides how many were asked where that tells how a hidden
// question was answered, or of a small group that was not asked.
func TestSummarize_asked(t *testing.T) {
	t.Parallel()
	form := &forms.Form{Questions: []forms.Question{
		{Key: "work", Kind: forms.KindYesNo},
		{Key: "why", Kind: forms.KindScale, Options: reportstest.Steps(3, false), Show: "${work} != 'yes'"},
	}}
	for _, test := range []struct {
		name              string
		yes, no, asked, n int
		known             bool
	}{
		{"shown", 8, 7, 12, 10, true},
		{"control hidden", 2, 2, 18, 10, false},
		{"few not asked", 3, 9, 17, 10, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			tally := forms.Tally{N: 20, Cells: map[string]map[string]int{
				"work": {forms.CellAnswered: test.yes + test.no, "yes": test.yes, "no": test.no},
				"why":  {forms.CellAsked: test.asked, forms.CellAnswered: test.n, "a": test.n},
			}}
			why := reports.Summarize(form, tally, 5)[1]
			if _, known := why.Missing(); known != test.known || why.N != test.n {
				t.Errorf("asked known: %v, want %v", known, test.known)
			}
		})
	}
}
