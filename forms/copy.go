package forms

import (
	"maps"
	"slices"
)

// tallyCopy is a copy of a session's tally whose items may have been taken at
// different moments.
type tallyCopy struct {
	N     int                 `json:"n"`
	Items map[string]itemCopy `json:"items,omitempty"`
}

// itemCopy is an item's cells at the moment of a held copy.
type itemCopy struct {
	No    int            `json:"no"` // number of that held copy
	N     int            `json:"n"`  // responses at that moment
	Cells map[string]int `json:"cells"`
	// AskedHidden says that the count of those who were asked a conditional
	// question may not be shown; AskedTold, that one may have been shown, after
	// which no other may be.
	AskedHidden bool `json:"askedHidden,omitempty"`
	AskedTold   bool `json:"askedTold,omitempty"`
}

// copyTally returns a copy of the tally as the held copy with the number.
func copyTally(t Tally, no int) tallyCopy {
	c := tallyCopy{N: t.N, Items: make(map[string]itemCopy, len(t.Cells))}
	for item, cells := range t.Cells {
		c.Items[item] = itemCopy{No: no, N: t.N, Cells: maps.Clone(cells)}
	}
	return c
}

func (c *tallyCopy) answered(item string) int { return c.Items[item].Cells[CellAnswered] }

func (c *tallyCopy) set(item string, i itemCopy) {
	if c.Items == nil {
		c.Items = map[string]itemCopy{}
	}
	c.Items[item] = i
}

// keep puts an earlier copy of an item, or its absence, in the place of a newer
// one.
func (c *tallyCopy) keep(item string, earlier itemCopy) {
	if earlier.No == 0 {
		delete(c.Items, item)
		return
	}
	c.Items[item] = earlier
}

// tally returns what may be shown of the copy, which was released under the
// number, as the form asks.
func (c *tallyCopy) tally(form *Form, no int) Tally {
	t := Tally{N: c.N}
	for item, i := range c.Items {
		for option, n := range i.Cells {
			if option != CellAsked || c.askedFits(form, item, no) {
				t.Add(Cell{item, option}, n)
			}
		}
		if _, conditional := i.Cells[CellAsked]; !conditional {
			t.Add(Cell{item, CellAsked}, i.N)
		}
	}
	return t
}

// askedFits reports whether the count of those who were asked a conditional item
// may stand beside the rest of the release with the number. It says how many
// were not asked, and so how the questions of the condition were answered: of the
// people of its own moment, whom figures of another moment would not be.
func (c *tallyCopy) askedFits(form *Form, item string, no int) bool {
	i, asked := c.Items[item], form.Item(item)
	if i.AskedHidden || i.No != no || asked == nil {
		return false
	}
	show := form.planned().conditions[asked.Question.Key]
	return show != nil && !slices.ContainsFunc(show.Keys(), func(key string) bool {
		control, shown := c.Items[key]
		return shown && control.No != no
	})
}

// counted returns the copy's own counts, whatever may be shown of them.
func (c *tallyCopy) counted() Tally {
	t := Tally{N: c.N, Cells: map[string]map[string]int{}}
	for item, i := range c.Items {
		if len(i.Cells) > 0 {
			t.Cells[item] = i.Cells
		}
	}
	return t
}

// moments returns the moments at which the copy's items were taken, and no.
func (c *tallyCopy) moments(no int) []int {
	moments := []int{no}
	for _, i := range c.Items {
		moments = append(moments, i.No)
	}
	return moments
}

// subtract takes a response that was counted from the held copy heldNo on out
// of the items that count it.
func (c *tallyCopy) subtract(heldNo int, marks []Cell) {
	for item, i := range c.Items {
		if heldNo > i.No {
			continue
		}
		i.N--
		for _, cell := range marks {
			if cell.Item != item {
				continue
			}
			if i.Cells[cell.Option]--; i.Cells[cell.Option] == 0 {
				delete(i.Cells, cell.Option)
			}
		}
		c.Items[item] = i
	}
}

// isText reports whether the cells are those of a free text, of which nothing
// but its number is counted.
func isText(cells map[string]int) bool {
	for option := range cells {
		if option != CellAnswered && option != CellAsked {
			return false
		}
	}
	return true
}
