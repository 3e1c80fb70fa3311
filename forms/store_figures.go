package forms

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"resonanz/forms/disclosure"
)

// Figures are what may be known of one session.
type Figures struct {
	Session Session
	Form    *Form // as asked in the session
	Turnout Turnout
	// Release is nil while nothing may be shown yet.
	Release *Release
}

// EventFigures are what may be known of an event at one moment.
type EventFigures struct {
	Event    Event
	Sessions []Figures // in the order of the programme
	// Pooled holds, by form ID, the people of sessions that show nothing
	// themselves, counted together. It counts in the event's totals and nowhere
	// else.
	Pooled map[int64]Tally
	// Comments are in an order that says nothing about when they came.
	Comments []Comment
	Interim  bool // a session is still open or yet to come
	// Podium holds the questions to the podiums of the sessions, most votes first.
	Podium []PodiumQuestion
}

// Comment is one free-text answer, as it may be shown: a moderator may have
// edited it.
type Comment struct {
	SessionID int64 // 0 where the session shows nothing itself
	FormID    int64
	Item      string // item key
	Text      string
	// What moderators made of it; Store.Data does not set it.
	Status CommentStatus
	Tags   []string `gorm:"serializer:json"`
	Edited bool     // the text is not the one that was sent
}

// Turnouts returns the turnout of each of the event's sessions, by session id.
func (s *Store) Turnouts(ctx context.Context, eventID int64) (map[int64]Turnout, error) {
	rows, err := gorm.G[turnoutRow](s.r).
		Where("session_id IN (SELECT id FROM sessions WHERE event_id = ?)", eventID).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read turnouts: %w", err)
	}
	event, err := gorm.G[Event](s.r).Where("id = ?", eventID).Take(ctx)
	if err != nil {
		return nil, found(err, "event")
	}
	turnouts := make(map[int64]Turnout, len(rows))
	for i := range rows {
		turnouts[rows[i].SessionID] = rows[i].turnout(event.rules())
	}
	return turnouts, nil
}

// Revisions returns, by session id, a number that grows with every change that
// somebody may see of the session, or of a question that was asked in it on the
// spot. It is cheap: replicas poll it for what others committed.
func (s *Store) Revisions(ctx context.Context, sessionIDs []int64) (map[int64]int64, error) {
	var rows []struct{ SessionID, Revision int64 }
	err := s.r.WithContext(ctx).Raw(`SELECT session_id, SUM(revision) AS revision FROM (
			SELECT session_id, revision FROM turnouts WHERE session_id IN ?
			UNION ALL SELECT sessions.parent_id, turnouts.revision FROM sessions
			JOIN turnouts ON turnouts.session_id = sessions.id WHERE sessions.parent_id IN ?
		) AS seen GROUP BY session_id`, sessionIDs, sessionIDs).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read revisions: %w", err)
	}
	revisions := make(map[int64]int64, len(rows))
	for i := range rows {
		revisions[rows[i].SessionID] = rows[i].Revision
	}
	return revisions, nil
}

// Figures returns what may be known of the session now.
func (s *Store) Figures(ctx context.Context, sessionID int64) (Figures, error) {
	var f Figures
	err := s.snapshot(ctx, func(tx *gorm.DB) error {
		session, event, err := sessionAndEvent(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		f, err = s.figures(ctx, tx, session, &event)
		return err
	})
	return f, err
}

func (s *Store) figures(ctx context.Context, tx *gorm.DB, session Session, event *Event) (Figures, error) {
	form, err := s.form(ctx, tx, &session)
	if err != nil {
		return Figures{}, err
	}
	row, err := gorm.G[turnoutRow](tx).Where("session_id = ?", session.ID).Take(ctx)
	if err != nil {
		return Figures{}, found(err, "turnout")
	}
	f := Figures{Session: session, Form: form, Turnout: row.turnout(event.rules())}
	if !row.Named {
		return f, nil
	}
	release, err := readRelease(ctx, tx, session.ID)
	f.Release = release.shown(form)
	return f, err
}

// comments reads the shown comments that meet a condition on comments, sessions
// and turnouts: those of sessions with figures, and without their session those
// of the people in pools. Their random keys order them.
func comments(ctx context.Context, db *gorm.DB, where string, args ...any) ([]Comment, error) {
	var rows []Comment
	err := db.WithContext(ctx).Raw(`SELECT comments.item, COALESCE(comments.edited, comments.body) AS text, sessions.form_id,
			comments.status, comments.tags, comments.edited IS NOT NULL AS edited,
			CASE WHEN turnouts.named THEN sessions.id ELSE 0 END AS session_id
		FROM comments
		JOIN sessions ON sessions.id = comments.session_id
		JOIN turnouts ON turnouts.session_id = sessions.id
		WHERE comments.mark = ? AND (turnouts.named OR sessions.form_id IN (SELECT form_id FROM pools))
			AND `+where+` ORDER BY comments.id`, append([]any{disclosure.Shown}, args...)...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read comments: %w", err)
	}
	return rows, nil
}

// EventFigures returns what may be known of the event, all of one moment.
func (s *Store) EventFigures(ctx context.Context, eventID int64) (EventFigures, error) {
	var f EventFigures
	err := s.snapshot(ctx, func(tx *gorm.DB) error {
		var err error
		if f, err = s.eventFigures(ctx, tx, eventID); err != nil {
			return err
		}
		if f.Comments, err = comments(ctx, tx, "sessions.event_id = ? AND sessions.parent_id IS NULL", eventID); err != nil {
			return err
		}
		f.Podium, err = podiumQuestions(ctx, tx, "session_id IN (SELECT id FROM sessions WHERE event_id = ?)", eventID)
		return err
	})
	if err != nil {
		return EventFigures{}, fmt.Errorf("read the event's figures: %w", err)
	}
	return f, nil
}

// eventFigures reads all but the comments.
func (s *Store) eventFigures(ctx context.Context, tx *gorm.DB, eventID int64) (EventFigures, error) {
	f := EventFigures{Pooled: map[int64]Tally{}}
	var err error
	if f.Event, err = gorm.G[Event](tx).Where("id = ?", eventID).Take(ctx); err != nil {
		return f, found(err, "event")
	}
	sessions, err := programme(ctx, tx, eventID)
	if err != nil {
		return f, err
	}
	for _, session := range sessions {
		figures, err := s.figures(ctx, tx, session, &f.Event)
		if err != nil {
			return f, err
		}
		f.Interim = f.Interim || !session.Final()
		f.Sessions = append(f.Sessions, figures)
	}
	pools, err := gorm.G[poolRow](tx).
		Where("form_id IN (SELECT id FROM forms WHERE event_id = ?)", eventID).Find(ctx) // questions on the spot have none
	if err != nil {
		return f, fmt.Errorf("read pools: %w", err)
	}
	for i := range pools {
		f.Pooled[pools[i].FormID] = pools[i].Tally
	}
	return f, nil
}
