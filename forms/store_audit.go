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

// The actions that are noted. That of a download is the file's name.
const (
	NoteContactsSeen   = "contacts"
	NoteContactRemoved = "contact removed"
	NoteTrusted        = "trusted"           // a session in doubt was found right; about its code
	NoteEventDeleted   = "event deleted"     // about its code
	NoteRetention      = "retention changed" // about the days before and now
	NoteBackup         = "backup"            // somebody downloaded everything
	NoteSettings       = "settings changed"  // of the service, about their names

	// About the name of the account.
	NoteAccountCreated  = "account created"
	NoteAccountInvited  = "account invited"
	NoteAccountDeleted  = "account deleted"
	NotePasswordLinked  = "password link made"
	NotePasswordChanged = "password changed"
	NoteSignInsEnded    = "signed out everywhere"
)

// ByCommand stands in notes for whoever works at the command line.
const ByCommand = "resonanz"

// Note is an entry of the audit log: somebody took data out of the service, saw
// or deleted data about persons, or changed who may do what.
type Note struct {
	At      time.Time // UTC
	Account string    // name, so that the note outlives the account
	Action  string    // what was done, like "data.xlsx"
	About   string    // what it was done to, if that is not the event as such
	EventID int64     // 0 if it is about no event
}

// auditRow is a stored note.
type auditRow struct {
	ID      int64
	At      time.Time
	Account string
	Action  string
	About   string
	EventID *int64
}

// TableName returns the table of notes.
func (auditRow) TableName() string { return "audit" }

func (r *auditRow) note() Note {
	note := Note{At: r.At, Account: r.Account, Action: r.Action, About: r.About}
	if r.EventID != nil {
		note.EventID = *r.EventID
	}
	return note
}

// Note writes into the audit log that the account did something with the
// event's data. It is called before the data goes out: what cannot be noted is
// not done. Notes older than two years are deleted on the way.
func (s *Store) Note(ctx context.Context, account, action string, eventID int64) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		return s.note(ctx, tx, Note{Account: account, Action: action, EventID: eventID})
	})
	if err != nil {
		return fmt.Errorf("write the audit log: %w", err)
	}
	return nil
}

// note writes a note of this moment.
func (s *Store) note(ctx context.Context, tx *gorm.DB, note Note) error {
	now := s.now().UTC()
	if _, err := gorm.G[auditRow](tx).Where("at < ?", now.Add(-auditKept)).Delete(ctx); err != nil {
		return err
	}
	row := auditRow{At: now, Account: note.Account, Action: note.Action, About: note.About}
	if note.EventID != 0 {
		row.EventID = &note.EventID
	}
	return gorm.G[auditRow](tx).Create(ctx, &row)
}

// Audit returns the notes on the event, the newest first.
func (s *Store) Audit(ctx context.Context, eventID int64) ([]Note, error) {
	return s.audit(ctx, gorm.G[auditRow](s.r).Where("event_id = ?", eventID))
}

// ServiceAudit returns the newest notes that are about no event, the newest
// first: at most n.
func (s *Store) ServiceAudit(ctx context.Context, n int) ([]Note, error) {
	return s.audit(ctx, gorm.G[auditRow](s.r).Where("event_id IS NULL").Limit(n))
}

func (s *Store) audit(ctx context.Context, of gorm.ChainInterface[auditRow]) ([]Note, error) {
	rows, err := of.Order("id DESC").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	notes := make([]Note, len(rows))
	for i := range rows {
		notes[i] = rows[i].note()
	}
	return notes, nil
}
