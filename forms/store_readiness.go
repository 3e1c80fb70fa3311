package forms

import (
	"context"
	"time"
)

// probePatience is how long a probe waits for whoever writes. Commits of answers
// take some milliseconds.
const probePatience = time.Second

// Ready returns nil if the store can read and take answers now, or the reason
// why it cannot. It tries, so that it says so as soon as it is over. After an
// unclean end it is not ready before its files have been checked.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.check.result(); err != nil {
		return err
	}
	if err := s.r.WithContext(ctx).Exec("SELECT 1 FROM schema_migrations").Error; err != nil {
		return Errorf(CodeInternal, "read: %w", err)
	}
	if len(s.intake.queue) == QueueLimit {
		return Errorf(CodeBusy, "the queue is full")
	}
	s.probing.Lock()
	defer s.probing.Unlock()
	if err := s.engine.probe(ctx, s.intake.broken.Load()); err != nil {
		return Errorf(CodeBusy, "write: %w", err)
	}
	s.intake.broken.Store(false)
	return nil
}
