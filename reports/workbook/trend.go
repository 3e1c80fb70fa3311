package workbook

import (
	"github.com/xuri/excelize/v2"

	"resonanz/forms"
	"resonanz/reports"
)

// The columns of a trend's own block: the event, the figure and its interval,
// then the chart.
const (
	trendEvent = 2 + iota
	trendValue
	trendLow
	trendHigh
	trendN
	_
	trendChart
)

const (
	trendChartColumns = 5
	// A block has at least this many rows, so that its chart can be read.
	trendBlockRows   = 8
	trendChartHeight = 181 // pixels of as many rows
)

// drawTrend writes how the items went over the events of the series: first all
// of them as a table with sparklines, then each that was asked alike at least
// twice with its intervals and a chart.
func (s *sheet) drawTrend() {
	events := s.trends[0].Points
	widths := []float64{2, 46}
	for range max(len(events)+1, trendChart-3+trendChartColumns) {
		widths = append(widths, 13)
	}
	s.columns(widths...)
	s.head(s.Words("workbook.trend.head"))
	s.put(trendEvent, s.Words("workbook.trend.changed"), look{hatch: true, colour: colourMuted})
	s.put(trendValue, s.Words("workbook.trend.changed_text"), look{size: 9, colour: colourMuted})
	s.height(rowHeight)
	s.row += 2
	head := look{size: 9, bold: true, fill: colourSoft, wrap: true}
	s.put(2, s.Words("workbook.column.question"), head)
	head.centre = true
	for i := range events {
		s.put(3+i, s.occasion(events[i].Event), head)
	}
	s.put(3+len(events), s.Words("workbook.trend.title"), head)
	s.height(30)
	s.row++
	s.freeze(2)
	s.trendTable(len(events))
	s.row++
	const block = trendBlockRows*rowHeight + defaultHeight + 22 // with its heading and a free row
	for i := range s.trends {
		if s.used()+block > s.pageHeight()-rowHeight { // of the repeated header
			s.newPage()
		}
		s.trendBlock(&s.trends[i])
	}
}

// trendTable writes a line with a sparkline for each trend over that many
// events.
func (s *sheet) trendTable(events int) {
	var cells, ranges []string
	form := ""
	for i := range s.trends {
		t := &s.trends[i]
		if t.Form.Key != form {
			form = t.Form.Key
			s.put(2, s.text(t.Form.Title, t.Form.Key), look{size: 9, colour: colourMuted})
			s.row++
		}
		if s.trendRow(t) > 1 {
			cells = append(cells, s.cell(3+events, s.row))
			ranges = append(ranges, s.area(3, s.row, 2+events, s.row))
		}
		s.row++
	}
	if len(cells) > 0 {
		// One call with all cells: each call reads the whole sheet again.
		s.check(s.file.AddSparkline(s.name, &excelize.SparklineOptions{Location: cells, Range: ranges, Type: "line", Markers: true, EmptyCells: "gap",
			SeriesColor: "#" + s.accent, MarkersColor: "#" + s.accent}))
	}
}

// occasion names an event in a series: the month and year in which it was.
func (b *book) occasion(e *forms.Event) string {
	if e.Starts.IsZero() {
		return b.text(e.Title, e.Code)
	}
	day := e.Starts.In(e.Location())
	return b.Words("workbook.answer.month", "Year", day.Format("2006"), "Month", day.Format("01"))
}

// trendRow writes one line of the table and returns how many events it has a
// figure of.
func (s *sheet) trendRow(t *reports.Trend) (readings int) {
	s.fill(2, 3+len(t.Points), look{below: colourLine})
	s.put(2, s.question(&t.Item)+" · "+s.figureName(&t.Item), look{wrap: true, size: 9, below: colourLine})
	s.height(max(24, textHeight(s.question(&t.Item)+" · "+s.figureName(&t.Item), s.width(2, 2), look{size: 9})))
	for i := range t.Points {
		p := &t.Points[i]
		if s.trendCell(3+i, p, look{centre: true, bold: p.Event == &s.Event, format: s.figureFormat(&t.Item), below: colourLine}) {
			readings++
		}
	}
	return readings
}

// trendCell writes the figure of one event, or why there is none.
func (s *sheet) trendCell(column int, p *reports.Point, l look) bool {
	if p.Broken {
		s.put(column, s.Words("workbook.trend.changed"), look{centre: true, size: 9, hatch: true, colour: colourMuted})
		return false
	}
	if p.Compared == nil {
		return false
	}
	if p.Compared.Total.Suppressed {
		s.put(column, s.Words("workbook.fewer_mark", "Min", p.Event.MinGroup), look{centre: true, size: 9, hatch: true, colour: colourMuted})
		return false
	}
	reading, ok := p.Compared.Reading()
	if ok {
		s.put(column, reading.Value, l)
	}
	return ok
}

