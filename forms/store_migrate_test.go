package forms

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"
	"sync"

	"resonanz/forms/postgrestest"
)

// models are all rows that the store reads or writes.
var models = []any{
	eventRow{}, Form{}, Session{}, turnoutRow{}, responseRow{}, commentRow{}, tallyRow{}, poolRow{}, releaseRow{}, Breakdown{},
	passRow{}, passSaltRow{}, spentRow{}, withdrawnRow{}, trialRow{}, contactRow{},
	podiumRow{}, podiumQuestionRow{}, podiumVoteRow{},
	Account{}, signInRow{}, auditRow{}, stageRow{}, linkRow{}, linkSessionRow{}, passwordLinkRow{}, Deletion{}, logoRow{}, closingRow{}, preparedRow{}, draftRow{}, partRow{}, changeRow{}, setting{}, migration{},
}

// The migrations and the models must name the same tables and columns, in both
// dialects: a column that only one side knows would be lost without a word.
func TestMigrations_FitTheModels(t *testing.T) {
	postgrestest.SQLiteOnly(t, "reads the schema of SQLite; TestMigrations_DialectsAgree compares the two")
	t.Parallel()
	store := newStore(t)
	want := map[string][]string{}
	for _, model := range models {
		parsed, err := schema.Parse(model, &sync.Map{}, store.w.NamingStrategy)
		if err != nil {
			t.Fatal(err)
		}
		var columns []string
		for _, field := range parsed.Fields {
			if field.DBName != "" && !field.IgnoreMigration {
				columns = append(columns, field.DBName)
			}
		}
		slices.Sort(columns)
		want[parsed.Table] = columns
	}

	got := map[string][]string{}
	var rows []struct{ Table, Name string }
	if err := store.r.Raw(`SELECT m.name AS "table", c.name AS name FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name <> 'sqlite_sequence' ORDER BY 1, 2`).Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		got[row.Table] = append(got[row.Table], row.Name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("columns of models (-) and SQLite database (+):\n%s", diff)
	}
}

var (
	tableStart = regexp.MustCompile(`(?m)^CREATE TABLE (\w+) \(`)
	columnLine = regexp.MustCompile(`(?m)^  ([a-z_]\w*) +[A-Z]`)
)

// Both dialects have the same steps, tables and columns, constraint for
// constraint; only types differ.
func TestMigrations_DialectsAgree(t *testing.T) {
	t.Parallel()
	lite, err := migrations("sqlite")
	if err != nil {
		t.Fatal(err)
	}
	post, err := migrations("postgres")
	if err != nil {
		t.Fatal(err)
	}
	if len(lite) == 0 || len(lite) != len(post) {
		t.Fatalf("%d steps for SQLite, %d for PostgreSQL", len(lite), len(post))
	}
	shape := func(sql string) []string {
		return append(tableStart.FindAllString(sql, -1), columnLine.FindAllString(sql, -1)...)
	}
	constraints := regexp.MustCompile(`NOT NULL|UNIQUE[^\n]*|PRIMARY KEY|CHECK[^\n]*|REFERENCES[^\n]*|CREATE INDEX[^\n]*`)
	for i := range lite {
		if lite[i].Name != post[i].Name {
			t.Errorf("step %d is %s and %s", i+1, lite[i].Name, post[i].Name)
		}
		for _, part := range []func(string) []string{
			func(sql string) []string {
				names := shape(sql)
				for n := range names {
					names[n] = strings.TrimRight(names[n], "ABCDEFGHIJKLMNOPQRSTUVWXYZ ")
				}
				return names
			},
			func(sql string) []string { return constraints.FindAllString(sql, -1) },
		} {
			if diff := cmp.Diff(part(lite[i].sql), part(post[i].sql)); diff != "" {
				t.Errorf("step %s, SQLite (-) and PostgreSQL (+):\n%s", lite[i].Name, diff)
			}
		}
	}
}

func TestMigrate_RefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"a newer database": "INSERT INTO schema_migrations (version, name, applied_at, sha256) VALUES (999, '0999_later', '2030-01-01', 'x')",
		"a changed step":   "UPDATE schema_migrations SET sha256 = 'x' WHERE version = 1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			directory := t.TempDir()
			store := openStore(t, directory, Options{})
			err := store.tx(context.Background(), func(tx *gorm.DB) error { return tx.Exec(change).Error })
			if err := store.Close(); err != nil {
				t.Fatal(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			if again, err := Open(t.Context(), directory, Options{Database: postgrestest.Database(t, directory)}); err == nil {
				again.Close()
				t.Error("the store opened")
			}
		})
	}
}
