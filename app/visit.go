package main

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// visit is what the address of a participant's page names.
type visit struct {
	code    string
	lang    string
	event   *forms.Event
	session *forms.Session // nil on the event's own page
	rest    string         // of the address, behind the language
}

type visitKey struct{}

// visit finds the event, or the session and its event, that the address
// names. Error pages of the same request find it by visitOf.
func (s *kit) visit(c *fiber.Ctx) (*visit, error) {
	v := &visit{code: forms.NormalCode(c.Params("code"))}
	var err error
	switch len(v.code) {
	case forms.EventCodeLength:
		v.event, err = s.store.Event(c.UserContext(), v.code)
	case forms.SessionCodeLength:
		v.session, v.event, err = s.store.Session(c.UserContext(), v.code)
	default:
		err = errNotFound
	}
	if err != nil {
		return nil, err
	}
	if account := accountOf(c); account != nil && !account.May(v.event, v.session) {
		return nil, errNotFound // for somebody who has come by a link to something else
	}
	if v.lang = c.Params("lang"); !slices.Contains(v.event.Languages, v.lang) {
		c.Vary(fiber.HeaderAcceptLanguage)
		v.lang = s.catalogues.Match(c.Get(fiber.HeaderAcceptLanguage), v.event.Languages)
	}
	c.Set(fiber.HeaderContentLanguage, v.lang)
	c.Locals(visitKey{}, v)
	return v, nil
}

// sessionVisit is visit for the addresses that only sessions have.
func (s *kit) sessionVisit(c *fiber.Ctx) (*visit, error) {
	v, err := s.visit(c)
	if err == nil && v.session == nil {
		return nil, errNotFound
	}
	return v, err
}

// eventVisit is visit for the addresses that only events have: the code of a
// session is as unknown as any other.
func (s *kit) eventVisit(c *fiber.Ctx) (*visit, error) {
	v, err := s.visit(c)
	if err == nil && v.session != nil {
		return nil, errNotFound
	}
	return v, err
}

// posted returns the visit of an address together with what a form sent to it.
func posted(c *fiber.Ctx, of func(*fiber.Ctx) (*visit, error)) (*visit, forms.Values, error) {
	v, err := of(c)
	if err != nil {
		return nil, nil, err
	}
	values, err := formValues(c)
	return v, values, err
}

// tokenVisit returns the visit of an address together with the token in it.
func tokenVisit(c *fiber.Ctx, of func(*fiber.Ctx) (*visit, error)) (*visit, forms.Token, error) {
	v, err := of(c)
	if err != nil {
		return nil, "", err
	}
	token, err := forms.ParseToken(c.Params("token"))
	if err != nil {
		return nil, "", errNotFound
	}
	return v, token, nil
}

func visitOf(c *fiber.Ctx) *visit {
	v, _ := c.Locals(visitKey{}).(*visit)
	return v
}

// path returns the address of the page with the code, in the visit's language.
func (v *visit) path(code string) string { return "/" + code + "/" + v.lang }

// page returns what every page of the request has: the language that the
// address names or the browser asks for, and the event's looks.
func (s *kit) page(c *fiber.Ctx) page {
	v := visitOf(c)
	if v == nil {
		lang := s.languageOf(c)
		c.Set(fiber.HeaderContentLanguage, lang)
		p := page{
			Printer: s.catalogues.Printer(lang), languages: []string{lang}, Home: "/" + lang,
			Stylesheets: []string{s.assets.Path("base.css")}, Operator: s.cfg.Operator,
			Cookies: onDesk(c), LanguageWords: s.languageWords(lang),
		}
		p.Notices = s.noticeLinks(&p, "", "/"+lang)
		return p
	}
	p := page{
		Printer:     s.catalogues.Printer(v.lang),
		Stylesheets: []string{s.assets.Stylesheet(v.event.Accent)},
		Scripts:     []string{s.assets.Path("answer.js")},
		Home:        v.path(v.event.Code),
		Simulated:   v.event.Simulated,
		Operator:    s.cfg.Operator,
		Cookies:     onDesk(c),
		languages:   []string{v.lang, v.event.Base()},

		LanguageWords: s.languageWords(v.lang),
	}
	p.Notices = s.noticeLinks(&p, v.path(v.code), "")
	p.EventName = p.Text(v.event.Title)
	for _, host := range v.event.Hosts {
		p.Hosts = append(p.Hosts, p.Text(host))
	}
	for _, tag := range v.event.Languages {
		p.Languages = append(p.Languages, s.languageChoice(tag, v.lang, "/"+v.code+"/"+tag+v.rest))
	}
	return p
}

// languageWords returns the word "language" in the page's language and in
// English; on English pages in German, which is spoken around here.
func (s *kit) languageWords(lang string) []saying {
	return s.sayings("common.language", []string{lang, "en", "de"})[:2]
}

// languageOf returns the language that the address names, or else the one that
// the browser asks for. It looks at the path itself, as a request may be
// refused before it has found its route.
func (s *kit) languageOf(c *fiber.Ctx) string {
	segments := strings.SplitN(c.Path(), "/", 4)
	for _, segment := range segments[1:min(3, len(segments))] {
		if _, known := s.catalogues.Meta(segment); known {
			return segment
		}
	}
	c.Vary(fiber.HeaderAcceptLanguage)
	return s.catalogues.Match(c.Get(fiber.HeaderAcceptLanguage), s.catalogues.Tags())
}

func (s *kit) languageChoice(tag, current, address string) languageChoice {
	return languageChoice{
		Tag: tag, Name: s.catalogues.Name(tag), Dir: s.catalogues.Printer(tag).Dir(),
		Address: address, Current: tag == current,
	}
}
