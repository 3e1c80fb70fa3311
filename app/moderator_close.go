package main

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
)

// closeMinutes is the time that a moderator announces: enough to finish a form.
const closeMinutes = 3

// scheduleClose has the session closed in a few minutes, or not any more.
func (s *deskPages) scheduleClose(c *fiber.Ctx) error {
	v, values, err := posted(c, s.sessionVisit)
	if err != nil {
		return err
	}
	at := time.Time{}
	if first(values, "cancel") == "" {
		at = s.now().Add(closeMinutes * time.Minute)
	}
	if err := s.store.CloseAt(c.UserContext(), v.session.ID, at); err != nil {
		return err
	}
	return s.done(c, "/moderate/"+v.code)
}

// maxHeadcount is more than any hall holds.
const maxHeadcount = 100_000

// setHeadcount takes how many people the moderator has counted.
func (s *deskPages) setHeadcount(c *fiber.Ctx) error {
	v, values, err := posted(c, s.sessionVisit)
	if err != nil {
		return err
	}
	n := 0
	if typed := first(values, "n"); typed != "" {
		if n, err = strconv.Atoi(typed); err != nil || n < 0 || n > maxHeadcount {
			return errInvalid
		}
	}
	if err := s.store.SetHeadcount(c.UserContext(), v.session.ID, n); err != nil {
		return err
	}
	return s.done(c, "/moderate/"+v.code)
}
