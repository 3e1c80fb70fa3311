package forms

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStore_FiguresAppearInGroups(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	session := &sessions[0]
	shown := map[int]int{} // turnout → people in the release
	for n := 1; n <= 17; n++ {
		mustSubmit(t, store, submission(t, store, session, Values{"gesamt": {"gut"}, "satz": {"x"}}))
		if release := mustFigures(t, store, session).Release; release != nil {
			shown[n] = release.Tally.N
			comments, err := store.Comments(t.Context(), session.ID)
			if err != nil || len(comments) != release.Tally.N {
				t.Errorf("at %d: %d comments with a release of %d (%v)", n, len(comments), release.Tally.N, err)
			}
		}
	}
	want := map[int]int{10: 5, 11: 5, 12: 5, 13: 5, 14: 5, 15: 10, 16: 10, 17: 10}
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Errorf("people shown by turnout (-want +got):\n%s", diff)
	}
	if err := store.SetState(t.Context(), session.ID, StateClosed); err != nil {
		t.Fatal(err)
	}
	if n := mustFigures(t, store, session).Release.Tally.N; n != 17 {
		t.Errorf("after closing %d people are shown, want 17", n)
	}
	mustVerify(t, store)
}

// answered returns a store with a session that 40 people have answered.
func answered(b *testing.B) (*Store, *Session) {
	b.Helper()
	store := newStore(b)
	_, sessions := testEvent(b, store)
	for range 40 {
		mustSubmit(b, store, submission(b, store, &sessions[0], Values{"gesamt": {"gut"}, "rolle": {"amt"}, "themen": {"bildung_a"}}))
	}
	return store, &sessions[0]
}

// What a watcher's page costs: one session's figures with their release.
func BenchmarkStore_Figures(b *testing.B) {
	store, session := answered(b)
	b.ReportAllocs()
	for b.Loop() {
		mustFigures(b, store, session)
	}
}

// What a release costs inside the intake transaction: reading the tally of a
// session and keeping a copy of it.
func BenchmarkTurnout_Advance(b *testing.B) {
	store, session := answered(b)
	b.ReportAllocs()
	for b.Loop() {
		t := turnoutRow{SessionID: session.ID, N: 40, Pending: 5}
		if err := t.advance(5, func() (Tally, error) { return tally(b.Context(), store.r, t.SessionID, t.N) }); err != nil {
			b.Fatal(err)
		}
	}
}
