package desk

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// formMore is the list of questions on the page of a form.
type formMore struct {
	Key       string
	Address   string // of the form's page
	Questions []questionRow
	Order     string // keys, joined by commas, as the numbers on the page mean them
	Full      bool   // there are as many questions as there can be
}

// questionRow is one question of the list.
type questionRow struct {
	Number   int
	Key      string
	Text     web.Phrase
	Kind     string
	Answers  string // the beginning of them
	When     string // when it is asked, "" for always
	Decides  string // which questions depend on it, "" for none
	Problems int
	Revision int64
	Up, Down string // the question after which it stands when it is moved
	First    bool
	Last     bool
	Copy     string // key of a duplicate
}

// formForm is the page of a form: what it is called, and its questions.
func (s *Pages) formForm() *partForm {
	return &partForm{
		view: "setup_form_questions", heading: "setup.form.heading",
		path:    func(c *fiber.Ctx) string { return forms.PathOfForm(c.Params("form")) },
		content: func() forms.PartContent { return &forms.FormPart{} },
		fields: func(p *partPage) []fieldGroup {
			part, m := p.Content.(*forms.FormPart), p.fieldsOf("form")
			return []fieldGroup{{Fields: []*field{m.hinted(m.text("title", &part.Title)), m.hinted(m.area("intro", &part.Intro, 2))}}}
		},
		next: func(p *partPage) string { return p.Address + "/forms" },
		more: func(_ *fiber.Ctx, p *partPage) error { p.addQuestions(); return nil },
	}
}

func (p *partPage) addQuestions() {
	key := strings.TrimPrefix(p.Path, forms.PathOfForm(""))
	more := &formMore{Key: key, Address: p.formAddress(key)}
	p.More = more
	form := p.Whole.Form(key)
	if form == nil { // it has been removed, and both versions are shown
		return
	}
	if title := p.Text(form.Title).Text; title != "" {
		p.setHeading(title)
	}
	a := newAsker(p.setupPage, form)
	decided, n := a.decided(form), len(form.Questions)
	keys := make([]string, n)
	for i := range form.Questions {
		keys[i] = form.Questions[i].Key
	}
	for i := range form.Questions {
		q := &form.Questions[i]
		path := forms.PathOfQuestion(key, q.Key)
		row := questionRow{
			Number: i + 1, Key: q.Key, Text: p.Text(q.Text), Kind: p.T("setup.kind." + string(q.Kind)), Answers: p.answersOf(q), When: a.sentence(q),
			First: i == 0, Last: i == n-1, Revision: p.Draft.Part(path).Revision, Copy: newQuestionKey(form, q.Key, q.Kind), Problems: len(p.problemsOf(path)),
		}
		if row.Text.Text == "" {
			row.Text.Text = p.T("setup.question.untitled")
		}
		if numbers := decided[q.Key]; len(numbers) > 0 {
			row.Decides = numberedWords(p.setupPage, numbers)
		}
		if i > 1 {
			row.Up = keys[i-2]
		}
		if i < n-1 {
			row.Down = keys[i+1]
		}
		more.Questions = append(more.Questions, row)
	}
	more.Order, more.Full = strings.Join(keys, ","), n >= forms.MaxQuestions
}

// AboutOpen reports whether what the form is called is to be seen: it has just been
// saved, or something about it is missing, wrong or changed by somebody else.
func (p *partPage) AboutOpen() bool {
	return p.Saved || p.Conflict != nil || len(p.Others) > 0 || slices.ContainsFunc(p.Groups, fieldGroup.Unfolded)
}

