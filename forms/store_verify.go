package forms

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"resonanz/forms/disclosure"
)

// Difference is a figure that does not agree with a recount of the rows.
type Difference struct {
	SessionID int64
	Of        string // "" for what is stored, or which people: shown, left out, held, pending
	Cell      Cell   // the zero Cell stands for the number of responses
	Stored    int
	Recounted int
}

// Verified says what a recount has found.
type Verified struct {
	Differences []Difference
	Inexact     []Turnout // of closed sessions whose figures count withdrawn answers, or not all
}

// Verify recounts every tally, turnout and release from the stored responses and
// comments, each session as of one moment. What is shown may count people who have
// withdrawn, as many as the turnout says, and nobody else beside the rows. There is
// no difference, unless something other than Resonanz has written to the database.
// Of sessions whose rows have been deleted after their time there is nothing to
// recount: see Expired.
func (s *Store) Verify(ctx context.Context) (v Verified, err error) {
	sessions, err := gorm.G[Session](s.r).Raw(selectSessions + "ORDER BY sessions.id").Find(ctx)
	if err != nil {
		return Verified{}, fmt.Errorf("verify: %w", err)
	}
	spool, err := s.newSpool()
	if err != nil {
		return Verified{}, fmt.Errorf("verify: %w", err)
	}
	defer func() { err = errors.Join(err, spool.close()) }()
	if v.Differences, err = podiumDifferences(ctx, s.r); err != nil {
		return Verified{}, fmt.Errorf("verify: %w", err)
	}
	for i := range sessions {
		c, err := s.recountable(ctx, spool, &sessions[i])
		if err == nil {
			err = c.verify(spool, &v)
		}
		if err != nil {
			return Verified{}, fmt.Errorf("verify: session %d: %w", sessions[i].ID, err)
		}
	}
	return v, nil
}

// recountable is what a session says of its rows, which lie in the spool.
type recountable struct {
	turnout turnoutRow
	form    *Form
	stored  Tally
	release releaseRow
}

// recountable fills the spool with the rows of the session and reads what is said of them.
func (s *Store) recountable(ctx context.Context, spool *spool, session *Session) (c recountable, err error) {
	err = spool.of(ctx, session.ID, func(tx *gorm.DB) (err error) {
		if c.turnout, err = gorm.G[turnoutRow](tx).Where("session_id = ?", session.ID).Take(ctx); err != nil {
			return found(err, "turnout")
		}
		if c.form, err = s.form(ctx, tx, session); err != nil {
			return err
		}
		if c.stored, err = tally(ctx, tx, session.ID, c.turnout.N); err != nil {
			return err
		}
		c.release, err = readRelease(ctx, tx, session.ID)
		return err
	})
	return c, err
}

func (c *recountable) verify(spool *spool, v *Verified) error {
	t := &c.turnout
	if told := t.turnout(disclosure.Rules{}); told.Withdrawn+told.NotIncluded > 0 {
		v.Inexact = append(v.Inexact, told)
	}
	if t.Expired {
		return nil
	}
	counts, err := recount(spool.db, t.SessionID, c.form)
	if err != nil {
		return err
	}
	v.Differences = append(v.Differences, differences(t.SessionID, c.stored, counts.all())...)
	for _, people := range []struct {
		of                string
		stored, recounted int
	}{
		{"shown", t.Readable(), counts[disclosure.Shown].N + counts[disclosure.Recent].N},
		{"left out", t.LeftOut, counts[disclosure.LeftOut].N},
		{"pending", t.Pending, counts[t.Arriving].N},
		{"held", t.Held, counts[disclosure.Odd+disclosure.Even-t.Arriving].N},
	} {
		if people.stored != people.recounted {
			v.Differences = append(v.Differences, Difference{t.SessionID, people.of, Cell{}, people.stored, people.recounted})
		}
	}
	v.Differences = append(v.Differences, c.release.differences(t, counts.shown())...)
	return nil
}

// differences returns where the release counts other people than those of the
// rows and as many who have withdrawn as the turnout says.
func (r *releaseRow) differences(t *turnoutRow, rows Tally) []Difference {
	withdrawn := t.Withdrawn
	if r.Earlier != nil { // their answers are in the earlier state only
		withdrawn = 0
	}
	wrong := differences(t.SessionID, r.Tally, rows)
	wrong = slices.DeleteFunc(wrong, func(d Difference) bool {
		missing := d.Stored - d.Recounted
		return d.Cell == (Cell{}) && missing == withdrawn || d.Cell != (Cell{}) && missing >= 0 && missing <= withdrawn
	})
	if r.Tally.N-rows.N != withdrawn && len(wrong) == 0 {
		wrong = append(wrong, Difference{t.SessionID, "", Cell{}, r.Tally.N, rows.N + withdrawn})
	}
	for i := range wrong {
		wrong[i].Of = "shown"
	}
	return wrong
}

func differences(sessionID int64, stored, recounted Tally) []Difference {
	var wrong []Difference
	if stored.N != recounted.N {
		wrong = append(wrong, Difference{sessionID, "", Cell{}, stored.N, recounted.N})
	}
	both := Tally{}
	both.AddTally(stored)
	both.AddTally(recounted)
	for item, options := range both.Cells {
		for option := range options {
			if a, b := stored.Count(item, option), recounted.Count(item, option); a != b {
				wrong = append(wrong, Difference{sessionID, "", Cell{item, option}, a, b})
			}
		}
	}
	slices.SortFunc(wrong, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Cell.Item, b.Cell.Item), cmp.Compare(a.Cell.Option, b.Cell.Option))
	})
	return wrong
}

// recounts are the tallies of a session's rows, by mark.
type recounts [disclosure.Marks]Tally

func (r *recounts) sum(marks ...disclosure.Mark) Tally {
	t := Tally{}
	for _, m := range marks {
		t.AddTally(r[m])
	}
	return t
}

// shown returns the tally of the rows that are shown.
func (r *recounts) shown() Tally {
	return r.sum(disclosure.Shown, disclosure.Recent, disclosure.LeftOut)
}

// all returns the tally of all rows.
func (r *recounts) all() Tally {
	return r.sum(disclosure.Shown, disclosure.Recent, disclosure.LeftOut, disclosure.Odd, disclosure.Even)
}

// recount counts a session's rows.
func recount(tx *gorm.DB, sessionID int64, form *Form) (*recounts, error) {
	var counts recounts
	err := countRows(tx, sessionID, func(_ int64, m disclosure.Mark) (*Form, *Tally) { return form, &counts[m] }, "")
	return &counts, err
}

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
