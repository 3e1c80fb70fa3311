package forms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"resonanz/forms/disclosure"
	"resonanz/forms/postgrestest"
)

// fill stores n shown answers to a session, each with its own number, and closes
// all sessions of the event.
func fill(tb testing.TB, store *Store, session *Session, n int) {
	tb.Helper()
	var set rowSet
	for i := range n {
		text, err := json.Marshal(Answers{"gesamt": {"gut"}, "oft": {fmt.Sprint(i)}})
		if err != nil {
			tb.Fatal(err)
		}
		id := NewToken().responseID()
		set.responses = append(set.responses, []any{session.ID, id[:], "2026-03-01", disclosure.Shown, false, string(text)})
	}
	if err := set.insert(store.w); err != nil {
		tb.Fatal(err)
	}
	for _, statement := range []string{
		fmt.Sprintf("UPDATE turnouts SET n = %d, shown = %d, named = TRUE WHERE session_id = %d", n, n, session.ID),
		fmt.Sprintf("UPDATE turnouts SET state = 'closed' WHERE session_id IN (SELECT id FROM sessions WHERE event_id = %d)", session.EventID),
	} {
		if err := store.w.Exec(statement).Error; err != nil {
			tb.Fatal(err)
		}
	}
}

// checkSwept waits until the log is empty and all rows are settled: a second,
// says the reference; a machine under load gets more time here.
func checkSwept(t *testing.T, store *Store, meanwhile string) {
	t.Helper()
	wait, end := time.NewTicker(time.Millisecond), time.After(30*time.Second)
	defer wait.Stop()
	for {
		select {
		case <-wait.C:
		case <-end:
			t.Fatalf("%s: the log has not been emptied", meanwhile)
		}
		if info, err := os.Stat(store.file + "-wal"); err == nil && info.Size() == 0 && !store.sweeper.unsettled() {
			return
		}
	}
}

// Long readings keep nobody's answer in the log: while a download goes on, or what
// verify and a back-up have copied is being worked on.
//
// Reference, Data protection: "downloads and breakdowns read in slices, and `verify` and back-ups go on from a copy".
func TestStore_SweepsWhileRead(t *testing.T) {
	postgrestest.SQLiteOnly(t, "looks into the files of SQLite")
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	fill(t, store, &sessions[0], 3*sliceRows)
	other := testDefinition()
	other.Event.Key = "other"
	done, err := store.Import(t.Context(), other)
	if err != nil {
		t.Fatal(err)
	}
	open, err := store.Sessions(t.Context(), done.Event.ID)
	if err != nil {
		t.Fatal(err)
	}
	answer := func(meanwhile string) {
		t.Helper()
		mustSubmit(t, store, submission(t, store, &open[0], Values{"gesamt": {"gut"}}))
		checkSwept(t, store, meanwhile)
	}

	data := mustData(t, store, event.ID)
	next, stop := iter.Pull2(data.Responses(data.Tables[0].Form.ID))
	defer stop()
	for range sliceRows + 1 {
		if _, err, more := next(); err != nil || !more {
			t.Fatalf("the download ends: %v", err)
		}
	}
	answer("download")

	spool, err := store.newSpool()
	if err != nil {
		t.Fatal(err)
	}
	defer spool.close()
	checked, err := store.recountable(t.Context(), spool, &sessions[0])
	if err != nil {
		t.Fatal(err)
	}
	answer("verify")
	if counts, err := recount(spool.db, sessions[0].ID, checked.form); err != nil || counts.all().N != 3*sliceRows {
		t.Errorf("%d answers recounted, %v; want %d", counts.all().N, err, 3*sliceRows)
	}

	copied, err := store.copied(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer closePool(copied)
	answer("back-up")
}

// What is read in slices is what one reading gives, also where two sessions have
// the same ids, as one phone can have them in both, and a slice ends between them.
func TestSealed_column(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	for _, n := range []int{0, 1, sliceRows - 1, sliceRows, sliceRows + 1, 2*sliceRows + 7} {
		if err := store.w.Exec("DELETE FROM responses").Error; err != nil {
			t.Fatal(err)
		}
		fill(t, store, &sessions[0], n)
		if err := store.w.Exec(`INSERT INTO responses (session_id, id, day, mark, simulated, answers)
			SELECT ?, id, day, mark, simulated, answers FROM responses ORDER BY id LIMIT ? OFFSET 1`, sessions[1].ID, n/2+1).Error; err != nil {
			t.Fatal(err)
		}
		ids := []int64{sessions[0].ID, sessions[1].ID}
		var want, got []string
		if err := store.r.Raw("SELECT session_id || answers "+readableRows+" ORDER BY id, session_id", ids, disclosure.Shown).Scan(&want).Error; err != nil {
			t.Fatal(err)
		}
		e, err := store.sealedBy(t.Context(), store.r, event.ID)
		if err != nil {
			t.Fatal(err)
		}
		for value, err := range e.column("session_id || answers", readableRows, ids, disclosure.Shown) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, string(value))
		}
		if !slices.Equal(got, want) {
			t.Errorf("of %d rows: %d read, or others", len(want), len(got))
		}
	}
}

