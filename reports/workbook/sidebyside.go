package workbook

import (
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
	"resonanz/reports"
)

// The columns of a side-by-side sheet: what is measured, all together, then each
// session in programme order or each group. A question stands above its
// measures.
const (
	sideMeasure = 2 + iota
	sideTotal
	sideFirst
)

// side is what is set side by side: sessions or groups.
type side struct {
	names []string
	lines []sideLine
}

// sideLine is one question. The cells are parallel to side.names; nil where the
// question was not asked.
type sideLine struct {
	total reports.Compared
	cells []*reports.Compared
}

// measure is one row of a side-by-side sheet.
type measure struct {
	name   string
	format string
	heat   bool // a share, which the heat colours cover
	quiet  bool // beside another measure
	value  func(c *reports.Compared) *float64
}

// drawComparison sets the sessions of a form side by side.
func (s *sheet) drawComparison(c *reports.Comparison) {
	d := side{}
	for i := range c.Sessions {
		d.names = append(d.names, s.session(&c.Sessions[i]))
	}
	for i := range c.Items {
		item := &c.Items[i]
		if item.Item.Question.PerSession {
			continue
		}
		line := sideLine{total: *item, cells: make([]*reports.Compared, len(c.Sessions))}
		for k, summary := range item.Sessions {
			if summary != nil {
				line.cells[k] = &reports.Compared{Item: item.Item, Total: *summary, Population: c.Sessions[k].Session.Present(&s.Event)}
			}
		}
		d.lines = append(d.lines, line)
	}
	s.drawSide(&d, s.Words("workbook.comparison.head"))
}

func (s *sheet) drawSide(d *side, about string) {
	widths := []float64{2, 38, 12}
	for range d.names {
		widths = append(widths, max(min(max(15, 96/float64(len(d.names))), 24), longestWord(d.names)+2))
	}
	s.columns(widths...)
	s.head(about)
	s.put(sideTotal, s.fewerMark(), look{hatch: true, centre: true, colour: colourMuted})
	s.put(sideFirst, s.fewer(), look{size: 9, colour: colourMuted})
	s.height(rowHeight)
	s.row += 2
	head := look{size: 9, bold: true, colour: colourInk, fill: colourSoft, wrap: true}
	middle := head
	middle.centre = true
	s.put(sideMeasure, s.Words("workbook.column.question"), head)
	s.put(sideTotal, s.Words("workbook.column.total"), middle)
	for i, name := range d.names {
		s.put(sideFirst+i, name, middle)
	}
	s.height(sideHeader)
	header := s.row
	s.row++
	s.freeze(sideMeasure)
	var charts []sideChart
	for i := range d.lines {
		height := 22 + float64(len(s.measures(&d.lines[i].total.Item)))*rowHeight
		if s.used()+height > s.pageHeight()-sideHeader { // which each page repeats
			s.newPage()
		}
		charts = append(charts, s.sideLine(d.names, &d.lines[i])...)
	}
	s.row++
	s.sideCharts(header, len(d.names), charts)
}

// sideHeader is the height of the names in points.
const sideHeader = 56.0

// longestWord returns how many letters the longest word has, which would be
// broken in a narrower column.
func longestWord(names []string) float64 {
	longest := 0
	for _, name := range names {
		for _, word := range strings.Fields(name) {
			longest = max(longest, utf8.RuneCountInString(word))
		}
	}
	return float64(min(longest, maxWord))
}

// maxWord is the longest word for which a column is widened.
const maxWord = 26

func (b *book) fewerMark() string {
	return b.Words("workbook.fewer_mark", "Min", b.Event.MinGroup)
}

// sideLine writes the rows of one question and returns what to draw of it.
func (s *sheet) sideLine(names []string, line *sideLine) []sideChart {
	measures := s.measures(&line.total.Item)
	if len(measures) == 0 {
		return nil
	}
	s.fill(sideMeasure, s.last, look{above: colourLine})
	s.put(sideMeasure, s.question(&line.total.Item), look{bold: true, above: colourLine})
	s.height(rowHeight + 5)
	s.row++
	var charts []sideChart
	for i, m := range measures {
		l := look{centre: true}
		if m.quiet {
			l.size, l.colour = 9, colourMuted
		}
		s.height(rowHeight)
		s.put(sideMeasure, m.name, look{size: 9, colour: colourMuted})
		total := l
		total.bold = !m.quiet
		s.sideCell(sideTotal, &line.total, m, total)
		for k, cell := range line.cells {
			s.sideCell(sideFirst+k, cell, m, l)
		}
		s.heat(m, len(line.cells))
		if i == 0 && one(line.total.Item.Kind) {
			charts = append(charts, sideChart{s.question(&line.total.Item) + " – " + m.name, s.spokenSide(names, line.cells, m), m, s.row})
		}
		s.row++
	}
	return charts
}

