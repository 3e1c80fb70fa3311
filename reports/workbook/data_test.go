package workbook_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"resonanz/forms"
	"resonanz/forms/definition"
	"resonanz/reports/workbook"
)

// data returns the conference's responses as the store would: sessions without
// figures are not named, and what only they asked is gone.
func (c *conference) data() *forms.Data {
	d := &forms.Data{Figures: c.EventFigures, CommentCount: len(c.Comments)}
	d.Figures.Comments = nil
	rows := map[int64][]forms.Response{}
	for _, named := range []bool{true, false} {
		for _, f := range c.Sessions {
			i := slices.IndexFunc(d.Tables, func(t forms.DataTable) bool { return t.Form.ID == f.Session.FormID })
			if i < 0 {
				i = len(d.Tables)
				d.Tables = append(d.Tables, forms.DataTable{Form: f.Form})
			}
			for _, answers := range c.Answers[f.Session.ID] {
				switch response := (forms.Response{FormID: f.Session.FormID, Answers: forms.Answers{}}); {
				case (f.Release != nil) != named:
				case !named && c.Pooled[f.Session.FormID].N == 0:
					d.Tables[i].LeftOut++
				default:
					for _, item := range f.Form.Items() {
						if answer := answers[item.Key]; answer != nil && !item.Kind.IsText() && (named || !item.Question.PerSession) {
							response.Answers[item.Key] = answer
						}
					}
					if named {
						response.SessionID = f.Session.ID
					}
					d.Tables[i].Rows++
					rows[f.Session.FormID] = append(rows[f.Session.FormID], response)
				}
			}
		}
	}
	d.Responses = func(formID int64) iter.Seq2[forms.Response, error] { return sequence(rows[formID]) }
	d.Comments = func() iter.Seq2[forms.Comment, error] { return sequence(c.Comments) }
	return d
}

func sequence[T any](all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, one := range all {
			if !yield(one, nil) {
				return
			}
		}
	}
}