// A file that would be of two moments is not finished.
func TestStore_DataChanged(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(store *Store, event *Event, session *Session) error{
		"opened": func(store *Store, _ *Event, session *Session) error {
			return store.SetState(t.Context(), session.ID, StateOpen)
		},
		"expired": func(store *Store, event *Event, _ *Session) error {
			n, err := store.Expire(t.Context(), event.Ends.AddDate(1, 0, 0))
			if err == nil && n != 1 {
				err = errors.New("nothing was deleted")
			}
			return err
		},
		"purged": func(store *Store, event *Event, _ *Session) error {
			if err := store.w.Exec("UPDATE turnouts SET simulated = 1 WHERE n > 0").Error; err != nil {
				return err
			}
			_, err := store.PurgeSimulated(t.Context(), event.ID)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := newStore(t)
			event, sessions := testEvent(t, store)
			fill(t, store, &sessions[0], sliceRows+1)
			if err := store.w.Transaction(func(tx *gorm.DB) error { return saveRelease(t.Context(), tx, &releaseRow{SessionID: sessions[0].ID}) }); err != nil {
				t.Fatal(err)
			}
			data := mustData(t, store, event.ID)
			n, failed := 0, error(nil)
			for _, failed = range data.Responses(data.Tables[0].Form.ID) {
				if n++; n == 1 {
					if err := change(store, &event, &sessions[0]); err != nil {
						t.Fatal(err)
					}
				}
			}
			if CodeOf(failed) != CodeConflict || n != sliceRows+1 {
				t.Errorf("after %d rows: %v, want %s after %d", n, failed, CodeConflict, sliceRows)
			}
		})
	}
}

// While answers come without a pause, the log is emptied all the same.
//
// Reference, Data protection: "about every second while answers come".
func TestStore_SweepsUnderLoad(t *testing.T) {
	postgrestest.SQLiteOnly(t, "looks into the files of SQLite")
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	// SQLite's own emptying can take so long that nobody commits meanwhile.
	if err := store.w.Exec("PRAGMA wal_autocheckpoint = 0").Error; err != nil {
		t.Fatal(err)
	}
	one := submission(t, store, &sessions[0], Values{"gesamt": {"gut"}})
	done := make(chan struct{})
	var phones sync.WaitGroup
	defer func() { close(done); phones.Wait() }()
	for range 4 {
		phones.Go(func() {
			for sub := one; ; sub.Token = NewToken() {
				select {
				case <-done:
					return
				default:
					if _, err := store.Submit(context.Background(), sub); err != nil {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	begin, wait, end := time.Now(), time.NewTicker(time.Millisecond), time.After(30*time.Second)
	defer wait.Stop()
	for most := int64(0); ; {
		select {
		case <-wait.C:
		case <-end:
			t.Fatal("the log has not been emptied while answers come")
		}
		info, err := os.Stat(store.file + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() < most {
			t.Logf("emptied after %v at %d bytes", time.Since(begin), most)
			return
		}
		most = info.Size()
	}
}
