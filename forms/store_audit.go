package forms

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// auditKept is how long notes are kept: until the next conference of a yearly
// series is over and its data has been looked at.
const auditKept = 2 * 365 * 24 * time.Hour

// The actions on sign-ups that are noted. That of a download is the file's name.
const (
	NoteContactsSeen   = "contacts"
	NoteContactRemoved = "contact removed"
)

// NoteTrusted, with the session's code behind it, says that somebody has found
// a session in doubt right.
const NoteTrusted = "trusted"

// Note is an entry of the audit log: somebody took data out of the service, or
// saw or deleted data about persons.
type Note struct {
	At      time.Time // UTC
	Account string    // name, so that the note outlives the account
	Action  string    // what was done, like "data.xlsx"
	EventID int64
}

// auditRow is a stored note.
type auditRow struct {
	ID   int64
	Note `gorm:"embedded"`
}

// TableName returns the table of notes.
func (auditRow) TableName() string { return "audit" }

// Note writes into the audit log that the account did something with the
// event's data. It is called before the data goes out: what cannot be noted is
// not done. Notes older than two years are deleted on the way.
func (s *Store) Note(ctx context.Context, account, action string, eventID int64) error {
	err := s.tx(ctx, func(tx *gorm.DB) error { return s.note(ctx, tx, account, action, eventID) })
	if err != nil {
		return fmt.Errorf("write the audit log: %w", err)
	}
	return nil
}

func (s *Store) note(ctx context.Context, tx *gorm.DB, account, action string, eventID int64) error {
	now := s.now().UTC()
	if _, err := gorm.G[auditRow](tx).Where("at < ?", now.Add(-auditKept)).Delete(ctx); err != nil {
		return err
	}
	return gorm.G[auditRow](tx).Create(ctx, &auditRow{Note: Note{now, account, action, eventID}})
}

// Audit returns the notes on the event, the newest first.
func (s *Store) Audit(ctx context.Context, eventID int64) ([]Note, error) {
	rows, err := gorm.G[auditRow](s.r).Where("event_id = ?", eventID).Order("id DESC").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	notes := make([]Note, len(rows))
	for i := range rows {
		notes[i] = rows[i].Note
	}
	return notes, nil
}
