package forms

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// OpenDue opens the sessions whose time has come and returns their ids. Only a
// session that nobody has opened yet opens by itself, so the button wins. Any
// number of processes may call it at any time.
func (s *Store) OpenDue(ctx context.Context) (opened []int64, err error) {
	now := s.now().UTC()
	sessions, err := gorm.G[Session](s.r).
		Raw(selectSessions+"WHERE sessions.opens <> '' AND turnouts.state = ? AND NOT turnouts.expired", StatePlanned).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read which sessions are to be opened: %w", err)
	}
	for i := range sessions {
		if !sessions[i].due(now) {
			continue
		}
		changed, err := s.setState(ctx, sessions[i].ID, StateOpen, func(t *turnoutRow, session *Session) bool {
			return t.State == StatePlanned && session.due(now)
		})
		if err != nil {
			return opened, err
		}
		if changed {
			opened = append(opened, sessions[i].ID)
		}
	}
	return opened, nil
}

// reschedule has a session that is open close at its new time, if the programme
// has moved it and nobody has said when it closes.
func (s *Store) reschedule(ctx context.Context, tx *gorm.DB, t *turnoutRow, older, session *Session) error {
	if t.State != StateOpen {
		return nil
	}
	now := s.now()
	was, is := older.closing(now), session.closing(now)
	switch {
	case same(was, is), older.Opens == OpenBySchedule && !same(t.Closes, was), older.Opens != OpenBySchedule && t.Closes != nil:
		return nil
	}
	t.Closes = is
	return saveTurnouts(ctx, tx, t)
}

// same reports whether two times are, or whether there is neither.
func same(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}
