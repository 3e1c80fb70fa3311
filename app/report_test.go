package main

import (
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"resonanz/app/rehearsal"
	"resonanz/forms"
)

// The whole way: 170 participants answer the real program over HTTP, the
// workbook is written and opened again, and every count in it must be what was
// sent.
func TestReport(t *testing.T) {
	t.Parallel()
	directory := herne(t)
	service, address := serving(t, directory, "127.0.0.1:0")
	r := prepared(t, directory, address, 170, 16)
	deliveries := make(chan rehearsal.Delivery)
	go r.Run(t.Context(), deliveries)
	var done []rehearsal.Delivery
	for d := range deliveries {
		done = append(done, d)
	}
	if code := service.end(t, syscall.SIGTERM); code != exitOK {
		t.Errorf("exit code %d after the termination signal, want 0:\n%s", code, service.stderr.String())
	}
	if len(done) < 5*r.Participants/2 {
		t.Errorf("%d answers of %d participants, want five of two at least", len(done), r.Participants)
	}
	checkStored(t, directory, done) // closes the sessions

	path := filepath.Join(t.TempDir(), "herne.xlsx")
	mustRun(t, "report", "-data", directory, "-event", "hern", "-o", path)
	workbook, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer workbook.Close()
	want := recount(done)
	all := workbookValues(t, workbook)
	for _, s := range r.Sessions {
		values := all[s.Session.Code]
		for _, item := range s.Form.Items() {
			if !item.Kind.IsText() {
				checkItem(t, s.Session.Key+"/"+item.Key, values[item.Key], want[s.Session.Key].Cells[item.Key])
			}
		}
	}
	listed := map[string]int{}
	for _, row := range rowsBelow(t, workbook, "Kommentare, nicht freigegeben", "Programmpunkt") {
		listed[row["Kommentar"]]++
	}
	if diff := cmp.Diff(texts(done), listed); diff != "" {
		t.Errorf("comments (-sent +workbook):\n%s", diff)
	}
}

// checkItem compares the counts of one question in the workbook with those
// that were sent. A question that fewer than five people answered has none.
func checkItem(t *testing.T, what string, got, sent map[string]int) {
	t.Helper()
	if sent[forms.CellAnswered] < 5 {
		if len(got) > 0 {
			t.Errorf("%s: the workbook shows %v, want nothing for %d answers", what, got, sent[forms.CellAnswered])
		}
		return
	}
	for option, n := range got {
		if n == 0 {
			delete(got, option)
		}
	}
	if diff := cmp.Diff(sent, got); diff != "" {
		t.Errorf("%s: counts (-sent +workbook):\n%s", what, diff)
	}
}

// workbookValues returns the counts of all sessions: code → item → option → count.
func workbookValues(t *testing.T, workbook *excelize.File) map[string]map[string]map[string]int {
	t.Helper()
	all := map[string]map[string]map[string]int{}
	for _, row := range rowsBelow(t, workbook, "Einzelwerte", "Programmpunkt") {
		if row["Code"] == "" || row["Anzahl"] == "" {
			continue
		}
		if all[row["Code"]] == nil {
			all[row["Code"]] = map[string]map[string]int{}
		}
		values := all[row["Code"]]
		key := row["Schlüssel"]
		if values[key] == nil {
			values[key] = map[string]int{}
		}
		values[key][row["Antwort-Code"]] = count(t, row["Anzahl"])
		values[key][forms.CellAnswered] = count(t, row["Antworten (n)"])
	}
	return all
}

func count(t *testing.T, cell string) int {
	t.Helper()
	n, err := strconv.Atoi(cell)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// rowsBelow returns the rows of the table on the sheet whose first header is
// the given one, by header.
func rowsBelow(t *testing.T, workbook *excelize.File, sheet, first string) []map[string]string {
	t.Helper()
	rows, err := workbook.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	var headers []string
	var table []map[string]string
	for _, row := range rows {
		if headers == nil {
			if len(row) > 1 && row[1] == first {
				headers = row
			}
			continue
		}
		cells := map[string]string{}
		for i, cell := range row {
			if i < len(headers) {
				cells[headers[i]] = cell
			}
		}
		table = append(table, cells)
	}
	if len(table) == 0 {
		t.Fatalf("the sheet %s has no table with %s", sheet, first)
	}
	return table
}
