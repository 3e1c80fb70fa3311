package reports

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"resonanz/forms"
)

// Claim is what a statement says of the figures. Its value is part of the keys that
// are stored with closing rounds and never changes.
type Claim string

// The claims. Those of the second group say that something differs, and are made
// only where the 95 % intervals do not touch.
const (
	ClaimShare   Claim = "share"   // so many chose the best steps, yes, or 9 and 10
	ClaimMost    Claim = "most"    // of so many items of a list most people think best
	ClaimDivided Claim = "divided" // both ends of a scale have many

	ClaimBest    Claim = "best"    // of all items on one scale this has most
	ClaimWeakest Claim = "weakest" // and this fewest
	ClaimLeading Claim = "leading" // in no session did as many say so
	ClaimAbove   Claim = "above"   // in a session more say so than in the others together
	ClaimBelow   Claim = "below"   // or fewer
	ClaimMore    Claim = "more"    // more say so than at an earlier event of the series
	ClaimFewer   Claim = "fewer"   // or fewer
)

// Statement is a sentence that the figures support. It holds only figures that Compare
// shows, and no sentence about a small group.
type Statement struct {
	// Key names what is said, and of what: it is the same as long as the figures
	// support the claim. A claim on a session names that session, so that a wording
	// of somebody's own never speaks of another.
	Key     string
	Claim   Claim
	Item    forms.Item     // of a list with ClaimMost, the list itself
	Session *forms.Session // nil if it is about the event as a whole
	Counted Counted
	Other   Counted      // with ClaimDivided the other end, with a difference what it is to
	Then    string       // year of the earlier event, or its day in ISO 8601; "" if there is none
	Best    []forms.Text // names of the steps that are counted, best first
	Worst   []forms.Text // and, with ClaimDivided, of the others
	Rows    []PictureRow // bars of its picture
	// Headline says that whoever made the form wants it told first.
	Headline bool
}

// PictureRow is one bar of the picture of a statement.
type PictureRow struct {
	Label   forms.Text
	Plain   string // in place of Label, the year or the day of an event
	Counted Counted
	Marked  bool // the statement is about it
}

// Counted is how many of how many.
type Counted struct{ N, Base int }

const (
	// spokenOfHundred is from how many people on a share is told of a hundred: in a
	// smaller group one person is more than one of them.
	spokenOfHundred = 50
	hundred         = 100
)

// Share returns the share from 0 to 1, 0 of nobody.
func (c Counted) Share() float64 {
	if c.Base == 0 {
		return 0
	}
	return float64(c.N) / float64(c.Base)
}

// Spoken returns the numbers as they are said aloud: of a hundred in a large group,
// head by head in a small one. Of a hundred there are all only if all say so, and
// none only if nobody does.
func (c Counted) Spoken() (n, of int) {
	if c.Base < spokenOfHundred {
		return c.N, c.Base
	}
	n = int(math.Round(hundred * c.Share()))
	if c.N < c.Base {
		n = min(n, hundred-1)
	}
	if c.N > 0 {
		n = max(n, 1)
	}
	return n, hundred
}

// Dots returns how many of a hundred dots show the figure, 0 if its picture has bars.
func (s *Statement) Dots() int {
	if n, of := s.Counted.Spoken(); s.Claim == ClaimShare && of == hundred {
		return n
	}
	return 0
}

// Words are the placeholders of a wording, which stand for what follows the figures:
// in texts as {share}, and so on.
const (
	WordShare   = "share"   // 84 of 100
	WordPercent = "percent" // 84, of a large group
	WordOther   = "other"   // of the others, of the earlier event, of the other end
	WordSession = "session" // the title of the session
	WordItem    = "item"    // what was asked
)

// Reader says things in the language of whoever reads or hears them.
type Reader struct {
	// Words returns a text of the message catalogue; the args are names and values in
	// turn.
	Words func(key string, args ...any) string
	Text  func(forms.Text) string // of what organisers wrote
	Base  string                  // language in which the event is written
}

// Placeholders returns the words that the statement has now.
func (s *Statement) Placeholders() []string {
	found := []string{WordShare}
	if _, of := s.Counted.Spoken(); of == hundred {
		found = append(found, WordPercent)
	}
	if s.Other.Base > 0 {
		found = append(found, WordOther)
	}
	if s.Session != nil {
		found = append(found, WordSession)
	}
	return append(found, WordItem)
}

