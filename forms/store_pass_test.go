package forms

import (
	"strings"
	"sync"
	"testing"
)

func passEvent(t *testing.T, store *Store) (Event, []Session, []string) {
	t.Helper()
	d := testDefinition()
	d.Event.Passes = true
	done, err := store.Import(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	passes, err := store.NewPasses(t.Context(), done.Event.ID, 3)
	if err != nil {
		t.Fatal(err)
	}
	return done.Event, mustProgramme(t, store, done.Event.ID), passes
}

// Reference, One-time codes: "count once in every session"
func TestStore_Passes(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions, passes := passEvent(t, store)
	with := func(session *Session, pass string) Submission {
		sub := submission(t, store, session, Values{"gesamt": {"gut"}})
		sub.Pass = pass
		return sub
	}
	submit := func(sub Submission, want Code) {
		t.Helper()
		if _, err := store.Submit(t.Context(), sub); CodeOf(err) != want {
			t.Errorf("pass %q: got %v, want code %q", sub.Pass, err, want)
		}
	}
	submit(with(&sessions[0], ""), CodeWrongPass)
	submit(with(&sessions[0], "0000-0000"), CodeWrongPass)
	first := with(&sessions[0], " "+strings.ToLower(passes[0])+" ")
	submit(first, "")
	submit(first, "") // a repetition, with the pass that is used now
	submit(with(&sessions[0], passes[0]), CodeUsedPass)
	submit(with(&sessions[1], passes[0]), "") // once in every session
	refused := with(&sessions[0], passes[1])
	if err := store.SetState(t.Context(), sessions[0].ID, StateClosed); err != nil {
		t.Fatal(err)
	}
	submit(refused, CodeClosed) // and the pass is not spent
	if err := store.SetState(t.Context(), sessions[0].ID, StateOpen); err != nil {
		t.Fatal(err)
	}
	submit(refused, "")
	if got, err := store.Turnouts(t.Context(), event.ID); err != nil || got[sessions[0].ID].N != 2 || got[sessions[1].ID].N != 1 {
		t.Errorf("turnouts %v, %v; want 2 and 1", got, err)
	}
	if _, err := store.NewPasses(t.Context(), event.ID, MaxPasses+1); CodeOf(err) != CodeInvalid {
		t.Errorf("too many passes: %v", err)
	}
}

// Of many who use one pass at once, one gets in.
//
// Reference, One-time codes: "a code is spent in the transaction that stores the answers"
func TestStore_PassesConcurrently(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions, passes := passEvent(t, store)
	var all sync.WaitGroup
	for range 50 {
		sub := submission(t, store, &sessions[0], Values{"gesamt": {"gut"}})
		sub.Pass = passes[0]
		all.Go(func() {
			if _, err := store.Submit(t.Context(), sub); err != nil && CodeOf(err) != CodeUsedPass {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got, err := store.Turnouts(t.Context(), event.ID); err != nil || got[sessions[0].ID].N != 1 {
		t.Errorf("turnout %v, %v; want 1", got, err)
	}
}
