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

// planted returns a definition with a marker in every field that people write
// texts into.
func planted(marker func(where string) string) *Definition {
	text := func(where string) Text { return Text{"de": marker(where + " de"), "en": marker(where + " en")} }
	d := testDefinition()
	d.Event.Key, d.Event.Series = "delendum", marker("series")
	d.Event.Title, d.Event.Place, d.Event.Note, d.Event.Hosts = text("title"), text("place"), text("note"), []Text{text("host")}
	d.Event.Contacts = []string{d.Sessions[0].Key}
	for f := range d.Forms {
		form := &d.Forms[f]
		form.Title, form.Intro = text(fmt.Sprint("form ", f)), text(fmt.Sprint("intro ", f))
		for q := range form.Questions {
			question := &form.Questions[q]
			question.Text, question.Hint = text(fmt.Sprint("question ", f, q)), text(fmt.Sprint("hint ", f, q))
			for o := range question.Options {
				question.Options[o].Text = text(fmt.Sprint("option ", f, q, o))
			}
		}
	}
	for s := range d.Sessions {
		d.Sessions[s].Title, d.Sessions[s].Room = text(fmt.Sprint("session ", s)), marker(fmt.Sprint("room ", s))
	}
	return d
}

// filesWith returns the names of the files in the directory that hold the text,
// in the encodings in which a database could hold it.
func filesWith(t *testing.T, directory, text string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(directory, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(text)) {
			names = append(names, entry.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// What was written into a deleted event is in no file any more, and what is kept of
// it is its code, days and counts.
func TestStore_DeleteEvent(t *testing.T) {
	postgrestest.SQLiteOnly(t, "looks into the files of SQLite")
	t.Parallel()
	directory := t.TempDir()
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	store := newStoreIn(t, directory, &now)
	const mark = "Zyklopenmauer"
	planting := 0
	marker := func(where string) string { planting++; return mark + " " + where }
	_, others := testEvent(t, store)
	mustSubmit(t, store, submission(t, store, &others[0], Values{"gesamt": {"gut"}, "satz": {"bleibt"}}))
	done, err := store.Import(t.Context(), planted(marker))
	if err != nil {
		t.Fatal(err)
	}
	event := done.Event
	sessions := mustProgramme(t, store, event.ID)
	const people = 200
	for i := range people {
		if err := store.SetState(t.Context(), sessions[i%2].ID, StateOpen); err != nil {
			t.Fatal(err)
		}
		mustSubmit(t, store, submission(t, store, &sessions[i%2], Values{"gesamt": {"gut"}, "rolle": {"other"}, "rolle.other": {marker("other")}, "satz": {marker(strings.Repeat("satz ", i))}}))
		contact := Contact{Name: marker(fmt.Sprint("name ", i)), Email: fmt.Sprintf("%s%d@example.org", mark, i), Sessions: event.Contacts}
		if err := store.SignUp(t.Context(), &event, NewToken(), contact); err != nil {
			t.Fatal(err)
		}
	}
	comments, err := store.Comments(t.Context(), sessions[0].ID)
	if err != nil || len(comments) == 0 {
		t.Fatalf("%d comments, %v", len(comments), err)
	}
	if err := store.Moderate(t.Context(), sessions[0].ID, comments[0].ID, func(m *Moderation) {
		m.Status, m.Text, m.Tags = CommentApproved, marker("edited"), []string{marker("tag")}
	}); err != nil {
		t.Fatal(err)
	}
	link := Link{EventID: event.ID, Label: marker("link"), Sessions: []int64{sessions[0].ID}}
	if err := store.CreateLink(t.Context(), &link, "token"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.SignInByLink(t.Context(), "token", "secret"); err != nil {
		t.Fatal(err)
	}
	if err := store.Note(t.Context(), marker("account"), "data.xlsx", event.ID); err != nil {
		t.Fatal(err)
	}
	draft, err := store.DraftOf(t.Context(), event.ID, marker("editor"))
	if err != nil {
		t.Fatal(err)
	}
	part := draft.Part(PathOfEvent)
	part.Content.(*EventPart).Note = Text{"de": marker("draft")}
	if _, err := store.SavePart(t.Context(), draft.ID, PathOfEvent, part.Revision, part.Content, marker("editor")); err != nil {
		t.Fatal(err)
	}
	if err := store.SetState(t.Context(), sessions[0].ID, StateClosed); err != nil {
		t.Fatal(err)
	}
	if len(filesWith(t, directory, mark)) == 0 || planting < 100 {
		t.Fatalf("%d markers planted, and none is in a file", planting)
	}

	now = now.AddDate(0, 0, 3)
	got, err := store.DeleteEvent(t.Context(), "eva", event.ID)
	if err != nil {
		t.Fatal(err)
	}
	if names := filesWith(t, directory, mark); names != nil {
		t.Errorf("still in %v", names)
	}
	want := Deletion{
		Code: event.Code, Starts: "2026-03-01", Ends: "2026-03-01", Deleted: "2026-03-04",
		Sessions: len(sessions), Responses: people, Comments: people * 2, Contacts: people,
	}
	records, err := store.Deletions(t.Context())
	if err != nil || len(records) != 1 {
		t.Fatalf("%+v, %v", records, err)
	}
	for _, record := range []Deletion{got, records[0]} {
		record.ID = 0
		if diff := cmp.Diff(want, record); diff != "" {
			t.Errorf("the record (-want +got):\n%s", diff)
		}
	}
	notes, err := store.ServiceAudit(t.Context(), 10)
	if err != nil || len(notes) != 1 || notes[0].Account != "eva" || notes[0].Action != NoteEventDeleted || notes[0].About != event.Code {
		t.Errorf("notes %+v, %v", notes, err)
	}
	if notes, err := store.Audit(t.Context(), event.ID); err != nil || len(notes) > 0 {
		t.Errorf("notes on the event: %+v, %v", notes, err)
	}
	for _, code := range []string{event.Code, sessions[0].Code} {
		if _, _, err := store.Find(t.Context(), code); CodeOf(err) != CodeNotFound {
			t.Errorf("%s is still found: %v", code, err)
		}
	}
	if _, err := store.SignedIn(t.Context(), "secret"); CodeOf(err) != CodeNotFound {
		t.Errorf("a moderator of the event is signed in: %v", err)
	}
	if _, err := store.DeleteEvent(t.Context(), "eva", event.ID); CodeOf(err) != CodeNotFound {
		t.Errorf("a second time: %v", err)
	}
	mustVerify(t, store)
	if n := mustFigures(t, store, &others[0]).Turnout.N; n != 1 {
		t.Errorf("the other event has %d answers, want 1", n)
	}
	noOrphans(t, store)
}

// noOrphans looks for rows of events and sessions that are no more, in every table
// that names one.
func noOrphans(t *testing.T, store *Store) {
	t.Helper()
	var columns []struct{ Table, Name string }
	query := `SELECT m.name AS "table", c.name AS name FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND c.name IN ('event_id', 'session_id', 'form_id')`
	if postgrestest.On() {
		query = `SELECT table_name AS "table", column_name AS name FROM information_schema.columns
			WHERE table_schema = 'public' AND column_name IN ('event_id', 'session_id', 'form_id')`
	}
	if err := store.r.Raw(query).Scan(&columns).Error; err != nil {
		t.Fatal(err)
	}
	for _, column := range columns {
		var n int
		of := strings.TrimSuffix(column.Name, "_id") + "s"
		sql := fmt.Sprintf("SELECT COUNT(*) FROM %s WHERE %s IS NOT NULL AND %[2]s NOT IN (SELECT id FROM %s)", column.Table, column.Name, of)
		if err := store.r.Raw(sql).Scan(&n).Error; err != nil || n > 0 {
			t.Errorf("%d rows of no %s in %s, %v", n, of, column.Table, err)
		}
	}
}

// Retention can be shortened at any time, and lengthened until somebody has been
// told.
func TestStore_SetRetention(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	store := newStoreIn(t, t.TempDir(), &now)
	event, sessions := testEvent(t, store)
	set := func(days int, want Code) {
		t.Helper()
		if err := store.SetRetention(t.Context(), "eva", event.ID, days); CodeOf(err) != want {
			t.Errorf("%d days: %v, want %q", days, err, want)
		}
	}
	until := func(want string) {
		t.Helper()
		current, err := store.EventByID(t.Context(), event.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := store.AnswersUntil(t.Context(), current); err != nil || day(got) != want {
			t.Errorf("until %s, %v; want %s", day(got), err, want)
		}
	}
	set(0, CodeInvalid)
	set(MaxRetention+1, CodeInvalid)
	set(120, "")
	until("2026-06-29")
	now = time.Date(2026, 3, 5, 10, 0, 0, 0, time.UTC) // after the event
	mustSubmit(t, store, submission(t, store, &sessions[0], Values{"gesamt": {"gut"}}))
	until("2026-07-03")
	set(121, CodeConflict)
	set(120, "")
	draft, err := store.DraftOf(t.Context(), event.ID, "eva")
	if err != nil {
		t.Fatal(err)
	}
	set(10, "")
	until("2026-03-15")
	if draft, err = store.Draft(t.Context(), draft.ID); err != nil || draft.Part(PathOfEvent).Content.(*EventPart).Retention != 10 || draft.Unpublished() {
		t.Errorf("the draft still keeps answers for longer, or counts it as unpublished: %+v, %v", draft.Part(PathOfEvent), err)
	}
	set(11, CodeConflict)
	d := testDefinition()
	if _, err := store.Import(t.Context(), d); CodeOf(err) != CodeConflict {
		t.Errorf("a definition with the old retention: %v, want %s", err, CodeConflict)
	}
	notes, err := store.Audit(t.Context(), event.ID)
	if err != nil || len(notes) != 2 || notes[0].About != "120 → 10" {
		t.Errorf("notes %+v, %v", notes, err)
	}
	if n, err := store.Expire(t.Context(), now.AddDate(0, 0, 12)); n != 1 || err != nil {
		t.Errorf("expired %d, %v", n, err)
	}
}
