package condition

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCondition_Holds(t *testing.T) {
	t.Parallel()
	answers := map[string][]string{
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
		{"${rolle} = ‘politik’", true},
		{"${rolle} = ‚politik‘", true},
		{"${rolle} = “politik”", true},
		{"${rolle} = „politik“", true},
		{"${rolle} = »politik«", true},
		{"${rolle} = ‹politik›", true},
		{"${rolle} = 'politik’", true}, // a word processor changed one of the two
		{`selected(${themen}, „kita") and ${rolle} != “kita"`, true},
	}
	for _, test := range tests {
		t.Run(test.src, func(t *testing.T) {
			t.Parallel()
			c, err := Parse(test.src)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Holds(answers); got != test.want {
				t.Errorf("holds: got %v, want %v", got, test.want)
			}
		})
	}
}

func TestParse_Refused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src         string
		offset, character int
		reason            string
	}{
		{"empty", "", 0, 1, "expected a reference"},
		{"bare reference", "${a}", 4, 5, "expected a comparison"},
		{"open reference", "${a = 1", 0, 1, "} after ${ is missing"},
		{"open text", "${a} = 'b", 7, 8, "closing quote"},
		{"open text in other quotes", "${a} = „b'", 7, 8, "closing quote"},
		{"open parenthesis", "(${a} = 1", 9, 10, `expected ")", found the end`},
		{"left over", "${a} = 1 ${b}", 9, 10, `found "${b}"`},
		{"left over behind long characters", "${a} = „ü“ ${b}", 16, 12, `found "${b}"`},
		{"double equals", "${a} == 1", 6, 7, `found "="`},
		{"not without parentheses", "not ${a} = 1", 4, 5, `expected "("`},
		{"unknown function", "contains(${a}, 'b')", 0, 1, "expected a reference"},
		{"code without quotes", "selected(${a}, b)", 15, 16, "option code in quotes"},
		{"not a number", "${a} = 1.2.3", 7, 8, "not a number"},
		{"strange character", "${a} = 1 & 2", 9, 10, "no meaning"},
		{"upper case", "${a} = 1 AND ${b} = 1", 9, 10, "no meaning"},
		{"too deep", strings.Repeat("(", 20) + "1=1" + strings.Repeat(")", 20), 10, 11, "nested"},
		{"too long", strings.Repeat(" ", MaxLength) + "1=1", MaxLength, MaxLength + 1, "at most"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse(test.src)
			got, ok := errors.AsType[*Error](err)
			if !ok {
				t.Fatalf("got %v, want an *Error", err)
			}
			if got.Offset != test.offset || got.Character != test.character || !strings.Contains(got.Reason, test.reason) {
				t.Errorf("got byte %d, character %d, %q; want byte %d, character %d and %q",
					got.Offset, got.Character, got.Reason, test.offset, test.character, test.reason)
			}
		})
	}
}

func TestCondition_String(t *testing.T) {
	t.Parallel()
	tests := []struct{ src, want string }{
		{"${a}=1", "${a} = 1"},
		{"((${ a } = “x”))", "${a} = 'x'"},
		{"'1' = ${a}", "1 = ${a}"},
		{`${a} = "it's"`, `${a} = "it's"`},
		{`selected( ${a} , 1 )`, "selected(${a}, '1')"},
		{"(${a} = 1 and ${b} = 2) or ${c} = 3", "${a} = 1 and ${b} = 2 or ${c} = 3"},
		{"${a} = 1 and (${b} = 2 or not(${c} = 3))", "${a} = 1 and (${b} = 2 or not(${c} = 3))"},
		{"(${a} = 1 or ${b} = 2) or ${c} = 3", "(${a} = 1 or ${b} = 2) or ${c} = 3"},
		{"count-selected( ${a} )>=2", "count-selected(${a}) >= 2"},
	}
	for _, test := range tests {
		c, err := Parse(test.src)
		if err != nil {
			t.Errorf("%s: %v", test.src, err)
		} else if got := c.String(); got != test.want {
			t.Errorf("%s: got %s, want %s", test.src, got, test.want)
		}
	}
}

func TestNodes(t *testing.T) {
	t.Parallel()
	c, err := Parse("${a} = 1 and not(${b} = 2 or selected(${c}, 'd'))")
	if err != nil {
		t.Fatal(err)
	}
	equal := func(key, literal string) Condition { return Comparison{Reference(key), Equal, Literal(literal)} }
	either := Any{equal("b", "2"), Selected{"c", "d"}}
	want := []Condition{All{equal("a", "1"), Not{either}}, equal("a", "1"), Not{either}, either, equal("b", "2"), Selected{"c", "d"}}
	if diff := cmp.Diff(want, slices.Collect(Nodes(c))); diff != "" {
		t.Error(diff)
	}
	for range Nodes(c) { // ends in the middle without a panic
		break
	}
}

func TestKeysAndCodes(t *testing.T) {
	t.Parallel()
	c, err := Parse("selected(${b.x}, 'y') or ${a} = 1 and count-selected(${b.x}) > 1 or 'z' != ${c} or ${a} != '' or ${a} > 7")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a", "b.x", "c"}, c.Keys()); diff != "" {
		t.Error("keys: " + diff)
	}
	if diff := cmp.Diff([]Selected{{"b.x", "y"}, {"a", "1"}, {"c", "z"}}, Codes(c)); diff != "" {
		t.Error("codes: " + diff)
	}
}
