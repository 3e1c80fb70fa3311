package forms

import (
	"context"
	"fmt"
	"maps"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"resonanz/forms/disclosure"
)

// Turnout is how many answered a session.
type Turnout struct {
	SessionID int64
	State     State
	// N is the number of responses, as it may be told: it rises with every
	// response, and falls only when something new is shown or the session closes.
	N         int
	Simulated int       // of the stored responses, made by a rehearsal
	Revision  int64     // grows with every change that somebody may see
	Closes    time.Time // when the session closes by itself, UTC; zero if it does not
	Doubt     Doubt     // why nothing more is shown for now
	// Missing is how many more responses it takes until there are figures of an
	// open session, 0 if there are some, or none come before closing or in doubt.
	Missing int
	// Withdrawn counts the responses in the figures of a closed session that
	// were withdrawn, NotIncluded the stored ones that are not in its figures.
	// Both are 0 while it has no figures, is not closed or in doubt.
	Withdrawn   int
	NotIncluded int
}

// Release is the state of a session's tally that is shown: see package
// disclosure. A conditional item is there as it was when it was last shown, and
// tells how many had been asked (CellAsked) only if that was with this state.
type Release struct {
	Tally Tally
}

// rules returns what the event has chosen to show.
func (e *Event) rules() disclosure.Rules {
	return disclosure.Rules{K: e.MinGroup, AfterClosing: e.Figures == FiguresAfterClosing}
}

// turnoutRow is a session's state and turnout, and how many of its people are
// shown.
type turnoutRow struct {
	SessionID int64 `gorm:"primaryKey;autoIncrement:false"`
	State     State
	N         int // stored responses
	Simulated int
	Revision  int64
	Expired   bool // the rows have been deleted; what was counted stays
	Closes    *time.Time
	Doubt     Doubt
	Trusted   int // responses when somebody last ended a doubt

	disclosure.Session `gorm:"embedded"`
}

// TableName returns the table of turnouts.
func (turnoutRow) TableName() string { return "turnouts" }

func newTurnout(sessionID int64, state State) turnoutRow {
	return turnoutRow{SessionID: sessionID, State: state, Session: disclosure.Session{Arriving: disclosure.Odd}}
}

func (t *turnoutRow) turnout(rules disclosure.Rules) Turnout {
	turnout := Turnout{SessionID: t.SessionID, State: t.State, N: t.Turnout(), Simulated: t.Simulated, Revision: t.Revision, Doubt: t.Doubt}
	if t.Closes != nil {
		turnout.Closes = t.Closes.UTC()
	}
	switch {
	case t.Doubt != NoDoubt:
	case t.State != StateClosed:
		turnout.Missing = t.Missing(rules)
	case t.Named:
		turnout.Withdrawn, turnout.NotIncluded = t.Withdrawn, t.Waiting()
	}
	return turnout
}

// releaseRow is what is counted of a session's shown people. It is there even
// while they are shown in a pool only.
type releaseRow struct {
	SessionID int64                `gorm:"primaryKey;autoIncrement:false"`
	Tally     Tally                `gorm:"serializer:json;type:text"`
	Items     map[string]itemState `gorm:"serializer:json;type:text"` // of conditional items
	// Earlier is what is shown instead until there is a new state: it was
	// counted item by item, by an older version of the program.
	Earlier *Tally `gorm:"serializer:json;type:text"`
}

// TableName returns the table of releases.
func (releaseRow) TableName() string { return "releases" }

// itemState is the state of a conditional item that was last shown.
type itemState struct {
	Cells map[string]int `json:"cells"`
	Own   bool           `json:"own,omitempty"`  // the session itself has shown it, not a pool
	Past  bool           `json:"past,omitempty"` // the session has shown something newer since
}

// readRelease returns the session's release, an empty one if there is none.
func readRelease(ctx context.Context, db *gorm.DB, sessionID int64) (releaseRow, error) {
	rows, err := readReleases(ctx, db, []int64{sessionID})
	return rows[sessionID], err
}

// readReleases returns the releases of sessions, empty ones where there are none.
func readReleases(ctx context.Context, db *gorm.DB, sessionIDs []int64) (map[int64]releaseRow, error) {
	found, err := gorm.G[releaseRow](db).Where("session_id IN ?", sessionIDs).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read releases: %w", err)
	}
	rows := make(map[int64]releaseRow, len(sessionIDs))
	for _, id := range sessionIDs {
		rows[id] = releaseRow{SessionID: id}
	}
	for _, row := range found {
		rows[row.SessionID] = row
	}
	return rows, nil
}

func saveRelease(ctx context.Context, tx *gorm.DB, row *releaseRow) error {
	return saveReleases(ctx, tx, []releaseRow{*row})
}

func saveReleases(ctx context.Context, tx *gorm.DB, rows []releaseRow) error {
	if len(rows) == 0 {
		return nil
	}
	if err := gorm.G[releaseRow](tx, clause.OnConflict{UpdateAll: true}).CreateInBatches(ctx, &rows, rowsPerInsert); err != nil {
		return fmt.Errorf("save releases: %w", err)
	}
	return nil
}

