package reports

import (
	"cmp"
	"slices"

	"resonanz/forms"
)

// maxHeadlines is how many questions of a form are told in sentences: those that
// stand first on it, since whoever made it put them there.
const maxHeadlines = 4

// Headlines tells an event in sentences that can be read by themselves: the first
// scales of the form that asks most, what became of each list of goals, the
// first scale of each other form of several sessions, and the session that stands out
// most. Every number
// is one that Compare shows.
func Headlines(e *forms.EventFigures) []Sentence {
	var sentences []Sentence
	comparisons := Leading(Compare(e))
	for i, c := range comparisons {
		limit := 0
		switch {
		case i == 0:
			limit = maxHeadlines
		case len(c.Sessions) > 1:
			limit = 1
		}
		for _, item := range SingleScales(c) {
			if limit--; limit >= 0 {
				sentences = append(sentences, told(item))
			}
		}
		for k := range c.Form.Questions {
			if s, ok := goals(c, c.Form.Questions[k].Key); ok {
				sentences = append(sentences, s)
			}
		}
	}
	for _, s := range Closing(e) {
		if s.Session != 0 {
			sentences = append(sentences, s)
		}
	}
	return sentences
}

// Leading returns the forms, the one first that asks most: the one with most scales
// that stand by themselves. Equal ones stay in the order of the programme.
func Leading(comparisons []Comparison) []*Comparison {
	leading := make([]*Comparison, len(comparisons))
	for i := range comparisons {
		leading[i] = &comparisons[i]
	}
	slices.SortStableFunc(leading, func(a, b *Comparison) int { return cmp.Compare(len(SingleScales(b)), len(SingleScales(a))) })
	return leading
}

// SingleScales returns the scales of the form's newest version that may be shown and
// are no part of a list.
func SingleScales(c *Comparison) []*Compared {
	return c.scales(func(q *forms.Question) bool { return q.Kind != forms.KindBattery })
}

// ListScales returns the same for the scales of one list.
func ListScales(c *Comparison, question string) []*Compared {
	return c.scales(func(q *forms.Question) bool { return q.Kind == forms.KindBattery && q.Key == question })
}

func (c *Comparison) scales(wanted func(*forms.Question) bool) []*Compared {
	var found []*Compared
	for i := range c.Items {
		if item := &c.Items[i]; item.Total.TopTwo != nil && item.Version == c.Form.Version && wanted(item.Item.Question) {
			found = append(found, item)
		}
	}
	return found
}

// told says how many chose one of the best steps of a scale, by their names.
func told(item *Compared) Sentence {
	s := Sentence{Key: "workbook.headline.two_steps", Item: item.Item.Key, Args: []any{
		"Item", item.Item.Text, "n", item.Total.TopTwo.Count, "Base", item.Total.Base, "Share", percent(item.Total.TopTwo.Share), "Best", step(item, 0), "Good", step(item, 1),
	}}
	if len(item.Total.Options) == forms.MinSteps {
		s.Key = "workbook.headline.one_step"
	}
	return s
}

// step returns the name of a step, 0 for the best.
func step(item *Compared, place int) forms.Text {
	best := slices.SortedStableFunc(slices.Values(item.Total.Options), func(a, b Share) int { return cmp.Compare(b.Value, a.Value) })
	return best[place].Text
}

// goals says of how many goals of a list most people think best, and of which the
// fewest do. It is told of lists of two goals or more.
func goals(c *Comparison, question string) (Sentence, bool) {
	items := ListScales(c, question)
	if len(items) < 2 {
		return Sentence{}, false
	}
	most := 0
	for _, item := range items {
		if 2*item.Total.TopTwo.Count > item.Total.Base {
			most++
		}
	}
	fewest := slices.MinFunc(items, func(a, b *Compared) int { return cmp.Compare(a.Total.TopTwo.Share, b.Total.TopTwo.Share) })
	s := Sentence{Key: "workbook.headline.goals", Item: fewest.Item.Key, Args: []any{
		"n", most, "Goals", len(items), "Best", step(fewest, 0), "Item", fewest.Item.Text, "Share", percent(fewest.Total.TopTwo.Share),
	}}
	if len(fewest.Total.Options) > forms.MinSteps {
		s.Key = "workbook.headline.goals_two"
		s.Args = append(s.Args, "Good", step(fewest, 1))
	}
	return s, true
}
