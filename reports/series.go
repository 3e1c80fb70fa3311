package reports

import (
	"slices"

	"resonanz/forms"
)

// Trend is one item over the events of a series, oldest first.
type Trend struct {
	Form   *forms.Form // as the event asked it that the trend is for
	Item   forms.Item
	Points []Point
}

// Point is what a trend knows of one event.
type Point struct {
	Event *forms.Event
	// Compared is nil where the event did not ask the item, or asked another
	// one under its key.
	Compared *Compared
	// Broken says that the item had another wording, scale or condition there.
	// Its figures are not comparable, and are not shown.
	Broken bool
}

// Reading is the figure of an item that is followed over time: the share of
// the best steps of a scale or of yes, from 0 to 1, or a Net Promoter Score.
type Reading struct {
	Value    float64
	Interval Interval
	N        int
}

// Trends returns the items of an event that another event of its series asked
// under the same keys of form and item. Two events are joined where kind, scale,
// condition and the wording in the base language are the same; a new
// translation joins, a new wording does not.
func Trends(e *forms.EventFigures, series []forms.EventFigures) []Trend {
	if len(series) == 0 {
		return nil
	}
	type dated struct {
		event       *forms.Event
		comparisons []Comparison
	}
	events := []dated{{&e.Event, Compare(e)}}
	for i := range series {
		events = append(events, dated{&series[i].Event, Compare(&series[i])})
	}
	own := events[0].comparisons
	slices.SortStableFunc(events, func(a, b dated) int { return a.event.Starts.Compare(b.event.Starts) })
	var trends []Trend
	for i := range own {
		for k := range own[i].Items {
			item := &own[i].Items[k]
			if !followed(item.Item.Kind) || item.Version != own[i].Form.Version {
				continue
			}
			trend, elsewhere := Trend{Form: own[i].Form, Item: item.Item}, false
			for _, event := range events {
				point := Point{Event: event.event}
				point.find(event.comparisons, own[i].Form.Key, &item.Item, e.Event.Base())
				elsewhere = elsewhere || event.event != &e.Event && (point.Broken || point.Compared != nil)
				trend.Points = append(trend.Points, point)
			}
			if elsewhere {
				trends = append(trends, trend)
			}
		}
	}
	return trends
}

// followed reports whether one figure says how an item went.
func followed(k forms.Kind) bool {
	return k == forms.KindScale || k == forms.KindRecommend || k == forms.KindYesNo
}

func (p *Point) find(comparisons []Comparison, form string, item *forms.Item, base string) {
	for i := range comparisons {
		if comparisons[i].Form.Key != form {
			continue
		}
		for k := range comparisons[i].Items {
			other := &comparisons[i].Items[k]
			switch {
			case other.Item.Key != item.Key:
			case same(&other.Item, item, base):
				p.Compared, p.Broken = other, false
				return
			default:
				p.Broken = true
			}
		}
	}
}

// Reading returns the item's figure over time, and whether there is one.
func (c *Compared) Reading() (Reading, bool) {
	t := &c.Total
	switch {
	case t.Suppressed || t.Base == 0:
		return Reading{}, false
	case t.TopTwo != nil:
		return Reading{t.TopTwo.Share, t.Interval(*t.TopTwo, c.Population), t.Base}, true
	case t.NPS != nil:
		return Reading{t.NPS.Score, t.NPS.Interval(c.Population), t.Base}, true
	case c.Item.Kind == forms.KindYesNo:
		return Reading{t.Options[0].Share, t.Interval(t.Options[0], c.Population), t.Base}, true
	}
	return Reading{}, false
}
