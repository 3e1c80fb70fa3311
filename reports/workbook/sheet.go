package workbook

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// sheet is one sheet while it is written from top to bottom. Rows and columns
// count from 1.
type sheet struct {
	*book
	name  string
	title string
	row   int // the next free row
	last  int // the last column of the sheet's layout
	// widths are those of the columns from A to the last.
	widths []float64
	top    int // the first row of the current page
}

const (
	lineHeight = 14.0 // points of a line of 10 pt text
	rowHeight  = 17.0 // points of a table row
	// defaultHeight is that of rows whose height nobody set, in points.
	defaultHeight = 15.0
	pixels        = 4.0 / 3
)

// setUp makes the sheet a page: no grid, A4 landscape, as wide as the paper,
// notices in the header and page numbers in the footer.
func (s *sheet) setUp(portrait bool) {
	no, yes, a4, one, none := false, true, 9, 1, 0
	orientation := "landscape"
	if portrait {
		orientation = "portrait"
	}
	s.check(s.file.SetSheetView(s.name, 0, &excelize.ViewOptions{ShowGridLines: &no, RightToLeft: &s.rightToLeft}))
	s.check(s.file.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &yes}))
	s.check(s.file.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &one, FitToHeight: &none}))
	side, end, edge := 0.5, 0.75, 0.3
	if !portrait {
		end = landscapeEnd
	}
	s.check(s.file.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &end, Bottom: &end, Header: &edge, Footer: &edge, Horizontally: &yes}))
	notices, room := strings.Join(s.notices(), " · "), headerRoom
	if portrait {
		room = headerRoomPortrait
	}
	left := headerText(s.eventTitle(), 60)
	if utf8.RuneCountInString(left)+utf8.RuneCountInString(notices) > room {
		left = "" // the footer has it
	}
	s.check(s.file.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{
		OddHeader: "&L" + headerFont + left + "&R" + headerFont + headerText(notices, 140),
		OddFooter: "&L" + headerFont + headerText(s.title+" · "+s.eventTitle(), 100) + "&R" + headerFont + "&P / &N",
	}))
}

// landscapeEnd is the margin above and below in inches, with the header in it.
const landscapeEnd = 0.55

// How many characters a header has room for, left and right together.
const headerRoom, headerRoomPortrait = 170, 110

// tab colours the tab of a sheet: the briefing's in the accent, so that the sheets
// for those who work with the figures lie behind it.
func (s *sheet) tab(first bool) {
	colour := colourLine
	if first {
		colour = s.accent
	}
	s.check(s.file.SetSheetProps(s.name, &excelize.SheetPropsOptions{TabColorRGB: &colour}))
}

// headerFont sets the font of a part of a header (ISO/IEC 29500-1, 18.3.1.46).
const headerFont = `&"` + fontFamily + `,Regular"&8`

// headerText returns text for a header or footer, where & starts a code and is
// doubled to be one. A header holds 255 characters in all.
func headerText(s string, limit int) string {
	s = strings.Join(strings.Fields(printable(s)), " ")
	if s != "" && s[0] >= '0' && s[0] <= '9' {
		s = " " + s // a digit right after the size would belong to the size
	}
	return strings.ReplaceAll(cut(s, limit-strings.Count(s, "&")), "&", "&&")
}

// columns sets the widths of the columns from A on, in characters.
func (s *sheet) columns(widths ...float64) {
	s.last, s.widths = len(widths), widths
	for i, width := range widths {
		name, err := excelize.ColumnNumberToName(i + 1)
		s.check(err)
		s.check(s.file.SetColWidth(s.name, name, name, width))
	}
}

// put writes a value into a column of the current row: a string, an int, a
// float64, a time.Time (its wall clock), or nil for nothing but the look.
func (s *sheet) put(column int, v any, l look) {
	cell := s.cell(column, s.row)
	switch v := v.(type) {
	case string:
		if v != "" {
			l.quoted = formulaLike(v)
			s.check(s.file.SetCellStr(s.name, cell, cellText(v)))
		}
	case int:
		s.check(s.file.SetCellInt(s.name, cell, int64(v)))
	case float64:
		s.check(s.file.SetCellFloat(s.name, cell, v, -1, 64))
	case time.Time:
		// excelize reads the wall clock of a time in UTC.
		wall := time.Date(v.Year(), v.Month(), v.Day(), v.Hour(), v.Minute(), 0, 0, time.UTC)
		s.check(s.file.SetCellValue(s.name, cell, wall))
	case nil:
	default:
		s.check(fmt.Errorf("no cell for a %T", v))
	}
	s.check(s.file.SetCellStyle(s.name, cell, cell, s.style(l)))
}

// fill gives the cells of the current row between two columns a look.
func (s *sheet) fill(from, to int, l look) {
	s.check(s.file.SetCellStyle(s.name, s.cell(from, s.row), s.cell(to, s.row), s.style(l)))
}

// wide writes a text over several columns of the current row, as high as it
// needs to be.
func (s *sheet) wide(from, to int, text string, l look) {
	l.wrap = true
	s.fill(from, to, l)
	s.put(from, text, l)
	if from != to {
		s.check(s.file.MergeCell(s.name, s.cell(from, s.row), s.cell(to, s.row)))
	}
	s.height(max(rowHeight, textHeight(text, s.width(from, to), l)))
}

