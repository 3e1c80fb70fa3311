package forms

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Turnout is how many answered a session.
type Turnout struct {
	SessionID int64
	State     State
	N         int       // responses
	Simulated int       // of these, made by a rehearsal
	Revision  int64     // grows with every change that somebody may see
	Closes    time.Time // when the session closes by itself, UTC; zero if it does not
}

// Release is a state of a session's tally that may be shown. Two releases of
// one session differ by at least the event's MinGroup people, and so do two
// shown states of one item: it is absent, or at least MinGroup people have
// answered it. Free texts are counted with their comments, without that limit.
type Release struct {
	No int // grows with each release of the session
	// Tally holds, for each item, its figures of the moment it was last
	// released, with how many had been asked by then (CellAsked).
	Tally Tally
}

// turnoutRow is a session's turnout together with what of its tally is held
// back and what is shown. At any moment its people fall into three parts:
//
//	shown    in the released copy, or in the published pool of its form
//	gap      in the held copy, but not shown
//	pending  in neither
//
// A copy is held when at least k people are pending; it is released when, on
// top of its gap of at least k, k further people are pending. So what is
// shown always changes by at least k people, and so does what is left for
// closing, which releases everything. The same holds for the answers to each
// single item, which not everybody gives: an item moves on by itself.
type turnoutRow struct {
	SessionID int64 `gorm:"primaryKey;autoIncrement:false"`
	State     State
	N         int
	Simulated int
	Revision  int64
	HeldNo    int       // number of the held copy; responses and comments carry it
	Held      tallyCopy `gorm:"serializer:json;type:text"`
	Gap       int
	Pending   int
	ReleaseNo int       // number of the held copy that was released, 0 for none
	Released  tallyCopy `gorm:"serializer:json;type:text"`
	Expired   bool      // the rows have been deleted; what was counted stays
	LooseNo   int       // comments up to here are shown without their session
	PoolNo    int       // responses up to here are among the people of the published pool
	// Pooled is how many answers of the session are in the published pool of
	// its form, by item; under "" it is people.
	Pooled map[string]int `gorm:"serializer:json;type:text"`
	Closes *time.Time
}

// TableName returns the table of turnouts.
func (turnoutRow) TableName() string { return "turnouts" }

func (t *turnoutRow) turnout() Turnout {
	turnout := Turnout{SessionID: t.SessionID, State: t.State, N: t.N, Simulated: t.Simulated, Revision: t.Revision}
	if t.Closes != nil {
		turnout.Closes = t.Closes.UTC()
	}
	return turnout
}

func (t *turnoutRow) release(form *Form) *Release {
	if t.ReleaseNo == 0 {
		return nil
	}
	return &Release{No: t.ReleaseNo, Tally: t.Released.tally(form, t.ReleaseNo)}
}

// shown returns how many answers to the item have been shown in one way or
// another.
func (t *turnoutRow) shown(item string) int {
	return max(t.Released.answered(item), t.Pooled[item])
}

// advance holds or releases after an intake, for groups of k. current returns
// the session's whole tally.
func (t *turnoutRow) advance(k int, current func() (Tally, error)) error {
	if t.Pending < k {
		return nil
	}
	now, err := current()
	if err != nil {
		return err
	}
	if k <= 1 { // nothing to hide: no lag either
		t.hold(now)
		t.Released, t.ReleaseNo, t.Gap = copyTally(now, t.HeldNo), t.HeldNo, 0
		return nil
	}
	promote := t.Gap >= k
	if promote {
		t.Released.N, t.ReleaseNo, t.Gap = t.Held.N, t.HeldNo, 0
	}
	fresh := copyTally(now, t.HeldNo+1)
	for item, c := range fresh.Items {
		held, text := t.Held.Items[item], isText(c.Cells)
		if !text && c.Cells[CellAnswered]-t.Held.answered(item) < k {
			fresh.keep(item, held) // waits for more who answer it
			continue
		}
		if promote && held.No > 0 && (text || t.Held.answered(item)-t.shown(item) >= k) {
			// How many were asked would say how many gave the answer that
			// the question depends on, of which the release may be older.
			held.AskedHidden, held.AskedTold = true, t.Released.Items[item].AskedTold
			t.Released.set(item, held)
		}
	}
	t.Held = fresh
	t.HeldNo++
	t.Gap += t.Pending
	t.Pending = 0
	return nil
}

// finish releases everything if at least k people are not shown yet; otherwise
// what is shown stays, and the comments lose their session. Of the items, those
// are released that at least k people have answered who are not shown yet.
func (t *turnoutRow) finish(k int, current func() (Tally, error)) error {
	now, err := current()
	if err != nil {
		return err
	}
	t.hold(now)
	if t.Gap < k {
		t.LooseNo = t.HeldNo
		return nil
	}
	for item, c := range copyTally(now, t.HeldNo).Items {
		if isText(c.Cells) || c.Cells[CellAnswered]-t.shown(item) >= k {
			// Two counts of those who were asked could differ by few people who
			// were not.
			c.AskedHidden, c.AskedTold = k > 1 && t.Released.Items[item].AskedTold, true
			t.Released.set(item, c)
		}
	}
	t.Released.N, t.ReleaseNo, t.Gap = now.N, t.HeldNo, 0
	return nil
}

