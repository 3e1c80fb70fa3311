package forms

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// SetState opens or closes a session. Closing is exact: a submission is either
// counted in the final figures or refused. Setting the state that it has
// changes nothing. A closing that was set for later is forgotten; one that opens
// before its scheduled end closes then. With a session, the question that is being
// asked in it on the spot closes.
func (s *Store) SetState(ctx context.Context, sessionID int64, state State) error {
	_, err := s.setState(ctx, sessionID, state, func(t *turnoutRow, _ *Session) bool { return t.State != state })
	return err
}

// setState is SetState for a session whose turnout meets the condition.
func (s *Store) setState(ctx context.Context, sessionID int64, state State, meets func(t *turnoutRow, session *Session) bool) (changed bool, err error) {
	var ended []int64
	err = s.changeSession(ctx, sessionID, func(tx *gorm.DB) error {
		t, turnouts, err := s.lockProgramme(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		session, event, err := sessionAndEvent(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		if changed = meets(t, &session); !changed {
			return nil
		}
		if t.Expired {
			return Errorf(CodeConflict, "the answers of the session have been deleted")
		}
		t.State, t.Closes = state, nil
		if state == StateOpen {
			t.Closes = session.closing(s.now())
		}
		if state == StateClosed {
			if ended, err = s.closeSpots(ctx, tx, &session, &event, turnouts); err != nil {
				return err
			}
		}
		if state != StateClosed || t.Doubt != NoDoubt { // Trust makes up for it
			return saveTurnouts(ctx, tx, t)
		}
		return s.finish(ctx, tx, t, &session, &event, turnouts)
	})
	if err != nil {
		return false, fmt.Errorf("set the state of a session: %w", err)
	}
	if changed {
		s.committed(append(ended, sessionID)...)
	}
	return changed, nil
}

// finish shows what may be shown now that a session closes: of itself, of its
// pool, and row by row. The turnouts are those of the event.
func (s *Store) finish(ctx context.Context, tx *gorm.DB, t *turnoutRow, session *Session, event *Event, turnouts turnoutRows) error {
	if err := s.close(ctx, tx, t, session, event, turnouts); err != nil {
		return err
	}
	if session.OnTheSpot() { // alone with its form, and nobody reads its rows one by one
		return nil
	}
	if err := s.refreshPool(ctx, tx, session.FormID, event, turnouts); err != nil {
		return err
	}
	return letRead(ctx, tx, event, turnouts)
}

// close shows what may be shown of a session that closes.
func (s *Store) close(ctx context.Context, tx *gorm.DB, t *turnoutRow, session *Session, event *Event, turnouts turnoutRows) error {
	rules := event.rules()
	form, err := s.form(ctx, tx, session)
	if err != nil {
		return err
	}
	if err := s.show(ctx, tx, t, form, t.Session.Close(rules), turnouts, rules.Asked); err != nil {
		return err
	}
	return saveTurnouts(ctx, tx, t)
}

func sessionAndEvent(ctx context.Context, tx *gorm.DB, sessionID int64) (Session, Event, error) {
	session, err := gorm.G[Session](tx).Raw(selectSessions+"WHERE sessions.id = ?", sessionID).Take(ctx)
	if err != nil {
		return Session{}, Event{}, found(err, "session")
	}
	event, err := gorm.G[Event](tx).Where("id = ?", session.EventID).Take(ctx)
	return session, event, found(err, "event")
}
