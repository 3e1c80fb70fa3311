package forms

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	"pgregory.net/rapid"

	"resonanz/forms/postgrestest"
)

// versionDefinition is testDefinition with its number in all texts that a page
// shows.
func versionDefinition(n int) *Definition {
	d := testDefinition()
	title := Text{"de": fmt.Sprint("Fassung ", n)}
	d.Event.Title, d.Forms[0].Title, d.Forms[0].Questions[0].Text = title, title, title
	for i := range d.Sessions {
		d.Sessions[i].Title = title
	}
	return d
}

// longDefinition is an event in twenty languages with a form of thirty questions.
func longDefinition() *Definition {
	d := testDefinition()
	text := Text{}
	for i := range 20 {
		text[fmt.Sprintf("x%02d", i)] = strings.Repeat("Wie zufrieden sind Sie? ", 3)
	}
	d.Event.Title = text
	for i := range 30 {
		q := d.Forms[0].Questions[0]
		q.Key, q.Text = fmt.Sprint("frage", i), text
		q.Options = slices.Clone(q.Options)
		for n := range q.Options {
			q.Options[n].Text = text
		}
		d.Forms[0].Questions = append(d.Forms[0].Questions, q)
	}
	return d
}

// whole returns all that a programme says of a session.
func whole(p *Programme, session *Session) string {
	texts, _ := json.Marshal([]any{p.Event, p.Sessions, p.Form(session).Questions, p.Form(session).ID})
	return string(texts)
}

