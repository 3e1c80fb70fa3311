package forms

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// PurgeSimulated deletes the event's simulated responses and comments, brings
// its tallies in line with what is left, and returns the number of responses
// deleted.
func (s *Store) PurgeSimulated(ctx context.Context, eventID int64) (int, error) {
	purged := 0
	var ids []int64
	err := s.tx(ctx, func(tx *gorm.DB) error {
		event, err := gorm.G[Event](tx).Where("id = ?", eventID).Take(ctx)
		if err != nil {
			return found(err, "event")
		}
		sessions, err := programme(ctx, tx, eventID)
		if err != nil {
			return err
		}
		for _, session := range sessions {
			ids = append(ids, session.ID)
		}
		turnouts, err := s.lockTurnouts(ctx, tx, ids)
		if err != nil {
			return err
		}
		for i := range sessions {
			t := turnouts[sessions[i].ID]
			if t.Simulated == 0 {
				continue
			}
			purged += t.Simulated
			if err := s.purge(ctx, tx, &sessions[i], t, event.MinGroup); err != nil {
				return err
			}
		}
		return tx.Exec("DELETE FROM pools WHERE form_id IN (SELECT id FROM forms WHERE event_id = ?)", eventID).Error
	})
	if err != nil {
		return 0, fmt.Errorf("purge simulated responses: %w", err)
	}
	s.committed(ids...)
	return purged, nil
}

// purge deletes one session's simulated rows and counts the rest anew, held
// and released copies too: each row carries the number of the copy it is in.
func (s *Store) purge(ctx context.Context, tx *gorm.DB, session *Session, t *turnoutRow, k int) error {
	for _, table := range []string{"responses", "comments"} {
		if err := tx.Exec("DELETE FROM "+table+" WHERE session_id = ? AND simulated = ?", session.ID, true).Error; err != nil {
			return err
		}
	}
	copies, err := s.recount(ctx, tx, session, t.ReleaseNo, t.HeldNo)
	if err != nil {
		return err
	}
	if err := tx.Exec("DELETE FROM tallies WHERE session_id = ?", session.ID).Error; err != nil {
		return err
	}
	whole := copies[2]
	args := []any{}
	for item, options := range whole.Cells {
		for option, n := range options {
			args = append(args, session.ID, item, option, n)
		}
	}
	if err := addMarks(tx, args); err != nil {
		return err
	}
	t.N, t.Simulated, t.Pending, t.Gap = whole.N, 0, whole.N-copies[1].N, copies[1].N-copies[0].N
	t.Held, t.Released, t.PoolNo = &copies[1], &copies[0], 0
	if copies[0].N < k {
		t.Gap, t.ReleaseNo, t.Released = copies[1].N, 0, nil
	}
	return saveTurnout(ctx, tx, t)
}
