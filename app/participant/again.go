package participant

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/form"
	"resonanz/app/web"
	"resonanz/forms"
)

// A form that is not taken is not the answer to what was sent: the browser would
// ask whether to send it again whenever somebody goes back or loads the page
// anew. The answer leads to the form's own address, with the token that finds
// what was typed.

// queryTyped names the token in the address of a form that came back.
const queryTyped = "typed"

// leadBack leads to the form with what was typed. A script is told only that it
// has to go there; where nothing more can be kept, the form is the answer.
func (s *Pages) leadBack(c *fiber.Ctx, v *web.Visit, shown *forms.Form, status int, f form.Filling) error {
	if web.WantsJSON(c) {
		return s.forms.Show(c, v, shown, status, f)
	}
	switch kept, err := s.kept.put(answersOf(v), f); {
	case err != nil:
		return err
	case !kept:
		return s.forms.Show(c, v, shown, status, f)
	}
	return c.Redirect(formAddress(v, f, queryTyped, string(f.Token)), fiber.StatusSeeOther)
}

// switchLanguage shows the form in another language, with what was typed if
// there is anything.
func (s *Pages) switchLanguage(c *fiber.Ctx, v *web.Visit, shown *forms.Form, f form.Filling) error {
	for name, given := range f.Values {
		if (!strings.HasPrefix(name, "_") || name == forms.FieldPass) && strings.Join(given, "") != "" {
			return s.leadBack(c, v, shown, fiber.StatusOK, f)
		}
	}
	return c.Redirect(formAddress(v, f), fiber.StatusSeeOther)
}

// refuse answers a form that the session does not take now: it has been closed, or
// is not open yet. The page that says so has an address of its own, too; what was
// typed waits there, in case the session opens again. The metrics count that page.
// Answers that had arrived before have their receipt.
func (s *Pages) refuse(c *fiber.Ctx, v *web.Visit, f form.Filling, refusal error) error {
	err := s.unlessStored(c, v, f.Token, refusal)
	reason := web.RefusalOf(err)
	if reason != web.ErrClosed && reason != web.ErrNotOpen || f.Token == "" || web.WantsJSON(c) {
		return err
	}
	if _, err := s.kept.put(answersOf(v), f); err != nil {
		return err
	}
	return c.Redirect(formAddress(v, f, queryTyped, string(f.Token)), fiber.StatusSeeOther)
}

// showTyped shows a form that came back. What was typed may be gone: after a
// while, after a restart, or because it has arrived meanwhile.
func (s *Pages) showTyped(c *fiber.Ctx, v *web.Visit) error {
	token, err := forms.ParseToken(c.Query(queryTyped))
	if err != nil {
		return c.Redirect(v.Path(v.Code), fiber.StatusSeeOther)
	}
	shown, err := formOf(v)
	if err != nil {
		return s.unlessStored(c, v, token, err)
	}
	f, found, err := s.kept.get(answersOf(v), token)
	if err != nil {
		return err
	}
	if !found {
		stored, err := s.Store.Stored(c.UserContext(), v.Session.ID, token)
		if err != nil {
			return err
		}
		if stored {
			return c.Redirect(receiptPath(v, token), fiber.StatusSeeOther)
		}
		f = form.Filling{Token: forms.NewToken(), Notice: form.NoticeLost}
	}
	return s.forms.Show(c, v, shown, fiber.StatusOK, f)
}
