package forms

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// Deletion is what is kept of an event that was deleted whole: no text, and no
// name of anybody.
type Deletion struct {
	ID        int64
	Code      string
	Starts    string // day of the event, ISO 8601
	Ends      string // its last day
	Deleted   string // day on which it was deleted
	Sessions  int
	Responses int // that people had sent, also if they were deleted before
	Comments  int // that were still there
	Contacts  int // sign-ups that were still there
}

// DeletionOf returns the record that a deletion of the event would leave now.
func (s *Store) DeletionOf(ctx context.Context, eventID int64) (Deletion, error) {
	var d Deletion
	err := s.snapshot(ctx, func(tx *gorm.DB) (err error) {
		d, err = s.deletionOf(ctx, tx, eventID)
		return err
	})
	return d, err
}

func (s *Store) deletionOf(ctx context.Context, tx *gorm.DB, eventID int64) (Deletion, error) {
	event, err := gorm.G[Event](tx).Where("id = ?", eventID).Take(ctx)
	if err != nil {
		return Deletion{}, found(err, "event")
	}
	var d Deletion
	// Counts over several tables at once.
	err = tx.Raw(`SELECT
		(SELECT COUNT(*) FROM sessions WHERE event_id = @event AND parent_id IS NULL) AS sessions,
		(SELECT COALESCE(SUM(n), 0) FROM turnouts WHERE session_id IN (SELECT id FROM sessions WHERE event_id = @event)) AS responses,
		(SELECT COUNT(*) FROM comments WHERE session_id IN (SELECT id FROM sessions WHERE event_id = @event)) AS comments,
		(SELECT COUNT(*) FROM contacts WHERE event_id = @event) AS contacts`, map[string]any{"event": eventID}).Scan(&d).Error
	if err != nil {
		return Deletion{}, fmt.Errorf("count what an event has: %w", err)
	}
	zone := event.Location()
	d.Code, d.Starts, d.Ends, d.Deleted = event.Code, day(event.Starts.In(zone)), day(event.Ends.In(zone)), day(s.now().In(zone))
	return d, nil
}

// DeleteEvent deletes an event with all that belongs to it, on behalf of the
// account, and returns the record that stays. Of the files, what is deleted is
// overwritten, and the log is emptied, before it returns, as after every deletion.
func (s *Store) DeleteEvent(ctx context.Context, by string, eventID int64) (Deletion, error) {
	var d Deletion
	err := s.changeEvent(ctx, eventID, func(tx *gorm.DB) (err error) {
		sessions, err := everySession(ctx, tx, eventID)
		if err != nil {
			return err
		}
		if _, err := s.lockTurnouts(ctx, tx, idsOf(sessions)); err != nil { // answers are in, or find no session
			return err
		}
		if d, err = s.deletionOf(ctx, tx, eventID); err != nil {
			return err
		}
		// All other tables refer to these with ON DELETE CASCADE. Sessions go
		// first, because they refer to forms without it.
		if _, err := gorm.G[Session](tx).Where("event_id = ?", eventID).Delete(ctx); err != nil {
			return err
		}
		if _, err := gorm.G[Event](tx).Where("id = ?", eventID).Delete(ctx); err != nil {
			return err
		}
		if err := gorm.G[Deletion](tx).Create(ctx, &d); err != nil {
			return err
		}
		return s.note(ctx, tx, Note{Account: by, Action: NoteEventDeleted, About: d.Code})
	})
	if err != nil {
		return Deletion{}, fmt.Errorf("delete an event: %w", err)
	}
	s.sweeper.sweep(ctx)
	return d, nil
}

// Deletions returns the records of deleted events, the newest first.
func (s *Store) Deletions(ctx context.Context) ([]Deletion, error) {
	all, err := gorm.G[Deletion](s.r).Order("id DESC").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read deletions: %w", err)
	}
	return all, nil
}
