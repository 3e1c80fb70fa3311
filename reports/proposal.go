package reports

import (
	"cmp"
	"slices"
	"strings"

	"resonanz/forms"
)

const (
	// maxUnmarked is how many questions of the leading form are told first where no
	// question is marked: those that stand first, since whoever made it put them there.
	maxUnmarked = 4
	// clearlyApart is from how many percentage points a difference is told.
	clearlyApart = 5
	// dividedFrom is the share that both ends of a scale must have for people
	// to be called divided.
	dividedFrom = 0.2
	// endsFrom is from how many steps a scale has two ends of two steps.
	endsFrom = 4
	// leastSaid is how many must say something for it to be told: one voice is one
	// person.
	leastSaid = 2
)

// Statements returns what the figures of an event and of its series support, in the
// order in which it is proposed: what is marked as a headline, then how sessions
// differ on it and what has changed since the event before, then the rest.
//
// Items are compared only with others on the same scale within one form, and those of
// a list only with one another. Nothing rests on fewer than MinGroup judgements, on one
// voice, or on a session whose answers are doubted.
func Statements(e *forms.EventFigures, series []forms.EventFigures) []Statement {
	r := ruling{minGroup: max(e.Event.MinGroup, 1), doubted: map[string]bool{}}
	for i := range e.Sessions {
		if f := &e.Sessions[i]; f.Turnout.Doubt != forms.NoDoubt {
			r.doubted[f.Form.Key] = true
		}
	}
	e = trusted(e)
	r.event = e
	before := make([]forms.EventFigures, len(series))
	for i := range series {
		before[i] = *trusted(&series[i])
	}
	r.forms = append(r.forms, Leading(Compare(e))...)
	r.mark()
	for _, add := range []func(*Comparison){r.shares, r.sessions} {
		for _, c := range r.forms {
			add(c)
		}
	}
	r.changes(Trends(e, before))
	for _, c := range r.forms {
		r.likes(c)
	}
	slices.SortStableFunc(r.found, func(a, b Statement) int { return cmp.Compare(place(&a), place(&b)) })
	return r.found
}

// order is that of the claims: what everybody said, then how it differs. What a session
// lacks comes last.
var order = map[Claim]int{
	ClaimShare: 0, ClaimMost: 0, ClaimLeading: 1, ClaimAbove: 2, ClaimMore: 2, ClaimFewer: 2, ClaimBest: 3, ClaimDivided: 4, ClaimWeakest: 5, ClaimBelow: 9,
}

// place orders statements: headlines, then differences on other questions, then their
// shares.
func place(s *Statement) int {
	const further, share = 10, 20
	switch {
	case s.Headline && s.Claim != ClaimBelow:
		return order[s.Claim]
	case s.Claim == ClaimShare:
		return share
	}
	return further + order[s.Claim]
}

// trusted returns the figures without the sessions that are in doubt.
func trusted(e *forms.EventFigures) *forms.EventFigures {
	only := *e
	only.Sessions = slices.DeleteFunc(slices.Clone(e.Sessions), func(f forms.Figures) bool { return f.Turnout.Doubt != forms.NoDoubt })
	return &only
}

// ruling finds the statements.
type ruling struct {
	minGroup int
	event    *forms.EventFigures
	doubted  map[string]bool // forms of which a session is in doubt
	forms    []*Comparison
	headline map[string]bool // by form and question
	found    []Statement
}

func named(c *Comparison, question string) string { return c.Form.Key + "/" + question }

// mark notes the headlines: the questions that are marked, or if none is, those that
// stand first.
func (r *ruling) mark() {
	r.headline = map[string]bool{}
	for _, c := range r.forms {
		for i := range c.Form.Questions {
			if q := &c.Form.Questions[i]; q.Headline {
				r.headline[named(c, q.Key)] = true
			}
		}
	}
	if len(r.headline) > 0 {
		return
	}
	for i, c := range r.forms {
		limit := 1
		if i == 0 {
			limit = maxUnmarked
		}
		singles := SingleScales(c)
		for _, item := range singles[:min(limit, len(singles))] {
			r.headline[named(c, item.Item.Key)] = true
		}
		for k := range c.Form.Questions {
			if q := &c.Form.Questions[k]; q.Kind == forms.KindBattery {
				r.headline[named(c, q.Key)] = true
			}
		}
	}
}

