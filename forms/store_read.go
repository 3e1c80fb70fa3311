package forms

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"resonanz/forms/disclosure"
)

// letRead lets rows be read one by one if all sessions of the event are closed
// by now, and leaves out as many as the rules demand. The turnouts are those of
// the event.
func letRead(ctx context.Context, tx *gorm.DB, event *Event, turnouts turnoutRows) error {
	sessions, err := programme(ctx, tx, event.ID)
	if err != nil {
		return err
	}
	ids := idsOf(sessions)
	for _, id := range ids {
		if turnouts[id].unread() {
			return nil
		}
	}
	pools, before := map[int64][]*turnoutRow{}, map[int64]disclosure.Session{}
	for i := range sessions {
		t := turnouts[ids[i]]
		before[t.SessionID] = t.Session
		if !t.Named {
			pools[sessions[i].FormID] = append(pools[sessions[i].FormID], t)
		} else if err := leaveOut(tx, event.rules(), t); err != nil {
			return err
		}
	}
	for _, members := range pools {
		if err := leaveOut(tx, event.rules(), members...); err != nil {
			return err
		}
	}
	var changed []*turnoutRow
	for _, id := range ids {
		if t := turnouts[id]; t.Session != before[id] {
			changed = append(changed, t)
		}
	}
	if err := saveTurnouts(ctx, tx, changed...); err != nil {
		return err
	}
	_, err = gorm.G[responseRow](tx).Where("session_id IN ? AND mark = ?", ids, disclosure.Recent).Update(ctx, "mark", disclosure.Shown)
	return err
}

// unread reports whether nobody may read rows yet because of this session.
func (t *turnoutRow) unread() bool {
	return t.State == StateOpen || t.Doubt != NoDoubt || t.State == StatePlanned && t.N+t.Shown > 0
}

// leaveOut leaves rows of the sessions out of what reads rows, as the rules
// demand. The turnouts are for the caller to save.
func leaveOut(tx *gorm.DB, rules disclosure.Rules, turnouts ...*turnoutRow) error {
	var sessions []*disclosure.Session
	var ids []int64
	for _, t := range turnouts {
		sessions, ids = append(sessions, &t.Session), append(ids, t.SessionID)
	}
	old := 0
	if err := tx.Raw("SELECT COUNT(*) "+readableRows, ids, disclosure.Shown).Scan(&old).Error; err != nil {
		return fmt.Errorf("count rows: %w", err)
	}
	n := rules.Draw(old, sessions...)
	if err := draw(tx, min(n, old), disclosure.Shown, ids, turnouts); err != nil {
		return err
	}
	return draw(tx, n-min(n, old), disclosure.Recent, ids, turnouts)
}

// draw leaves out n rows under a mark, drawn at random.
func draw(tx *gorm.DB, n int, from disclosure.Mark, ids []int64, turnouts []*turnoutRow) error {
	if n == 0 {
		return nil
	}
	var drawn []struct {
		SessionID int64
		ID        []byte
	}
	err := tx.Raw("SELECT session_id, id "+readableRows+" ORDER BY RANDOM() LIMIT ?", ids, from, n).Scan(&drawn).Error
	if err != nil {
		return fmt.Errorf("draw rows: %w", err)
	}
	for _, row := range drawn {
		for _, t := range turnouts {
			if t.SessionID == row.SessionID {
				t.LeftOut++
			}
		}
		if err := tx.Exec("UPDATE responses SET mark = ? WHERE session_id = ? AND id = ?", disclosure.LeftOut, row.SessionID, row.ID).Error; err != nil {
			return fmt.Errorf("leave out a row: %w", err)
		}
	}
	return nil
}
