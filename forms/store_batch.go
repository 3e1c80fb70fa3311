package forms

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"resonanz/forms/disclosure"
)

// commit stores a batch in one transaction and returns a result per request.
func (s *Store) commit(ctx context.Context, batch []*request) ([]result, error) {
	submissions, acts := splitActs(batch)
	b := newBatch(s, submissions, acts)
	if err := s.tx(ctx, func(tx *gorm.DB) error { return b.write(ctx, tx) }); err != nil {
		return nil, err
	}
	for _, id := range b.crowded { // the row of an event is locked before those of its turnouts, hence only now
		if err := s.changeSession(ctx, id, func(*gorm.DB) error { return nil }); err != nil {
			s.log.ErrorContext(ctx, "tell of a doubt", "error", err)
		}
	}
	if len(b.counted) > 0 {
		for id := range b.counted {
			s.sweeper.loosen(sessionPlaces(id)...)
		}
		s.committed(slices.Collect(maps.Keys(b.counted))...)
	}
	if len(b.changed) > 0 {
		for _, id := range b.changed {
			s.sweeper.loosen(podiumPlaces(id)...)
		}
		s.committed(b.changed...)
	}
	return b.results, nil
}

// batch is the work of one intake transaction.
type batch struct {
	*Store
	requests   []*request // submissions
	acts       []*request // what phones do at podiums
	results    []result   // of the requests, then of the acts
	sessions   []int64    // ids, ascending
	turnouts   turnoutRows
	fresh      []*request                 // inserted for the first time
	repeated   []int                      // indexes of requests that inserted nothing
	counted    map[int64]*arrivals        // by session
	arrivals   []*arrivals                // the same, in the order of the requests
	marks      map[markKey]int            // what the inserted responses add
	rules      map[int64]disclosure.Rules // by session
	forms      map[int64]int64            // session id → form id
	passes     passes
	headcounts map[int64]int // session id → people present, 0 if not known
	crowded    []int64       // ids of sessions that have come into doubt
	changed    []int64       // ids of sessions whose podium has changed
}

type markKey struct {
	sessionID int64
	Cell
}

