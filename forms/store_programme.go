package forms

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"
)

// Programme is what a whole hall loads: an event, its sessions and the forms
// that they ask, all of one revision of the event. It never changes, and is
// shared by all requests: whoever changes the event makes another one. What is
// made of it, such as rendered pages, is kept with it (see Keep).
type Programme struct {
	Event    *Event
	Sessions []*Session // in the order of the programme
	Spots    []*Session // questions on the spot, in the order in which they were asked

	revision     int64
	rehearsalKey string
	codes        map[string]*Session
	forms        map[int64]*Form // as asked, by session id
	memory       *memory
}

// Session returns the session with the code, nil if it is not one of the event.
func (p *Programme) Session(code string) *Session { return p.codes[code] }

// Form returns the form as it is asked in the session, prepared for parsing.
func (p *Programme) Form(s *Session) *Form { return p.forms[s.ID] }

// Running returns the question that is being asked on the spot in the session, nil
// if there is none.
func (p *Programme) Running(s *Session) *Session {
	for _, spot := range p.Spots {
		if *spot.ParentID == s.ID && spot.State == StateOpen {
			return spot
		}
	}
	return nil
}

// Parent returns the session in which a question was asked on the spot, and any
// other session itself.
func (p *Programme) Parent(s *Session) *Session {
	if s.OnTheSpot() {
		for _, session := range p.Sessions {
			if session.ID == *s.ParentID {
				return session
			}
		}
	}
	return s
}

// RehearsalKey returns the secret by which rehearsals of the event mark their
// answers as simulated.
func (p *Programme) RehearsalKey() string { return p.rehearsalKey }

// Find returns the programme that the code of an event or of a session belongs
// to, and the session, which is nil for the code of an event. CodeNotFound says
// that there is none.
//
// It answers from memory. What this process has changed it knows at once; what
// another one has changed, after programmeCheck at the latest.
func (s *Store) Find(ctx context.Context, code string) (*Programme, *Session, error) {
	if err := s.memory.check(ctx, programmeCheck); err != nil {
		return nil, nil, err
	}
	p := s.memory.byCode(code)
	if p == nil {
		id, err := s.eventOf(ctx, code)
		if err != nil {
			return nil, nil, err
		}
		if p, err = s.memory.programme(ctx, id); err != nil {
			return nil, nil, err
		}
	}
	if code == p.Event.Code {
		return p, nil, nil
	}
	session := p.Session(code)
	if session == nil { // it went in between
		return nil, nil, Errorf(CodeNotFound, "no session")
	}
	return p, session, nil
}

// FindEvent is Find for the id of an event.
func (s *Store) FindEvent(ctx context.Context, id int64) (*Programme, error) {
	if err := s.memory.check(ctx, programmeCheck); err != nil {
		return nil, err
	}
	return s.memory.programme(ctx, id)
}

// CheckProgrammes has the next Find know what other processes have changed up
// to now. It is for requests that come with something newer than what is in
// memory, as after a page of another process.
func (s *Store) CheckProgrammes(ctx context.Context) error { return s.memory.check(ctx, 0) }

// eventOf returns the id of the event with the code, or with a session that
// has it.
func (s *Store) eventOf(ctx context.Context, code string) (id int64, err error) {
	if len(code) == EventCodeLength {
		event, err := gorm.G[Event](s.r).Select("id").Where("code = ?", code).Take(ctx)
		return event.ID, found(err, "event")
	}
	session, err := gorm.G[Session](s.r).Select("event_id").Where("code = ?", code).Take(ctx)
	return session.EventID, found(err, "session")
}

// loadProgramme reads the event with the id, all of one moment, and returns how
// many bytes of memory it takes, roughly.
func (s *Store) loadProgramme(ctx context.Context, eventID int64) (p *Programme, bytes int, err error) {
	var row eventRow
	var sessions []Session
	var stored []Form
	err = s.snapshot(ctx, func(tx *gorm.DB) error {
		var err error
		if row, err = gorm.G[eventRow](tx).Where("id = ?", eventID).Take(ctx); err != nil {
			return found(err, "event")
		}
		if sessions, err = everySession(ctx, tx, eventID); err != nil {
			return err
		}
		stored, err = gorm.G[Form](tx).Where("event_id = ?", eventID).Find(ctx)
		return found(err, "forms")
	})
	if err != nil {
		return nil, 0, err
	}
	p = &Programme{
		Event: &row.Event, revision: row.Revision, rehearsalKey: row.RehearsalKey,
		codes: make(map[string]*Session, len(sessions)), forms: make(map[int64]*Form, len(sessions)), memory: s.memory,
	}
	byID := make(map[int64]*Form, len(stored))
	for i := range stored {
		byID[stored[i].ID] = &stored[i]
	}
	for i := range sessions {
		session := &sessions[i]
		if session.OnTheSpot() {
			p.Spots = append(p.Spots, session)
			s.parents.Store(session.ID, *session.ParentID)
		} else {
			p.Sessions = append(p.Sessions, session)
		}
		p.codes[session.Code], p.forms[session.ID] = session, byID[session.FormID].For(session).Prepared()
	}
	texts, err := json.Marshal([]any{p.Event, sessions, stored})
	if err != nil {
		return nil, 0, fmt.Errorf("measure a programme: %w", err)
	}
	return p, textFactor * len(texts), nil
}

// textFactor is how many bytes of memory a byte of an event's texts takes, with
// the maps by language that hold them.
const textFactor = 3

// changeEvent runs f in one writing transaction that gives the event a new
// revision, by which every process notices that its programme is of yesterday.
// Everything that changes what a Programme holds goes through it, and what
// changes the rows of an event that is closed: see sealed.
//
// The row of the event comes first, so that two changes to it wait for each
// other and never for one another's sessions.
func (s *Store) changeEvent(ctx context.Context, eventID int64, f func(tx *gorm.DB) error) error {
	defer s.memory.forget(eventID) // also where it is not known whether the commit succeeded
	return s.tx(ctx, func(tx *gorm.DB) error {
		if err := raiseRevision(ctx, tx, eventID); err != nil {
			return err
		}
		return f(tx)
	})
}

// changeSession is changeEvent for the event of a session, or CodeNotFound.
func (s *Store) changeSession(ctx context.Context, sessionID int64, f func(tx *gorm.DB) error) error {
	session, err := gorm.G[Session](s.r).Select("event_id").Where("id = ?", sessionID).Take(ctx)
	if err != nil {
		return found(err, "session")
	}
	return s.changeEvent(ctx, session.EventID, f)
}

func raiseRevision(ctx context.Context, tx *gorm.DB, eventID int64) error {
	_, err := gorm.G[eventRow](tx).Where("id = ?", eventID).Update(ctx, "revision", gorm.Expr("revision + 1"))
	return err
}
