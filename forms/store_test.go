package forms

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"resonanz/forms/postgrestest"
)

func newStore(tb testing.TB) *Store {
	tb.Helper()
	return newStoreIn(tb, tb.TempDir(), nil)
}

// newStoreIn returns a store in the directory, whose clock shows what the
// pointer says, or the time of the day if it is nil.
func newStoreIn(tb testing.TB, directory string, now *time.Time) *Store {
	tb.Helper()
	var o Options
	if now != nil {
		o.Now = func() time.Time { return *now }
	}
	store := openStore(tb, directory, o)
	tb.Cleanup(func() {
		if err := store.Close(); err != nil {
			tb.Error(err)
		}
	})
	return store
}

// openStore opens a store on the engine of the tests; the caller closes it.
func openStore(tb testing.TB, directory string, o Options) *Store {
	tb.Helper()
	o.Database = postgrestest.Database(tb, directory)
	store, err := Open(tb.Context(), directory, o)
	if err != nil {
		tb.Fatal(err)
	}
	return store
}

// settled waits until rows lie in the order of their keys, which on SQLite their
// table sees to.
func settled(tb testing.TB, store *Store) {
	tb.Helper()
	for store.sweeper.unsettled() {
		if err := tb.Context().Err(); err != nil {
			tb.Fatal(err)
		}
		store.sweeper.sweep(tb.Context())
	}
}

// columnsOf returns the columns of a table in their order.
func columnsOf(tb testing.TB, store *Store, table string) (columns []string) {
	tb.Helper()
	query := "SELECT name FROM pragma_table_info(?)"
	if postgrestest.On() {
		query = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ? ORDER BY ordinal_position"
	}
	if err := store.r.Raw(query, table).Scan(&columns).Error; err != nil {
		tb.Fatal(err)
	}
	return columns
}

func option(code string, value int) Option {
	return Option{Code: code, Text: Text{"de": code, "en": code}, Value: value}
}

// testDefinition is an event with a form of a scale, a choice with "other", a
// conditional number and a text, asked in three workshops.
func testDefinition() *Definition {
	d := &Definition{
		Event: Event{
			Key: "test", Title: Text{"de": "Probe"}, Zone: "Europe/Berlin", Languages: []string{"de", "en"}, MinGroup: 5, Retention: DefaultRetention,
			Starts: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), Ends: time.Date(2026, 3, 1, 15, 0, 0, 0, time.UTC),
		},
		Forms: []Form{{Key: "workshop", Title: Text{"de": "Workshop"}, Questions: []Question{
			{Key: "gesamt", Kind: KindScale, Text: Text{"de": "Gesamt"}, Options: []Option{option("gut", 3), option("mittel", 2), option("schlecht", 1), option(OptionNA, 0)}},
			{Key: "rolle", Kind: KindChoice, Text: Text{"de": "Rolle"}, Options: []Option{option("amt", 0), option("verein", 0), option(OptionOther, 0)}},
			{Key: "jahre", Kind: KindNumber, Text: Text{"de": "Jahre"}, Show: "${rolle} = 'amt'"},
			{Key: "themen", Kind: KindChoices, Text: Text{"de": "Themen"}, PerSession: true},
			{Key: "oft", Kind: KindNumber, Text: Text{"de": "Oft beantwortet"}},
			{Key: "selten", Kind: KindNumber, Text: Text{"de": "Selten beantwortet"}},
			{Key: "satz", Kind: KindLongText, Text: Text{"de": "Satz"}},
		}}},
	}
	for i, key := range []string{"bildung", "wohnen", "kultur"} {
		d.Sessions = append(d.Sessions, SessionDefinition{FormKey: "workshop", Session: Session{
			Key: key, Kind: Workshop, Title: Text{"de": key}, State: StateOpen, Position: i + 1,
			Options: map[string][]Option{"themen": {option(key+"_a", 0), option(key+"_b", 0)}},
		}})
	}
	return d
}

// testEvent imports testDefinition and returns the sessions.
func testEvent(tb testing.TB, store *Store) (Event, []Session) {
	tb.Helper()
	done, err := store.Import(tb.Context(), testDefinition())
	if err != nil {
		tb.Fatal(err)
	}
	sessions, err := store.Sessions(tb.Context(), done.Event.ID)
	if err != nil {
		tb.Fatal(err)
	}
	return done.Event, sessions
}

func submission(tb testing.TB, store *Store, session *Session, values Values) Submission {
	tb.Helper()
	form, err := store.Form(tb.Context(), session)
	if err != nil {
		tb.Fatal(err)
	}
	answers, errs := form.Parse(values)
	if errs != nil {
		tb.Fatalf("parse %v: %v", values, errs)
	}
	return Submission{SessionID: session.ID, Token: NewToken(), Form: form, Answers: answers}
}

func mustSubmit(tb testing.TB, store *Store, sub Submission) {
	tb.Helper()
	if receipt, err := store.Submit(tb.Context(), sub); err != nil || receipt.Duplicate {
		tb.Fatalf("submit: %+v, %v", receipt, err)
	}
}

func mustFigures(tb testing.TB, store *Store, session *Session) Figures {
	tb.Helper()
	figures, err := store.Figures(tb.Context(), session.ID)
	if err != nil {
		tb.Fatal(err)
	}
	return figures
}

func mustVerify(tb testing.TB, store *Store) {
	tb.Helper()
	verified, err := store.Verify(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	if len(verified.Differences) > 0 {
		tb.Fatalf("verify finds differences: %+v", verified.Differences)
	}
}

// What must not be recoverable from the database file: addresses, times of
// day, and the order in which people answered.
//
// Reference, Data protection: "**Not stored with an answer:**" and "Rows lie in the order of random keys".
// README, Data protection: "No name, IP address, device, language or time of day is stored with an answer"
func TestStore_KeepsNoTrace(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	const people = 60
	for i := range people {
		mustSubmit(t, store, submission(t, store, &sessions[0], Values{"rolle": {"amt"}, "jahre": {fmt.Sprint(i)}}))
	}
	settled(t, store)
	var answers []string
	if err := store.r.Raw("SELECT answers FROM responses").Scan(&answers).Error; err != nil || len(answers) != people {
		t.Fatalf("%d rows, %v", len(answers), err)
	}
	inPlace := 0
	for i, row := range answers {
		if strings.Contains(row, fmt.Sprintf(`"jahre":["%d"]`, i)) {
			inPlace++
		}
	}
	if inPlace > 10 { // on average one of a random order
		t.Errorf("%d of %d rows lie where they arrived", inPlace, people)
	}
	want := []string{
		"session_id", "id", "day", "simulated", "answers", "mark",
		"session_id", "id", "item", "simulated", "body", "status", "starred", "tags", "edited", "mark", "hand", "replaced", // status to edited, hand and replaced are the moderator's
	}
	if diff := cmp.Diff(want, append(columnsOf(t, store, "responses"), columnsOf(t, store, "comments")...)); diff != "" {
		t.Errorf("what is stored of a response or a comment (-want +got):\n%s", diff)
	}
}

func TestStore_NotFound(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, err := store.Event(t.Context(), "HERN")
	_, _, err2 := store.Session(t.Context(), "HERNE")
	if CodeOf(err) != CodeNotFound || CodeOf(err2) != CodeNotFound || errors.Is(err, gorm.ErrRecordNotFound) {
		t.Errorf("unknown codes: %v, %v", err, err2)
	}
}
