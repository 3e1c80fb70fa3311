package desk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/form"
	"resonanz/forms"
)

// questionKinds are the kinds to choose from, the usual ones first.
var questionKinds = []forms.Kind{
	forms.KindScale, forms.KindChoice, forms.KindChoices, forms.KindLongText, forms.KindText, forms.KindYesNo, forms.KindRecommend,
	forms.KindBattery, forms.KindRanking, forms.KindNumber, forms.KindDate, forms.KindConsent, forms.KindInfo,
}

// questionMore is what the page of a question shows beside its fields.
type questionMore struct {
	Number  int // in the form
	Form    string
	Kind    string
	Shows   string // what the figures will show
	Decides string // which questions depend on it, "" for none
	Lang    string // base language
	Dir     string
	Preview form.Preview
	PhoneAt string // address of the preview with what is typed
	Back    string // address of the form
}

// questionForm is the page of a question.
func (s *Pages) questionForm() *partForm {
	return &partForm{
		view: "setup_question", heading: "setup.question.heading",
		path:    questionPath,
		content: func() forms.PartContent { return &forms.QuestionPart{} },
		fields:  questionFields,
		next:    formOfQuestion,
		more:    s.addQuestion,
	}
}

// answersForm is the page that asks for the answers to a new question.
func (s *Pages) answersForm() *partForm {
	f := s.questionForm()
	f.heading = "setup.question.heading_answers"
	f.fields = func(p *partPage) []fieldGroup {
		m := p.fieldsOf("question")
		return []fieldGroup{{Fields: m.answers(p.Content.(*forms.QuestionPart))}}
	}
	f.next = func(p *partPage) string { return formOfQuestion(p) }
	return f
}

func questionPath(c *fiber.Ctx) string {
	return forms.PathOfQuestion(c.Params("form"), c.Params("question"))
}

// formAddress returns the address of a form's page.
func (p *setupPage) formAddress(key string) string { return p.Address + "/forms/" + key }

func formOfQuestion(p *partPage) string {
	names := strings.Split(p.Path, ".")
	return p.formAddress(names[1])
}

func questionFields(p *partPage) []fieldGroup {
	q := p.Content.(*forms.QuestionPart)
	m := p.fieldsOf("question")
	names := strings.Split(p.Path, ".")
	q.Key = names[3]
	whole := p.Whole.Form(names[1])
	if whole == nil {
		whole = &forms.Form{}
	}
	kind := q.Kind
	pick := &picker{fieldsOf: m, asker: newAsker(p.setupPage, whole), q: q}
	rows, text := pick.fields()
	// The last field gives the question its kind: those before it are of the old one.
	read := text.read
	text.read = func(typed []string) bool {
		ok := read(typed)
		q.Become(kind)
		return ok
	}
	answers := append([]*field{m.kind(q.Kind, func(k string) { kind = forms.Kind(k) })}, m.answers(q)...)
	asked := m.fold("show", []string{cmp.Or(pick.asker.sentence(&q.Question), m.page.T(m.prefix+"show_says_always"))}, rows...)
	return []fieldGroup{
		m.group("text", m.area("text", &q.Text, 2)),
		m.group("answers", answers...),
		m.fold("more", m.moreSays(q), m.hinted(m.area("hint", &q.Hint, 2)), m.required(q)),
		asked,
		m.fold("raw", nil, text),
	}
}

// moreSays says what explains the question, and whether it has to be answered.
func (m fieldsOf) moreSays(q *forms.QuestionPart) []string {
	says := []string{m.now("hint", m.page.Text(q.Hint).Text)}
	if q.Kind != forms.KindInfo {
		says = append(says, m.page.T(m.prefix+"required_says_"+cmp.Or(string(q.Required), "optional")))
	}
	return says
}

func (m fieldsOf) kind(shown forms.Kind, into func(string)) *field {
	var choices []choice
	for _, kind := range questionKinds {
		choices = append(choices, choice{Value: string(kind), Label: m.page.T("setup.kind." + string(kind))})
	}
	return m.hinted(m.oneOf("kind", fieldSelect, choices, string(shown), into))
}

