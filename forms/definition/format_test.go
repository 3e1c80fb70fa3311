package definition

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"resonanz/forms"
)

// The shipped conferences, with all languages, can be written and read again.
func TestFormat_conferences(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	for _, c := range Conferences() {
		d, err := c.Definition()
		if err != nil {
			t.Fatal(err)
		}
		written := mustFormat(t, d)
		if diff := cmp.Diff(d, mustParse(t, string(written)).Definition, alike); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.Name, diff)
		}
		if n := strings.Count(string(written), "cannot_say:"); n > 5 {
			t.Errorf("%s: scales are written %d times, want each once", c.Name, n)
		}
		mustImport(t, store, d)
		exportChangesNothing(t, store, d.Event.Key)
	}
}

// Import of an export changes nothing, whatever was imported and answered
// before.
func TestStore_Definition(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	var events atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		key := fmt.Sprintf("e%d", events.Add(1))
		first := random{T: t}.definition(key)
		if problems := first.Validate(); problems != nil {
			t.Fatalf("the test drew a definition with mistakes:\n%v", problems)
		}
		written := mustFormat(t, first)
		if diff := cmp.Diff(first, mustParse(t, string(written)).Definition, alike); diff != "" {
			t.Fatalf("written and read again (-want +got):\n%s\n%s", diff, written)
		}
		event := mustImport(t, store, first)
		exportChangesNothing(t, store, key)
		answer(t, store, event.ID)
		exportChangesNothing(t, store, key)
		second := random{T: t}.definition(key)
		if _, err := store.Import(context.Background(), second); err != nil && forms.CodeOf(err) != forms.CodeConflict {
			t.Fatal(err)
		}
		exportChangesNothing(t, store, key)
	})
}

// What no file can say is an error, and not another time.
func TestFormat_time(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string]time.Time{
		"seconds":             time.Date(2016, 11, 17, 17, 0, 1, 0, time.UTC),
		"an hour that recurs": time.Date(2016, 10, 30, 1, 30, 0, 0, time.UTC),
	} {
		d := mustParse(t, smallDefinition).Definition
		d.Event.Ends = ends
		if name == "an hour that recurs" {
			d.Event.Starts = ends.Add(-time.Hour) // one of the two has no writing of its own
		}
		if _, err := Format(d); err == nil || !strings.Contains(err.Error(), "cannot be written") {
			t.Errorf("%s: got %v, want an error", name, err)
		}
	}
}

// alike takes what is missing and what is empty for the same, as the store does.
var alike = cmp.Options{cmp.AllowUnexported(forms.Form{}), cmpopts.EquateEmpty()}

type tester interface {
	Fatalf(string, ...any)
	Fatal(...any)
	Helper()
}

func newStore(t *testing.T) *forms.Store {
	t.Helper()
	store, err := forms.Open(t.Context(), t.TempDir(), forms.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

func mustFormat(t tester, d *forms.Definition) []byte {
	t.Helper()
	written, err := Format(d)
	if err != nil {
		t.Fatal(err)
	}
	return written
}

func mustImport(t tester, store *forms.Store, d *forms.Definition) *forms.Event {
	t.Helper()
	done, err := store.Import(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	return &done.Event
}

// answer opens some of the sessions and lets somebody answer.
func answer(t *rapid.T, store *forms.Store, eventID int64) {
	sessions, err := store.Sessions(context.Background(), eventID)
	if err != nil {
		t.Fatal(err)
	}
	for i := range sessions {
		if !rapid.Bool().Draw(t, "answered") {
			continue
		}
		if err := store.SetState(context.Background(), sessions[i].ID, forms.StateOpen); err != nil {
			t.Fatal(err)
		}
		form, err := store.Form(context.Background(), &sessions[i])
		if err != nil {
			t.Fatal(err)
		}
		answers := someAnswer(form)
		if answers == nil {
			continue // it asks for more than one
		}
		sub := forms.Submission{SessionID: sessions[i].ID, Token: forms.NewToken(), Form: form, Answers: answers}
		if _, err := store.Submit(context.Background(), sub); err != nil && forms.CodeOf(err) != forms.CodeWrongPass {
			t.Fatal(err)
		}
	}
}

// someAnswer returns an answer to the first question alone, nil if that is not
// enough for the form.
func someAnswer(form *forms.Form) forms.Answers {
	items := form.Items()
	if len(items) == 0 {
		return nil // it only informs
	}
	tries := []string{forms.OptionYes, "1", "2016-11-17", "x"}
	for _, option := range items[0].Options {
		tries = append(tries, option.Code)
	}
	for _, try := range tries {
		if answers, errs := form.Parse(forms.Values{items[0].Key: {try}}); errs == nil && len(answers) > 0 {
			return answers
		}
	}
	return nil
}

// exportChangesNothing exports and imports the event, as a file and as it is.
func exportChangesNothing(t tester, store *forms.Store, key string) {
	t.Helper()
	before := stored(t, store, key)
	mustImport(t, store, before.Definition)
	if diff := cmp.Diff(before, stored(t, store, key), alike); diff != "" {
		t.Fatalf("import of the definition changes (-before +after):\n%s", diff)
	}
	written := mustFormat(t, before.Definition)
	file, err := Parse(written)
	if err != nil {
		t.Fatalf("refused:\n%v\n%s", err, written)
	}
	mustImport(t, store, file.Definition)
	if diff := cmp.Diff(before, stored(t, store, key), alike); diff != "" {
		t.Fatalf("import of the file changes (-before +after):\n%s\n%s", diff, written)
	}
}

// state is all of an event that an import can change, with the ids of rows.
type state struct {
	Event      forms.Event
	Sessions   []forms.Session
	Asked      []forms.Form
	Definition *forms.Definition
}

func stored(t tester, store *forms.Store, key string) state {
	t.Helper()
	var s state
	events, err := store.Events(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, event := range events {
		if event.Key == key {
			s.Event = event
		}
	}
	if s.Definition, err = store.Definition(context.Background(), s.Event.ID); err != nil {
		t.Fatal(err)
	}
	programme, err := store.FindEvent(context.Background(), s.Event.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, session := range programme.Sessions {
		form := *programme.Form(session)
		s.Sessions = append(s.Sessions, *session)
		s.Asked = append(s.Asked, forms.Form{ID: form.ID, EventID: form.EventID, Key: form.Key, Version: form.Version, Position: form.Position,
			Title: form.Title, Intro: form.Intro, Questions: form.Questions})
	}
	return s
}
