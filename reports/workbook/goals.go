package workbook

import (
	"slices"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
	"resonanz/reports"
)

// A goal review is a battery: one scale for a list of goals. Its sheet sets each
// goal beside what earlier events of the series found of the same goal.

// review is a battery of a form.
type review struct {
	form     *reports.Comparison
	question *forms.Question
}

func (b *book) reviews() []review {
	var reviews []review
	for i := range b.comparisons {
		c := &b.comparisons[i]
		for k := range c.Form.Questions {
			if q := &c.Form.Questions[k]; q.Kind == forms.KindBattery && !q.PerSession {
				reviews = append(reviews, review{c, q})
			}
		}
	}
	return reviews
}

const (
	goalHeader = 34.0 // points of the header, which each page repeats
	goalBar    = 26.0 // pixels
)

// goalSteps is the first column of the steps.
const goalSteps = 3

// drawGoals writes a review.
func (s *sheet) drawGoals(r review) {
	steps := r.question.Options
	widths := []float64{2, 62}
	for range steps {
		widths = append(widths, 12)
	}
	s.columns(append(widths, 9, 11, 10, 10)...)
	s.head(s.Words("workbook.goals.head"))
	s.wide(2, s.last, s.text(r.question.Text, r.question.Key), look{size: 12, bold: true})
	s.row++
	start := s.row
	s.goalHeader(r.question)
	for i := range r.form.Items {
		item := &r.form.Items[i]
		if item.Item.Question.Key != r.question.Key || item.Item.Kind.IsText() || item.Version != r.form.Form.Version {
			continue
		}
		s.goal(item)
	}
	s.row++
	s.goalChart(start, s.row-2, r.question)
}

func (s *sheet) goalHeader(q *forms.Question) {
	head := look{size: 9, bold: true, fill: colourSoft, wrap: true}
	s.put(2, s.Words("workbook.goals.goal"), head)
	head.right = true
	column := goalSteps
	for _, o := range q.Options {
		s.put(column, s.text(o.Text, o.Code), head)
		column++
	}
	top := "workbook.fact.top_two"
	if stepsOf(&forms.Item{Options: q.Options}) == forms.MinSteps {
		top = "workbook.fact.top_one"
	}
	for _, key := range []string{"workbook.fact.n", top, "workbook.column.low", "workbook.column.high"} {
		s.put(column, s.Words(key), head)
		column++
	}
	s.height(goalHeader)
	s.row++
	s.freeze(2)
}

// goal writes a goal as this event sees it, then as earlier ones did.
func (s *sheet) goal(item *reports.Compared) {
	points := s.pointsOf(item)
	label := s.text(item.Item.Text, item.Item.Key)
	if len(points) > 0 {
		label += " (" + s.occasion(&s.Event) + ")"
	}
	s.goalLine(label, item, look{above: colourLine, bold: true})
	for i := len(points) - 1; i >= 0; i-- {
		p := &points[i]
		switch {
		case !p.Event.Starts.Before(s.Event.Starts):
		case p.Compared != nil:
			s.goalLine("    "+s.occasion(p.Event), p.Compared, look{colour: colourMuted})
		case p.Broken:
			s.put(2, "    "+s.occasion(p.Event)+": "+s.Words("workbook.trend.changed"), look{colour: colourMuted, hatch: true})
			s.row++
		}
	}
}

func (s *sheet) goalLine(label string, item *reports.Compared, l look) {
	t := &item.Total
	l.wrap = true
	s.fill(2, s.last, l)
	s.put(2, label, l)
	s.height(max(rowHeight, textHeight(label, s.width(2, 2), l)))
	l.wrap, l.right = false, true
	if t.Suppressed {
		l.hatch, l.bold = true, false
		s.put(goalSteps, s.fewerMark(), l)
		s.row++
		return
	}
	column := goalSteps
	for _, o := range item.Item.Options {
		if o.Value == 0 {
			count := l
			count.italic = true
			s.put(column, t.NA, count)
		}
		for _, share := range t.Options {
			if share.Code == o.Code && t.Base > 0 {
				figure := l
				figure.format = s.percent
				s.put(column, share.Share, figure)
			}
		}
		column++
	}
	s.put(column, t.N, l)
	if t.TopTwo != nil {
		interval := t.Interval(*t.TopTwo, item.Population)
		l.format = s.percent
		s.put(column+1, t.TopTwo.Share, l)
		l.bold, l.colour = false, colourMuted
		s.put(column+2, interval.Low, l)
		s.put(column+3, interval.High, l)
	}
	s.row++
}

// goalChart draws all lines of the review as bars of the same length.
func (s *sheet) goalChart(start, last int, q *forms.Question) {
	if last <= start {
		return
	}
	room := (s.pageHeight() - goalHeader) * pixels
	d := drawing{kind: excelize.BarPercentStacked, legend: true, title: s.text(q.Text, q.Key), labels: `[>=0.045]` + s.percent + `;""`,
		width: s.width(2, s.last) * 7, height: 90 + goalBar*float64(last-start),
		alt: s.Words("workbook.goals.alt", "n", last-start)}
	if d.height = min(d.height, room); s.used()+d.height/pixels > s.pageHeight() {
		s.newPage()
		d.height = room // the page is the chart's
	}
	var steps []reports.Share
	for _, o := range q.Options {
		if o.Value > 0 {
			steps = append(steps, reports.Share{})
		}
	}
	for i, colour := range slices.Backward(scaleColours(steps)) { // from the worst on the left
		if i < len(steps) {
			d.series = append(d.series, series{s.area(goalSteps+i, start, goalSteps+i, start), s.area(2, start+1, 2, last), s.area(goalSteps+i, start+1, goalSteps+i, last), colour})
		}
	}
	s.draw(2, s.row, d)
}
