package forms

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestCondition_Holds(t *testing.T) {
	t.Parallel()
	answers := Answers{
		"rolle":        {"politik"},
		"themen":       {"schule", "kita"},
		"alter":        {"9"},
		"tag":          {"2016-11-17"},
		"ziele.arbeit": {"passt"},
	}
	tests := []struct {
		src  string
		want bool
	}{
		{"${rolle} = 'politik'", true},
		{`${rolle}="politik"`, true},
		{"'politik' = ${rolle}", true},
		{"${rolle} != 'politik'", false},
		{"${ziele.arbeit} = 'passt'", true},
		{"${fehlt} = ''", true},
		{"${fehlt} != ''", false},
		{"${rolle} != ''", true},
		{"${fehlt} != 'politik'", true},
		{"selected(${themen}, 'kita')", true},
		{"selected(${themen}, 'sprache')", false},
		{"selected(${rolle}, 'politik')", true},
		{"selected(${fehlt}, '')", false},
		{"count-selected(${themen}) = 2", true},
		{"count-selected(${fehlt}) = 0", true},
		{"count-selected(${themen}) >= 3", false},
		{"${themen} = 'schule kita'", true},
		{"${alter} < 10", true},   // as numbers, though "9" > "10" as texts
		{"${alter} = 9.0", true},  //
		{"${alter} < '10'", true}, // a number in quotes is a number
		{"${alter} > -3", true},
		{"${alter} < 'abc'", true}, // as texts
		{"${tag} >= '2016-01-01'", true},
		{"${tag} < '2016-01-01'", false},
		{"${fehlt} < 10", false},
		{"${fehlt} >= 0", false},
		{"not(${fehlt} < 10)", true},
		{"${alter} > ''", false},
		{"${rolle} = 'x' or ${alter} = 9 and ${tag} = ''", false},
		{"(${rolle} = 'x' or ${alter} = 9) and ${tag} != ''", true},
		{"${rolle} = 'politik' or ${alter} = 9 and ${tag} = ''", true}, // and binds closer
		{"not(${rolle} = 'x' and ${alter} = 9)", true},
		{"  ${ rolle }\n = 'politik'\t", true},
	}
	for _, test := range tests {
		t.Run(test.src, func(t *testing.T) {
			t.Parallel()
			c, err := ParseCondition(test.src)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Holds(func(key string) []string { return answers[key] }); got != test.want {
				t.Errorf("holds: got %v, want %v", got, test.want)
			}
		})
	}
}

func TestParseCondition_Refused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src string
		offset    int
		reason    string
	}{
		{"empty", "", 0, "expected a reference"},
		{"bare reference", "${a}", 4, "expected a comparison"},
		{"open reference", "${a = 1", 0, "} after ${ is missing"},
		{"open text", "${a} = 'b", 7, "closing quote"},
		{"open parenthesis", "(${a} = 1", 9, `expected ")", found the end`},
		{"left over", "${a} = 1 ${b}", 9, `found "${b}"`},
		{"double equals", "${a} == 1", 6, `found "="`},
		{"not without parentheses", "not ${a} = 1", 4, `expected "("`},
		{"unknown function", "contains(${a}, 'b')", 0, "expected a reference"},
		{"code without quotes", "selected(${a}, b)", 15, "option code in quotes"},
		{"not a number", "${a} = 1.2.3", 7, "not a number"},
		{"strange character", "${a} = 1 & 2", 9, "no meaning"},
		{"upper case", "${a} = 1 AND ${b} = 1", 9, "no meaning"},
		{"too deep", strings.Repeat("(", 20) + "1=1" + strings.Repeat(")", 20), 10, "nested"},
		{"too long", strings.Repeat(" ", MaxConditionLength) + "1=1", MaxConditionLength, "at most"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseCondition(test.src)
			got, ok := errors.AsType[*ConditionError](err)
			if !ok {
				t.Fatalf("got %v, want a ConditionError", err)
			}
			if got.Offset != test.offset || !strings.Contains(got.Reason, test.reason) {
				t.Errorf("got offset %d %q, want offset %d and %q", got.Offset, got.Reason, test.offset, test.reason)
			}
		})
	}
}

func TestCondition_Keys(t *testing.T) {
	t.Parallel()
	c, err := ParseCondition("selected(${b.x}, 'y') or ${a} = 1 and count-selected(${b.x}) > 1 or 'z' != ${c}")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"a", "b.x", "c"}; !slices.Equal(c.Keys(), want) {
		t.Errorf("keys: got %v, want %v", c.Keys(), want)
	}
	if want := []comparedCode{{"b.x", "y"}, {"a", "1"}, {"c", "z"}}; !slices.Equal(c.codes, want) {
		t.Errorf("compared codes: got %v, want %v", c.codes, want)
	}
}

// FuzzParseCondition checks that reading never panics, that errors point into
// the text, and that what was read can be evaluated, with its negation being
// the opposite.
func FuzzParseCondition(f *testing.F) {
	f.Add("${a} = 'x' and not(selected(${b.c}, 'd')) or count-selected(${e}) >= 2", "x")
	f.Add("(${a} < -1.5)", "2")
	f.Add("${", "")
	f.Fuzz(func(t *testing.T, src, answer string) {
		c, err := ParseCondition(src)
		if err != nil {
			e, ok := errors.AsType[*ConditionError](err)
			if !ok || e.Offset < 0 || e.Offset > len(src) || e.Reason == "" {
				t.Fatalf("%q: unusable error %v", src, err)
			}
			return
		}
		for _, get := range []func(string) []string{
			func(string) []string { return nil },
			func(string) []string { return []string{answer} },
			func(string) []string { return []string{answer, "x"} },
		} {
			holds := c.Holds(get)
			negated, err := ParseCondition("not(" + src + ")")
			if err != nil {
				continue // one parenthesis or byte too many
			}
			if negated.Holds(get) == holds {
				t.Fatalf("%q and its negation agree", src)
			}
		}
	})
}
