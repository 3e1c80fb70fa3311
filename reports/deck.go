package reports

import (
	"slices"
	"strings"

	"resonanz/forms"
)

// Told is a slide of a closing round with what stands behind it now: a statement or a
// comment, or neither if there is no such thing any more.
type Told struct {
	forms.ClosingSlide
	Claimed *Statement
	Quoted  *forms.ModeratedComment
}

// Gone reports whether nothing stands behind the slide: the figures do not support the
// statement any more, or the comment is withdrawn, hidden or no longer starred. Such a
// slide is not shown.
func (t *Told) Gone() bool { return t.Claimed == nil && t.Quoted == nil }

// words are the placeholders that there are.
var words = []string{WordShare, WordPercent, WordOther, WordSession, WordItem}

// has reports whether the statement has all the words of a wording.
func (s *Statement) has(wording string) bool {
	for _, word := range words {
		if strings.Contains(wording, "{"+word+"}") && !slices.Contains(s.Placeholders(), word) {
			return false
		}
	}
	return true
}

// Deck returns the slides of a closing round in their order with what stands behind
// each, among the statements and the starred comments of now.
func Deck(c *forms.Closing, statements []Statement, starred []forms.ModeratedComment) []Told {
	deck := make([]Told, len(c.Slides))
	for i, slide := range c.Slides {
		told := Told{ClosingSlide: slide}
		if at := slices.IndexFunc(statements, func(s Statement) bool { return s.Key == slide.Statement }); at >= 0 && statements[at].has(slide.Wording) {
			told.Claimed = &statements[at]
		}
		if at := slices.IndexFunc(starred, func(c forms.ModeratedComment) bool { return c.ID == slide.Comment }); at >= 0 {
			told.Quoted = &starred[at]
		}
		deck[i] = told
	}
	return deck
}

// Sentences returns what is told of an event, in the language of the reader: what
// moderators have composed or, if they have not or nothing of it holds any more, the
// first of what is proposed, no more than limit.
func (r *Reader) Sentences(c *forms.Closing, statements []Statement, limit int) []string {
	var sentences []string
	for _, told := range Deck(c, statements, nil) {
		if told.Claimed != nil {
			sentences = append(sentences, r.Say(&told))
		}
	}
	if sentences != nil {
		return sentences
	}
	for i := range statements[:min(len(statements), limit)] {
		sentences = append(sentences, r.Sentence(&statements[i]))
	}
	return sentences
}

// Say says a slide with a statement: as moderators have worded it, with the figures of
// now, or as it is proposed.
func (r *Reader) Say(t *Told) string {
	if t.Wording == "" {
		return r.Sentence(t.Claimed)
	}
	return Fill(t.Wording, r.Values(t.Claimed))
}

// Turnout returns how many answered, and in how many sessions.
func Turnout(e *forms.EventFigures) (n, sessions int) {
	for i := range e.Sessions {
		if e.Sessions[i].Turnout.N > 0 {
			sessions++
			n += e.Sessions[i].Turnout.N
		}
	}
	return n, sessions
}

// Turnout says how many answered, and in how many sessions.
func (r *Reader) Turnout(n, sessions int) string {
	if sessions == 1 {
		return r.Words("told.turnout_one", "n", n)
	}
	return r.Words("told.turnout", "n", n, "Sessions", sessions)
}
