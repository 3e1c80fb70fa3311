package workbook_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"resonanz/forms/definition"
	"resonanz/reports/workbook"
)

// requireTool returns the path of a program, and skips the test if the machine
// lacks it and RESONANZ_REQUIRE does not name it.
func requireTool(t *testing.T, name, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		return path
	}
	if slices.Contains(strings.Split(os.Getenv("RESONANZ_REQUIRE"), ","), name) {
		t.Fatalf("%s is required: %v", program, err)
	}
	t.Skipf("no %s", program)
	return ""
}

// seriesBooks writes the workbooks of both conferences, with the sheets for the
// series, the goals and the groups, to a folder and returns their paths.
func seriesBooks(t *testing.T, folder string) []string {
	t.Helper()
	var paths []string
	for _, source := range definition.Conferences() {
		e, o := newSeries(t, source.Name).figures("de")
		var b bytes.Buffer
		if err := workbook.WriteWorkbook(&b, e, o); err != nil {
			t.Fatal(err)
		}
		sheets := strings.Join(open(t, b.Bytes()).GetSheetList(), "/")
		for _, sheet := range []string{"Verlauf", "Gruppen", "Themen", "Vergleich"} {
			if !strings.Contains(sheets, sheet) {
				t.Errorf("%s has no sheet %s, only %s", source.Name, sheet, sheets)
			}
		}
		paths = append(paths, filepath.Join(folder, source.Name+".xlsx"))
		if err := os.WriteFile(paths[len(paths)-1], b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

// TestWriteWorkbook_libreoffice has LibreOffice open the workbooks, print them
// and save them again, and finds every cell unchanged in what it saved.
func TestWriteWorkbook_libreoffice(t *testing.T) {
	t.Parallel()
	soffice := requireTool(t, "libreoffice", "soffice")
	folder := t.TempDir()
	paths := seriesBooks(t, folder)
	for _, format := range []string{"pdf", "xlsx"} {
		args := []string{"-env:UserInstallation=file://" + filepath.Join(folder, "profile"), "--headless", "--convert-to", format, "--outdir", filepath.Join(folder, format)}
		if out, err := exec.CommandContext(t.Context(), soffice, append(args, paths...)...).CombinedOutput(); err != nil || bytes.Contains(bytes.ToLower(out), []byte("error")) {
			t.Fatalf("%v: %s", err, out)
		}
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".xlsx")
		if info, err := os.Stat(filepath.Join(folder, "pdf", name+".pdf")); err != nil || info.Size() < 50_000 {
			t.Errorf("%s was not printed: %v", name, err)
		}
		saved, err := os.ReadFile(filepath.Join(folder, "xlsx", name+".xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		book := open(t, saved)
		read := map[string]map[string]any{}
		for _, sheet := range book.GetSheetList() {
			read[sheet] = cellsOf(t, book, sheet)
		}
		sameCells(t, path, read)
	}
}

// cellsOf returns the texts and numbers of a sheet by the names of their cells.
func cellsOf(t *testing.T, f *excelize.File, sheet string) map[string]any {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	cells := map[string]any{}
	for y, row := range rows {
		for x, value := range row {
			name, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err != nil {
				t.Fatal(err)
			}
			kind, err := f.GetCellType(sheet, name)
			if err != nil {
				t.Fatal(err)
			}
			if n, err := strconv.ParseFloat(value, 64); err == nil && kind != excelize.CellTypeSharedString && kind != excelize.CellTypeInlineString {
				cells[name] = n
			} else if value != "" {
				cells[name] = value
			}
		}
	}
	return cells
}

// sameCells compares what a reader found in a workbook, by sheet and cell, with
// what was written: each text and each number, and nothing else.
func sameCells(t *testing.T, path string, read map[string]map[string]any) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := open(t, raw)
	texts, numbers := 0, 0
	for _, sheet := range f.GetSheetList() {
		written := cellsOf(t, f, sheet)
		if len(written) != len(read[sheet]) {
			t.Errorf("%s: %d cells were read, %d written", sheet, len(read[sheet]), len(written))
		}
		for name, want := range written {
			got := read[sheet][name]
			if n, isNumber := want.(float64); isNumber {
				numbers++
				if m, ok := got.(float64); !ok || math.Abs(m-n) > 1e-9 {
					t.Errorf("%s!%s: read %v, written %v", sheet, name, got, n)
				}
				continue
			}
			texts++
			if got != want {
				t.Errorf("%s!%s: read %q, written %q", sheet, name, got, want)
			}
		}
	}
	if texts < 1000 || numbers < 1000 {
		t.Errorf("only %d texts and %d numbers", texts, numbers)
	}
}

// openpyxlDump prints sheets → rows of cells as JSON, texts and numbers as they
// are stored.
const openpyxlDump = `
import datetime, json, sys, openpyxl
from openpyxl.utils.datetime import to_excel
book = openpyxl.load_workbook(sys.argv[1])
def value(v):
    return to_excel(v) if isinstance(v, (datetime.datetime, datetime.time)) else v
print(json.dumps({s.title: {c.coordinate: value(c.value) for row in s.iter_rows() for c in row
    if c.value is not None} for s in book}))
`

// TestWriteWorkbook_openpyxl has an independent reader read every cell.
func TestWriteWorkbook_openpyxl(t *testing.T) {
	t.Parallel()
	python := requireTool(t, "openpyxl", "/usr/bin/python3")
	if exec.CommandContext(t.Context(), python, "-c", "import openpyxl").Run() != nil {
		t.Skip("no openpyxl")
	}
	for _, path := range seriesBooks(t, t.TempDir()) {
		out, err := exec.CommandContext(t.Context(), python, "-c", openpyxlDump, path).Output()
		if err != nil {
			t.Fatal(err)
		}
		var read map[string]map[string]any
		if err := json.Unmarshal(out, &read); err != nil {
			t.Fatal(err)
		}
		sameCells(t, path, read)
	}
}
