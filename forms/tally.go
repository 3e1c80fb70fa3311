package forms

import "strconv"

// Cell is one place in a tally: an option of an item. Option is an option
// code, a number from "0" to "10", a decimal, a date, "code@place" for a
// ranking, or one of the two cells below, which no option code can be.
type Cell struct {
	Item   string
	Option string
}

// CellAnswered counts the people who answered the item; it is the base of
// its shares. CellAsked counts those who were asked. The store keeps it only
// for items with a condition, because everybody is asked the others; a released
// tally has it for all, because its items may be of different moments.
const (
	CellAnswered = "="
	CellAsked    = "?"
)

// RankCell returns the option of the cell that counts how often the option
// with the code was put on the place (from 1).
func RankCell(code string, place int) string { return code + "@" + strconv.Itoa(place) }

// Marks returns the cells that the answers add one to. Nothing else decides
// what counts.
func (f *Form) Marks(a Answers) []Cell {
	p := f.planned()
	marks := make([]Cell, 0, 2*len(a))
	for i := range p.items {
		item := &p.items[i]
		if p.conditions[item.Question.Key] != nil && p.shown(item, a) {
			marks = append(marks, Cell{item.Key, CellAsked})
		}
		answer, ok := a[item.Key]
		if !ok {
			continue
		}
		marks = append(marks, Cell{item.Key, CellAnswered})
		switch {
		case item.Kind.IsText():
		case item.Kind == KindRanking:
			for place, code := range answer {
				marks = append(marks, Cell{item.Key, RankCell(code, place+1)})
			}
		default:
			for _, option := range answer {
				marks = append(marks, Cell{item.Key, option})
			}
		}
	}
	return marks
}

// Tally is a count of marks. The zero value is an empty tally.
type Tally struct {
	// N is the number of responses counted.
	N int `json:"n"`
	// Cells holds the marks: item key → option → count. Absent means 0.
	Cells map[string]map[string]int `json:"cells,omitempty"`
}

// Add adds n to a cell; a cell that comes to 0 is dropped.
func (t *Tally) Add(c Cell, n int) {
	if t.Cells == nil {
		t.Cells = map[string]map[string]int{}
	}
	if t.Cells[c.Item] == nil {
		t.Cells[c.Item] = map[string]int{}
	}
	t.Cells[c.Item][c.Option] += n
	if t.Cells[c.Item][c.Option] == 0 {
		delete(t.Cells[c.Item], c.Option)
		if len(t.Cells[c.Item]) == 0 {
			delete(t.Cells, c.Item)
		}
	}
}

// AddTally adds all counts of u.
func (t *Tally) AddTally(u Tally) {
	t.N += u.N
	for item, options := range u.Cells {
		for option, n := range options {
			t.Add(Cell{item, option}, n)
		}
	}
}

// Count returns the count of one option of an item.
func (t Tally) Count(item, option string) int { return t.Cells[item][option] }

// Answered returns how many people answered the item.
func (t Tally) Answered(item string) int { return t.Cells[item][CellAnswered] }

// Asked returns how many people were asked the item; known is false where that
// may not be told, as of a conditional question before its session is closed.
func (t Tally) Asked(item *Item) (n int, known bool) {
	if n, ok := t.Cells[item.Key][CellAsked]; ok {
		return n, true
	}
	return t.N, item.Question.Show == ""
}
