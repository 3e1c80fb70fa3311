package forms

import (
	"maps"
	"slices"

	"resonanz/forms/condition"
)

// Values is what a browser sent: field name → values. The field of an item has
// the item's key as its name; a ranking has one field per option, "key.code",
// with the place from 1. Other names are ignored.
type Values map[string][]string

// FieldAsked is the field that says that the soft-required questions have been
// asked for once already, so that they are let go now.
const FieldAsked = "_asked"

// Answers are the accepted answers: item key → canonical values. A choice or a
// step has its option code, a ranking its codes from first to last, a number
// its shortest decimal, a date its ISO form, a text itself. An item without an
// answer is absent.
type Answers map[string][]string

// FieldError says why one answer cannot be accepted. Key is a key of the
// message catalogue ("error.too_long") and Args its arguments by name.
type FieldError struct {
	Field string // the item's key
	Key   string
	Args  map[string]any
}

// Soft reports whether the field was only left out: the page asks for it once,
// and nothing is wrong.
func (e *FieldError) Soft() bool { return e.Key == ErrKeySoft }

// The keys of field errors, with their arguments.
const (
	ErrKeyRequired      = "error.required"
	ErrKeySoft          = "error.soft"           // asked for once, then let go
	ErrKeyOneOnly       = "error.one_only"       // several values for one answer
	ErrKeyUnknownOption = "error.unknown_option" //
	ErrKeyTooFew        = "error.too_few"        // Min
	ErrKeyTooMany       = "error.too_many"       // Max
	ErrKeyNumber        = "error.number"         //
	ErrKeyDecimals      = "error.decimals"       // Max
	ErrKeyNumberMin     = "error.number_min"     // Min
	ErrKeyNumberMax     = "error.number_max"     // Max
	ErrKeyDate          = "error.date"           //
	ErrKeyDateMin       = "error.date_min"       // Min
	ErrKeyDateMax       = "error.date_max"       // Max
	ErrKeyTooLong       = "error.too_long"       // Max, Length in code points
	ErrKeyEncoding      = "error.encoding"       // not valid UTF-8
	ErrKeyRanking       = "error.ranking"        // not every place exactly once
	ErrKeyName          = "error.name"           // of a person, missing
	ErrKeyEmail         = "error.email"          // missing, or not one that mail can reach
	ErrKeyGroup         = "error.group"          // no session chosen to sign up for
	ErrKeyPodium        = "error.podium"         // a question to the podium, missing
)

// plan is what Parse and Marks need of a form, worked out once.
type plan struct {
	items      []Item
	conditions map[string]condition.Condition // question key → condition, only where there is one
}

func newPlan(f *Form) *plan {
	p := &plan{items: f.Items(), conditions: map[string]condition.Condition{}}
	for i := range f.Questions {
		if c := f.Questions[i].Condition(); c != nil {
			p.conditions[f.Questions[i].Key] = c
		}
	}
	return p
}

// Prepared returns the form with everything worked out that parsing and
// counting need, so that it is not worked out again for each submission. The
// result must not be changed.
func (f *Form) Prepared() *Form {
	prepared := *f
	prepared.plan = newPlan(&prepared)
	return &prepared
}

func (f *Form) planned() *plan {
	if f.plan != nil {
		return f.plan
	}
	return newPlan(f)
}

// Parse turns what the browser sent into answers, or says of every field what
// is wrong with it. Answers to questions whose condition is not met are
// dropped without a word. The order of errors is the order of the page.
func (f *Form) Parse(values Values) (Answers, []FieldError) {
	p := f.planned()
	answers := Answers{}
	var errs []FieldError
	_, asked := values[FieldAsked]
	for i := range p.items {
		item := &p.items[i]
		if !p.shown(item, answers) {
			continue
		}
		answer, problem := item.parse(values)
		if problem == nil && answer == nil && item.Beside == "" {
			problem = item.missing(asked)
		}
		if problem != nil {
			problem.Field = item.Key
			errs = append(errs, *problem)
			continue
		}
		if answer != nil {
			answers[item.Key] = answer
		}
	}
	if errs != nil {
		return nil, errs
	}
	return answers, nil
}

// Blank reports whether the values hold neither an answer nor anything that was
// meant as one.
func (f *Form) Blank(values Values) bool {
	asked := maps.Clone(values)
	asked[FieldAsked] = []string{"1"}
	answers, errs := f.Parse(asked)
	return errs == nil && len(answers) == 0
}

// shown reports whether the item is asked, given the answers before it. The
// text of an "other" option belongs to that option alone.
func (p *plan) shown(item *Item, answers Answers) bool {
	if item.Beside == item.Question.Key && !slices.Contains(answers[item.Beside], OptionOther) {
		return false
	}
	c := p.conditions[item.Question.Key]
	return c == nil || c.Holds(answers)
}

func (i *Item) missing(asked bool) *FieldError {
	switch {
	case i.Question.Required == Required:
		return &FieldError{Key: ErrKeyRequired}
	case i.Question.Required == SoftRequired && !asked:
		return &FieldError{Key: ErrKeySoft}
	}
	return nil
}

// Equal reports whether both hold the same answers.
func (a Answers) Equal(b Answers) bool {
	return maps.EqualFunc(a, b, slices.Equal[[]string])
}

// split parts the free texts from all other answers: the store keeps them
// apart.
func (f *Form) split(a Answers) (ticks Answers, texts map[string]string) {
	ticks, texts = Answers{}, map[string]string{}
	for _, item := range f.planned().items {
		answer, ok := a[item.Key]
		switch {
		case !ok:
		case item.Kind.IsText():
			texts[item.Key] = answer[0]
		default:
			ticks[item.Key] = answer
		}
	}
	return ticks, texts
}
