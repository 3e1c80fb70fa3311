package workbook_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"resonanz/forms"
	"resonanz/reports/workbook"
)

// contactsBook writes the sign-ups for a conference's groups.
func contactsBook(t testing.TB, language string, contacts []forms.Contact) []byte {
	t.Helper()
	d := conferenceOf(t, "herne-2016")
	var groups []forms.Session
	for _, s := range d.Sessions {
		if s.Kind == forms.Workshop {
			groups = append(groups, s.Session)
		}
	}
	var b bytes.Buffer
	if err := workbook.WriteContacts(&b, &d.Event, groups, contacts, options(t, language)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// hostileContacts are names and addresses that would like to be something else.
func hostileContacts() []forms.Contact {
	return []forms.Contact{
		{Name: "Ärna Öz", Email: "arna@example.org", Sessions: []string{"bildung", "kultur"}},
		{Name: "=HYPERLINK(\"https://x.example\")", Email: "=1+1@example.org", Sessions: []string{"bildung"}},
		{Name: "@SUM(A1)", Email: "+49@example.org", Sessions: []string{"arbeit"}},
		{Name: "-1 _x0041_", Email: "-a@example.org", Sessions: []string{"arbeit"}},
		{Name: "علی\u200cرضا <b>&", Email: "ali@münchen.example", Sessions: []string{"oeffnung"}},
		{Name: strings.Repeat("W", forms.MaxNameLength), Email: strings.Repeat("a", 64) + "@example.org", Sessions: []string{"wohnen"}},
	}
}

// wantContacts is the table of hostileContacts, in the order of the programme.
func wantContacts(language string) [][]string {
	c := hostileContacts()
	row := func(de, en string, i int) []string {
		return []string{map[string]string{"de": de, "en": en}[language], c[i].Name, c[i].Email}
	}
	return [][]string{
		row("Ausbildung und Arbeit", "Training and work", 2), row("Ausbildung und Arbeit", "Training and work", 3),
		row("Bildung", "Education", 0), row("Bildung", "Education", 1), row("Kultur", "Culture", 0),
		row("Wohnen und Stadtentwicklung", "Housing and urban development", 5),
		row("Interkulturelle Öffnung der Stadtverwaltung", "Intercultural opening of the city administration", 4),
	}
}

func TestWriteContacts(t *testing.T) {
	t.Parallel()
	for language, name := range map[string]string{"de": "Kontakte", "en": "Contacts"} {
		raw := contactsBook(t, language, hostileContacts())
		f := open(t, raw)
		if got := f.GetSheetList(); len(got) != 1 || got[0] != name {
			t.Fatalf("sheets %q, want %q alone", got, name)
		}
		tables, err := f.GetTables(name)
		if err != nil || len(tables) != 1 {
			t.Fatalf("%d tables, %v; want 1", len(tables), err)
		}
		from, to, _ := strings.Cut(tables[0].Range, ":")
		_, first, err := excelize.CellNameToCoordinates(from)
		if err != nil {
			t.Fatal(err)
		}
		_, last, err := excelize.CellNameToCoordinates(to)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		var got [][]string
		for _, row := range rows[first:last] {
			got = append(got, row[1:])
		}
		if diff := cmp.Diff(wantContacts(language), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", language, diff)
		}
		for r := range rows {
			for col := range 5 {
				cell, _ := excelize.CoordinatesToCellName(col+1, r+1)
				formula, _ := f.GetCellFormula(name, cell)
				linked, _, _ := f.GetCellHyperLink(name, cell)
				if kind, _ := f.GetCellType(name, cell); formula != "" || linked || r >= first && r < last && col > 0 && col < 4 && kind != excelize.CellTypeSharedString {
					t.Errorf("%s: formula %q, link %v, type %v", cell, formula, linked, kind)
				}
			}
		}
		panes, err := f.GetPanes(name)
		if err != nil || !panes.Freeze || panes.YSplit != first {
			t.Errorf("panes %+v, %v; want the header in row %d frozen", panes, err, first)
		}
		if props, err := f.GetDocProps(); err != nil || props.Language != language || props.Title == "" {
			t.Errorf("properties %+v, %v", props, err)
		}
	}
}

// Nobody, and no group at all, still makes a workbook that opens; and so does a
// language that runs from right to left.
func TestWriteContacts_bare(t *testing.T) {
	t.Parallel()
	f := open(t, contactsBook(t, "en", nil))
	if tables, err := f.GetTables("Contacts"); err != nil || len(tables) != 0 {
		t.Errorf("%d tables, %v; want none", len(tables), err)
	}
	f = open(t, contactsBook(t, "ar", hostileContacts()))
	if view, err := f.GetSheetView("Contacts", 0); err != nil || !*view.RightToLeft {
		t.Errorf("the sheet in Arabic runs from left to right, %v", err)
	}
}

// The file holds a table and nothing that leads out of it.
func TestWriteContacts_parts(t *testing.T) {
	t.Parallel()
	raw := contactsBook(t, "de", hostileContacts())
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range archive.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte("mailto:")) || strings.Contains(part.Name, "chart") || strings.Contains(part.Name, "drawing") {
			t.Errorf("%s is more than a table", part.Name)
		}
	}
}

// An independent reader reads the same table.
func TestWriteContacts_openpyxl(t *testing.T) {
	t.Parallel()
	python := requireTool(t, "openpyxl", "/usr/bin/python3")
	if exec.CommandContext(t.Context(), python, "-c", "import openpyxl").Run() != nil {
		t.Skip("no openpyxl")
	}
	name := filepath.Join(t.TempDir(), "contacts.xlsx")
	if err := os.WriteFile(name, contactsBook(t, "de", hostileContacts()), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), python, "-c", `
import json, sys, openpyxl
sheet = openpyxl.load_workbook(sys.argv[1])["Kontakte"]
rows = [[c.value for c in row] for row in sheet[sheet.tables["Contacts"].ref]]
assert all(c.data_type == "s" for row in sheet[sheet.tables["Contacts"].ref] for c in row)
assert sheet.auto_filter.ref or sheet.tables["Contacts"].autoFilter is not None
assert sheet.page_setup.orientation == "landscape" and sheet.print_title_rows
print(json.dumps(rows[1:]))`, name).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, err.(*exec.ExitError).Stderr)
	}
	var got [][]string
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantContacts("de"), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
