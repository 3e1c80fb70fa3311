package participant

import (
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
	p := startPage{Page: s.NewPage(c), CodeForm: web.CodeForm{Typed: c.Query("code")}}
	p.Title = p.T("start.title")
	for _, tag := range s.Catalogues.Tags() {
		p.Languages = append(p.Languages, s.LanguageChoice(tag, p.Lang(), "/"+tag))
	}
	status := fiber.StatusOK
	if p.Typed != "" {
		if code := forms.NormalCode(p.Typed); code != "" {
			return c.Redirect("/"+code, fiber.StatusSeeOther)
		}
		status = fiber.StatusUnprocessableEntity
		s.Metrics.Refused(web.RefusedUnknownCode)
		p.Problem = p.T("start.malformed")
		p.Title = p.T("form.error_title", "Title", p.Title)
	}
	return s.Render(c, status, "start", &p)
}