func dataWorkbook(t testing.TB, d *forms.Data, language string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := workbook.WriteData(&b, d, options(t, language)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// cell returns what a cell of the column has to hold, for the codes or the
// German labels, worked out from the answers alone.
func (c *conference) cell(r forms.Response, column string, codes bool) any {
	i := slices.IndexFunc(c.Sessions, func(f forms.Figures) bool { return f.Session.ID == r.SessionID })
	form := c.Sessions[slices.IndexFunc(c.Sessions, func(f forms.Figures) bool { return f.Session.FormID == r.FormID })].Form
	if i >= 0 {
		form = c.Sessions[i].Form
	}
	switch {
	case column == "session" && i < 0:
		return ""
	case column == "session" && codes:
		return c.Sessions[i].Session.Code
	case column == "session":
		return c.Sessions[i].Session.Title["de"]
	}
	item, option := form.Item(column), ""
	if item == nil || item.Kind.IsText() { // a column of one option
		at := strings.LastIndexByte(column, '.')
		item, option = form.Item(column[:at]), column[at+1:]
	}
	if item == nil || len(r.Answers[item.Key]) == 0 {
		return ""
	}
	answer := r.Answers[item.Key]
	if option != "" && item.Option(option) == nil { // not offered in this session
		return ""
	}
	switch item.Kind {
	case forms.KindChoices:
		return number(slices.Contains(answer, option))
	case forms.KindRanking:
		return fmt.Sprint(slices.Index(answer, option) + 1)
	case forms.KindYesNo, forms.KindConsent:
		if codes {
			return number(answer[0] == "yes")
		}
		return map[string]string{"yes": "Ja", "no": "Nein"}[answer[0]]
	case forms.KindChoice, forms.KindScale:
		o := item.Option(answer[0])
		if codes && o.Value > 0 {
			return fmt.Sprint(o.Value)
		}
		if codes {
			return o.Code
		}
		return o.Text["de"]
	}
	return answer[0]
}

func number(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// Every cell of both kinds of sheets holds what was answered.
func TestWriteData_cells(t *testing.T) {
	t.Parallel()
	for _, source := range definition.Conferences() {
		t.Run(source.Name, func(t *testing.T) {
			t.Parallel()
			c := newConference(t, source.Name, 3)
			d := c.data()
			read := readers(t, dataWorkbook(t, d, "de"))
			for reader, sheets := range read {
				for i, table := range d.Tables {
					c.compareCells(t, reader, d, table, sheets[i].rows, sheets[len(d.Tables)+i].rows)
				}
				comments := sheets[2*len(d.Tables)].rows
				if len(comments) != 1+len(c.Comments) {
					t.Fatalf("%s: %d comments, want %d", reader, len(comments)-1, len(c.Comments))
				}
				for i, comment := range c.Comments {
					if got := comments[1+i][3]; got != comment.Text {
						t.Errorf("%s: comment %q, want %q", reader, got, comment.Text)
					}
				}
			}
		})
	}
}

func (c *conference) compareCells(t *testing.T, reader string, d *forms.Data, table forms.DataTable, labels, codes [][]string) {
	t.Helper()
	if len(labels) != 1+table.Rows || len(codes) != 1+table.Rows || table.Rows == 0 {
		t.Fatalf("%s: %d and %d rows, want %d", reader, len(labels)-1, len(codes)-1, table.Rows)
	}
	row, wrong := 1, 0
	for response := range d.Responses(table.Form.ID) {
		for i, column := range codes[0] {
			for codesToo, got := range map[bool][]string{false: labels[row], true: codes[row]} {
				if want := c.cell(response, column, codesToo); got[i] != want {
					if wrong++; wrong < 10 {
						t.Errorf("%s: row %d, %s (codes %v): %q, want %q", reader, row, column, codesToo, got[i], want)
					}
				}
			}
		}
		row++
	}
}

func TestWriteData_split(t *testing.T) {
	t.Parallel()
	c := newConference(t, "herne-2016", 3)
	d := c.data()
	var whole, split bytes.Buffer
	if err := workbook.WriteDataSplit(&whole, d, options(t, "en"), 1000); err != nil {
		t.Fatal(err)
	}
	if err := workbook.WriteDataSplit(&split, d, options(t, "en"), 7); err != nil {
		t.Fatal(err)
	}
	join := func(raw []byte) map[string][][]string {
		joined := map[string][][]string{}
		f, last := open(t, raw), ""
		for _, name := range f.GetSheetList() {
			rows, err := f.GetRows(name)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name, ")") { // the sheet before goes on
				name, rows = last, rows[1:]
			}
			last = name
			joined[name] = append(joined[name], rows...)
		}
		return joined
	}
	one, many := join(whole.Bytes()), join(split.Bytes())
	for name, rows := range one {
		if strings.HasPrefix(name, "About") || strings.HasPrefix(name, "Codebook") || strings.HasPrefix(name, "Code book") {
			continue
		}
		if diff := cmp.Diff(rows, many[name]); diff != "" {
			t.Errorf("%s (-one sheet +several):\n%s", name, diff)
		}
	}
}

// hostile texts, with what a cell holds for them.
var hostileTexts = map[string]string{
	"=1+1": "=1+1", "@SUM(A1)": "@SUM(A1)", "\t=cmd": "\t=cmd", " blanks  around ": " blanks  around ",
	"_x0041_": "_x0041_", "_x005F_x0041_": "_x005F_x0041_", "_x0041_x0042_": "_x0041_x0042_", "a\r\nb\rc\n": "a\nb\nc\n", "nul\x00bell\x07": "nul\uFFFDbell\uFFFD",
	"\xff\xfe": "\uFFFD", "]]></t></is></c><!--": "]]></t></is></c><!--", "&amp;&#x41;<b>": "&amp;&#x41;<b>", "\uFFFE\uFFFF": "\uFFFD\uFFFD",
	"\xed\xa0\x80": "\uFFFD", "👩‍👩‍👧 مرحبا": "👩‍👩‍👧 مرحبا", strings.Repeat("x", 40000): strings.Repeat("x", 32766) + "…",
	strings.Repeat("😀", 20000): strings.Repeat("😀", 16383) + "…",
}

func TestWriteData_hostile(t *testing.T) {
	t.Parallel()
	c := newConference(t, "herne-2016", 3)
	c.Comments = nil
	want := []string{}
	for text, cell := range hostileTexts {
		c.Comments = append(c.Comments, forms.Comment{SessionID: 1, FormID: c.Sessions[0].Session.FormID, Item: "x", Text: text})
		want = append(want, cell)
	}
	// Hostile titles, options and headers too; two options differ by case only.
	for i := range c.Sessions {
		c.Sessions[i].Session.Title = forms.Text{"de": "=[a]:*?/\\_x0041_\x00" + strings.Repeat("ü", 300)}
		for k := range c.Sessions[i].Form.Questions {
			q := &c.Sessions[i].Form.Questions[k]
			q.Text = forms.Text{"de": "=HYPERLINK(\"x\")\n" + strings.Repeat("Frage ", 80)}
			for o := range q.Options {
				q.Options[o].Text = forms.Text{"de": "]]>&<\n" + strings.Repeat("_x0042_", 1+o%2)}
			}
		}
	}
	d := c.data()
	for reader, sheets := range readers(t, dataWorkbook(t, d, "de")) {
		if reader == "LibreOffice" {
			continue // reads texts its own way; that it opens the file is enough
		}
		rows := sheets[2*len(d.Tables)].rows[1:]
		if len(rows) != len(want) {
			t.Fatalf("%s: %d comments, want %d", reader, len(rows), len(want))
		}
		for i, row := range rows {
			if row[3] != want[i] {
				t.Errorf("%s: %.80q came back as %.80q, want %.80q", reader, c.Comments[i].Text, row[3], want[i])
			}
		}
	}
}

// faultyWriter fails after some bytes.
type faultyWriter struct{ left int }

var errGone = errors.New("the reader has left")

func (w *faultyWriter) Write(b []byte) (int, error) {
	if w.left -= len(b); w.left < 0 {
		return 0, errGone
	}
	return len(b), nil
}

// Once the reader has left, no more responses are read; an error while reading
// ends the writing; a count that is wrong is an error.
func TestWriteData_errors(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(io.Writer, *forms.Data) error{
		"xlsx": func(w io.Writer, d *forms.Data) error { return workbook.WriteData(w, d, options(t, "de")) },
		"csv": func(w io.Writer, d *forms.Data) error {
			return workbook.WriteCSV(w, d, d.Tables[0].Form.ID, false, options(t, "de"))
		},
		"json": func(w io.Writer, d *forms.Data) error { return workbook.WriteJSON(w, d, options(t, "de")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := synthetic(200_000)
			read := 0
			inner := d.Responses
			d.Responses = func(formID int64) iter.Seq2[forms.Response, error] {
				return func(yield func(forms.Response, error) bool) {
					for response, err := range inner(formID) {
						if read++; !yield(response, err) {
							return
						}
					}
				}
			}
			if err := write(&faultyWriter{200_000}, d); !errors.Is(err, errGone) {
				t.Errorf("with a writer that fails: %v", err)
			}
			if read > 60_000 {
				t.Errorf("%d responses were read after the reader had left", read)
			}
			broken := errors.New("broken")
			d.Responses = func(int64) iter.Seq2[forms.Response, error] {
				return func(yield func(forms.Response, error) bool) { yield(forms.Response{}, broken) }
			}
			if err := write(io.Discard, d); !errors.Is(err, broken) {
				t.Errorf("with a source that fails: %v", err)
			}
		})
	}
	for _, by := range []int{-1, 1} {
		d := synthetic(10)
		d.Tables[0].Rows += by
		if err := workbook.WriteData(io.Discard, d, options(t, "de")); err == nil {
			t.Errorf("a count that is wrong by %d was taken", by)
		}
	}
}

// Nothing goes to a temporary file, and the first bytes leave before the first
// response is read.
func TestWriteData_streams(t *testing.T) {
	directory := t.TempDir()
	t.Setenv("TMPDIR", directory)
	d := synthetic(50_000)
	var out bytes.Buffer
	before := -1
	inner := d.Responses
	d.Responses = func(formID int64) iter.Seq2[forms.Response, error] {
		if before < 0 {
			before = out.Len()
		}
		return inner(formID)
	}
	if err := workbook.WriteData(&out, d, options(t, "de")); err != nil {
		t.Fatal(err)
	}
	if before < 1000 {
		t.Errorf("%d bytes had left when the first response was read", before)
	}
	left, err := os.ReadDir(directory)
	if err != nil || len(left) > 0 {
		t.Errorf("temporary files: %v, %v", left, err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if archive.File[0].Name != "[Content_Types].xml" {
		t.Errorf("the first part is %s", archive.File[0].Name)
	}
}

// Headers are frozen, tables filter all rows, dates are dates.
func TestWriteData_craft(t *testing.T) {
	t.Parallel()
	d := synthetic(25)
	f := open(t, dataWorkbook(t, d, "de"))
	for _, name := range f.GetSheetList()[:2] {
		tables, err := f.GetTables(name)
		if err != nil || len(tables) != 1 || tables[0].Range != "A1:AD26" {
			t.Errorf("%s: tables %+v, %v", name, tables, err)
		}
		panes, err := f.GetPanes(name)
		if err != nil || !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("%s: panes %+v, %v", name, panes, err)
		}
	}
	date, err := f.GetCellValue(f.GetSheetList()[0], "X3")
	if err != nil || len(date) != len("01.01.2026") || strings.Count(date, ".") != 2 {
		t.Errorf("a date reads %q, %v", date, err)
	}
	if kind, err := f.GetCellType(f.GetSheetList()[0], "X3"); err != nil || kind == excelize.CellTypeSharedString || kind == excelize.CellTypeInlineString {
		t.Errorf("a date has the type %v, %v", kind, err)
	}
}
