package forms

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"resonanz/forms/disclosure"
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
	want := map[int]int{12: 6, 13: 6, 14: 6, 15: 6, 16: 6, 17: 6}
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

// What a step costs inside the intake transaction: six rows become shown, and
// are counted.
func BenchmarkStore_Step(b *testing.B) {
	store, session := answered(b)
	turnout, err := gorm.G[turnoutRow](store.r).Where("session_id = ?", session.ID).Take(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	form, err := store.Form(b.Context(), session)
	if err != nil {
		b.Fatal(err)
	}
	held := disclosure.Odd + disclosure.Even - turnout.Arriving
	change := disclosure.Change{Moves: []disclosure.Move{{From: held, To: disclosure.Shown}}, New: true}
	b.ReportAllocs()
	for b.Loop() {
		err := store.tx(b.Context(), func(tx *gorm.DB) error {
			if err := store.show(b.Context(), tx, &turnout, form, change, nil, func(int, int) bool { return false }); err != nil {
				return err
			}
			return errUndone
		})
		if !errors.Is(err, errUndone) {
			b.Fatal(err)
		}
	}
}

var errUndone = errors.New("undone")
