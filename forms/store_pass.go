package forms

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/crypto/argon2"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Passes are one-time codes on slips of paper, for events that ask for them:
// each lets somebody answer once in every session. Only their hashes are kept,
// in the order of the hashes, apart from the answers: nothing says which pass
// came with which answers.
const (
	passLength = 8   // 40 bits: nobody guesses one of 1,000 within the flood limit
	MaxPasses  = 500 // on one sheet
)

// The cost of a pass's hash. It takes some milliseconds and 8 MiB; a machine with
// eight of the fastest graphics cards tries a few hundred thousand a second, and so
// needs weeks for all 2^40 passes of one event.
const (
	passHashKiB  = 8 << 10
	passHashTime = 1
)

// passRow is a pass of an event.
type passRow struct {
	EventID int64  `gorm:"primaryKey;autoIncrement:false"`
	Hash    []byte `gorm:"primaryKey"`
}

// TableName returns the table of passes.
func (passRow) TableName() string { return "passes" }

// spentRow says whether a pass was used in a session.
type spentRow struct {
	SessionID int64  `gorm:"primaryKey;autoIncrement:false"`
	Hash      []byte `gorm:"primaryKey"`
	Used      bool
}

// TableName returns the table of used passes.
func (spentRow) TableName() string { return "spent_passes" }

// passSaltRow is the salt of an event's passes.
type passSaltRow struct {
	EventID int64 `gorm:"primaryKey;autoIncrement:false"`
	Salt    []byte
}

// TableName returns the table of salts.
func (passSaltRow) TableName() string { return "pass_salts" }

// passHash is the hash by which a pass is stored.
type passHash [sha256.Size]byte

// fastHash is the beginning of a pass's hash.
func fastHash(typed string) passHash { return sha256.Sum256([]byte(inAlphabet(typed))) }

// stretch makes the hash slow to try, and the event's own.
func (h passHash) stretch(salt []byte) passHash {
	return passHash(argon2.IDKey(h[:], salt, passHashTime, passHashKiB, 1, sha256.Size))
}

// hashers bounds how many passes are hashed at the same time, so that typed
// nonsense leaves the machine half of its cores and its memory.
var hashers = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))

// passHashOf returns the hash of the submission's pass, outside the writer. It is
// zero, which is no pass, where none is asked for or typed.
func (s *Store) passHashOf(ctx context.Context, sub *Submission) (passHash, error) {
	salt, err := s.passSaltOf(ctx, sub)
	if err != nil || salt == nil {
		return passHash{}, err
	}
	var hash passHash
	err = hashing(ctx, func() { hash = fastHash(sub.Pass).stretch(salt) })
	return hash, err
}

// passSaltOf returns the salt with which the submission's pass is hashed, nil where
// none is asked for or typed.
func (s *Store) passSaltOf(ctx context.Context, sub *Submission) ([]byte, error) {
	if sub.Pass == "" || sub.Simulated {
		return nil, nil
	}
	var salts [][]byte
	if err := s.r.WithContext(ctx).Raw(`SELECT pass_salts.salt FROM sessions JOIN events ON events.id = sessions.event_id AND events.passes
		JOIN pass_salts ON pass_salts.event_id = events.id WHERE sessions.id = ?`, sub.SessionID).Scan(&salts).Error; err != nil {
		return nil, Errorf(CodeBusy, "read the salt of passes: %w", err)
	}
	if len(salts) == 0 {
		return nil, nil
	}
	return salts[0], nil
}

// hashing calls hash once one of the hashers is free, or returns CodeBusy.
func hashing(ctx context.Context, hash func()) error {
	select {
	case hashers <- struct{}{}:
		defer func() { <-hashers }()
		hash()
		return nil
	case <-ctx.Done():
		return Errorf(CodeBusy, "waiting to hash a pass: %w", ctx.Err())
	}
}

