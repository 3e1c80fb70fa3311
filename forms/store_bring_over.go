package forms

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"resonanz/forms/disclosure"
)

// bringOver is what step 2 does beyond SQL: it counts what is shown as package
// disclosure has it. Until then every item had a moment of its own, so where
// the figures differ from the rows that are shown they stay as they are, as
// releases.earlier, until at least MinGroup new people are shown. It names the
// columns of that time, as later steps may add some.
func (s *Store) bringOver(ctx context.Context, tx *gorm.DB) error {
	var sessions []broughtOver
	err := tx.Raw(`SELECT releases.session_id, releases.earlier, turnouts.expired, turnouts.named, turnouts.state,
			turnouts.shown, turnouts.left_out, sessions.form_id, events.min_group
		FROM releases JOIN turnouts ON turnouts.session_id = releases.session_id
		JOIN sessions ON sessions.id = releases.session_id JOIN events ON events.id = sessions.event_id
		ORDER BY releases.session_id`).Scan(&sessions).Error
	if err != nil {
		return err
	}
	pooled := map[int64]int{} // people by form
	for i := range sessions {
		b := &sessions[i]
		if err := b.count(ctx, s, tx); err != nil {
			return fmt.Errorf("session %d: %w", b.SessionID, err)
		}
		if !b.Named {
			pooled[b.FormID] += b.Shown
		}
	}
	return hideOldPools(tx, pooled)
}

// broughtOver is a session that had shown something.
type broughtOver struct {
	SessionID, FormID        int64
	Earlier                  *string
	Expired, Named           bool
	State                    State
	Shown, LeftOut, MinGroup int
}

// oldCopy is how a state was stored: each item of its own moment.
type oldCopy struct {
	No   int // of the release
	Copy struct {
		N     int
		Items map[string]oldItem
	}
}

type oldItem struct {
	No, N       int
	Cells       map[string]int
	AskedHidden bool
}

func (b *broughtOver) count(ctx context.Context, s *Store, tx *gorm.DB) error {
	session, err := gorm.G[Session](tx).Raw("SELECT id, form_id, options FROM sessions WHERE id = ?", b.SessionID).Take(ctx)
	if err != nil {
		return found(err, "session")
	}
	form, err := s.form(ctx, tx, &session)
	if err != nil {
		return err
	}
	row := releaseRow{SessionID: b.SessionID}
	if !b.Expired {
		counts, err := recount(tx, b.SessionID, form)
		if err != nil {
			return err
		}
		row.Tally = counts.shown()
		for _, p := range sessionPlaces(b.SessionID) {
			for after, err := p.settle(tx, nil); after != nil || err != nil; after, err = p.settle(tx, after) {
				if err != nil {
					return err
				}
			}
		}
	}
	if b.Earlier != nil {
		var old oldCopy
		if err := json.Unmarshal([]byte(*b.Earlier), &old); err != nil {
			return err
		}
		for _, item := range form.conditional() {
			if i, shown := old.Copy.Items[item.Key]; shown {
				row.setItem(item.Key, itemState{Cells: i.Cells, Own: true, Past: !old.tellsAsked(form, item.Key)})
			}
		}
		if earlier := old.tally(form); b.Expired || !b.same(earlier, row.shown(form).Tally, form) {
			row.Earlier = &earlier
		}
	}
	if err := saveRelease(ctx, tx, &row); err != nil {
		return err
	}
	return b.settle(tx, row.Earlier)
}

// same reports whether both show the same. Items that too few have answered are
// not shown.
func (b *broughtOver) same(earlier, now Tally, form *Form) bool {
	if earlier.N != now.N {
		return false
	}
	for _, item := range form.Items() {
		cells, shown := maps.Clone(now.Cells[item.Key]), maps.Clone(earlier.Cells[item.Key])
		if item.Question.Show == "" {
			delete(shown, CellAsked)
		}
		if few := cells[CellAnswered] < b.MinGroup && len(shown) == 0; !few && !maps.Equal(cells, shown) {
			return false
		}
	}
	return true
}

// settle counts those who withdrew after they were shown, and leaves rows out
// to hide them.
func (b *broughtOver) settle(tx *gorm.DB, earlier *Tally) error {
	withdrawn := 0
	if earlier != nil {
		withdrawn = max(0, earlier.N-b.Shown)
	}
	t := turnoutRow{SessionID: b.SessionID, Session: disclosure.Session{Shown: b.Shown + withdrawn, Withdrawn: withdrawn, LeftOut: b.LeftOut}}
	if b.Named && b.State == StateClosed && !b.Expired {
		if err := leaveOut(tx, disclosure.Rules{K: b.MinGroup}, &t); err != nil {
			return err
		}
	}
	return tx.Exec("UPDATE turnouts SET shown = ?, withdrawn = ?, told = ?, left_out = ? WHERE session_id = ?",
		t.Shown, withdrawn, withdrawn, t.LeftOut, b.SessionID).Error
}

// tally returns what was shown of the copy.
func (o *oldCopy) tally(form *Form) Tally {
	t := Tally{N: o.Copy.N}
	for item, i := range o.Copy.Items {
		for option, n := range i.Cells {
			if option != CellAsked || o.tellsAsked(form, item) {
				t.Add(Cell{item, option}, n)
			}
		}
		if _, conditional := i.Cells[CellAsked]; !conditional {
			t.Add(Cell{item, CellAsked}, i.N)
		}
	}
	return t
}

// tellsAsked reports whether it was shown how many were asked a conditional item:
// only beside the figures of its own moment.
func (o *oldCopy) tellsAsked(form *Form, key string) bool {
	i, item := o.Copy.Items[key], form.Item(key)
	if i.AskedHidden || i.No != o.No || item == nil {
		return false
	}
	condition := form.planned().conditions[item.Question.Key]
	return condition != nil && !slices.ContainsFunc(condition.Keys(), func(key string) bool {
		control, shown := o.Copy.Items[key]
		return shown && control.No != o.No
	})
}

// hideOldPools leaves out the rows of pools that count others than the people of
// the sessions that show nothing themselves.
func hideOldPools(tx *gorm.DB, people map[int64]int) error {
	var pools []poolRow
	if err := tx.Raw("SELECT form_id, tally FROM pools").Scan(&pools).Error; err != nil {
		return err
	}
	for _, pool := range pools {
		if pool.Tally.N == people[pool.FormID] {
			continue
		}
		const unnamed = "session_id IN (SELECT session_id FROM turnouts JOIN sessions ON sessions.id = session_id WHERE form_id = ? AND NOT named)"
		if err := tx.Exec("UPDATE responses SET mark = ? WHERE mark = ? AND "+unnamed, disclosure.LeftOut, disclosure.Shown, pool.FormID).Error; err != nil {
			return err
		}
		if err := tx.Exec("UPDATE turnouts SET left_out = shown WHERE "+unnamed, pool.FormID).Error; err != nil {
			return err
		}
	}
	return nil
}
