package workbook_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
	"resonanz/reports/workbook"
)

// TestWriteWorkbook_series finds goals, trends and groups of a conference that
// was held before, with the figures of the breakdown as the store counted them.
func TestWriteWorkbook_series(t *testing.T) {
	t.Parallel()
	h := newSeries(t, "herne-2016")
	e, o := h.figures("de")
	var b bytes.Buffer
	if err := workbook.WriteWorkbook(&b, e, o); err != nil {
		t.Fatal(err)
	}
	f := open(t, b.Bytes())
	sheets := strings.Join(f.GetSheetList(), "|")
	for _, want := range []string{"Gruppen Konferenz", "Ziele 2013|", "Ziele 2013 einzeln", "Workshops|", "Vergleich Workshops", "Verlauf"} {
		if !strings.Contains(sheets, want) {
			t.Errorf("no sheet %s in %s", want, sheets)
		}
	}
	if found, err := f.SearchSheet("Verlauf", "anders gefragt"); err != nil || len(found) < 3 {
		t.Errorf("breaks at %v, want the legend, a goal and a question", found)
	}
	if len(o.Breakdowns) != 1 {
		t.Fatalf("got breakdowns %v", o.Breakdowns)
	}
	for _, name := range f.GetSheetList() {
		if !strings.HasPrefix(name, "Gruppen") {
			continue
		}
		checkGroups(t, f, name, &o.Breakdowns[0])
	}
}

// checkGroups compares the numbers of people on a sheet of groups with the
// store's, question by question.
func checkGroups(t *testing.T, f *excelize.File, name string, b *forms.Breakdown) {
	t.Helper()
	rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	question, found := "", 0
	for _, row := range rows {
		switch {
		case len(row) == 2:
			question = row[1]
		case len(row) > 3 && row[1] == "Antworten (n)" && strings.HasPrefix(question, "Wie zufrieden"):
			for i, code := range []string{"verwaltung", "sozialverband", "migrantenorganisation", "politik", "bildung", "ehrenamt", "privatperson", "other", "keine_angabe"} {
				want := "unter 5"
				if n := b.Groups[code].Answered("gesamt"); n > 0 {
					want = strconv.Itoa(n)
					found++
				}
				if got := row[3+i]; got != want {
					t.Errorf("%s: got %q, want %q", code, got, want)
				}
			}
		}
	}
	if found < 3 {
		t.Errorf("only %d groups on %s", found, name)
	}
}
