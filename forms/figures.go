package forms

import (
	"context"
	"fmt"

	"gorm.io/gorm"
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
	// Pooled holds, by form ID, what the closed sessions could not show by
	// themselves, counted together: of each item the answers of the sessions
	// where fewer than MinGroup people gave one, if together they are at least
	// that many. It counts in the event's totals and nowhere else; N counts the
	// people of the sessions that show nothing.
	Pooled map[int64]Tally
	// Comments are in an order that says nothing about when they came.
	Comments []Comment
	Interim  bool // a session is still open or yet to come
}

// Comment is one free-text answer, as it may be shown: a moderator may have
// edited it.
type Comment struct {
	SessionID int64 // 0 where the session ended with too few answers to be named
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
	turnouts := make(map[int64]Turnout, len(rows))
	for i := range rows {
		turnouts[rows[i].SessionID] = rows[i].turnout()
	}
	return turnouts, nil
}

// Revisions returns the revision of each of the sessions' turnouts, by session
// id. It is cheap: replicas poll it for what others committed.
func (s *Store) Revisions(ctx context.Context, sessionIDs []int64) (map[int64]int64, error) {
	rows, err := gorm.G[turnoutRow](s.r).Select("session_id", "revision").Where("session_id IN ?", sessionIDs).Find(ctx)
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
		session, err := gorm.G[Session](tx).Raw(selectSessions+"WHERE sessions.id = ?", sessionID).Take(ctx)
		if err != nil {
			return found(err, "session")
		}
		f, _, err = s.figures(ctx, tx, session)
		return err
	})
	return f, err
}

func (s *Store) figures(ctx context.Context, tx *gorm.DB, session Session) (Figures, turnoutRow, error) {
	form, err := s.form(ctx, tx, &session)
	if err != nil {
		return Figures{}, turnoutRow{}, err
	}
	row, err := gorm.G[turnoutRow](tx).Omit("Held").Where("session_id = ?", session.ID).Take(ctx)
	if err != nil {
		return Figures{}, turnoutRow{}, found(err, "turnout")
	}
	return Figures{Session: session, Form: form, Turnout: row.turnout(), Release: row.release(form)}, row, nil
}

// comments reads comments that meet a condition on comments, sessions and
// turnouts. Their random keys order them.
func comments(ctx context.Context, db *gorm.DB, where string, args ...any) ([]Comment, error) {
	var rows []Comment
	err := db.WithContext(ctx).Raw(`SELECT comments.item, COALESCE(comments.edited, comments.body) AS text, sessions.form_id,
			comments.status, comments.tags, comments.edited IS NOT NULL AS edited,
			CASE WHEN comments.held_no <= turnouts.release_no THEN sessions.id ELSE 0 END AS session_id
		FROM comments
		JOIN sessions ON sessions.id = comments.session_id
		JOIN turnouts ON turnouts.session_id = sessions.id
		WHERE `+where+` ORDER BY comments.id`, args...).Scan(&rows).Error
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
		where := "sessions.event_id = ? AND comments.held_no <= turnouts.release_no"
		if f.people() >= f.Event.MinGroup {
			// Without their session, the comments of a small one are among all
			// of the event's.
			where = "sessions.event_id = ? AND (comments.held_no <= turnouts.release_no OR comments.held_no <= turnouts.loose_no)"
		}
		f.Comments, err = comments(ctx, tx, where, eventID)
		return err
	})
	if err != nil {
		return EventFigures{}, fmt.Errorf("read the event's figures: %w", err)
	}
	return f, nil
}

// people returns how many answered in all of the event's sessions.
func (f *EventFigures) people() int {
	n := 0
	for i := range f.Sessions {
		n += f.Sessions[i].Turnout.N
	}
	return n
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
	rows := map[int64][]turnoutRow{} // by form
	for _, session := range sessions {
		figures, row, err := s.figures(ctx, tx, session)
		if err != nil {
			return f, err
		}
		rows[session.FormID] = append(rows[session.FormID], row)
		f.Interim = f.Interim || session.State != StateClosed
		f.Sessions = append(f.Sessions, figures)
	}
	return f, s.readPools(ctx, tx, &f, rows)
}

// readPools adds the published pools, without what a session shows by itself.
func (s *Store) readPools(ctx context.Context, tx *gorm.DB, f *EventFigures, rows map[int64][]turnoutRow) error {
	pools, err := gorm.G[poolRow](tx).
		Where("form_id IN (SELECT id FROM forms WHERE event_id = ?)", f.Event.ID).Find(ctx)
	if err != nil {
		return fmt.Errorf("read pools: %w", err)
	}
	for i := range pools {
		if left := pools[i].without(rows[pools[i].FormID]); left.N > 0 || len(left.Cells) > 0 {
			f.Pooled[pools[i].FormID] = left
		}
	}
	return nil
}
