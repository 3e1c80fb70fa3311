package forms

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// An original stays until the results are final, and is in no file afterwards.
// What was not edited, or is not closed, stays.
//
// Reference, Data protection: "for organisers until its session is closed and the event
// a week over", and of moderators' links "a day after the event".
func TestStore_Forget(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	store := newStoreIn(t, directory, &now)
	event, sessions := testEvent(t, store)
	const original, kept = "Frau Mustermann war unfreundlich", "Alles gut"
	for i := range 2 {
		for n := range 10 {
			said := kept
			if n == 0 {
				said = original
			}
			mustSubmit(t, store, submission(t, store, &sessions[i], Values{"satz": {said}}))
		}
		if err := store.SetState(t.Context(), sessions[i].ID, StateClosed); err != nil {
			t.Fatal(err)
		}
		for _, c := range mustComments(t, store, &sessions[i]) {
			if c.Original != original {
				continue
			}
			if err := store.Moderate(t.Context(), sessions[i].ID, c.ID, func(m *Moderation) { m.Text = "[Name] war unfreundlich" }); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := store.SetState(t.Context(), sessions[1].ID, StateOpen); err != nil { // its results are not final
		t.Fatal(err)
	}
	link := Link{EventID: event.ID, Label: "Frau Kaya", Sessions: []int64{sessions[0].ID}}
	if err := store.CreateLink(t.Context(), &link, "token"); err != nil {
		t.Fatal(err)
	}
	forget := func(at time.Time, links int, originals [2]bool) {
		t.Helper()
		now = at
		if err := store.Forget(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		if n := count(t, store, "links"); n != links {
			t.Errorf("%v: %d links, want %d", at, n, links)
		}
		for i, want := range originals {
			edited, whole := 0, 0
			for _, c := range mustComments(t, store, &sessions[i]) {
				if c.Edited() {
					edited++
					if has := c.Original == original; has != want || c.Text != "[Name] war unfreundlich" {
						t.Errorf("%v: session %d: %+v, want the original: %v", at, i, c, want)
					}
				} else if c.Text == kept {
					whole++
				}
			}
			if edited != 1 || whole != 9 {
				t.Errorf("%v: session %d: %d edited, %d whole", at, i, edited, whole)
			}
		}
		mustVerify(t, store)
	}
	forget(event.Ends.Add(linkAfter-time.Minute), 1, [2]bool{true, true})
	forget(event.Ends.Add(OriginalsKept-time.Minute), 0, [2]bool{true, true})
	forget(event.Ends.Add(OriginalsKept+time.Minute), 0, [2]bool{false, true})
	if err := store.SetState(t.Context(), sessions[1].ID, StateClosed); err != nil {
		t.Fatal(err)
	}
	forget(event.Ends.Add(OriginalsKept+time.Hour), 0, [2]bool{false, false})
	files, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(directory, file.Name()))
		if err != nil || bytes.Contains(content, []byte("Mustermann")) {
			t.Errorf("%s holds the original, %v", file.Name(), err)
		}
	}
}

func mustComments(t *testing.T, store *Store, session *Session) []ModeratedComment {
	t.Helper()
	comments, err := store.Comments(t.Context(), session.ID)
	if err != nil {
		t.Fatal(err)
	}
	return comments
}

func count(t *testing.T, store *Store, table string) int {
	t.Helper()
	var n int
	if err := store.r.Raw("SELECT count(*) FROM " + table).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}
