package forms

// Kind is the kind of a question. Its value is stored and never changes.
type Kind string

// The kinds of questions.
const (
	KindChoice    Kind = "choice"    // one of several options
	KindChoices   Kind = "choices"   // any number of options
	KindScale     Kind = "scale"     // one of 3–7 worded steps, best first
	KindRecommend Kind = "recommend" // 0–10, Net Promoter Score
	KindYesNo     Kind = "yesno"     // yes or no
	KindNumber    Kind = "number"    // a decimal number
	KindDate      Kind = "date"      // a calendar day, ISO 8601
	KindText      Kind = "text"      // a line of free text
	KindLongText  Kind = "longtext"  // paragraphs of free text
	KindConsent   Kind = "consent"   // one box to tick
	KindInfo      Kind = "info"      // a text to read, no answer
	KindRanking   Kind = "ranking"   // all options in order of preference
	KindBattery   Kind = "battery"   // a list of items with one scale
)

// IsText reports whether answers of this kind are free text, which is stored
// as comments and apart from all other answers.
func (k Kind) IsText() bool { return k == KindText || k == KindLongText }

// Requirement says what happens when a question is left unanswered.
type Requirement string

// The requirements.
const (
	Optional     Requirement = ""
	SoftRequired Requirement = "soft" // asked for once more, then let go
	Required     Requirement = "required"
)

// The limits of a form. They bound what one page asks of a phone and of a
// reader, and the number of cells that one session can have.
const (
	MaxQuestions      = 60   // far beyond what people answer in a hall (12)
	MaxOptions        = 40   // a longer list is not read on a phone
	MaxRows           = 20   // items of one battery
	MinSteps          = 3    // steps of a scale
	MaxSteps          = 7    // more steps are not told apart
	faces             = 3    // more are not told apart without words
	MaxTextLength     = 200  // code points of KindText and of "other" texts
	MaxLongTextLength = 2000 // code points of KindLongText
	MaxDecimals       = 3    // decimals of a number; bounds the number of its cells
)

// OptionOther is the option code of the "other" option, which has a text field.
// OptionNA is the code of a scale's "cannot say", which no mean or share counts.
// OptionYes and OptionNo are the options of yes/no and consent.
const (
	OptionOther = "other"
	OptionNA    = "na"
	OptionYes   = "yes"
	OptionNo    = "no"
)

// Question is one question of a form. Which fields matter depends on Kind.
// The json names are stored in the database.
type Question struct {
	Key      string      `json:"key"`
	Kind     Kind        `json:"kind"`
	Text     Text        `json:"text"`
	Hint     Text        `json:"hint,omitempty"`
	Required Requirement `json:"required,omitempty"`
	// Show is the condition under which the question is asked, "" for always:
	// a subset of XLSForm's relevant, see package condition.
	Show string `json:"show,omitempty"`
	// Options are the choices, or the steps of a scale from best to worst
	// followed by "cannot say" if the scale has one.
	Options []Option `json:"options,omitempty"`
	// PerSession marks a choice whose options each session brings itself.
	PerSession bool `json:"perSession,omitempty"`
	// Faces puts a smiling, a straight and a sad face beside the words of a
	// scale of three steps, for people to whom reading is hard.
	Faces bool `json:"faces,omitempty"`
	// Rows are the items of a battery; Options are its scale.
	Rows []Option `json:"rows,omitempty"`
	// Note gives every item of a battery an optional free text with this
	// label.
	Note Text `json:"note,omitempty"`
	// Low and High are the worded ends of KindRecommend.
	Low  Text `json:"low,omitempty"`
	High Text `json:"high,omitempty"`
	// Min and Max bound a number, or the number of ticks of KindChoices.
	Min *float64 `json:"min,omitempty"`
	Max *float64 `json:"max,omitempty"`
	// Decimals is the number of decimals a number may have.
	Decimals int `json:"decimals,omitempty"`
	// Unit follows a number.
	Unit Text `json:"unit,omitempty"`
	// From and To bound a date (ISO 8601), "" for open.
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
	// MaxLength bounds a text in code points; 0 means the kind's limit.
	MaxLength int `json:"maxLength,omitempty"`
	// Breakdown marks a choice by which figures may be broken down.
	Breakdown bool `json:"breakdown,omitempty"`
	// Headline marks a question that a closing round tells first. People are asked
	// the same with it and without.
	Headline bool `json:"headline,omitempty"`
	// SignUp marks a yes/no question whose yes leads to the sign-up for the
	// session's group.
	SignUp bool `json:"signUp,omitempty"`
}

