package condition

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// lookup returns the answer to an item, and whether it is known yet.
type lookup func(key string) (answer []string, known bool)

// verdict says whether a condition holds, as far as the answers are known. The
// order of the three makes All the least and Any the greatest of their parts.
type verdict int

const (
	fails     verdict = -1
	undecided verdict = 0
	holds     verdict = 1
)

func verdictOf(held bool) verdict {
	if held {
		return holds
	}
	return fails
}

func holdsFor(c Condition, answers map[string][]string) bool {
	return c.decide(func(key string) ([]string, bool) { return answers[key], true }) == holds
}

// Holds reports whether every part holds.
func (c All) Holds(answers map[string][]string) bool { return holdsFor(c, answers) }

// Holds reports whether one of the parts holds.
func (c Any) Holds(answers map[string][]string) bool { return holdsFor(c, answers) }

// Holds reports whether the condition below does not hold.
func (c Not) Holds(answers map[string][]string) bool { return holdsFor(c, answers) }

// Holds reports whether the answer includes the code.
func (c Selected) Holds(answers map[string][]string) bool { return holdsFor(c, answers) }

// Holds reports whether the two values compare as the operator says.
func (c Comparison) Holds(answers map[string][]string) bool { return holdsFor(c, answers) }

func (c All) decide(get lookup) verdict {
	least := holds
	for _, part := range c {
		if least = min(least, part.decide(get)); least == fails {
			break
		}
	}
	return least
}

func (c Any) decide(get lookup) verdict {
	greatest := fails
	for _, part := range c {
		if greatest = max(greatest, part.decide(get)); greatest == holds {
			break
		}
	}
	return greatest
}

func (c Not) decide(get lookup) verdict { return -c.Condition.decide(get) }

func (c Selected) decide(get lookup) verdict {
	answer, known := get(c.Key)
	if !known {
		return undecided
	}
	return verdictOf(slices.Contains(answer, c.Code))
}

func (c Comparison) decide(get lookup) verdict {
	left, knowsLeft := c.Left.value(get)
	right, knowsRight := c.Right.value(get)
	if !knowsLeft || !knowsRight {
		return undecided
	}
	return verdictOf(c.Operator.compare(left, right))
}

func (r Reference) value(get lookup) (string, bool) {
	answer, known := get(string(r))
	return strings.Join(answer, " "), known
}

func (c Count) value(get lookup) (string, bool) {
	answer, known := get(string(c))
	return strconv.Itoa(len(answer)), known
}

func (l Literal) value(lookup) (string, bool) { return string(l), true }

// compare compares two values as the package comment says.
func (o Operator) compare(a, b string) bool {
	ordered := a != "" && b != ""
	order := cmp.Compare(a, b)
	if x, ok := Decimal(a); ok {
		if y, ok := Decimal(b); ok {
			order = cmp.Compare(x, y)
		}
	}
	switch o {
	case Equal:
		return order == 0
	case Unequal:
		return order != 0
	case Less:
		return ordered && order < 0
	case AtMost:
		return ordered && order <= 0
	case Greater:
		return ordered && order > 0
	case AtLeast:
		return ordered && order >= 0
	}
	return false
}

// Decimal reads a plain decimal number like -1.50. The other forms that Go
// reads, like 1e3 or inf, are texts.
func Decimal(s string) (float64, bool) {
	if s == "" || strings.ContainsFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '-' && r != '.' }) {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil
}
