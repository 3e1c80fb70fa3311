package forms

import (
	"testing"
)

func TestStore_PurgeSimulated(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	for i := range 30 {
		sub := submission(t, store, &sessions[i%3], Values{"gesamt": {"mittel"}, "satz": {"x"}})
		sub.Simulated = i%2 == 0
		mustSubmit(t, store, sub)
	}
	n, err := store.PurgeSimulated(t.Context(), event.ID)
	if err != nil || n != 15 {
		t.Fatalf("PurgeSimulated = %d, %v; want 15", n, err)
	}
	mustVerify(t, store)
	turnouts, err := store.Turnouts(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	for id, turnout := range turnouts {
		if turnout.N != 5 || turnout.Simulated != 0 {
			t.Errorf("session %d: %+v, want 5 responses, none simulated", id, turnout)
		}
	}
}
