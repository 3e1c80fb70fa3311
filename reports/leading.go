package reports

import (
	"cmp"
	"slices"

	"resonanz/forms"
)

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
