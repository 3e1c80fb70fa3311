package forms

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"resonanz/forms/disclosure"
)

// PurgeSimulated deletes the event's simulated responses and comments, brings
// its tallies in line with what is left, and returns the number of responses
// deleted.
func (s *Store) PurgeSimulated(ctx context.Context, eventID int64) (int, error) {
	purged := 0
	var ids []int64
	err := s.changeEvent(ctx, eventID, func(tx *gorm.DB) error { // whoever is reading the rows hears of it
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
			if err := s.purge(ctx, tx, &sessions[i], t); err != nil {
				return err
			}
		}
		// A stage may hold figures of before.
		if err := tx.Exec("DELETE FROM stages WHERE event_id = ?", eventID).Error; err != nil {
			return err
		}
		for _, table := range []string{"breakdowns", "pools"} {
			if err := tx.Exec("DELETE FROM "+table+" WHERE form_id IN (SELECT id FROM forms WHERE event_id = ?)", eventID).Error; err != nil {
				return err
			}
		}
		for i := range sessions {
			if t := turnouts[sessions[i].ID]; t.State == StateClosed && !t.Expired && t.Doubt == NoDoubt {
				if err := s.close(ctx, tx, t, &sessions[i], &event, turnouts); err != nil {
					return err
				}
			}
		}
		if err := s.renewPools(ctx, tx, &event, turnouts); err != nil {
			return err
		}
		return letRead(ctx, tx, &event, turnouts)
	})
	if err != nil {
		return 0, fmt.Errorf("purge simulated responses: %w", err)
	}
	s.committed(ids...)
	return purged, nil
}

// renewPools shows the pools of an event with what is left.
func (s *Store) renewPools(ctx context.Context, tx *gorm.DB, event *Event, turnouts turnoutRows) error {
	var formIDs []int64
	if err := tx.Raw("SELECT id FROM forms WHERE event_id = ? ORDER BY id", event.ID).Scan(&formIDs).Error; err != nil {
		return err
	}
	for _, id := range formIDs {
		if err := s.refreshPool(ctx, tx, id, event, turnouts); err != nil {
			return err
		}
	}
	return nil
}

// purge deletes one session's simulated rows and what was shown of them.
// Rehearsals are purged before anybody answers, so nothing that people said has
// been shown; whatever is left is held.
func (s *Store) purge(ctx context.Context, tx *gorm.DB, session *Session, t *turnoutRow) error {
	form, err := s.form(ctx, tx, session)
	if err != nil {
		return err
	}
	for _, table := range []string{"responses", "comments"} {
		if err := tx.Exec("DELETE FROM "+table+" WHERE session_id = ? AND simulated = ?", session.ID, true).Error; err != nil {
			return err
		}
		if err := tx.Exec("UPDATE "+table+" SET mark = ? WHERE session_id = ?", disclosure.Even, session.ID).Error; err != nil {
			return err
		}
	}
	for _, table := range []string{"tallies", "releases"} {
		if err := tx.Exec("DELETE FROM "+table+" WHERE session_id = ?", session.ID).Error; err != nil {
			return err
		}
	}
	counts, err := recount(tx, session.ID, form)
	if err != nil {
		return err
	}
	left, args := counts.all(), []any{}
	for item, options := range left.Cells {
		for option, n := range options {
			args = append(args, session.ID, item, option, n)
		}
	}
	if err := addMarks(tx, args); err != nil {
		return err
	}
	t.N, t.Simulated = left.N, 0
	t.Session = disclosure.Session{Arriving: disclosure.Odd, Held: left.N}
	return saveTurnout(ctx, tx, t)
}