// NewPasses makes n passes for the event, at most MaxPasses, and returns them.
// They cannot be read again.
func (s *Store) NewPasses(ctx context.Context, eventID int64, n int) ([]string, error) {
	if n < 1 || n > MaxPasses {
		return nil, Errorf(CodeInvalid, "%d passes; from 1 to %d can be made at once", n, MaxPasses)
	}
	salt := passSaltRow{EventID: eventID, Salt: newSalt()}
	err := s.tx(ctx, func(tx *gorm.DB) error { // an event has one salt for good
		if err := gorm.G[passSaltRow](tx, clause.OnConflict{DoNothing: true}).Create(ctx, &salt); err != nil {
			return err
		}
		var err error
		salt, err = gorm.G[passSaltRow](tx).Where("event_id = ?", eventID).Take(ctx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("make passes: %w", err)
	}
	passes, rows := make([]string, n), make([]passRow, n)
	var hashing sync.WaitGroup
	for i := range passes {
		pass := newCode(passLength)
		passes[i] = pass[:passLength/2] + "-" + pass[passLength/2:]
		hashing.Go(func() {
			hashers <- struct{}{}
			defer func() { <-hashers }()
			hash := fastHash(pass).stretch(salt.Salt)
			rows[i] = passRow{EventID: eventID, Hash: hash[:]}
		})
	}
	hashing.Wait()
	if err := s.tx(ctx, func(tx *gorm.DB) error { return insertPasses(ctx, tx, rows) }); err != nil {
		return nil, fmt.Errorf("make passes: %w", err)
	}
	return passes, nil
}

// insertPasses stores passes in the order of their hashes.
func insertPasses(ctx context.Context, tx *gorm.DB, rows []passRow) error {
	slices.SortFunc(rows, func(a, b passRow) int {
		return cmp.Or(cmp.Compare(a.EventID, b.EventID), bytes.Compare(a.Hash, b.Hash))
	})
	return gorm.G[passRow](tx).CreateInBatches(ctx, &rows, rowsPerInsert)
}

// DeletePasses deletes all passes of the event, used or not, and returns how many
// there were. Their slips let nobody in any more.
func (s *Store) DeletePasses(ctx context.Context, eventID int64) (int, error) {
	n := 0
	err := s.tx(ctx, func(tx *gorm.DB) error {
		var err error
		n, err = deletePasses(ctx, tx, eventID)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("delete passes: %w", err)
	}
	s.sweeper.sweep(ctx)
	return n, nil
}

func deletePasses(ctx context.Context, tx *gorm.DB, eventID int64) (int, error) {
	if _, err := gorm.G[spentRow](tx).Where("session_id IN (SELECT id FROM sessions WHERE event_id = ?)", eventID).Delete(ctx); err != nil {
		return 0, err
	}
	return gorm.G[passRow](tx).Where("event_id = ?", eventID).Delete(ctx)
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

func (r *request) passKey() passKey { return passKey{r.SessionID, r.hash} }

// read looks up the passes of the requests, under the lock of their sessions.
func (p *passes) read(ctx context.Context, tx *gorm.DB, requests []*request) error {
	p.valid, p.spent = map[passKey]bool{}, map[passKey]bool{}
	typed := map[int64][][]byte{} // by session
	for _, r := range requests {
		if _, asks := p.asked[r.SessionID]; asks && !r.Simulated {
			typed[r.SessionID] = append(typed[r.SessionID], r.hash[:])
		}
	}
	for session, hashes := range typed {
		valid, err := gorm.G[passRow](tx).Where("event_id = ? AND hash IN ?", p.asked[session], hashes).Find(ctx)
		if err != nil {
			return err
		}
		for _, row := range valid {
			p.valid[passKey{session, passHash(row.Hash)}] = true
		}
		spent, err := gorm.G[spentRow](tx).Where("session_id = ? AND hash IN ? AND used", session, hashes).Find(ctx)
		if err != nil {
			return err
		}
		for _, row := range spent {
			p.spent[passKey{session, passHash(row.Hash)}] = true
		}
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
func (p *passes) spend(ctx context.Context, tx *gorm.DB, fresh []*request) error {
	for _, r := range fresh {
		if eventID, asks := p.asked[r.SessionID]; asks && !r.Simulated {
			if err := markSpent(ctx, tx, eventID, r.SessionID, r.hash[:]); err != nil {
				return err
			}
		}
	}
	return nil
}

// markSpent marks a pass as used in a session. A row keeps its size and so its
// place in the page, which it got in the order of the hashes: the file does not
// tell who used a pass after whom.
func markSpent(ctx context.Context, tx *gorm.DB, eventID, sessionID int64, hash []byte) error {
	mark := func() (bool, error) {
		rows, err := gorm.G[spentRow](tx).Where("session_id = ? AND hash = ?", sessionID, hash).Update(ctx, "used", true)
		return rows > 0, err
	}
	if marked, err := mark(); marked || err != nil {
		return err
	}
	// The first of the session, or of passes that were made later.
	if err := tx.Exec(`INSERT INTO spent_passes (session_id, hash, used)
		SELECT ?, hash, FALSE FROM passes WHERE event_id = ? ORDER BY hash ON CONFLICT DO NOTHING`, sessionID, eventID).Error; err != nil {
		return err
	}
	marked, err := mark()
	if err == nil && !marked {
		err = Errorf(CodeInternal, "a pass that the event does not have")
	}
	return err
}
