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
		if err := s.remark(tx, t.SessionID, m, form, &added); err != nil {
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

// remark gives all rows of a session with one mark another, and adds those that
// become shown to a tally. The sweeper lays the rows anew: where a row lies in its
// page must not tell when it was shown.
func (s *Store) remark(tx *gorm.DB, sessionID int64, m disclosure.Move, form *Form, added *Tally) error {
	marked := " AND mark = ?"
	if m.From.Waits() {
		marked = waitingMark
	}
	if m.Shows() {
		if err := countRows(tx, sessionID, form, func(mark disclosure.Mark) *Tally { return added }, marked, m.From); err != nil {
			return err
		}
	}
	s.sweeper.loosen(sessionPlaces(sessionID)...)
	update := " SET mark = ? WHERE session_id = ?" + marked
	if err := tx.Exec("UPDATE responses"+update, m.To, sessionID, m.From).Error; err != nil {
		return err
	}
	return tx.Exec("UPDATE comments"+update, ofComment(m.To), sessionID, m.From).Error
}

// ofComment returns the mark of a comment that came with a response under a mark.
// All that are shown have one.
func ofComment(m disclosure.Mark) disclosure.Mark {
	if m.Waits() {
		return m
	}
	return disclosure.Shown
}

// countRows counts the rows of a session that meet a condition into the tallies
// of their marks.
func countRows(tx *gorm.DB, sessionID int64, form *Form, into func(disclosure.Mark) *Tally, where string, args ...any) error {
	args = append([]any{sessionID}, args...)
	var mark disclosure.Mark
	var text string
	err := eachRow(tx, "SELECT mark, answers FROM responses WHERE session_id = ? "+where, func(rows *sql.Rows) error {
		if err := rows.Scan(&mark, &text); err != nil {
			return err
		}
		answers, err := answersOf(text)
		into(mark).N++
		into(mark).addMarks(form.Marks(answers))
		return err
	}, args...)
	if err != nil {
		return err
	}
	// That a text was written is counted from the comments; nothing else links
	// them to a response.
	return eachRow(tx, "SELECT mark, item FROM comments WHERE session_id = ? "+where, func(rows *sql.Rows) error {
		err := rows.Scan(&mark, &text)
		into(mark).addMarks([]Cell{{text, CellAnswered}})
		return err
	}, args...)
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
