package forms

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/driver/sqlite"

	"resonanz/forms/postgrestest"
)

// filledAt returns a directory with a filled database that has had the steps up
// to the given one.
func filledAt(t *testing.T, step int, rows ...string) (directory string) {
	t.Helper()
	directory = t.TempDir()
	s := &Store{now: time.Now, log: slog.New(slog.DiscardHandler), file: filepath.Join(directory, DatabaseFile)}
	s.memory, s.sweeper = newMemory(s, 0), newSweeper(s)
	known, err := migrations("sqlite")
	if err == nil {
		s.w, err = s.connect(sqlite.Open(sqliteEngine{s}.uri("_journal_mode=WAL&_txlock=immediate")), 1)
	}
	for _, sql := range append([]string{createMigrations, known[0].sql, filled}, rows...) {
		if err == nil {
			err = s.w.Exec(sql).Error
		}
	}
	if err == nil {
		err = s.migrateTo(t.Context(), known[:step])
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := closePool(s.w); err != nil {
		t.Fatal(err)
	}
	return directory
}

// An event of before keeps its unchecked languages and the order of its forms,
// and gets a draft, from whichever version of the program it comes.
func TestMigrate_definition(t *testing.T) {
	postgrestest.SQLiteOnly(t, "no earlier version ran on PostgreSQL")
	t.Parallel()
	rows := []string{
		`UPDATE events SET drafts = '["en"]' WHERE id = 1`,
		`INSERT INTO forms (id, event_id, key, version, title, questions) VALUES (901, 1, 'b', 1, '{"de":"B"}', '[]'), (902, 1, 'a', 1, '{"de":"A"}', '[]'),
		(903, 1, 'b', 2, '{"de":"B, neu"}', '[]')`,
	}
	for step := 1; step < definitionStep; step++ {
		t.Run(fmt.Sprint(step), func(t *testing.T) {
			t.Parallel()
			store := newStoreIn(t, filledAt(t, step, rows...), nil)
			d, err := store.Definition(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(d.Event.Unchecked, []string{"en"}) {
				t.Errorf("unchecked are %v, want en", d.Event.Unchecked)
			}
			var order []string
			for _, form := range d.Forms {
				order = append(order, form.Title["de"])
			}
			if diff := cmp.Diff([]string{"Workshop", "B, neu", "A"}, order); diff != "" {
				t.Errorf("forms (-want +got):\n%s", diff)
			}
			mustVerify(t, store)
			draft, err := store.DraftOf(t.Context(), 1, "anna")
			if err != nil || draft.Unpublished() {
				t.Fatalf("the draft of an event of before: %+v, %v", draft, err)
			}
			if diff := cmp.Diff(d, draft.Definition(), sameDefinition); diff != "" {
				t.Errorf("what is in force (-) and its draft (+):\n%s", diff)
			}
		})
	}
}

// definitionStep is the number of the migration of which the test is.
const definitionStep = 7
