package forms

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
)

func newStore(tb testing.TB) *Store {
	tb.Helper()
	store, err := Open(tb.Context(), tb.TempDir(), Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := store.Close(); err != nil {
			tb.Error(err)
		}
	})
	return store
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
			{Key: "gesamt", Kind: KindScale, Text: Text{"de": "Gesamt"}, Options: []Option{option("gut", 3), option("mittel", 2), option("schlecht", 1), option(CodeNA, 0)}},
			{Key: "rolle", Kind: KindChoice, Text: Text{"de": "Rolle"}, Options: []Option{option("amt", 0), option("verein", 0), option(CodeOther, 0)}},
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
	sessions, err := store.Programme(tb.Context(), done.Event.ID)
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
	differences, err := store.Verify(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	if len(differences) > 0 {
		tb.Fatalf("verify finds differences: %+v", differences)
	}
}

func TestStore_Submit(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	session := &sessions[0]
	sub := submission(t, store, session, Values{"gesamt": {"gut"}, "rolle": {"amt"}, "jahre": {"7"}, "satz": {"Danke!"}, "themen": {"bildung_b"}})
	mustSubmit(t, store, sub)

	receipt, err := store.Submit(t.Context(), sub)
	if err != nil || !receipt.Duplicate {
		t.Errorf("second submission with the token: %+v, %v; want a duplicate", receipt, err)
	}
	other := sub
	other.Answers = submission(t, store, session, Values{"gesamt": {"gut"}, "satz": {"Doch nicht."}}).Answers
	for i, want := range []Receipt{{Duplicate: true}, {Duplicate: true, Differs: true}} {
		if receipt, err := store.Submit(t.Context(), []Submission{sub, other}[i]); err != nil || receipt != want {
			t.Errorf("repetition %d: %+v, %v; want %+v", i, receipt, err, want)
		}
	}
	if known, err := store.Stored(t.Context(), session.ID, sub.Token); err != nil || !known {
		t.Errorf("Stored = %v, %v; want true", known, err)
	}
	if known, _ := store.Stored(t.Context(), sessions[1].ID, sub.Token); known {
		t.Error("the token is known in another session")
	}
	if n := mustFigures(t, store, session).Turnout.N; n != 1 {
		t.Errorf("turnout = %d, want 1", n)
	}
	mustVerify(t, store)

	t.Run("states", func(t *testing.T) {
		for state, want := range map[State]Code{StatePlanned: CodeNotOpen, StateClosed: CodeClosed} {
			if err := store.SetState(t.Context(), session.ID, state); err != nil {
				t.Fatal(err)
			}
			again := submission(t, store, session, Values{})
			if _, err := store.Submit(t.Context(), again); CodeOf(err) != want {
				t.Errorf("submit to a %s session: %v, want %s", state, err, want)
			}
			if receipt, err := store.Submit(t.Context(), sub); err != nil || !receipt.Duplicate {
				t.Errorf("repeat to a %s session: %+v, %v; want a duplicate", state, receipt, err)
			}
		}
	})
	t.Run("changed form", func(t *testing.T) {
		sub := submission(t, store, &sessions[1], Values{})
		sub.Form = &Form{ID: 4711}
		if _, err := store.Submit(t.Context(), sub); CodeOf(err) != CodeConflict {
			t.Errorf("submit with another form: %v, want %s", err, CodeConflict)
		}
	})
}

