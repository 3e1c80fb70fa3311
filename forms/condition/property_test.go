package condition

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// trees draws conditions of at most the given depth over the keys and
// literals, as Parse could have read them.
func trees(depth int, keys, literals []string) *rapid.Generator[Condition] {
	return rapid.Custom(func(t *rapid.T) Condition {
		kind := rapid.IntRange(0, 4).Draw(t, "kind")
		if depth == 0 {
			kind = min(kind, 1)
		}
		key := rapid.SampledFrom(keys)
		text := rapid.SampledFrom(literals)
		switch kind {
		case 0:
			return Selected{key.Draw(t, "key"), text.Draw(t, "code")}
		case 1:
			side := rapid.Custom(func(t *rapid.T) Value {
				switch rapid.IntRange(0, 4).Draw(t, "side") {
				case 0:
					return Count(key.Draw(t, "key"))
				case 1, 2:
					return Reference(key.Draw(t, "key"))
				}
				return Literal(text.Draw(t, "literal"))
			})
			operator := rapid.SampledFrom([]Operator{Equal, Unequal, Less, AtMost, Greater, AtLeast})
			return Comparison{side.Draw(t, "left"), operator.Draw(t, "operator"), side.Draw(t, "right")}
		case 2:
			return Not{trees(depth-1, keys, literals).Draw(t, "not")}
		}
		parts := rapid.SliceOfN(trees(depth-1, keys, literals), 2, 3).Draw(t, "parts")
		if kind == 3 {
			return All(parts)
		}
		return Any(parts)
	})
}

// anyTree draws trees with keys and texts that are hard to print.
func anyTree() *rapid.Generator[Condition] {
	keys := []string{"a", "ziele.arbeit", "", "ü", "${", "a b", "'", "and"}
	literals := []string{"", "x", "1", "-1.50", ".5", "1.2.3", "-", "it's", `"x"`, "„x“", "‘x’", "${a}", "or", "ja nein", "\n", "1e3", "inf"}
	return trees(3, keys, literals)
}

func answersTo(keys, values []string) *rapid.Generator[map[string][]string] {
	return rapid.Custom(func(t *rapid.T) map[string][]string {
		answers := map[string][]string{}
		for _, key := range keys {
			if answer := rapid.SliceOfN(rapid.SampledFrom(values), 0, 3).Draw(t, key); len(answer) > 0 {
				answers[key] = answer
			}
		}
		return answers
	})
}

func TestParse_undoesString(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := anyTree().Draw(t, "tree")
		src := want.String()
		if len(src) > MaxLength {
			t.Skip("longer than a condition may be")
		}
		got, err := Parse(src)
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s: %s", src, diff)
		}
	})
}

// A condition holds if and only if its negation does not, and it holds in
// whichever order its parts stand.
func TestCondition_Holds_logic(t *testing.T) {
	t.Parallel()
	keys, values := []string{"a", "b"}, []string{"x", "1", "1.0", "-2", "2016-11-17"}
	rapid.Check(t, func(t *rapid.T) {
		c := trees(2, keys, values).Draw(t, "tree")
		d := trees(2, keys, values).Draw(t, "other")
		answers := answersTo(keys, values).Draw(t, "answers")
		holds, other := c.Holds(answers), d.Holds(answers)
		for _, test := range []struct {
			c    Condition
			want bool
		}{
			{Not{c}, !holds},
			{All{c, d}, holds && other}, {All{d, c}, holds && other},
			{Any{c, d}, holds || other}, {Any{d, c}, holds || other},
			{Not{All{Not{c}, Not{d}}}, holds || other},
		} {
			if got := test.c.Holds(answers); got != test.want {
				t.Errorf("%s: got %v, want %v", test.c, got, test.want)
			}
		}
	})
}

// FuzzParse checks that reading never panics, that errors point into the text,
// and that what was read prints itself so that it is read again as it was.
func FuzzParse(f *testing.F) {
	f.Add("${a} = 'x' and not(selected(${b.c}, 'd')) or count-selected(${e}) >= 2", "x")
	f.Add("(${a} < -1.5)", "2")
	f.Add("${a} = „x“ or ${a} = ‘x' and 1 != »y«", "x")
	f.Add("${", "")
	f.Fuzz(func(t *testing.T, src, answer string) {
		c, err := Parse(src)
		if err != nil {
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Offset < 0 || e.Offset > len(src) || e.Character < 1 || e.Character > e.Offset+1 || e.Reason == "" {
				t.Fatalf("%q: unusable error %v", src, err)
			}
			return
		}
		again, err := Parse(c.String())
		if err != nil && len(c.String()) <= MaxLength {
			t.Fatalf("%q printed as %q: %v", src, c, err)
		}
		for _, answer := range [][]string{nil, {answer}, {answer, "x"}} {
			answers := map[string][]string{}
			for _, key := range c.Keys() {
				answers[key] = answer
			}
			holds := c.Holds(answers)
			if again != nil && again.Holds(answers) != holds {
				t.Fatalf("%q printed as %q means something else", src, c)
			}
			if (Not{c}).Holds(answers) == holds {
				t.Fatalf("%q and its negation agree", src)
			}
			if holds && !CanHold(c, func(string) (Item, bool) { return Item{}, true }) {
				t.Fatalf("%q holds, though it cannot", src)
			}
		}
	})
}

// No text that Parse reads contains quotes of both kinds, so every text can be
// printed.
func TestParse_quotes(t *testing.T) {
	t.Parallel()
	quotes := rapid.SliceOfN(rapid.SampledFrom([]rune(singleQuotes+doubleQuotes+"x ")), 0, 8)
	rapid.Check(t, func(t *rapid.T) {
		c, err := Parse("${a} = " + string(quotes.Draw(t, "text")))
		if err != nil {
			return
		}
		text := string(c.(Comparison).Right.(Literal))
		if strings.ContainsAny(text, singleQuotes) && strings.ContainsAny(text, doubleQuotes) {
			t.Fatalf("%q has quotes of both kinds", text)
		}
		again, err := Parse(c.String())
		if err != nil || !slices.Equal(Codes(c), Codes(again)) {
			t.Fatalf("%s became %v, %v", c, again, err)
		}
	})
}