// Option is a choice, a step of a scale or an item of a battery. Its code
// never changes meaning.
type Option struct {
	Code string `json:"code"`
	Text Text   `json:"text"`
	// Value is the step's number on a scale, n for the best of n steps down to
	// 1. It is 0 for everything that is not a step.
	Value int `json:"value,omitempty"`
}

// Item is what one answer is given to: a question, one item of a battery, or
// the free text beside one of these. A page shows one fieldset per item, and
// tallies and reports have one row of cells per item.
type Item struct {
	// Key names the item in forms, tallies and reports: "gesamt" for a
	// question, "ziele.arbeit" for an item of a battery, "rolle.other" for the
	// text of an "other" option, "ziele.arbeit.note" for the text beside an
	// item.
	Key      string
	Kind     Kind // never KindInfo or KindBattery
	Text     Text // the question, or the item of the battery
	Options  []Option
	Question *Question
	// Beside is the key of the item whose "other" or note this text is.
	Beside string
}

// Steps returns the steps of a scale from best to worst, without "cannot say".
func (q *Question) Steps() []Option {
	last := len(q.Options) - 1
	if last >= 0 && q.Options[last].Code == OptionNA {
		return q.Options[:last]
	}
	return q.Options
}

// FitsFaces reports whether there is a face for each step of the scale.
func (q *Question) FitsFaces() bool { return len(q.Steps()) == faces }

// Items returns what the question asks, in the order of the page: nothing for
// KindInfo, one item per row for a battery, and after each item the free text
// beside it.
func (q *Question) Items() []Item {
	switch q.Kind {
	case KindInfo:
		return nil
	case KindBattery:
		items := make([]Item, 0, 2*len(q.Rows))
		for _, row := range q.Rows {
			key := q.Key + "." + row.Code
			items = append(items, Item{Key: key, Kind: KindScale, Text: row.Text, Options: q.Options, Question: q})
			if len(q.Note) > 0 {
				items = append(items, Item{Key: key + ".note", Kind: KindText, Text: q.Note, Question: q, Beside: key})
			}
		}
		return items
	}
	items := []Item{{Key: q.Key, Kind: q.Kind, Text: q.Text, Options: q.Options, Question: q}}
	if other := q.Option(OptionOther); other != nil {
		items = append(items, Item{Key: q.Key + "." + OptionOther, Kind: KindText, Text: other.Text, Question: q, Beside: q.Key})
	}
	return items
}

// Option returns the option with the code, or nil.
func (q *Question) Option(code string) *Option { return findOption(q.Options, code) }

// Option returns the option with the code, or nil.
func (i *Item) Option(code string) *Option { return findOption(i.Options, code) }

// Limit returns the longest text the item takes, in code points.
func (i *Item) Limit() int {
	limit := MaxTextLength
	if i.Kind == KindLongText {
		limit = MaxLongTextLength
	}
	if i.Beside == "" && i.Question.MaxLength > 0 {
		limit = min(limit, i.Question.MaxLength)
	}
	return limit
}

func findOption(options []Option, code string) *Option {
	for i := range options {
		if options[i].Code == code {
			return &options[i]
		}
	}
	return nil
}

// Items returns the items of all questions, in the order of the page.
func (f *Form) Items() []Item {
	var items []Item
	for i := range f.Questions {
		items = append(items, f.Questions[i].Items()...)
	}
	return items
}

// Item returns the item with the key, or nil.
func (f *Form) Item(key string) *Item {
	for _, item := range f.Items() {
		if item.Key == key {
			return &item
		}
	}
	return nil
}
