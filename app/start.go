package main

import (
	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// startPage asks for the code of a sign. The form sends it as a query of this
// page, which leads on to the page of the code.
type startPage struct {
	page
	codeForm
}

func (s *participantPages) showStart(c *fiber.Ctx) error {
	p := startPage{page: s.page(c), codeForm: codeForm{Typed: c.Query("code")}}
	p.Title = p.T("start.title")
	for _, tag := range s.catalogues.Tags() {
		p.Languages = append(p.Languages, s.languageChoice(tag, p.Lang(), "/"+tag))
	}
	status := fiber.StatusOK
	if p.Typed != "" {
		if code := forms.NormalCode(p.Typed); code != "" {
			return c.Redirect("/"+code, fiber.StatusSeeOther)
		}
		status = fiber.StatusUnprocessableEntity
		s.metrics.Refused(RefusedUnknownCode)
		p.Problem = p.T("start.malformed")
		p.Title = p.T("form.error_title", "Title", p.Title)
	}
	return s.render(c, status, "start", &p)
}
