package main

import (
	"context"
	"time"

	"resonanz/app/live"
)

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
