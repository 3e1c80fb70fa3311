package web

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// Visit is what the address of a participant's page names. The event and the
// session are those of the programme, which all requests share: nobody changes
// them.
type Visit struct {
	Code      string
	Lang      string
	Programme *forms.Programme
	Event     *forms.Event
	Session   *forms.Session // nil on the event's own page
	Rest      string         // of the address, behind the language
}

// QueryTrial names the event's trial key in the address of a form.
const QueryTrial = "trial"

type visitKey struct{}

// ReadVisit finds the event, or the session and its event, that the address
// names. Error pages of the same request find it by visitOf.
func (s *Kit) ReadVisit(c *fiber.Ctx) (*Visit, error) {
	v := &Visit{Code: forms.NormalCode(c.Params("code"))}
	if len(v.Code) != forms.EventCodeLength && len(v.Code) != forms.SessionCodeLength {
		return nil, ErrNotFound
	}
	if err := s.find(c, v); err != nil {
		return nil, err
	}
	if account := AccountOf(c); account != nil && !account.May(v.Event, v.Session) {
		return nil, ErrNotFound // for somebody who has come by a link to something else
	}
	if v.Lang = c.Params("lang"); !slices.Contains(v.Event.Languages, v.Lang) {
		c.Vary(fiber.HeaderAcceptLanguage)
		v.Lang = s.Catalogues.Match(c.Get(fiber.HeaderAcceptLanguage), v.Event.Languages)
	}
	BeginVisit(c, v)
	return v, nil
}

// BeginVisit makes the pages of the request those of the visit.
func BeginVisit(c *fiber.Ctx, v *Visit) {
	c.Set(fiber.HeaderContentLanguage, v.Lang)
	c.Locals(visitKey{}, v)
}

// find looks up what the visit's code names.
func (s *Kit) find(c *fiber.Ctx, v *Visit) (err error) {
	if v.Programme, v.Session, err = s.Store.Find(c.UserContext(), v.Code); err == nil {
		v.Event = v.Programme.Event
	}
	return err
}

// FindAgain brings the visit up to what any process has changed until now.
func (s *Kit) FindAgain(c *fiber.Ctx, v *Visit) error {
	if err := s.Store.CheckProgrammes(c.UserContext()); err != nil {
		return err
	}
	return s.find(c, v)
}

// ReadSessionVisit is ReadVisit for the addresses that only sessions have.
func (s *Kit) ReadSessionVisit(c *fiber.Ctx) (*Visit, error) {
	v, err := s.ReadVisit(c)
	if err == nil && v.Session == nil {
		return nil, ErrNotFound
	}
	return v, err
}

// ReadEventVisit is ReadVisit for the addresses that only events have: the code of a
// session is as unknown as any other.
func (s *Kit) ReadEventVisit(c *fiber.Ctx) (*Visit, error) {
	v, err := s.ReadVisit(c)
	if err == nil && v.Session != nil {
		return nil, ErrNotFound
	}
	return v, err
}

// ReadPosted returns the visit of an address together with what a form sent to it.
func ReadPosted(c *fiber.Ctx, of func(*fiber.Ctx) (*Visit, error)) (*Visit, forms.Values, error) {
	v, err := of(c)
	if err != nil {
		return nil, nil, err
	}
	values, err := FormValues(c)
	return v, values, err
}

// ReadTokenVisit returns the visit of an address together with the token in it.
func ReadTokenVisit(c *fiber.Ctx, of func(*fiber.Ctx) (*Visit, error)) (*Visit, forms.Token, error) {
	v, err := of(c)
	if err != nil {
		return nil, "", err
	}
	token, err := forms.ParseToken(c.Params("token"))
	if err != nil {
		return nil, "", ErrNotFound
	}
	return v, token, nil
}

func visitOf(c *fiber.Ctx) *Visit {
	v, _ := c.Locals(visitKey{}).(*Visit)
	return v
}

// ResultsPath ends the address of the results that participants may see.
const ResultsPath = "/results"

// Results returns the address of the results that participants see of the visit's
// session, "" if they are not published, or not yet.
func (v *Visit) Results() string {
	if v.Event.Results != forms.ResultsAfterClosing || v.Session == nil || !v.Session.Final() {
		return ""
	}
	return v.Path(v.Code) + ResultsPath
}

// Path returns the address of the page with the code, in the visit's language.
func (v *Visit) Path(code string) string { return "/" + code + "/" + v.Lang }

// NewPage returns what every page of the request has: the language that the
// address names or the browser asks for, and the event's looks.
func (s *Kit) NewPage(c *fiber.Ctx) Page {
	v := visitOf(c)
	if v == nil {
		lang := s.languageOf(c)
		c.Set(fiber.HeaderContentLanguage, lang)
		p := Page{
			Printer: s.Catalogues.Printer(lang), languages: []string{lang}, Home: "/" + lang,
			Stylesheets: []string{s.Assets.Path("base.css")}, Operator: s.Settings().Operator,
			Cookies: onDesk(c), LanguageWords: s.languageWords(lang),
		}
		p.Notices = s.noticeLinks(&p, "", "/"+lang)
		return p
	}
	p := Page{
		Printer:     s.Catalogues.Printer(v.Lang),
		Stylesheets: []string{s.Assets.Stylesheet(v.Event.Accent)},
		Scripts:     []string{s.Assets.Path("answer.js")},
		Home:        v.Path(v.Event.Code),
		Simulated:   v.Event.Simulated,
		Operator:    s.Settings().Operator,
		Cookies:     onDesk(c),
		languages:   []string{v.Lang, v.Event.Base()},

		LanguageWords: s.languageWords(v.Lang),
	}
	p.Notices = s.noticeLinks(&p, v.Path(v.Code), "")
	p.EventName, p.Logo = p.Text(v.Event.Title), p.LogoOf(v.Event)
	for _, host := range v.Event.Hosts {
		p.Hosts = append(p.Hosts, p.Text(host))
	}
	for _, tag := range v.Event.Languages {
		p.Languages = append(p.Languages, s.LanguageChoice(tag, v.Lang, "/"+v.Code+"/"+tag+v.Rest))
	}
	return p
}

// languageWords returns the word "language" in the page's language and in
// English; on English pages, in German.
func (s *Kit) languageWords(lang string) []Saying {
	return s.Sayings("common.language", []string{lang, "en", "de"})[:2]
}

// languageOf returns the language that the address names, or else the one that
// the browser asks for. It looks at the path itself, as a request may be
// refused before it has found its route.
func (s *Kit) languageOf(c *fiber.Ctx) string {
	segments := strings.SplitN(c.Path(), "/", 4)
	for _, segment := range segments[1:min(3, len(segments))] {
		if _, known := s.Catalogues.Meta(segment); known {
			return segment
		}
	}
	c.Vary(fiber.HeaderAcceptLanguage)
	return s.Catalogues.Match(c.Get(fiber.HeaderAcceptLanguage), s.Catalogues.Tags())
}

// LanguageChoice returns the choice of a language that is named by its tag, on a
// page in the current one.
func (s *Kit) LanguageChoice(tag, current, address string) languageChoice {
	return languageChoice{
		Tag: tag, Name: s.Catalogues.Name(tag), Dir: s.Catalogues.Printer(tag).Dir(),
		Address: address, Current: tag == current,
	}
}
