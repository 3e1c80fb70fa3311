package forms

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"resonanz/forms/postgrestest"
)

// Rows that are settled stay as they are, whatever is in them.
//
// Reference, Data protection: "rows are laid anew in the order of their random keys".
func TestStore_SettlesRowsUnchanged(t *testing.T) {
	postgrestest.SQLiteOnly(t, "looks into the files of SQLite")
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	const rows = 2*settleRows + 7
	read := func(table string) []string {
		var all []string
		columns := map[string]string{
			"responses": "typeof(id) || typeof(day) || typeof(simulated) || hex(id) || day || simulated || answers",
			"comments":  "typeof(id) || typeof(body) || typeof(tags) || typeof(edited) || hex(id) || item || simulated || body || status || starred",
			"tallies":   "typeof(item) || typeof(n) || item || ' ' || option || ' ' || n",
		}
		if err := store.r.Raw("SELECT " + columns[table] + " FROM " + table).Scan(&all).Error; err != nil {
			t.Fatal(err)
		}
		return all
	}
	for i := range rows {
		sub := submission(t, store, &sessions[i%2], Values{"gesamt": {"gut"}, "oft": {fmt.Sprint(i)}, "satz": {strings.Repeat("ß", i%600+1)}})
		go func() { _, _ = store.Submit(context.Background(), sub) }()
	}
	for n := 0; n < rows; {
		n = mustFigures(t, store, &sessions[0]).Turnout.N + mustFigures(t, store, &sessions[1]).Turnout.N
	}
	before := map[string][]string{}
	for _, table := range []string{"responses", "comments", "tallies"} {
		before[table] = read(table)
	}
	store.sweeper.loosen(append(sessionPlaces(sessions[0].ID), sessionPlaces(sessions[1].ID)...)...)
	for store.sweeper.unsettled() {
		store.sweeper.sweep(t.Context())
	}
	for table, want := range before {
		if got := read(table); !slices.Equal(got, want) {
			t.Errorf("%s: %d rows before, %d after settling, or others", table, len(want), len(got))
		}
	}
	mustVerify(t, store)
}
