package workbook

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// rowXML writes rows of a sheet as SpreadsheetML (ISO/IEC 29500-1, 18.3.1).
// It is the one place that writes cells without excelize, which takes four
// times as long and keeps them all. The first error sticks.
type rowXML struct {
	w      io.Writer
	buf    []byte
	starts []string // of the cells of each column, up to the row number: `<c r="AB`
	row    int      // number of the row, from 1
	digits []byte   // the same in decimals
	shared int      // index of the first own shared string
	date   int      // style of dates
	prose  int      // style of long texts
	quoted int      // style of those that look like formulas
	err    error
}

// rowBuffer is how much XML is collected before it is compressed.
const rowBuffer = 32 << 10

// newRowXML returns a writer for rows of so many columns.
func newRowXML(columns int) (*rowXML, error) {
	x := &rowXML{buf: make([]byte, 0, 2*rowBuffer)}
	for i := range columns {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return nil, err
		}
		x.starts = append(x.starts, `<c r="`+name)
	}
	return x, nil
}

// start makes w take the rows that follow, from the number row on.
func (x *rowXML) start(w io.Writer, row int) { x.w, x.row = w, row }

// write writes one row. Empty cells are left out.
func (x *rowXML) write(cells []dataCell) {
	x.digits = strconv.AppendInt(x.digits[:0], int64(x.row), 10)
	x.buf = append(x.buf, `<row r="`...)
	x.buf = append(x.buf, x.digits...)
	x.buf = append(x.buf, `">`...)
	for i := range cells {
		if cells[i].kind != cellEmpty {
			x.buf = append(x.buf, x.starts[i]...)
			x.buf = append(x.buf, x.digits...)
			x.cell(&cells[i])
		}
	}
	x.buf = append(x.buf, `</row>`...)
	x.row++
	if len(x.buf) >= rowBuffer {
		x.flush()
	}
}

// cell writes what follows the cell's name.
func (x *rowXML) cell(c *dataCell) {
	switch c.kind {
	case cellShared:
		x.buf = append(x.buf, `" t="s"><v>`...)
		x.buf = strconv.AppendInt(x.buf, int64(x.shared+c.shared), 10)
		x.buf = append(x.buf, `</v></c>`...)
	case cellNumber:
		x.buf = append(x.buf, `"><v>`...)
		x.buf = append(x.buf, c.text...)
		x.buf = append(x.buf, `</v></c>`...)
	case cellDate:
		x.buf = append(x.buf, `" s="`...)
		x.buf = strconv.AppendInt(x.buf, int64(x.date), 10)
		x.buf = append(x.buf, `"><v>`...)
		x.buf = strconv.AppendInt(x.buf, int64(dateSerial(c.text)), 10)
		x.buf = append(x.buf, `</v></c>`...)
	default:
		x.buf = append(x.buf, `" s="`...)
		style := x.prose
		if formulaLike(c.text) {
			style = x.quoted
		}
		x.buf = strconv.AppendInt(x.buf, int64(style), 10)
		x.buf = append(x.buf, `" t="inlineStr"><is>`...)
		x.buf = appendText(x.buf, c.text)
		x.buf = append(x.buf, `</is></c>`...)
	}
}

// flush hands on what is collected and returns the first error.
func (x *rowXML) flush() error {
	if x.err == nil {
		_, x.err = x.w.Write(x.buf)
	}
	x.buf = x.buf[:0]
	return x.err
}

// xmlEscaper writes what text in an element cannot hold as it is. The bracket
// is for "]]>".
var xmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// appendText appends the text element of a string: the text as cellText has
// it, with its blanks kept.
func appendText(b []byte, text string) []byte {
	b = append(b, `<t xml:space="preserve">`...)
	b = append(b, xmlEscaper.Replace(cellText(text))...)
	return append(b, `</t>`...)
}

// dateSerial returns the day with the ISO 8601 date as spreadsheets count it:
// 1 is the first of January 1900, and February 1900 has 29 days (ISO/IEC
// 29500-1, 18.17.4.1, the 1900 date base with its leap year).
func dateSerial(iso string) int {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return 0 // stored dates have passed Form.Parse
	}
	const (
		secondsPerDay = 24 * 60 * 60
		epoch         = 25568 // the first of January 1970, without the leap day
		leap          = 60
	)
	serial := int(day.Unix()/secondsPerDay) + epoch
	if serial >= leap {
		serial++
	}
	return serial
}
