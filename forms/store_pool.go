package forms

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"resonanz/forms/disclosure"
)

// poolRow is the pool of a form as it is shown: the people of those sessions
// that have shown nothing of their own, counted together. It has no cells while
// it is hidden.
type poolRow struct {
	FormID int64 `gorm:"primaryKey;autoIncrement:false"`
	Tally  Tally `gorm:"serializer:json;type:text"`
}

// TableName returns the table of pools.
func (poolRow) TableName() string { return "pools" }

// poolMembers returns the sessions of a form that have shown nothing of their
// own, but for one. They have to be locked.
func poolMembers(tx *gorm.DB, formID, but int64, locked turnoutRows) ([]*turnoutRow, []disclosure.Member, error) {
	var ids []int64
	if err := tx.Model(&Session{}).Where("form_id = ? AND id <> ?", formID, but).Order("id").Pluck("id", &ids).Error; err != nil {
		return nil, nil, fmt.Errorf("read the sessions of a pool: %w", err)
	}
	var rows []*turnoutRow
	var members []disclosure.Member
	for _, id := range ids {
		t := locked[id]
		if t == nil { // the pool came about after the lock
			return nil, nil, Errorf(CodeBusy, "a session of the pool is not locked")
		}
		if !t.Named && t.Shown+t.Waiting() > 0 {
			rows = append(rows, t)
			members = append(members, disclosure.Member{Session: &t.Session, Closed: t.State == StateClosed && t.Doubt == NoDoubt})
		}
	}
	return rows, members, nil
}

// refreshPool shows a form's pool anew if enough people wait. It runs in the
// transaction that closes a session.
func (s *Store) refreshPool(ctx context.Context, tx *gorm.DB, formID int64, event *Event, locked turnoutRows) error {
	rows, members, err := poolMembers(tx, formID, 0, locked)
	if err != nil || len(rows) == 0 {
		return err
	}
	rules := event.rules()
	changes := rules.Share(members)
	if changes == nil {
		return nil
	}
	if err := s.showPool(ctx, tx, formID, rows, changes, rules); err != nil {
		return err
	}
	return saveTurnouts(ctx, tx, rows...)
}

func (s *Store) showPool(ctx context.Context, tx *gorm.DB, formID int64, rows []*turnoutRow, changes []disclosure.Change, rules disclosure.Rules) error {
	form, err := gorm.G[Form](tx).Where("id = ?", formID).Take(ctx)
	if err != nil {
		return found(err, "form")
	}
	before, err := gorm.G[poolRow](tx).Where("form_id = ?", formID).Take(ctx)
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return fmt.Errorf("read pool: %w", err)
	}
	releases := make([]*releaseRow, len(rows))
	for i, t := range rows {
		asked, err := s.formOf(ctx, tx, t.SessionID)
		if err != nil {
			return err
		}
		if releases[i], err = s.shift(ctx, tx, t, asked, changes[i], nil); err != nil { // whose members do not leave it
			return err
		}
	}
	pool := poolRow{FormID: formID, Tally: sumUp(&form, releases, before.Tally, rules)}
	for _, release := range releases {
		if err := saveRelease(ctx, tx, release); err != nil {
			return err
		}
	}
	return gorm.G[poolRow](tx, clause.OnConflict{UpdateAll: true}).Create(ctx, &pool)
}

// sumUp adds up the members of a pool. Items of which each session has options
// of its own cannot be counted together. A conditional item stays as it was
// before, or absent, unless it may move.
func sumUp(form *Form, releases []*releaseRow, before Tally, rules disclosure.Rules) Tally {
	sum := Tally{}
	last := map[string]int{} // asked, by conditional item
	for _, release := range releases {
		sum.AddTally(release.Tally)
		for key, state := range release.Items {
			last[key] += state.Cells[CellAsked]
		}
	}
	for _, item := range form.conditional() {
		if rules.Asked(sum.Cells[item.Key][CellAsked], last[item.Key]) {
			for _, release := range releases {
				release.setItem(item.Key, itemState{Cells: maps.Clone(release.Tally.Cells[item.Key]), Past: true})
			}
			continue
		}
		texts := sum.Cells[item.Key][CellAnswered]
		delete(sum.Cells, item.Key)
		if item.Kind.IsText() && texts > 0 { // as their comments
			sum.Cells[item.Key] = map[string]int{CellAnswered: texts}
		} else if cells := before.Cells[item.Key]; cells != nil {
			sum.Cells[item.Key] = cells
		}
	}
	for _, item := range form.Items() {
		if item.Question.PerSession {
			delete(sum.Cells, item.Key)
		}
	}
	return sum
}

// hidePool hides a pool because a session that was in it shows itself now. It
// saves the turnouts of the others.
func (s *Store) hidePool(ctx context.Context, tx *gorm.DB, formID, sessionID int64, locked turnoutRows) error {
	rows, members, err := poolMembers(tx, formID, sessionID, locked)
	if err != nil {
		return err
	}
	for i, c := range disclosure.Hide(members) {
		for _, m := range c.Moves {
			if err := s.move(tx, m, moving{sessionID: rows[i].SessionID}); err != nil {
				return fmt.Errorf("leave out the rows of a pool: %w", err)
			}
		}
	}
	if err := saveTurnouts(ctx, tx, rows...); err != nil {
		return err
	}
	_, err = gorm.G[poolRow](tx).Where("form_id = ?", formID).Delete(ctx)
	return err
}
