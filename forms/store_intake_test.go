package forms

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"

	"gorm.io/gorm"
)

// Reference, Once: "A repeated submission is recognised and counts once"
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
			again := submission(t, store, session, Values{"gesamt": {"gut"}})
			if _, err := store.Submit(t.Context(), again); CodeOf(err) != want {
				t.Errorf("submit to a %s session: %v, want %s", state, err, want)
			}
			if receipt, err := store.Submit(t.Context(), sub); err != nil || !receipt.Duplicate {
				t.Errorf("repeat to a %s session: %+v, %v; want a duplicate", state, receipt, err)
			}
		}
	})
	t.Run("without an answer", func(t *testing.T) {
		empty := submission(t, store, &sessions[1], Values{})
		if _, err := store.Submit(t.Context(), empty); CodeOf(err) != CodeInvalid {
			t.Errorf("submit nothing: %v, want %s", err, CodeInvalid)
		}
		if known, err := store.Stored(t.Context(), sessions[1].ID, empty.Token); err != nil || known {
			t.Errorf("Stored = %v, %v; want false", known, err)
		}
	})
	t.Run("changed form", func(t *testing.T) {
		sub := submission(t, store, &sessions[1], Values{"gesamt": {"gut"}})
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

// While another program holds the lock of the database, answers are refused at
// once: only some of them find out anew. As soon as the store is ready again all
// are taken.
//
// Reference, Robustness: "Answers are refused at once with 503"
func TestStore_SubmitPutOff(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	store, err := Open(t.Context(), directory, Options{Service: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	_, sessions := testEvent(t, store)
	db, err := sql.Open("sqlite3", filepath.Join(directory, DatabaseFile)+"?_busy_timeout=10000&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	lock, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for range 50 {
		_, err := store.Submit(t.Context(), submission(t, store, &sessions[0], Values{"gesamt": {"gut"}}))
		if CodeOf(err) != CodeBusy {
			t.Fatalf("an answer during the lock: %v, want %s", err, CodeBusy)
		}
		if !errors.Is(err, errPutOff) {
			tried++
		}
	}
	if tried == 0 || tried > 10 {
		t.Errorf("%d of 50 answers tried to take the lock", tried)
	}
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := store.Ready(t.Context()); err != nil {
		t.Errorf("after the lock: %v", err)
	}
	mustSubmit(t, store, submission(t, store, &sessions[0], Values{"gesamt": {"gut"}}))
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
