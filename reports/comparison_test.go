package reports_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"resonanz/forms"
	"resonanz/reports"
	"resonanz/reports/reportstest"
)

func equal(a, b any) bool { return reflect.DeepEqual(a, b) }

// TestCompare_subtraction builds random events whose sessions answer each item
// in very different numbers, and subtracts whatever is shown: no difference may
// be a group of 1 to k−1 people, and nothing may tell apart what is hidden.
func TestCompare_subtraction(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	for range 3000 {
		e := randomEvent(r)
		k := e.Event.MinGroup
		for _, c := range reports.Compare(e) {
			for _, item := range c.Items {
				shown, truth := 0, 0
				for i, s := range item.Sessions {
					if s == nil || s.Suppressed {
						continue
					}
					shown += s.N
					if s.N < k {
						t.Fatalf("session shows %d people, k = %d", s.N, k)
					}
					truth += c.Sessions[i].Release.Tally.Answered(item.Item.Key)
				}
				if shown != truth {
					t.Fatalf("sessions show %d of %d", shown, truth)
				}
				if item.Total.Suppressed {
					if shown != 0 {
						t.Fatalf("total hidden, sessions show %d", shown)
					}
					continue
				}
				if rest := item.Total.N - shown; rest != 0 && rest < k {
					t.Fatalf("total %d minus shown %d leaves %d people, k = %d", item.Total.N, shown, rest, k)
				}
			}
		}
	}
}

// TestCompare_indistinguishable changes what hidden sessions hold, below k in
// all: nothing that is shown may change.
func TestCompare_indistinguishable(t *testing.T) {
	t.Parallel()
	form := &forms.Form{ID: 1, Key: "f", Version: 1, Questions: []forms.Question{{Key: "q", Kind: forms.KindScale, Options: reportstest.Steps(5, false)}}}
	build := func(hidden map[string]int) *forms.EventFigures {
		n := 0
		for _, count := range hidden {
			n += count
		}
		cells := map[string]int{forms.CellAnswered: n}
		for option, count := range hidden {
			cells[option] = count
		}
		return &forms.EventFigures{Event: forms.Event{MinGroup: 5}, Sessions: []forms.Figures{
			{Session: forms.Session{ID: 1, FormID: 1}, Form: form, Release: &forms.Release{Tally: tallyOf(20, "q", map[string]int{forms.CellAnswered: 17, "a": 10, "c": 7})}},
			{Session: forms.Session{ID: 2, FormID: 1}, Form: form, Release: &forms.Release{Tally: tallyOf(12, "q", cells)}},
		}}
	}
	nobody := reports.Compare(build(nil))[0].Items[0]
	four := reports.Compare(build(map[string]int{"a": 1, "e": 3}))[0].Items[0]
	if !equal(nobody, four) {
		t.Errorf("got %+v and %+v", nobody, four)
	}
	if nobody.Total.N != 17 {
		t.Errorf("got %+v", nobody)
	}
}

// TestCompare_versions joins items of two versions only if they are the same.
func TestCompare_versions(t *testing.T) {
	t.Parallel()
	question := func(key, text string) forms.Question {
		return forms.Question{Key: key, Kind: forms.KindYesNo, Text: forms.Text{"de": text}}
	}
	own := forms.Question{Key: "own", Kind: forms.KindChoices, PerSession: true, Options: reportstest.Steps(2, false)}
	forms1 := &forms.Form{ID: 1, Key: "f", Version: 1, Questions: []forms.Question{question("same", "A"), own, question("changed", "B")}}
	forms2 := &forms.Form{ID: 2, Key: "f", Version: 2, Questions: []forms.Question{question("new", "D"), question("same", "A"), own, question("changed", "C")}}
	answered := forms.Tally{N: 9}
	for _, key := range []string{"same", "own", "changed", "new"} {
		answered.Add(forms.Cell{Item: key, Option: forms.CellAnswered}, 9)
	}
	e := &forms.EventFigures{Event: forms.Event{MinGroup: 5}, Sessions: []forms.Figures{
		{Session: forms.Session{ID: 1, FormID: 1}, Form: forms1, Release: &forms.Release{Tally: answered}},
		{Session: forms.Session{ID: 2, FormID: 2}, Form: forms2, Release: &forms.Release{Tally: answered}},
	}}
	var got []string
	for _, item := range reports.Compare(e)[0].Items {
		got = append(got, item.Item.Key+" "+string(rune('0'+item.Total.N/9)))
	}
	want := []string{"new 1", "same 2", "own 1", "own 1", "changed 1", "changed 1"}
	if !equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// randomEvent returns an event with two versions of a form, sessions of all
// sizes and pools, with conditions and sessions' own options.
func randomEvent(r *rand.Rand) *forms.EventFigures {
	k := 2 + r.IntN(5)
	c := &reportstest.Conference{Answers: map[int64][]forms.Answers{}}
	c.Event, c.Pooled = forms.Event{MinGroup: k}, map[int64]forms.Tally{}
	for i := range 1 + r.IntN(6) {
		id := int64(1 + r.IntN(2))
		form := &forms.Form{ID: id, Key: "f", Version: int(id), Questions: []forms.Question{
			{Key: "a", Kind: forms.KindYesNo},
			{Key: "b", Kind: forms.KindScale, Options: reportstest.Steps(5, true), Show: "${a} = 'yes'"},
			{Key: "own", Kind: forms.KindChoices, PerSession: true, Options: reportstest.Steps(3, false)},
			{Key: "d", Kind: forms.KindRecommend, Text: forms.Text{"de": string(rune('0' + id))}},
		}}
		session := forms.Session{ID: int64(i + 1), FormID: id}
		c.Answers[session.ID] = nil
		addSparse(c, session, form, r.IntN(4*k), r)
	}
	c.Pool()
	return &c.EventFigures
}

// addSparse adds a session in which each item is answered by a share of its
// own.
func addSparse(c *reportstest.Conference, session forms.Session, form *forms.Form, n int, r *rand.Rand) {
	share := map[string]float64{}
	for _, item := range form.Items() {
		share[item.Key] = r.Float64()
	}
	prepared, tally := form.Prepared(), forms.Tally{}
	for range n {
		values := forms.Values{}
		for _, item := range form.Items() {
			if r.Float64() < share[item.Key] {
				reportstest.Answer(values, &item, r.Float64(), r)
			}
		}
		answers, problems := prepared.Parse(values)
		if problems != nil {
			panic(problems)
		}
		c.Answers[session.ID] = append(c.Answers[session.ID], answers)
		tally.N++
		for _, mark := range prepared.Marks(answers) {
			tally.Add(mark, 1)
		}
	}
	figures := forms.Figures{Session: session, Form: form, Turnout: forms.Turnout{N: n}}
	if n >= c.Event.MinGroup {
		figures.Release = &forms.Release{Tally: tally}
	}
	c.Sessions = append(c.Sessions, figures)
}
