package forms

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"resonanz/forms/disclosure"
)

// arrivals are the new responses of one session in a batch. They move between
// marks in memory, so that each of them is inserted once, under its last mark.
type arrivals struct {
	turnout *turnoutRow
	form    *Form
	rows    []arrival
	marks   [disclosure.Marks]disclosure.Mark // by mark of a stored row, what it becomes
	counted Tally                             // of those that become shown
	change  disclosure.Change                 // of all of them
}

// arrival is a new response under a mark.
type arrival struct {
	*request
	mark disclosure.Mark
}

func newArrivals(t *turnoutRow, form *Form) *arrivals {
	a := &arrivals{turnout: t, form: form}
	for m := range a.marks {
		a.marks[m] = disclosure.Mark(m)
	}
	return a
}

// add counts a new response, as the rules say.
func (a *arrivals) add(r *request, rules disclosure.Rules) {
	a.rows = append(a.rows, arrival{r, a.turnout.Arriving})
	c := a.turnout.Arrive(rules)
	for _, m := range c.Moves {
		for i := range a.rows {
			if row := &a.rows[i]; row.mark == m.From {
				row.mark = m.To
			}
		}
		for i := range a.marks {
			if a.marks[i] == m.From {
				a.marks[i] = m.To
			}
		}
	}
	a.change.New, a.change.Leave, a.change.Unpools = a.change.New || c.New, a.change.Leave || c.Leave, a.change.Unpools || c.Unpools
}

// moveRows moves the stored rows. Sessions whose rows move alike do so together.
func (b *batch) moveRows(tx *gorm.DB) error {
	moves := map[disclosure.Move][]moving{}
	for _, a := range b.arrivals {
		for from, to := range a.marks {
			if m := (disclosure.Move{From: disclosure.Mark(from), To: to}); m.From != m.To {
				moves[m] = append(moves[m], moving{a.turnout.SessionID, a.form, &a.counted})
			}
		}
	}
	for _, shown := range []bool{false, true} { // what has been shown is left out before more is
		for m, sessions := range moves {
			if m.Shows() != shown {
				continue
			}
			if err := b.move(tx, m, sessions...); err != nil {
				return err
			}
		}
	}
	return nil
}

// rowSet are new rows: the values of their columns.
type rowSet struct{ responses, comments [][]any }

// insert inserts the rows in the order of their keys.
func (r *rowSet) insert(tx *gorm.DB) error {
	if err := insertSorted(tx, r.responses, "INSERT INTO responses (session_id, id, day, mark, simulated, answers) VALUES "); err != nil {
		return err
	}
	return insertSorted(tx, r.comments, "INSERT INTO comments (session_id, id, item, mark, simulated, body) VALUES ")
}

func insertSorted(tx *gorm.DB, rows [][]any, statement string) error {
	const columns = 6
	slices.SortFunc(rows, func(a, b []any) int {
		return cmp.Or(cmp.Compare(a[0].(int64), b[0].(int64)), bytes.Compare(a[1].([]byte), b[1].([]byte)))
	})
	return chunked(slices.Concat(rows...), columns, func(chunk []any) error {
		return tx.Exec(statement+placeholders("(?,?,?,?,?,?)", len(chunk)/columns), chunk...).Error
	})
}

// put adds the new rows, as of the day, and counts those that are shown.
func (a *arrivals) put(rows *rowSet, day string) error {
	session := a.turnout.SessionID
	for _, row := range a.rows {
		answers, err := json.Marshal(row.ticks)
		if err != nil {
			return err
		}
		id := row.Token.responseID()
		rows.responses = append(rows.responses, []any{session, id[:], day, row.mark, row.Simulated, string(answers)})
		for _, item := range slices.Sorted(maps.Keys(row.texts)) {
			id := row.Token.commentID(item)
			rows.comments = append(rows.comments, []any{session, id[:], item, ofComment(row.mark), row.Simulated, row.texts[item]})
		}
		if row.mark == disclosure.Recent {
			a.counted.N++
			a.counted.addMarks(a.form.Marks(row.Answers))
		}
	}
	return nil
}

// insertRows inserts what is new, in the order of the keys.
func (b *batch) insertRows(tx *gorm.DB) error {
	day := b.now().UTC().Format(time.DateOnly)
	var rows rowSet
	if err := b.moveRows(tx); err != nil {
		return err
	}
	for _, a := range b.arrivals {
		if err := a.put(&rows, day); err != nil {
			return err
		}
	}
	return rows.insert(tx)
}

// show counts what becomes shown.
func (b *batch) show(ctx context.Context, tx *gorm.DB) error {
	var renewed []int64
	for _, a := range b.arrivals {
		if a.change.New {
			renewed = append(renewed, a.turnout.SessionID)
		}
	}
	releases := map[int64]releaseRow{}
	if len(renewed) > 0 {
		var err error
		if releases, err = readReleases(ctx, tx, renewed); err != nil {
			return err
		}
	}
	rows, turnouts := make([]releaseRow, 0, len(renewed)), make([]*turnoutRow, 0, len(b.arrivals))
	for _, a := range b.arrivals {
		t, rules := a.turnout, b.rules[a.turnout.SessionID]
		if a.change.Unpools {
			if err := b.hidePool(ctx, tx, a.form.ID, t.SessionID, b.turnouts); err != nil {
				return err
			}
		}
		if release, is := releases[t.SessionID]; is {
			if err := release.add(tx, t, a.form, a.counted, a.change.Leave); err != nil {
				return err
			}
			release.follow(a.form, func(int, int) bool { return rules.K <= 1 })
			rows = append(rows, release)
		}
		turnouts = append(turnouts, t)
	}
	if err := saveTurnouts(ctx, tx, turnouts...); err != nil {
		return err
	}
	return saveReleases(ctx, tx, rows)
}
