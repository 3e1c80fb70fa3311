package workbook

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
	"resonanz/reports"
)

// itemChart places the chart of a question beside its table, whose rows start
// below the header at start.
func (s *sheet) itemChart(start, rows int, item *reports.Compared) {
	t := &item.Total
	count := len(t.Options)
	if count == 0 || t.Base == 0 {
		return
	}
	title := s.question(&item.Item)
	d := drawing{title: title, labels: s.percent,
		width: s.width(formChart, formChart+formChartColumns-1)*7 + 5*formChartColumns, height: float64(rows) * formRow * pixels}
	first, last := start+1, start+count
	bars := series{s.area(formShare, start, formShare, start), s.area(formAnswer, first, formAnswer, last), s.area(formShare, first, formShare, last), colourPlain}
	zero := 0.0
	switch item.Item.Kind {
	case forms.KindScale:
		d.kind, d.legend = excelize.BarPercentStacked, true
		d.labels = `[>=0.045]` + s.percent + `;""`
		for i, colour := range slices.Backward(scaleColours(t.Options)) { // from the worst on the left
			if i < count {
				row := first + i
				d.series = append(d.series, series{s.area(formAnswer, row, formAnswer, row), "", s.area(formShare, row, formShare, row), colour})
			}
		}
	case forms.KindRecommend, forms.KindNumber, forms.KindDate:
		d.kind, d.series, d.low = excelize.Col, []series{bars}, &zero
	case forms.KindRanking:
		d.kind, d.series, d.labels, d.low = excelize.Bar, []series{bars}, "0.0", &zero
	default:
		d.kind, d.series, d.low = excelize.Bar, []series{bars}, &zero
	}
	d.alt = s.Words("workbook.chart.alt", "Title", title, "Figures", s.spoken(item))
	s.draw(formChart, start, d)
}

// spoken returns the distribution as a text.
func (b *book) spoken(item *reports.Compared) string {
	parts := make([]string, 0, len(item.Total.Options))
	for _, o := range item.Total.Options {
		figure := b.spokenShare(o.Share)
		if item.Item.Kind == forms.KindRanking {
			figure = b.number(strconv.FormatFloat(o.MeanRank, 'f', 1, 64))
		}
		parts = append(parts, b.answer(&item.Item, o)+": "+figure)
	}
	return strings.Join(parts, "; ")
}

func (b *book) spokenShare(share float64) string {
	return b.Words("workbook.chart.percent", "Percent", strconv.Itoa(int(math.Round(100*share))))
}

// spokenSide returns a row of a side-by-side sheet as a text.
func (b *book) spokenSide(names []string, cells []*reports.Compared, m measure) string {
	var parts []string
	for i, c := range cells {
		if c == nil || c.Total.Suppressed {
			continue
		}
		if v := m.value(c); v != nil && m.heat {
			parts = append(parts, names[i]+": "+b.spokenShare(*v))
		} else if v != nil {
			parts = append(parts, names[i]+": "+b.number(strconv.FormatFloat(*v, 'f', 2, 64)))
		}
	}
	return strings.Join(parts, "; ")
}

// spokenTrend returns the figures of a trend as a text.
func (b *book) spokenTrend(t *reports.Trend) string {
	var parts []string
	for i := range t.Points {
		p := &t.Points[i]
		if p.Compared == nil {
			continue
		}
		if reading, ok := p.Compared.Reading(); ok {
			figure := b.spokenShare(reading.Value)
			if t.Item.Kind == forms.KindRecommend {
				figure = strconv.Itoa(int(math.Round(reading.Value)))
			}
			parts = append(parts, b.occasion(p.Event)+": "+figure)
		}
	}
	return strings.Join(parts, "; ")
}
