package forms

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
)

const (
	// settleRows bounds one transaction of the sweeper: a few milliseconds, for
	// which answers wait.
	settleRows = 500
	// settleBudget bounds the settling of one sweep, so that under load it
	// takes a few hundredths of the writer's time. What is left comes next.
	settleBudget = 25 * time.Millisecond
	// settleAtClose bounds the settling when the store closes.
	settleAtClose = 5 * time.Second
)

// place is where rows of one owner lie. Tables whose rows come from people one
// by one have such places.
type place struct {
	table string
	owner string // column
	key   string // the rest of the primary key
	id    int64  // of the owner
}

// sessionPlaces are the places to which an answer to a session adds rows.
func sessionPlaces(sessionID int64) []place {
	return []place{
		{"responses", "session_id", "id", sessionID},
		{"comments", "session_id", "id", sessionID},
		{"tallies", "session_id", "item, option", sessionID},
	}
}

func withdrawnPlace(sessionID int64) place { return place{"withdrawn", "session_id", "id", sessionID} }

// podiumPlaces are the places to which what phones do at a podium adds rows.
func podiumPlaces(sessionID int64) []place {
	return []place{
		{"podium_questions", "session_id", "id", sessionID},
		{"podium_votes", "session_id", "question, id", sessionID},
	}
}

func contactPlace(eventID int64) place { return place{"contacts", "event_id", "id", eventID} }

// loosenAll has the rows of all sessions and events laid anew: which of them had
// not been is not known after an unclean end.
func (s *Store) loosenAll(ctx context.Context) error {
	var sessions, events []int64
	db := s.r.WithContext(ctx)
	err := errors.Join(db.Raw("SELECT id FROM sessions").Scan(&sessions).Error, db.Raw("SELECT id FROM events").Scan(&events).Error)
	if err != nil {
		return fmt.Errorf("find the rows that are to be laid anew: %w", err)
	}
	var places []place
	for _, id := range sessions {
		places = append(append(append(places, sessionPlaces(id)...), podiumPlaces(id)...), withdrawnPlace(id))
	}
	for _, id := range events {
		places = append(places, contactPlace(id))
	}
	s.sweeper.loosen(places...)
	return nil
}

// progress is how far a place has been settled.
type progress struct {
	begun bool
	after []any // key of the last row that has been, nil for none
	again bool  // rows have come since it was begun
}

// loosen notes that rows have been inserted into the places.
func (w *sweeper) loosen(places ...place) {
	w.mu.Lock()
	for _, p := range places {
		state, known := w.loose[p]
		state.again = known && state.begun
		w.loose[p] = state
	}
	w.mu.Unlock()
	w.poke()
}

func (w *sweeper) unsettled() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.loose) > 0
}

// next returns a place that is to be settled.
func (w *sweeper) next() (place, []any, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for p, state := range w.loose {
		state.begun = true
		w.loose[p] = state
		return p, state.after, true
	}
	return place{}, nil, false
}

// settled notes how far a place has been; after is nil at its end.
func (w *sweeper) settled(p place, after []any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	state := w.loose[p]
	switch {
	case after != nil:
		state.after = after
	case state.again:
		state = progress{}
	default:
		delete(w.loose, p)
		return
	}
	w.loose[p] = state
}

// settle inserts rows anew in the order of their keys, until all are or the
// budget is spent. A page keeps cells in the order in which they came, which is
// that of the people; afterwards it is that of random keys.
func (w *sweeper) settle(ctx context.Context, budget time.Duration) error {
	for end := time.Now().Add(budget); time.Now().Before(end); {
		p, after, any := w.next()
		if !any {
			return nil
		}
		err := w.store.w.WithContext(ctx).Transaction(func(tx *gorm.DB) error { // tx would poke
			var err error
			if w.store.postgres() {
				after, err = p.move(tx, after)
			} else {
				after, err = p.settle(tx, after)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("settle %s: %w", p.table, err)
		}
		w.settled(p, after)
	}
	return nil
}

// settle takes out the next rows behind a key, puts them back in order and
// returns the key of the last, nil at the end.
func (p *place) settle(tx *gorm.DB, after []any) ([]any, error) {
	where, args := p.owner+" = ?", []any{p.id}
	keys := strings.Count(p.key, ",") + 1
	key, value := p.key, "?"
	if keys > 1 {
		key, value = "("+key+")", "( "+placeholders("?", keys)+")" // GORM spreads a []byte right behind a parenthesis
	}
	if after != nil {
		where += " AND " + key + " > " + value
		args = append(args, after...)
	}
	// The key comes first, to be known whatever columns there are.
	columns, values, err := readAll(tx, fmt.Sprintf("SELECT %s, * FROM %s WHERE %s ORDER BY %s LIMIT %d", p.key, p.table, where, p.key, settleRows), args)
	if err != nil || len(values) == 0 {
		return nil, err
	}
	last := values[len(values)-1][:keys]
	if err := tx.Exec("DELETE FROM "+p.table+" WHERE "+where+" AND "+key+" <= "+value, append(args, last...)...).Error; err != nil {
		return nil, err
	}
	perRow := columns - keys
	var rows []any
	for _, row := range values {
		rows = append(rows, row[keys:]...)
	}
	group := "(" + placeholders("?", perRow) + ")"
	if err := chunked(rows, perRow, func(chunk []any) error {
		return tx.Exec("INSERT INTO "+p.table+" VALUES "+placeholders(group, len(chunk)/perRow), chunk...).Error
	}); err != nil {
		return nil, err
	}
	if len(values) < settleRows {
		return nil, nil
	}
	return last, nil
}

// readAll returns the number of columns and the rows of a query, as they are stored.
func readAll(tx *gorm.DB, query string, args []any) (columns int, values [][]any, err error) {
	rows, err := tx.Raw(query, args...).Rows()
	if err != nil {
		return 0, nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return 0, nil, err
	}
	for rows.Next() {
		row, into := make([]any, len(names)), make([]any, len(names))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return 0, nil, err
		}
		values = append(values, row)
	}
	return len(names), values, rows.Err()
}