// hold takes a copy of everything.
func (t *turnoutRow) hold(now Tally) {
	t.HeldNo++
	t.Held = copyTally(now, t.HeldNo)
	t.Gap += t.Pending
	t.Pending = 0
}

// lockTurnouts reads the turnouts of the sessions, in the order of their ids,
// and keeps other writers from them until the transaction ends.
func (s *Store) lockTurnouts(ctx context.Context, tx *gorm.DB, sessionIDs []int64) (map[int64]*turnoutRow, error) {
	if s.postgres() { // SQLite has one writer
		tx = tx.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate})
	}
	rows, err := gorm.G[turnoutRow](tx).Where("session_id IN ?", sessionIDs).Order("session_id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("lock turnouts: %w", err)
	}
	turnouts := make(map[int64]*turnoutRow, len(rows))
	for i := range rows {
		turnouts[rows[i].SessionID] = &rows[i]
	}
	return turnouts, nil
}

// lockTurnout is lockTurnouts for one session: CodeNotFound if there is none.
func (s *Store) lockTurnout(ctx context.Context, tx *gorm.DB, sessionID int64) (*turnoutRow, error) {
	turnouts, err := s.lockTurnouts(ctx, tx, []int64{sessionID})
	if err != nil {
		return nil, err
	}
	t := turnouts[sessionID]
	if t == nil {
		return nil, Errorf(CodeNotFound, "no session")
	}
	return t, nil
}

func saveTurnout(ctx context.Context, tx *gorm.DB, t *turnoutRow) error {
	t.Revision++
	if _, err := gorm.G[turnoutRow](tx).Where("session_id = ?", t.SessionID).Select("*").Updates(ctx, *t); err != nil {
		return fmt.Errorf("save turnout: %w", err)
	}
	return nil
}

// tallyRow is one cell of a session's tally.
type tallyRow struct {
	SessionID int64  `gorm:"primaryKey;autoIncrement:false"`
	Item      string `gorm:"primaryKey"`
	Option    string `gorm:"primaryKey"`
	N         int
}

// TableName returns the table of tallies.
func (tallyRow) TableName() string { return "tallies" }

// tally reads the whole tally of a session with n responses.
func tally(ctx context.Context, db *gorm.DB, sessionID int64, n int) (Tally, error) {
	rows, err := gorm.G[tallyRow](db).Where("session_id = ?", sessionID).Find(ctx)
	if err != nil {
		return Tally{}, fmt.Errorf("read tally: %w", err)
	}
	t := Tally{N: n}
	for _, row := range rows {
		t.Add(Cell{row.Item, row.Option}, row.N)
	}
	return t, nil
}

// SetState opens or closes a session. Closing is exact: a submission is either
// counted in the final figures or refused. Setting the state that it has
// changes nothing. A closing that was set for later is forgotten.
func (s *Store) SetState(ctx context.Context, sessionID int64, state State) error {
	_, err := s.setState(ctx, sessionID, state, func(t *turnoutRow) bool { return t.State != state })
	return err
}

// setState is SetState for a session whose turnout meets the condition.
func (s *Store) setState(ctx context.Context, sessionID int64, state State, meets func(t *turnoutRow) bool) (changed bool, err error) {
	err = s.tx(ctx, func(tx *gorm.DB) error {
		t, err := s.lockTurnout(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		if changed = meets(t); !changed {
			return nil
		}
		if t.Expired {
			return Errorf(CodeConflict, "the answers of the session have been deleted")
		}
		session, event, err := sessionAndEvent(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		t.State, t.Closes = state, nil
		if state == StateClosed {
			if err := t.finish(event.MinGroup, func() (Tally, error) { return tally(ctx, tx, t.SessionID, t.N) }); err != nil {
				return err
			}
		}
		if err := saveTurnout(ctx, tx, t); err != nil {
			return err
		}
		return s.refreshPool(ctx, tx, session.FormID, event.MinGroup)
	})
	if err != nil {
		return false, fmt.Errorf("set the state of a session: %w", err)
	}
	if changed {
		s.committed(sessionID)
	}
	return changed, nil
}

func sessionAndEvent(ctx context.Context, tx *gorm.DB, sessionID int64) (Session, Event, error) {
	session, err := gorm.G[Session](tx).Raw(selectSessions+"WHERE sessions.id = ?", sessionID).Take(ctx)
	if err != nil {
		return Session{}, Event{}, found(err, "session")
	}
	event, err := gorm.G[Event](tx).Where("id = ?", session.EventID).Take(ctx)
	return session, event, found(err, "event")
}
