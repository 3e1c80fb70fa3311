package forms

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"resonanz/forms/postgrestest"
)

// contactEvent imports an event whose first two sessions have groups.
func contactEvent(tb testing.TB, store *Store) (*Event, []Session) {
	tb.Helper()
	d := testDefinition()
	d.Event.Contacts = []string{"bildung", "wohnen"}
	d.Event.Ends = time.Now().AddDate(0, 0, 1)
	done, err := store.Import(tb.Context(), d)
	if err != nil {
		tb.Fatal(err)
	}
	return &done.Event, mustProgramme(tb, store, done.Event.ID)
}

func mustSignUp(tb testing.TB, store *Store, event *Event, token Token, c Contact) {
	tb.Helper()
	if err := store.SignUp(tb.Context(), event, token, c); err != nil {
		tb.Fatal(err)
	}
}

func mustContacts(tb testing.TB, store *Store, event *Event) []Contact {
	tb.Helper()
	all, err := store.Contacts(tb.Context(), event.ID)
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

func TestStore_SignUp(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, _ := contactEvent(t, store)
	token, other := NewToken(), NewToken()
	mustSignUp(t, store, event, token, Contact{Name: "Ada", Email: "ada@example.org", Sessions: []string{"bildung"}})
	want := Contact{Name: "Ada L.", Email: "ada.l@example.org", Sessions: []string{"bildung", "wohnen"}}
	for range 2 { // the page sent again changes what it sent before
		mustSignUp(t, store, event, token, want)
	}
	mustSignUp(t, store, event, other, Contact{Name: "Bob", Email: "bob@example.org", Sessions: []string{"wohnen"}})
	got, err := store.SignedUp(t.Context(), event.ID, token)
	if err != nil {
		t.Fatal(err)
	}
	want.ID = got.ID
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("sign-up (-want +got):\n%s", diff)
	}
	if n, err := store.CountContacts(t.Context(), event.ID); n != 2 || err != nil {
		t.Errorf("%d sign-ups, %v; want 2", n, err)
	}
	for range 2 { // a second tap finds nothing to delete
		if err := store.SignOff(t.Context(), event.ID, token); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.SignedUp(t.Context(), event.ID, token); CodeOf(err) != CodeNotFound {
		t.Errorf("after signing off: %v", err)
	}
	left := mustContacts(t, store, event)
	if len(left) != 1 || left[0].Name != "Bob" {
		t.Errorf("left: %+v, want Bob", left)
	}
}

// A script that signs up without end is stopped; who is on the list stays, and
// may still change the entry.
func TestStore_SignUpIsBounded(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, _ := contactEvent(t, store)
	token, c := NewToken(), Contact{Name: "Ada", Email: "ada@example.org", Sessions: []string{"bildung"}}
	mustSignUp(t, store, event, token, c)
	others := make([]contactRow, MaxContacts-1)
	for i := range others {
		others[i] = contactRow{EventID: event.ID, ID: []byte(NewToken()), Name: "x", Email: "x@example.org", Sessions: []string{"bildung"}}
	}
	if err := store.w.CreateInBatches(&others, rowsPerInsert).Error; err != nil {
		t.Fatal(err)
	}
	if err := store.SignUp(t.Context(), event, NewToken(), c); CodeOf(err) != CodeConflict {
		t.Errorf("one more: %v, want %s", err, CodeConflict)
	}
	mustSignUp(t, store, event, token, c)
	if n, err := store.CountContacts(t.Context(), event.ID); n != MaxContacts || err != nil {
		t.Errorf("%d sign-ups, %v; want %d", n, err, MaxContacts)
	}
}

// What must not be recoverable: who signed up after whom, when, and with which
// answers.
//
// Reference, Sign-ups for groups: "a test compares columns, order and ids"
// README, Data protection: "Names are stored only of people who sign up for a group, apart from all answers."
func TestStore_SignUpKeepsNoTrace(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := contactEvent(t, store)
	const people = 60
	for i := range people {
		// Even somebody who makes the pages use one token finds no way back.
		sub := submission(t, store, &sessions[0], Values{"satz": {"Gut"}})
		mustSubmit(t, store, sub)
		mustSignUp(t, store, event, sub.Token, Contact{Name: fmt.Sprintf("N%02d", i), Email: "n@example.org", Sessions: []string{"bildung"}})
	}
	settled(t, store)
	var names []string
	if err := store.r.Raw("SELECT name FROM contacts").Scan(&names).Error; err != nil || len(names) != people {
		t.Fatalf("%d rows, %v", len(names), err)
	}
	inPlace := 0
	for i, name := range names {
		if name == fmt.Sprintf("N%02d", i) {
			inPlace++
		}
	}
	if inPlace > 10 { // on average one of a random order
		t.Errorf("%d of %d rows lie where they arrived", inPlace, people)
	}
	var listed []string
	for _, c := range mustContacts(t, store, event) {
		listed = append(listed, c.Name)
	}
	if slices.IsSorted(listed) {
		t.Error("the list has the order of arrival")
	}
	if diff := cmp.Diff([]string{"event_id", "id", "name", "email", "sessions"}, columnsOf(t, store, "contacts")); diff != "" {
		t.Errorf("what is stored of a sign-up (-want +got):\n%s", diff)
	}
	var rowids, shared int64
	if !postgrestest.On() {
		if err := store.r.Raw("SELECT count(*) FROM sqlite_master WHERE name = 'contacts' AND sql LIKE '%WITHOUT ROWID%'").Scan(&rowids).Error; err != nil || rowids != 1 {
			t.Errorf("the table has row ids, %v", err)
		}
	}
	if err := store.r.Raw(`SELECT count(*) FROM contacts JOIN (SELECT id FROM responses UNION SELECT id FROM comments) a ON a.id = contacts.id`).Scan(&shared).Error; err != nil || shared != 0 {
		t.Errorf("%d ids in common with answers, %v", shared, err)
	}
}

func TestStore_RemoveContact(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, _ := contactEvent(t, store)
	mustSignUp(t, store, event, NewToken(), Contact{Name: "Ada", Email: "ada@example.org", Sessions: []string{"bildung"}})
	id := mustContacts(t, store, event)[0].ID
	for _, wrong := range []string{"", "xyz", strings.Repeat("0", 32)} {
		if err := store.RemoveContact(t.Context(), "amt", event.ID, wrong); CodeOf(err) != CodeNotFound {
			t.Errorf("id %q: %v, want %s", wrong, err, CodeNotFound)
		}
	}
	if err := store.RemoveContact(t.Context(), "amt", event.ID+1, id); CodeOf(err) != CodeNotFound {
		t.Errorf("by another event: %v", err)
	}
	if err := store.RemoveContact(t.Context(), "amt", event.ID, id); err != nil {
		t.Fatal(err)
	}
	if left := mustContacts(t, store, event); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
	notes, err := store.Audit(t.Context(), event.ID)
	if err != nil || len(notes) != 1 || notes[0].Account != "amt" || notes[0].Action != NoteContactRemoved {
		t.Errorf("notes %+v, %v; want the deletion alone", notes, err)
	}
}

// Sign-ups go as long after the end as answers do, though no time is stored
// with them, and are taken until then.
//
// Reference, Data protection: of sign-ups "`contacts_retention` days after the event's end, without it `retention` days".
func TestStore_ExpireContacts(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	store := newStoreIn(t, directory, &now)
	d := testDefinition() // ends on the first of March 2026
	d.Event.Contacts = []string{"bildung"}
	done, err := store.Import(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	event := &done.Event
	const secret = "Frau Nicht-Mehr-Da"
	now = event.Ends.AddDate(0, 0, 80)
	mustSignUp(t, store, event, NewToken(), Contact{Name: secret, Email: "weg@example.org", Sessions: []string{"bildung"}})
	for _, step := range []struct {
		at   time.Time
		left int
	}{{time.Date(2026, 5, 29, 23, 0, 0, 0, event.Location()), 1}, {time.Date(2026, 5, 30, 0, 0, 0, 0, event.Location()), 0}} {
		now = step.at
		if _, err := store.Expire(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		if got := len(mustContacts(t, store, event)); got != step.left {
			t.Errorf("%s: %d sign-ups, want %d", now, got, step.left)
		}
	}
	for _, name := range []string{DatabaseFile, DatabaseFile + "-wal"} {
		content, err := os.ReadFile(filepath.Join(directory, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(secret)) {
			t.Errorf("%s still holds the name", name)
		}
	}
	if err := store.SignUp(t.Context(), event, NewToken(), Contact{}); CodeOf(err) != CodeClosed {
		t.Errorf("sign-up after the time: %v, want %s", err, CodeClosed)
	}
	event.Simulated = true
	if !event.TakesContacts(now) {
		t.Error("a simulated event takes no sign-ups")
	}
	if event.Contacts = nil; event.TakesContacts(now) {
		t.Error("an event without groups takes sign-ups")
	}
}

// A session that somebody has signed up for cannot vanish from the programme.
func TestStore_ImportKeepsSignUps(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, _ := contactEvent(t, store)
	token := NewToken()
	mustSignUp(t, store, event, token, Contact{Name: "Ada", Email: "ada@example.org", Sessions: []string{"wohnen"}})
	without := testDefinition()
	without.Sessions = without.Sessions[:1]
	if _, err := store.Import(t.Context(), without); CodeOf(err) != CodeConflict {
		t.Errorf("import without the session: %v, want %s", err, CodeConflict)
	}
	if err := store.SignOff(t.Context(), event.ID, token); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Import(t.Context(), without); err != nil {
		t.Errorf("import once nobody is signed up: %v", err)
	}
}

func TestEvent_ParseContact(t *testing.T) {
	t.Parallel()
	event := &Event{Contacts: []string{"bildung", "wohnen"}}
	ok := func(name, email string) Values {
		return Values{FieldName: {name}, FieldEmail: {email}, FieldGroup: {"wohnen", "bildung", "wohnen"}}
	}
	for _, test := range []struct {
		values Values
		want   Contact
		wrong  string // fields with their errors
	}{
		{ok(" Dr.  Ada\tLovelace\r\n", " ada@example.org "), Contact{Name: "Dr. Ada Lovelace", Email: "ada@example.org"}, ""},
		{ok("علی\u200cرضا", "ali@münchen.example"), Contact{Name: "علی\u200cرضا", Email: "ali@münchen.example"}, ""},
		{ok("\u202eX\u2066", "=a+b@mail.example"), Contact{Name: "X", Email: "=a+b@mail.example"}, ""},
		{Values{}, Contact{}, "name error.name, email error.email, group error.group"},
		{Values{FieldName: {"..."}, FieldEmail: {"a@b.de"}, FieldGroup: {"kultur"}}, Contact{}, "name error.name, group error.unknown_option"},
		{ok(strings.Repeat("ä", MaxNameLength+1), "a@b.de"), Contact{}, "name error.too_long"},
	} {
		got, problems := event.ParseContact(test.values)
		var wrong []string
		for _, p := range problems {
			wrong = append(wrong, p.Field+" "+p.Key)
		}
		if problems == nil {
			test.want.Sessions = []string{"bildung", "wohnen"}
		}
		if diff := cmp.Diff(test.want, got); diff != "" || strings.Join(wrong, ", ") != test.wrong {
			t.Errorf("%q: problems %q, want %q; (-want +got):\n%s", test.values, wrong, test.wrong, diff)
		}
	}
	for _, email := range []string{
		"", "ada", "ada@", "@example.org", "ada@localhost", "ada@example..org", "ada@-a.org", "ada@a-.org", "ada@example.org.", "ada@1.2.3.4", "ada@[1.2.3.4]",
		"Ada <ada@example.org>", "<ada@example.org>", "ada@example.org (Ada)", `"a b"@example.org`, `"a@b"@example.org`, "a b@example.org", "ada @example.org",
		"ada@example.org, bob@example.org", "a\u202eb@example.org", "a\x00b@exa\x7fmple.org ,", strings.Repeat("a", 65) + "@example.org",
		"a@" + strings.Repeat("b", 64) + ".org", "a@" + strings.Repeat("abcdefghi.", 25) + "org", "ada@exa_mple.org", "ada@example.org\nBcc: x@example.org",
	} {
		if isEmail(email) {
			t.Errorf("%q is taken for an address", email)
		}
	}
}

// Whatever a browser sends, what is accepted is one line, within the limits,
// and is accepted again as it is.
func FuzzEvent_ParseContact(f *testing.F) {
	f.Add("Ada", "ada@example.org", "bildung")
	f.Add("\xff\u202e", "\"a\"@[::1]", "")
	f.Add("=cmd|' /C calc'!A0", "=1+1@example.org", "wohnen")
	event := &Event{Contacts: []string{"bildung", "wohnen"}}
	f.Fuzz(func(t *testing.T, name, email, group string) {
		c, problems := event.ParseContact(Values{FieldName: {name}, FieldEmail: {email}, FieldGroup: {group, "bildung"}})
		if problems != nil {
			if c.Name != "" || c.Email != "" || len(problems) > 3 {
				t.Fatalf("%+v beside %+v", c, problems)
			}
			return
		}
		for _, v := range []string{c.Name, c.Email} {
			if v == "" || !utf8.ValidString(v) || strings.ContainsFunc(v, unicode.IsControl) || strings.TrimSpace(v) != v {
				t.Errorf("accepted %q", v)
			}
		}
		if utf8.RuneCountInString(c.Name) > MaxNameLength || len(c.Email) > MaxEmailLength || strings.Count(c.Email, "@") != 1 || strings.ContainsAny(c.Email, " <>(),;\"\\") {
			t.Errorf("accepted %q, %q", c.Name, c.Email)
		}
		again, problems := event.ParseContact(Values{FieldName: {c.Name}, FieldEmail: {c.Email}, FieldGroup: c.Sessions})
		if diff := cmp.Diff(c, again); diff != "" || problems != nil {
			t.Errorf("read again: %v %s", problems, diff)
		}
	})
}

// Sign-ups can have a retention of their own, which binds once somebody has signed
// up and leaves that of the answers free.
func TestStore_ContactsRetention(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	store := newStoreIn(t, t.TempDir(), &now)
	d := testDefinition()
	d.Event.Contacts, d.Event.ContactsRetention = []string{"bildung"}, 365
	change := func(f func(e *Event), want Code) Event {
		t.Helper()
		changed := *d
		f(&changed.Event)
		done, err := store.Import(t.Context(), &changed)
		if CodeOf(err) != want {
			t.Errorf("%v, want %q", err, want)
		}
		return done.Event
	}
	change(func(e *Event) { e.ContactsRetention = MaxContactsRetention }, "")
	event := change(func(*Event) {}, "")
	if got := day(event.ContactsUntil(now)); got != "2027-03-01" {
		t.Errorf("deleted on %s, want a year later", got)
	}
	if err := store.SignUp(t.Context(), &event, NewToken(), Contact{Name: "Ada", Email: "ada@example.org", Sessions: []string{"bildung"}}); err != nil {
		t.Fatal(err)
	}
	change(func(e *Event) { e.ContactsRetention++ }, CodeConflict)
	change(func(e *Event) { e.Ends = e.Ends.AddDate(0, 0, 1) }, CodeConflict)
	change(func(e *Event) { e.Retention = MaxRetention }, "")
	for _, days := range []int{30, 31} { // nobody has been told
		if err := store.SetRetention(t.Context(), "eva", event.ID, days); err != nil {
			t.Error(err)
		}
	}
	for _, step := range []struct{ days, left int }{{100, 1}, {364, 1}, {366, 0}} {
		if _, err := store.Expire(t.Context(), event.Ends.AddDate(0, 0, step.days)); err != nil {
			t.Fatal(err)
		}
		if n, err := store.CountContacts(t.Context(), event.ID); n != step.left || err != nil {
			t.Errorf("%d days after the end: %d sign-ups, %v; want %d", step.days, n, err, step.left)
		}
	}
}

// Events of earlier versions keep sign-ups for as long as answers.
func TestMigrate_contacts(t *testing.T) {
	t.Parallel()
	for step := 1; step <= 10; step++ {
		store := upgraded(t, step, "SELECT 1")
		events, err := store.Events(t.Context())
		if err != nil || len(events) == 0 || day(events[0].ContactsUntil(events[0].Ends)) != "2026-05-30" {
			t.Errorf("from step %d: %+v, %v", step, events, err)
		}
	}
}
