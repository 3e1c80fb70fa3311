package desk

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// undoStep undoes a step of a draft and leads back to the page that the form
// names, which is one of the draft's.
func (s *Pages) undoStep(c *fiber.Ctx) error {
	draft, err := s.readDraft(c)
	if err != nil {
		return err
	}
	values, err := web.FormValues(c)
	if err != nil {
		return err
	}
	step, err := strconv.ParseInt(web.FirstValue(values, "step"), 10, 64)
	if err != nil {
		return web.ErrInvalid
	}
	back := web.FirstValue(values, "back")
	if !strings.HasPrefix(back, draftAddress(draft.ID)+"/") || strings.ContainsAny(back, "?#\\\r\n") {
		back = draftAddress(draft.ID)
	}
	_, err = s.Store.UndoStep(c.UserContext(), draft.ID, step, web.AccountOf(c).Name)
	if err != nil && forms.CodeOf(err) != forms.CodeConflict { // then it has been undone already, or changed since
		return err
	}
	return c.Redirect(back, fiber.StatusSeeOther)
}
