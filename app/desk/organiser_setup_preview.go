package desk

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/form"
	"resonanz/app/web"
	"resonanz/forms"
)

// previewPage shows the forms of a draft as phones get them, in a frame of the
// width of a small phone.
type previewPage struct {
	*setupPage
	Forms   []choice // sessions, and forms that no session asks
	Tongues []choice // languages
	Schemes []choice
	Scheme  string
	Framed  string // address of the form, "" if there is none
}

// The fields by which somebody chooses what the preview shows.
const (
	queryShown  = "of"
	queryTongue = "lang"
	queryScheme = "scheme"
)

// The beginnings of what the address of a form in the preview names.
const (
	ofSession = "session-"
	ofForm    = "form-"
)

// schemes are how a phone may be set. The frame has the scheme by its style, and
// the page in it follows, as on a phone.
var schemes = []string{"light", "dark"}

func (s *Pages) showPreview(c *fiber.Ctx) error {
	draft, err := s.readDraft(c)
	if err != nil {
		return err
	}
	p := &previewPage{setupPage: s.newSetupPage(c, draft, "setup.preview.heading"), Scheme: c.Query(queryScheme)}
	p.addForms()
	for _, tag := range p.offered() {
		p.Tongues = append(p.Tongues, choice{Value: tag, Label: s.Catalogues.Name(tag), Lang: tag})
	}
	if !slices.Contains(schemes, p.Scheme) {
		p.Scheme = schemes[0]
	}
	for _, scheme := range schemes {
		p.Schemes = append(p.Schemes, choice{Value: scheme, Label: p.T("setup.preview." + scheme)})
	}
	chosenOrFirst(p.Schemes, p.Scheme)
	shown, tongue := chosenOrFirst(p.Forms, c.Query(queryShown)), chosenOrFirst(p.Tongues, c.Query(queryTongue))
	if shown != "" {
		p.Framed = p.sampleAddress(tongue, shown)
	}
	web.LetFrame(c)
	return s.Render(c, fiber.StatusOK, "setup_preview", p)
}

// chosenOrFirst marks the choice with the value or else the first one, and
// returns its value.
func chosenOrFirst(choices []choice, value string) string {
	if len(choices) == 0 {
		return ""
	}
	i := max(0, slices.IndexFunc(choices, func(c choice) bool { return c.Value == value }))
	choices[i].Chosen = true
	return choices[i].Value
}

// offered returns the languages of the draft, at least one.
func (p *setupPage) offered() []string {
	return append([]string{p.Whole.Event.Base()}, p.into()...)
}

// sampleAddress returns the address of a form as phones get it.
func (p *setupPage) sampleAddress(lang, of string) string {
	return p.Address + "/phone/" + lang + "/" + of
}

func (p *previewPage) addForms() {
	asked := map[string]bool{}
	add := func(value string, name web.Phrase, otherwise string) {
		if name.Text == "" {
			name.Text = p.T(otherwise)
		}
		p.Forms = append(p.Forms, choice{Value: value, Label: name.Text, Lang: name.Lang})
	}
	for i := range p.Whole.Sessions {
		session := &p.Whole.Sessions[i]
		if p.Whole.Form(session.FormKey) != nil {
			asked[session.FormKey] = true
			add(ofSession+session.Key, p.Text(session.Title), "setup.untitled_session")
		}
	}
	for i := range p.Whole.Forms {
		if of := &p.Whole.Forms[i]; !asked[of.Key] {
			add(ofForm+of.Key, p.Text(of.Title), "setup.forms.untitled")
		}
	}
}

// readSample returns the form that the address names, as it is in the draft.
func (s *Pages) readSample(c *fiber.Ctx) (form.Sample, error) {
	draft, err := s.readDraft(c)
	if err != nil {
		return form.Sample{}, err
	}
	p := s.newSetupPage(c, draft, "setup.preview.heading")
	lang, named := c.Params("lang"), c.Params("of")
	if !slices.Contains(p.offered(), lang) {
		return form.Sample{}, web.ErrNotFound
	}
	event := p.Whole.Event
	event.Languages = p.offered()
	of := form.Sample{
		Event: &event, Lang: lang, Address: func(lang string) string { return p.sampleAddress(lang, named) },
		Note: web.Phrase{Text: p.T("setup.preview.not_stored"), Lang: p.Lang()}, Logo: p.draftLogo(),
	}
	if key, ok := strings.CutPrefix(named, ofSession); ok {
		i := slices.IndexFunc(p.Whole.Sessions, func(session forms.SessionDefinition) bool { return session.Key == key })
		if i >= 0 {
			of.Session = &p.Whole.Sessions[i].Session
			of.Form = p.Whole.Form(p.Whole.Sessions[i].FormKey)
		}
	} else if key, ok := strings.CutPrefix(named, ofForm); ok {
		if of.Form = p.Whole.Form(key); of.Form != nil {
			of.Session = &forms.Session{Title: of.Form.Title, Kind: forms.Workshop}
		}
	}
	if of.Form == nil {
		return form.Sample{}, web.ErrNotFound
	}
	of.Form = of.Form.For(of.Session)
	web.LetBeFramed(c)
	return of, nil
}

func (s *Pages) showSample(c *fiber.Ctx) error {
	of, err := s.readSample(c)
	if err != nil {
		return err
	}
	return s.forms.ShowSample(c, of)
}

// trySample says what a guest would be told who sends the same.
func (s *Pages) trySample(c *fiber.Ctx) error {
	of, err := s.readSample(c)
	if err != nil {
		return err
	}
	return s.forms.AnswerSample(c, of)
}
