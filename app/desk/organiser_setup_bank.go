package desk

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"resonanz/forms"
	"resonanz/forms/definition"
)

// bankQuestion is a question that has been asked elsewhere.
type bankQuestion struct {
	source   string // conference or event, form and question
	event    forms.Text
	question *forms.Question
}

// shippedQuestions are the questions of the conferences and the templates that
// the program brings; the former have more translations. Reading their files
// takes longer than a page may.
var shippedQuestions = sync.OnceValues(func() ([]bankQuestion, error) {
	var all []bankQuestion
	for _, conference := range definition.Conferences() {
		d, err := conference.Definition()
		if err != nil {
			return nil, err
		}
		all = append(all, questionsOf(conference.Name, d)...)
	}
	for _, template := range definition.Templates() {
		d, err := template.Definition()
		if err != nil {
			return nil, err
		}
		all = append(all, questionsOf(template.Name, d)...)
	}
	return all, nil
})

// bank returns all questions to choose from, those of the latest event first,
// each wording once. Those of the draft's own event are not among them.
func (s *Pages) bank(ctx context.Context, draft *forms.Draft) ([]bankQuestion, error) {
	events, err := s.Store.Events(ctx)
	if err != nil {
		return nil, err
	}
	var all []bankQuestion
	for _, event := range events {
		if event.ID == draft.EventID {
			continue
		}
		d, err := s.Store.Definition(ctx, event.ID)
		if forms.CodeOf(err) == forms.CodeNotFound { // deleted meanwhile
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, questionsOf(event.Code, d)...)
	}
	shipped, err := shippedQuestions()
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(append(all, shipped...), func(b bankQuestion) bool {
		wording := string(b.question.Kind)
		for _, text := range textsOf(b.question) {
			wording += "\n" + text["de"] + "\n" + text["en"]
		}
		twice := seen[wording]
		seen[wording] = true
		return twice
	}), nil
}

func questionsOf(source string, d *forms.Definition) []bankQuestion {
	var all []bankQuestion
	for i := range d.Forms {
		for j := range d.Forms[i].Questions {
			q := &d.Forms[i].Questions[j]
			all = append(all, bankQuestion{source: source + "/" + d.Forms[i].Key + "/" + q.Key, event: d.Event.Title, question: q})
		}
	}
	return all
}

// textsOf returns the texts of a question.
func textsOf(q *forms.Question) []forms.Text {
	texts := []forms.Text{q.Text, q.Hint, q.Note, q.Low, q.High, q.Unit}
	for _, o := range slices.Concat(q.Options, q.Rows) {
		texts = append(texts, o.Text)
	}
	return texts
}

// has reports whether every word is somewhere in the question.
func (b bankQuestion) has(words []string) bool {
	if len(words) == 0 {
		return true
	}
	var all strings.Builder
	for _, text := range textsOf(b.question) {
		for _, words := range text {
			all.WriteString(strings.ToLower(words))
			all.WriteByte('\n')
		}
	}
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(all.String(), word) })
}

// fitted returns the question as the event can ask it: in its languages, and
// without a condition, as that is about other questions.
func (b bankQuestion) fitted(e *forms.Event) forms.Question {
	offered := e.Languages
	if len(offered) == 0 {
		offered = []string{e.Base()}
	}
	fit := func(text forms.Text) forms.Text {
		text = maps.Clone(text)
		maps.DeleteFunc(text, func(language, _ string) bool { return !slices.Contains(offered, language) })
		if len(text) == 0 {
			return nil
		}
		return text
	}
	list := func(options []forms.Option) []forms.Option {
		options = slices.Clone(options)
		for i := range options {
			options[i].Text = fit(options[i].Text)
		}
		return options
	}
	q := *b.question
	q.Key, q.Show = "", ""
	q.Text, q.Hint, q.Note, q.Low, q.High, q.Unit = fit(q.Text), fit(q.Hint), fit(q.Note), fit(q.Low), fit(q.High), fit(q.Unit)
	q.Options, q.Rows = list(q.Options), list(q.Rows)
	return q
}