// Many phones at once, each sending everything twice: each counts once.
func TestStore_SubmitConcurrently(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	const phones = 200
	var wg sync.WaitGroup
	for i := range phones {
		sub := submission(t, store, &sessions[i%3], Values{"gesamt": {"gut"}, "satz": {fmt.Sprint(i)}})
		for range 2 {
			wg.Go(func() {
				if _, err := store.Submit(context.Background(), sub); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	total := 0
	for i := range sessions {
		total += mustFigures(t, store, &sessions[i]).Turnout.N
	}
	if total != phones {
		t.Errorf("turnout = %d, want %d", total, phones)
	}
	mustVerify(t, store)
}

func TestStore_FiguresAppearInGroups(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	session := &sessions[0]
	shown := map[int]int{} // turnout → people in the release
	for n := 1; n <= 17; n++ {
		mustSubmit(t, store, submission(t, store, session, Values{"gesamt": {"gut"}, "satz": {"x"}}))
		if release := mustFigures(t, store, session).Release; release != nil {
			shown[n] = release.Tally.N
			comments, err := store.Comments(t.Context(), session.ID)
			if err != nil || len(comments) != release.Tally.N {
				t.Errorf("at %d: %d comments with a release of %d (%v)", n, len(comments), release.Tally.N, err)
			}
		}
	}
	want := map[int]int{10: 5, 11: 5, 12: 5, 13: 5, 14: 5, 15: 10, 16: 10, 17: 10}
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Errorf("people shown by turnout (-want +got):\n%s", diff)
	}
	if err := store.SetState(t.Context(), session.ID, StateClosed); err != nil {
		t.Fatal(err)
	}
	if n := mustFigures(t, store, session).Release.Tally.N; n != 17 {
		t.Errorf("after closing %d people are shown, want 17", n)
	}
	mustVerify(t, store)
}

func TestStore_Withdraw(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	session := &sessions[0]
	keep := submission(t, store, session, Values{"gesamt": {"gut"}, "rolle": {"verein"}, "satz": {"bleibt"}})
	gone := submission(t, store, session, Values{"gesamt": {"gut"}, "rolle": {"other"}, "rolle.other": {"Gast"}, "satz": {"geht"}})
	mustSubmit(t, store, keep)
	mustSubmit(t, store, gone)
	if err := store.Withdraw(t.Context(), session.ID, gone.Token); err != nil {
		t.Fatal(err)
	}
	if err := store.Withdraw(t.Context(), session.ID, gone.Token); CodeOf(err) != CodeNotFound {
		t.Errorf("second withdrawal: %v, want %s", err, CodeNotFound)
	}
	mustVerify(t, store)
	var bodies []string
	if err := store.r.Raw("SELECT body FROM comments").Scan(&bodies).Error; err != nil || !slices.Equal(bodies, []string{"bleibt"}) {
		t.Errorf("comments left: %q, %v", bodies, err)
	}
	got, err := tally(t.Context(), store.r, session.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := Tally{N: 1}
	for _, cell := range keep.Form.Marks(keep.Answers) {
		want.Add(cell, 1)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tally after withdrawal (-want +got):\n%s", diff)
	}
	if err := store.SetState(t.Context(), session.ID, StateClosed); err != nil {
		t.Fatal(err)
	}
	if err := store.Withdraw(t.Context(), session.ID, keep.Token); CodeOf(err) != CodeClosed {
		t.Errorf("withdrawal after closing: %v, want %s", err, CodeClosed)
	}
}

// A closing while submissions are under way is exact: what was acknowledged is
// in the final figures, what was refused is not.
func TestStore_CloseIsExact(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	for round := range 20 {
		session := &sessions[round%3]
		before := mustFigures(t, store, session).Turnout.N
		if err := store.SetState(t.Context(), session.ID, StateOpen); err != nil {
			t.Fatal(err)
		}
		accepted := make(chan bool, 24)
		var wg sync.WaitGroup
		for range cap(accepted) {
			sub := submission(t, store, session, Values{"gesamt": {"gut"}})
			wg.Go(func() {
				_, err := store.Submit(context.Background(), sub)
				if err != nil && CodeOf(err) != CodeClosed {
					t.Error(err)
				}
				accepted <- err == nil
			})
		}
		if err := store.SetState(t.Context(), session.ID, StateClosed); err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		close(accepted)
		want := before
		for ok := range accepted {
			if ok {
				want++
			}
		}
		if got := mustFigures(t, store, session).Turnout.N; got != want {
			t.Fatalf("round %d: turnout %d, want %d", round, got, want)
		}
	}
	mustVerify(t, store)
}

func TestStore_PurgeSimulated(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	for i := range 30 {
		sub := submission(t, store, &sessions[i%3], Values{"gesamt": {"mittel"}, "satz": {"x"}})
		sub.Simulated = i%2 == 0
		mustSubmit(t, store, sub)
	}
	n, err := store.PurgeSimulated(t.Context(), event.ID)
	if err != nil || n != 15 {
		t.Fatalf("PurgeSimulated = %d, %v; want 15", n, err)
	}
	mustVerify(t, store)
	turnouts, err := store.Turnouts(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	for id, turnout := range turnouts {
		if turnout.N != 5 || turnout.Simulated != 0 {
			t.Errorf("session %d: %+v, want 5 responses, none simulated", id, turnout)
		}
	}
}

func TestStore_Backup(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	mustSubmit(t, store, submission(t, store, &sessions[0], Values{"gesamt": {"gut"}}))
	directory := t.TempDir()
	file := filepath.Join(directory, DatabaseFile)
	if err := store.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	if err := store.Backup(t.Context(), file); CodeOf(err) != CodeConflict {
		t.Errorf("backup over a file: %v, want %s", err, CodeConflict)
	}
	restored, err := Open(t.Context(), directory, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	if turnouts, err := restored.Turnouts(t.Context(), event.ID); err != nil || turnouts[sessions[0].ID].N != 1 {
		t.Errorf("restored turnouts: %+v, %v", turnouts, err)
	}
	mustVerify(t, restored)
}

// What must not be recoverable from the database file: addresses, times of
// day, and the order in which people answered.
func TestStore_KeepsNoTrace(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	const people = 60
	for i := range people {
		mustSubmit(t, store, submission(t, store, &sessions[0], Values{"rolle": {"amt"}, "jahre": {fmt.Sprint(i)}}))
	}
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
	var columns []string
	if err := store.r.Raw("SELECT name FROM pragma_table_info('responses') UNION ALL SELECT name FROM pragma_table_info('comments')").Scan(&columns).Error; err != nil {
		t.Fatal(err)
	}
	want := []string{
		"session_id", "id", "day", "held_no", "simulated", "answers",
		"session_id", "id", "item", "held_no", "simulated", "body", "status", "starred", "tags", "edited", // the last four are the moderator's
	}
	if diff := cmp.Diff(want, columns); diff != "" {
		t.Errorf("what is stored of a response or a comment (-want +got):\n%s", diff)
	}
}

func TestStore_QueueIsBounded(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	sub := submission(t, store, &sessions[0], Values{"gesamt": {"gut"}})
	// While a transaction holds the one writing connection nothing commits.
	release, held := make(chan struct{}), make(chan struct{})
	go func() {
		_ = store.tx(context.Background(), func(*gorm.DB) error { close(held); <-release; return nil })
	}()
	<-held
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	busy := make(chan error, QueueLimit+batchLimit+1)
	for range cap(busy) {
		one := sub
		one.Token = NewToken()
		wg.Go(func() {
			_, err := store.Submit(ctx, one)
			busy <- err
		})
	}
	if err := <-busy; CodeOf(err) != CodeBusy { // the first to return is one that found the queue full
		t.Errorf("submit to a full queue: %v, want %s", err, CodeBusy)
	}
	if err := store.Ready(t.Context()); CodeOf(err) != CodeBusy {
		t.Errorf("Ready with a full queue: %v, want %s", err, CodeBusy)
	}
	cancel()
	close(release)
	wg.Wait()
	mustVerify(t, store)
}

func TestStore_Accounts(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	store := newStore(t)
	store.now = func() time.Time { return now }
	account := &Account{Name: " Büro@Herne.example ", Role: Organiser, Hash: "x"}
	if err := store.CreateFirstAccount(t.Context(), account); err != nil {
		t.Fatal(err)
	}
	if err := store.CreateFirstAccount(t.Context(), &Account{Name: "zweite"}); CodeOf(err) != CodeConflict {
		t.Errorf("second first account: %v, want %s", err, CodeConflict)
	}
	if err := store.CreateAccount(t.Context(), &Account{Name: "BÜRO@herne.example"}); CodeOf(err) != CodeConflict {
		t.Errorf("same name in other case: %v, want %s", err, CodeConflict)
	}
	signedIn := func() Code {
		_, err := store.SignedIn(t.Context(), "secret")
		return CodeOf(err)
	}
	if err := store.SignIn(t.Context(), account.ID, "secret"); err != nil {
		t.Fatal(err)
	}
	for range 10 { // kept alive by use, until the longest time is over
		now = now.Add(SignInIdle - time.Minute)
		if now.Sub(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)) > SignInMax {
			break
		}
		if code := signedIn(); code != "" {
			t.Fatalf("at %v: %s", now, code)
		}
	}
	if code := signedIn(); code != CodeNotFound {
		t.Errorf("after %v: %q, want %s", SignInMax, code, CodeNotFound)
	}
	if err := store.SignIn(t.Context(), account.ID, "second"); err != nil {
		t.Fatal(err)
	}
	if err := store.SetPassword(t.Context(), account.ID, "y"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.SignedIn(t.Context(), "second"); CodeOf(err) != CodeNotFound {
		t.Errorf("sign-in after a new password: %v, want %s", err, CodeNotFound)
	}
}

func TestStore_ImportKeepsWhatWasAnswered(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	mustSubmit(t, store, submission(t, store, &sessions[0], Values{"gesamt": {"gut"}}))

	d := testDefinition()
	d.Forms[0].Questions = append(d.Forms[0].Questions, Question{Key: "neu", Kind: KindYesNo, Text: Text{"de": "Neu?"}})
	done, err := store.Import(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if done.Created || done.Event.ID != event.ID || done.Event.Code != event.Code || !slices.Equal(done.Versions, []string{"workshop"}) {
		t.Errorf("second import: %+v", done)
	}
	again, err := store.Programme(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]int{}
	for i := range again {
		if again[i].Code != sessions[i].Code {
			t.Errorf("the code of %s changed", again[i].Key)
		}
		form, err := store.Form(t.Context(), &again[i])
		if err != nil {
			t.Fatal(err)
		}
		versions[again[i].Key] = form.Version
	}
	if diff := cmp.Diff(map[string]int{"bildung": 1, "wohnen": 2, "kultur": 2}, versions); diff != "" {
		t.Errorf("form versions (-want +got):\n%s", diff)
	}
	mustVerify(t, store)

	t.Run("unanswered version changes in place", func(t *testing.T) {
		d.Forms[0].Questions[7].Text = Text{"de": "Ganz neu?"}
		if done, err := store.Import(t.Context(), d); err != nil || len(done.Versions) != 0 {
			t.Errorf("third import: %+v, %v; want no new version", done, err)
		}
		form, err := store.Form(t.Context(), &mustProgramme(t, store, event.ID)[1])
		if err != nil || form.Version != 2 || form.Questions[7].Text["de"] != "Ganz neu?" {
			t.Errorf("form = %+v, %v", form, err)
		}
	})
	t.Run("refused", func(t *testing.T) {
		without := testDefinition()
		without.Sessions = without.Sessions[1:]
		if _, err := store.Import(t.Context(), without); CodeOf(err) != CodeConflict {
			t.Errorf("import without an answered session: %v, want %s", err, CodeConflict)
		}
		other := testDefinition()
		other.Sessions[0].Options["themen"] = []Option{option("ganz_anders", 0)}
		if _, err := store.Import(t.Context(), other); CodeOf(err) != CodeConflict {
			t.Errorf("import with other options in an answered session: %v, want %s", err, CodeConflict)
		}
	})
}

func mustProgramme(tb testing.TB, store *Store, eventID int64) []Session {
	tb.Helper()
	sessions, err := store.Programme(tb.Context(), eventID)
	if err != nil {
		tb.Fatal(err)
	}
	return sessions
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

// What a watcher's page costs: one session's figures with their release.
func BenchmarkStore_Figures(b *testing.B) {
	store := newStore(b)
	_, sessions := testEvent(b, store)
	for range 40 {
		mustSubmit(b, store, submission(b, store, &sessions[0], Values{"gesamt": {"gut"}, "rolle": {"amt"}, "themen": {"bildung_a"}}))
	}
	b.ReportAllocs()
	for b.Loop() {
		mustFigures(b, store, &sessions[0])
	}
}

// What a release costs inside the intake transaction: reading the tally of a
// session and keeping a copy of it.
func BenchmarkTurnout_Advance(b *testing.B) {
	store := newStore(b)
	_, sessions := testEvent(b, store)
	for range 40 {
		mustSubmit(b, store, submission(b, store, &sessions[0], Values{"gesamt": {"gut"}, "rolle": {"amt"}, "themen": {"bildung_a"}}))
	}
	b.ReportAllocs()
	for b.Loop() {
		t := turnoutRow{SessionID: sessions[0].ID, N: 40, Pending: 5}
		if err := t.advance(5, func() (Tally, error) { return tally(b.Context(), store.r, t.SessionID, t.N) }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStore_Submit(b *testing.B) {
	for _, submitters := range []int{1, 64, 256} {
		b.Run(fmt.Sprintf("submitters=%d", submitters), func(b *testing.B) {
			store := newStore(b)
			_, sessions := testEvent(b, store)
			subs := make([]Submission, 0, 300)
			for i := range cap(subs) {
				random := rand.New(rand.NewPCG(1, uint64(i)))
				subs = append(subs, submission(b, store, &sessions[i%3], Values{
					"gesamt": {[]string{"gut", "mittel", "schlecht"}[random.IntN(3)]}, "rolle": {"amt"},
					"jahre": {fmt.Sprint(random.IntN(30))}, "satz": {"Ein Satz an die Moderation, vielen Dank."}}))
			}
			b.ResetTimer()
			var wg sync.WaitGroup
			for worker := range submitters {
				wg.Go(func() {
					for i := worker; i < b.N; i += submitters {
						sub := subs[i%len(subs)]
						sub.Token = NewToken()
						if _, err := store.Submit(context.Background(), sub); err != nil {
							b.Error(err)
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "submissions/s")
		})
	}
}
