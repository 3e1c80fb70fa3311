package web

import (
	"context"
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

// watchClock does what is due at a time, until ctx ends: it closes sessions,
// and refreshes what only time changes for moderators. What is to be closed is
// stored, so that a restart or another process takes it over.
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
		_, err := s.Store.CloseDue(ctx)
		if err != nil && !bad && ctx.Err() == nil { // once, not every second
			s.Log.ErrorContext(ctx, "close sessions", "error", err)
		}
		bad = err != nil
		if n%refreshTicks == 0 {
			s.Hub.PokeAll(live.Moderators)
		}
	}
}
