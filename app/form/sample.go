package form

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// Sample is a form as phones get it, for somebody who looks at it before guests
// do. It need not be valid, what is sent to it is checked like answers, and
// nothing of it is stored. It comes without the script that keeps on a phone
// what was typed.
type Sample struct {
	Event   *forms.Event
	Session *forms.Session
	Form    *forms.Form // as the session asks it
	Lang    string
	Address func(lang string) string // of the sample in a language
	Logo    *web.Logo                // nil if it has none
	Note    web.Phrase               // says, after sending, that nothing was stored
}

// samplePage says what guests are told once their answers have arrived.
type samplePage struct {
	web.Page
	Session  web.Phrase
	Token    forms.Token // none
	MinGroup int
	Deleted  string // day, ISO 8601
	Note     web.Phrase
	Again    string
}

// ShowSample shows the form before anything is typed.
func (s *Pages) ShowSample(c *fiber.Ctx, of Sample) error {
	return s.showSample(c, of, Filling{Token: forms.NewToken()})
}

func (s *Pages) showSample(c *fiber.Ctx, of Sample, f Filling) error {
	v := s.visitSample(c, of)
	p := s.newPage(c, v, of.Form, f)
	p.Action = of.Address(of.Lang)
	s.retarget(&p.Page, of)
	return s.Render(c, fiber.StatusOK, "form", p)
}

func (s *Pages) visitSample(c *fiber.Ctx, of Sample) *web.Visit {
	v := &web.Visit{Code: of.Session.Code, Lang: of.Lang, Event: of.Event, Session: of.Session}
	web.BeginVisit(c, v)
	return v
}

// retarget has the links of the page lead to the sample: what they lead to for
// guests is not there before the event is published.
func (s *Pages) retarget(p *web.Page, of Sample) {
	here := of.Address(of.Lang)
	p.Home, p.Logo, p.Scripts, p.Cookies = here, of.Logo, nil, false
	p.Languages = nil
	for _, tag := range of.Event.Languages {
		p.Languages = append(p.Languages, s.LanguageChoice(tag, of.Lang, of.Address(tag)))
	}
	for i := range p.Notices {
		p.Notices[i].Address = here
	}
}

// AnswerSample says what guests would be told who send the same.
func (s *Pages) AnswerSample(c *fiber.Ctx, of Sample) error {
	values, err := web.FormValues(c)
	if err != nil {
		return err
	}
	f := Filling{Token: forms.NewToken(), Values: values}
	if _, switching := values[forms.FieldLanguage]; switching {
		return s.showSample(c, of, f)
	}
	if of.Form.Blank(values) {
		f.Notice = NoticeEmpty
		return s.showSample(c, of, f)
	}
	if _, f.Problems = of.Form.Parse(values); f.Problems != nil {
		return s.showSample(c, of, f)
	}
	s.visitSample(c, of)
	p := samplePage{
		Page: s.NewPage(c), MinGroup: of.Event.MinGroup, Deleted: of.Event.Expires(s.Now()).Format(time.DateOnly), Note: of.Note, Again: of.Address(of.Lang),
	}
	p.Title, p.Session = p.T("receipt.title"), p.Text(of.Session.Title)
	s.retarget(&p.Page, of)
	return s.Render(c, fiber.StatusOK, "sample", &p)
}
