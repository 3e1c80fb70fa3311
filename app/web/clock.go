package web

import (
	"context"
	"errors"
	"time"

	"resonanz/app/live"
)

const (
	// clockTick is how often the service looks for what only time changes: the
	// rate, the estimate of open forms, and sessions that are to be closed.
	clockTick = time.Second
	// refreshTicks is after how many of them moderators' frames are built anew.
	refreshTicks = 10
)

// watchClock does what is due at a time, until ctx ends: it opens and
// closes sessions, and refreshes what only time changes for moderators. What is due
// is stored, so that a restart or another process takes it over.
func (s *Server) watchClock(ctx context.Context) {
	ticker := time.NewTicker(clockTick)
	defer ticker.Stop()
	bad := false
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		opened, opening := s.Store.OpenDue(ctx)
		for _, id := range opened {
			s.Opened(id)
		}
		_, closing := s.Store.CloseDue(ctx)
		err := errors.Join(opening, closing)
		if err != nil && !bad && ctx.Err() == nil { // once, not every second
			s.Log.ErrorContext(ctx, "open and close sessions", "error", err)
		}
		bad = err != nil
		if n%refreshTicks == 0 {
			s.Hub.PokeAll(live.Moderators)
		}
	}
}
