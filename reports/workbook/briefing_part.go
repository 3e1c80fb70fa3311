package workbook

import (
	"strconv"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
	"resonanz/reports"
)

// bar is one line of stacked bars.
type bar struct {
	label string
	quiet bool // an earlier event, set below what it is compared with
	item  *reports.Compared
}

const (
	barHeight  = 15.0 // of a label on one line
	barStretch = 24.0
	labelSize  = 8.0
	headRow    = 30.0 // three lines of a column's name
	legendRow  = 25.0 // two lines
	topicRow   = 16.0
)

// heightOf is how high the lines of bars are: all the same, so that the chart beside
// them has its bars at their lines.
func heightOf(bars []bar) float64 {
	height := barHeight
	for i := range bars {
		height = max(height, labelHeight(bars[i].label))
	}
	return height
}

// labelHeight returns the height of a bar's label. Names are short words, of which
// more letters go on a line than of running text.
func labelHeight(text string) float64 {
	return textHeight(text, 1.1*briefingColumn*(briefBars-briefFirst), look{size: labelSize})
}

// stacked is a table of scales with one stacked bar each, from the worst step on the
// left to the best on the right, below a heading. The legend, if it is wanted, names
// the steps if all scales have the same, and else what they are.
func (s *sheet) stacked(heading string, bars []bar, share string, legend bool) part {
	line, bold := heightOf(bars), look{size: 11, bold: true, wrap: true}
	head := max(headRow, briefingText(heading, briefShare-briefFirst, bold)+6)
	p := part{height: head + line*float64(len(bars)) + 8, stretch: barStretch * float64(len(bars))}
	if legend {
		p.height += legendRow
	}
	p.draw = func(s *sheet, extra float64) {
		s.span(briefFirst, briefShare-1, heading, bold)
		small := look{size: 7, colour: colourMuted, wrap: true, right: true}
		s.put(briefShare, share, small)
		s.put(briefCount, s.Words("workbook.briefing.n"), small)
		s.next(head)
		if legend {
			s.legend(s.stepNames(bars))
			s.next(legendRow)
		}
		start, height := s.row, line+extra/float64(len(bars))
		data := make([]diverging, len(bars))
		for i := range bars {
			data[i] = s.stackedLine(&bars[i])
			s.next(height)
		}
		s.next(8)
		s.stackedChart(start, height, data)
	}
	return p
}

// stackedLine writes the label and the figures of a bar.
func (s *sheet) stackedLine(b *bar) diverging {
	l := look{size: labelSize, wrap: true}
	if b.quiet {
		l.colour = colourMuted
	}
	s.span(briefFirst, briefBars-1, b.label, l)
	number := look{size: 10, right: true, bold: !b.quiet, format: s.percent, colour: l.colour}
	switch {
	case b.item.Total.Suppressed:
		s.span(briefShare, briefCount, s.fewerMark(), look{size: 8, hatch: true, colour: colourMuted, wrap: true})
		return diverging{label: b.label}
	case b.item.Total.TopTwo != nil:
		s.put(briefShare, b.item.Total.TopTwo.Share, number)
	}
	number.format, number.bold = "", false
	s.put(briefCount, b.item.Total.Base, number)
	return classify(&b.item.Total, b.label)
}

// stackedChart draws the bars of lines of a height, from start on. Their shares stand
// on the sheet of the charts' data.
func (s *sheet) stackedChart(start int, height float64, bars []diverging) {
	first := s.addBars(bars)
	if first == 0 {
		return
	}
	last := first + len(bars) - 1
	data := s.dataSheet()
	d := drawing{kind: excelize.BarPercentStacked, labels: `[>=0.07]` + s.percent + `;""`, bare: true,
		width: briefingPixels(briefBars, briefShare-1), height: height * float64(len(bars)) * pixels,
		alt: s.Words("workbook.briefing.bars_alt", "Figures", s.spokenBars(bars))}
	for i, colour := range classColours {
		column := chartClasses + i
		d.series = append(d.series, series{data.area(column, chartFirstRow-1, column, chartFirstRow-1), data.area(chartLabel, first, chartLabel, last), data.area(column, first, column, last), colour})
	}
	s.draw(briefBars, start, d)
}

// briefingPixels is the width of columns of the briefing.
func briefingPixels(from, to int) float64 {
	return float64(to-from+1) * (briefingColumn*7 + 5)
}

// legend writes what the colours of stacked bars mean into the current row, from the
// worst to the best.
func (s *sheet) legend(names [len(classColours)]string) {
	column := briefFirst
	s.fill(briefFirst, briefShare-1, look{size: 8, wrap: true})
	for i, name := range names {
		if name == "" {
			continue
		}
		text := []excelize.RichTextRun{
			{Text: "■ ", Font: &excelize.Font{Family: fontFamily, Size: 10, Color: classColours[i]}},
			{Text: cellText(name), Font: &excelize.Font{Family: fontFamily, Size: 8, Color: colourInk}},
		}
		s.check(s.file.SetCellRichText(s.name, s.cell(column, s.row), text))
		s.check(s.file.MergeCell(s.name, s.cell(column, s.row), s.cell(column+1, s.row)))
		column += 2
	}
}

