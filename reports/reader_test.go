package reports_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
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

// TestWriteWorkbook_libreoffice has LibreOffice open the workbooks and print
// them.
func TestWriteWorkbook_libreoffice(t *testing.T) {
	soffice := requireTool(t, "libreoffice", "soffice")
	folder := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + filepath.Join(folder, "profile"), "--headless", "--convert-to", "pdf", "--outdir", folder}
	for _, source := range forms.Conferences() {
		name := filepath.Join(folder, source.Name+".xlsx")
		if err := os.WriteFile(name, workbook(t, newConference(t, source.Name, 7).EventFigures, "de"), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	if out, err := exec.CommandContext(t.Context(), soffice, args...).CombinedOutput(); err != nil || bytes.Contains(bytes.ToLower(out), []byte("error")) {
		t.Fatalf("%v: %s", err, out)
	}
	for _, source := range forms.Conferences() {
		if info, err := os.Stat(filepath.Join(folder, source.Name+".pdf")); err != nil || info.Size() < 50_000 {
			t.Errorf("%s was not printed: %v", source.Name, err)
		}
	}
}

// openpyxlDump prints sheets → rows of cells as JSON, texts and numbers as they
// are stored.
const openpyxlDump = `
import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
print(json.dumps({s.title: {c.coordinate: c.value for row in s.iter_rows() for c in row
    if isinstance(c.value, (str, int, float))} for s in book}))
`

// TestWriteWorkbook_openpyxl has an independent reader read every cell.
func TestWriteWorkbook_openpyxl(t *testing.T) {
	t.Parallel()
	python := requireTool(t, "openpyxl", "/usr/bin/python3")
	if exec.CommandContext(t.Context(), python, "-c", "import openpyxl").Run() != nil {
		t.Skip("no openpyxl")
	}
	raw := workbook(t, newConference(t, "herne-2016", 7).EventFigures, "de")
	name := filepath.Join(t.TempDir(), "book.xlsx")
	if err := os.WriteFile(name, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(context.WithoutCancel(t.Context()), python, "-c", openpyxlDump, name).Output()
	if err != nil {
		t.Fatal(err)
	}
	var read map[string]map[string]any
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatal(err)
	}
	f := open(t, raw)
	cells := 0
	for _, sheet := range f.GetSheetList() {
		for name, got := range read[sheet] {
			text, ok := got.(string)
			if !ok {
				continue
			}
			cells++
			if want, err := f.GetCellValue(sheet, name, excelize.Options{RawCellValue: true}); err != nil || text != want {
				t.Errorf("%s!%s: openpyxl reads %q, excelize %q", sheet, name, text, want)
			}
		}
	}
	if cells < 1000 {
		t.Errorf("only %d texts", cells)
	}
}
