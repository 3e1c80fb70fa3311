package reports

import (
	"github.com/xuri/excelize/v2"

	"resonanz/forms"
)

// The columns of the side-by-side sheet: what is measured, all sessions
// together, then each session in programme order. A question stands above its
// measures.
const (
	sideMeasure = 2 + iota
	sideTotal
	sideSession
)

// measure is one line of the side-by-side sheet.
type measure struct {
	name   string
	format string
	heat   bool // a share, which the heat colours cover
	value  func(*Summary) *float64
}

// drawComparison sets the sessions of a form side by side, in the order of the
// programme.
func (s *sheet) drawComparison(c *Comparison) {
	widths := []float64{2, 38, 12}
	for range c.Sessions {
		widths = append(widths, min(max(15, 96/float64(len(c.Sessions))), 24))
	}
	s.columns(widths...)
	s.head(s.Words("workbook.comparison.head"))
	s.put(sideTotal, s.fewerMark(), look{hatch: true, centre: true, colour: colourMuted})
	s.put(sideSession, s.fewer(), look{size: 9, colour: colourMuted})
	s.height(rowHeight)
	s.row += 2
	head := look{size: 9, bold: true, colour: colourInk, fill: colourSoft, wrap: true}
	middle := head
	middle.centre = true
	s.put(sideMeasure, s.Words("workbook.column.question"), head)
	s.put(sideTotal, s.Words("workbook.column.total"), middle)
	for i := range c.Sessions {
		s.put(sideSession+i, s.session(&c.Sessions[i]), middle)
	}
	s.height(56)
	s.row++
	s.freeze(sideMeasure)
	for i := range c.Items {
		s.sideItem(c, &c.Items[i])
	}
}

func (b *book) fewerMark() string {
	return b.Words("workbook.fewer_mark", "Min", b.Event.MinGroup)
}

// sideItem writes the lines of one question.
func (s *sheet) sideItem(c *Comparison, item *Compared) {
	measures := s.measures(item)
	if len(measures) == 0 || item.Item.Question.PerSession {
		return
	}
	s.fill(sideMeasure, s.last, look{above: colourLine})
	s.put(sideMeasure, s.question(&item.Item), look{bold: true, above: colourLine})
	s.height(rowHeight + 5)
	s.row++
	for _, m := range measures {
		s.height(rowHeight)
		s.put(sideMeasure, m.name, look{size: 9, colour: colourMuted})
		s.sideCell(sideTotal, &item.Total, m, look{centre: true, bold: true})
		for k, summary := range item.Sessions {
			s.sideCell(sideSession+k, summary, m, look{centre: true})
		}
		if m.heat {
			s.check(s.file.SetConditionalFormat(s.name, s.cell(sideTotal, s.row)+":"+s.cell(sideSession+len(c.Sessions)-1, s.row),
				[]excelize.ConditionalFormatOptions{{Type: "2_color_scale", Criteria: "=", MinType: "num", MinValue: "0", MinColor: "#" + colourPaper, MaxType: "num", MaxValue: "1", MaxColor: "#" + colourHeat}}))
		}
		s.row++
	}
}

// sideCell writes the figure of one session. The session that was not asked
// stays empty.
func (s *sheet) sideCell(column int, summary *Summary, m measure, l look) {
	switch {
	case summary == nil:
		s.put(column, nil, l)
	case summary.Suppressed:
		l.hatch, l.colour = true, colourMuted
		s.put(column, s.fewerMark(), l)
	default:
		l.format = m.format
		if v := m.value(summary); v != nil {
			s.put(column, *v, l)
		} else {
			s.put(column, "–", l)
		}
	}
}

// measures returns what is set side by side for an item: at the end always n.
func (b *book) measures(item *Compared) []measure {
	var measures []measure
	switch item.Item.Kind {
	case forms.KindScale:
		name := "workbook.fact.top_two"
		if stepsOf(&item.Item) == forms.MinSteps {
			name = "workbook.fact.top_one"
		}
		measures = append(measures, measure{b.Words(name), b.percent, true, topShare},
			measure{b.Words("workbook.fact.mean"), "0.00", false, func(s *Summary) *float64 { return s.Mean }})
	case forms.KindRecommend:
		measures = append(measures, measure{b.Words("workbook.fact.promoters_share"), b.percent, true, promoterShare},
			measure{b.Words("workbook.fact.mean"), "0.00", false, func(s *Summary) *float64 { return s.Mean }})
	case forms.KindNumber:
		measures = append(measures, measure{b.Words("workbook.fact.mean"), "0.00", false, func(s *Summary) *float64 { return s.Mean }},
			measure{b.Words("workbook.fact.median"), "0.00", false, func(s *Summary) *float64 { return s.Median }})
	case forms.KindChoice, forms.KindChoices:
		for _, o := range item.Item.Options {
			measures = append(measures, measure{b.text(o.Text, o.Code), b.percent, true, optionShare(o.Code)})
		}
	case forms.KindYesNo, forms.KindConsent:
		measures = append(measures, measure{b.Words("workbook.answer.yes"), b.percent, true, optionShare(forms.CodeYes)})
	case forms.KindRanking:
		for _, o := range item.Item.Options {
			measures = append(measures, measure{b.text(o.Text, o.Code), "0.0", false, meanRank(o.Code)})
		}
	default:
		return nil
	}
	return append(measures, measure{b.Words("workbook.fact.n"), `"n = "0`, false, func(s *Summary) *float64 {
		n := float64(s.N)
		return &n
	}})
}

func stepsOf(item *forms.Item) int {
	steps := 0
	for _, o := range item.Options {
		if o.Value > 0 {
			steps++
		}
	}
	return steps
}

func topShare(s *Summary) *float64 {
	if s.TopTwo == nil {
		return nil
	}
	return &s.TopTwo.Share
}

func promoterShare(s *Summary) *float64 {
	if s.NPS == nil {
		return nil
	}
	share := float64(s.NPS.Promoters) / float64(s.Base)
	return &share
}

func optionShare(code string) func(*Summary) *float64 {
	return func(s *Summary) *float64 {
		for i := range s.Options {
			if s.Options[i].Code == code && s.Base > 0 {
				return &s.Options[i].Share
			}
		}
		return nil
	}
}

func meanRank(code string) func(*Summary) *float64 {
	return func(s *Summary) *float64 {
		for i := range s.Options {
			if s.Options[i].Code == code && s.Base > 0 {
				return &s.Options[i].MeanRank
			}
		}
		return nil
	}
}
