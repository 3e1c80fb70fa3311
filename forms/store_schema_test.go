package forms

import (
	"bytes"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"resonanz/forms/postgrestest"
)

var update = flag.Bool("update", false, "write what tests compare with")

// The table of the reference lies between these lines.
const (
	columnsBegin = "<!-- columns: written by go test ./forms -run Reference -update from forms/testdata/columns.txt -->\n"
	columnsEnd   = "<!-- /columns -->\n"
)

// sentences are what testdata/columns.txt says of tables (column "table") and
// columns, in the order in which the reference lists them.
type sentences struct {
	tables  []string
	columns map[string][]string // by table
	about   map[string]string   // by table.column
}

func readSentences(t *testing.T) sentences {
	t.Helper()
	content, err := os.ReadFile("testdata/columns.txt")
	if err != nil {
		t.Fatal(err)
	}
	s := sentences{columns: map[string][]string{}, about: map[string]string{}}
	for line := range strings.Lines(string(content)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, about, _ := strings.Cut(strings.TrimSpace(line), ": ")
		table, column, _ := strings.Cut(name, ".")
		if s.about[name] != "" || about == "" {
			t.Errorf("columns.txt: %q has two lines or no sentence", name)
		}
		s.about[name] = about
		if column == "table" {
			s.tables = append(s.tables, table)
		} else {
			s.columns[table] = append(s.columns[table], column)
		}
	}
	return s
}

// The reference says of every column of every table what it holds.
//
// Reference, Data protection: "Every column of the database".
func TestReference_columns(t *testing.T) {
	postgrestest.SQLiteOnly(t, "reads the schema of SQLite; TestMigrations_DialectsAgree compares the two")
	t.Parallel()
	s := readSentences(t)
	var schema, described []string
	err := newStore(t).r.Raw(`SELECT tables.name || '.' || columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
		WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY 1`).Scan(&schema).Error
	if err != nil {
		t.Fatal(err)
	}
	for table, columns := range s.columns {
		for _, column := range columns {
			described = append(described, table+"."+column)
		}
	}
	slices.Sort(described)
	if diff := cmp.Diff(schema, described); diff != "" {
		t.Fatalf("columns in testdata/columns.txt (-schema +described):\n%s", diff)
	}

	const path = "../app/handbook/operator.md"
	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(readme), columnsBegin)
	table, after, closed := strings.Cut(rest, columnsEnd)
	if !found || !closed {
		t.Fatalf("the reference has no table of columns between\n%sand\n%s", columnsBegin, columnsEnd)
	}
	want := s.markdown()
	if *update {
		if err := os.WriteFile(path, []byte(before+columnsBegin+want+columnsEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, table); diff != "" {
		t.Errorf("columns in the reference (-want +got):\n%s", diff)
	}
}

// markdown returns a table with a row for each table of the database.
func (s sentences) markdown() string {
	var b bytes.Buffer
	b.WriteString("| table: a row is | columns |\n|---|---|\n")
	for _, table := range s.tables {
		b.WriteString("| `" + table + "`: " + s.about[table+".table"] + " | ")
		for i, column := range s.columns[table] {
			if i > 0 {
				b.WriteString("; ")
			}
			b.WriteString("`" + column + "` " + strings.ReplaceAll(s.about[table+"."+column], "; ", ", "))
		}
		b.WriteString(" |\n")
	}
	return b.String()
}
