package forms

import (
	"context"
	"crypto/sha256"
	"fmt"

	"gorm.io/gorm"
)

// Passes are one-time codes on slips of paper, for events that ask for them:
// each lets somebody answer once in every session. Only their hashes are kept,
// in the order of the hashes, apart from the answers: nothing says which pass
// came with which answers.
const (
	passLength = 8   // 40 bits: nobody guesses one of 1,000 within the flood limit
	MaxPasses  = 500 // on one sheet
)

// passRow is a pass of an event.
type passRow struct {
	EventID int64  `gorm:"primaryKey;autoIncrement:false"`
	Hash    []byte `gorm:"primaryKey"`
}

// TableName returns the table of passes.
func (passRow) TableName() string { return "passes" }

// spentRow is a pass that was used in a session.
type spentRow struct {
	SessionID int64  `gorm:"primaryKey;autoIncrement:false"`
	Hash      []byte `gorm:"primaryKey"`
}

// TableName returns the table of used passes.
func (spentRow) TableName() string { return "spent_passes" }

// passHash is the hash by which a pass is stored.
type passHash [sha256.Size]byte

func hashPass(typed string) passHash {
	return sha256.Sum256([]byte(inAlphabet(typed)))
}

// NewPasses makes n passes for the event, at most MaxPasses, and returns them.
// They cannot be read again.
func (s *Store) NewPasses(ctx context.Context, eventID int64, n int) ([]string, error) {
	if n < 1 || n > MaxPasses {
		return nil, Errorf(CodeInvalid, "%d passes; from 1 to %d can be made at once", n, MaxPasses)
	}
	passes := make([]string, n)
	args := make([]any, 0, 2*n)
	for i := range passes {
		pass := newCode(passLength)
		passes[i] = pass[:passLength/2] + "-" + pass[passLength/2:]
		hash := hashPass(pass)
		args = append(args, eventID, hash[:])
	}
	err := s.tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec("INSERT INTO passes (event_id, hash) VALUES "+placeholders("(?,?)", n), args...).Error
	})
	if err != nil {
		return nil, fmt.Errorf("make passes: %w", err)
	}
	return passes, nil
}

// passes is what a batch knows about the passes that came with it.
type passes struct {
	asked map[int64]int64 // sessions that ask for one → event
	valid map[passKey]bool
	spent map[passKey]bool // also by an earlier request of the batch
}

type passKey struct {
	sessionID int64
	hash      passHash
}

func (r *request) passKey() passKey { return passKey{r.SessionID, hashPass(r.Pass)} }

// read looks up the passes of the requests, under the lock of their sessions.
func (p *passes) read(tx *gorm.DB, requests []*request) error {
	p.valid, p.spent = map[passKey]bool{}, map[passKey]bool{}
	for _, r := range requests {
		eventID, asks := p.asked[r.SessionID]
		if !asks {
			continue
		}
		key := r.passKey()
		var known, used int64
		if err := tx.Model(&passRow{}).Where("event_id = ? AND hash = ?", eventID, key.hash[:]).Count(&known).Error; err != nil {
			return err
		}
		if err := tx.Model(&spentRow{}).Where("session_id = ? AND hash = ?", r.SessionID, key.hash[:]).Count(&used).Error; err != nil {
			return err
		}
		p.valid[key], p.spent[key] = known > 0, used > 0
	}
	return nil
}

// refusal returns why the request's pass lets nobody in, or nil.
func (p *passes) refusal(r *request) error {
	_, asks := p.asked[r.SessionID]
	switch key := r.passKey(); {
	case !asks || r.Simulated:
		return nil
	case !p.valid[key]:
		return Errorf(CodeWrongPass, "no such pass")
	case p.spent[key]:
		return Errorf(CodeUsedPass, "the pass has been used in the session")
	}
	return nil
}

// spend notes the passes of the responses that have been inserted.
func (p *passes) spend(tx *gorm.DB, fresh []*request) error {
	var args []any
	for _, r := range fresh {
		if _, asks := p.asked[r.SessionID]; asks && !r.Simulated {
			key := r.passKey()
			args = append(args, r.SessionID, key.hash[:])
		}
	}
	return chunked(args, 2, func(chunk []any) error {
		return tx.Exec("INSERT INTO spent_passes (session_id, hash) VALUES "+placeholders("(?,?)", len(chunk)/2), chunk...).Error
	})
}
