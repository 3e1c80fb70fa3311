package forms

import (
	"cmp"
	"context"
	"fmt"
	"maps"
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
// than Resonanz has written to the database. Of sessions whose rows have been
// deleted after their time there is nothing to recount: see Expired.
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
	if turnout.Expired {
		return nil, nil
	}
	stored, err := tally(ctx, tx, session.ID, turnout.N)
	if err != nil {
		return nil, err
	}
	recounted, err := s.recount(ctx, tx, session, turnout.Held.moments(turnout.HeldNo)...)
	if err != nil {
		return nil, err
	}
	wrong := differences(session.ID, stored, *recounted[whole])
	held := recounted.copy(turnout.Held, turnout.HeldNo)
	return append(wrong, differences(session.ID, turnout.Held.counted(), held.counted())...), nil
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

// whole is the moment after all that has been stored.
const whole = math.MaxInt

// recounts are tallies of a session by moment, the number of a held copy.
type recounts map[int]*Tally

// recount counts a session's rows as they stood at each of the moments, and as
// they stand now.
func (s *Store) recount(ctx context.Context, tx *gorm.DB, session *Session, moments ...int) (recounts, error) {
	form, err := s.form(ctx, tx, session)
	if err != nil {
		return nil, err
	}
	counts := recounts{whole: {}}
	for _, moment := range moments {
		counts[moment] = &Tally{}
	}
	add := func(no, people int, marks []Cell) {
		for moment, t := range counts {
			if no > moment {
				continue
			}
			t.N += people
			for _, cell := range marks {
				t.Add(cell, 1)
			}
		}
	}
	if err := eachRow(tx, "SELECT held_no, answers FROM responses WHERE session_id = ?", session.ID, func(no int, text string) error {
		answers, err := answersOf(text)
		add(no, 1, form.Marks(answers))
		return err
	}); err != nil {
		return nil, err
	}
	// That a text was written is counted from the comments; nothing else links
	// them to a response.
	return counts, eachRow(tx, "SELECT held_no, item FROM comments WHERE session_id = ?", session.ID, func(no int, item string) error {
		add(no, 0, []Cell{{item, CellAnswered}})
		return nil
	})
}

// copy returns the copy as it would be if it were taken again, its items at the
// same moments.
func (r recounts) copy(c tallyCopy, no int) tallyCopy {
	again := tallyCopy{N: r[no].N}
	for item, i := range c.Items {
		again.set(item, itemCopy{No: i.No, N: r[i.No].N, Cells: maps.Clone(r[i.No].Cells[item]), AskedHidden: i.AskedHidden, AskedTold: i.AskedTold})
	}
	return again
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
