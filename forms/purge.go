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
		for _, t := range turnouts {
			if !t.Expired {
				purged += t.Simulated
			}
		}
		if purged == 0 {
			return nil
		}
		for i := range sessions {
			t := turnouts[sessions[i].ID]
			if t.Expired { // what is left are counts
				continue
			}
			if err := s.purge(ctx, tx, &sessions[i], t, event.MinGroup); err != nil {
				return err
			}
		}
		// A stage may hold figures of before.
		if err := tx.Exec("DELETE FROM stages WHERE event_id = ?", eventID).Error; err != nil {
			return err
		}
		return s.renewPools(ctx, tx, &event)
	})
	if err != nil {
		return 0, fmt.Errorf("purge simulated responses: %w", err)
	}
	s.committed(ids...)
	return purged, nil
}

// renewPools publishes the pools of an event from what is left. Rehearsals are
// purged before anybody answers, so nothing that people said has been in the
// ones before.
func (s *Store) renewPools(ctx context.Context, tx *gorm.DB, event *Event) error {
	for _, table := range []string{"breakdowns", "pools"} {
		if err := tx.Exec("DELETE FROM "+table+" WHERE form_id IN (SELECT id FROM forms WHERE event_id = ?)", event.ID).Error; err != nil {
			return err
		}
	}
	var formIDs []int64
	if err := tx.Raw("SELECT id FROM forms WHERE event_id = ? ORDER BY id", event.ID).Scan(&formIDs).Error; err != nil {
		return err
	}
	for _, id := range formIDs {
		if err := s.refreshPool(ctx, tx, id, event.MinGroup); err != nil {
			return err
		}
	}
	return nil
}

// purge deletes one session's simulated rows and counts the rest anew, held
// and released copies too: each row carries the number of the copy it is in.
func (s *Store) purge(ctx context.Context, tx *gorm.DB, session *Session, t *turnoutRow, k int) error {
	for _, table := range []string{"responses", "comments"} {
		if err := tx.Exec("DELETE FROM "+table+" WHERE session_id = ? AND simulated = ?", session.ID, true).Error; err != nil {
			return err
		}
	}
	moments := append(t.Held.moments(t.HeldNo), t.Released.moments(t.ReleaseNo)...)
	left, err := s.recount(ctx, tx, session, moments...)
	if err != nil {
		return err
	}
	if err := tx.Exec("DELETE FROM tallies WHERE session_id = ?", session.ID).Error; err != nil {
		return err
	}
	args := []any{}
	for item, options := range left[whole].Cells {
		for option, n := range options {
			args = append(args, session.ID, item, option, n)
		}
	}
	if err := addMarks(tx, args); err != nil {
		return err
	}
	t.Held, t.Released = left.copy(t.Held, t.HeldNo), left.copy(t.Released, t.ReleaseNo)
	t.N, t.Simulated, t.PoolNo, t.Pooled = left[whole].N, 0, 0, nil
	t.Pending, t.Gap = t.N-t.Held.N, t.Held.N-t.Released.N
	if t.Released.N < k {
		t.Gap, t.ReleaseNo, t.Released = t.Held.N, 0, tallyCopy{}
	}
	for item, i := range t.Released.Items {
		if !isText(i.Cells) && i.Cells[CellAnswered] < k {
			delete(t.Released.Items, item)
		}
	}
	return saveTurnout(ctx, tx, t)
}
