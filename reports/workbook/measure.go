package workbook

import (
	"resonanz/forms"

	"resonanz/reports"
)

// measures returns what is set side by side for an item: first its main figure,
// at the end always n.
func (b *book) measures(item *forms.Item) []measure {
	var measures []measure
	share := func(name string, of func(*reports.Summary) *reports.Share) {
		measures = append(measures, measure{name: name, format: b.percent, heat: true, value: func(c *reports.Compared) *float64 {
			if o := of(&c.Total); o != nil {
				return &o.Share
			}
			return nil
		}})
	}
	interval := func(of func(*reports.Summary) *reports.Share) {
		measures = append(measures,
			measure{name: b.Words("workbook.column.low"), format: b.percent, quiet: true, value: bound(of, func(i reports.Interval) float64 { return i.Low })},
			measure{name: b.Words("workbook.column.high"), format: b.percent, quiet: true, value: bound(of, func(i reports.Interval) float64 { return i.High })})
	}
	mean := measure{name: b.Words("workbook.fact.mean"), format: "0.00", value: func(c *reports.Compared) *float64 { return c.Total.Mean }}
	switch item.Kind {
	case forms.KindScale:
		name := "workbook.fact.top_two"
		if stepsOf(item) == forms.MinSteps {
			name = "workbook.fact.top_one"
		}
		top := func(s *reports.Summary) *reports.Share { return s.TopTwo }
		share(b.Words(name), top)
		interval(top)
		measures = append(measures, mean)
	case forms.KindRecommend:
		share(b.Words("workbook.fact.promoters_share"), promoters)
		interval(promoters)
		measures = append(measures, mean)
	case forms.KindNumber:
		measures = append(measures, mean,
			measure{name: b.Words("workbook.fact.median"), format: "0.00", value: func(c *reports.Compared) *float64 { return c.Total.Median }})
	case forms.KindChoice, forms.KindChoices:
		for _, o := range item.Options {
			share(b.text(o.Text, o.Code), option(o.Code))
		}
	case forms.KindYesNo, forms.KindConsent:
		share(b.Words("workbook.answer.yes"), option(forms.OptionYes))
		interval(option(forms.OptionYes))
	case forms.KindRanking:
		for _, o := range item.Options {
			measures = append(measures, measure{name: b.text(o.Text, o.Code), format: "0.0", value: func(c *reports.Compared) *float64 {
				if found := option(o.Code)(&c.Total); found != nil {
					return &found.MeanRank
				}
				return nil
			}})
		}
	default:
		return nil
	}
	return append(measures, measure{name: b.Words("workbook.fact.n"), format: counted, quiet: true, value: func(c *reports.Compared) *float64 {
		n := float64(c.Total.N)
		return &n
	}})
}

// bound returns one end of a share's interval.
func bound(of func(*reports.Summary) *reports.Share, end func(reports.Interval) float64) func(*reports.Compared) *float64 {
	return func(c *reports.Compared) *float64 {
		share := of(&c.Total)
		if share == nil {
			return nil
		}
		v := end(c.Total.Interval(*share, c.Population))
		return &v
	}
}

// promoters returns the share of the answers 9 and 10.
func promoters(s *reports.Summary) *reports.Share {
	if s.NPS == nil {
		return nil
	}
	return &reports.Share{Count: s.NPS.Promoters, Share: float64(s.NPS.Promoters) / float64(s.Base)}
}

func option(code string) func(*reports.Summary) *reports.Share {
	return func(s *reports.Summary) *reports.Share {
		for i := range s.Options {
			if s.Options[i].Code == code && s.Base > 0 {
				return &s.Options[i]
			}
		}
		return nil
	}
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
