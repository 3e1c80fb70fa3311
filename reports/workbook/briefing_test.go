package workbook_test

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"resonanz/forms/definition"
	"resonanz/reports/workbook"
)

// TestWriteWorkbook_briefing finds a briefing of both conferences that is as long as
// a mayor reads, and on each of its pages each chart beside all the cells that it
// stands on.
func TestWriteWorkbook_briefing(t *testing.T) {
	t.Parallel()
	for _, source := range definition.Conferences() {
		t.Run(source.Name, func(t *testing.T) {
			t.Parallel()
			e, o := newSeries(t, source.Name).figures("de")
			var b bytes.Buffer
			if err := workbook.WriteWorkbook(&b, e, o); err != nil {
				t.Fatal(err)
			}
			breaks := rowBreaks(t, b.Bytes())
			if pages := len(breaks) + 1; pages < 6 || pages > 8 {
				t.Errorf("the briefing has %d pages", pages)
			}
			charts := briefingCharts(t, b.Bytes())
			if len(charts) < 10 {
				t.Errorf("the briefing has %d charts", len(charts))
			}
			for _, chart := range charts {
				if page(breaks, chart.from) != page(breaks, chart.to-1) {
					t.Errorf("a chart goes from row %d to row %d, over the breaks %v", chart.from, chart.to, breaks)
				}
			}
			checkPages(t, open(t, b.Bytes()), breaks)
		})
	}
}

// page counts the breaks before a row.
func page(breaks []int, row int) int {
	n, _ := slices.BinarySearch(breaks, row)
	return n
}

// checkPages adds up the rows of each page: no page is half empty, and none is higher
// than paper.
func checkPages(t *testing.T, f *excelize.File, breaks []int) {
	t.Helper()
	rows, err := f.GetRows("Kurzfassung")
	if err != nil {
		t.Fatal(err)
	}
	const paper = 842 - 2*54 // points of A4 between the margins
	first := 1
	for i, last := range append(slices.Clone(breaks), len(rows)) {
		height, texts := 0.0, 0
		for row := first; row <= last; row++ {
			points, err := f.GetRowHeight("Kurzfassung", row)
			if err != nil {
				t.Fatal(err)
			}
			height += points
			if row <= len(rows) && strings.Join(rows[row-1], "") != "" {
				texts++
			}
		}
		if height > paper || height < paper*0.7 || texts < 8 {
			t.Errorf("page %d has %d lines of text and is %.0f points high", i+1, texts, height)
		}
		first = last + 1
	}
}

// rowBreaks returns the rows after which the briefing has a break, in order.
func rowBreaks(t *testing.T, raw []byte) []int {
	t.Helper()
	var breaks []int
	for _, found := range regexp.MustCompile(`<brk id="(\d+)"`).FindAllSubmatch(render(t, raw).parts["xl/worksheets/sheet1.xml"], -1) {
		row, err := strconv.Atoi(string(found[1]))
		if err != nil {
			t.Fatal(err)
		}
		breaks = append(breaks, row)
	}
	slices.Sort(breaks)
	return breaks
}

// placed is the rows over which a chart stands, from the first to the one after the
// last.
type placed struct{ from, to int }

// briefingCharts returns where the charts of the first sheet stand.
func briefingCharts(t *testing.T, raw []byte) []placed {
	t.Helper()
	var charts []placed
	for _, found := range regexp.MustCompile(`(?s)<xdr:from>.*?<xdr:row>(\d+)</xdr:row>.*?<xdr:to>.*?<xdr:row>(\d+)</xdr:row>`).FindAllSubmatch(render(t, raw).parts["xl/drawings/drawing1.xml"], -1) {
		from, err1 := strconv.Atoi(string(found[1]))
		to, err2 := strconv.Atoi(string(found[2]))
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		charts = append(charts, placed{from + 1, to + 1})
	}
	return charts
}

// TestWriteWorkbook_printed has LibreOffice print the briefings and finds as many
// pages as were planned, and words on each.
func TestWriteWorkbook_printed(t *testing.T) {
	t.Parallel()
	soffice, pdftotext := requireTool(t, "libreoffice", "soffice"), requireTool(t, "libreoffice", "pdftotext")
	folder := t.TempDir()
	paths := seriesBooks(t, folder)
	args := []string{"-env:UserInstallation=file://" + filepath.Join(folder, "profile"), "--headless", "--convert-to", "pdf", "--outdir", folder}
	if out, err := exec.CommandContext(t.Context(), soffice, append(args, paths...)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, path := range paths {
		out, err := exec.CommandContext(t.Context(), pdftotext, strings.TrimSuffix(path, ".xlsx")+".pdf", "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		printed := 0
		for i, text := range strings.Split(strings.TrimSuffix(string(out), "\f"), "\f") {
			if strings.Contains(text, "Kurzfassung · ") { // the footer
				printed++
			}
			if len(strings.Fields(text)) < 40 {
				t.Errorf("%s: page %d is nearly blank: %q", filepath.Base(path), i+1, text)
			}
		}
		if printed < 6 || printed > 8 {
			t.Errorf("%s: the briefing is printed on %d pages", filepath.Base(path), printed)
		}
	}
}