// height sets the height of the current row in points.
func (s *sheet) height(points float64) {
	s.check(s.file.SetRowHeight(s.name, s.row, min(points, 400)))
}

// width returns the width of columns in characters.
func (s *sheet) width(from, to int) float64 {
	sum := 0.0
	for _, width := range s.widths[from-1 : to] {
		sum += width
	}
	return sum
}

// pageHeight estimates the height in points of what fits on a printed page in
// landscape: the height of A4 between the margins, as much larger as the
// sheet is wider than the paper.
func (s *sheet) pageHeight() float64 {
	const height, width = 595 - 2*landscapeEnd*72, 842 - 2*0.5*72
	return height * max(1, (s.width(1, s.last)*7+5*float64(s.last))/pixels/width)
}

// used returns how high the rows of the current page are so far, in points.
func (s *sheet) used() float64 {
	sum := 0.0
	for row := max(1, s.top); row < s.row; row++ {
		height, err := s.file.GetRowHeight(s.name, row)
		s.check(err)
		sum += height
	}
	return sum
}

// newPage begins a page with the current row.
func (s *sheet) newPage() {
	s.check(s.file.InsertPageBreak(s.name, s.cell(1, s.row)))
	s.top = s.row
}

// textHeight estimates the height of a wrapped text in points. A column's
// width counts digits of the standard font (11 pt). A letter of running text
// is narrower than a digit of its size by about as much as the last word of a
// line leaves empty.
func textHeight(text string, width float64, l look) float64 {
	size := l.size
	if size == 0 {
		size = 10
	}
	perLine := width * 11 / size
	if l.bold {
		perLine *= 0.92
	}
	lines := 0.0
	for line := range strings.SplitSeq(text, "\n") {
		lines += max(1, math.Ceil(float64(utf8.RuneCountInString(line))/perLine))
	}
	return lines*size*lineHeight/10 + 4
}

// cell returns a cell's name, like "B3".
func (s *sheet) cell(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	s.check(err)
	return name
}

// area returns cells of this sheet as formulas and charts name them.
func (s *sheet) area(column, row, toColumn, toRow int) string {
	from, err := excelize.CoordinatesToCellName(column, row, true)
	s.check(err)
	to, err := excelize.CoordinatesToCellName(toColumn, toRow, true)
	s.check(err)
	quoted := "'" + strings.ReplaceAll(s.name, "'", "''") + "'!"
	if from == to {
		return quoted + from
	}
	return quoted + from + ":" + to
}

// link makes a cell of the current row lead to a sheet.
func (s *sheet) link(column int, target, text string, l look) {
	l.link = true
	s.put(column, text, l)
	location := "'" + strings.ReplaceAll(target, "'", "''") + "'!A1"
	s.check(s.file.SetCellHyperLink(s.name, s.cell(column, s.row), location, "Location"))
}

// head writes what stands on top of every sheet: the event, the sheet's title,
// a line about it and the notices.
func (s *sheet) head(about string) {
	s.row = 1
	s.height(20)
	title, above := s.title, s.eventTitle()
	if s.name == s.pages[0].name {
		title, above = above, title
	}
	s.put(2, above, look{size: 9, colour: colourMuted})
	if first := s.pages[0].name; first != s.name {
		s.link(s.last, first, "← "+first, look{size: 9, right: true})
	}
	s.row = 2
	s.height(32)
	s.fill(2, s.last, look{below: colourBrand})
	s.put(2, title, look{size: 20, bold: true, below: colourBrand})
	s.row = 3
	s.height(8)
	s.row = 4
	if about != "" {
		s.wide(2, s.last, about, look{colour: colourMuted, top: true})
		s.row++
	}
	for _, notice := range s.notices() {
		s.wide(2, s.last, notice, look{bold: true, fill: colourNotice, below: colourEdge})
		s.row++
	}
	s.height(8)
	s.row++
}

// heading writes the heading of a section.
func (s *sheet) heading(text string) {
	s.fill(2, s.last, look{below: colourLine})
	s.put(2, text, look{size: 13, bold: true, below: colourLine})
	s.height(24)
	s.row++
}

// freeze keeps the rows above the current one, and some columns, in sight and
// repeats the row right above, and the columns, on every printed page.
func (s *sheet) freeze(columns int) {
	s.check(s.file.SetPanes(s.name, &excelize.Panes{
		Freeze: true, XSplit: columns, YSplit: s.row - 1, TopLeftCell: s.cell(columns+1, s.row), ActivePane: "bottomRight",
	}))
	quoted := "'" + strings.ReplaceAll(s.name, "'", "''") + "'!"
	titles := fmt.Sprintf("%s$%d:$%d", quoted, s.row-1, s.row-1)
	if columns > 0 {
		name, err := excelize.ColumnNumberToName(columns)
		s.check(err)
		titles = quoted + "$A:$" + name + "," + titles
	}
	s.check(s.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: s.name, RefersTo: titles}))
}
