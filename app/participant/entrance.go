package participant

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// startPage asks for the code of a sign. The form sends it as a query of this
// page, which leads on to the page of the code.
type startPage struct {
	web.Page
	web.CodeForm
}

func (s *Pages) showStart(c *fiber.Ctx) error {
	typed := c.Query("code")
	if typed == "" {
		return s.askForCode(c, fiber.StatusOK, "", "")
	}
	code := forms.NormalCode(typed)
	if code == "" {
		s.Metrics.Refused(web.RefusedUnknownCode)
		return s.askForCode(c, fiber.StatusUnprocessableEntity, typed, "start.malformed")
	}
	switch _, _, err := s.Store.Find(c.UserContext(), code); forms.CodeOf(err) {
	case "":
		return c.Redirect("/"+code, fiber.StatusSeeOther)
	case forms.CodeNotFound:
		return s.refuseCode(c, typed)
	default:
		return err
	}
}

// refuseCode says that there is no such code, and asks for another one.
func (s *Pages) refuseCode(c *fiber.Ctx, typed string) error {
	s.Metrics.Refused(web.RefusedUnknownCode)
	return s.askForCode(c, fiber.StatusNotFound, typed, "start.unknown")
}

// askForCode shows the start page with what has been typed and the key of what
// is wrong with it, "" for nothing. Another language keeps both.
func (s *Pages) askForCode(c *fiber.Ctx, status int, typed, wrong string) error {
	p := startPage{Page: s.NewPage(c), CodeForm: web.CodeForm{Typed: typed}}
	p.Title = p.T("start.title")
	query := ""
	if wrong != "" {
		p.Problem = p.T(wrong)
		p.Title = p.T("form.error_title", "Title", p.Title)
		query = "?" + url.Values{"code": {typed}}.Encode()
	}
	for _, tag := range s.Catalogues.Tags() {
		p.Languages = append(p.Languages, s.LanguageChoice(tag, p.Lang(), "/"+tag+query))
	}
	return s.Render(c, status, "start", &p)
}
