package workbook

import (
	"slices"

	"github.com/xuri/excelize/v2"

	"resonanz/reports"
)

// Charts set scales of all lengths under one another, so their steps fall into five
// classes: the worst step, worse than the middle, the middle, better, the best step.
// Every stacked bar and every legend runs from the worst on the left to the best on
// the right. On the cover, bars are moved so that the middles of all stand on one
// line (Heiberger and Robbins, Journal of Statistical Software 57/5, 2014).

// classColours are the colours of the classes, the worst first.
var classColours = [5]string{colourWorst, colourPoor, colourMiddle, colourFair, colourBest}

// maxDiverging is the number of bars that still fit on the first page.
const maxDiverging = 10

// The columns of the charts' data. The classes follow one another from the worst.
const (
	chartLabel = 2 + iota
	chartPad
	chartClasses
	chartN = chartClasses + len(classColours)
)

// diverging is one bar, in shares of those who judged.
type diverging struct {
	label   string
	n       int
	classes [len(classColours)]float64
	pad     float64 // how far the bar is moved to the right
}

func (b *book) divergingBars() []diverging {
	var bars []diverging
	for _, c := range b.leading() {
		for _, item := range scales(c) {
			bars = append(bars, classify(&item.Total, b.labelled(c, item)))
		}
	}
	bars = bars[:min(len(bars), maxDiverging)]
	left := 0.0
	for i := range bars {
		left = max(left, bars[i].left())
	}
	for i := range bars {
		bars[i].pad = left - bars[i].left()
	}
	return bars
}

// left is how much of a bar stands left of the common line.
func (d *diverging) left() float64 { return d.classes[0] + d.classes[1] + d.classes[2]/2 }

func classify(t *reports.Summary, label string) diverging {
	bar := diverging{label: label, n: t.Base}
	for _, o := range t.Options {
		bar.classes[classOf(o.Value, len(t.Options))] += o.Share
	}
	return bar
}

// classOf returns the class of the step with the value on a scale of so many steps.
func classOf(value, steps int) int {
	switch {
	case value == steps:
		return 4
	case value == 1:
		return 0
	case 2*value == steps+1:
		return 2
	case 2*value > steps+1:
		return 3
	}
	return 1
}

// chartFirstRow is the row of the charts' data that holds the first bar. Charts are
// drawn before the data, so both know it.
const chartFirstRow = 10

// addBars puts bars on the sheet of the charts' data and returns the row of the
// first, 0 if none of them shows anything.
func (b *book) addBars(bars []diverging) (row int) {
	if !slices.ContainsFunc(bars, func(d diverging) bool { return d.n > 0 }) {
		return 0
	}
	row = chartFirstRow + len(b.bars)
	b.bars = append(b.bars, bars...)
	return row
}

// dataSheet stands for the sheet of the charts' data in references to it.
func (b *book) dataSheet() *sheet {
	return &sheet{book: b, name: b.pageOf(b.Words("workbook.chart_data.title"))}
}

// divergingChart draws the bars of the cover, with lines of a height from start on.
func (s *sheet) divergingChart(start int, height float64, bars []diverging) {
	first := s.addBars(bars)
	last, data, zero, widest := first+len(bars)-1, s.dataSheet(), 0.0, 0.0
	for i := range bars {
		widest = max(widest, bars[i].pad+1)
	}
	d := drawing{
		kind: excelize.BarStacked, bare: true, labels: `[>=0.06]` + s.percent + `;""`, low: &zero, high: &widest,
		width: briefingPixels(briefBars, briefLast), height: height * float64(len(bars)) * pixels,
		alt: s.Words("workbook.chart.diverging_alt", "n", len(bars)),
	}
	for i, colour := range append([]string{""}, classColours[:]...) {
		column := chartPad + i
		d.series = append(d.series, series{data.area(column, chartFirstRow-1, column, chartFirstRow-1),
			data.area(chartLabel, first, chartLabel, last), data.area(column, first, column, last), colour})
	}
	s.draw(briefBars, start, d)
}

// drawChartData writes what the charts of the briefing read.
func (s *sheet) drawChartData() {
	s.columns(2, 70, 14, 14, 14, 14, 14, 14, 9)
	s.head(s.Words("workbook.chart_data.head"))
	// The notices differ in number from workbook to workbook.
	s.row = chartFirstRow - 1
	head := look{size: 9, colour: colourMuted, fill: colourSoft, wrap: true}
	right := head
	right.right = true
	s.put(chartLabel, s.Words("workbook.column.question"), head)
	// What moves the bars has a name that is not seen.
	s.put(chartPad, " ", right)
	for i, name := range s.classNames() {
		s.put(chartClasses+i, name, right)
	}
	s.put(chartN, s.Words("workbook.fact.n"), right)
	s.height(30)
	s.row++
	share := look{right: true, format: s.percent, below: colourLine}
	pad := share
	pad.colour = colourMuted
	for _, bar := range s.bars {
		s.put(chartLabel, bar.label, look{below: colourLine})
		if bar.n == 0 { // not shown, or not asked
			s.height(rowHeight)
			s.row++
			continue
		}
		s.put(chartPad, bar.pad, pad)
		for i, value := range bar.classes {
			s.put(chartClasses+i, value, share)
		}
		s.put(chartN, bar.n, look{right: true, below: colourLine})
		s.height(rowHeight)
		s.row++
	}
}
