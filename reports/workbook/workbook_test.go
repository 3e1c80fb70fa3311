package workbook_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
	"resonanz/forms/definition"
	"resonanz/reports"
	"resonanz/reports/workbook"
)

func options(t testing.TB, language string) workbook.Options {
	texts := language
	if language == "ar" {
		texts = "en" // what the service falls back to
	}
	return workbook.Options{Language: language, Words: words(t, texts), Now: time.Date(2026, 11, 22, 12, 30, 0, 0, time.UTC),
		Version: "0.1.0", Audience: "Kommunales Integrationszentrum", Address: "https://feedback.example"}
}

func rawWorkbook(t testing.TB, e forms.EventFigures, language string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := workbook.WriteWorkbook(&b, e, options(t, language)); err != nil {
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
	for _, source := range definition.Conferences() {
		t.Run(source.Name, func(t *testing.T) {
			t.Parallel()
			c := newConference(t, source.Name, 7)
			f := open(t, rawWorkbook(t, c.EventFigures, "de"))
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
			for _, a := range c.Answers[f.Session.ID] {
				if a[item.Key] != nil {
					n++
				}
			}
			if n < c.Event.MinGroup || item.Kind.IsText() || item.Kind == forms.KindRanking || item.Kind == forms.KindNumber || item.Kind == forms.KindDate {
				continue
			}
			for _, o := range item.Options {
				count := 0
				for _, a := range c.Answers[f.Session.ID] {
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
	raw := rawWorkbook(t, c.EventFigures, "de")
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
	questions := 1 // that of the goals
	for _, compared := range reports.Compare(&c.EventFigures) {
		for _, item := range compared.Items {
			if !item.Total.Suppressed && !item.Item.Kind.IsText() && item.Total.Base > 0 {
				questions++
			}
			if k := item.Item.Kind; len(compared.Sessions) > 1 && (k == forms.KindScale || k == forms.KindYesNo) {
				questions++ // and once more, session beside session
			}
		}
	}
	if charts = charts - len(briefingCharts(t, raw)); charts != questions {
		t.Errorf("%d charts for %d questions", charts, questions)
	}
}

// TestWriteWorkbook_keep writes the workbooks of both conferences to the
// folder that RESONANZ_KEEP names, to be looked at.
func TestWriteWorkbook_keep(t *testing.T) {
	folder := os.Getenv("RESONANZ_KEEP")
	if folder == "" {
		t.Skip("RESONANZ_KEEP names no folder")
	}
	keep := func(name string, e forms.EventFigures, o workbook.Options) {
		var b bytes.Buffer
		if err := workbook.WriteWorkbook(&b, e, o); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name+".xlsx"), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	keep("kinds.de", everyKind(t).EventFigures, options(t, "de"))
	for _, source := range definition.Conferences() {
		h := newSeries(t, source.Name)
		e, o := h.figures("de")
		keep(source.Name+".de", e, o)
		o.SessionID = h.sessions[len(h.sessions)-1].ID
		keep(source.Name+".session.de", e, o)
		e, o = h.figures("en")
		e.Interim = true
		keep(source.Name+".en", e, o)
		e, o = h.figures("ar")
		keep(source.Name+".ar", e, o)
	}
}

// TestWriteWorkbook_notices finds "interim" on every sheet and in every header.
func TestWriteWorkbook_notices(t *testing.T) {
	t.Parallel()
	notice := words(t, "de")("workbook.notice.interim")
	f := open(t, rawWorkbook(t, everyKind(t).EventFigures, "de"))
	for _, sheet := range f.GetSheetList() {
		header, err := f.GetHeaderFooter(sheet)
		if err != nil || !strings.Contains(header.OddHeader, "Zwischenstand") {
			t.Errorf("%s: header is %q", sheet, header.OddHeader)
		}
		if found, err := f.SearchSheet(sheet, notice); err != nil || len(found) == 0 {
			t.Errorf("%s does not say that it is interim", sheet)
		}
	}
}

// TestWriteWorkbook_bare writes what there is of an event without answers, and
// of one without sessions.
func TestWriteWorkbook_bare(t *testing.T) {
	t.Parallel()
	c := newConference(t, "enkreis", 7)
	c.Comments, c.Pooled = nil, nil
	for i := range c.Sessions {
		c.Sessions[i].Release, c.Sessions[i].Turnout = nil, forms.Turnout{}
	}
	for _, e := range []forms.EventFigures{c.EventFigures, {Event: forms.Event{Title: forms.Text{"de": "Leer"}}}} {
		f := open(t, rawWorkbook(t, e, "en"))
		for _, sheet := range f.GetSheetList() {
			if _, err := f.GetRows(sheet); err != nil {
				t.Errorf("%s: %v", sheet, err)
			}
		}
	}
}

// TestWriteWorkbook_crowded has more answers than people, as the pages say it
// (TestServer_crowded).
func TestWriteWorkbook_crowded(t *testing.T) {
	t.Parallel()
	c := newConference(t, "enkreis", 7)
	session := &c.Sessions[0]
	session.Session.Headcount = session.Turnout.N - 1
	f := open(t, rawWorkbook(t, c.EventFigures, "de"))
	rows, err := f.GetRows(f.GetSheetList()[0])
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("%d|%d|erwartet: %[2]d", session.Turnout.N, session.Session.Headcount)
	for _, row := range rows {
		if strings.HasSuffix(strings.Join(row, "|"), want) {
			return
		}
	}
	t.Errorf("no row ends with %s: %q", want, rows)
}

// TestWriteWorkbook_rightToLeft turns every sheet around for Arabic, and none
// for German.
func TestWriteWorkbook_rightToLeft(t *testing.T) {
	t.Parallel()
	c := newConference(t, "enkreis", 7)
	for language, want := range map[string]bool{"ar": true, "de": false} {
		f := open(t, rawWorkbook(t, c.EventFigures, language))
		for _, sheet := range f.GetSheetList() {
			if view, err := f.GetSheetView(sheet, 0); err != nil || *view.RightToLeft != want {
				t.Errorf("%s: %s runs from right to left: %v", language, sheet, !want)
			}
		}
	}
}

// TestWriteWorkbook_session holds one session and nothing of the others.
func TestWriteWorkbook_session(t *testing.T) {
	t.Parallel()
	c := newConference(t, "herne-2016", 7)
	o := options(t, "de")
	o.SessionID = c.Sessions[4].Session.ID
	var b bytes.Buffer
	if err := workbook.WriteWorkbook(&b, c.EventFigures, o); err != nil {
		t.Fatal(err)
	}
	f := open(t, b.Bytes())
	for _, name := range []string{"Einzelwerte", "Kommentare"} {
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for i := range c.Sessions {
				if title := c.Sessions[i].Session.Title["de"]; i != 4 && len(row) > 1 && row[1] == title {
					t.Errorf("%s shows %s", name, title)
				}
			}
		}
	}
	if value, err := f.GetCellValue("Kurzfassung", "B2"); err != nil || !strings.Contains(value, c.Sessions[4].Session.Title["de"]) {
		t.Errorf("the title is %q", value)
	}
}

// TestWriteWorkbook_summary finds the sentences on the first page, of the event as of
// one session.
func TestWriteWorkbook_summary(t *testing.T) {
	t.Parallel()
	c := newConference(t, "herne-2016", 7)
	for id, want := range map[int64]string{0: "von 100 sagen: Die Konferenz war eine gute Plattform, um Informationen und Erfahrungen auszutauschen.", c.Sessions[0].Session.ID: "Passt dieses Ziel heute noch? Bei 6 von 6 sagen die meisten „Passt noch“."} {
		o := options(t, "de")
		o.SessionID = id
		var b bytes.Buffer
		if err := workbook.WriteWorkbook(&b, c.EventFigures, o); err != nil {
			t.Fatal(err)
		}
		rows, err := open(t, b.Bytes()).GetRows("Kurzfassung")
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(rows, func(row []string) bool { return len(row) > 1 && strings.Contains(row[1], want) }) {
			t.Errorf("session %d: nothing says %q", id, want)
		}
	}
}

// TestWriteWorkbook_names finds the key figures by their names.
func TestWriteWorkbook_names(t *testing.T) {
	t.Parallel()
	c := newConference(t, "herne-2016", 7)
	f := open(t, rawWorkbook(t, c.EventFigures, "en"))
	n := 0
	for _, session := range c.Sessions {
		n += session.Turnout.N
	}
	names := map[string]string{}
	for _, defined := range f.GetDefinedName() {
		names[defined.Name] = defined.RefersTo
	}
	sheet, cell, _ := strings.Cut(names["Resonanz.responses"], "!")
	if got, err := f.GetCellValue(strings.Trim(sheet, "'"), strings.ReplaceAll(cell, "$", ""), excelize.Options{RawCellValue: true}); err != nil || got != strconv.Itoa(n) {
		t.Errorf("Resonanz.responses is %q at %s, want %d; names %v", got, cell, n, names)
	}
	if names["Resonanz.konferenz.gesamt"] == "" || names["Resonanz.response_rate"] == "" {
		t.Errorf("names %v", names)
	}
}

// TestWriteWorkbook_caches finds no figures inside the charts: all that a chart
// can show are cells, which the other tests look at.
func TestWriteWorkbook_caches(t *testing.T) {
	t.Parallel()
	raw := rawWorkbook(t, everyKind(t).EventFigures, "de")
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range archive.File {
		if !strings.HasPrefix(part.Name, "xl/charts/") {
			continue
		}
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, cached := range []string{"<c:pt ", "<pt ", "<c:v>", "<v>", "ptCount"} {
			if bytes.Contains(text, []byte(cached)) {
				t.Errorf("%s holds cached values (%s)", part.Name, cached)
			}
		}
		if !bytes.Contains(text, []byte("numRef")) {
			t.Errorf("%s reads no cells", part.Name)
		}
	}
}
