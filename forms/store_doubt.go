package forms

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// Doubt is why the answers of a session may not be those of the people in the
// room: it did what no hall does. While there is a doubt, answers are taken
// and nothing more is shown.
type Doubt string

// The doubts.
const (
	NoDoubt         Doubt = ""
	DoubtConnection Doubt = "connection" // many answers over one connection
	DoubtPace       Doubt = "pace"       // answers faster than forms are opened and filled in
	DoubtCrowd      Doubt = "crowd"      // more answers than people
)

// A headcount is an estimate: people come who had not registered, and change
// workshops. Rarely do more than nine of ten answer, so that more answers than
// this come of a headcount that is a third too low.
const (
	crowdShare = 30 // per cent above the headcount
	crowdSpare = 5  // answers above that: a few people more in a small room
)

// Crowded reports whether n answers are more than the people in a room of about
// so many can have given; of a headcount that is not known (0) it never is.
func Crowded(n, headcount int) bool {
	return headcount > 0 && n > headcount+headcount*crowdShare/100+crowdSpare
}

// SetDoubt records a doubt about an open session, unless there is one already.
// From then on nothing more of the session is shown, until Trust.
func (s *Store) SetDoubt(ctx context.Context, sessionID int64, doubt Doubt) error {
	err := s.changeSession(ctx, sessionID, func(tx *gorm.DB) error {
		t, err := s.lockTurnout(ctx, tx, sessionID)
		if err != nil || t.Doubt != NoDoubt || t.State != StateOpen {
			return err
		}
		t.Doubt = doubt
		return saveTurnouts(ctx, tx, t)
	})
	if err != nil {
		return fmt.Errorf("record a doubt: %w", err)
	}
	s.committed(sessionID)
	return nil
}

// Trust ends the doubt about a session: by is the name of who has looked at it,
// which is noted. What would have been shown meanwhile is shown. Without a
// doubt it changes nothing.
func (s *Store) Trust(ctx context.Context, sessionID int64, by string) error {
	err := s.changeSession(ctx, sessionID, func(tx *gorm.DB) error {
		t, turnouts, err := s.lockProgramme(ctx, tx, sessionID)
		if err != nil || t.Doubt == NoDoubt {
			return err
		}
		session, event, err := sessionAndEvent(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		t.Doubt, t.Trusted = NoDoubt, t.N
		if err := s.catchUp(ctx, tx, t, &session, &event, turnouts); err != nil {
			return err
		}
		return s.note(ctx, tx, Note{Account: by, Action: NoteTrusted, About: session.Code, EventID: event.ID})
	})
	if err != nil {
		return fmt.Errorf("end a doubt: %w", err)
	}
	s.committed(sessionID)
	return nil
}

// catchUp shows what would have been shown during a doubt that has ended, and
// saves the turnout. The turnouts are those of the event.
func (s *Store) catchUp(ctx context.Context, tx *gorm.DB, t *turnoutRow, session *Session, event *Event, turnouts turnoutRows) error {
	switch {
	case t.Expired: // nothing is left to show
	case t.State == StateClosed:
		return s.finish(ctx, tx, t, session, event, turnouts)
	default:
		form, err := s.form(ctx, tx, session)
		if err != nil {
			return err
		}
		rules := event.rules()
		if err := s.show(ctx, tx, t, form, t.Step(rules), turnouts, func(int, int) bool { return rules.K <= 1 }); err != nil {
			return err
		}
	}
	return saveTurnouts(ctx, tx, t)
}