// Values returns what the placeholders stand for now. A word that the statement does
// not have is missing.
func (r *Reader) Values(s *Statement) map[string]string {
	values := map[string]string{}
	n, of := s.Counted.Spoken()
	for _, word := range s.Placeholders() {
		switch word {
		case WordShare:
			values[word] = r.Of(n, of)
			if s.Claim == ClaimMost {
				values[word] = r.Words("told.of_items", "n", n, "Of", of)
			}
		case WordPercent:
			values[word] = strconv.Itoa(n)
		case WordOther:
			values[word] = r.Of(s.Other.Spoken())
		case WordSession:
			values[word] = r.Text(s.Session.Title)
		case WordItem:
			values[word] = r.Text(s.Item.Text)
		}
	}
	return values
}

// Of says how many people of how many.
func (r *Reader) Of(n, of int) string { return r.Words("told.of", "n", n, "Of", of) }

// Fill puts values in the places of the words of a wording. Other words in braces stay
// as they are.
func Fill(wording string, values map[string]string) string {
	var pairs []string
	for word, value := range values {
		pairs = append(pairs, "{"+word+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(wording)
}

// Sentence says a statement as a person does.
func (r *Reader) Sentence(s *Statement) string { return Fill(r.Wording(s), r.Values(s)) }

// Wording returns the sentence with placeholders for its figures.
func (r *Reader) Wording(s *Statement) string {
	share, other, session := "{"+WordShare+"}", "{"+WordOther+"}", "{"+WordSession+"}"
	switch s.Claim {
	case ClaimMost:
		return r.Words("told.most", "Item", r.asked(&s.Item), "Share", share, "Best", r.steps(s.Best))
	case ClaimDivided:
		return r.Words("told.divided", "Item", r.asked(&s.Item), "Share", share, "Best", r.steps(s.Best), "Others", other, "Worst", r.steps(s.Worst))
	case ClaimBest:
		return r.Words("told.best", "Told", r.told(s))
	case ClaimWeakest:
		return r.Words("told.weakest", "Told", r.told(s))
	case ClaimLeading:
		return r.Words("told.leading", "Session", session, "Told", r.told(s))
	case ClaimAbove:
		return r.Words("told.above", "Session", session, "Told", r.told(s), "Others", other)
	case ClaimBelow:
		return r.Words("told.below", "Session", session, "Told", r.told(s), "Others", other)
	case ClaimMore:
		return r.Words("told.more", "Told", r.told(s), "Then", s.Then, "Others", other)
	case ClaimFewer:
		return r.Words("told.fewer", "Told", r.told(s), "Then", s.Then, "Others", other)
	}
	return r.told(s)
}

// told says how many say what.
func (r *Reader) told(s *Statement) string {
	share := "{" + WordShare + "}"
	switch {
	case s.Item.Kind == forms.KindRecommend:
		return r.Words("told.recommended", "Item", r.asked(&s.Item), "Share", share)
	case r.sayable(&s.Item):
		return r.Words("told.said", "Share", share, "Item", r.Text(s.Item.Text))
	case s.Item.Kind == forms.KindYesNo:
		return r.Words("told.answered", "Item", r.asked(&s.Item), "Share", share, "Best", r.Words("told.quoted", "Word", r.Words("common.yes")))
	}
	return r.Words("told.answered", "Item", r.asked(&s.Item), "Share", share, "Best", r.steps(s.Best))
}

// sayable reports whether an item is a sentence that those who agree with it say, as
// "I was able to contribute." is. The base language decides for all.
func (r *Reader) sayable(item *forms.Item) bool {
	return item.Question.Kind != forms.KindBattery && strings.HasSuffix(item.Text[r.Base], ".")
}

// asked writes what was asked in front of the answer: a question or a sentence as it
// is, and a heading with a colon.
func (r *Reader) asked(item *forms.Item) string {
	text := r.Text(item.Text)
	if item.Question.Kind == forms.KindBattery && item.Key != item.Question.Key {
		return r.heading(r.Text(item.Question.Text)) + " " + r.Words("told.quoted", "Word", text)
	}
	return r.heading(text)
}

// ends are the marks that end a sentence or a question, in all scripts.
const ends = ".?!:…؟۔።፧;"

func (r *Reader) heading(text string) string {
	if last, _ := utf8.DecodeLastRuneInString(text); text == "" || strings.ContainsRune(ends, last) {
		return text
	}
	return r.Words("told.heading", "Text", text)
}

// steps names the steps of a scale that are counted together.
func (r *Reader) steps(texts []forms.Text) string {
	named := make([]string, len(texts))
	for i, text := range texts {
		named[i] = r.Words("told.quoted", "Word", r.Text(text))
	}
	if len(named) == 2 {
		return r.Words("told.either", "One", named[0], "Other", named[1])
	}
	return strings.Join(named, "")
}
