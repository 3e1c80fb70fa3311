package desk

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
)

// closeMinutes is the time that a moderator announces: enough to finish a form.
const closeMinutes = 3

// scheduleClose has the session closed in a few minutes, or calls that off.
func (s *Pages) scheduleClose(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadSessionVisit)
	if err != nil {
		return err
	}
	if web.FirstValue(values, "cancel") != "" {
		return s.takeBack(c, func(v *web.Visit) string { return "/moderate/" + v.Code })
	}
	if err := s.Store.CloseAt(c.UserContext(), v.Session.ID, s.Now().Add(closeMinutes*time.Minute)); err != nil {
		return err
	}
	return s.answerChange(c, "/moderate/"+v.Code)
}

// setHeadcount takes how many people the moderator has counted.
func (s *Pages) setHeadcount(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadSessionVisit)
	if err != nil {
		return err
	}
	n := 0
	if typed := web.FirstValue(values, "n"); typed != "" {
		if n, err = strconv.Atoi(typed); err != nil {
			return web.ErrInvalid
		}
	}
	if err := s.Store.SetHeadcount(c.UserContext(), v.Session.ID, n); err != nil {
		return err
	}
	return s.answerChange(c, "/moderate/"+v.Code)
}
