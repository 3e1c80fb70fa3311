package forms

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// Expires returns when an answer that is given now is deleted at the latest:
// the event's retention after its end, or after now if it has ended already.
func (e *Event) Expires(now time.Time) time.Time {
	last := e.Ends
	if now.After(last) {
		last = now
	}
	return last.In(e.Location()).AddDate(0, 0, e.Retention)
}

// Expire deletes the responses, comments, questions to podiums and passes of all events whose time is
// over and returns the number of those events. Their sessions are closed, and stay
// so; what was counted and released stays. An event's time is over when that of
// its first answer is; sign-ups for groups go by ContactsUntil. Simulated events
// are kept: nobody's opinion is in them. An event that fails does not keep the
// others: the error names each, and the next call tries them again.
func (s *Store) Expire(ctx context.Context, now time.Time) (expired int, err error) {
	events, err := s.Events(ctx)
	if err != nil {
		return 0, err
	}
	contacts := 0
	var failed []error
	for i := range events {
		event := &events[i]
		n, err := s.expireContacts(ctx, event, now)
		if err != nil {
			failed = append(failed, fmt.Errorf("delete the sign-ups of event %d: %w", event.ID, err))
		}
		contacts += n
		over, err := s.over(ctx, event, now)
		if err == nil && over {
			err = s.expire(ctx, event)
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("delete the answers of event %d: %w", event.ID, err))
		} else if over {
			expired++
		}
	}
	if expired+contacts > 0 {
		s.sweeper.sweep(ctx)
	}
	return expired, errors.Join(failed...)
}

// over reports whether the time of the event's first answer is over.
func (s *Store) over(ctx context.Context, event *Event, now time.Time) (bool, error) {
	if event.Simulated || !event.Expires(event.Ends).Before(now) {
		return false, nil
	}
	first, err := s.firstAnswer(ctx, event)
	return !first.IsZero() && event.Expires(first).Before(now), err
}

// expire closes the event's sessions, takes what is counted from rows when the
// last one closes, and deletes the rows.
func (s *Store) expire(ctx context.Context, event *Event) error {
	sessions, err := everySession(ctx, s.r, event.ID)
	if err != nil {
		return err
	}
	ids := idsOf(sessions)
	for _, id := range ids {
		if err := s.SetState(ctx, id, StateClosed); err != nil {
			return err
		}
	}
	if _, err := s.Breakdowns(ctx, event.ID); err != nil {
		return err
	}
	err = s.changeEvent(ctx, event.ID, func(tx *gorm.DB) error { // whoever is reading the rows hears of it
		turnouts, err := s.lockTurnouts(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, table := range []string{"responses", "comments"} {
			if err := tx.Exec("DELETE FROM "+table+" WHERE session_id IN ?", ids).Error; err != nil {
				return err
			}
		}
		if err := s.forgetQuoted(ctx, tx, event.ID); err != nil {
			return err
		}
		if err := deletePodium(ctx, tx, ids); err != nil {
			return err
		}
		if _, err := gorm.G[podiumRow](tx).Where("session_id IN ?", ids).Delete(ctx); err != nil {
			return err
		}
		if _, err := deletePasses(ctx, tx, event.ID); err != nil {
			return err
		}
		for _, t := range turnouts {
			if t.State != StateClosed {
				return Errorf(CodeConflict, "a session was opened meanwhile")
			}
			t.Expired = true
			if err := saveTurnouts(ctx, tx, t); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.committed(ids...)
	}
	return err
}

// Expired returns the number of sessions whose counts are kept without rows.
func (s *Store) Expired(ctx context.Context) (int, error) {
	var n int64
	err := s.r.WithContext(ctx).Model(&turnoutRow{}).Where("expired = ? AND n > 0", true).Count(&n).Error
	return int(n), err
}
