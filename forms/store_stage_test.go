package forms

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func mustStage(tb testing.TB, store *Store, of StageOf) Stage {
	tb.Helper()
	stage, _, err := store.Stage(tb.Context(), of)
	if err != nil {
		tb.Fatal(err)
	}
	return stage
}

func TestStore_Stage(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	store := newStoreIn(t, t.TempDir(), &now)
	event, sessions := testEvent(t, store)
	of := StageOf{event.ID, sessions[0].ID}
	change := func(of StageOf, change func(*Stage)) {
		t.Helper()
		before, err := store.EventRevisions(t.Context(), []int64{event.ID})
		if err == nil {
			err = store.ChangeStage(t.Context(), of, change)
		}
		if err != nil {
			t.Fatal(err)
		}
		if after, err := store.EventRevisions(t.Context(), []int64{event.ID}); err != nil || after[event.ID] <= before[event.ID] {
			t.Fatalf("revision %d after %d: %v", after[event.ID], before[event.ID], err)
		}
	}
	want := func(of StageOf, want Stage) {
		t.Helper()
		if diff := cmp.Diff(want, mustStage(t, store, of)); diff != "" {
			t.Errorf("stage (-want +got):\n%s", diff)
		}
	}
	want(of, Stage{Screen: ScreenJoin})
	change(of, func(s *Stage) { s.Screen, s.Item = ScreenResults, "gesamt" })
	change(of, func(s *Stage) { s.Revealed = true })
	want(of, Stage{Screen: ScreenResults, Item: "gesamt", Revealed: true})
	want(StageOf{event.ID, sessions[1].ID}, Stage{Screen: ScreenJoin}) // each has its own

	now = now.Add(UndoTime)
	if err := store.UndoStage(t.Context(), of); err != nil {
		t.Fatal(err)
	}
	want(of, Stage{Screen: ScreenResults, Item: "gesamt"})
	if err := store.UndoStage(t.Context(), of); CodeOf(err) != CodeConflict {
		t.Errorf("undone twice: %v", err)
	}
	change(of, func(s *Stage) { s.Blank = true })
	now = now.Add(UndoTime + time.Second)
	if err := store.UndoStage(t.Context(), of); CodeOf(err) != CodeConflict {
		t.Errorf("undone too late: %v", err)
	}

	whole := StageOf{EventID: event.ID}
	want(whole, Stage{Screen: ScreenNeutral})
	change(whole, func(s *Stage) { s.Screen = ScreenClosing })
	change(whole, func(s *Stage) { s.Revealed = true })
	want(whole, Stage{Screen: ScreenClosing, Revealed: true})
	if err := store.ChangeStage(t.Context(), whole, func(s *Stage) { s.Frozen = &Frozen{} }); CodeOf(err) != CodeNotFound {
		t.Errorf("an event's stage was frozen: %v", err)
	}
	if err := store.ChangeStage(t.Context(), StageOf{event.ID, 99}, func(*Stage) {}); err == nil {
		t.Error("a stage of no session")
	}
}

// What is frozen stays while counting goes on, and is never more than what
// was released at that moment.
func TestStore_Stage_frozen(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	store := newStoreIn(t, t.TempDir(), &now)
	event, sessions := testEvent(t, store)
	of := StageOf{event.ID, sessions[0].ID}
	for range 13 {
		mustSubmit(t, store, submission(t, store, &sessions[0], Values{"gesamt": {"gut"}}))
	}
	released := mustFigures(t, store, &sessions[0]).Release
	if err := store.ChangeStage(t.Context(), of, func(s *Stage) { s.Frozen = &Frozen{} }); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		mustSubmit(t, store, submission(t, store, &sessions[0], Values{"gesamt": {"schlecht"}}))
	}
	if diff := cmp.Diff(&Frozen{At: now, N: 13, Release: released}, mustStage(t, store, of).Frozen); diff != "" {
		t.Errorf("frozen (-want +got):\n%s", diff)
	}
	if n := mustFigures(t, store, &sessions[0]).Turnout.N; n != 33 {
		t.Errorf("turnout %d, want 33", n)
	}
}

func TestStore_CloseAt(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	store := newStoreIn(t, t.TempDir(), &now)
	_, sessions := testEvent(t, store)
	due := func(want int) {
		t.Helper()
		if n, err := store.CloseDue(t.Context()); n != want || err != nil {
			t.Fatalf("%d closed, %v; want %d", n, err, want)
		}
	}
	at := now.Add(3 * time.Minute)
	for i := range 2 {
		if err := store.CloseAt(t.Context(), sessions[i].ID, at); err != nil {
			t.Fatal(err)
		}
	}
	if got := mustFigures(t, store, &sessions[0]).Turnout.Closes; !got.Equal(at) {
		t.Errorf("closes %v, want %v", got, at)
	}
	due(0)
	if err := store.CloseAt(t.Context(), sessions[1].ID, time.Time{}); err != nil { // taken back
		t.Fatal(err)
	}
	now = at
	var wg sync.WaitGroup
	total := make(chan int, 4)
	for range cap(total) { // as several processes would
		wg.Go(func() {
			n, err := store.CloseDue(t.Context())
			if err != nil {
				t.Error(err)
			}
			total <- n
		})
	}
	wg.Wait()
	if n := <-total + <-total + <-total + <-total; n != 1 {
		t.Errorf("closed %d times, want once", n)
	}
	for i, want := range []State{StateClosed, StateOpen} {
		if got := mustFigures(t, store, &sessions[i]).Turnout; got.State != want || !got.Closes.IsZero() {
			t.Errorf("session %d: %+v, want %s", i, got, want)
		}
	}
	if err := store.CloseAt(t.Context(), sessions[0].ID, at); CodeOf(err) != CodeConflict {
		t.Errorf("a closed session: %v", err)
	}
	if err := store.SetState(t.Context(), sessions[0].ID, StateOpen); err != nil { // opened again, it stays open
		t.Fatal(err)
	}
	due(0)
}

func TestStore_SetHeadcount(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	if err := store.SetHeadcount(t.Context(), sessions[0].ID, 34); err != nil {
		t.Fatal(err)
	}
	if got := mustFigures(t, store, &sessions[0]).Session.Headcount; got != 34 {
		t.Errorf("headcount %d, want 34", got)
	}
	if err := store.SetHeadcount(t.Context(), sessions[0].ID, MaxHeadcount+1); CodeOf(err) != CodeInvalid {
		t.Errorf("more than fit anywhere: %v, want %s", err, CodeInvalid)
	}
	for id, code := range map[int64]Code{sessions[0].ID: CodeInvalid, 99: CodeNotFound} {
		n := map[Code]int{CodeInvalid: -1, CodeNotFound: 1}[code]
		if err := store.SetHeadcount(t.Context(), id, n); CodeOf(err) != code {
			t.Errorf("%d for session %d: %v, want %s", n, id, err, code)
		}
	}
}
