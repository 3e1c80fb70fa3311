package forms

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestForm_Marks(t *testing.T) {
	t.Parallel()
	form := everyKind().Prepared()
	tests := []struct {
		name    string
		answers Answers
		want    []Cell
	}{
		{"nothing", Answers{}, nil},
		{"choice", Answers{"eins": {"a"}}, []Cell{{"eins", "="}, {"eins", "a"}}},
		{"choices", Answers{"viele": {"a", "c"}}, []Cell{{"viele", "="}, {"viele", "a"}, {"viele", "c"}}},
		{"cannot say", Answers{"note": {"na"}}, []Cell{{"note", "="}, {"note", "na"}}},
		{"recommend", Answers{"nps": {"10"}}, []Cell{{"nps", "="}, {"nps", "10"}}},
		{"number", Answers{"zahl": {"-2.5"}}, []Cell{{"zahl", "="}, {"zahl", "-2.5"}}},
		{"date", Answers{"tag": {"2016-11-17"}}, []Cell{{"tag", "="}, {"tag", "2016-11-17"}}},
		{"texts leave no trace of their words", Answers{"absatz": {"x"}}, []Cell{{"absatz", "="}}},
		{"ranking", Answers{"rang": {"y", "x", "z"}}, []Cell{{"rang", "="}, {"rang", "y@1"}, {"rang", "x@2"}, {"rang", "z@3"}}},
		{"battery", Answers{"ziele.bildung": {"gut"}, "ziele.bildung.note": {"x"}}, []Cell{{"ziele.bildung", "="}, {"ziele.bildung", "gut"}, {"ziele.bildung.note", "="}}},
		{"asked without an answer", Answers{"eins": {"b"}, "ziele.arbeit": {"gut"}, "mehr": {"q"}}, []Cell{
			{"eins", "="}, {"eins", "b"}, {"ziele.arbeit", "="}, {"ziele.arbeit", "gut"}, {"mehr", "?"}, {"mehr", "="}, {"mehr", "q"},
		}},
		{"asked behind a condition", Answers{"eins": {"b"}, "ziele.arbeit": {"gut"}, "mehr": {"p"}}, []Cell{
			{"eins", "="}, {"eins", "b"}, {"ziele.arbeit", "="}, {"ziele.arbeit", "gut"}, {"mehr", "?"}, {"mehr", "="}, {"mehr", "p"}, {"noch", "?"},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := form.Marks(test.answers); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// TestTally_Add_symmetric checks that what is taken back leaves nothing, so
// that a withdrawn response cannot be seen in a tally.
func TestTally_Add_symmetric(t *testing.T) {
	t.Parallel()
	form := everyKind().Prepared()
	answers, errs := form.Parse(Values{"eins": {"b"}, "viele": {"a", "c"}, "ok": {"yes"}, "ziele.arbeit": {"gut"}, "mehr": {"p"}, "zahl": {"3"}})
	if errs != nil {
		t.Fatal(errs)
	}
	marks := form.Marks(answers)
	var tally Tally
	for _, n := range []int{1, 1, 3, -1, -4} {
		for _, cell := range marks {
			tally.Add(cell, n)
			if n > 0 && tally.Count(cell.Item, cell.Option) < n {
				t.Errorf("%v: got %d after adding %d", cell, tally.Count(cell.Item, cell.Option), n)
			}
		}
	}
	if len(tally.Cells) != 0 {
		t.Errorf("left over: %v", tally.Cells)
	}
}

func TestTally_AddTally(t *testing.T) {
	t.Parallel()
	a := Tally{N: 2, Cells: map[string]map[string]int{"eins": {"=": 2, "a": 1, "b": 1}}}
	b := Tally{N: 3, Cells: map[string]map[string]int{"eins": {"=": 2, "a": 2}, "ja": {"=": 1, "yes": 1}}}
	var sum Tally
	sum.AddTally(a)
	sum.AddTally(b)
	want := Tally{N: 5, Cells: map[string]map[string]int{"eins": {"=": 4, "a": 3, "b": 1}, "ja": {"=": 1, "yes": 1}}}
	if diff := cmp.Diff(want, sum); diff != "" {
		t.Errorf("sum (-want +got):\n%s", diff)
	}
	if a.Count("eins", "a") != 1 {
		t.Error("adding a tally changed it")
	}
	if got := sum.Answered("eins"); got != 4 {
		t.Errorf("answered: got %d, want 4", got)
	}
}

func TestTally_Asked(t *testing.T) {
	t.Parallel()
	form := everyKind()
	tally := Tally{N: 9, Cells: map[string]map[string]int{"mehr": {CellAsked: 4}}}
	for _, c := range []struct {
		name  string
		tally Tally
		item  string
		n     int
		known bool
	}{
		{"question without a condition", tally, "eins", 9, true},
		{"question with a condition", tally, "mehr", 4, true},
		{"item of an earlier moment", Tally{N: 9, Cells: map[string]map[string]int{"eins": {CellAsked: 7}}}, "eins", 7, true},
		{"condition not to be told", Tally{N: 9}, "mehr", 9, false},
	} {
		if n, known := c.tally.Asked(form.Item(c.item)); n != c.n || known != c.known {
			t.Errorf("%s: got %d asked, %v; want %d, %v", c.name, n, known, c.n, c.known)
		}
	}
}