func (m fieldsOf) required(q *forms.QuestionPart) *field {
	var choices []choice
	for _, requirement := range []forms.Requirement{forms.Optional, forms.SoftRequired, forms.Required} {
		choices = append(choices, choice{Value: string(requirement), Label: m.page.T(m.prefix + "required_" + cmp.Or(string(requirement), "optional"))})
	}
	f := m.oneOf("required", fieldSelect, choices, string(q.Required), func(r string) { q.Required = forms.Requirement(r) })
	if q.Kind == forms.KindInfo {
		f.Kind = fieldUnused
	}
	return f
}

// answers returns the fields of what the question offers as answers, by its
// kind. Of a question whose kind is not known, because it has been removed, it
// returns all, so that nothing of what was typed is lost.
func (m fieldsOf) answers(q *forms.QuestionPart) []*field {
	var fields []*field
	add := func(f *field, kinds ...forms.Kind) {
		if q.Kind == "" || slices.Contains(kinds, q.Kind) {
			fields = append(fields, f)
		}
	}
	options := m.lines("options", &q.Options)
	if q.Kind == forms.KindScale || q.Kind == forms.KindBattery {
		options.Label, options.Hint = m.page.T(m.prefix+"steps"), m.page.T(m.prefix+"steps_hint")
	}
	if q.PerSession && len(q.Options) == 0 {
		options.Kind = fieldUnused
	}
	add(m.hinted(m.lines("rows", &q.Rows)), forms.KindBattery)
	add(options, forms.KindChoice, forms.KindChoices, forms.KindRanking, forms.KindScale, forms.KindBattery)
	add(m.hinted(m.tick("per_session", &q.PerSession)), forms.KindChoice, forms.KindChoices)
	add(m.hinted(m.tick("breakdown", &q.Breakdown)), forms.KindChoice)
	faces := m.hinted(m.tick("faces", &q.Faces))
	if !q.Faces && !q.FitsFaces() {
		faces.Kind = fieldUnused
	}
	add(faces, forms.KindScale, forms.KindBattery)
	add(m.hinted(m.text("note", &q.Note)), forms.KindBattery)
	add(m.hinted(m.tick("headline", &q.Headline)), forms.KindScale, forms.KindBattery, forms.KindYesNo, forms.KindRecommend)
	add(m.hinted(m.tick("sign_up", &q.SignUp)), forms.KindYesNo)
	add(m.text("low", &q.Low), forms.KindRecommend)
	add(m.text("high", &q.High), forms.KindRecommend)
	low, high := m.decimal("min", &q.Min), m.decimal("max", &q.Max)
	if q.Kind == forms.KindChoices {
		low.Label, high.Label = m.page.T(m.prefix+"least"), m.page.T(m.prefix+"most")
	}
	add(low, forms.KindChoices, forms.KindNumber)
	add(high, forms.KindChoices, forms.KindNumber)
	add(m.hinted(m.number("decimals", &q.Decimals), "Max", forms.MaxDecimals), forms.KindNumber)
	add(m.hinted(m.text("unit", &q.Unit)), forms.KindNumber)
	add(m.day("from", &q.From), forms.KindDate)
	add(m.day("to", &q.To), forms.KindDate)
	limit := forms.MaxTextLength
	if q.Kind == forms.KindLongText {
		limit = forms.MaxLongTextLength
	}
	add(m.hinted(m.number("max_length", &q.MaxLength), "Max", limit), forms.KindText, forms.KindLongText)
	return fields
}

// lines is a list of options, one on each line.
func (m fieldsOf) lines(name string, into *[]forms.Option) *field {
	base := m.page.Whole.Event.Base()
	shown := optionLines(*into, base)
	f := m.field(name, fieldArea, func(typed []string) bool {
		options, ok := readOptionLines(strings.Join(typed, "\n"), base, *into)
		if ok {
			*into = options
		}
		return ok
	}, shown)
	const least, most = 5, 14 // lines that are seen at once
	f.Rows, f.Lang = min(max(least, len(*into)+1), most), base
	f.Unread = m.page.T("setup.question.too_many_lines", "Max", maxLines)
	return m.hinted(m.asEntries(f))
}

