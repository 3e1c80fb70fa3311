package forms

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStore_Withdraw(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	session := &sessions[0]
	keep := submission(t, store, session, Values{"gesamt": {"gut"}, "rolle": {"verein"}, "satz": {"bleibt"}})
	gone := submission(t, store, session, Values{"gesamt": {"gut"}, "rolle": {"other"}, "rolle.other": {"Gast"}, "satz": {"geht"}})
	mustSubmit(t, store, keep)
	mustSubmit(t, store, gone)
	if err := store.Withdraw(t.Context(), session.ID, gone.Token); err != nil {
		t.Fatal(err)
	}
	if err := store.Withdraw(t.Context(), session.ID, gone.Token); CodeOf(err) != CodeNotFound {
		t.Errorf("second withdrawal: %v, want %s", err, CodeNotFound)
	}
	mustVerify(t, store)
	var bodies []string
	if err := store.r.Raw("SELECT body FROM comments").Scan(&bodies).Error; err != nil || !slices.Equal(bodies, []string{"bleibt"}) {
		t.Errorf("comments left: %q, %v", bodies, err)
	}
	got, err := tally(t.Context(), store.r, session.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := Tally{N: 1}
	for _, cell := range keep.Form.Marks(keep.Answers) {
		want.Add(cell, 1)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tally after withdrawal (-want +got):\n%s", diff)
	}
	if err := store.SetState(t.Context(), session.ID, StateClosed); err != nil {
		t.Fatal(err)
	}
	if err := store.Withdraw(t.Context(), session.ID, keep.Token); CodeOf(err) != CodeClosed {
		t.Errorf("withdrawal after closing: %v, want %s", err, CodeClosed)
	}
}
