package condition

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Range says which answers an item can have: One, Several, Ranking, Number or
// Day. Every item may also have none.
type Range interface {
	// candidates returns answers that stand for all of the range: whatever the
	// uses tell apart is told apart between two candidates. It is not complete
	// where it cannot know them.
	candidates([]use) (answers [][]string, complete bool)
}

// One is one of the codes.
type One []string

// Several is at least Min and at most Max of the codes, in their order.
type Several struct {
	Codes    []string
	Min, Max int
}

// Ranking is all of the codes, in any order.
type Ranking []string

// Number is a number from Min to Max with at most so many decimals.
type Number struct {
	Min, Max float64
	Decimals int
}

// Day is a day from From to To, in the form 2006-01-02; "" is open.
type Day struct{ From, To string }

// maxNamed bounds the codes of Several that conditions name, because all
// subsets of them are tried.
const maxNamed = 8

func (r One) candidates([]use) ([][]string, bool) {
	answers := make([][]string, len(r))
	for i, code := range r {
		answers[i] = []string{code}
	}
	return answers, true
}

// candidates are the subsets of the codes that are named, each with none, one,
// two … of the others: which of the others it is, nobody asks.
func (r Several) candidates(uses []use) ([][]string, bool) {
	if slices.ContainsFunc(uses, func(u use) bool { return u.ordered || u.kind == useValue }) {
		return nil, false
	}
	var named, others []string
	for _, code := range r.Codes {
		if slices.ContainsFunc(uses, func(u use) bool { return u.names(code) }) {
			named = append(named, code)
		} else {
			others = append(others, code)
		}
	}
	if len(named) > maxNamed {
		return nil, false
	}
	var answers [][]string
	for subset := range 1 << len(named) {
		for n := range len(others) + 1 {
			if answer := r.pick(named, subset, others[:n]); len(answer) >= max(r.Min, 1) && len(answer) <= r.Max {
				answers = append(answers, answer)
			}
		}
	}
	return answers, true
}

// pick returns the named codes whose bits are set and the others, in order.
func (r Several) pick(named []string, bits int, others []string) []string {
	var answer []string
	for _, code := range r.Codes {
		i := slices.Index(named, code)
		if i >= 0 && bits>>i&1 == 1 || slices.Contains(others, code) {
			answer = append(answer, code)
		}
	}
	return answer
}

// names reports whether the use is about the code, perhaps among others.
func (u use) names(code string) bool {
	if u.kind == useSelected {
		return u.text == code
	}
	return slices.ContainsFunc(strings.Fields(u.text), func(field string) bool { return Equal.compare(field, code) })
}

func (r Ranking) candidates(uses []use) ([][]string, bool) {
	for _, u := range uses {
		if u.kind != useSelected {
			return nil, false
		}
	}
	return [][]string{r}, true
}

// candidates are the bounds, and the numbers at and on either side of every
// number that the range is compared with.
func (r Number) candidates(uses []use) ([][]string, bool) {
	scale := math.Pow10(r.Decimals)
	steps := []float64{math.Ceil(r.Min * scale), math.Floor(r.Max * scale)}
	for _, u := range uses {
		n, ok := Decimal(u.text)
		switch {
		case u.kind == useValue, u.kind == useLiteral && u.ordered && !ok:
			return nil, false
		case ok:
			below, above := math.Floor(n*scale), math.Ceil(n*scale)
			steps = append(steps, below-1, below, above, above+1)
		}
	}
	var answers [][]string
	for _, step := range steps {
		if n := step / scale; n >= r.Min && n <= r.Max {
			answers = append(answers, []string{strconv.FormatFloat(n+0, 'f', -1, 64)}) // +0 drops the sign of -0
		}
	}
	return answers, true
}

// candidates are the bounds, and the days at and on either side of every day
// that the range is compared with.
func (r Day) candidates(uses []use) ([][]string, bool) {
	from, to := r.From, r.To
	if from == "" {
		from = "0000-01-01"
	}
	if to == "" {
		to = "9999-12-31"
	}
	days := []string{from, to}
	for _, u := range uses {
		day, err := time.Parse(time.DateOnly, u.text)
		switch {
		case u.kind == useValue, u.kind == useLiteral && u.ordered && err != nil:
			return nil, false
		case err == nil:
			for offset := range 3 {
				days = append(days, day.AddDate(0, 0, offset-1).Format(time.DateOnly))
			}
		}
	}
	var answers [][]string
	for _, day := range days {
		if len(day) == len(from) && day >= from && day <= to {
			answers = append(answers, []string{day})
		}
	}
	return answers, true
}
