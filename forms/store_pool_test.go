package forms

import (
	"strings"
	"testing"

	"gorm.io/gorm"
)

// Whoever changes several turnouts locks all of them at once, in the order of
// their ids. Two that lock one after the other would wait for each other on a
// database with more than one writer.
func TestStore_locksTurnoutsOnce(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	locks := 0
	count := func(tx *gorm.DB) {
		if strings.Contains(tx.Statement.SQL.String(), "AS pooled") {
			locks++
		}
	}
	if err := store.w.Callback().Query().After("gorm:query").Register("count locks", count); err != nil {
		t.Fatal(err)
	}
	once := func(what string, do func()) {
		t.Helper()
		locks = 0
		do()
		if locks != 1 {
			t.Errorf("%s locks turnouts %d times, want once", what, locks)
		}
	}
	pooled := func() int {
		t.Helper()
		figures, err := store.EventFigures(t.Context(), event.ID)
		if err != nil {
			t.Fatal(err)
		}
		return figures.Pooled[sessions[0].FormID].N
	}
	for i := range sessions {
		answerTimes(t, store, &sessions[i], 3)
	}
	for i := range sessions {
		once("closing", func() { mustState(t, store, &sessions[i], StateClosed) })
	}
	if n := pooled(); n < event.MinGroup {
		t.Fatalf("%d people are in the pool", n)
	}
	once("opening", func() { mustState(t, store, &sessions[0], StateOpen) })
	for range 2 * (event.MinGroup + 1) {
		once("an answer", func() { answerTimes(t, store, &sessions[0], 1) })
	}
	if n := pooled(); n != 0 || mustFigures(t, store, &sessions[0]).Release == nil {
		t.Fatalf("the session has not left the pool, which has %d people", n)
	}
	if err := store.SetDoubt(t.Context(), sessions[0].ID, DoubtPace); err != nil {
		t.Fatal(err)
	}
	mustState(t, store, &sessions[0], StateClosed)
	once("the end of a doubt", func() {
		if err := store.Trust(t.Context(), sessions[0].ID, "Saal 1"); err != nil {
			t.Fatal(err)
		}
	})
	mustVerify(t, store)
}
