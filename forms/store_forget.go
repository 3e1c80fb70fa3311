package forms

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// OriginalsKept is how long after its event an edited comment is kept as it was
// sent. Results are final then: organisers have had a week to see what moderators
// changed in a hurry, and what was blanked out has no business in a back-up.
const OriginalsKept = 7 * 24 * time.Hour

// Forget deletes what has served its purpose before the time of the answers is
// over: the originals of edited comments once the results are final, which they
// are when the session is closed and OriginalsKept has passed, links of both kinds that have
// expired, trials of yesterday, and the ids of what was withdrawn some days ago. Simulated comments are kept.
func (s *Store) Forget(ctx context.Context, now time.Time) error {
	events, err := s.Events(ctx)
	if err != nil {
		return err
	}
	forgotten := 0
	var failed []error // one event does not keep the others
	for i := range events {
		n, err := s.forget(ctx, &events[i], now)
		if err != nil {
			failed = append(failed, fmt.Errorf("forget what event %d needs no more: %w", events[i].ID, err))
		}
		forgotten += n
	}
	if forgotten > 0 {
		s.sweeper.sweep(ctx)
	}
	if err := s.forgetPasswordLinks(ctx, now); err != nil {
		failed = append(failed, fmt.Errorf("forget password links: %w", err))
	}
	return errors.Join(failed...)
}

func (s *Store) forget(ctx context.Context, event *Event, now time.Time) (n int, err error) {
	now = now.UTC()
	err = s.tx(ctx, func(tx *gorm.DB) error {
		done, err := gorm.G[withdrawnRow](tx).Where("day < ? AND session_id IN (SELECT id FROM sessions WHERE event_id = ?)",
			now.AddDate(0, 0, -withdrawnKept).Format(time.DateOnly), event.ID).Delete(ctx)
		if err != nil {
			return err
		}
		n += done
		done, err = gorm.G[trialRow](tx).Where("day < ? AND session_id IN (SELECT id FROM sessions WHERE event_id = ?)",
			now.AddDate(0, 0, -trialKept).Format(time.DateOnly), event.ID).Delete(ctx)
		if err != nil {
			return err
		}
		n += done
		for _, role := range []Role{Moderator, Speaker} {
			after := lasts(role)
			if !now.After(event.Ends.Add(after)) {
				continue
			}
			done, err := gorm.G[linkRow](tx).Where("event_id = ? AND role = ? AND created < ?", event.ID, role, now.Add(-after)).Delete(ctx)
			if err != nil {
				return err
			}
			n += done
		}
		if event.Simulated || now.Before(event.Ends.Add(OriginalsKept)) {
			return nil
		}
		done, err = gorm.G[commentRow](tx).Where(`edited IS NOT NULL AND body <> '' AND session_id IN
			(SELECT sessions.id FROM sessions JOIN turnouts ON turnouts.session_id = sessions.id
			WHERE sessions.event_id = ? AND turnouts.state = ?)`, event.ID, StateClosed).Update(ctx, "body", "")
		n += done
		return err
	})
	return n, err
}
