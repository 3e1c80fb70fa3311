package condition

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// randomRow draws a row as RowsOf returns it.
func randomRow(t *rapid.T) Row {
	row := Row{
		Key:      rapid.SampledFrom([]string{"rolle", "ziele.arbeit", "note"}).Draw(t, "key"),
		Relation: rapid.SampledFrom([]Relation{Is, IsNot, OneOf, Includes, Lowest, Highest}).Draw(t, "relation"),
	}
	least, most := 1, 1
	switch row.Relation {
	case OneOf:
		least, most = 2, 4
	case Includes:
		most = 4
	}
	value := rapid.SampledFrom([]string{"", "1", "-1.50", "traeger", "other", "10"})
	row.Values = rapid.SliceOfN(value, least, most).Draw(t, "values")
	return row
}

// Rows are the same after they have been written as a text and read again.
func TestRows_roundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := Rows{Rows: rapid.SliceOfN(rapid.Custom(randomRow), 1, 4).Draw(t, "rows")}
		rows.Any = len(rows.Rows) > 1 && rapid.Bool().Draw(t, "any")
		tree := rows.Condition()
		// Several rows on one item, of which one suffices, are one row.
		if one, ok := rowOf(tree); ok && len(rows.Rows) > 1 {
			rows = Rows{Rows: []Row{one}}
		}
		read, err := Parse(tree.String())
		if err != nil {
			t.Fatalf("%s: %v", tree, err)
		}
		again, ok := RowsOf(read)
		if !ok || !reflect.DeepEqual(again, rows) {
			t.Fatalf("%s: %v, want %v", tree, again, rows)
		}
	})
}

// Whatever rows are made of a tree, they say the same.
func TestRowsOf_equal(t *testing.T) {
	t.Parallel()
	said := 0
	rapid.Check(t, func(t *rapid.T) {
		tree := trees(2, []string{"a", "b"}, []string{"x", "1", ""}).Draw(t, "tree")
		if rows, ok := RowsOf(tree); ok {
			said++
			if again := rows.Condition(); !reflect.DeepEqual(again, tree) {
				t.Fatalf("%s became %s", tree, again)
			}
		}
	})
	if said == 0 {
		t.Error("no tree had rows")
	}
}

func TestRowsOf(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]Rows{
		"${a} = 'x'":                        {Rows: []Row{{"a", Is, []string{"x"}}}},
		"${a} = 'x' or ${a} = 'y'":          {Rows: []Row{{"a", OneOf, []string{"x", "y"}}}},
		"${a} = 'x' or ${b} = 'y'":          {Any: true, Rows: []Row{{"a", Is, []string{"x"}}, {"b", Is, []string{"y"}}}},
		"selected(${a}, 'x') and ${n} >= 3": {Rows: []Row{{"a", Includes, []string{"x"}}, {"n", Lowest, []string{"3"}}}},
		"(${a} = 'x' or ${a} = 'y') and ${b} != ''": {Rows: []Row{
			{"a", OneOf, []string{"x", "y"}}, {"b", IsNot, []string{""}},
		}},
		"not(${a} = 'x')":                                  {},
		"'x' = ${a}":                                       {},
		"count-selected(${a}) >= 2":                        {},
		"${a} > 3":                                         {},
		"${a} = ${b}":                                      {},
		"${a} = 1 and (${b} = 2 and ${c} = 3)":             {},
		"${a} = 1 or (${b} = 2 and ${c} = 3)":              {},
		"${a} = 1 and (${a} = 2 or ${a} != 3)":             {},
		"${a} = 1 or (${a} = 2 or (${a} = 3 or ${a} = 4))": {},
	} {
		tree, err := Parse(src)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := RowsOf(tree)
		if !reflect.DeepEqual(got, want) || ok != (len(want.Rows) > 0) {
			t.Errorf("%s: %v, %t, want %v", src, got, ok, want)
		}
	}
}
