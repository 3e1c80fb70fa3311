package workbook

import (
	"github.com/xuri/excelize/v2"

	"resonanz/reports"
)

// The chart of the overview sets scales of all lengths under one another, so
// their steps fall into five classes: the best step, better than the middle,
// the middle, worse, the worst step. Better classes run to the right of a
// common line, worse ones to the left, and the middle stands apart on the
// right, since it belongs to neither (Heiberger and Robbins, Journal of
// Statistical Software 57/5, 2014, discuss both places for it).

// maxDiverging is the number of bars that still fit on the first page.
const maxDiverging = 10

// The columns of the chart's data.
const (
	divergingLabel = 2 + iota
	divergingWorse
	divergingWorst
	divergingBetter
	divergingBest
	divergingGap
	divergingMiddle
	divergingN
)

// diverging is one bar, in shares of those who judged.
type diverging struct {
	label                               string
	n                                   int
	best, better, middle, worse, lowest float64
}

func (b *book) divergingBars() []diverging {
	var bars []diverging
	for _, c := range b.leading() {
		for _, item := range scales(c) {
			bars = append(bars, classify(&item.Total, b.labelled(c, item)))
		}
	}
	return bars[:min(len(bars), maxDiverging)]
}

func classify(t *reports.Summary, label string) diverging {
	bar, steps := diverging{label: label, n: t.Base}, len(t.Options)
	for _, o := range t.Options {
		switch {
		case o.Value == steps:
			bar.best += o.Share
		case o.Value == 1:
			bar.lowest += o.Share
		case 2*o.Value == steps+1:
			bar.middle += o.Share
		case 2*o.Value > steps+1:
			bar.better += o.Share
		default:
			bar.worse += o.Share
		}
	}
	return bar
}

// chartFirstRow is the row of the chart's data that holds the first bar. The
// overview is drawn before the data, so both know it.
const chartFirstRow = 10

// overviewChart places the chart on the overview; its data is on its own sheet.
func (s *sheet) overviewChart() {
	bars := s.divergingBars()
	if len(bars) == 0 {
		return
	}
	s.heading(s.Words("workbook.overview.chart"))
	data := &sheet{book: s.book, name: s.pageOf(s.Words("workbook.chart_data.title"))}
	first, last := chartFirstRow, chartFirstRow+len(bars)-1
	d := drawing{
		kind: excelize.BarStacked, legend: true, title: s.Words("workbook.chart.diverging"),
		labels: `[>=0.045]` + s.percent + `;[<=-0.045]` + s.percent + `;""`,
		width:  s.width(2, s.last)*7 + 5*10, height: 90 + 29*float64(len(bars)),
		alt: s.Words("workbook.chart.diverging_alt", "n", len(bars)),
	}
	for _, one := range []struct {
		column int
		colour string
	}{{divergingWorse, colourPoor}, {divergingWorst, colourWorst}, {divergingBetter, colourFair}, {divergingBest, colourBest}, {divergingGap, ""}, {divergingMiddle, colourMiddle}} {
		d.series = append(d.series, series{data.area(one.column, first-1, one.column, first-1),
			data.area(divergingLabel, first, divergingLabel, last), data.area(one.column, first, one.column, last), one.colour})
	}
	low, high := extent(bars)
	d.low, d.high = &low, &high
	s.draw(2, s.row, d)
	for left := d.height / pixels; left > 0; left -= rowHeight {
		s.height(rowHeight)
		s.row++
	}
	s.row++
}

// gap is the space between the longest bar and the middle, as a share.
const gap = 0.06

// extent returns the ends of the value axis.
func extent(bars []diverging) (low, high float64) {
	right, middle := 0.0, 0.0
	for _, bar := range bars {
		low = min(low, -bar.worse-bar.lowest)
		right = max(right, bar.best+bar.better)
		middle = max(middle, bar.middle)
	}
	return low, right + gap + middle
}

// drawChartData writes what the overview's chart reads.
func (s *sheet) drawChartData() {
	s.columns(2, 70, 14, 14, 14, 14, 14, 14, 9)
	s.head(s.Words("workbook.chart_data.head"))
	// The notices differ in number from workbook to workbook.
	s.row = chartFirstRow - 1
	head := look{size: 9, colour: colourMuted, fill: colourSoft, wrap: true}
	right := head
	right.right = true
	s.put(divergingLabel, s.Words("workbook.column.question"), head)
	for i, class := range []string{"worse", "worst", "better", "best"} {
		s.put(divergingWorse+i, s.Words("workbook.class."+class), right)
	}
	s.put(divergingMiddle, s.Words("workbook.class.middle"), right)
	// The gap has a name that is not seen, so that nothing stands in the legend.
	s.put(divergingGap, " ", right)
	s.put(divergingN, s.Words("workbook.fact.n"), right)
	s.height(30)
	s.row++
	bars := s.divergingBars()
	rightmost := 0.0
	for _, bar := range bars {
		rightmost = max(rightmost, bar.best+bar.better)
	}
	share := look{right: true, format: s.percent + ";−" + s.percent + ";" + s.percent, below: colourLine}
	for _, bar := range bars {
		s.put(divergingLabel, bar.label, look{below: colourLine})
		s.put(divergingWorse, -bar.worse, share)
		s.put(divergingWorst, -bar.lowest, share)
		s.put(divergingBetter, bar.better, share)
		s.put(divergingBest, bar.best, share)
		s.put(divergingGap, rightmost+gap-bar.best-bar.better, look{right: true, colour: colourMuted, format: s.percent, below: colourLine})
		s.put(divergingMiddle, bar.middle, share)
		s.put(divergingN, bar.n, look{right: true, below: colourLine})
		s.height(rowHeight)
		s.row++
	}
}
