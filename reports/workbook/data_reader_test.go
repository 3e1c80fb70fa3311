package workbook_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// readSheet is a sheet as some reader sees it, all rows as long as the first.
type readSheet struct {
	name string
	rows [][]string
}

// readers reads a workbook with excelize and with all independent readers that
// this machine has.
func readers(t *testing.T, raw []byte) map[string][]readSheet {
	t.Helper()
	read := map[string][]readSheet{"excelize": readExcelize(t, raw)}
	file := filepath.Join(t.TempDir(), "data.xlsx")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if sheets := readOpenpyxl(t, file); sheets != nil {
		read["openpyxl"] = sheets
	}
	if sheets := readLibreOffice(t, file, len(read["excelize"])); sheets != nil {
		read["LibreOffice"] = sheets
	}
	return read
}

func readExcelize(t *testing.T, raw []byte) []readSheet {
	t.Helper()
	f := open(t, raw)
	var sheets []readSheet
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		sheets = append(sheets, readSheet{name, even(rows)})
	}
	return sheets
}

// even makes all rows as long as the first.
func even(rows [][]string) [][]string {
	for i := range rows {
		for len(rows[i]) < len(rows[0]) {
			rows[i] = append(rows[i], "")
		}
	}
	return rows
}

// wanted reports whether RESONANZ_REQUIRE names the tool, so that it may not
// be missing.
func wanted(tool string) bool {
	return slices.Contains(strings.Split(os.Getenv("RESONANZ_REQUIRE"), ","), tool)
}

// missingReader says that an independent reader is not there.
func missingReader(t *testing.T, name string, err error) {
	t.Helper()
	if wanted("libreoffice") {
		t.Fatalf("%s: %v", name, err)
	}
	t.Logf("not read with %s: %v", name, err)
}

const openpyxlScript = `
import sys, json, datetime, openpyxl
def text(v):
    if v is None: return ""
    if isinstance(v, bool): return str(v)
    if isinstance(v, (datetime.datetime, datetime.date)): return v.strftime("%Y-%m-%d")
    if isinstance(v, float) and v.is_integer(): return str(int(v))
    return str(v).replace("_x005F_", "_")  # openpyxl leaves escapes as they are
book = openpyxl.load_workbook(sys.argv[1])
json.dump([[s.title, [[text(c) for c in r] for r in s.iter_rows(values_only=True)]] for s in book.worksheets], sys.stdout)
`

// python is the interpreter for which distributions package openpyxl.
const python = "/usr/bin/python3"

func readOpenpyxl(t *testing.T, file string) []readSheet {
	t.Helper()
	if err := exec.Command(python, "-c", "import openpyxl").Run(); err != nil {
		missingReader(t, "openpyxl", err)
		return nil
	}
	out, err := exec.Command(python, "-c", openpyxlScript, file).Output()
	if err != nil {
		t.Fatalf("openpyxl: %v", err)
	}
	var read [][2]json.RawMessage
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatal(err)
	}
	sheets := make([]readSheet, len(read))
	for i := range read {
		if err := json.Unmarshal(read[i][0], &sheets[i].name); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(read[i][1], &sheets[i].rows); err != nil {
			t.Fatal(err)
		}
	}
	return sheets
}

func readLibreOffice(t *testing.T, file string, count int) []readSheet {
	t.Helper()
	if _, err := exec.LookPath("soffice"); err != nil {
		missingReader(t, "LibreOffice", err)
		return nil
	}
	out := t.TempDir()
	// The last argument of the filter writes every sheet to a file of its own.
	command := exec.Command("soffice", "-env:UserInstallation=file://"+t.TempDir(), "--headless", "--convert-to",
		"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1", "--outdir", out, file)
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, said)
	}
	files, err := filepath.Glob(filepath.Join(out, "*.csv"))
	if err != nil || len(files) != count {
		t.Fatalf("LibreOffice wrote %d sheets, want %d (%v)", len(files), count, err)
	}
	sheets := make([]readSheet, count)
	for i, s := range readExcelizeFile(t, file) {
		raw, err := os.ReadFile(filepath.Join(out, "data-"+s+".csv"))
		if err != nil {
			continue // LibreOffice names some files its own way
		}
		r := csv.NewReader(strings.NewReader(string(raw)))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		sheets[i] = readSheet{s, even(rows)}
	}
	return sheets
}

func readExcelizeFile(t *testing.T, file string) []string {
	t.Helper()
	f, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return f.GetSheetList()
}