// decimal is a number that may be missing.
func (m fieldsOf) decimal(name string, into **float64) *field {
	shown := ""
	if *into != nil {
		shown = strconv.FormatFloat(**into, 'f', -1, 64)
		if m.page.Lang() == "de" {
			shown = strings.Replace(shown, ".", ",", 1)
		}
	}
	f := m.field(name, fieldNumber, func(typed []string) bool {
		text := strings.NewReplacer(" ", "", ",", ".", "−", "-").Replace(forms.Clean(typed[0]))
		if *into = nil; text == "" {
			return true
		}
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || strings.ContainsAny(text, "xXpPeEnN_") { // hexadecimal, 1e9, NaN and Inf
			return false
		}
		*into = &n
		return true
	}, shown)
	f.Unread, f.Dir = m.page.T("setup.question.unread_decimal"), "ltr"
	return f
}

// day is a day without a time.
func (m fieldsOf) day(name string, into *string) *field {
	f := m.field(name, fieldLine, func(typed []string) bool {
		if *into = ""; forms.Clean(typed[0]) == "" {
			return true
		}
		day, ok := readDay(typed[0])
		if ok {
			*into = day.Format(time.DateOnly)
		}
		return ok
	}, *into)
	f.Unread, f.Dir = m.page.T("setup.question.unread_day"), "ltr"
	return f
}

// addQuestion adds what the page shows beside the fields.
func (s *Pages) addQuestion(_ *fiber.Ctx, p *partPage) error {
	q := p.Content.(*forms.QuestionPart)
	names := strings.Split(p.Path, ".")
	of := p.Whole.Form(names[1])
	if of == nil { // the form has been removed, too
		of = &forms.Form{Key: names[1]}
	}
	shown := *of
	shown.Questions = slices.Clone(of.Questions)
	i := slices.IndexFunc(shown.Questions, func(other forms.Question) bool { return other.Key == names[3] })
	if i < 0 {
		i = len(shown.Questions)
		shown.Questions = append(shown.Questions, forms.Question{})
	}
	shown.Questions[i] = q.Question
	shown.Questions[i].Key = names[3]
	a := newAsker(p.setupPage, &shown)
	phone := s.PageIn(p.Whole.Event.Base())
	more := &questionMore{
		Number: i + 1, Form: p.Text(of.Title).Text, Kind: p.T("setup.kind." + string(q.Kind)), Shows: p.T("setup.shows." + string(q.Kind)),
		Lang: phone.Lang(), Dir: phone.Dir(), Back: p.formAddress(of.Key),
		PhoneAt: p.formAddress(names[1]) + "/" + names[3] + "/phone",
	}
	if numbers := a.decided(&shown)[names[3]]; len(numbers) > 0 {
		more.Decides = numberedWords(p.setupPage, numbers)
	}
	if q.PerSession { // as in the first session that has options
		for _, session := range p.Whole.Sessions {
			if options := session.Options[names[3]]; len(options) > 0 && session.FormKey == of.Key {
				shown.Questions[i].Options = options
				break
			}
		}
	}
	more.Preview = form.NewPreview(phone, &shown, names[3])
	p.More = more
	p.Scripts = append(p.Scripts, s.Assets.Path("preview.js"))
	p.setHeading(p.T("setup.question.numbered", "Number", more.Number))
	return nil
}

// previewQuestion shows the question as phones would get it with what stands in
// the fields of its page. Nothing is saved.
func (s *Pages) previewQuestion(f *partForm) fiber.Handler {
	return func(c *fiber.Ctx) error {
		p, _, err := s.readPart(c, f)
		if err != nil {
			return err
		}
		if err := f.more(c, p); err != nil {
			return err
		}
		return s.Render(c, fiber.StatusOK, "setup_phone", p)
	}
}
