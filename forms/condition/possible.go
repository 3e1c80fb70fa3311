package condition

import "slices"

// Item is what is known of an item before anybody has answered.
type Item struct {
	Range    Range     // nil if its answers are not known
	Required bool      // it has an answer wherever it is asked
	Show     Condition // nil if it is always asked
}

// maxSteps bounds the search of CanHold to a few milliseconds, as a page asks it
// for every question of a form. Conditions that people write take a few dozen steps.
const maxSteps = 2_000

// CanHold reports whether some answers meet the condition. What item returns
// says which answers there can be; ok is false for a key that names no item.
//
// False is proved: the condition never holds. True is only likely where a
// Range is not known, where two numbers, days or sets of codes are compared
// with each other, and beyond maxSteps.
func CanHold(c Condition, item func(key string) (i Item, ok bool)) bool {
	s := search{must: []Condition{c}, about: map[string][]Condition{}, beside: map[string][]string{}, answers: map[string][]string{}}
	ranges := map[string]Range{}
	var order []string
	for pending := c.Keys(); len(pending) > 0; pending = pending[1:] {
		key := pending[0]
		i, ok := item(key)
		if _, seen := ranges[key]; seen || !ok {
			continue
		}
		ranges[key] = i.Range
		order = append(order, key)
		if i.Show != nil {
			s.must = append(s.must, Any{unanswered(key), i.Show})
			pending = append(pending, i.Show.Keys()...)
		}
		switch {
		case i.Required && i.Show != nil:
			s.must = append(s.must, Any{Not{unanswered(key)}, Not{i.Show}})
		case i.Required:
			s.must = append(s.must, Not{unanswered(key)})
		}
	}
	uses := usesOf(s.must)
	for _, key := range order {
		if ranges[key] == nil {
			continue
		}
		if candidates, complete := ranges[key].candidates(uses[key]); complete {
			s.choices = append(s.choices, &choice{key, append([][]string{nil}, candidates...)})
		}
	}
	for _, c := range s.must {
		if s.fails(c) {
			return false
		}
		keys := c.Keys()
		for _, key := range keys {
			s.about[key] = append(s.about[key], c)
			s.beside[key] = append(s.beside[key], keys...)
		}
	}
	if !s.narrow() {
		return false
	}
	// Those with few candidates first: they rule out the most by the least.
	slices.SortStableFunc(s.choices, func(a, b *choice) int { return len(a.candidates) - len(b.candidates) })
	return s.possible(0)
}

func unanswered(key string) Condition { return Comparison{Reference(key), Equal, Literal("")} }

// search tries candidates of one item after the other.
type search struct {
	must    []Condition            // what all has to hold
	about   map[string][]Condition // of these, what looks at an item
	beside  map[string][]string    // what that looks at besides
	choices []*choice
	answers map[string][]string // what has been chosen so far
	steps   int
}

// choice is an item with answers that stand for all that it can have.
type choice struct {
	key        string
	candidates [][]string
}

// fails reports whether a condition fails whatever else is chosen.
func (s *search) fails(c Condition) bool {
	get := func(key string) ([]string, bool) { answer, known := s.answers[key]; return answer, known }
	return c.decide(get) == fails
}

// narrow takes away the candidates by which alone something fails that must hold,
// and chooses what is left alone, as that rules out others: people chain
// conditions, so it goes a long way. It reports whether every item has one left.
func (s *search) narrow() bool {
	named := map[string]*choice{}
	var pending []string
	for _, c := range s.choices {
		named[c.key], pending = c, append(pending, c.key)
	}
	for ; len(pending) > 0; pending = pending[1:] {
		choice := named[pending[0]]
		if choice == nil { // its range is not known, or it is chosen
			continue
		}
		choice.candidates = slices.DeleteFunc(choice.candidates, func(candidate []string) bool {
			s.answers[choice.key] = candidate
			return slices.ContainsFunc(s.about[choice.key], s.fails)
		})
		delete(s.answers, choice.key)
		switch len(choice.candidates) {
		case 0:
			return false
		case 1:
			s.answers[choice.key] = choice.candidates[0]
			delete(named, choice.key)
			pending = append(pending, s.beside[choice.key]...)
		}
	}
	s.choices = slices.DeleteFunc(s.choices, func(c *choice) bool { return len(c.candidates) == 1 })
	return true
}

// possible reports whether the choices from the given one on can be made so
// that nothing fails that must hold. Only what looks at the last choice can have
// come to fail by it.
func (s *search) possible(from int) bool {
	if s.steps++; s.steps > maxSteps {
		return true
	}
	if from > 0 && slices.ContainsFunc(s.about[s.choices[from-1].key], s.fails) {
		return false
	}
	if from == len(s.choices) {
		return true
	}
	choice := s.choices[from]
	for _, candidate := range choice.candidates {
		s.answers[choice.key] = candidate
		if s.possible(from + 1) {
			return true
		}
	}
	delete(s.answers, choice.key)
	return false
}

// use is one way in which conditions look at the answer to an item.
type use struct {
	kind    useKind
	ordered bool   // compared with < <= > or >=
	text    string // the code, or the literal
}

type useKind int

const (
	useSelected useKind = iota // it includes the code
	useLiteral                 // it is compared with the literal, which is not ""
	useValue                   // it is compared with another answer
)

// usesOf returns in which ways the conditions look at each item. How many
// codes it has, and whether it has any, may be asked of every item.
func usesOf(conditions []Condition) map[string][]use {
	uses := map[string][]use{}
	for _, c := range conditions {
		for node := range Nodes(c) {
			switch node := node.(type) {
			case Selected:
				uses[node.Key] = append(uses[node.Key], use{kind: useSelected, text: node.Code})
			case Comparison:
				node.use(uses, node.Left, node.Right)
				node.use(uses, node.Right, node.Left)
			}
		}
	}
	return uses
}

func (c Comparison) use(uses map[string][]use, side, other Value) {
	key, ok := side.(Reference)
	if !ok || other == Literal("") {
		return
	}
	u := use{kind: useValue, ordered: c.Operator != Equal && c.Operator != Unequal}
	if literal, ok := other.(Literal); ok {
		u.kind, u.text = useLiteral, string(literal)
	}
	uses[string(key)] = append(uses[string(key)], u)
}
