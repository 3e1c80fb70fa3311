package forms

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// eventRow is an event with what only the store needs of it.
type eventRow struct {
	Event        `gorm:"embedded"`
	RehearsalKey string
	Revision     int64 // grows with every change to what a Programme holds
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

// Event returns the event with the code, or CodeNotFound. It answers as Find
// does.
func (s *Store) Event(ctx context.Context, code string) (*Event, error) {
	p, session, err := s.Find(ctx, code)
	if err == nil && session != nil {
		err = Errorf(CodeNotFound, "no event")
	}
	if err != nil {
		return nil, err
	}
	event := *p.Event
	return &event, nil
}

// EventByID returns the event with the id, or CodeNotFound. It answers as Find
// does.
func (s *Store) EventByID(ctx context.Context, id int64) (*Event, error) {
	p, err := s.FindEvent(ctx, id)
	if err != nil {
		return nil, err
	}
	event := *p.Event
	return &event, nil
}

// selectSessions reads sessions with their state; a condition follows it.
const selectSessions = `SELECT sessions.*, turnouts.state, turnouts.doubt, COALESCE(podiums.mode, '') AS podium FROM sessions
	JOIN turnouts ON turnouts.session_id = sessions.id LEFT JOIN podiums ON podiums.session_id = sessions.id `

// Session returns the session with the code and its event, or CodeNotFound. It
// answers as Find does.
func (s *Store) Session(ctx context.Context, code string) (*Session, *Event, error) {
	p, found, err := s.Find(ctx, code)
	if err == nil && found == nil {
		err = Errorf(CodeNotFound, "no session")
	}
	if err != nil {
		return nil, nil, err
	}
	session, event := *found, *p.Event
	return &session, &event, nil
}

// Sessions returns the event's sessions in the order of the programme.
func (s *Store) Sessions(ctx context.Context, eventID int64) ([]Session, error) {
	return programme(ctx, s.r, eventID)
}

// programme reads the sessions that organisers have made. It is the one place that
// tells them from questions on the spot: definitions, figures of the event, single
// responses, and lists of sessions all begin with it.
func programme(ctx context.Context, db *gorm.DB, eventID int64) ([]Session, error) {
	return sessionsWhere(ctx, db, "sessions.event_id = ? AND sessions.parent_id IS NULL", eventID)
}

// spots reads the questions that were asked on the spot, in the order in which they
// were.
func spots(ctx context.Context, db *gorm.DB, eventID int64) ([]Session, error) {
	return sessionsWhere(ctx, db, "sessions.event_id = ? AND sessions.parent_id IS NOT NULL", eventID)
}

// everySession reads both. It is for what must leave no answer out, such as
// deletion.
func everySession(ctx context.Context, db *gorm.DB, eventID int64) ([]Session, error) {
	return sessionsWhere(ctx, db, "sessions.event_id = ?", eventID)
}

func sessionsWhere(ctx context.Context, db *gorm.DB, condition string, eventID int64) ([]Session, error) {
	sessions, err := gorm.G[Session](db).
		Raw(selectSessions+"WHERE "+condition+" ORDER BY sessions.position, sessions.id", eventID).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read sessions: %w", err)
	}
	return sessions, nil
}

// idsOf returns the ids of sessions.
func idsOf(sessions []Session) []int64 {
	ids := make([]int64, len(sessions))
	for i := range sessions {
		ids[i] = sessions[i].ID
	}
	return ids
}

// Form returns the form as it is asked in the session, prepared for parsing. It
// answers as Find does.
func (s *Store) Form(ctx context.Context, session *Session) (*Form, error) {
	p, err := s.FindEvent(ctx, session.EventID)
	if err != nil {
		return nil, err
	}
	form := p.Form(session)
	if form == nil {
		return nil, Errorf(CodeNotFound, "no form")
	}
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

// form returns the form of the session as of the transaction: from memory unless
// the event has changed since, also by the transaction itself.
func (s *Store) form(ctx context.Context, tx *gorm.DB, session *Session) (*Form, error) {
	if p := s.memory.byEvent(session.EventID); p != nil {
		event, err := gorm.G[eventRow](tx).Select("revision").Where("id = ?", session.EventID).Take(ctx)
		if err != nil {
			return nil, found(err, "event")
		}
		if form := p.Form(session); form != nil && event.Revision == p.revision {
			return form, nil
		}
	}
	stored, err := gorm.G[Form](tx).Where("id = ?", session.FormID).Take(ctx)
	if err != nil {
		return nil, found(err, "form")
	}
	return stored.For(session).Prepared(), nil
}

// RehearsalKey returns the secret by which rehearsals of the event mark their
// answers as simulated.
func (s *Store) RehearsalKey(ctx context.Context, eventID int64) (string, error) {
	p, err := s.FindEvent(ctx, eventID)
	if err != nil {
		return "", err
	}
	return p.RehearsalKey(), nil
}
