package workbook

import (
	"bytes"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// chartFont is the font of everything in a chart; axis texts are nearly
// invisible unless their colour is set.
func chartFont(size float64, colour string) excelize.Font {
	return excelize.Font{Family: fontFamily, Size: size, Color: colour}
}

func solid(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// series is one row of bars.
type series struct {
	name, categories, values string // references to cells
	colour                   string // "" for a gap that is not seen
}

// drawing is a chart to be placed beside a table. Its labels are written on the
// bars, so that no value axis is needed.
type drawing struct {
	kind          excelize.ChartType
	title         string
	alt           string // the text for those who do not see it
	series        []series
	labels        string // number format of the labels
	legend        bool
	bare          bool    // bars alone: labels and legend stand in cells beside them
	width, height float64 // pixels
	low, high     *float64
}

// maxChartTitle keeps a chart's title on two lines.
const maxChartTitle = 110

func chartTitle(text string) excelize.ChartTitle {
	font := excelize.Font{Family: fontFamily, Size: 9, Bold: true, Color: colourInk}
	return excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: cut(printable(text), maxChartTitle), Font: &font}}}
}

// draw places a native chart with its upper left corner on a cell.
func (s *sheet) draw(column, row int, d drawing) {
	yes, no, gap := true, false, uint(45)
	chart := &excelize.Chart{
		Type:       d.kind,
		VaryColors: &no,
		GapWidth:   &gap,
		Title:      chartTitle(d.title),
		Legend:     excelize.ChartLegend{Position: "none"},
		PlotArea:   excelize.ChartPlotArea{ShowVal: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: d.labels}},
		XAxis:      excelize.ChartAxis{Font: chartFont(8, colourInk), TickLabelPosition: excelize.ChartTickLabelLow, ReverseOrder: !columns(d.kind)},
		YAxis:      excelize.ChartAxis{None: true, Minimum: d.low, Maximum: d.high, Font: chartFont(8, colourMuted)},
		Dimension:  excelize.ChartDimension{Width: uint(d.width), Height: uint(d.height)},
		Format:     excelize.GraphicOptions{AltText: cut(printable(d.alt), 500), PrintObject: &yes, Positioning: "oneCell", OffsetY: 3},
		Fill:       solid(colourPaper),
		Border:     excelize.LineOptions{Type: excelize.LineNone},
	}
	if d.bare {
		chart.Title, chart.XAxis.None = excelize.ChartTitle{}, true
	}
	if d.legend {
		font := chartFont(8, colourInk)
		chart.Legend = excelize.ChartLegend{Position: "bottom", Font: &font}
	}
	if stacked(d.kind) {
		full := 100
		chart.Overlap = &full
	}
	for _, one := range d.series {
		size, line := 8.0, excelize.ChartSeries{Name: one.name, Categories: one.categories, Values: one.values}
		label := colourInk
		if one.colour == "" {
			// Labels are there for all series or none. This one is too small to
			// be seen, and has the colour of the paper.
			line.Fill, label, size = excelize.Fill{Type: "pattern"}, colourPaper, 1
		} else {
			line.Fill = solid(one.colour)
			if stacked(d.kind) {
				label = on(one.colour)
			}
		}
		line.DataLabel.Font = chartFont(size, label)
		if !stacked(d.kind) {
			line.DataLabelPosition = excelize.ChartDataLabelsPositionOutsideEnd
		}
		chart.Series = append(chart.Series, line)
	}
	s.addChart(column, row, chart)
	if d.bare {
		s.unwrapped()
	}
}

// addChart places a chart. Charts are numbered in the order in which they come.
func (s *sheet) addChart(column, row int, chart *excelize.Chart) {
	s.charts++
	s.check(s.file.AddChart(s.name, s.cell(column, row), chart))
}

// labelBody begins the texts of labels as excelize writes them.
const labelBody = `<a:bodyPr anchorCtr="false" rot="0" `

// unwrapped keeps the labels of the newest chart on one line. In a low chart,
// LibreOffice would break a number from its unit, and excelize has no name for the
// attribute (ISO/IEC 29500-1, 21.1.2.1.1, bodyPr).
func (s *sheet) unwrapped() {
	part := "xl/charts/chart" + strconv.Itoa(s.charts) + ".xml"
	if content, ok := s.file.Pkg.Load(part); ok {
		s.file.Pkg.Store(part, bytes.ReplaceAll(content.([]byte), []byte(labelBody), []byte(labelBody+`wrap="none" `)))
	}
}

func stacked(kind excelize.ChartType) bool {
	return kind == excelize.BarStacked || kind == excelize.BarPercentStacked
}

func columns(kind excelize.ChartType) bool { return kind == excelize.Col }
