package reports

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"resonanz/forms"
)

// sessions says of each item which sessions stand out. It says so only where all
// sessions with answers show their figures: nobody knows what the others think.
func (r *ruling) sessions(c *Comparison) {
	if r.doubted[c.Form.Key] {
		return
	}
	for i := range c.Items {
		item := &c.Items[i]
		if item.Version != c.Form.Version || item.Item.Question.Kind == forms.KindBattery || item.Item.Kind == forms.KindRecommend {
			continue
		}
		rows, asked, ok := r.sideBySide(c, item)
		for k := range rows {
			if ok {
				r.session(c, item, rows, k, &c.Sessions[asked[k]].Session)
			}
		}
	}
}

// sideBySide returns the figures of the sessions that have answers, with their places,
// false if one of them shows none.
func (r *ruling) sideBySide(c *Comparison, item *Compared) (rows []PictureRow, asked []int, ok bool) {
	for k, s := range item.Sessions {
		if s == nil || c.Sessions[k].Turnout.N == 0 {
			continue
		}
		figure, ok := countedOf(s)
		if !ok || figure.Base < r.minGroup {
			return nil, nil, false
		}
		rows, asked = append(rows, PictureRow{Label: c.Sessions[k].Session.Title, Counted: figure}), append(asked, k)
	}
	return rows, asked, len(rows) > 1
}

// session says how a session stands to the others.
func (r *ruling) session(c *Comparison, item *Compared, rows []PictureRow, at int, session *forms.Session) {
	own, rest := rows[at].Counted, Counted{}
	for k, row := range rows {
		if k != at {
			rest.N, rest.Base = rest.N+row.Counted.N, rest.Base+row.Counted.Base
		}
	}
	points := percent(own.Share()) - percent(rest.Share())
	s := Statement{Item: item.Item, Session: session, Counted: own, Other: rest, Best: bestSteps(&item.Total)}
	s.Rows = slices.Clone(rows)
	s.Rows[at].Marked = true
	slices.SortStableFunc(s.Rows, byShare)
	leads := true
	for k, row := range rows {
		leads = leads && (k == at || above(own, row.Counted))
	}
	switch {
	case leads && points >= clearlyApart:
		s.Claim, s.Other = ClaimLeading, Counted{}
	case above(own, rest) && points >= clearlyApart:
		s.Claim = ClaimAbove
	case above(rest, own) && -points >= clearlyApart:
		s.Claim = ClaimBelow
	default:
		return
	}
	r.add(c, s)
}

// above reports whether a share is the larger one with its whole interval.
func above(a, b Counted) bool { return Wilson(a.N, a.Base, 0).Low > Wilson(b.N, b.Base, 0).High }

// likes says which of the items on one scale has most and which has fewest, of three
// or more.
func (r *ruling) likes(c *Comparison) {
	groups := map[string][]*Compared{}
	var order []string
	for _, item := range append(SingleScales(c), c.scales(func(q *forms.Question) bool { return q.Kind == forms.KindBattery })...) {
		if item.Total.Base < r.minGroup {
			continue
		}
		scale := scaleOf(&item.Item, r.event.Event.Base())
		if groups[scale] == nil {
			order = append(order, scale)
		}
		groups[scale] = append(groups[scale], item)
	}
	for _, scale := range order {
		if items := groups[scale]; len(items) > 2 {
			slices.SortStableFunc(items, func(a, b *Compared) int { return cmp.Compare(b.Total.TopTwo.Share, a.Total.TopTwo.Share) })
			r.extreme(c, ClaimBest, items, 0)
			r.extreme(c, ClaimWeakest, items, len(items)-1)
		}
	}
}

// scaleOf names what items must share to be compared: their scale, and of a list the
// list.
func scaleOf(item *forms.Item, base string) string {
	name := []string{""}
	if item.Question.Kind == forms.KindBattery {
		name[0] = item.Question.Key
	}
	for _, o := range item.Options {
		name = append(name, o.Code, strconv.Itoa(o.Value), o.Text[base])
	}
	return strings.Join(name, "\x00")
}

// extreme says so of the item at the place, if it is apart from each of the others.
func (r *ruling) extreme(c *Comparison, claim Claim, items []*Compared, at int) {
	own := figureOf(items[at])
	s, ok := on(claim, items[at])
	s.Rows = nil
	for i, item := range items {
		other := figureOf(item)
		if claim == ClaimBest {
			ok = ok && (i == at || above(own, other))
		} else {
			ok = ok && (i == at || above(other, own))
		}
		s.Rows = append(s.Rows, PictureRow{Label: item.Item.Text, Counted: other, Marked: i == at})
	}
	if ok {
		r.add(c, s)
	}
}

func figureOf(item *Compared) Counted {
	figure, _ := countedOf(&item.Total)
	return figure
}

func percent(share float64) int { return int(share*hundred + 0.5) }

// changes says what has changed since the last event before this one that asked the
// same.
func (r *ruling) changes(trends []Trend) {
	for i := range trends {
		t := &trends[i]
		at := slices.IndexFunc(t.Points, func(p Point) bool { return p.Event == &r.event.Event })
		if at < 1 || t.Item.Kind == forms.KindRecommend || t.Points[at].Compared == nil {
			continue
		}
		for before := at - 1; before >= 0; before-- {
			if p := &t.Points[before]; p.Compared != nil {
				if then, ok := countedOf(&p.Compared.Total); ok {
					r.change(t, &t.Points[at].Compared.Total, then, p.Event)
					break
				}
			}
		}
	}
}

// change says so of the item of a trend, with its figures now and at the event before.
func (r *ruling) change(t *Trend, total *Summary, then Counted, event *forms.Event) {
	now, ok := countedOf(total)
	if !ok || then.Base < event.MinGroup {
		return
	}
	claim := ClaimMore
	switch {
	case above(now, then):
	case above(then, now):
		claim = ClaimFewer
	default:
		return
	}
	at := slices.IndexFunc(r.forms, func(c *Comparison) bool { return c.Form.Key == t.Form.Key })
	s := Statement{Claim: claim, Item: t.Item, Counted: now, Other: then, Best: bestSteps(total), Then: occasion(event, &r.event.Event)}
	s.Rows = []PictureRow{{Plain: s.Then, Counted: then}, {Plain: occasion(&r.event.Event, event), Counted: now, Marked: true}}
	r.add(r.forms[at], s)
}

// occasion returns the year of an event, or its day if the other one was in that year
// too.
func occasion(event, other *forms.Event) string {
	starts, with := event.Starts.In(event.Location()), other.Starts.In(other.Location())
	if starts.Year() != with.Year() {
		return strconv.Itoa(starts.Year())
	}
	return starts.Format(time.DateOnly)
}
