package forms

import (
	"context"
	"database/sql"
	"fmt"

	"gorm.io/gorm"

	"resonanz/forms/disclosure"
)

// show does what a change of a session asks for: it moves rows and counts those
// that become shown. moves says whether a conditional item moves along. The
// turnout is for the caller to save; those of its pool are locked.
func (s *Store) show(ctx context.Context, tx *gorm.DB, t *turnoutRow, form *Form, c disclosure.Change, locked turnoutRows, moves func(asked, before int) bool) error {
	release, err := s.shift(ctx, tx, t, form, c, locked)
	if err != nil || release == nil {
		return err
	}
	release.follow(form, moves)
	return saveRelease(ctx, tx, release)
}

// shift is show without the conditional items. It returns the release if there
// is a new state, for the caller to save.
func (s *Store) shift(ctx context.Context, tx *gorm.DB, t *turnoutRow, form *Form, c disclosure.Change, locked turnoutRows) (*releaseRow, error) {
	if c.Unpools {
		if err := s.hidePool(ctx, tx, form.ID, t.SessionID, locked); err != nil {
			return nil, err
		}
	}
	added := Tally{}
	for _, m := range c.Moves {
		if err := s.move(tx, m, moving{t.SessionID, form, &added}); err != nil {
			return nil, fmt.Errorf("move rows: %w", err)
		}
	}
	if !c.New && !c.Leave {
		return nil, nil
	}
	release, err := readRelease(ctx, tx, t.SessionID)
	if err != nil {
		return nil, err
	}
	return &release, release.add(tx, t, form, added, c.Leave)
}

// add counts people who become shown. If others leave, the rows are counted anew.
func (r *releaseRow) add(tx *gorm.DB, t *turnoutRow, form *Form, added Tally, leave bool) error {
	if r.Earlier != nil { // what those who withdrew had said is not known any more
		r.Earlier = nil
		t.Leave()
	}
	if !leave {
		r.Tally.AddTally(added)
		return nil
	}
	counts, err := recount(tx, t.SessionID, form)
	r.Tally = counts.shown()
	return err
}

// waitingMark is true of the rows with one of the marks of those that wait. In
// these words SQLite looks for them in the index that lists them alone
// (migration 6): the plus keeps it from thinking the primary key as good.
const waitingMark = " AND +mark = ? AND mark BETWEEN 2 AND 3"

// moving is a session of which rows move. Those that become shown are added to a
// tally, as the form counts them.
type moving struct {
	sessionID int64
	form      *Form
	shown     *Tally
}

// move gives all rows of sessions with one mark another. The sweeper lays the rows
// anew: where a row lies in its page must not tell when it was shown.
func (s *Store) move(tx *gorm.DB, m disclosure.Move, sessions ...moving) error {
	ids, byID := make([]int64, len(sessions)), make(map[int64]moving, len(sessions))
	for i, session := range sessions {
		ids[i], byID[session.sessionID] = session.sessionID, session
		s.sweeper.loosen(sessionPlaces(session.sessionID)...)
	}
	marked := " AND mark = ?"
	if m.From.Waits() {
		marked = waitingMark
	}
	// Those that become shown are counted as they move: looking for them first
	// would be a search more.
	update := func(table string, to disclosure.Mark, columns string, count func(rows *sql.Rows) error) error {
		statement, args := "UPDATE "+table+" SET mark = ? WHERE session_id IN ?"+marked, []any{to, ids, m.From}
		if !m.Shows() {
			return tx.Exec(statement, args...).Error
		}
		return eachRow(tx, statement+" RETURNING "+columns, count, args...)
	}
	of := func(sessionID int64, _ disclosure.Mark) (*Form, *Tally) {
		return byID[sessionID].form, byID[sessionID].shown
	}
	if err := update("responses", m.To, responseColumns, countResponse(of)); err != nil {
		return err
	}
	return update("comments", ofComment(m.To), commentColumns, countComment(of))
}

// ofComment returns the mark of a comment that came with a response under a mark.
// All that are shown have one.
func ofComment(m disclosure.Mark) disclosure.Mark {
	if m.Waits() {
		return m
	}
	return disclosure.Shown
}

// The columns that are counted of a row.
const (
	responseColumns = "session_id, mark, answers"
	commentColumns  = "session_id, mark, item"
)

// counter returns the form and the tally by which rows of a session with a mark
// are counted.
type counter func(sessionID int64, m disclosure.Mark) (*Form, *Tally)

// countRows counts the rows of a session that meet a condition.
func countRows(tx *gorm.DB, sessionID int64, of counter, where string, args ...any) error {
	args = append([]any{sessionID}, args...)
	err := eachRow(tx, "SELECT "+responseColumns+" FROM responses WHERE session_id = ? "+where, countResponse(of), args...)
	if err != nil {
		return err
	}
	return eachRow(tx, "SELECT "+commentColumns+" FROM comments WHERE session_id = ? "+where, countComment(of), args...)
}

// countResponse returns what counts a response.
func countResponse(of counter) func(rows *sql.Rows) error {
	return func(rows *sql.Rows) error {
		var sessionID int64
		var mark disclosure.Mark
		var text string
		if err := rows.Scan(&sessionID, &mark, &text); err != nil {
			return err
		}
		answers, err := answersOf(text)
		form, tally := of(sessionID, mark)
		tally.N++
		tally.addMarks(form.Marks(answers))
		return err
	}
}

// countComment returns what counts a comment. That a text was written is counted
// from the comments; nothing else links them to a response.
func countComment(of counter) func(rows *sql.Rows) error {
	return func(rows *sql.Rows) error {
		var sessionID int64
		var mark disclosure.Mark
		var item string
		if err := rows.Scan(&sessionID, &mark, &item); err != nil {
			return err
		}
		_, tally := of(sessionID, mark)
		tally.Add(Cell{item, CellAnswered}, 1)
		return nil
	}
}

func (t *Tally) addMarks(marks []Cell) {
	for _, cell := range marks {
		t.Add(cell, 1)
	}
}

func eachRow(tx *gorm.DB, query string, f func(rows *sql.Rows) error, args ...any) error {
	rows, err := tx.Raw(query, args...).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
