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
	wording  string // the same for questions that ask the same
	words    string // all that is written in it, in small letters
}

// bankEvents is how many of the latest events are in the bank: what was asked
// longer ago is in the copies that were made of it.
const bankEvents = 40

// bank holds the questions of events as long as these stay as they are. To read
// an event of 60 questions takes longer than a page may.
type bank struct {
	mu     sync.Mutex
	events map[int64]bankShelf
}

// bankShelf holds the questions of an event at a revision.
type bankShelf struct {
	revision  int64
	questions []bankQuestion
}

// shippedQuestions are the questions of the conferences and the templates that
// the program brings; the former have more translations.
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

// banked returns all questions to choose from, those of the latest event first,
// each wording once. Those of the draft's own event are not among them.
func (s *Pages) banked(ctx context.Context, draft *forms.Draft) ([]bankQuestion, error) {
	revisions, err := s.Store.LatestRevisions(ctx, bankEvents)
	if err != nil {
		return nil, err
	}
	all, err := s.bank.read(ctx, s.Store, revisions, draft.EventID)
	if err != nil {
		return nil, err
	}
	shipped, err := shippedQuestions()
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(append(all, shipped...), func(b bankQuestion) bool {
		twice := seen[b.wording]
		seen[b.wording] = true
		return twice
	}), nil
}

// read returns the questions of the events but one, and forgets those of others.
func (k *bank) read(ctx context.Context, store *forms.Store, revisions []forms.EventRevision, but int64) ([]bankQuestion, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	kept := map[int64]bankShelf{}
	var all []bankQuestion
	for _, event := range revisions {
		shelf, known := k.events[event.ID]
		if !known || shelf.revision != event.Revision {
			d, err := store.Definition(ctx, event.ID)
			if forms.CodeOf(err) == forms.CodeNotFound { // deleted meanwhile
				continue
			}
			if err != nil {
				return nil, err
			}
			shelf = bankShelf{event.Revision, questionsOf(event.Code, d)}
		}
		kept[event.ID] = shelf
		if event.ID != but {
			all = append(all, shelf.questions...)
		}
	}
	k.events = kept
	return all, nil
}

func questionsOf(source string, d *forms.Definition) []bankQuestion {
	var all []bankQuestion
	for i := range d.Forms {
		for j := range d.Forms[i].Questions {
			q := &d.Forms[i].Questions[j]
			all = append(all, newBankQuestion(source+"/"+d.Forms[i].Key+"/"+q.Key, d.Event.Title, q))
		}
	}
	return all
}

func newBankQuestion(source string, event forms.Text, q *forms.Question) bankQuestion {
	wording, words := string(q.Kind), strings.Builder{}
	for _, text := range textsOf(q) {
		wording += "\n" + text["de"] + "\n" + text["en"]
		for _, said := range text {
			words.WriteString(strings.ToLower(said))
			words.WriteByte('\n')
		}
	}
	return bankQuestion{source: source, event: event, question: q, wording: wording, words: words.String()}
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
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(b.words, word) })
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