// figureName and figureFormat say what is followed of an item.
func (b *book) figureName(item *forms.Item) string {
	switch {
	case item.Kind == forms.KindRecommend:
		return b.Words("workbook.fact.nps")
	case item.Kind == forms.KindYesNo:
		return b.Words("workbook.answer.yes")
	case stepsOf(item) == forms.MinSteps:
		return b.Words("workbook.fact.top_one")
	}
	return b.Words("workbook.fact.top_two")
}

func (b *book) figureFormat(item *forms.Item) string {
	if item.Kind == forms.KindRecommend {
		return signed
	}
	return b.percent
}

// trendBlock writes an item with its intervals and its chart, if at least two
// events can be joined.
func (s *sheet) trendBlock(t *reports.Trend) {
	readings := 0
	for i := range t.Points {
		if c := t.Points[i].Compared; c != nil {
			if _, ok := c.Reading(); ok {
				readings++
			}
		}
	}
	if readings < 2 {
		return
	}
	s.wide(2, s.last, s.question(&t.Item), look{size: 12, bold: true, below: colourLine})
	s.row++
	head := look{size: 9, colour: colourMuted, fill: colourSoft}
	s.put(trendEvent, s.Words("workbook.trend.event"), head)
	head.right = true
	for i, text := range []string{s.figureName(&t.Item), s.Words("workbook.column.low"), s.Words("workbook.column.high"), s.Words("workbook.fact.n")} {
		s.put(trendValue+i, text, head)
	}
	start := s.row
	s.row++
	for i := range t.Points {
		s.trendLine(&t.Points[i], s.figureFormat(&t.Item))
	}
	s.trendChart(start, t)
	end := start + max(len(t.Points)+1, trendBlockRows)
	for row := start; row < end; row++ {
		s.check(s.file.SetRowHeight(s.name, row, rowHeight))
	}
	s.row = end + 1
}

func (s *sheet) trendLine(p *reports.Point, format string) {
	l := look{right: true, below: colourLine}
	s.fill(trendEvent, trendN, l)
	s.put(trendEvent, s.occasion(p.Event), look{below: colourLine, bold: p.Event == &s.Event})
	figure := l
	figure.bold, figure.format = true, format
	if s.trendCell(trendValue, p, figure) {
		reading, _ := p.Compared.Reading()
		bound := l
		bound.colour, bound.format = colourMuted, format
		s.put(trendLow, reading.Interval.Low, bound)
		s.put(trendHigh, reading.Interval.High, bound)
		s.put(trendN, reading.N, l)
	}
	s.row++
}

// trendChart draws the figure as a line with the interval of each event as an
// upright bar. The line is interrupted where an event asked something else.
func (s *sheet) trendChart(start int, t *reports.Trend) {
	first, last := start+1, start+len(t.Points)
	low, high := 0.0, 1.0
	if t.Item.Kind == forms.KindRecommend {
		low, high = -100, 100
	}
	yes, title := true, s.question(&t.Item)
	one := func(column int, marker string, line excelize.LineType, colour string) excelize.ChartSeries {
		return excelize.ChartSeries{Name: s.area(column, start, column, start), Categories: s.area(trendEvent, first, trendEvent, last),
			Values: s.area(column, first, column, last), Fill: solid(colour), Line: excelize.LineOptions{Type: line, Width: 2},
			Marker: excelize.ChartMarker{Symbol: marker, Size: 7, Fill: solid(colour)}}
	}
	s.addChart(trendChart, start, &excelize.Chart{
		Type:   excelize.Line,
		Series: []excelize.ChartSeries{one(trendValue, "circle", excelize.LineSolid, s.accent), one(trendLow, "dash", excelize.LineNone, colourMuted), one(trendHigh, "dash", excelize.LineNone, colourMuted)},
		Title:  chartTitle(title), Legend: excelize.ChartLegend{Position: "none"}, ShowBlanksAs: "gap",
		XAxis:     excelize.ChartAxis{HighLowLines: true, Font: chartFont(8, colourInk), TickLabelPosition: excelize.ChartTickLabelLow},
		YAxis:     excelize.ChartAxis{Minimum: &low, Maximum: &high, MajorGridLines: true, Font: chartFont(8, colourMuted), NumFmt: excelize.ChartNumFmt{CustomNumFmt: s.figureFormat(&t.Item)}},
		Dimension: excelize.ChartDimension{Width: uint(s.width(trendChart, trendChart+trendChartColumns-1)*7 + 5*trendChartColumns), Height: trendChartHeight},
		Format:    excelize.GraphicOptions{AltText: cut(printable(s.Words("workbook.chart.alt_line", "Title", title, "Figures", s.spokenTrend(t))), 500), PrintObject: &yes, Positioning: "oneCell", OffsetY: 3},
		Fill:      solid(colourPaper), Border: excelize.LineOptions{Type: excelize.LineNone},
	})
}
