package forms

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// CloseAt has an open session closed at the time, or with the zero time not by
// itself any more. CodeConflict says that the session is not open.
func (s *Store) CloseAt(ctx context.Context, sessionID int64, at time.Time) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		t, err := s.lockTurnout(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		if t.State != StateOpen {
			return Errorf(CodeConflict, "the session is not open")
		}
		t.Closes = nil
		if !at.IsZero() {
			at = at.UTC().Truncate(time.Millisecond)
			t.Closes = &at
		}
		return saveTurnouts(ctx, tx, t)
	})
	if err != nil {
		return fmt.Errorf("set when a session closes: %w", err)
	}
	s.committed(sessionID)
	return nil
}

// CloseDue closes the sessions whose time has come and returns how many. Any
// number of processes may call it at any time.
func (s *Store) CloseDue(ctx context.Context) (int, error) {
	now := s.now().UTC()
	due, err := gorm.G[turnoutRow](s.r).Select("session_id").Where("closes <= ?", now).Find(ctx)
	if err != nil {
		return 0, fmt.Errorf("read which sessions are to be closed: %w", err)
	}
	closed := 0
	for i := range due {
		changed, err := s.setState(ctx, due[i].SessionID, StateClosed, func(t *turnoutRow, _ *Session) bool {
			// Meanwhile somebody may have taken it back.
			return t.State == StateOpen && t.Closes != nil && !t.Closes.After(now)
		})
		if err != nil {
			return closed, err
		}
		if changed {
			closed++
		}
	}
	return closed, nil
}

// SetHeadcount sets how many people are in the session, 0 for not known. It
// returns CodeInvalid for fewer, and for more than MaxHeadcount.
func (s *Store) SetHeadcount(ctx context.Context, sessionID int64, n int) error {
	if n < 0 || n > MaxHeadcount {
		return Errorf(CodeInvalid, "headcount %d", n)
	}
	err := s.changeSession(ctx, sessionID, func(tx *gorm.DB) error {
		session, err := gorm.G[Session](tx).Where("id = ?", sessionID).Take(ctx)
		if err != nil {
			return found(err, "session")
		}
		if _, err := gorm.G[Session](tx).Where("id = ?", sessionID).Update(ctx, "headcount", n); err != nil {
			return err
		}
		if session.OnTheSpot() { // no draft knows it
			return raiseTurnout(ctx, tx, sessionID)
		}
		if err := s.follow(ctx, tx, "", session.EventID, PathOfSession(session.Key), func(content PartContent) {
			session := content.(*SessionPart)
			session.Headcount = n
			delete(session.Typed, "headcount")
		}); err != nil {
			return err
		}
		return raiseTurnout(ctx, tx, sessionID)
	})
	if err != nil {
		return fmt.Errorf("set the headcount: %w", err)
	}
	s.committed(sessionID)
	return nil
}
