package forms

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"resonanz/forms/postgrestest"
)

// Reference, Data protection: of answers "`retention` days after the event, or after the
// first answer if that was later".
// README, Data protection: "Answers go by themselves, 90 days after the event unless it says otherwise."
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

// Somebody who reads for long keeps what was deleted in the log, and nobody waits
// for them: it goes when they have done.
//
// Reference, Data protection: "Only a reading keeps it longer".
func TestStore_ExpireWhileRead(t *testing.T) {
	postgrestest.SQLiteOnly(t, "looks into the files of SQLite")
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	const secret = "Ein Satz, der nicht bleiben darf"
	for range 6 {
		mustSubmit(t, store, submission(t, store, &sessions[0], Values{"satz": {secret}}))
	}
	checkSwept(t, store, "answered")
	reading := store.r.Begin()
	var n int
	if err := reading.Raw("SELECT COUNT(*) FROM responses").Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	if got, err := store.Expire(t.Context(), time.Now().AddDate(1, 0, 0)); got != 1 || err != nil {
		t.Errorf("%d events, %v; want 1", got, err)
	}
	if !holds(t, store, secret) {
		t.Error("nothing is left of what was deleted although somebody reads it")
	}
	if err := reading.Rollback().Error; err != nil {
		t.Fatal(err)
	}
	checkSwept(t, store, "expired")
	if holds(t, store, secret) {
		t.Errorf("event %d: its texts are still there", event.ID)
	}
}

// holds reports whether a text stands in a file of the store.
func holds(t *testing.T, store *Store, text string) bool {
	t.Helper()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		content, err := os.ReadFile(store.file + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(text)) {
			return true
		}
	}
	return false
}

// An event that cannot be deleted keeps no other, and is tried again.
func TestStore_ExpireFails(t *testing.T) {
	postgrestest.SQLiteOnly(t, "the trigger that fails is of SQLite")
	t.Parallel()
	store := newStore(t)
	var events []Event
	for _, key := range []string{"one", "two", "three"} {
		d := testDefinition()
		d.Event.Key = key
		done, err := store.Import(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		sessions, err := store.Sessions(t.Context(), done.Event.ID)
		if err != nil {
			t.Fatal(err)
		}
		mustSubmit(t, store, submission(t, store, &sessions[0], Values{"gesamt": {"gut"}}))
		events = append(events, done.Event)
	}
	if err := store.w.Exec(fmt.Sprintf(`CREATE TRIGGER fails BEFORE DELETE ON responses
		WHEN OLD.session_id IN (SELECT id FROM sessions WHERE event_id = %d) AND EXISTS (SELECT 1 FROM turnouts WHERE session_id = OLD.session_id AND state = 'closed')
		BEGIN SELECT RAISE(ABORT, 'cannot be deleted'); END`, events[1].ID)).Error; err != nil {
		t.Fatal(err)
	}
	later := time.Now().AddDate(1, 0, 0)
	got, err := store.Expire(t.Context(), later)
	if want := fmt.Sprintf("event %d:", events[1].ID); got != 2 || err == nil || !strings.Contains(err.Error(), want) || strings.Count(err.Error(), "cannot be deleted") != 1 {
		t.Errorf("%d events, %v; want 2 and one error that names the other", got, err)
	}
	if err := store.w.Exec("DROP TRIGGER fails").Error; err != nil {
		t.Fatal(err)
	}
	if got, err := store.Expire(t.Context(), later); got != 1 || err != nil {
		t.Errorf("the next time: %d events, %v; want 1", got, err)
	}
	mustVerify(t, store)
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
