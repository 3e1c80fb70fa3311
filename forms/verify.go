package forms

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"gorm.io/gorm"
)

// Difference is a figure that does not agree with a recount of the rows.
type Difference struct {
	SessionID int64
	Cell      Cell // the zero Cell stands for the number of responses
	Stored    int
	Recounted int
}

// Verify recounts every tally and turnout from the stored responses and
// comments and returns what does not agree: nothing, unless something other
// than Resonanz has written to the database.
func (s *Store) Verify(ctx context.Context) ([]Difference, error) {
	var differences []Difference
	err := s.snapshot(ctx, func(tx *gorm.DB) error {
		sessions, err := gorm.G[Session](tx).Raw(selectSessions + "ORDER BY sessions.id").Find(ctx)
		if err != nil {
			return err
		}
		for i := range sessions {
			found, err := s.verify(ctx, tx, &sessions[i])
			if err != nil {
				return fmt.Errorf("session %d: %w", sessions[i].ID, err)
			}
			differences = append(differences, found...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	return differences, nil
}

func (s *Store) verify(ctx context.Context, tx *gorm.DB, session *Session) ([]Difference, error) {
	turnout, err := gorm.G[turnoutRow](tx).Where("session_id = ?", session.ID).Take(ctx)
	if err != nil {
		return nil, found(err, "turnout")
	}
	stored, err := tally(ctx, tx, session.ID, turnout.N)
	if err != nil {
		return nil, err
	}
	copies, err := s.recount(ctx, tx, session, turnout.ReleaseNo, turnout.HeldNo)
	if err != nil {
		return nil, err
	}
	wrong := differences(session.ID, stored, copies[2])
	if turnout.Held != nil {
		wrong = append(wrong, differences(session.ID, *turnout.Held, copies[1])...)
	}
	return wrong, nil
}

func differences(sessionID int64, stored, recounted Tally) []Difference {
	var wrong []Difference
	if stored.N != recounted.N {
		wrong = append(wrong, Difference{sessionID, Cell{}, stored.N, recounted.N})
	}
	both := Tally{}
	both.AddTally(stored)
	both.AddTally(recounted)
	for item, options := range both.Cells {
		for option := range options {
			if a, b := stored.Count(item, option), recounted.Count(item, option); a != b {
				wrong = append(wrong, Difference{sessionID, Cell{item, option}, a, b})
			}
		}
	}
	slices.SortFunc(wrong, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Cell.Item, b.Cell.Item), cmp.Compare(a.Cell.Option, b.Cell.Option))
	})
	return wrong
}

// recount counts a session's rows: those in the copy with the number
// releaseNo, those in the copy with the number heldNo, and all of them.
func (s *Store) recount(ctx context.Context, tx *gorm.DB, session *Session, releaseNo, heldNo int) ([3]Tally, error) {
	var copies [3]Tally
	bounds := [3]int{releaseNo, heldNo, math.MaxInt}
	form, err := s.form(ctx, tx, session)
	if err != nil {
		return copies, err
	}
	add := func(no, people int, marks []Cell) {
		for i := range copies {
			if no > bounds[i] {
				continue
			}
			copies[i].N += people
			for _, cell := range marks {
				copies[i].Add(cell, 1)
			}
		}
	}
	if err := eachRow(tx, "SELECT held_no, answers FROM responses WHERE session_id = ?", session.ID, func(no int, text string) error {
		answers, err := answersOf(text)
		add(no, 1, form.Marks(answers))
		return err
	}); err != nil {
		return copies, err
	}
	// That a text was written is counted from the comments; nothing else links
	// them to a response.
	return copies, eachRow(tx, "SELECT held_no, item FROM comments WHERE session_id = ?", session.ID, func(no int, item string) error {
		add(no, 0, []Cell{{item, CellAnswered}})
		return nil
	})
}

func eachRow(tx *gorm.DB, query string, sessionID int64, f func(no int, text string) error) error {
	rows, err := tx.Raw(query, sessionID).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var no int
		var text string
		if err := rows.Scan(&no, &text); err != nil {
			return err
		}
		if err := f(no, text); err != nil {
			return err
		}
	}
	return rows.Err()
}
