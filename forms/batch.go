package forms

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"
)

// commit stores a batch in one transaction and returns a result per request.
func (s *Store) commit(ctx context.Context, batch []*request) ([]result, error) {
	b := newBatch(s, batch)
	if err := s.tx(ctx, func(tx *gorm.DB) error { return b.write(ctx, tx) }); err != nil {
		return nil, err
	}
	if len(b.counted) > 0 {
		for id := range b.counted {
			s.sweeper.loosen(sessionPlaces(id)...)
		}
		s.committed(slices.Collect(maps.Keys(b.counted))...)
	}
	return b.results, nil
}

// batch is the work of one intake transaction.
type batch struct {
	*Store
	requests []*request
	results  []result
	sessions []int64 // ids, ascending
	turnouts map[int64]*turnoutRow
	fresh    []*request      // inserted for the first time
	repeated []int           // indexes of requests that inserted nothing
	counted  map[int64]int   // session id → inserted responses
	marks    map[markKey]int // what the inserted responses add
	groups   map[int64]int   // session id → MinGroup
	forms    map[int64]int64 // session id → form id
	passes   passes
}

type markKey struct {
	sessionID int64
	Cell
}

func newBatch(s *Store, requests []*request) *batch {
	b := &batch{Store: s, requests: requests, results: make([]result, len(requests)), counted: map[int64]int{}, marks: map[markKey]int{}}
	for _, r := range requests {
		b.sessions = append(b.sessions, r.SessionID)
	}
	slices.Sort(b.sessions)
	b.sessions = slices.Compact(b.sessions)
	return b
}

