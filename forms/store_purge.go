package forms

import (
	"context"
	"errors"
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
		sessions, err := everySession(ctx, tx, eventID)
		if err != nil {
			return err
		}
		ids = idsOf(sessions)
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
		if _, err := gorm.G[stageRow](tx).Where("event_id = ?", eventID).Delete(ctx); err != nil {
			return err
		}
		if err := s.forgetQuoted(ctx, tx, eventID); err != nil {
			return err
		}
		const ofEvent = "form_id IN (SELECT id FROM forms WHERE event_id = ?)"
		if _, err := gorm.G[Breakdown](tx).Where(ofEvent, eventID).Delete(ctx); err != nil {
			return err
		}
		if _, err := gorm.G[poolRow](tx).Where(ofEvent, eventID).Delete(ctx); err != nil {
			return err
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
	if err := gorm.G[Form](tx).Select("id").Where("event_id = ? AND "+notOnTheSpot, event.ID).Order("id").Scan(ctx, &formIDs); err != nil {
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
	if err := errors.Join(
		purgeRows[responseRow](ctx, tx, session.ID), purgeRows[commentRow](ctx, tx, session.ID),
		deleteOf[tallyRow](ctx, tx, session.ID), deleteOf[releaseRow](ctx, tx, session.ID),
	); err != nil {
		return err
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
	if opens := session.OpensAt(); left.N == 0 && s.now().Before(opens) { // it was opened for the rehearsal, and still opens by itself
		t.State, t.Closes = StatePlanned, nil
	}
	t.Session = disclosure.Session{Arriving: disclosure.Odd, Held: left.N}
	return saveTurnouts(ctx, tx, t)
}

// purgeRows deletes the simulated rows of a session and has the others wait.
func purgeRows[Row any](ctx context.Context, tx *gorm.DB, sessionID int64) error {
	if _, err := gorm.G[Row](tx).Where("session_id = ? AND simulated", sessionID).Delete(ctx); err != nil {
		return err
	}
	_, err := gorm.G[Row](tx).Where("session_id = ?", sessionID).Update(ctx, "mark", disclosure.Even)
	return err
}

// deleteOf deletes all rows of a session.
func deleteOf[Row any](ctx context.Context, tx *gorm.DB, sessionID int64) error {
	_, err := gorm.G[Row](tx).Where("session_id = ?", sessionID).Delete(ctx)
	return err
}
