package workbook

import (
	"slices"

	"resonanz/forms"
	"resonanz/reports"
)

// quotedPerTheme is how many comments are read beside the figures of a theme.
const quotedPerTheme = 2

// goalLeaves are the pages of the lists of goals: each goal with its bar, those of
// earlier events below it, and comments on it.
func (s *sheet) goalLeaves() []leaf {
	var leaves []leaf
	for _, r := range s.reviews() {
		l := leaf{title: s.text(r.form.Form.Title, r.form.Form.Key), lead: s.text(r.question.Text, r.question.Key), weight: weightKept}
		items := reports.ListScales(r.form, r.question.Key)
		for _, item := range items {
			bars, missing := s.goalBars(item)
			block := []part{s.stacked(s.text(item.Item.Text, item.Item.Key), bars, s.topStep(item), true)}
			for _, text := range missing {
				block = append(block, s.paragraph(text, look{size: labelSize, colour: colourMuted}))
			}
			block = append(block, s.quotations(s.quoted(r.form, item.Item.Key), len(r.form.Sessions) > 1)...)
			l.parts = append(l.parts, together(block...))
		}
		leaves = append(leaves, l)
	}
	return leaves
}

// topStep names what the share of a scale counts: the best step, or the best two.
func (s *sheet) topStep(item *reports.Compared) string {
	if len(item.Total.Options) == forms.MinSteps {
		return s.text(item.Total.Options[0].Text, item.Total.Options[0].Code)
	}
	return s.topName(&item.Total)
}

// goalBars are those of a goal now and at earlier events, the latest first, and what
// has to be said of events that cannot be compared.
func (s *sheet) goalBars(item *reports.Compared) (bars []bar, missing []string) {
	bars = []bar{{label: s.Words("workbook.briefing.now"), item: item}}
	points := s.pointsOf(item)
	for _, event := range s.askedBefore(item.Item.Question) {
		bars[0].label = s.occasion(&s.Event)
		i := slices.IndexFunc(points, func(p reports.Point) bool { return p.Event == event })
		switch {
		case i < 0 || points[i].Compared == nil && !points[i].Broken:
			missing = append(missing, s.occasion(event)+": "+s.Words("workbook.briefing.not_asked"))
		case points[i].Broken:
			missing = append(missing, s.occasion(event)+": "+s.Words("workbook.briefing.changed"))
		default:
			bars = append(bars, bar{label: s.occasion(event), quiet: true, item: points[i].Compared})
		}
	}
	return bars, missing
}

// askedBefore returns the earlier events of the series that asked any item of a
// question, the latest first.
func (b *book) askedBefore(q *forms.Question) []*forms.Event {
	var events []*forms.Event
	for i := range b.trends {
		if b.trends[i].Item.Question != q {
			continue
		}
		for _, p := range slices.Backward(b.trends[i].Points) {
			if p.Event.Starts.Before(b.Event.Starts) && (p.Broken || p.Compared != nil) && !slices.Contains(events, p.Event) {
				events = append(events, p.Event)
			}
		}
	}
	return events
}

// pointsOf returns the trend of an item, nil if there is none.
func (b *book) pointsOf(item *reports.Compared) []reports.Point {
	for i := range b.trends {
		if t := &b.trends[i]; t.Item.Key == item.Item.Key && t.Item.Question == item.Item.Question {
			return t.Points
		}
	}
	return nil
}

// minFormScales is how many scales fill a page of their own.
const minFormScales = 3

// formLeaves are the pages of the forms that are not asked in workshops: all their
// scales, and comments on each of their open questions. A short form beside the main
// one has its sheet only, and its comments on the last page.
func (s *sheet) formLeaves() []leaf {
	var leaves []leaf
	for i, c := range s.leading() {
		items := reports.SingleScales(c)
		if len(items) == 0 || s.workshops(c) || i > 0 && len(items) < minFormScales {
			continue
		}
		l := leaf{title: s.text(c.Form.Title, c.Form.Key), weight: weightFurther}
		if i == 0 {
			l.weight = weightKept
		}
		bars := s.scaleBars(items)
		l.parts = append(l.parts, s.stacked(s.Words("workbook.chart.diverging"), bars, s.topName(&items[0].Total), true))
		l.parts = append(l.parts, s.scores(c)...)
		l.parts = append(l.parts, s.open(c)...)
		leaves = append(leaves, l)
	}
	return leaves
}

