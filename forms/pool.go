package forms

import (
	"context"
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
}

// TableName returns the table of pools.
func (poolRow) TableName() string { return "pools" }

// refreshPool publishes the pool of a form anew if at least k people of it are
// not shown yet. It runs in the transaction that changes the state of a
// session.
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
	if fresh < k {
		return nil
	}
	return s.publishPool(ctx, tx, formID, members)
}

func (s *Store) publishPool(ctx context.Context, tx *gorm.DB, formID int64, members []*turnoutRow) error {
	pool := poolRow{FormID: formID}
	for _, t := range members {
		tally, err := tally(ctx, tx, t.SessionID, t.N)
		if err != nil {
			return err
		}
		pool.Tally.AddTally(tally)
		pool.Members = append(pool.Members, t.SessionID)
		t.Gap, t.PoolNo = 0, t.HeldNo
		if err := saveTurnout(ctx, tx, t); err != nil {
			return err
		}
	}
	if err := tx.Exec("DELETE FROM pools WHERE form_id = ?", formID).Error; err != nil {
		return err
	}
	return gorm.G[poolRow](tx).Create(ctx, &pool)
}
