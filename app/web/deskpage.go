package web

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
var deskPaths = []string{"/sign-in", "/sign-out", "/language", "/welcome", "/password", "/account", "/moderation", "/organise", "/moderate", SpeakerPath, "/screen", "/handbook"}

// onDesk reports whether the request is for one of those pages, which need a
// cookie.
func onDesk(c *fiber.Ctx) bool { return isDesk(c.Path()) }

func isDesk(path string) bool {
	return slices.ContainsFunc(deskPaths, func(of string) bool { return path == of || strings.HasPrefix(path, of+"/") })
}

// DeskPage is what every page for organisers and moderators has.
type DeskPage struct {
	Page
	Account *forms.Account // nil if nobody has signed in
	Here    string         // address of the page, to which a switch of language returns
}

// MayOrganise reports whether the organiser's pages are open to the visitor.
func (p *DeskPage) MayOrganise() bool {
	return p.Account != nil && p.Account.Role == forms.Organiser
}

// MayModerate reports whether the moderators' pages are open to the visitor.
func (p *DeskPage) MayModerate() bool {
	return p.MayOrganise() || p.Account != nil && p.Account.Role == forms.Moderator
}

// NewDeskPage returns what a page for organisers and moderators has, in the colours
// of the event if it is about one.
func (s *Kit) NewDeskPage(c *fiber.Ctx, event *forms.Event) DeskPage {
	lang := s.deskLanguage(c)
	c.Set(fiber.HeaderContentLanguage, lang)
	p := DeskPage{
		Page: Page{
			Printer: s.Catalogues.Printer(lang), languages: []string{lang},
			Operator: s.Settings().Operator, Home: "/",
		},
		Account: AccountOf(c), Here: c.Path(),
	}
	p.Notices = s.noticeLinks(&p.Page, "", "/"+lang)
	if p.Account != nil {
		p.Home = Landing(p.Account.Role)
	}
	sheet := s.Assets.Path("base.css")
	if event != nil {
		sheet = s.Assets.Stylesheet(event.Accent)
		p.Simulated = event.Simulated
		p.languages = append(p.languages, event.Base())
		p.EventName = p.Text(event.Title)
	}
	p.Stylesheets = []string{sheet, s.Assets.Path("desk.css")}
	for _, tag := range deskLanguages {
		p.Languages = append(p.Languages, s.LanguageChoice(tag, lang, ""))
	}
	return p
}

// languageCookie holds the language that somebody chose for the desk. It says
// nothing else, and participants' pages neither set nor read it.
const languageCookie = "resonanz-language"

// deskLanguage returns the language that was chosen, or else the one that the
// browser asks for: English if it asks for neither, German if it asks for nothing.
func (s *Kit) deskLanguage(c *fiber.Ctx) string {
	if chosen := c.Cookies(languageCookie); slices.Contains(deskLanguages, chosen) {
		return chosen
	}
	asked := c.Get(fiber.HeaderAcceptLanguage)
	if asked == "" {
		return deskLanguages[0]
	}
	return s.Catalogues.Match(asked, []string{"en", "de"})
}

// chooseLanguage keeps a language for the desk and returns to the page.
func (s *Kit) chooseLanguage(c *fiber.Ctx) error {
	values, err := FormValues(c)
	if err != nil {
		return err
	}
	lang := FirstValue(values, "lang")
	if !slices.Contains(deskLanguages, lang) {
		return ErrInvalid
	}
	c.Cookie(&fiber.Cookie{
		Name: languageCookie, Value: lang, Path: "/", HTTPOnly: true, Secure: s.secureOrigin(),
		SameSite: fiber.CookieSameSiteLaxMode, SessionOnly: true,
	})
	return c.Redirect(ownPath(FirstValue(values, "here"), "/sign-in"), fiber.StatusSeeOther)
}

// ownPath returns the address if it is that of one of the desk's pages, perhaps
// with a query, and otherwise the other one: a link to us must not lead on to
// somebody else.
func ownPath(address, otherwise string) string {
	odd := func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '\\' || r == '#' }
	path, _, _ := strings.Cut(address, "?")
	acts := path == "/sign-out" || path == "/language" // no pages
	if strings.IndexFunc(address, odd) >= 0 || acts || !isDesk(path) {
		return otherwise
	}
	return address
}
