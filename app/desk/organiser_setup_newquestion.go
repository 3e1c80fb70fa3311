package desk

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// newQuestionPage asks what kind of question is to be added, and for its text.
type newQuestionPage struct {
	*setupPage
	Form    web.Phrase
	Back    string
	After   string // key of the question after which it goes, "" for the first place
	Where   string
	Kinds   []choice
	Typed   string
	Base    string
	Problem string
}

func (s *Pages) askNewQuestion(c *fiber.Ctx) error {
	draft, form, _, err := s.readForm(c)
	if err != nil {
		return err
	}
	p := s.newQuestionPage(c, draft, form, c.Query("after"))
	return s.Render(c, fiber.StatusOK, "setup_newquestion", p)
}

func (s *Pages) newQuestionPage(c *fiber.Ctx, draft *forms.Draft, form *forms.Form, after string) *newQuestionPage {
	p := &newQuestionPage{setupPage: s.newSetupPage(c, draft, "setup.new_question.heading"), After: after}
	p.Form, p.Back, p.Base = p.Text(form.Title), p.formAddress(form.Key), p.Whole.Event.Base()
	p.Where = p.T("setup.new_question.first")
	if i := slices.IndexFunc(form.Questions, func(q forms.Question) bool { return q.Key == after }); i >= 0 {
		p.Where = p.T("setup.new_question.after", "Question", newAsker(p.setupPage, form).name(after))
	}
	for _, kind := range questionKinds {
		p.Kinds = append(p.Kinds, choice{Value: string(kind), Label: p.T("setup.kind." + string(kind)), Hint: p.T("setup.shows." + string(kind))})
	}
	return p
}

// addNewQuestion adds a question and leads on to its answers, if its kind has some.
func (s *Pages) addNewQuestion(c *fiber.Ctx) error {
	draft, form, values, err := s.readForm(c)
	if err != nil {
		return err
	}
	p := s.newQuestionPage(c, draft, form, web.FirstValue(values, "after"))
	kind := forms.Kind(web.FirstValue(values, "kind"))
	p.Typed = forms.Clean(web.FirstValue(values, "text"))
	if !slices.Contains(questionKinds, kind) {
		p.Problem = p.T("setup.new_question.no_kind")
		return s.Render(c, fiber.StatusUnprocessableEntity, "setup_newquestion", p)
	}
	q := forms.Question{Kind: kind}
	if p.Typed != "" {
		q.Text = forms.Text{p.Base: p.Typed}
	}
	key, err := s.addQuestionTo(c, draft, form, q, p.After)
	if err != nil {
		return err
	}
	to := p.Back + "/" + key
	switch kind {
	case forms.KindYesNo, forms.KindText, forms.KindLongText, forms.KindConsent, forms.KindInfo, forms.KindDate:
	default:
		to += "/answers"
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}

// addQuestionTo adds a question after another one and returns its key. If the
// one that stands there is the same, the button has been pressed twice.
func (s *Pages) addQuestionTo(c *fiber.Ctx, draft *forms.Draft, form *forms.Form, q forms.Question, after string) (string, error) {
	at := slices.IndexFunc(form.Questions, func(other forms.Question) bool { return other.Key == after }) + 1
	if at < len(form.Questions) {
		there := form.Questions[at].Key
		if draft.Part(forms.PathOfQuestion(form.Key, there)).Content.(*forms.QuestionPart).Same(q) {
			return there, nil
		}
	}
	base := draft.Definition().Event.Base()
	key := newQuestionKey(form, q.Text[base], q.Kind)
	path := ""
	if at > 0 {
		path = forms.PathOfQuestion(form.Key, after)
	}
	_, err := s.Store.AddPart(c.UserContext(), draft.ID, forms.PathOfQuestion(form.Key, key), path, &forms.QuestionPart{Question: q}, web.AccountOf(c).Name)
	return key, unless(err, forms.CodeConflict)
}

// bankPage finds questions that have been asked elsewhere.
type bankPage struct {
	*setupPage
	Form   web.Phrase
	Back   string
	After  string
	Search string
	Found  []bankRow
	Next   string // address of the next page, "" on the last
}

// bankRow is one question of the bank.
type bankRow struct {
	Source    string // where it is, for the button that takes it
	Text      web.Phrase
	Kind      string
	Answers   string
	From      web.Phrase
	Languages string // in how many of the event's languages it is there
}

func (s *Pages) searchBank(c *fiber.Ctx) error {
	draft, form, _, err := s.readForm(c)
	if err != nil {
		return err
	}
	all, err := s.banked(c.UserContext(), draft)
	if err != nil {
		return err
	}
	p := &bankPage{setupPage: s.newSetupPage(c, draft, "setup.bank.heading"), After: c.Query("after"), Search: c.Query("q")}
	p.Form, p.Back = p.Text(form.Title), p.formAddress(form.Key)
	words := strings.Fields(strings.ToLower(p.Search))
	all = slices.DeleteFunc(all, func(b bankQuestion) bool { return !b.has(words) })
	all, p.Next = pageOf(all, func(b bankQuestion) string { return b.source }, c.Query(queryBehind),
		p.Back+"/question-bank", url.Values{"after": {p.After}, "q": {p.Search}})
	for _, of := range all {
		q := of.fitted(&p.Whole.Event)
		p.Found = append(p.Found, bankRow{
			Source: of.source, Text: p.Text(of.question.Text), Kind: p.T("setup.kind." + string(q.Kind)), Answers: p.answersOf(of.question),
			From: p.Text(of.event), Languages: p.T("setup.bank.languages", "n", len(q.Text), "All", max(1, len(p.Whole.Event.Languages))),
		})
	}
	return s.Render(c, fiber.StatusOK, "setup_bank", p)
}

// takeFromBank adds a question of the bank with the translations that the event
// can show.
func (s *Pages) takeFromBank(c *fiber.Ctx) error {
	draft, form, values, err := s.readForm(c)
	if err != nil {
		return err
	}
	all, err := s.banked(c.UserContext(), draft)
	if err != nil {
		return err
	}
	source := web.FirstValue(values, "take")
	i := slices.IndexFunc(all, func(b bankQuestion) bool { return b.source == source })
	if i < 0 {
		return web.ErrInvalid
	}
	whole := draft.Definition()
	key, err := s.addQuestionTo(c, draft, form, all[i].fitted(&whole.Event), web.FirstValue(values, "after"))
	if err != nil {
		return err
	}
	return c.Redirect(draftAddress(draft.ID)+"/forms/"+form.Key+"/"+key, fiber.StatusSeeOther)
}
