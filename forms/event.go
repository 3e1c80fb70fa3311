package forms

import (
	"context"
	"fmt"
	"reflect"

	"gorm.io/gorm"
)

// eventRow is an event with what only the store needs of it.
type eventRow struct {
	Event        `gorm:"embedded"`
	RehearsalKey string
}

// TableName returns the table of events.
func (eventRow) TableName() string { return "events" }

// Events returns all events, the newest first.
func (s *Store) Events(ctx context.Context) ([]Event, error) {
	events, err := gorm.G[Event](s.r).Order("starts DESC, id DESC").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	return events, nil
}

// Event returns the event with the code, or CodeNotFound.
func (s *Store) Event(ctx context.Context, code string) (*Event, error) {
	event, err := gorm.G[Event](s.r).Where("code = ?", code).Take(ctx)
	if err != nil {
		return nil, found(err, "event")
	}
	return &event, nil
}

// EventByID returns the event with the id, or CodeNotFound.
func (s *Store) EventByID(ctx context.Context, id int64) (*Event, error) {
	event, err := gorm.G[Event](s.r).Where("id = ?", id).Take(ctx)
	if err != nil {
		return nil, found(err, "event")
	}
	return &event, nil
}

// selectSessions reads sessions with their state; a condition follows it.
const selectSessions = `SELECT sessions.*, turnouts.state FROM sessions
	JOIN turnouts ON turnouts.session_id = sessions.id `

// Session returns the session with the code and its event, or CodeNotFound.
func (s *Store) Session(ctx context.Context, code string) (*Session, *Event, error) {
	session, err := gorm.G[Session](s.r).Raw(selectSessions+"WHERE sessions.code = ?", code).Take(ctx)
	if err != nil {
		return nil, nil, found(err, "session")
	}
	event, err := gorm.G[Event](s.r).Where("id = ?", session.EventID).Take(ctx)
	if err != nil {
		return nil, nil, found(err, "event")
	}
	return &session, &event, nil
}

// Programme returns the event's sessions in the order of the programme.
func (s *Store) Programme(ctx context.Context, eventID int64) ([]Session, error) {
	return programme(ctx, s.r, eventID)
}

func programme(ctx context.Context, db *gorm.DB, eventID int64) ([]Session, error) {
	sessions, err := gorm.G[Session](db).
		Raw(selectSessions+"WHERE sessions.event_id = ? ORDER BY sessions.position, sessions.id", eventID).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the programme: %w", err)
	}
	return sessions, nil
}

// Form returns the form as it is asked in the session, prepared for parsing.
func (s *Store) Form(ctx context.Context, session *Session) (*Form, error) {
	return s.form(ctx, s.r, session)
}

func (s *Store) form(ctx context.Context, db *gorm.DB, session *Session) (*Form, error) {
	key := askedKey{session.FormID, session.ID}
	if known, ok := s.asked.Load(key); ok && reflect.DeepEqual(known.(asked).options, session.Options) {
		return known.(asked).form, nil
	}
	stored, err := gorm.G[Form](db).Where("id = ?", session.FormID).Take(ctx)
	if err != nil {
		return nil, found(err, "form")
	}
	form := stored.For(session).Prepared()
	s.asked.Store(key, asked{session.Options, form})
	return form, nil
}

// formOf is form for the id of a session.
func (s *Store) formOf(ctx context.Context, db *gorm.DB, sessionID int64) (*Form, error) {
	session, err := gorm.G[Session](db).Raw(selectSessions+"WHERE sessions.id = ?", sessionID).Take(ctx)
	if err != nil {
		return nil, found(err, "session")
	}
	return s.form(ctx, db, &session)
}

// asked is a form as a session asks it. A stored form never changes, but the
// session's own options may until its first answer.
type asked struct {
	options map[string][]Option
	form    *Form
}

type askedKey struct{ formID, sessionID int64 }

// RehearsalKey returns the secret by which rehearsals of the event mark their
// answers as simulated.
func (s *Store) RehearsalKey(ctx context.Context, eventID int64) (string, error) {
	event, err := gorm.G[eventRow](s.r).Where("id = ?", eventID).Take(ctx)
	if err != nil {
		return "", found(err, "event")
	}
	return event.RehearsalKey, nil
}