func (b *batch) write(ctx context.Context, tx *gorm.DB) error {
	var err error
	if b.turnouts, err = b.lockTurnouts(ctx, tx, b.sessions); err != nil {
		return err
	}
	if err := b.readSessions(tx); err != nil {
		return err
	}
	if err := b.passes.read(tx, b.requests); err != nil {
		return fmt.Errorf("read passes: %w", err)
	}
	if err := b.insertResponses(tx); err != nil {
		return fmt.Errorf("insert responses: %w", err)
	}
	if err := b.passes.spend(tx, b.fresh); err != nil {
		return fmt.Errorf("spend passes: %w", err)
	}
	if err := b.insertComments(tx); err != nil {
		return fmt.Errorf("insert comments: %w", err)
	}
	for _, i := range b.repeated { // after the comments, which they are compared with
		var err error
		if b.results[i], err = b.repetition(tx, b.requests[i]); err != nil {
			return fmt.Errorf("look at a repetition: %w", err)
		}
	}
	if err := b.addMarks(tx); err != nil {
		return fmt.Errorf("add marks: %w", err)
	}
	for id := range b.counted {
		t := b.turnouts[id]
		err := t.advance(b.groups[id], func() (Tally, error) { return tally(ctx, tx, id, t.N) })
		if err == nil {
			err = saveTurnout(ctx, tx, t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readSessions reads, under the lock, what import may change.
func (b *batch) readSessions(tx *gorm.DB) error {
	var rows []struct {
		ID, FormID int64
		EventID    int64
		MinGroup   int
		Passes     bool
	}
	err := tx.Raw(`SELECT sessions.id, sessions.form_id, sessions.event_id, events.min_group, events.passes FROM sessions
		JOIN events ON events.id = sessions.event_id WHERE sessions.id IN ?`, b.sessions).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("read sessions: %w", err)
	}
	b.groups, b.forms, b.passes.asked = map[int64]int{}, map[int64]int64{}, map[int64]int64{}
	for _, row := range rows {
		b.groups[row.ID], b.forms[row.ID] = row.MinGroup, row.FormID
		if row.Passes {
			b.passes.asked[row.ID] = row.EventID
		}
	}
	return nil
}

// refusal returns why a request cannot be stored at all, or nil.
func (b *batch) refusal(r *request) error {
	t := b.turnouts[r.SessionID]
	switch {
	case t == nil:
		return Errorf(CodeNotFound, "no session")
	case t.State == StatePlanned:
		return Errorf(CodeNotOpen, "the session is not open yet")
	case t.State == StateClosed:
		return Errorf(CodeClosed, "the session is closed")
	case b.forms[r.SessionID] != r.Form.ID:
		return Errorf(CodeConflict, "the form has changed")
	}
	return b.passes.refusal(r)
}

type rowKey struct {
	sessionID int64
	id        rowID
}

// insertResponses inserts what is new and finds out what is not. A token that
// is known is acknowledged even when the session has closed since: the phone
// only wants to hear again what it missed.
func (b *batch) insertResponses(tx *gorm.DB) error {
	day := b.now().UTC().Format(time.DateOnly)
	var args []any
	byKey := map[rowKey]int{} // the first request with the key
	for i, r := range b.requests {
		key := rowKey{r.SessionID, r.Token.responseID()}
		if _, again := byKey[key]; again {
			continue
		}
		byKey[key] = i
		if b.refusal(r) != nil {
			continue
		}
		b.passes.spent[r.passKey()] = true // for the rest of the batch
		answers, err := json.Marshal(r.ticks)
		if err != nil {
			return err
		}
		args = append(args, r.SessionID, key.id[:], day, b.turnouts[r.SessionID].HeldNo+1, r.Simulated, string(answers))
	}
	inserted, err := insertNew(tx, args)
	if err != nil {
		return err
	}
	for i, r := range b.requests {
		key := rowKey{r.SessionID, r.Token.responseID()}
		if inserted[key] && byKey[key] == i {
			b.count(r)
			continue
		}
		b.repeated = append(b.repeated, i)
	}
	return nil
}

// insertNew inserts responses, six arguments each, and returns the keys of
// those that were not there before.
func insertNew(tx *gorm.DB, args []any) (map[rowKey]bool, error) {
	inserted := map[rowKey]bool{}
	if len(args) == 0 {
		return inserted, nil
	}
	rows, err := tx.Raw(`INSERT INTO responses (session_id, id, day, held_no, simulated, answers) VALUES `+
		placeholders("(?,?,?,?,?,?)", len(args)/6)+` ON CONFLICT DO NOTHING RETURNING session_id, id`, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key rowKey
		var id []byte
		if err := rows.Scan(&key.sessionID, &id); err != nil {
			return nil, err
		}
		copy(key.id[:], id)
		inserted[key] = true
	}
	return inserted, rows.Err()
}

func (b *batch) count(r *request) {
	b.fresh = append(b.fresh, r)
	b.counted[r.SessionID]++
	t := b.turnouts[r.SessionID]
	t.N++
	t.Pending++
	if r.Simulated {
		t.Simulated++
	}
	for _, cell := range r.Form.Marks(r.Answers) {
		b.marks[markKey{r.SessionID, cell}]++
	}
}

func (b *batch) insertComments(tx *gorm.DB) error {
	var args []any
	n := 0
	for _, r := range b.fresh {
		for _, item := range slices.Sorted(maps.Keys(r.texts)) {
			id := r.Token.commentID(item)
			args = append(args, r.SessionID, id[:], item, b.turnouts[r.SessionID].HeldNo+1, r.Simulated, r.texts[item])
			n++
		}
	}
	return chunked(args, 6, func(chunk []any) error {
		return tx.Exec(`INSERT INTO comments (session_id, id, item, held_no, simulated, body) VALUES `+
			placeholders("(?,?,?,?,?,?)", len(chunk)/6), chunk...).Error
	})
}

func (b *batch) addMarks(tx *gorm.DB) error {
	args := make([]any, 0, 4*len(b.marks))
	for key, n := range b.marks {
		args = append(args, key.sessionID, key.Item, key.Option, n)
	}
	return addMarks(tx, args)
}

// addMarks adds to tally cells: session id, item, option and count each.
func addMarks(tx *gorm.DB, args []any) error {
	return chunked(args, 4, func(chunk []any) error {
		return tx.Exec(`INSERT INTO tallies (session_id, item, option, n) VALUES `+placeholders("(?,?,?,?)", len(chunk)/4)+
			` ON CONFLICT (session_id, item, option) DO UPDATE SET n = tallies.n + excluded.n`, chunk...).Error
	})
}

// rowsPerInsert keeps a multi-row insert well below the 32,766 parameters that
// SQLite binds.
const rowsPerInsert = 1000

// chunked calls f with the arguments of at most rowsPerInsert rows at a time.
func chunked(args []any, perRow int, f func(chunk []any) error) error {
	for chunk := range slices.Chunk(args, perRow*rowsPerInsert) {
		if err := f(chunk); err != nil {
			return err
		}
	}
	return nil
}
