package forms

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
)

// Shift moves sessions in time, because a day runs late.
type Shift struct {
	Keys []string      // of the sessions; those without a time stay as they are
	By   time.Duration // whole minutes; less than 0 for earlier
}

// MaxShift is the most by which sessions are moved at once. More is another
// programme.
const MaxShift = 12 * time.Hour

// check returns CodeInvalid for a shift that moves nothing or too far.
func (f Shift) check() error {
	if f.By == 0 || f.By.Abs() > MaxShift || f.By%time.Minute != 0 || len(f.Keys) == 0 {
		return Errorf(CodeInvalid, "%d sessions moved by %v", len(f.Keys), f.By)
	}
	return nil
}

// session moves a session of the event if it is among those, and makes the event
// as long as that takes. moved says whether it changed; CodeConflict says that it
// would be on another day.
func (f Shift) session(e *Event, s *Session) (moved bool, err error) {
	if !slices.Contains(f.Keys, s.Key) {
		return false, nil
	}
	for _, at := range []*time.Time{&s.Starts, &s.Ends} {
		if at.IsZero() {
			continue
		}
		later := at.Add(f.By)
		if later.In(e.Location()).Format(time.DateOnly) != at.In(e.Location()).Format(time.DateOnly) {
			return false, Errorf(CodeConflict, "the session %s would be on another day", s.Key)
		}
		*at, moved = later, true
		if !e.Starts.IsZero() && later.Before(e.Starts) {
			e.Starts = later
		}
		if !e.Ends.IsZero() && later.After(e.Ends) {
			e.Ends = later
		}
	}
	return moved, nil
}

// ShiftDraft moves sessions of a draft as one step and returns its number. The
// event begins earlier or ends later if that takes it. Errors are CodeInvalid for
// a shift that moves nothing or by more than MaxShift, and CodeConflict if
// a session would be on another day.
func (s *Store) ShiftDraft(ctx context.Context, draftID int64, shift Shift, account string) (step int64, err error) {
	if err := shift.check(); err != nil {
		return 0, err
	}
	err = s.editDraft(ctx, draftID, account, StepEdit, func(e *draftEdit) error {
		err := e.shiftSessions(shift)
		step = e.row.Revision
		return err
	})
	return step, err
}

// shiftSessions moves the sessions of a draft that it has.
func (e *draftEdit) shiftSessions(shift Shift) error {
	draft, err := loadDraft(e.ctx, e.tx, e.row.ID)
	if err != nil {
		return err
	}
	event := draft.Part(PathOfEvent).Content.(*EventPart)
	for i := range draft.Parts {
		session, ok := draft.Parts[i].Content.(*SessionPart)
		if !ok {
			continue
		}
		moved, err := shift.session(&event.Event, &session.Session)
		if err != nil {
			return err
		}
		if moved {
			if err := e.putContent(draft.Parts[i].Path, session); err != nil {
				return err
			}
		}
	}
	return e.putContent(PathOfEvent, event)
}

// putContent changes a part to the content, if it is another one.
func (e *draftEdit) putContent(path string, content PartContent) error {
	row, err := e.part(path)
	if err != nil {
		return err
	}
	text, err := encode(content)
	if err != nil {
		return err
	}
	return e.put(&row, text)
}

// ShiftEvent moves sessions of an event that is in force, at once: nobody who is
// late in front of a hall publishes first what else there is in the draft. The
// event's draft is made if there is none, and follows in one step, whose number
// is returned. Errors are those of ShiftDraft.
func (s *Store) ShiftEvent(ctx context.Context, eventID int64, shift Shift, account string) (step int64, err error) {
	if err := shift.check(); err != nil {
		return 0, err
	}
	if _, err := s.DraftOf(ctx, eventID, account); err != nil {
		return 0, err
	}
	err = s.changeEvent(ctx, eventID, func(tx *gorm.DB) error {
		if err := s.shiftInForce(ctx, tx, eventID, shift); err != nil {
			return err
		}
		row, err := s.draftOf(ctx, tx, eventID)
		if err != nil || row == nil {
			return err
		}
		e := s.edit(ctx, tx, *row, account, StepFollow)
		if err := e.shiftSessions(shift); err != nil {
			return err
		}
		step = e.row.Revision
		return e.followed(row, eventID)
	})
	if err != nil {
		return 0, fmt.Errorf("move sessions: %w", err)
	}
	return step, nil
}

func (s *Store) shiftInForce(ctx context.Context, tx *gorm.DB, eventID int64, shift Shift) error {
	event, err := gorm.G[Event](tx).Where("id = ?", eventID).Take(ctx)
	if err != nil {
		return found(err, "event")
	}
	sessions, err := programme(ctx, tx, eventID)
	if err != nil {
		return err
	}
	for i := range sessions {
		session, older := &sessions[i], sessions[i]
		moved, err := shift.session(&event, session)
		if err != nil {
			return err
		}
		if !moved {
			continue
		}
		if _, err := gorm.G[Session](tx).Where("id = ?", session.ID).Select("Starts", "Ends").Updates(ctx, *session); err != nil {
			return err
		}
		t, err := s.lockTurnout(ctx, tx, session.ID)
		if err != nil {
			return err
		}
		if err := s.reschedule(ctx, tx, t, &older, session); err != nil {
			return err
		}
	}
	_, err = gorm.G[Event](tx).Where("id = ?", eventID).Select("Starts", "Ends").Updates(ctx, event)
	return err
}
