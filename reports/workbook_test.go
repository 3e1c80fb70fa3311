package reports_test

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
	"resonanz/reports"
)

func options(t testing.TB, language string) reports.Options {
	return reports.Options{Language: language, Words: words(t, language), Now: time.Date(2026, 11, 22, 12, 30, 0, 0, time.UTC),
		Version: "0.1.0", Audience: "Kommunales Integrationszentrum", Address: "https://feedback.example"}
}

func workbook(t testing.TB, e forms.EventFigures, language string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := reports.WriteWorkbook(&b, e, options(t, language)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t testing.TB, raw []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// TestWriteWorkbook_counts compares every count on the sheet of single values
// with a recount of the answers themselves.
func TestWriteWorkbook_counts(t *testing.T) {
	t.Parallel()
	for _, source := range forms.Conferences() {
		t.Run(source.Name, func(t *testing.T) {
			t.Parallel()
			c := newConference(t, source.Name, 7)
			f := open(t, workbook(t, c.EventFigures, "de"))
			rows, err := f.GetRows("Einzelwerte", excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			found := map[string]string{}
			for _, row := range rows {
				if len(row) > 11 && row[11] != "" {
					found[row[2]+"/"+row[4]+"/"+row[7]] = row[9] + " of " + row[11]
				}
			}
			wanted := c.recount()
			for key, want := range wanted {
				if found[key] != want {
					t.Errorf("%s: got %q, want %q", key, found[key], want)
				}
			}
			if len(wanted) < 100 {
				t.Errorf("only %d counts", len(wanted))
			}
		})
	}
}

// recount counts the answers of sessions and items that may be shown:
// session/item/option → "count of n".
func (c *conference) recount() map[string]string {
	counts := map[string]string{}
	for _, f := range c.Sessions {
		for _, item := range f.Form.Items() {
			n := 0
			for _, a := range c.answers[f.Session.ID] {
				if a[item.Key] != nil {
					n++
				}
			}
			if n < c.Event.MinGroup || item.Kind.IsText() || item.Kind == forms.KindRanking || item.Kind == forms.KindNumber || item.Kind == forms.KindDate {
				continue
			}
			for _, o := range item.Options {
				count := 0
				for _, a := range c.answers[f.Session.ID] {
					if slices.Contains(a[item.Key], o.Code) {
						count++
					}
				}
				counts[f.Session.Code+"/"+item.Key+"/"+o.Code] = strconv.Itoa(count) + " of " + strconv.Itoa(n)
			}
		}
	}
	return counts
}

// TestWriteWorkbook_parts finds native charts and no pictures.
func TestWriteWorkbook_parts(t *testing.T) {
	t.Parallel()
	c := newConference(t, "herne-2016", 7)
	raw := workbook(t, c.EventFigures, "de")
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	charts := 0
	for _, part := range archive.File {
		if strings.HasPrefix(part.Name, "xl/charts/chart") {
			charts++
		}
		if strings.HasPrefix(part.Name, "xl/media/") {
			t.Errorf("picture %s", part.Name)
		}
	}
	questions := 1 // the overview's
	for _, compared := range reports.Compare(&c.EventFigures) {
		for _, item := range compared.Items {
			if !item.Total.Suppressed && !item.Item.Kind.IsText() && item.Total.Base > 0 {
				questions++
			}
		}
	}
	if charts != questions {
		t.Errorf("%d charts for %d questions", charts, questions)
	}
}

// TestWriteWorkbook_hostile writes texts that would like to be something else.
func TestWriteWorkbook_hostile(t *testing.T) {
	t.Parallel()
	c := newConference(t, "enkreis", 7)
	long := strings.Repeat("ü😀", 20000)
	texts := map[string]string{ // given → read back
		"=cmd|'/c calc'!A1":      "",
		"+49 2323":               "",
		"@SUM(A1)":               "",
		"-1":                     "",
		"_x0041_":                "",
		"a_x0041_x0042_b":        "",
		"_x005F_":                "",
		"bell\aand\x00nul":       "bell\uFFFDand\uFFFDnul",
		"<b>&amp;</b>":           "",
		"العربية مع English 12%": "",
		"👩🏽‍🚀 familie":           "",
		" leading and trailing ": "",
		long:                     "*",
	}
	session := c.Sessions[0].Session
	c.Comments = nil
	for text := range texts {
		c.Comments = append(c.Comments, forms.Comment{SessionID: session.ID, FormID: session.FormID, Item: "mitnehmen", Text: text})
	}
	for _, title := range []string{"a/b:c*d?[e]\\f'", strings.Repeat("Ä", 40), strings.Repeat("Ä", 40), "History", "=1+1"} {
		i := len(title) % len(c.Sessions)
		c.Sessions[i].Session.Title = forms.Text{"de": title}
	}
	c.Event.Title = forms.Text{"de": "R&D 2016 = &D"}
	f := open(t, workbook(t, c.EventFigures, "de"))
	rows, err := f.GetRows("Kommentare", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]bool{}
	for _, row := range rows {
		if len(row) > 3 {
			read[row[3]] = true
		}
	}
	for given, want := range texts {
		if want == "" {
			want = given
		}
		if want == "*" {
			want = long[:strings.LastIndex(long[:len(long)*32766/60000], "ü")]
			if !slices.ContainsFunc(rows, func(row []string) bool {
				return len(row) > 3 && strings.HasSuffix(row[3], "…") && strings.HasPrefix(long, strings.TrimSuffix(row[3], "…")) && len(row[3]) > 60000
			}) {
				t.Errorf("the long comment is not there")
			}
			continue
		}
		if !read[want] {
			t.Errorf("%q is not there", want)
		}
	}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for col := range row {
				cell, _ := excelize.CoordinatesToCellName(col+1, r+1)
				if formula, _ := f.GetCellFormula(sheet, cell); formula != "" {
					t.Errorf("%s!%s is a formula: %s", sheet, cell, formula)
				}
			}
		}
	}
}

// TestWriteWorkbook_keep writes the workbooks of both conferences to the
// folder that RESONANZ_KEEP names, to be looked at.
func TestWriteWorkbook_keep(t *testing.T) {
	folder := os.Getenv("RESONANZ_KEEP")
	if folder == "" {
		t.Skip("RESONANZ_KEEP names no folder")
	}
	for _, source := range forms.Conferences() {
		for _, language := range []string{"de", "en"} {
			c := newConference(t, source.Name, 7)
			if language == "en" {
				c.Interim = true
			}
			if err := os.WriteFile(filepath.Join(folder, source.Name+"."+language+".xlsx"), workbook(t, c.EventFigures, language), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