// stepNames returns the names of the classes, the worst first; "" where no scale has
// such steps.
func (s *sheet) stepNames(bars []bar) (names [len(classColours)]string) {
	var common *reports.Compared
	same := true
	for i := range bars {
		item := bars[i].item
		if item.Total.Suppressed {
			continue
		}
		if common != nil && !sameSteps(common, item) {
			same = false
		}
		common = item
	}
	if common == nil {
		return names
	}
	steps := len(common.Total.Options)
	if same && steps <= len(classColours) {
		for _, o := range common.Total.Options {
			names[classOf(o.Value, steps)] = s.text(o.Text, o.Code)
		}
		return names
	}
	return s.classNames()
}

// classNames returns the names of the classes, the worst first.
func (b *book) classNames() (names [len(classColours)]string) {
	for i, class := range []string{"worst", "worse", "middle", "better", "best"} {
		names[i] = b.Words("workbook.class." + class)
	}
	return names
}

func sameSteps(a, b *reports.Compared) bool {
	if len(a.Total.Options) != len(b.Total.Options) {
		return false
	}
	for i := range a.Total.Options {
		if a.Total.Options[i].Code != b.Total.Options[i].Code {
			return false
		}
	}
	return true
}

// plain is a table of answers with a bar for the share of each.
func (s *sheet) plain(item *reports.Compared, options []reports.Share) part {
	n := float64(len(options))
	return part{height: topicRow*n + 6, stretch: 9 * n, draw: func(s *sheet, extra float64) {
		start, height := s.row, topicRow+extra/n
		for _, o := range options {
			s.span(briefFirst, briefBars-1, s.answer(&item.Item, o), look{size: 9})
			s.put(briefShare, o.Share, look{right: true, bold: true, format: s.percent})
			s.put(briefCount, o.Count, look{right: true})
			s.next(height)
		}
		s.next(6)
		zero, full := 0.0, 1.0
		s.draw(briefBars, start, drawing{kind: excelize.Bar, bare: true, low: &zero, high: &full, labels: s.percent,
			width: briefingPixels(briefBars, briefShare-1), height: height * n * pixels,
			series: []series{{"", s.area(briefFirst, start, briefFirst, start+len(options)-1), s.area(briefShare, start, briefShare, start+len(options)-1), colourPlain}},
			alt:    s.Words("workbook.chart.alt", "Title", s.question(&item.Item), "Figures", s.spoken(item))})
	}}
}

// quotations are comments to be read beside figures, with the sessions in which they
// were written if that is not said above.
func (s *sheet) quotations(quoted []forms.Comment, spoken bool) []part {
	parts := make([]part, 0, len(quoted))
	for _, c := range quoted {
		text := s.Words("workbook.briefing.quotation", "Text", cut(printable(c.Text), maxQuote))
		height := briefingText(text, briefingColumns-3, look{}) + 5
		parts = append(parts, part{height: height + 4, stretch: 8, draw: func(s *sheet, extra float64) {
			said := ""
			if spoken {
				said = s.spokenBy(&c)
			}
			s.span(briefFirst, briefShare-2, text, look{italic: true, wrap: true, fill: colourSoft})
			s.span(briefShare-1, briefLast, said, look{size: 8, colour: colourMuted, wrap: true, right: true, fill: colourSoft})
			s.next(height)
			s.next(4 + extra)
		}})
	}
	return parts
}

// spokenBy says in which session a comment was written, if that may be said.
func (s *sheet) spokenBy(c *forms.Comment) string {
	for i := range s.Sessions {
		if s.Sessions[i].Session.ID == c.SessionID && len(s.Sessions) > 1 {
			return s.session(&s.Sessions[i])
		}
	}
	return ""
}

// subtitle is a heading inside a page.
func (s *sheet) subheading(text string) part {
	l := look{size: 11, bold: true, wrap: true}
	height := briefingText(text, briefingColumns, l) + 6
	return part{height: height, stretch: 4, draw: func(s *sheet, extra float64) {
		s.span(briefFirst, briefLast, text, l)
		s.next(height + extra)
	}}
}

// told is a paragraph.
func (s *sheet) paragraph(text string, l look) part {
	l.wrap, l.top = true, true
	height := briefingText(text, briefingColumns, l) + 3
	return part{height: height, stretch: 3, draw: func(s *sheet, extra float64) {
		s.span(briefFirst, briefLast, text, l)
		s.next(height + extra)
	}}
}

// together makes one part of several that must not be torn apart.
func together(parts ...part) part {
	whole := part{}
	for _, p := range parts {
		whole.height += p.height
		whole.stretch += p.stretch
	}
	whole.draw = func(s *sheet, extra float64) {
		for _, p := range parts {
			mine := 0.0
			if whole.stretch > 0 {
				mine = extra * p.stretch / whole.stretch
			}
			p.draw(s, mine)
		}
	}
	return whole
}

// spokenBars returns stacked bars as a text.
func (b *book) spokenBars(bars []diverging) string {
	text := ""
	for _, one := range bars {
		if one.n > 0 {
			text += one.label + ": " + b.spokenShare(one.classes[4]+one.classes[3]) + " (n = " + strconv.Itoa(one.n) + "); "
		}
	}
	return text
}