// one reports whether a single figure stands for questions of a kind.
func one(k forms.Kind) bool {
	return k == forms.KindScale || k == forms.KindRecommend || k == forms.KindYesNo || k == forms.KindNumber
}

// heat colours the shares of a row by their height, and gives counts bars.
func (s *sheet) heat(m measure, columns int) {
	cells := s.cell(sideTotal, s.row) + ":" + s.cell(sideFirst+columns-1, s.row)
	switch {
	case m.heat:
		s.check(s.file.SetConditionalFormat(s.name, cells, []excelize.ConditionalFormatOptions{{Type: "2_color_scale", Criteria: "=",
			MinType: "num", MinValue: "0", MinColor: "#" + colourPaper, MaxType: "num", MaxValue: "1", MaxColor: "#" + colourHeat}}))
	case m.format == counted:
		// Solid bars lose their ends in excelize, so these fade.
		s.check(s.file.SetConditionalFormat(s.name, s.cell(sideFirst, s.row)+":"+s.cell(sideFirst+columns-1, s.row), []excelize.ConditionalFormatOptions{{Type: "data_bar", Criteria: "=",
			MinType: "num", MinValue: "0", MaxType: "max", BarColor: "#" + colourLine}}))
	}
}

// sideCell writes the figure of one session or group. Where the question was
// not asked, the cell stays empty.
func (s *sheet) sideCell(column int, c *reports.Compared, m measure, l look) {
	switch {
	case c == nil:
		s.put(column, nil, l)
	case c.Total.Suppressed:
		l.hatch, l.colour = true, colourMuted
		s.put(column, s.fewerMark(), l)
	default:
		l.format = m.format
		if v := m.value(c); v != nil {
			s.put(column, *v, l)
		} else {
			s.put(column, "–", l)
		}
	}
}

// sideChart is a row that is drawn as bars.
type sideChart struct {
	title, spoken string
	measure       measure
	row           int
}

const (
	sideChartLabel = 72.0 // pixels of a chart's title and axis
	sideChartBar   = 20.0
	sideChartWidth = 430 // pixels below which a chart is not read any more
)

// sideCharts draws the first measure of each question, two beside one another
// where the columns are wide enough for it.
func (s *sheet) sideCharts(header, columns int, charts []sideChart) {
	if len(charts) == 0 {
		return
	}
	spots := s.halves()
	height := sideChartLabel + sideChartBar*float64(columns)
	rows := int(height/(rowHeight*pixels)) + 1
	room, line, heading := s.pageHeight()-sideHeader, float64(rows)*rowHeight, 24.0
	if lines := float64((len(charts) + len(spots) - 1) / len(spots)); s.used()+heading+min(lines, 2)*line > room {
		s.newPage()
	}
	s.heading(s.Words("workbook.comparison.charts"))
	zero, full := 0.0, 1.0
	for i, c := range charts {
		at := spots[i%len(spots)]
		if i%len(spots) == 0 && i > 0 {
			if s.row += rows; s.used()+line > room {
				s.newPage()
			}
		}
		for row := s.row; row < s.row+rows; row++ {
			s.check(s.file.SetRowHeight(s.name, row, rowHeight))
		}
		d := drawing{kind: excelize.Bar, title: c.title, labels: c.measure.format, width: at.width, height: height, low: &zero,
			alt:    s.Words("workbook.chart.alt", "Title", c.title, "Figures", c.spoken),
			series: []series{{s.area(sideMeasure, c.row, sideMeasure, c.row), s.area(sideFirst, header, s.last, header), s.area(sideFirst, c.row, s.last, c.row), colourBest}}}
		if c.measure.heat {
			d.high = &full
		}
		s.draw(at.column, s.row, d)
	}
	s.row += rows
}

// spot is where a chart stands.
type spot struct {
	column int
	width  float64 // pixels
}

// halves parts the sheet's columns into two places for charts, or leaves one if
// a part would be too narrow.
func (s *sheet) halves() []spot {
	pixelsOf := func(from, to int) float64 { return s.width(from, to)*7 + 5*float64(to-from+1) - 10 }
	middle := sideMeasure + 1
	for middle < s.last && pixelsOf(sideMeasure, middle-1) < pixelsOf(middle, s.last) {
		middle++
	}
	left, right := spot{sideMeasure, pixelsOf(sideMeasure, middle-1)}, spot{middle, pixelsOf(middle, s.last)}
	if min(left.width, right.width) < sideChartWidth {
		return []spot{{sideMeasure, pixelsOf(sideMeasure, s.last)}}
	}
	return []spot{left, right}
}

// counted is the number format of a number of people.
const counted = `"n = "0`