func newBatch(s *Store, requests, acts []*request) *batch {
	b := &batch{Store: s, requests: requests, acts: acts, results: make([]result, len(requests)+len(acts)), counted: map[int64]*arrivals{}, marks: map[markKey]int{}}
	for _, r := range slices.Concat(requests, acts) {
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
	if err := b.passes.read(ctx, tx, slices.Concat(b.requests, b.acts)); err != nil {
		return fmt.Errorf("read passes: %w", err)
	}
	if err := b.accept(tx); err != nil {
		return fmt.Errorf("look for responses: %w", err)
	}
	if err := b.insertRows(tx); err != nil {
		return fmt.Errorf("insert responses: %w", err)
	}
	if err := b.passes.spend(ctx, tx, b.fresh); err != nil {
		return fmt.Errorf("spend passes: %w", err)
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
	if err := b.show(ctx, tx); err != nil {
		return err
	}
	return b.writeActs(ctx, tx)
}

// readSessions reads, under the lock, what import may change.
func (b *batch) readSessions(tx *gorm.DB) error {
	var rows []struct {
		ID, FormID int64
		EventID    int64
		MinGroup   int
		Figures    FigureMode
		Passes     bool

		Kind           SessionKind
		Headcount      int
		EventHeadcount int
	}
	err := tx.Raw(`SELECT sessions.id, sessions.form_id, sessions.event_id, events.min_group, events.figures, events.passes,
			sessions.kind, sessions.headcount, events.headcount AS event_headcount FROM sessions
		JOIN events ON events.id = sessions.event_id WHERE sessions.id IN ?`, b.sessions).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("read sessions: %w", err)
	}
	b.rules, b.forms, b.passes.asked, b.headcounts = map[int64]disclosure.Rules{}, map[int64]int64{}, map[int64]int64{}, map[int64]int{}
	for _, row := range rows {
		event := Event{MinGroup: row.MinGroup, Figures: row.Figures, Headcount: row.EventHeadcount}
		session := Session{Kind: row.Kind, Headcount: row.Headcount}
		b.rules[row.ID], b.forms[row.ID] = event.rules(), row.FormID
		if row.Passes {
			b.passes.asked[row.ID] = row.EventID
		} else { // codes are not given out to more people than there are
			b.headcounts[row.ID] = session.Present(&event)
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
	case t.State == StateClosed, t.Closes != nil && !t.Closes.After(b.now()): // its time has come, and nobody has looked yet
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

// accept finds out what is new. A token that came before is acknowledged even when
// the session has closed since: the phone only wants to hear again what it
// missed.
func (b *batch) accept(tx *gorm.DB) error {
	stored, err := b.storedKeys(tx)
	if err != nil {
		return err
	}
	for i, r := range b.requests {
		key := rowKey{r.SessionID, r.Token.responseID()}
		if stored[key] || b.refusal(r) != nil {
			b.repeated = append(b.repeated, i)
			continue
		}
		stored[key] = true // for the rest of the batch
		b.passes.spent[r.passKey()] = true
		b.count(r)
	}
	return nil
}

// storedKeys returns the keys of those responses that are stored already, or have been
// withdrawn. No other writer adds any, as the turnouts are locked.
func (b *batch) storedKeys(tx *gorm.DB) (map[rowKey]bool, error) {
	stored := map[rowKey]bool{}
	for _, session := range b.sessions {
		var ids [][]byte
		for _, r := range b.requests {
			if r.SessionID == session {
				id := r.Token.responseID()
				ids = append(ids, id[:])
			}
		}
		err := eachRow(tx, `SELECT id FROM responses WHERE session_id = ? AND id IN ?
			UNION ALL SELECT id FROM withdrawn WHERE session_id = ? AND id IN ?`, func(rows *sql.Rows) error {
			var id []byte
			err := rows.Scan(&id)
			stored[rowKey{session, rowID(id)}] = true
			return err
		}, session, ids, session, ids)
		if err != nil {
			return nil, err
		}
	}
	return stored, nil
}

// doubted reports whether the session is in doubt, and records it if by now more
// have answered than there are people.
func (b *batch) doubted(t *turnoutRow) bool {
	headcount := b.headcounts[t.SessionID]
	if headcount > 0 { // whoever trusted the session knew better
		headcount = max(headcount, t.Trusted)
	}
	if t.Doubt == NoDoubt && Crowded(t.N-t.Simulated, headcount) {
		t.Doubt = DoubtCrowd
		b.crowded = append(b.crowded, t.SessionID)
	}
	return t.Doubt != NoDoubt
}

func (b *batch) count(r *request) {
	b.fresh = append(b.fresh, r)
	t := b.turnouts[r.SessionID]
	if b.counted[r.SessionID] == nil {
		b.counted[r.SessionID] = newArrivals(t, r.Form)
		b.arrivals = append(b.arrivals, b.counted[r.SessionID])
	}
	t.N++
	if r.Simulated {
		t.Simulated++
	}
	rules := b.rules[r.SessionID]
	if b.doubted(t) {
		rules.AfterClosing = true // answers are counted, and nothing is shown
	}
	b.counted[r.SessionID].add(r, rules)
	for _, cell := range r.Form.Marks(r.Answers) {
		b.marks[markKey{r.SessionID, cell}]++
	}
}

func (b *batch) addMarks(tx *gorm.DB) error {
	args := make([]any, 0, 4*len(b.marks))
	for key, n := range b.marks {
		args = append(args, key.sessionID, key.Item, key.Option, n)
	}
	return addMarks(tx, args)
}

// tallyRow is one cell of a session's tally, of all its stored responses.
type tallyRow struct {
	SessionID int64  `gorm:"primaryKey;autoIncrement:false"`
	Item      string `gorm:"primaryKey"`
	Option    string `gorm:"primaryKey"`
	N         int
}

// TableName returns the table of tallies.
func (tallyRow) TableName() string { return "tallies" }

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
