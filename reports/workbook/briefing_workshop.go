package workbook

import (
	"cmp"
	"slices"

	"resonanz/forms"
	"resonanz/reports"
)

const (
	// comparedScales of a form fit on the page of the workshops.
	comparedScales = 4
	// topicsShown of a workshop are those that most people chose; fewer of more
	// workshops than fill a page.
	topicsShown, topicsShownOfMany, manyWorkshops = 4, 3, 5
)

// workshopLeaves set workshops side by side: one page with the scales, and one with
// what each was about.
func (s *sheet) workshopLeaves() []leaf {
	var leaves []leaf
	for _, c := range s.leading() {
		if !s.workshops(c) {
			continue
		}
		side := leaf{title: s.Words("workbook.briefing.workshops"), lead: s.Words("workbook.briefing.chance"), weight: weightCompared}
		var before *reports.Compared
		for i, item := range reports.SingleScales(c) {
			if i < comparedScales {
				side.parts = append(side.parts, s.compared(c, item, before == nil || !sameSteps(before, item)))
				before = item
			}
		}
		topics := leaf{title: s.Words("workbook.briefing.topics"), weight: weightTopics}
		for i := range c.Sessions {
			if p, ok := s.topics(c, i); ok {
				topics.parts = append(topics.parts, p)
			}
		}
		leaves = append(leaves, side, topics)
	}
	return leaves
}

// compared is a scale, workshop by workshop and all together, with a legend unless
// the one above says the same.
func (s *sheet) compared(c *reports.Comparison, item *reports.Compared, legend bool) part {
	bars := make([]bar, 0, len(c.Sessions)+1)
	for i, summary := range item.Sessions {
		if summary != nil {
			bars = append(bars, bar{label: s.session(&c.Sessions[i]), item: &reports.Compared{Item: item.Item, Total: *summary}})
		}
	}
	bars = append(bars, bar{label: s.Words("workbook.column.total"), item: item, quiet: true})
	return s.stacked(s.question(&item.Item), bars, s.topStep(item), legend)
}

// topics is what a workshop was about: the answers that most people chose, and a
// comment from it.
func (s *sheet) topics(c *reports.Comparison, session int) (part, bool) {
	f, shown := &c.Sessions[session], topicsShown
	if len(c.Sessions) >= manyWorkshops {
		shown = topicsShownOfMany
	}
	block := []part{s.subheading(s.session(f))}
	for i := range c.Items {
		item := &c.Items[i]
		summary := item.Sessions[session]
		if summary == nil || summary.Suppressed || summary.Base == 0 || !item.Item.Question.PerSession || item.Item.Kind.IsText() || len(block) > 1 {
			continue
		}
		most := slices.SortedStableFunc(slices.Values(summary.Options), func(a, b reports.Share) int { return cmp.Compare(b.Count, a.Count) })
		block = append(block, s.plain(&reports.Compared{Item: item.Item, Total: *summary}, most[:min(len(most), shown)]))
	}
	quoted := s.quotedWhere(func(c *forms.Comment) bool { return c.SessionID == f.Session.ID && !besides(c) }, 1)
	if len(block) == 1 && len(quoted) == 0 {
		return part{}, false
	}
	return together(append(block, s.quotations(quoted, false)...)...), true
}
