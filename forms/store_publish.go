package forms

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// Publish puts a draft in force as Import does a definition, all of it or
// nothing, and notes that as a step. The revision is the draft's for which
// somebody decided it: CodeConflict without Problems says that it has moved on.
// With Problems, CodeInvalid says what is wrong with the draft, and CodeConflict
// what contradicts what people have answered or were promised.
func (s *Store) Publish(ctx context.Context, draftID, revision int64, account string) (Imported, error) {
	var done Imported
	err := s.tx(ctx, func(tx *gorm.DB) (err error) {
		row, err := s.lockDraft(ctx, tx, draftID)
		if err != nil {
			return err
		}
		if row.Revision != revision {
			return Errorf(CodeConflict, "the draft is at step %d by now", row.Revision)
		}
		if done, err = s.publish(ctx, tx, row); err != nil {
			return err
		}
		e := s.edit(ctx, tx, row, account, StepPublish)
		if err := e.record(changeRow{Action: ActionPublish}); err != nil {
			return err
		}
		return e.publish(done.Event.ID)
	})
	s.memory.forget(done.Event.ID)
	if err != nil {
		return Imported{}, fmt.Errorf("publish a draft: %w", err)
	}
	return done, nil
}

// errPlanned takes back what was only planned.
var errPlanned = errors.New("only planned")

// PlanPublication returns what Publish would do now, and its errors: it is done
// and taken back. Meanwhile no answer is stored, so it is for when somebody asks.
func (s *Store) PlanPublication(ctx context.Context, draftID int64) (Imported, error) {
	var plan Imported
	err := s.tx(ctx, func(tx *gorm.DB) error {
		row, err := s.lockDraft(ctx, tx, draftID)
		if err != nil {
			return err
		}
		if plan, err = s.publish(ctx, tx, row); err != nil {
			return err
		}
		return errPlanned
	})
	if !errors.Is(err, errPlanned) {
		return Imported{}, fmt.Errorf("plan to publish a draft: %w", err)
	}
	return plan, nil
}

func (s *Store) publish(ctx context.Context, tx *gorm.DB, row draftRow) (Imported, error) {
	draft, err := loadDraft(ctx, tx, row.ID)
	if err != nil {
		return Imported{}, err
	}
	if problems := draft.Check(); problems != nil {
		return Imported{}, &Error{Code: CodeInvalid, Err: problems}
	}
	d := draft.Definition()
	other, err := gorm.G[Event](tx).Where("key = ? AND id <> ?", d.Event.Key, draft.EventID).Count(ctx, "id")
	if err != nil {
		return Imported{}, err
	}
	if other > 0 {
		return Imported{}, &Error{Code: CodeConflict, Err: Problems{ruleEventKeyTaken.Problem("event.key", "", d.Event.Key)}}
	}
	if draft.EventID != 0 {
		own, err := gorm.G[Event](tx).Where("id = ?", draft.EventID).Take(ctx)
		if err != nil {
			return Imported{}, found(err, "event")
		}
		if own.Key != d.Event.Key {
			return Imported{}, &Error{Code: CodeConflict, Err: Problems{ruleEventKeyKept.Problem("event.key", "", own.Key)}}
		}
	}
	return s.importInto(ctx, tx, d)
}

// RevertDraft brings the draft of an event back to what is in force, as a step
// that can be undone. CodeNotFound says that nothing is.
func (s *Store) RevertDraft(ctx context.Context, draftID int64, account string) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		row, err := s.lockDraft(ctx, tx, draftID)
		if err != nil {
			return err
		}
		if row.EventID == nil {
			return Errorf(CodeNotFound, "nothing of the draft is in force")
		}
		_, err = s.bringUpToDate(ctx, tx, *row.EventID, account, StepRevert)
		return err
	})
	if err != nil {
		return fmt.Errorf("revert a draft: %w", err)
	}
	return nil
}

// bringUpToDate makes the draft of an event, if there is one, say what is in
// force, and returns how many of its steps had not been published.
func (s *Store) bringUpToDate(ctx context.Context, tx *gorm.DB, eventID int64, account string, cause Cause) (unpublished int, err error) {
	row, err := s.draftOf(ctx, tx, eventID)
	if err != nil || row == nil {
		return 0, err
	}
	d, err := definitionOf(ctx, tx, eventID)
	if err != nil {
		return 0, err
	}
	e := s.edit(ctx, tx, *row, account, cause)
	if err := e.become(d.parts()); err != nil {
		return 0, err
	}
	return int(row.Revision - row.Published), e.publish(eventID)
}

// follow lets a part of an event's draft, if there is one, say what is put in
// force past it: else the next publication would bring back what was before.
func (s *Store) follow(ctx context.Context, tx *gorm.DB, by string, eventID int64, path string, change func(PartContent)) error {
	row, err := s.draftOf(ctx, tx, eventID)
	if err != nil || row == nil {
		return err
	}
	e := s.edit(ctx, tx, *row, by, StepFollow)
	part, err := e.part(path)
	if CodeOf(err) == CodeNotFound { // removed in the draft
		return nil
	}
	if err != nil {
		return err
	}
	content, err := part.content()
	if err != nil {
		return err
	}
	change(content)
	text, err := encode(content)
	if err != nil {
		return err
	}
	if err := e.put(&part, text); err != nil {
		return err
	}
	return e.followed(row, eventID)
}

// followed notes that a draft says what is in force, if it did before the edit.
func (e *draftEdit) followed(before *draftRow, eventID int64) error {
	if before.Revision != before.Published { // there is more that is not in force
		return nil
	}
	return e.publish(eventID)
}

// become makes the parts of a draft the given ones.
func (e *draftEdit) become(parts []Part) error {
	draft, err := loadDraft(e.ctx, e.tx, e.row.ID)
	if err != nil {
		return err
	}
	wanted := &Draft{Parts: parts}
	for i := len(draft.Parts) - 1; i >= 0; i-- { // questions before their forms
		if path := draft.Parts[i].Path; wanted.Part(path) == nil {
			if err := e.remove(path); err != nil {
				return err
			}
		}
	}
	last := map[string]string{} // of each list
	for _, part := range parts {
		text, err := encode(part.Content)
		if err != nil {
			return err
		}
		list, _ := splitPath(part.Path)
		switch row, err := e.part(part.Path); CodeOf(err) {
		case "":
			if err := e.put(&row, text); err != nil {
				return err
			}
			if err := e.move(part.Path, last[list]); err != nil {
				return err
			}
		case CodeNotFound:
			if err := e.add(part.Path, last[list], text); err != nil {
				return err
			}
		default:
			return err
		}
		last[list] = part.Path
	}
	return nil
}
