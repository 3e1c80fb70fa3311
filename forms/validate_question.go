package forms

import (
	"math"
	"slices"
	"strings"
	"time"
)

// extraFields returns the names of the fields that are set and do not belong
// to every kind, as they are called in definition files.
func (q *Question) extraFields() []string {
	var fields []string
	for _, field := range []struct {
		name string
		set  bool
	}{
		{"options", len(q.Options) > 0},
		{"per_session", q.PerSession},
		{"faces", q.Faces},
		{"rows", len(q.Rows) > 0},
		{"note", len(q.Note) > 0},
		{"low", len(q.Low) > 0},
		{"high", len(q.High) > 0},
		{"min", q.Min != nil},
		{"max", q.Max != nil},
		{"decimals", q.Decimals != 0},
		{"unit", len(q.Unit) > 0},
		{"from", q.From != ""},
		{"to", q.To != ""},
		{"max_length", q.MaxLength != 0},
		{"breakdown", q.Breakdown},
		{"headline", q.Headline},
		{"sign_up", q.SignUp},
	} {
		if field.set {
			fields = append(fields, field.name)
		}
	}
	return fields
}

// ticks checks how many options may be ticked.
func (c *checker) ticks(path string, q *Question) {
	most := float64(MaxOptions)
	if !q.PerSession {
		most = float64(len(q.Options))
	}
	for _, bound := range []struct {
		name string
		n    *float64
	}{{"min", q.Min}, {"max", q.Max}} {
		if bound.n != nil && (*bound.n != math.Trunc(*bound.n) || *bound.n < 1 || *bound.n > most) {
			c.add(path+"."+bound.name, ruleTicks, int(most))
		}
	}
	c.order(path, q)
}

// bounds checks the range and the decimals of a number.
func (c *checker) bounds(path string, q *Question) {
	if q.Decimals < 0 || q.Decimals > MaxDecimals {
		c.add(path+".decimals", ruleRange, 0, MaxDecimals)
	}
	if q.Min != nil && !(math.Abs(*q.Min) <= MaxNumber) {
		c.add(path+".min", ruleNumberRange, int64(MaxNumber))
	}
	if q.Max != nil && !(math.Abs(*q.Max) <= MaxNumber) {
		c.add(path+".max", ruleNumberRange, int64(MaxNumber))
	}
	c.order(path, q)
}

func (c *checker) order(path string, q *Question) {
	if q.Min != nil && q.Max != nil && *q.Max < *q.Min {
		c.add(path+".max", ruleLessThanMin)
	}
}

func (c *checker) day(path, day string) {
	if day == "" {
		return
	}
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		c.add(path, ruleDay, day)
	}
}

// codes returns the option codes that an answer to the item can have, nil for
// kinds whose answers are not codes.
func (i *Item) codes() []string {
	switch i.Kind {
	case KindYesNo:
		return []string{OptionYes, OptionNo}
	case KindConsent:
		return []string{OptionYes}
	}
	codes := make([]string, 0, len(i.Options))
	for _, o := range i.Options {
		codes = append(codes, o.Code)
	}
	return codes
}

// Closest returns the closest of the words, "" if none is close.
func Closest(word string, words []string) string {
	best, least := "", 3 // two slips of the finger
	for _, candidate := range slices.Sorted(slices.Values(words)) {
		if d := distance(word, candidate); d < least && 2*d <= len(word) {
			best, least = candidate, d
		}
	}
	return best
}

// distance is the Levenshtein distance of two short words in bytes.
func distance(a, b string) int {
	if strings.EqualFold(a, b) {
		return 0
	}
	if max(len(a), len(b)) > 64 { // nobody mistypes a key of that length by two letters
		return 64
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
