package reports

import (
	"cmp"
	"maps"
	"slices"

	"resonanz/forms"
)

// Comparison sets the sessions that share a form side by side.
type Comparison struct {
	Form     *forms.Form     // the newest version among the sessions, as one of them asked it
	Sessions []forms.Figures // in programme order
	Items    []Compared      // in the order of the newest version; items only of older ones follow
}

// Compared is one item over all sessions of a form.
type Compared struct {
	Item    forms.Item
	Version int // of the form in which it was asked last
	// Total sums up the sessions. It is Suppressed like any other summary.
	Total Summary
	// Sessions is parallel to Comparison.Sessions; nil where the item was not
	// asked.
	Sessions []*Summary
	// Population is how many people could have answered, 0 if not known for
	// each session in the total.
	Population int
}

// Compare returns the event's figures form by form, in the order of the
// programme. Items of different versions of a form, or of different sessions,
// are one item only if kind, wording, options and condition are the same; the
// options that a session brings itself are its own item.
//
// The total of an item is what the sessions show of it and what the store has
// pooled from those that could not show it. Both come from the store in groups
// of MinGroup people or not at all, so nothing can be worked out of them that
// is not shown.
func Compare(e *forms.EventFigures) []Comparison {
	var comparisons []Comparison
	index := map[string]int{}
	for _, figures := range e.Sessions {
		i, ok := index[figures.Form.Key]
		if !ok {
			i = len(comparisons)
			index[figures.Form.Key] = i
			comparisons = append(comparisons, Comparison{Form: figures.Form})
		}
		c := &comparisons[i]
		c.Sessions = append(c.Sessions, figures)
		if figures.Form.Version > c.Form.Version {
			c.Form = figures.Form
		}
	}
	for i := range comparisons {
		comparisons[i].join(e)
	}
	return comparisons
}

// entry is an item in one session.
type entry struct {
	session int // index into Comparison.Sessions
	summary Summary
	tally   forms.Tally // of this item alone
}

// joining is an item while its sessions are being put together.
type joining struct {
	item    forms.Item
	version int
	entries []entry
}

func (c *Comparison) join(e *forms.EventFigures) {
	order := make([]int, len(c.Sessions))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(c.Sessions[b].Form.Version, c.Sessions[a].Form.Version)
	})
	var joined []joining
	for _, session := range order {
		joined = c.joinSession(joined, session, e.Event.MinGroup, e.Event.Base())
	}
	for i := range joined {
		c.Items = append(c.Items, joined[i].compare(c, e))
	}
}

// joinSession adds the items of a session, new ones behind the last of the same
// question or else behind the one that they follow on the page.
func (c *Comparison) joinSession(joined []joining, session, minGroup int, base string) []joining {
	figures := &c.Sessions[session]
	released := forms.Tally{}
	if figures.Release != nil {
		released = figures.Release.Tally
	}
	last := -1
	for _, summary := range Summarize(figures.Form, released, minGroup) {
		at := slices.IndexFunc(joined, func(j joining) bool { return same(&j.item, &summary.Item, base) })
		if at < 0 {
			at = last + 1
			for i := range joined {
				if summary.Item.Beside == "" && joined[i].item.Question.Key == summary.Item.Question.Key {
					at = max(at, i+1)
				}
			}
			joined = slices.Insert(joined, at, joining{item: summary.Item, version: figures.Form.Version})
		}
		joined[at].entries = append(joined[at].entries, entry{session, summary, only(released, summary.Item.Key)})
		last = at
	}
	return joined
}

// same reports whether two items may be counted together or set beside one
// another: what people read in the base language has to be the same.
func same(a, b *forms.Item, base string) bool {
	p, q := a.Question, b.Question
	return a.Key == b.Key && a.Kind == b.Kind && p.Kind == q.Kind && p.Show == q.Show &&
		!p.PerSession && !q.PerSession &&
		reads(a.Text, b.Text, base) && reads(p.Text, q.Text, base) &&
		reads(p.Low, q.Low, base) && reads(p.High, q.High, base) && reads(p.Unit, q.Unit, base) &&
		slices.EqualFunc(a.Options, b.Options, func(o, u forms.Option) bool {
			return o.Code == u.Code && o.Value == u.Value && reads(o.Text, u.Text, base)
		})
}

// reads reports whether two texts say the same in the base language. Without
// it, all their translations have to be the same.
func reads(a, b forms.Text, base string) bool {
	if a[base] == "" && b[base] == "" {
		return maps.Equal(a, b)
	}
	return a[base] == b[base]
}

// only returns the part of a tally that belongs to one item.
func only(t forms.Tally, item string) forms.Tally {
	return forms.Tally{N: t.N, Cells: map[string]map[string]int{item: t.Cells[item]}}
}

func (j *joining) compare(c *Comparison, e *forms.EventFigures) Compared {
	compared := Compared{Item: j.item, Version: j.version, Sessions: make([]*Summary, len(c.Sessions))}
	sum := summing{minGroup: e.Event.MinGroup, item: &j.item}
	pooled := map[int64]bool{}
	for i := range j.entries {
		entry := &j.entries[i]
		compared.Sessions[entry.session] = &entry.summary
		session := &c.Sessions[entry.session].Session
		if !entry.summary.Suppressed {
			sum.add(entry.tally, entry.summary.Asked, session.Present(&e.Event))
		}
		if !pooled[session.FormID] && !j.item.Question.PerSession {
			pooled[session.FormID] = true
			sum.addPool(e.Pooled[session.FormID])
		}
	}
	if suppressed(sum.tally.Answered(j.item.Key), e.Event.MinGroup) {
		compared.Total = Summary{Item: j.item, Suppressed: true}
		return compared
	}
	compared.Total = summarize(j.item, sum.tally, &sum.asked)
	if sum.unknown {
		compared.Total = summarize(j.item, sum.tally, nil)
	}
	if !sum.unbounded {
		compared.Population = sum.population
	}
	return compared
}

// summing adds up what is shown of an item.
type summing struct {
	minGroup          int
	item              *forms.Item
	tally             forms.Tally
	asked, population int
	unknown           bool // not all parts say how many were asked
	unbounded         bool // nor how many were there
}

func (s *summing) add(t forms.Tally, asked *int, headcount int) {
	s.tally.AddTally(t)
	s.unknown = s.unknown || asked == nil
	s.unbounded = s.unbounded || headcount == 0
	if asked != nil {
		s.asked += *asked
	}
	s.population += headcount
}

// addPool adds a form's pool, if it holds the item. Nobody knows how many were
// in the sessions of the pool, nor, under a condition, how many were asked.
func (s *summing) addPool(pool forms.Tally) {
	if n := pool.Answered(s.item.Key); n == 0 || suppressed(n, s.minGroup) {
		return
	}
	if asked, known := pool.Asked(s.item); known && s.item.Question.Show == "" {
		s.add(only(pool, s.item.Key), &asked, 0)
		return
	}
	s.add(only(pool, s.item.Key), nil, 0)
}