// Whatever the store changes, the next Find of this process has it, and has what
// a process finds that has just been started.
func TestFind_followsEveryChange(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	store := newStoreIn(t, directory, nil)
	_, sessions := testEvent(t, store)
	codes := []string{sessions[0].Code, sessions[1].Code, sessions[2].Code}
	rapid.Check(t, func(t *rapid.T) {
		session := &sessions[rapid.IntRange(0, 2).Draw(t, "session")]
		var err error
		switch rapid.SampledFrom([]string{"import", "state", "headcount", "close"}).Draw(t, "change") {
		case "import":
			_, err = store.Import(context.Background(), versionDefinition(rapid.IntRange(0, 9).Draw(t, "version")))
		case "state":
			err = store.SetState(context.Background(), session.ID, rapid.SampledFrom([]State{StateOpen, StateClosed}).Draw(t, "state"))
		case "headcount":
			err = store.SetHeadcount(context.Background(), session.ID, rapid.IntRange(0, 500).Draw(t, "headcount"))
		case "close":
			if err = store.SetState(context.Background(), session.ID, StateOpen); err == nil {
				err = store.CloseAt(context.Background(), session.ID, time.Now().Add(-time.Second))
			}
			if err == nil {
				_, err = store.CloseDue(context.Background())
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range codes {
			p, session, err := store.Find(context.Background(), code)
			if err != nil {
				t.Fatal(err)
			}
			fresh, _, err := store.loadProgramme(context.Background(), p.Event.ID)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := whole(p, session), whole(fresh, fresh.Session(code)); got != want {
				t.Fatalf("in memory:\n%s\nin the database:\n%s", got, want)
			}
		}
	})
}

// While the event changes in this process and in another one, nobody ever finds
// the form of one version with the texts of another.
func TestFind_isOfOneVersion(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	stores := []*Store{newStoreIn(t, directory, nil), newStoreIn(t, directory, nil)}
	_, sessions := testEvent(t, stores[0])
	var versions sync.Map // form id → version
	find := func(store *Store) {
		p, session, err := store.Find(context.Background(), sessions[0].Code)
		if err != nil {
			t.Error(err)
			return
		}
		kept, err := p.Keep("page", func() (any, int, error) { return p.Event.Title["de"] + whole(p, session), 1, nil })
		if err != nil {
			t.Error(err)
		}
		form := p.Form(session)
		title := p.Event.Title["de"]
		if form.Title["de"] != title || session.Title["de"] != title || form.Questions[0].Text["de"] != title || !strings.HasPrefix(kept.(string), title) {
			t.Errorf("event %q, session %q, form %q, page %.20q", title, session.Title["de"], form.Title["de"], kept)
		}
		if other, known := versions.LoadOrStore(form.ID, title); known && other != title {
			t.Errorf("form %d is of %q and of %q", form.ID, other, title)
		}
	}
	if _, err := stores[0].Import(t.Context(), versionDefinition(0)); err != nil {
		t.Fatal(err)
	}
	for _, store := range stores {
		if err := store.CheckProgrammes(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var over atomic.Bool
	var readers sync.WaitGroup
	for i := range 4 {
		readers.Go(func() {
			for !over.Load() {
				find(stores[i%2])
			}
		})
	}
	for n := range 30 {
		if _, err := stores[rand.IntN(2)].Import(t.Context(), versionDefinition(n+1)); err != nil {
			t.Fatal(err)
		}
		if n%3 == 0 {
			_ = stores[0].CheckProgrammes(t.Context())
		}
	}
	over.Store(true)
	readers.Wait()
}

// Another process is asked at once where something shows that it knows more, and
// otherwise within programmeCheck.
func TestFind_otherProcess(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	store, other := newStoreIn(t, directory, nil), newStoreIn(t, directory, nil)
	_, sessions := testEvent(t, store)
	title := func() string {
		p, _, err := store.Find(t.Context(), sessions[0].Code)
		if err != nil {
			t.Fatal(err)
		}
		return p.Event.Title["de"]
	}
	title()
	if _, err := other.Import(t.Context(), versionDefinition(1)); err != nil {
		t.Fatal(err)
	}
	if err := store.CheckProgrammes(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := title(); got != "Fassung 1" {
		t.Errorf("after a check: %q", got)
	}
	if _, err := other.Import(t.Context(), versionDefinition(2)); err != nil {
		t.Fatal(err)
	}
	store.memory.checked.Add(-int64(programmeCheck)) // as if so long had passed
	if got := title(); got != "Fassung 2" {
		t.Errorf("after %v: %q", programmeCheck, got)
	}
}

// The memory stays below its limit, keeps what was used last, and what it counts
// is what the heap really holds, give or take half.
func TestMemory_limit(t *testing.T) {
	store := openStore(t, t.TempDir(), Options{Memory: 8 << 20})
	t.Cleanup(func() { _ = store.Close() })
	var codes []string
	for i := range 20 {
		d := longDefinition()
		d.Event.Key = fmt.Sprint("long-", i)
		done, err := store.Import(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, done.Event.Code)
	}
	page := func(code string, lang int) {
		p, _, err := store.Find(t.Context(), code)
		if err == nil {
			_, err = p.Keep(lang, func() (any, int, error) { return make([]byte, 30<<10), 30 << 10, nil })
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	before := heap()
	page(codes[0], 0)
	for round := range 3 {
		for i, code := range codes {
			store.memory.checked.Add(int64(programmeCheck)) // so that the use has an order
			for lang := range 5 {
				page(code, lang+5*round)
			}
			if store.memory.bytes > store.memory.limit {
				t.Fatalf("%d bytes, limit %d", store.memory.bytes, store.memory.limit)
			}
			if store.memory.codes[code] == nil {
				t.Errorf("event %d, the last used, was dropped", i)
			}
		}
	}
	held, counted := heap()-before, store.memory.bytes
	t.Logf("%d programmes, %d bytes counted, %d on the heap", len(store.memory.events), counted, held)
	if held > counted*3/2 || held < counted/2 {
		t.Errorf("counted %d bytes, the heap has %d", counted, held)
	}
	runtime.KeepAlive(store)
}

func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// Who asks meanwhile waits for the one that loads, and a failure is not kept.
func TestKeep_once(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	p, _, err := store.Find(t.Context(), sessions[0].Code)
	if err != nil {
		t.Fatal(err)
	}
	var made atomic.Int32
	if _, err := p.Keep("x", func() (any, int, error) { return nil, 0, fmt.Errorf("no") }); err == nil {
		t.Error("no error")
	}
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if got, err := p.Keep("x", func() (any, int, error) { made.Add(1); return "page", 4, nil }); got != "page" || err != nil {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
	group.Wait()
	if made.Load() != 1 {
		t.Errorf("made %d times", made.Load())
	}
}

// A database of each earlier version, with an event in it, comes to the newest
// and has its first revision.
func TestMigrate_givesRevisions(t *testing.T) {
	postgrestest.SQLiteOnly(t, "no earlier version ran on PostgreSQL")
	t.Parallel()
	directory := t.TempDir()
	db, err := gorm.Open(sqlite.Open(filepath.Join(directory, DatabaseFile)), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		t.Fatal(err)
	}
	steps, err := migrations("sqlite")
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{createMigrations, steps[0].sql,
		fmt.Sprintf("INSERT INTO schema_migrations VALUES (1, '%s', '2026-01-01 00:00:00+00:00', '%s')", steps[0].Name, steps[0].SHA256),
		`INSERT INTO events (code, key, title, starts, ends, zone, languages, min_group, headcount, retention, passes, accent, series, simulated, rehearsal_key)
			VALUES ('HERN', 'herne', '{"de":"Herne"}', '2026-03-01 09:00:00+00:00', '2026-03-01 15:00:00+00:00', 'Europe/Berlin', '["de"]', 5, 0, 90, FALSE, '', '', FALSE, 'x')`,
	} {
		if err := db.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	if err := closePool(db); err != nil {
		t.Fatal(err)
	}
	store := newStoreIn(t, directory, nil)
	p, _, err := store.Find(t.Context(), "HERN")
	if err != nil || p.revision != 1 || p.Event.Title["de"] != "Herne" {
		t.Errorf("%+v, %v", p, err)
	}
}
