package forms

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"resonanz/forms/disclosure"
)

// SetState opens or closes a session. Closing is exact: a submission is either
// counted in the final figures or refused. Setting the state that it has
// changes nothing. A closing that was set for later is forgotten.
func (s *Store) SetState(ctx context.Context, sessionID int64, state State) error {
	_, err := s.setState(ctx, sessionID, state, func(t *turnoutRow) bool { return t.State != state })
	return err
}

// setState is SetState for a session whose turnout meets the condition.
func (s *Store) setState(ctx context.Context, sessionID int64, state State, meets func(t *turnoutRow) bool) (changed bool, err error) {
	err = s.changeSession(ctx, sessionID, func(tx *gorm.DB) error {
		t, err := s.lockTurnout(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		if changed = meets(t); !changed {
			return nil
		}
		if t.Expired {
			return Errorf(CodeConflict, "the answers of the session have been deleted")
		}
		session, event, err := sessionAndEvent(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		t.State, t.Closes = state, nil
		if state != StateClosed {
			return saveTurnout(ctx, tx, t)
		}
		if err := s.close(ctx, tx, t, &session, &event); err != nil {
			return err
		}
		return s.refreshPool(ctx, tx, session.FormID, &event)
	})
	if err != nil {
		return false, fmt.Errorf("set the state of a session: %w", err)
	}
	if changed {
		s.committed(sessionID)
	}
	return changed, nil
}

// close shows what may be shown of a session that closes.
func (s *Store) close(ctx context.Context, tx *gorm.DB, t *turnoutRow, session *Session, event *Event) error {
	rules := event.rules()
	form, err := s.form(ctx, tx, session)
	if err != nil {
		return err
	}
	c := t.Session.Close(rules)
	rest := 0
	if t.Named {
		old := []*turnoutRow{t}
		if c.Unpools { // no row names the session yet
			old = nil
		}
		if rest, err = drawOld(tx, rules, old, t); err != nil {
			return err
		}
	}
	if err := s.show(ctx, tx, t, form, c, rules.Asked); err != nil {
		return err
	}
	if err := draw(tx, rest, t); err != nil {
		return err
	}
	return saveTurnout(ctx, tx, t)
}

// drawOld leaves rows out of what reads rows, as the rules demand, before any
// more are shown. It takes them from those sessions of which rows could be read
// before, and returns how many are left to be drawn from new rows.
func drawOld(tx *gorm.DB, rules disclosure.Rules, old []*turnoutRow, all ...*turnoutRow) (rest int, err error) {
	var sessions []*disclosure.Session
	for _, t := range all {
		sessions = append(sessions, &t.Session)
	}
	n := 0
	if err := tx.Raw("SELECT COUNT(*) "+readableRows, idsOf(old), disclosure.Shown).Scan(&n).Error; err != nil {
		return 0, fmt.Errorf("count rows: %w", err)
	}
	wanted := rules.Draw(n, sessions...)
	return max(0, wanted-n), draw(tx, min(n, wanted), old...)
}

// draw leaves n rows of the sessions out, drawn at random. The turnouts are for
// the caller to save.
func draw(tx *gorm.DB, n int, turnouts ...*turnoutRow) error {
	if n == 0 {
		return nil
	}
	var drawn []struct {
		SessionID int64
		ID        []byte
	}
	err := tx.Raw("SELECT session_id, id "+readableRows+" ORDER BY RANDOM() LIMIT ?", idsOf(turnouts), disclosure.Shown, n).Scan(&drawn).Error
	if err != nil {
		return fmt.Errorf("draw rows: %w", err)
	}
	for _, row := range drawn {
		for _, t := range turnouts {
			if t.SessionID == row.SessionID {
				t.LeftOut++
			}
		}
		if err := tx.Exec("UPDATE responses SET mark = ? WHERE session_id = ? AND id = ?", disclosure.LeftOut, row.SessionID, row.ID).Error; err != nil {
			return fmt.Errorf("leave out a row: %w", err)
		}
	}
	return nil
}

func idsOf(turnouts []*turnoutRow) []int64 {
	ids := make([]int64, len(turnouts))
	for i, t := range turnouts {
		ids[i] = t.SessionID
	}
	return ids
}

func sessionAndEvent(ctx context.Context, tx *gorm.DB, sessionID int64) (Session, Event, error) {
	session, err := gorm.G[Session](tx).Raw(selectSessions+"WHERE sessions.id = ?", sessionID).Take(ctx)
	if err != nil {
		return Session{}, Event{}, found(err, "session")
	}
	event, err := gorm.G[Event](tx).Where("id = ?", session.EventID).Take(ctx)
	return session, event, found(err, "event")
}