// maxFormBars is how many bars are still read one by one below each other.
const maxFormBars = 16

// scaleBars are those of the scales of a form, with earlier events below each, the
// latest first, if they are not too many.
func (s *sheet) scaleBars(items []*reports.Compared) []bar {
	var own, all []bar
	for _, item := range items {
		now := bar{label: s.question(&item.Item), item: item}
		own, all = append(own, now), append(all, now)
		for _, p := range slices.Backward(s.pointsOf(item)) {
			if p.Compared != nil && p.Event.Starts.Before(s.Event.Starts) {
				all = append(all, bar{label: "    " + s.occasion(p.Event), quiet: true, item: p.Compared})
			}
		}
	}
	if len(all) > maxFormBars {
		return own
	}
	return all
}

// open are the open questions of a form with comments on each.
func (s *sheet) open(c *reports.Comparison) []part {
	var parts []part
	for i := range c.Items {
		if item := &c.Items[i]; item.Item.Kind.IsText() && item.Item.Beside == "" && !item.Item.Question.PerSession {
			if quoted := s.quotations(s.quoted(c, item.Item.Key), len(c.Sessions) > 1); len(quoted) > 0 {
				parts = append(parts, together(append([]part{s.subheading(s.question(&item.Item))}, quoted...)...))
			}
		}
	}
	return parts
}

// scores are the recommendations of a form.
func (s *sheet) scores(c *reports.Comparison) []part {
	var parts []part
	for i := range c.Items {
		item := &c.Items[i]
		if item.Total.NPS == nil || item.Version != c.Form.Version {
			continue
		}
		nps := item.Total.NPS
		groups := item.Total
		groups.Options = nil
		for _, g := range []struct {
			key   string
			count int
		}{{"promoters", nps.Promoters}, {"passives", nps.Passives}, {"detractors", nps.Detractors}} {
			groups.Options = append(groups.Options, reports.Share{Text: forms.Text{s.Language: s.Words("workbook.fact." + g.key)}, Count: g.count, Share: float64(g.count) / float64(item.Total.Base)})
		}
		shown := *item
		shown.Total = groups
		parts = append(parts, together(s.subheading(s.question(&item.Item)), s.plain(&shown, groups.Options)))
	}
	return parts
}

// workshops reports whether a form is asked in several sessions, which are to be
// compared.
func (b *book) workshops(c *reports.Comparison) bool {
	return len(c.Sessions) > 1 && slices.ContainsFunc(c.Sessions, func(f forms.Figures) bool { return f.Session.Kind == forms.Workshop })
}

// quoted returns comments on an item, or beside it.
func (b *book) quoted(c *reports.Comparison, item string) []forms.Comment {
	return b.quotedWhere(func(comment *forms.Comment) bool {
		return b.formOf(comment) == c.Form.Key && (comment.Item == item || comment.Item == item+".note")
	}, quotedPerTheme)
}

// quotedWhere returns approved comments that meet a condition.
func (b *book) quotedWhere(wanted func(*forms.Comment) bool, limit int) []forms.Comment {
	var found []forms.Comment
	for i := range b.Comments {
		if wanted(&b.Comments[i]) {
			found = append(found, b.Comments[i])
		}
	}
	return reports.Quotations(found, b.languages(), b.Language, limit)
}

// formOf returns the key of the form that a comment belongs to.
func (b *book) formOf(c *forms.Comment) string {
	for i := range b.Sessions {
		if b.Sessions[i].Session.FormID == c.FormID {
			return b.Sessions[i].Form.Key
		}
	}
	return ""
}
