package workbook

import (
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
)

// maxDataRows is the most rows below the header that a sheet holds (Microsoft,
// "Excel specifications and limits").
const maxDataRows = excelize.TotalRows - 1

// WriteData writes the responses of an event one by one as a workbook
// (ISO/IEC 29500, .xlsx): for each form a sheet with a row per response that
// says what was answered in words and one that says it in codes, then the
// comments, which belong to no row, the code book and what one has to know.
//
// It writes while it reads: memory does not depend on the number of responses,
// nothing goes to a temporary file, the first bytes leave before the first
// response is read (if w has a method Flush, it is called then), and an error
// of w ends the reading. Rows that do not fit a sheet go on to the next one.
// After an error what was written is no workbook, and the caller has to see to
// it that nobody takes it for one.
func WriteData(w io.Writer, d *forms.Data, o Options) error {
	return writeData(w, d, o, maxDataRows)
}

func writeData(w io.Writer, d *forms.Data, o Options, perSheet int) error {
	b := newDataBook(d, o)
	defer b.file.Close()
	b.plan(perSheet)
	b.skeleton()
	if b.err != nil {
		return forms.Errorf(forms.CodeInternal, "data workbook: %w", b.err)
	}
	if err := b.write(w); err != nil {
		return forms.Errorf(forms.CodeInternal, "write data workbook: %w", err)
	}
	return nil
}

// dataBook is a workbook of data that is being written.
type dataBook struct {
	*book
	data     *forms.Data
	labels   *dataLabels
	tables   []*dataTable
	listings []dataListing
	date     int // style of dates
	prose    int // style of comments
	quoted   int // and of those that look like formulas
}

// dataListing is a table of many rows, on as many sheets as it needs.
type dataListing struct {
	title   string
	table   string // name of the table that filters the rows
	headers []string
	widths  []float64
	rows    int
	sheets  []dataSheet
	wide    bool // cells may hold long texts
	// each calls write with the cells of each row.
	each func(write func(cells []dataCell) error) error
}

// dataSheet is a sheet of a listing.
type dataSheet struct {
	name string
	part string // its part in the package
	rows int
}

func newDataBook(d *forms.Data, o Options) *dataBook {
	b := &dataBook{data: d, labels: &dataLabels{index: map[string]int{}}, book: &book{
		EventFigures: &d.Figures, Options: o, file: excelize.NewFile(), names: map[string]bool{}, looks: map[look]int{},
	}}
	b.date = b.style(look{format: o.Words("workbook.data.date"), centre: true})
	b.prose = b.style(look{wrap: true, top: true})
	b.quoted = b.style(look{wrap: true, top: true, quoted: true})
	return b
}

// plan lists the sheets in their order.
func (b *dataBook) plan(perSheet int) {
	b.tables = b.dataTables(b.data, b.labels)
	for i, t := range b.tables {
		title, name := b.Words("workbook.data.labels", "Form", t.name), "Labels_"
		if t.codes {
			title, name = b.Words("workbook.data.codes", "Form", t.name), "Codes_"
		}
		l := dataListing{title: title, table: name + strconv.Itoa(i+1), rows: t.Rows, each: b.responses(t)}
		for _, c := range t.columns {
			l.headers, l.widths = append(l.headers, c.header), append(l.widths, c.width)
		}
		b.listings = append(b.listings, l)
	}
	b.listings = append(b.listings, b.comments())
	part := 0
	for i := range b.listings {
		l := &b.listings[i]
		for left := l.rows; left > 0 || l.sheets == nil; left -= perSheet {
			part++
			name := sheetName(l.title, b.names)
			l.sheets = append(l.sheets, dataSheet{name, "xl/worksheets/sheet" + strconv.Itoa(part) + ".xml", min(left, perSheet)})
			b.pages = append(b.pages, page{planned{title: l.title}, name})
		}
	}
	for _, p := range []planned{
		{title: b.Words("workbook.codebook.title"), draw: b.drawCodebook},
		{title: b.Words("workbook.data.about"), portrait: true, draw: b.drawAbout},
	} {
		b.pages = append(b.pages, page{p, sheetName(p.title, b.names)})
	}
}

// responses returns the rows of a table.
func (b *dataBook) responses(t *dataTable) func(func([]dataCell) error) error {
	return func(write func([]dataCell) error) error {
		for response, err := range b.data.Responses(t.Form.ID) {
			if err == nil {
				err = write(t.row(&response))
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// comments returns the listing of the comments.
func (b *dataBook) comments() dataListing {
	type key struct {
		form int64
		item string
	}
	sessions, questions, keys := map[int64]dataCell{}, map[key]dataCell{}, map[string]dataCell{}
	for i := range b.Sessions {
		f := &b.Sessions[i]
		sessions[f.Session.ID] = b.labels.cell(b.session(f))
		for _, item := range f.Form.Items() {
			if item.Kind.IsText() {
				questions[key{f.Session.FormID, item.Key}] = b.labels.cell(b.question(&item))
				keys[item.Key] = b.labels.cell(item.Key)
			}
		}
	}
	return dataListing{
		title: b.Words("workbook.comments.title"), table: "Comments", rows: b.data.CommentCount, wide: true, widths: []float64{28, 40, 20, 90},
		headers: []string{b.Words("workbook.column.session"), b.Words("workbook.column.question"), b.Words("workbook.column.key"), b.Words("workbook.column.comment")},
		each: func(write func([]dataCell) error) error {
			cells := make([]dataCell, 4)
			for comment, err := range b.data.Comments() {
				if err == nil {
					cells[0], cells[1], cells[2] = sessions[comment.SessionID], questions[key{comment.FormID, comment.Item}], keys[comment.Item]
					cells[3] = dataCell{kind: cellProse, text: comment.Text}
					err = write(cells)
				}
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}
