package forms

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"gorm.io/gorm"
)

// poolRow is the pool of a form: what its closed sessions could not show by
// themselves, counted together. That is all of a session that ended with too
// few answers, and of the others the items that too few answered. It is the
// state that was published last. As with releases, what is published next
// differs from it by at least k people, for each item, so no subtraction of two
// reports singles out fewer.
type poolRow struct {
	FormID int64 `gorm:"primaryKey;autoIncrement:false"`
	Tally  Tally `gorm:"serializer:json;type:text"`
}

// TableName returns the table of pools.
func (poolRow) TableName() string { return "pools" }

// refreshPool publishes those parts of a form's pool anew in which at least k
// people are not shown yet. It runs in the transaction that changes the state
// of a session.
func (s *Store) refreshPool(ctx context.Context, tx *gorm.DB, formID int64, k int) error {
	p := pooling{k: k}
	var ids []int64
	err := tx.Raw("SELECT id FROM sessions WHERE form_id = ? ORDER BY id", formID).Scan(&ids).Error
	if err != nil {
		return fmt.Errorf("read the sessions of a pool: %w", err)
	}
	turnouts, err := s.lockTurnouts(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		t := turnouts[id]
		if t.State != StateClosed || t.N == 0 {
			continue
		}
		whole, err := tally(ctx, tx, id, t.N)
		if err != nil {
			return err
		}
		p.members = append(p.members, member{t, copyTally(whole, t.HeldNo)})
	}
	form, err := gorm.G[Form](tx).Where("id = ?", formID).Take(ctx)
	if err != nil {
		return found(err, "form")
	}
	if p.row, err = gorm.G[poolRow](tx).Where("form_id = ?", formID).Take(ctx); err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return fmt.Errorf("read pool: %w", err)
	}
	p.row.FormID = formID
	p.publish(&form)
	return p.save(ctx, tx)
}

// pooling is the work of one refreshPool.
type pooling struct {
	k       int
	row     poolRow
	members []member // the closed sessions of the form
	changed map[int64]*turnoutRow
}

type member struct {
	*turnoutRow
	whole tallyCopy
}

func (p *pooling) publish(form *Form) {
	p.changed = map[int64]*turnoutRow{}
	var unnamed []member
	fresh := 0
	for _, m := range p.members {
		if m.ReleaseNo == 0 {
			unnamed = append(unnamed, m)
			fresh += m.Gap
		}
	}
	if fresh >= p.k {
		p.row.Tally.N = 0
		for _, m := range unnamed {
			p.row.Tally.N += m.N
			m.Gap, m.PoolNo = 0, m.HeldNo
			p.count(m, "", m.N)
		}
	}
	for _, item := range form.Items() {
		if !item.Question.PerSession { // sessions with other options cannot be counted together
			p.publishItem(form, item.Key)
		}
	}
}

func (p *pooling) publishItem(form *Form, item string) {
	var unnamed []member
	fresh := 0
	for _, m := range p.members {
		if _, named := m.Released.Items[item]; !named && m.whole.answered(item) > 0 {
			unnamed = append(unnamed, m)
			fresh += max(0, m.whole.answered(item)-m.Pooled[item])
		}
	}
	if fresh < p.k {
		return
	}
	delete(p.row.Tally.Cells, item)
	for _, m := range unnamed {
		part := m.whole.Items[item]
		part.AskedHidden = true // the questions of the condition may be shown elsewhere
		only := tallyCopy{Items: map[string]itemCopy{item: part}}
		p.row.Tally.AddTally(only.tally(form, m.HeldNo))
		p.count(m, item, m.whole.answered(item))
	}
}

// count notes how many of a member's answers are in the pool.
func (p *pooling) count(m member, item string, n int) {
	m.Pooled = maps.Clone(m.Pooled)
	if m.Pooled == nil {
		m.Pooled = map[string]int{}
	}
	m.Pooled[item] = n
	p.changed[m.SessionID] = m.turnoutRow
}

func (p *pooling) save(ctx context.Context, tx *gorm.DB) error {
	if len(p.changed) == 0 {
		return nil
	}
	for _, t := range p.changed {
		if err := saveTurnout(ctx, tx, t); err != nil {
			return err
		}
	}
	if err := tx.Exec("DELETE FROM pools WHERE form_id = ?", p.row.FormID).Error; err != nil {
		return err
	}
	return gorm.G[poolRow](tx).Create(ctx, &p.row)
}

// without returns the pool without what a session shows by itself by now,
// which would count twice.
func (p *poolRow) without(turnouts []turnoutRow) Tally {
	left := Tally{N: p.Tally.N, Cells: maps.Clone(p.Tally.Cells)}
	for i := range turnouts {
		t := &turnouts[i]
		if t.ReleaseNo > 0 && t.Pooled[""] > 0 {
			left.N = 0
		}
		for item := range t.Released.Items {
			if t.Pooled[item] > 0 {
				delete(left.Cells, item)
			}
		}
	}
	return left
}
