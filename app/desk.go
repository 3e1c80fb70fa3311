package main

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// deskLanguages are the languages of the pages for organisers and moderators,
// of those that there are catalogues for.
var deskLanguages = []string{"de", "en"}

// deskPaths begin the addresses of the pages for organisers and moderators.
var deskPaths = []string{"/sign-in", "/sign-out", "/language", "/welcome", "/moderation", "/organise", "/moderate", "/screen"}

// onDesk reports whether the request is for one of those pages, which need a
// cookie.
func onDesk(c *fiber.Ctx) bool {
	return slices.ContainsFunc(deskPaths, func(path string) bool { return c.Path() == path || strings.HasPrefix(c.Path(), path+"/") })
}

// deskPage is what every page for organisers and moderators has.
type deskPage struct {
	page
	Account *forms.Account // nil if nobody has signed in
	Here    string         // address of the page, to which a switch of language returns
}

// MayOrganise reports whether the organiser's pages are open to the visitor.
func (p *deskPage) MayOrganise() bool {
	return p.Account != nil && p.Account.Role == forms.Organiser
}

// desk returns what a page for organisers and moderators has, in the colours
// of the event if it is about one.
func (s *kit) desk(c *fiber.Ctx, event *forms.Event) deskPage {
	lang := s.deskLanguage(c)
	c.Set(fiber.HeaderContentLanguage, lang)
	p := deskPage{
		page: page{
			Printer: s.catalogues.Printer(lang), languages: []string{lang},
			Operator: s.cfg.Operator, Home: "/",
		},
		Account: accountOf(c), Here: c.Path(),
	}
	p.Notices = s.noticeLinks(&p.page, "", "/"+lang)
	if p.Account != nil {
		p.Home = landing(p.Account.Role)
	}
	sheet := s.assets.Path("base.css")
	if event != nil {
		sheet = s.assets.Stylesheet(event.Accent)
		p.Simulated = event.Simulated
		p.languages = append(p.languages, event.Base())
		p.EventName = p.Text(event.Title)
	}
	p.Stylesheets = []string{sheet, s.assets.Path("desk.css")}
	for _, tag := range deskLanguages {
		p.Languages = append(p.Languages, s.languageChoice(tag, lang, ""))
	}
	return p
}

// languageCookie holds the language that somebody chose for the desk. It says
// nothing else, and participants' pages neither set nor read it.
const languageCookie = "resonanz-language"

// deskLanguage returns the language that was chosen, or else the one that the
// browser asks for.
func (s *kit) deskLanguage(c *fiber.Ctx) string {
	if chosen := c.Cookies(languageCookie); slices.Contains(deskLanguages, chosen) {
		return chosen
	}
	return s.catalogues.Match(c.Get(fiber.HeaderAcceptLanguage), deskLanguages)
}

// chooseLanguage keeps a language for the desk and returns to the page.
func (s *kit) chooseLanguage(c *fiber.Ctx) error {
	values, err := formValues(c)
	if err != nil {
		return err
	}
	lang := first(values, "lang")
	if !slices.Contains(deskLanguages, lang) {
		return errInvalid
	}
	c.Cookie(&fiber.Cookie{
		Name: languageCookie, Value: lang, Path: "/", HTTPOnly: true, Secure: s.secureOrigin(),
		SameSite: fiber.CookieSameSiteLaxMode, SessionOnly: true,
	})
	return c.Redirect(ownPath(first(values, "here"), "/sign-in"), fiber.StatusSeeOther)
}

// ownPath returns the path if it is one of the desk's pages, and otherwise
// the other one: a link to us must not lead on to somebody else.
func ownPath(path, otherwise string) string {
	inside := func(prefix string) bool { return path == prefix || strings.HasPrefix(path, prefix+"/") }
	odd := func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '\\' || r == '?' || r == '#' }
	if strings.IndexFunc(path, odd) >= 0 || !slices.ContainsFunc([]string{"/organise", "/moderate", "/sign-in", "/welcome", "/moderation"}, inside) {
		return otherwise
	}
	return path
}