// shown returns what may be shown as the session's own, as the form asks.
func (r *releaseRow) shown(form *Form) *Release {
	if r.Earlier != nil {
		return &Release{Tally: *r.Earlier}
	}
	t := Tally{N: r.Tally.N, Cells: maps.Clone(r.Tally.Cells)}
	for _, item := range form.conditional() {
		state := r.Items[item.Key]
		cells := map[string]int{}
		if state.Own {
			cells = maps.Clone(state.Cells)
		}
		if state.Past {
			delete(cells, CellAsked)
		}
		if n := t.Cells[item.Key][CellAnswered]; item.Kind.IsText() && n > 0 { // as its comments
			cells[CellAnswered] = n
		}
		delete(t.Cells, item.Key)
		if len(cells) > 0 {
			t.Cells[item.Key] = cells
		}
	}
	return &Release{Tally: t}
}

// follow has the conditional items follow the tally as far as they may.
func (r *releaseRow) follow(form *Form, moves func(asked, before int) bool) {
	for _, item := range form.conditional() {
		now, state := r.Tally.Cells[item.Key], r.Items[item.Key]
		state.Past = true
		if moves(now[CellAsked], state.Cells[CellAsked]) {
			state = itemState{Cells: maps.Clone(now), Own: true}
		}
		r.setItem(item.Key, state)
	}
}

func (r *releaseRow) setItem(key string, state itemState) {
	if r.Items == nil {
		r.Items = map[string]itemState{}
	}
	r.Items[key] = state
}

// conditional returns the items of which not everybody is asked.
func (f *Form) conditional() []Item {
	p := f.planned()
	var items []Item
	for i := range p.items {
		if p.conditions[p.items[i].Question.Key] != nil {
			items = append(items, p.items[i])
		}
	}
	return items
}

// turnoutRows are turnouts by session id, locked by the transaction that read
// them.
type turnoutRows map[int64]*turnoutRow

// withPools finds the turnouts of sessions, and of those that share a pool with
// one of them that has not shown itself: it may leave the pool, which changes
// the others.
const withPools = `session_id IN ? OR session_id IN (SELECT others.id FROM turnouts AS pooled
	JOIN sessions ON sessions.id = pooled.session_id JOIN sessions AS others ON others.form_id = sessions.form_id
	WHERE pooled.session_id IN ? AND pooled.shown > 0 AND NOT pooled.named)`

// lockTurnouts reads the turnouts of the sessions, and of those with which they
// share a pool, and keeps other writers from them until the transaction ends. It
// locks in the order of the ids, and a transaction locks all that it needs at
// once: two of them would wait for each other otherwise.
func (s *Store) lockTurnouts(ctx context.Context, tx *gorm.DB, sessionIDs []int64) (turnoutRows, error) {
	rows, err := gorm.G[turnoutRow](tx, s.locking()...).Where(withPools, sessionIDs, sessionIDs).Order("session_id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("lock turnouts: %w", err)
	}
	turnouts := make(turnoutRows, len(rows))
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
	return turnouts.of(sessionID)
}

// lockProgramme is lockTurnouts for all sessions of the event of one, whose
// turnout it returns as well.
func (s *Store) lockProgramme(ctx context.Context, tx *gorm.DB, sessionID int64) (*turnoutRow, turnoutRows, error) {
	var ids []int64
	err := tx.Raw("SELECT id FROM sessions WHERE event_id = (SELECT event_id FROM sessions WHERE id = ?)", sessionID).Scan(&ids).Error
	if err != nil {
		return nil, nil, fmt.Errorf("read the sessions of an event: %w", err)
	}
	turnouts, err := s.lockTurnouts(ctx, tx, ids)
	if err != nil {
		return nil, nil, err
	}
	t, err := turnouts.of(sessionID)
	return t, turnouts, err
}

// of returns the turnout of the session, or CodeNotFound.
func (rows turnoutRows) of(sessionID int64) (*turnoutRow, error) {
	if t := rows[sessionID]; t != nil {
		return t, nil
	}
	return nil, Errorf(CodeNotFound, "no session")
}

// saveTurnouts saves turnouts that the transaction has locked, in one statement:
// each is a good part of what an answer costs.
func saveTurnouts(ctx context.Context, tx *gorm.DB, turnouts ...*turnoutRow) error {
	if len(turnouts) == 0 {
		return nil
	}
	rows := make([]turnoutRow, len(turnouts))
	for i, t := range turnouts {
		t.Revision++
		rows[i] = *t
	}
	if err := gorm.G[turnoutRow](tx, clause.OnConflict{UpdateAll: true}).CreateInBatches(ctx, &rows, rowsPerInsert); err != nil {
		return fmt.Errorf("save turnouts: %w", err)
	}
	return nil
}

// raiseTurnout says that something of the session changes that somebody may see.
func raiseTurnout(ctx context.Context, tx *gorm.DB, sessionID int64) error {
	_, err := gorm.G[turnoutRow](tx).Where("session_id = ?", sessionID).Update(ctx, "revision", gorm.Expr("revision + 1"))
	return err
}
