package condition

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCanHold(t *testing.T) {
	t.Parallel()
	parse := func(src string) Condition {
		c, err := Parse(src)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	var many []string
	for c := 'a'; c <= 'z'; c++ {
		many = append(many, string(c))
	}
	items := map[string]Item{
		"rolle":    {Range: One{"gast", "amt"}},
		"pflicht":  {Range: One{"ja", "nein"}, Required: true},
		"warum":    {Range: One{"so", "darum"}, Show: parse("${rolle} = 'gast'")},
		"noch":     {Range: One{"p"}, Required: true, Show: parse("${warum} = 'so'")},
		"themen":   {Range: Several{Codes: []string{"kita", "schule", "sprache"}, Max: 2}},
		"viele":    {Range: Several{Codes: many, Max: len(many)}},
		"rang":     {Range: Ranking{"x", "y"}},
		"alter":    {Range: Number{Min: 0, Max: 120}},
		"schnitt":  {Range: Number{Min: -1, Max: 1, Decimals: 1}},
		"tag":      {Range: Day{From: "2016-11-17", To: "2016-11-18"}},
		"irgend":   {Range: Day{}},
		"optionen": {}, // of a session, not known
	}
	tests := []struct {
		src  string
		want bool
	}{
		{"${rolle} = 'gast'", true},
		{"${rolle} = 'gsat'", false},
		{"${rolle} = 'gast' and ${rolle} = 'amt'", false},
		{"${rolle} = 'gast' or ${rolle} = 'gsat'", true},
		{"${rolle} = ''", true},
		{"${pflicht} = ''", false},
		{"not(${pflicht} = 'ja' or ${pflicht} = 'nein')", false},
		{"not(${rolle} = 'gast' or ${rolle} = 'amt')", true},
		{"${warum} = 'so' and ${rolle} = 'amt'", false}, // not asked then
		{"${warum} = 'so' and ${rolle} != 'amt'", true},
		{"${noch} = 'p' and ${rolle} = 'amt'", false}, // nor its follow-up
		{"${noch} = '' and ${warum} = 'so'", false},   // required where it is asked
		{"${noch} = '' and ${warum} = 'darum'", true},
		{"count-selected(${themen}) = 2", true},
		{"count-selected(${themen}) > 2", false},
		{"count-selected(${rolle}) > 1", false},
		{"selected(${themen}, 'kita') and count-selected(${themen}) = 0", false},
		{"selected(${themen}, 'kita') and selected(${themen}, 'schule') and selected(${themen}, 'sprache')", false},
		{"${themen} = 'kita schule'", true},
		{"${themen} = 'schule kita'", false}, // answers are in the order of the options
		{"count-selected(${viele}) = 26 and not(selected(${viele}, 'q'))", false},
		{"count-selected(${viele}) = 25 and not(selected(${viele}, 'q'))", true},
		{"selected(${rang}, 'x') and not(selected(${rang}, 'y'))", false},
		{"count-selected(${rang}) = 2 and selected(${rang}, 'y')", true},
		{"${alter} > 120", false},
		{"${alter} >= 120", true},
		{"${alter} > 17 and ${alter} < 18", false},
		{"${alter} > 17 and ${alter} < 19", true},
		{"${alter} = 17.5", false},
		{"${schnitt} > 0.1 and ${schnitt} < 0.2", false},
		{"${schnitt} > 0.1 and ${schnitt} < 0.3", true},
		{"${schnitt} = -1.0", true},
		{"${tag} > '2016-11-17' and ${tag} < '2016-11-18'", false},
		{"${tag} > '2016-11-17'", true},
		{"${tag} < '2016-11-17'", false},
		{"${irgend} < '2016-11-17' and ${irgend} > '2016-11-15'", true},
		{"${irgend} < '2016-11-17' and ${irgend} > '2016-11-16'", false},
		{"1 = 2", false},
		{"1 = 1.0", true},
		{"${optionen} = 'x' and ${optionen} = 'y'", true}, // nobody knows
		{"${optionen} = 'x' and ${rolle} = 'gsat'", false},
		{"${fehlt} = 'x'", true},
	}
	for _, test := range tests {
		got := CanHold(parse(test.src), func(key string) (Item, bool) { i, ok := items[key]; return i, ok })
		if got != test.want {
			t.Errorf("%s: got %v, want %v", test.src, got, test.want)
		}
	}
}

// A chain of conditions as long as a form is searched to its end: each question
// is asked only if the one before and one far before were answered so.
func TestCanHold_chain(t *testing.T) {
	t.Parallel()
	items := map[string]Item{"q0": {Range: One{"a", "b", "c"}}}
	for i := 1; i < 60; i++ {
		show := All{
			Comparison{Reference(fmt.Sprint("q", i-1)), Equal, Literal("a")},
			Comparison{Reference(fmt.Sprint("q", i/2)), Unequal, Literal("b")},
		}
		items[fmt.Sprint("q", i)] = Item{Range: One{"a", "b", "c"}, Show: show}
	}
	last := Comparison{Reference("q59"), Equal, Literal("a")}
	for first, want := range map[string]bool{"a": true, "b": false, "": false} {
		c := All{last, Comparison{Reference("q1"), Equal, Literal(first)}}
		if got := CanHold(c, func(key string) (Item, bool) { i, ok := items[key]; return i, ok }); got != want {
			t.Errorf("%s: got %v, want %v", c, got, want)
		}
	}
}

// smallItems are items with so few answers that all can be tried.
var smallItems = map[string]struct {
	r   Range
	all [][]string // its answers
}{
	"one":     {One{"1", "x"}, [][]string{{"1"}, {"x"}}},
	"several": {Several{Codes: []string{"a", "1", "x"}, Min: 2, Max: 3}, [][]string{{"a", "1"}, {"a", "x"}, {"1", "x"}, {"a", "1", "x"}}},
	"ranking": {Ranking{"a", "x"}, [][]string{{"a", "x"}, {"x", "a"}}},
	"number":  {Number{Min: -0.5, Max: 1, Decimals: 1}, eachOf("-0.5 -0.4 -0.3 -0.2 -0.1 0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1")},
	"day":     {Day{From: "2016-02-27", To: "2016-03-02"}, eachOf("2016-02-27 2016-02-28 2016-02-29 2016-03-01 2016-03-02")},
}

func eachOf(answers string) [][]string {
	var all [][]string
	for _, answer := range strings.Fields(answers) {
		all = append(all, []string{answer})
	}
	return all
}

// TestCanHold_triesAll compares with trying all answers that there are. Where
// nothing is compared that CanHold does not understand, both are the same, and
// it never says of a condition that holds that it cannot.
func TestCanHold_triesAll(t *testing.T) {
	t.Parallel()
	keys := []string{"one", "several", "ranking", "number", "day"}
	literals := []string{"", "a", "x", "1", "1.0", "0", "0.25", "0.3", "2", "a x", "x a", "2016-02-28", "2016-02-29", "2017-01-01"}
	exact := 0
	rapid.Check(t, func(t *rapid.T) {
		used := rapid.Permutation(keys).Draw(t, "keys")[:2]
		c := trees(2, used, literals).Draw(t, "condition")
		items := map[string]Item{}
		for i, key := range used {
			item := Item{Range: smallItems[key].r, Required: rapid.Bool().Draw(t, "required")}
			if i > 0 && rapid.Bool().Draw(t, "conditional") {
				item.Show = trees(1, used[:1], literals).Draw(t, "show")
			}
			items[key] = item
		}
		got := CanHold(c, func(key string) (Item, bool) { i, ok := items[key]; return i, ok })
		want := triedAll(c, items, used)
		if want && !got {
			t.Fatalf("%s can hold, but was said not to", c)
		}
		var all []Condition
		for _, key := range used {
			all = append(all, c)
			if show := items[key].Show; show != nil {
				all = append(all, show)
			}
		}
		for key, item := range items {
			if _, complete := item.Range.candidates(usesOf(all)[key]); !complete {
				return
			}
		}
		exact++
		if got && !want {
			t.Fatalf("%s cannot hold, but was said to", c)
		}
	})
	if exact == 0 {
		t.Error("no condition was understood wholly")
	}
}

// triedAll reports whether the condition holds for some answers to the items
// that can be given.
func triedAll(c Condition, items map[string]Item, keys []string) bool {
	for _, first := range append([][]string{nil}, smallItems[keys[0]].all...) {
		for _, second := range append([][]string{nil}, smallItems[keys[1]].all...) {
			answers := map[string][]string{keys[1]: second, keys[0]: first}
			fits := !slices.ContainsFunc(keys, func(key string) bool {
				item, answered := items[key], len(answers[key]) > 0
				asked := item.Show == nil || item.Show.Holds(answers)
				return answered && !asked || !answered && asked && item.Required
			})
			if fits && c.Holds(answers) {
				return true
			}
		}
	}
	return false
}

// The search gives up on what would take for ever, and what it has not
// searched to the end it does not call impossible: here, whether twelve items
// with ten answers can all differ.
func TestCanHold_givesUp(t *testing.T) {
	t.Parallel()
	item := Item{Range: One{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}}
	var differ All
	for a := 'a'; a < 'm'; a++ {
		for b := 'a'; b < a; b++ {
			differ = append(differ, Comparison{Reference(string(a)), Unequal, Reference(string(b))})
		}
	}
	if !CanHold(differ, func(string) (Item, bool) { return item, true }) {
		t.Error("what was not searched to the end was called impossible")
	}
	impossible := append(differ, Comparison{Reference("a"), Equal, Literal("10")})
	if CanHold(impossible, func(string) (Item, bool) { return item, true }) {
		t.Error("a contradiction in the first item was not seen")
	}
}
