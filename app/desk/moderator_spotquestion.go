package desk

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"resonanz/app/web"
	"resonanz/forms"
)

// spotKind is what moderators call the kinds of questions on the spot.
type spotKind string

// The kinds, in the order of the page.
const (
	spotChoice  spotKind = "choice"  // one of a few
	spotChoices spotKind = "choices" // several of a few
	spotAgree   spotKind = "agree"   // how much one agrees
	spotWords   spotKind = "words"   // a word or two, for a cloud
	spotText    spotKind = "text"    // a line
)

var spotKinds = []spotKind{spotChoice, spotChoices, spotAgree, spotWords, spotText}

// kindOfSpot returns what moderators call the kind of the question.
func kindOfSpot(q *forms.Question) spotKind {
	switch q.Kind {
	case forms.KindChoices:
		return spotChoices
	case forms.KindScale:
		return spotAgree
	case forms.KindText:
		if q.MaxLength == forms.MaxWords {
			return spotWords
		}
		return spotText
	}
	return spotChoice
}

// spotForm is what a moderator types of a question on the spot.
type spotForm struct {
	Kind    spotKind
	Text    string
	Options string            // one a line
	Wrong   map[string]string // what is wrong, by name of the field
}

func readSpotForm(values forms.Values) spotForm {
	return spotForm{
		Kind: spotKind(web.FirstValue(values, "kind")), Text: forms.Clean(web.FirstValue(values, "text")),
		Options: forms.Clean(web.FirstValue(values, "options")),
	}
}

// question returns what is asked of the hall: in the event's base language, as it
// was typed, but for the steps of agreement, which have all languages of the event.
func (f *spotForm) question(event *forms.Event) (forms.Question, error) {
	in := func(text string) forms.Text { return forms.Text{event.Base(): text} }
	q := forms.Question{Text: in(strings.Join(strings.Fields(f.Text), " "))}
	switch f.Kind {
	case spotChoice, spotChoices:
		q.Kind = forms.KindChoice
		if f.Kind == spotChoices {
			q.Kind = forms.KindChoices
		}
		for line := range strings.Lines(f.Options) {
			if line = strings.TrimSpace(line); line != "" {
				q.Options = append(q.Options, forms.Option{Code: fmt.Sprint("o", len(q.Options)+1), Text: in(line)})
			}
		}
	case spotAgree:
		agreement, err := agreementSteps()
		if err != nil {
			return q, err
		}
		q.Kind, q.Options = forms.KindScale, agreement.fitted(event).Options
	case spotWords:
		q.Kind, q.MaxLength = forms.KindText, forms.MaxWords
	case spotText:
		q.Kind = forms.KindText
	}
	return q, nil
}

// stepAgreed is the code of the first step of agreement in the conferences that
// the program brings.
const stepAgreed = "stimmt_genau"

// agreementSteps finds a question that the program brings and that is answered by
// steps of agreement, which are translated there.
var agreementSteps = sync.OnceValues(func() (bankQuestion, error) {
	shipped, err := shippedQuestions()
	if err != nil {
		return bankQuestion{}, err
	}
	i := slices.IndexFunc(shipped, func(b bankQuestion) bool {
		return len(b.question.Options) > 0 && b.question.Options[0].Code == stepAgreed
	})
	if i < 0 {
		return bankQuestion{}, errors.New("no question has steps of agreement")
	}
	return shipped[i], nil
})

// refuse notes beside the fields why the question is not asked, in the language of
// the page. It returns the error if that is of another kind.
func (f *spotForm) refuse(p *web.Page, err error) error {
	problems, is := errors.AsType[forms.Problems](err)
	switch {
	case is:
	case forms.CodeOf(err) == forms.CodeConflict:
		f.Wrong = map[string]string{"text": p.T("spot.too_many")}
		return nil
	default:
		return err
	}
	f.Wrong = map[string]string{}
	for _, problem := range problems {
		field, _, _ := strings.Cut(problem.Field, ".")
		if field != "kind" && field != "options" {
			field = "text"
		}
		if f.Wrong[field] == "" {
			f.Wrong[field] = ProblemText(p.T, problem)
		}
	}
	if f.Wrong["kind"] != "" {
		f.Wrong["kind"] = p.T("spot.kind_missing")
	}
	return nil
}