// add keeps a statement on an item of a form if enough people stand behind it.
func (r *ruling) add(c *Comparison, s Statement) {
	list := s.Item.Question.Kind == forms.KindBattery
	if s.Claim != ClaimMost && (s.Counted.Base < r.minGroup || s.Counted.N < leastSaid) {
		return
	}
	if s.Other.Base > 0 && s.Other.Base < r.minGroup {
		return
	}
	s.Key = strings.Join([]string{string(s.Claim), c.Form.Key, s.Item.Key}, "/")
	if s.Session != nil {
		s.Key += "/" + s.Session.Key
	}
	s.Headline = r.headline[named(c, s.Item.Question.Key)] && !(list && s.Claim == ClaimShare)
	r.found = append(r.found, s)
}

// countedOf returns the figure of an item that is told, false if there is none.
func countedOf(s *Summary) (Counted, bool) {
	switch {
	case s == nil || s.Suppressed || s.Base == 0:
		return Counted{}, false
	case s.TopTwo != nil:
		return Counted{s.TopTwo.Count, s.Base}, true
	case s.NPS != nil:
		return Counted{s.NPS.Promoters, s.Base}, true
	case s.Item.Kind == forms.KindYesNo:
		return Counted{s.Options[0].Count, s.Base}, true
	}
	return Counted{}, false
}

// on begins a statement on an item as a whole.
func on(claim Claim, item *Compared) (Statement, bool) {
	figure, ok := countedOf(&item.Total)
	return Statement{Claim: claim, Item: item.Item, Counted: figure, Best: bestSteps(&item.Total), Rows: stepRows(&item.Total)}, ok
}

// bestSteps names the steps that TopTwo counts, best first.
func bestSteps(s *Summary) []forms.Text {
	if s.TopTwo == nil {
		return nil
	}
	sorted := byValue(s)
	n := 2
	if len(sorted) == forms.MinSteps {
		n = 1
	}
	var texts []forms.Text
	for _, step := range sorted[:n] {
		texts = append(texts, step.Text)
	}
	return texts
}

// byValue returns the steps of a scale, best first.
func byValue(s *Summary) []Share {
	return slices.SortedStableFunc(slices.Values(s.Options), func(a, b Share) int { return cmp.Compare(b.Value, a.Value) })
}

// stepRows are the bars of a scale's steps, with those marked that are counted.
func stepRows(s *Summary) []PictureRow {
	if s.TopTwo == nil {
		return nil
	}
	best := len(bestSteps(s))
	var rows []PictureRow
	for i, step := range byValue(s) {
		rows = append(rows, PictureRow{Label: step.Text, Counted: Counted{step.Count, s.Base}, Marked: i < best})
	}
	return rows
}

// shares tells of each item how many say so, and of each list on how many of its items
// most think best.
func (r *ruling) shares(c *Comparison) {
	listed := map[string]bool{}
	for i := range c.Items {
		item := &c.Items[i]
		if item.Version != c.Form.Version {
			continue
		}
		if q := item.Item.Question; q.Kind == forms.KindBattery && !listed[q.Key] {
			listed[q.Key] = true
			r.most(c, q)
		}
		if s, ok := on(ClaimShare, item); ok {
			r.add(c, s)
		}
		r.divided(c, item)
	}
}

// most says of how many items of a list most people think best. It is told of lists
// of two items or more, all of which may be shown.
func (r *ruling) most(c *Comparison, q *forms.Question) {
	items := ListScales(c, q.Key)
	if len(items) < 2 || len(items) < len(q.Rows) {
		return
	}
	s := Statement{Claim: ClaimMost, Item: forms.Item{Key: q.Key, Kind: q.Kind, Text: q.Text, Question: q}, Best: bestSteps(&items[0].Total)}
	s.Counted.Base = len(items)
	for _, item := range items {
		figure, ok := countedOf(&item.Total)
		if !ok || figure.Base < r.minGroup {
			return
		}
		most := 2*figure.N > figure.Base
		if most {
			s.Counted.N++
		}
		s.Rows = append(s.Rows, PictureRow{Label: item.Item.Text, Counted: figure, Marked: most})
	}
	slices.SortStableFunc(s.Rows, byShare)
	if s.Counted.N > 0 {
		r.add(c, s)
	}
}

func byShare(a, b PictureRow) int { return cmp.Compare(b.Counted.Share(), a.Counted.Share()) }

// divided says of a scale that both its ends have many.
func (r *ruling) divided(c *Comparison, item *Compared) {
	s, ok := on(ClaimDivided, item)
	if !ok || item.Total.TopTwo == nil || len(item.Total.Options) < endsFrom {
		return
	}
	steps := byValue(&item.Total)
	s.Other.Base = item.Total.Base
	for i := len(steps) - 1; i >= len(steps)-2; i-- {
		s.Worst = append(s.Worst, steps[i].Text)
		s.Other.N += steps[i].Count
	}
	if min(s.Counted.Share(), s.Other.Share()) >= dividedFrom && s.Other.N >= leastSaid {
		r.add(c, s)
	}
}
