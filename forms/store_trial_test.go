package forms

import (
	"testing"
	"time"
)

// A trial is known until it is taken back or a day is over, and no answer has its
// id.
func TestStore_SubmitTrial(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	store := newStore(t)
	store.now = func() time.Time { return now }
	event, sessions := testEvent(t, store)
	one, other := NewToken(), NewToken()
	tried := func(token Token) bool {
		t.Helper()
		known, err := store.Tried(t.Context(), sessions[0].ID, token)
		stored, failed := store.Stored(t.Context(), sessions[0].ID, token)
		if err != nil || failed != nil || stored {
			t.Fatalf("stored: %v, %v, %v", stored, err, failed)
		}
		return known
	}
	for _, token := range []Token{one, one, other} { // a phone may send twice
		if err := store.SubmitTrial(t.Context(), sessions[0].ID, token); err != nil || !tried(token) {
			t.Fatalf("not known, %v", err)
		}
	}
	if err := store.WithdrawTrial(t.Context(), sessions[0].ID, one); err != nil || tried(one) {
		t.Errorf("still known after it was taken back, %v", err)
	}
	if err := store.WithdrawTrial(t.Context(), sessions[0].ID, one); CodeOf(err) != CodeNotFound {
		t.Errorf("taken back twice: %v, want %s", err, CodeNotFound)
	}
	for day, want := range []bool{true, true, false} {
		if err := store.Forget(t.Context(), now.AddDate(0, 0, day)); err != nil || tried(other) != want {
			t.Errorf("%d days later: known %v, %v", day, !want, err)
		}
	}
	if f := mustFigures(t, store, &sessions[0]); f.Turnout.N != 0 || event.ID == 0 {
		t.Errorf("%d answers", f.Turnout.N)
	}
}

// A database of any earlier version can hold trials, and loses nothing.
func TestMigrate_trials(t *testing.T) {
	t.Parallel()
	for step := 1; step <= 14; step++ {
		store := upgraded(t, step, "SELECT 1")
		sessions, err := store.Sessions(t.Context(), 1)
		if err != nil || len(sessions) == 0 {
			t.Fatalf("from step %d: %d sessions, %v", step, len(sessions), err)
		}
		token := NewToken()
		if err := store.SubmitTrial(t.Context(), sessions[0].ID, token); err != nil {
			t.Errorf("from step %d: %v", step, err)
		}
		if known, err := store.Tried(t.Context(), sessions[0].ID, token); err != nil || !known {
			t.Errorf("from step %d: the trial is known: %v, %v", step, known, err)
		}
	}
}
