package main

import (
	"context"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
)

// closeMinutes is the time that a moderator announces: enough to finish a form.
const closeMinutes = 3

// watchClock does what is due at a time, until ctx ends: it closes sessions,
// and refreshes what only time changes for moderators. What is to be closed is
// stored, so that a restart or another process takes it over.
func (s *Server) watchClock(ctx context.Context) {
	ticker := time.NewTicker(roomTick)
	defer ticker.Stop()
	bad := false
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		_, err := s.store.CloseDue(ctx)
		if err != nil && !bad && ctx.Err() == nil { // once, not every second
			s.log.ErrorContext(ctx, "close sessions", "error", err)
		}
		bad = err != nil
		if n%refreshTicks == 0 {
			s.hub.PokeAll(live.Moderators)
		}
	}
}

// closeSoon has the session closed in a few minutes, or not any more.
func (s *Server) closeSoon(c *fiber.Ctx) error {
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
func (s *Server) setHeadcount(c *fiber.Ctx) error {
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
