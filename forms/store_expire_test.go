package forms

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStore_Expire(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	store := newStoreIn(t, directory, &now)
	event, sessions := testEvent(t, store)
	secret := "Ein Satz, der nicht bleiben darf"
	now = event.Ends.AddDate(0, 0, 10) // the first answer is late, and so kept longer
	for range 6 {
		mustSubmit(t, store, submission(t, store, &sessions[0], Values{"gesamt": {"gut"}, "satz": {secret}}))
	}
	now = event.Ends.AddDate(0, 0, 40)
	for range 5 {
		mustSubmit(t, store, submission(t, store, &sessions[1], Values{"gesamt": {"mittel"}}))
	}
	if err := store.SetState(t.Context(), sessions[0].ID, StateClosed); err != nil {
		t.Fatal(err)
	}
	before := mustFigures(t, store, &sessions[0])

	for _, step := range []struct {
		days    int // after the end
		expired int // events in this step
	}{{91, 0}, {99, 0}, {101, 1}, {102, 0}} {
		now = event.Ends.AddDate(0, 0, step.days)
		if got, err := store.Expire(t.Context(), now); got != step.expired || err != nil {
			t.Errorf("%d days after the end: %d events, %v; want %d", step.days, got, err, step.expired)
		}
		mustVerify(t, store)
	}
	if got, err := store.Expired(t.Context()); got != 2 || err != nil {
		t.Errorf("%d sessions keep counts only, %v; want 2", got, err)
	}
	after := mustFigures(t, store, &sessions[0])
	if diff := cmp.Diff(before.Release, after.Release); diff != "" {
		t.Errorf("the release changed (-before +after):\n%s", diff)
	}
	if turnouts, err := store.Turnouts(t.Context(), event.ID); err != nil || turnouts[sessions[0].ID].N != 6 || turnouts[sessions[1].ID].N != 5 {
		t.Errorf("turnouts %v, %v; want 6 and 5", turnouts, err)
	}
	if got := mustProgramme(t, store, event.ID)[1].State; got != StateClosed {
		t.Errorf("the second session is %s, want closed", got)
	}
	if err := store.SetState(t.Context(), sessions[0].ID, StateOpen); CodeOf(err) != CodeConflict {
		t.Errorf("opened again: %v, want %s", err, CodeConflict)
	}
	for _, name := range []string{DatabaseFile, DatabaseFile + "-wal"} {
		content, err := os.ReadFile(filepath.Join(directory, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(secret)) {
			t.Errorf("%s still holds the text", name)
		}
	}
}

// What a participant is told holds also for those who answer late.
func TestEvent_Expires(t *testing.T) {
	t.Parallel()
	ends := time.Date(2026, 3, 1, 15, 0, 0, 0, time.UTC)
	e := Event{Ends: ends, Zone: "Europe/Berlin", Retention: 90}
	for _, test := range []struct{ now, want time.Time }{
		{ends.AddDate(0, 0, -1), ends.AddDate(0, 0, 90)},
		{ends.AddDate(0, 0, 10), ends.AddDate(0, 0, 100)},
	} {
		if got := e.Expires(test.now).Format(time.DateOnly); got != test.want.Format(time.DateOnly) {
			t.Errorf("answered on %s: deleted on %s, want %s", test.now, got, test.want)
		}
	}
}
