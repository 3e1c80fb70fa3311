package forms

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// poolRow is the pool of a form: the sessions that ended with too few answers
// for figures of their own, counted together. It is the state that was
// published last. As with releases, what is published next differs from it by
// at least k people, so no subtraction of two reports singles out fewer.
type poolRow struct {
	FormID  int64   `gorm:"primaryKey;autoIncrement:false"`
	Members []int64 `gorm:"serializer:json;type:text"` // session ids
	Tally   Tally   `gorm:"serializer:json;type:text"`
	// Current is false once a member has figures of its own, which would
	// count its people twice.
	Current bool
}

// TableName returns the table of pools.
func (poolRow) TableName() string { return "pools" }

// refreshPool publishes the pool of a form anew if at least k people of it are
// not shown yet, and withdraws it if it does not fit any more. It runs in the
// transaction that changes the state of a session.
func (s *Store) refreshPool(ctx context.Context, tx *gorm.DB, formID int64, k int) error {
	var ids []int64
	if err := tx.Raw("SELECT id FROM sessions WHERE form_id = ? ORDER BY id", formID).Scan(&ids).Error; err != nil {
		return fmt.Errorf("read the sessions of a pool: %w", err)
	}
	turnouts, err := s.lockTurnouts(ctx, tx, ids)
	if err != nil {
		return err
	}
	fresh := 0
	var members []*turnoutRow
	for _, id := range ids {
		if t := turnouts[id]; t.State == StateClosed && t.ReleaseNo == 0 && t.N > 0 {
			members = append(members, t)
			fresh += t.Gap
		}
	}
	if fresh >= k {
		return s.publishPool(ctx, tx, formID, members)
	}
	published, err := gorm.G[poolRow](tx).Where("form_id = ?", formID).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read pool: %w", err)
	}
	current := true
	for _, id := range published.Members {
		current = current && turnouts[id] != nil && turnouts[id].ReleaseNo == 0
	}
	return tx.Exec("UPDATE pools SET current = ? WHERE form_id = ?", current, formID).Error
}

func (s *Store) publishPool(ctx context.Context, tx *gorm.DB, formID int64, members []*turnoutRow) error {
	pool := poolRow{FormID: formID, Current: true}
	for _, t := range members {
		tally, err := tally(ctx, tx, t.SessionID, t.N)
		if err != nil {
			return err
		}
		pool.Tally.AddTally(tally)
		pool.Members = append(pool.Members, t.SessionID)
		t.Gap = 0
		if err := saveTurnout(ctx, tx, t); err != nil {
			return err
		}
	}
	if err := tx.Exec("DELETE FROM pools WHERE form_id = ?", formID).Error; err != nil {
		return err
	}
	return gorm.G[poolRow](tx).Create(ctx, &pool)
}
