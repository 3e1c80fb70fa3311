package forms

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What people were told when they answered, or signed up, stays true whatever
// is imported afterwards. Whoever has not been told anything is owed nothing.
func TestStore_ImportKeepsPromises(t *testing.T) {
	t.Parallel()
	days := func(n int) func(*Event) {
		return func(e *Event) { e.Ends = e.Ends.AddDate(0, 0, n) }
	}
	tests := map[string]struct {
		change             func(*Event)
		answered, signedUp string // the field that is refused, "" for none
	}{
		"nothing":                       {func(*Event) {}, "", ""},
		"a smaller group":               {func(e *Event) { e.MinGroup = 4 }, "event.min_group", ""},
		"no group at all":               {func(e *Event) { e.MinGroup = 1 }, "event.min_group", ""},
		"a larger group":                {func(e *Event) { e.MinGroup = 10 }, "", ""},
		"longer retention":              {func(e *Event) { e.Retention++ }, "event.retention", "event.retention"},
		"shorter retention":             {func(e *Event) { e.Retention-- }, "", ""},
		"simulated":                     {func(e *Event) { e.Simulated = true }, "event.simulated", ""},
		"codes":                         {func(e *Event) { e.Passes = true }, "event.codes", ""},
		"an hour longer":                {func(e *Event) { e.Ends = e.Ends.Add(time.Hour) }, "", ""},
		"a day longer":                  {days(1), "event.ends", "event.ends"},
		"a year longer":                 {days(365), "event.ends", "event.ends"},
		"a day longer, kept as long":    {func(e *Event) { days(1)(e); e.Retention-- }, "", ""},
		"a day shorter, kept longer":    {func(e *Event) { e.Starts = e.Starts.AddDate(0, 0, -1); days(-1)(e); e.Retention++ }, "event.retention", "event.retention"},
		"another zone":                  {func(e *Event) { e.Zone = "Pacific/Kiritimati" }, "", ""},
		"a title, a headcount, a place": {func(e *Event) { e.Title, e.Headcount, e.Place = Text{"de": "Neu"}, 9, Text{"de": "Saal"} }, "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for people, refused := range map[string]string{"nobody": "", "answered": test.answered, "signed up": test.signedUp} {
				now := definitionWithContacts().Event.Starts
				store := newStoreIn(t, t.TempDir(), &now)
				before := definitionWithContacts()
				if _, err := store.Import(t.Context(), before); err != nil {
					t.Fatal(err)
				}
				event, err := store.Events(t.Context())
				if err != nil || len(event) != 1 {
					t.Fatal(event, err)
				}
				switch people {
				case "answered":
					session := mustProgramme(t, store, event[0].ID)[1]
					mustSubmit(t, store, submission(t, store, &session, Values{"gesamt": {"gut"}}))
				case "signed up":
					mustSignUp(t, store, &event[0], NewToken(), Contact{Name: "Ada", Email: "ada@example.org", Sessions: []string{"wohnen"}})
				}
				after := definitionWithContacts()
				test.change(&after.Event)
				_, err = store.Import(t.Context(), after)
				stored, readErr := store.EventByID(t.Context(), event[0].ID)
				if readErr != nil {
					t.Fatal(readErr)
				}
				if refused == "" {
					if err != nil {
						t.Errorf("%s: refused: %v", people, err)
					}
					continue
				}
				if CodeOf(err) != CodeConflict || !strings.Contains(fmt.Sprint(err), refused+": ") {
					t.Errorf("%s: %v, want %s with %s", people, err, CodeConflict, refused)
				}
				if diff := cmp.Diff(event[0], *stored); diff != "" {
					t.Errorf("%s: refused, and yet changed:\n%s", people, diff)
				}
			}
		})
	}
}

func definitionWithContacts() *Definition {
	d := testDefinition()
	d.Event.Contacts = []string{"wohnen"}
	return d
}

// A refusal says what to do, and what it asks for is accepted.
func TestStore_ImportSaysWhatToDo(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	mustSubmit(t, store, submission(t, store, &sessions[1], Values{"gesamt": {"gut"}}))
	longer := testDefinition()
	longer.Event.Ends = longer.Event.Ends.AddDate(0, 0, 10)
	longer.Event.MinGroup = 1
	_, err := store.Import(t.Context(), longer)
	for _, want := range []string{
		"event.min_group: was 5", "keep it or take a larger one",
		"event.ends: would delete later than 2026-05-30", "set retention to 80 days or fewer",
	} {
		if !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("the refusal lacks %q:\n%v", want, err)
		}
	}
	longer.Event.MinGroup, longer.Event.Retention = 5, 80
	if _, err := store.Import(t.Context(), longer); err != nil {
		t.Errorf("what the refusal asks for is refused: %v", err)
	}
}

// Moderators count the people in the room; a file that says nothing of them
// keeps the count.
func TestStore_ImportKeepsHeadcounts(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	if err := store.SetHeadcount(t.Context(), sessions[0].ID, 34); err != nil {
		t.Fatal(err)
	}
	d := testDefinition()
	d.Sessions[1].Headcount = 20
	if _, err := store.Import(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, session := range mustProgramme(t, store, event.ID) {
		got = append(got, session.Headcount)
	}
	if want := []int{34, 20, 0}; !slices.Equal(got, want) {
		t.Errorf("headcounts %v, want %v", got, want)
	}
}
