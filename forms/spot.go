package forms

import "slices"

// The limits of questions on the spot.
const (
	MaxSpots       = 60  // of a session: one every eight minutes of a day
	MaxPrepared    = 60  // of an event: more are not found again on a phone
	MaxSpotText    = 200 // code points; is read from the last row
	MaxSpotOption  = 80  // code points; one line of a stage
	MaxSpotOptions = 8   // stand on one screen
	// MaxWords bounds an answer in words, in code points: a word or two, which a
	// cloud can show.
	MaxWords = 40
)

// spotKey is the key of the only question of a question on the spot, and that of
// its form and session while they are checked.
const spotKey = "frage"

// spotKinds are the kinds that a question on the spot can have: what is answered
// with one tap or one line.
var spotKinds = []Kind{KindChoice, KindChoices, KindScale, KindText}

// ValidateSpot returns everything that keeps the question from being asked on the
// spot at the event, nil if nothing does. Paths are those of a question, such as
// "text".
func (e *Event) ValidateSpot(q *Question) Problems {
	c := &checker{languages: e.Languages}
	if len(e.Languages) == 0 {
		c.languages = []string{e.Base()}
	}
	if !slices.Contains(spotKinds, q.Kind) {
		c.add("kind", ruleNoKind, string(q.Kind))
		return c.problems
	}
	c.text("text", q.Text, MaxSpotText, true)
	if q.Kind == KindChoice || q.Kind == KindChoices {
		if len(q.Options) > MaxSpotOptions {
			c.add("options", ruleTooMany, len(q.Options), MaxSpotOptions)
		}
		for _, o := range q.Options {
			c.text("options."+o.Code, o.Text, MaxSpotOption, true)
		}
	}
	if c.problems != nil { // these limits are the stricter ones
		return c.problems
	}
	asked := *q
	asked.Key = spotKey
	form := Form{Key: spotKey, Title: q.Text, Questions: []Question{asked}}
	found := form.Validate(c.languages)
	for i := range found {
		const of = "questions." + spotKey + "."
		if len(found[i].Field) > len(of) && found[i].Field[:len(of)] == of {
			found[i].Field = found[i].Field[len(of):]
		}
	}
	return found
}
