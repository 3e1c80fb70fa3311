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
	// Aside says that answers of sessions too small to be shown are not in
	// the total, since the total would give them away.
	Aside bool
	// Population is how many people could have answered, 0 if not known for
	// each session in the total.
	Population int
}

// Compare returns the event's figures form by form, in the order of the
// programme. Items of different versions of a form, or of different sessions,
// are one item only if kind, wording, options and condition are the same; the
// options that a session brings itself are its own item.
//
// A session's item that too few answered is hidden. The total must not give it
// away: with the total and the shown sessions anybody can work out the sum of
// the hidden ones. So all hidden answers to an item are one group (the small
// sessions pooled by the store among them), and that group counts in the total
// only if it has at least MinGroup answers; otherwise it is left out. Hiding a
// further session instead would be undone by a later report that shows it.
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
	var shown, hidden forms.Tally
	asked, askedKnown, someHidden := 0, true, false
	pooled := map[int64]bool{}
	for i := range j.entries {
		entry := &j.entries[i]
		compared.Sessions[entry.session] = &entry.summary
		session := &c.Sessions[entry.session].Session
		if part, ok := e.Pooled[session.FormID]; ok && !pooled[session.FormID] && !j.item.Question.PerSession {
			pooled[session.FormID] = true
			hidden.AddTally(only(part, j.item.Key))
			someHidden = true
		}
		if entry.summary.Suppressed {
			hidden.AddTally(entry.tally)
			someHidden = true
			continue
		}
		shown.AddTally(entry.tally)
		if entry.summary.Asked == nil {
			askedKnown = false
		} else {
			asked += *entry.summary.Asked
		}
	}
	minGroup, total := e.Event.MinGroup, shown
	if someHidden && !suppressed(hidden.Answered(j.item.Key), minGroup) {
		total.AddTally(hidden)
		// What the hidden sessions were asked under a condition was not shown
		// for any of them, so their sum is not shown either.
		askedKnown = askedKnown && j.item.Question.Show == ""
		asked += hidden.N
	} else {
		compared.Aside = someHidden
		compared.Population = j.population(c, &e.Event)
	}
	if suppressed(total.Answered(j.item.Key), minGroup) {
		compared.Total = Summary{Item: j.item, Suppressed: true}
		return compared
	}
	compared.Total = summarize(j.item, total, nil)
	if askedKnown {
		compared.Total = summarize(j.item, total, &asked)
	}
	return compared
}

// population returns how many people were in the sessions that are shown, 0 if
// that is not known for one of them.
func (j *joining) population(c *Comparison, event *forms.Event) int {
	sum := 0
	for _, entry := range j.entries {
		if entry.summary.Suppressed {
			continue
		}
		n := Headcount(&c.Sessions[entry.session].Session, event)
		if n == 0 {
			return 0
		}
		sum += n
	}
	return sum
}

// Headcount returns how many people were in the session, 0 if that is not
// known. Everybody at an event is in its plenary.
func Headcount(session *forms.Session, event *forms.Event) int {
	if session.Headcount == 0 && session.Kind == forms.Plenary {
		return event.Headcount
	}
	return session.Headcount
}
