package reports

import (
	"math"
	"slices"
	"strconv"

	"resonanz/forms"
)

// Summary is what may be known of one item: its distribution and the figures
// that follow from it. Every figure is worked out from a tally alone.
type Summary struct {
	Item forms.Item
	// Suppressed says that fewer than the event's MinGroup people answered.
	// Nothing below is set then: nobody and nearly enough look the same.
	Suppressed bool
	// N is how many people answered.
	N int
	// Asked is how many were asked, nil if that would say something about a
	// small group: see askedShown.
	Asked *int
	// NA is how many of N chose "cannot say". They are in no share and no mean.
	NA int
	// Base is what shares are shares of: N without NA. For a consent it is
	// everybody who was asked, since not ticking is an answer too.
	Base int
	// Options is the distribution in the order of the form, numbers and days
	// ascending, without "cannot say". It is empty for texts.
	Options []Share
	// TopTwo counts the best two steps of a scale of four or more; of a scale
	// of three, only the best.
	TopTwo *Share
	// Mean, Median and SD (sample standard deviation) are those of the steps'
	// values, of numbers, and of 0 to 10. SD is nil for fewer than two answers.
	Mean, Median, SD *float64
	// NPS is set for KindRecommend.
	NPS *NPS
}

// Share is one line of a distribution.
type Share struct {
	Code  string     // the option's code, the number, the day
	Text  forms.Text // the option's text; nil for numbers, days, yes and no
	Value int        // the step's value on a scale
	Count int
	Share float64 // Count of Base; 0 if Base is 0
	// From and To bound a class of numbers, To excluded; both are 0 where Code
	// is one number.
	From, To float64
	// Places counts the places of a ranking, first place first; MeanRank is
	// the mean place, from 1. Count is that of the first place then.
	Places   []int
	MeanRank float64
}

// Missing returns how many were asked and did not answer, and whether that
// may be known.
func (s *Summary) Missing() (n int, known bool) {
	if s.Asked == nil {
		return 0, false
	}
	return *s.Asked - s.N, true
}

// Interval returns the Wilson interval of the share; population is the number
// of people who could have answered, 0 if it is not known.
func (s *Summary) Interval(share Share, population int) Interval {
	return Wilson(share.Count, s.Base, population)
}

// Bounds returns the lowest and highest share that the best steps can have among
// all who were there, whatever those think who gave no answer, and whether their
// number is known.
func (s *Summary) Bounds(population int) (bounds Interval, known bool) {
	if s.TopTwo == nil || population < s.Base {
		return Interval{}, false
	}
	all := float64(population)
	return Interval{float64(s.TopTwo.Count) / all, float64(s.TopTwo.Count+population-s.Base) / all}, true
}

// summarize works out the figures of an item that may be shown.
func summarize(item forms.Item, t forms.Tally, asked *int) Summary {
	s := Summary{Item: item, N: t.Answered(item.Key), Asked: asked}
	s.Base = s.N
	switch item.Kind {
	case forms.KindScale:
		s.scale(t)
	case forms.KindChoice, forms.KindChoices:
		for _, o := range item.Options {
			s.add(Share{Code: o.Code, Text: o.Text, Count: t.Count(item.Key, o.Code)})
		}
	case forms.KindYesNo:
		s.add(Share{Code: forms.OptionYes, Count: t.Count(item.Key, forms.OptionYes)})
		s.add(Share{Code: forms.OptionNo, Count: t.Count(item.Key, forms.OptionNo)})
	case forms.KindConsent:
		if asked != nil {
			s.Base = *asked
		}
		s.add(Share{Code: forms.OptionYes, Count: t.Count(item.Key, forms.OptionYes)})
	case forms.KindRecommend:
		s.recommend(t)
	case forms.KindNumber:
		s.numbers(t)
	case forms.KindDate:
		s.Options = days(t.Cells[item.Key])
		s.divide()
	case forms.KindRanking:
		s.ranking(t)
	}
	return s
}

func (s *Summary) add(o Share) {
	if s.Base > 0 {
		o.Share = float64(o.Count) / float64(s.Base)
	}
	s.Options = append(s.Options, o)
}

func (s *Summary) divide() {
	for i := range s.Options {
		s.Options[i].Share = float64(s.Options[i].Count) / float64(s.Base)
	}
}

func (s *Summary) scale(t forms.Tally) {
	s.NA = t.Count(s.Item.Key, forms.OptionNA)
	s.Base = s.N - s.NA
	var values []value
	steps := 0
	for _, o := range s.Item.Options {
		if o.Value == 0 {
			continue
		}
		steps++
		count := t.Count(s.Item.Key, o.Code)
		s.add(Share{Code: o.Code, Text: o.Text, Value: o.Value, Count: count})
		values = append(values, value{float64(o.Value), count})
	}
	if s.Base == 0 {
		return
	}
	best := steps - 1 // the lowest value that counts as top
	if steps == forms.MinSteps {
		best = steps
	}
	top := Share{}
	for _, o := range s.Options {
		if o.Value >= best {
			top.Count += o.Count
		}
	}
	top.Share = float64(top.Count) / float64(s.Base)
	s.TopTwo = &top
	s.describe(values)
}

func (s *Summary) recommend(t forms.Tally) {
	nps := NPS{}
	var values []value
	for n := range 11 {
		count := t.Count(s.Item.Key, strconv.Itoa(n))
		s.add(Share{Code: strconv.Itoa(n), Count: count})
		values = append(values, value{float64(n), count})
		switch {
		case n >= 9:
			nps.Promoters += count
		case n >= 7:
			nps.Passives += count
		default:
			nps.Detractors += count
		}
	}
	if s.Base > 0 {
		nps.Score = 100 * float64(nps.Promoters-nps.Detractors) / float64(s.Base)
		s.NPS = &nps
	}
	s.describe(values)
}

func (s *Summary) numbers(t forms.Tally) {
	var values []value
	for code, count := range t.Cells[s.Item.Key] {
		if n, err := strconv.ParseFloat(code, 64); err == nil {
			values = append(values, value{n, count})
		}
	}
	s.describe(values)
	s.Options = classes(values)
	s.divide()
}

func (s *Summary) ranking(t forms.Tally) {
	for _, o := range s.Item.Options {
		share := Share{Code: o.Code, Text: o.Text, Places: make([]int, len(s.Item.Options))}
		sum := 0
		for i := range share.Places {
			share.Places[i] = t.Count(s.Item.Key, forms.RankCell(o.Code, i+1))
			sum += (i + 1) * share.Places[i]
		}
		share.Count = share.Places[0]
		if s.Base > 0 {
			share.MeanRank = float64(sum) / float64(s.Base)
		}
		s.add(share)
	}
}

func (s *Summary) describe(values []value) {
	m := describe(values)
	if m.n == 0 {
		return
	}
	s.Mean, s.Median = &m.mean, &m.median
	if !math.IsNaN(m.sd) {
		s.SD = &m.sd
	}
}

// Best returns the shares from the best mean rank to the worst; equal ones
// stay in the order of the form.
func Best(ranked []Share) []Share {
	sorted := slices.Clone(ranked)
	slices.SortStableFunc(sorted, func(a, b Share) int {
		switch {
		case a.MeanRank < b.MeanRank:
			return -1
		case a.MeanRank > b.MeanRank:
			return 1
		}
		return 0
	})
	return sorted
}
