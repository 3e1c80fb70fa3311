package forms

import (
	_ "embed"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"resonanz/forms/postgrestest"
)

// filled is a database of step 1: an open session with people shown, held and
// pending, pooled sessions, and finished ones, with withdrawals in each.
//
//go:embed testdata/0001_filled.sql
var filled string

// storeOf returns the store of a directory whose database has the steps up to
// the given one, and the rows.
func storeOf(t *testing.T, step int, rows string) *Store {
	t.Helper()
	directory := t.TempDir()
	makeDatabase(t, directory, step, rows)
	return newStoreIn(t, directory, nil)
}

// makeDatabase makes the database of storeOf without opening the store.
func makeDatabase(t *testing.T, directory string, step int, rows string) {
	t.Helper()
	postgrestest.SQLiteOnly(t, "no earlier version ran on PostgreSQL")
	db, err := gorm.Open(sqlite.Open(filepath.Join(directory, DatabaseFile)), &gorm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	known, err := migrations("sqlite")
	if err != nil {
		t.Fatal(err)
	}
	statements := []string{createMigrations}
	for _, m := range known[:step] {
		statements = append(statements, m.sql)
	}
	for _, sql := range append(statements, rows) {
		if err := db.Exec(sql).Error; err != nil {
			t.Fatal(err)
		}
	}
	if err := closePool(db); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(directory, DatabaseFile), 0o600); err != nil {
		t.Fatal(err)
	}
}

// upgraded returns the store of a filled database that an earlier version of the
// program brought to the step, and that got the rows then.
func upgraded(t *testing.T, step int, rows string) *Store {
	t.Helper()
	directory := t.TempDir()
	makeDatabase(t, directory, 1, filled)
	earlier := &Store{now: time.Now, log: slog.New(slog.DiscardHandler), file: filepath.Join(directory, DatabaseFile)}
	earlier.memory, earlier.sweeper = newMemory(earlier, 0), newSweeper(earlier)
	known, err := migrations("sqlite")
	if err != nil {
		t.Fatal(err)
	}
	if earlier.w, err = earlier.connect(sqlite.Open(sqliteEngine{earlier}.uri("_journal_mode=WAL&_txlock=immediate")), 1); err != nil {
		t.Fatal(err)
	}
	if err := earlier.migrateTo(t.Context(), known[:step]); err != nil {
		t.Fatal(err)
	}
	if err := earlier.w.Exec(rows).Error; err != nil {
		t.Fatal(err)
	}
	if err := earlier.closePools(); err != nil {
		t.Fatal(err)
	}
	return newStoreIn(t, directory, nil)
}

// What had been shown before the upgrade is shown after it, until something new
// is.
func TestMigrate_disclosure(t *testing.T) {
	t.Parallel()
	store := storeOf(t, 1, filled)
	mustVerify(t, store)
	first, second := mustProgramme(t, store, 1), mustProgramme(t, store, 2)

	shown := func(session *Session) Tally {
		if release := mustFigures(t, store, session).Release; release != nil {
			return release.Tally
		}
		return Tally{}
	}
	for _, want := range []struct {
		session             *Session
		n, good, amt, jahre int
		withdrawn, not      int
	}{
		{&first[0], 15, 5, 10, 7, 0, 0}, // 2 of the 15 have withdrawn; it is open
		{&first[1], 0, 0, 0, 0, 0, 0},
		{&second[0], 11, 4, 8, 8, 0, 0},
		{&second[1], 12, 4, 8, 8, 0, 3},
		{&second[2], 0, 0, 0, 0, 0, 0},
	} {
		f := mustFigures(t, store, want.session)
		tally := shown(want.session)
		got := []int{tally.N, tally.Count("gesamt", "gut"), tally.Count("rolle", "amt"), tally.Answered("jahre"), f.Turnout.Withdrawn, f.Turnout.NotIncluded}
		if diff := cmp.Diff([]int{want.n, want.good, want.amt, want.jahre, want.withdrawn, want.not}, got); diff != "" {
			t.Errorf("session %d (-want +got):\n%s", want.session.ID, diff)
		}
	}
	figures, err := store.EventFigures(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if pool := figures.Pooled[first[0].FormID]; pool.N != 7 || pool.Count("gesamt", "gut") != 3 {
		t.Errorf("the pool is %+v", pool)
	}
	if n := len(figures.Comments); n != 13+7 {
		t.Errorf("%d comments, want those of 13 people who are shown and of 7 in the pool", n)
	}

	// 13 living people were shown, 5 are held and 2 pending: the fourth to come
	// shows the five. Those who had withdrawn before leave then.
	for i := range 4 {
		mustSubmit(t, store, submission(t, store, &first[0], Values{"gesamt": {"gut"}}))
		if n, want := shown(&first[0]).N, map[bool]int{false: 15, true: 18}[i == 3]; n != want {
			t.Errorf("after %d answers %d are shown, want %d", i+1, n, want)
		}
	}
	mustVerify(t, store)
	if err := store.SetState(t.Context(), first[0].ID, StateClosed); err != nil {
		t.Fatal(err)
	}
	if f := mustFigures(t, store, &first[0]); f.Release.Tally.N != 24 || f.Turnout.Withdrawn != 0 {
		t.Errorf("after closing %d are shown, of whom %d have withdrawn", f.Release.Tally.N, f.Turnout.Withdrawn)
	}
	mustVerify(t, store)
	download := mustDownload(t, store, 1)
	if n := download.tallies[first[0].ID].N; n != 24 {
		t.Errorf("%d rows, want 24", n)
	}
}

// Sessions of before are in no doubt, and have been trusted by nobody.
func TestMigrate_doubt(t *testing.T) {
	t.Parallel()
	store := storeOf(t, 1, filled)
	for _, event := range []int64{1, 2} {
		for _, session := range mustProgramme(t, store, event) {
			if figures := mustFigures(t, store, &session); session.Doubt != NoDoubt || figures.Turnout.Doubt != NoDoubt {
				t.Errorf("session %s is in doubt: %q, %q", session.Key, session.Doubt, figures.Turnout.Doubt)
			}
		}
	}
	session := &mustProgramme(t, store, 1)[0]
	if err := store.SetDoubt(t.Context(), session.ID, DoubtPace); err != nil {
		t.Fatal(err)
	}
	if err := store.Trust(t.Context(), session.ID, "Saal 1"); err != nil {
		t.Fatal(err)
	}
	mustVerify(t, store)
}
