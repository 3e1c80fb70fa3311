package forms

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// A question on the spot is a session of its own (Session.ParentID), with a form of
// its own of one question. So it is taken in, counted, shown, withdrawn, verified
// and deleted as any other; only programme leaves it out. It shares its form with
// nobody, so it is in no pool, and no row of it is ever read one by one.

// notOnTheSpot is the condition on forms that the programme asks.
const notOnTheSpot = "id NOT IN (SELECT form_id FROM sessions WHERE parent_id IS NOT NULL)"

// spotPrefix begins the keys of questions on the spot and of their forms. No
// definition can have such a key.
const spotPrefix = "spot/"

// Ask asks a question on the spot in the session, from now on until it is closed,
// and returns what was made of it. The one that was asked before closes. CodeInvalid
// with Problems says what keeps it from being asked, CodeConflict that the session
// has had too many of them, or that its answers have been deleted.
func (s *Store) Ask(ctx context.Context, sessionID int64, q Question) (Session, error) {
	var spot Session
	var ended []int64
	err := s.changeSession(ctx, sessionID, func(tx *gorm.DB) error {
		t, turnouts, err := s.lockProgramme(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		session, event, err := sessionAndEvent(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		if session.OnTheSpot() {
			return Errorf(CodeInvalid, "a question on the spot within another one")
		}
		if problems := event.ValidateSpot(&q); problems != nil {
			return &Error{Code: CodeInvalid, Err: problems}
		}
		before, err := gorm.G[Session](tx).Where("parent_id = ?", sessionID).Count(ctx, "id")
		if err != nil {
			return err
		}
		if before >= MaxSpots || t.Expired {
			return Errorf(CodeConflict, "%d questions have been asked, expired: %t", before, t.Expired)
		}
		if ended, err = s.closeSpots(ctx, tx, &session, &event, turnouts); err != nil {
			return err
		}
		if spot, err = s.storeSpot(ctx, tx, &session, &event, q); err != nil {
			return err
		}
		return raiseTurnout(ctx, tx, sessionID)
	})
	if err != nil {
		return Session{}, fmt.Errorf("ask on the spot: %w", err)
	}
	s.committed(append(ended, sessionID, spot.ID)...)
	return spot, nil
}

// storeSpot stores the session of a question on the spot, open, with its form. It
// is asked of everybody who is in the session.
func (s *Store) storeSpot(ctx context.Context, tx *gorm.DB, session *Session, event *Event, q Question) (Session, error) {
	code, err := freeCode(tx, "sessions", "", SessionCodeLength)
	if err != nil {
		return Session{}, err
	}
	q.Key = spotKey
	form := Form{EventID: event.ID, Key: spotPrefix + code, Version: 1, Title: q.Text, Questions: []Question{q}}
	if err := gorm.G[Form](tx).Create(ctx, &form); err != nil {
		return Session{}, err
	}
	spot := Session{
		EventID: event.ID, FormID: form.ID, ParentID: &session.ID, Code: code, Key: spotPrefix + code, Kind: Spot,
		Title: q.Text, Starts: tx.NowFunc(), Headcount: session.Present(event),
	}
	if err := gorm.G[Session](tx).Create(ctx, &spot); err != nil {
		return Session{}, err
	}
	spot.State = StateOpen
	turnout := newTurnout(spot.ID, StateOpen)
	return spot, gorm.G[turnoutRow](tx).Create(ctx, &turnout)
}

// closeSpots closes the questions that are being asked in the session on the spot
// and returns their ids. The turnouts are those of the event.
func (s *Store) closeSpots(ctx context.Context, tx *gorm.DB, session *Session, event *Event, turnouts turnoutRows) ([]int64, error) {
	all, err := spots(ctx, tx, event.ID)
	if err != nil {
		return nil, err
	}
	var closed []int64
	for i := range all {
		t := turnouts[all[i].ID]
		if *all[i].ParentID != session.ID || t.State != StateOpen {
			continue
		}
		t.State, t.Closes = StateClosed, nil
		if t.Doubt != NoDoubt { // Trust makes up for it
			err = saveTurnouts(ctx, tx, t)
		} else {
			err = s.finish(ctx, tx, t, &all[i], event, turnouts)
		}
		if err != nil {
			return nil, err
		}
		closed = append(closed, all[i].ID)
	}
	return closed, nil
}

// DropSpot deletes a question on the spot that nobody has answered: CodeConflict if
// somebody has, CodeNotFound if the session is of the programme.
func (s *Store) DropSpot(ctx context.Context, sessionID int64) error {
	var parent int64
	err := s.changeSession(ctx, sessionID, func(tx *gorm.DB) error {
		t, err := s.lockTurnout(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		spot, err := gorm.G[Session](tx).Where("id = ? AND parent_id IS NOT NULL", sessionID).Take(ctx)
		if err != nil {
			return found(err, "question on the spot")
		}
		if t.N+t.Shown > 0 {
			return Errorf(CodeConflict, "somebody has answered")
		}
		parent = *spot.ParentID
		if _, err := gorm.G[Session](tx).Where("id = ?", sessionID).Delete(ctx); err != nil {
			return err
		}
		if _, err := gorm.G[Form](tx).Where("id = ?", spot.FormID).Delete(ctx); err != nil {
			return err
		}
		return raiseTurnout(ctx, tx, parent)
	})
	if err != nil {
		return fmt.Errorf("drop a question on the spot: %w", err)
	}
	s.committed(parent)
	return nil
}

// Asked is a question that was asked on the spot, with what may be known of it.
type Asked struct {
	Figures
	Comments []Comment // as EventFigures.Comments
}

// Asked returns the questions that were asked at the event on the spot, in the
// order in which they were, all of one moment.
func (s *Store) Asked(ctx context.Context, eventID int64) ([]Asked, error) {
	var asked []Asked
	err := s.snapshot(ctx, func(tx *gorm.DB) error {
		event, err := gorm.G[Event](tx).Where("id = ?", eventID).Take(ctx)
		if err != nil {
			return found(err, "event")
		}
		sessions, err := spots(ctx, tx, eventID)
		if err != nil || len(sessions) == 0 {
			return err
		}
		said, err := comments(ctx, tx, "sessions.event_id = ? AND sessions.parent_id IS NOT NULL", eventID)
		if err != nil {
			return err
		}
		of := map[int64][]Comment{}
		for _, comment := range said {
			of[comment.SessionID] = append(of[comment.SessionID], comment)
		}
		for _, session := range sessions {
			figures, err := s.figures(ctx, tx, session, &event)
			if err != nil {
				return err
			}
			asked = append(asked, Asked{figures, of[session.ID]})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read what was asked on the spot: %w", err)
	}
	return asked, nil
}
