package reports

import (
	"cmp"
	"math"
	"slices"

	"resonanz/forms"
)

// Sentence is something that the numbers support, as a key of the message
// catalogue and its arguments: alternating names and values, of which a
// forms.Text is a text of the organiser.
type Sentence struct {
	Key  string
	Args []any
	// Item and Session say what it is about, "" and 0 for the event as a whole.
	Item    string
	Session int64
}

const (
	// clearlyApart is from how many percentage points a difference is told.
	clearlyApart = 5
	// dividedFrom is the share that both ends of a scale must have for people
	// to be called divided.
	dividedFrom = 0.2
	// closingSteps is from how many steps a scale has two ends of two steps.
	closingSteps = 4
)

// Closing sums up an event in up to five sentences to be read out: the turnout,
// the strongest and the weakest item, the session that stands out most and the
// widest disagreement. Every number is one that Compare shows, or a sum of such
// ones; a difference is told only where the 95 % intervals do not touch.
func Closing(e *forms.EventFigures) []Sentence {
	n, sessions := 0, 0
	for i := range e.Sessions {
		if e.Sessions[i].Turnout.N > 0 {
			sessions++
			n += e.Sessions[i].Turnout.N
		}
	}
	sentences := []Sentence{{Key: "closing.turnout", Args: []any{"n", n, "Sessions", sessions}}}
	if sessions == 1 {
		sentences[0] = Sentence{Key: "closing.turnout_one", Args: []any{"n", n}}
	}
	if n == 0 {
		return sentences
	}
	var rated []ratedItem
	for _, comparison := range Compare(e) {
		for i := range comparison.Items {
			if item := &comparison.Items[i]; !item.Total.Suppressed && item.Total.TopTwo != nil {
				rated = append(rated, ratedItem{item, comparison.Sessions})
			}
		}
	}
	if len(rated) == 0 {
		return sentences
	}
	byShare := func(a, b ratedItem) int { return cmp.Compare(a.Total.TopTwo.Share, b.Total.TopTwo.Share) }
	best, worst := slices.MaxFunc(rated, byShare), slices.MinFunc(rated, byShare)
	sentences = append(sentences, best.sentence("closing.strongest"))
	if worst.interval().High < best.interval().Low {
		sentences = append(sentences, worst.sentence("closing.weakest"))
	}
	if s, ok := standout(rated); ok {
		sentences = append(sentences, s)
	}
	if s, ok := divided(rated); ok {
		sentences = append(sentences, s)
	}
	return sentences
}

// ratedItem is a scale with the sessions that were asked it.
type ratedItem struct {
	*Compared
	sessions []forms.Figures
}

func (r ratedItem) interval() Interval { return r.Total.Interval(*r.Total.TopTwo, r.Population) }

func (r ratedItem) sentence(key string) Sentence {
	interval := r.interval()
	return Sentence{Key: key, Item: r.Item.Key, Args: []any{
		"Item", r.Item.Text, "n", r.Total.TopTwo.Count, "Base", r.Total.Base, "Share", percent(r.Total.TopTwo.Share),
		"Low", int(math.Floor(100 * interval.Low)), "High", int(math.Ceil(100 * interval.High)),
	}}
}

func percent(share float64) int { return int(math.Round(100 * share)) }

// standout finds the session whose share of the best steps is furthest from that
// of the other shown ones together.
func standout(rated []ratedItem) (found Sentence, ok bool) {
	furthest := clearlyApart - 1
	for _, r := range rated {
		count, base := 0, 0 // of all shown sessions
		for _, s := range r.Sessions {
			if rates(s) {
				count, base = count+s.TopTwo.Count, base+s.Base
			}
		}
		for i, s := range r.Sessions {
			if !rates(s) || base == s.Base {
				continue
			}
			others := Share{Count: count - s.TopTwo.Count}
			restBase := base - s.Base
			others.Share = float64(others.Count) / float64(restBase)
			points := percent(s.TopTwo.Share) - percent(others.Share)
			own, rest := Wilson(s.TopTwo.Count, s.Base, 0), Wilson(others.Count, restBase, 0)
			apart := own.Low > rest.High || own.High < rest.Low
			if size := max(points, -points); apart && size > furthest {
				key := "closing.above"
				if points < 0 {
					key = "closing.below"
				}
				session := &r.sessions[i].Session
				furthest, ok = size, true
				found = Sentence{Key: key, Item: r.Item.Key, Session: session.ID, Args: []any{
					"Session", session.Title, "Item", r.Item.Text, "Points", size, "n", s.TopTwo.Count, "Base", s.Base,
					"Others", others.Count, "OthersBase", restBase,
				}}
			}
		}
	}
	return found, ok
}

func rates(s *Summary) bool { return s != nil && !s.Suppressed && s.TopTwo != nil }

// divided finds the scale on which both ends have most.
func divided(rated []ratedItem) (found Sentence, ok bool) {
	most := dividedFrom
	for _, r := range rated {
		steps := len(r.Total.Options)
		if steps < closingSteps {
			continue
		}
		low := 0
		for _, o := range r.Total.Options {
			if o.Value <= 2 {
				low += o.Count
			}
		}
		smaller := min(r.Total.TopTwo.Share, float64(low)/float64(r.Total.Base))
		if smaller < most {
			continue
		}
		most, ok = smaller, true
		found = Sentence{Key: "closing.divided", Item: r.Item.Key, Args: []any{
			"Item", r.Item.Text, "n", r.Total.TopTwo.Count, "Low", low, "Base", r.Total.Base,
		}}
	}
	return found, ok
}