// answersOf returns the first answers of a question, or the ends of its scale.
func (p *setupPage) answersOf(q *forms.Question) string {
	const most = 4
	list := q.Options
	if steps := q.Steps(); q.Kind == forms.KindScale && len(steps) > 1 {
		return p.T("setup.form.scale", "Best", p.Text(steps[0].Text).Text, "Worst", p.Text(steps[len(steps)-1].Text).Text)
	}
	if q.Kind == forms.KindBattery {
		list = q.Rows
	}
	var words []string
	for _, o := range list[:min(len(list), most)] {
		words = append(words, p.Text(o.Text).Text)
	}
	if len(list) > most {
		words = append(words, "…")
	}
	return strings.Join(words, " · ")
}

// newQuestionKey makes the key of a question from its text, or else from its kind.
func newQuestionKey(form *forms.Form, text string, kind forms.Kind) string {
	taken := func(key string) bool {
		return slices.ContainsFunc(form.Questions, func(q forms.Question) bool { return q.Key == key })
	}
	return forms.NewKey(strings.ReplaceAll(text, "_", " "), string(kind), taken)
}

// arrangeQuestions moves, duplicates and removes questions. Where one goes is said by
// the question after which it stands, so a second press changes nothing.
func (s *Pages) arrangeQuestions(c *fiber.Ctx) error {
	draft, form, values, err := s.readForm(c)
	if err != nil {
		return err
	}
	verb, key, more := cutDo(web.FirstValue(values, fieldDo))
	address := draftAddress(draft.ID) + "/forms/" + form.Key
	path, account := forms.PathOfQuestion(form.Key, key), web.AccountOf(c).Name
	moved := ""
	switch verb {
	case "after":
		after := ""
		if more != "" {
			after = forms.PathOfQuestion(form.Key, more)
		}
		moved = "?" + queryMoved + "=" + key
		err = s.Store.MovePart(c.UserContext(), draft.ID, path, after, account)
	case "place":
		after, ok := afterPlace(form.Key, key, web.FirstValue(values, "place."+key), web.FirstValue(values, "order"))
		if !ok {
			return c.Redirect(address+"?"+queryNoPlace+"#q-"+key, fiber.StatusSeeOther)
		}
		err = s.Store.MovePart(c.UserContext(), draft.ID, path, after, account)
	case "duplicate":
		_, err = s.Store.DuplicatePart(c.UserContext(), draft.ID, path, more, account)
		key = more
	case "remove":
		return s.removePart(c, draft.ID, path, more, address)
	case "":
	default:
		return web.ErrInvalid
	}
	if err = unless(err, forms.CodeNotFound, forms.CodeConflict); err != nil { // the list shows what there is now
		return err
	}
	return c.Redirect(address+moved+"#q-"+key, fiber.StatusSeeOther)
}

// queryNoPlace says that a question was not moved, as there is no such place.
const queryNoPlace = "no-place"

// NoPlace reports whether somebody wanted to move a question to a place that is none.
func (p *setupPage) NoPlace() bool { return p.query == queryNoPlace }

// afterPlace returns the path of the question after which the one with the key
// stands once it is at the place, counted from 1 in the order that the page
// showed.
func afterPlace(form, key, place, order string) (path string, ok bool) {
	n, err := strconv.Atoi(strings.TrimSpace(place))
	keys := strings.Split(order, ",")
	if err != nil || n < 1 || n > len(keys) || order == "" {
		return "", false
	}
	keys = slices.DeleteFunc(keys, func(k string) bool { return k == key })
	if n = min(n, len(keys)+1); n == 1 {
		return "", true
	}
	return forms.PathOfQuestion(form, keys[n-2]), true
}

// readForm returns the draft and the form that the address names, and what was sent.
func (s *Pages) readForm(c *fiber.Ctx) (*forms.Draft, *forms.Form, forms.Values, error) {
	draft, err := s.readDraft(c)
	if err != nil {
		return nil, nil, nil, err
	}
	form := draft.Definition().Form(c.Params("form"))
	if form == nil {
		return nil, nil, nil, web.ErrNotFound
	}
	if c.Method() == fiber.MethodGet {
		return draft, form, nil, nil
	}
	values, err := web.FormValues(c)
	return draft, form, values, err
}
