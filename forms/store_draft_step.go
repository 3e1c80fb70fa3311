package forms

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Cause says what a step of a draft was. Its value is stored and never changes.
type Cause string

// The causes of steps.
const (
	StepCreate  Cause = "create"  // the draft was made
	StepEdit    Cause = "edit"    // somebody changed parts of it
	StepCheck   Cause = "check"   // somebody has checked a translation
	StepUndo    Cause = "undo"    // somebody undid another step
	StepImport  Cause = "import"  // a definition file was put in force
	StepRevert  Cause = "revert"  // somebody went back to what is in force
	StepPublish Cause = "publish" // it was put in force
	StepFollow  Cause = "follow"  // something was put in force past it, such as a headcount on a moderator's page
)

// Action says what a change did to a part. Its value is stored and never changes.
type Action string

// The actions. The first two are of a draft as a whole.
const (
	ActionCreate  Action = "create"
	ActionPublish Action = "publish"
	ActionEdit    Action = "edit"
	ActionAdd     Action = "add"
	ActionRemove  Action = "remove"
	ActionMove    Action = "move"
)

// Step is one step in the history of a draft: what one account did at once.
type Step struct {
	Number  int64     // from 1; the revision that it made
	At      time.Time // UTC
	Account string    // name, "" for a command or a moderator
	Cause   Cause
	Undoes  int64 // number of the step that it undid, 0 if none
	Changes []Change
}

// Change is one change of a step.
type Change struct {
	Path   string // of the part, "" for the whole draft
	Action Action
	// Was and Became are the contents before and after, nil where there was none
	// or it stayed.
	Was, Became PartContent
	// WasAfter and BecameAfter are the parts after which it stood and stands, ""
	// for the first of a list, if it was moved, added or removed.
	WasAfter, BecameAfter string
}

// changeRow is a stored change.
type changeRow struct {
	DraftID     int64 `gorm:"primaryKey;autoIncrement:false"`
	Step        int64 `gorm:"primaryKey;autoIncrement:false"`
	N           int   `gorm:"primaryKey;autoIncrement:false"` // order in the step, from 1
	At          time.Time
	Account     string
	Cause       Cause
	Undoes      int64
	Path        string
	Action      Action
	Was         string // JSON
	Became      string // JSON
	WasAfter    string
	BecameAfter string
}

// TableName returns the table of changes.
func (changeRow) TableName() string { return "draft_changes" }

func (r *changeRow) step() Step {
	return Step{Number: r.Step, At: r.At, Account: r.Account, Cause: r.Cause, Undoes: r.Undoes}
}

func (r *changeRow) change() (Change, error) {
	c := Change{Path: r.Path, Action: r.Action, WasAfter: r.WasAfter, BecameAfter: r.BecameAfter}
	for _, side := range []struct {
		stored string
		into   *PartContent
	}{{r.Was, &c.Was}, {r.Became, &c.Became}} {
		if side.stored == "" {
			continue
		}
		content := newContent(r.Path)
		if err := json.Unmarshal([]byte(side.stored), content); err != nil {
			return Change{}, fmt.Errorf("read a change of %s: %w", r.Path, err)
		}
		*side.into = content
	}
	return c, nil
}

// Steps returns the history of a draft, the newest step first: at most limit
// steps, those before the given number or, if that is 0, the last ones. Steps
// are kept for two years.
func (s *Store) Steps(ctx context.Context, draftID, before int64, limit int) ([]Step, error) {
	query := gorm.G[changeRow](s.r).Where("draft_id = ?", draftID)
	if before > 0 {
		query = query.Where("step < ? AND step >= ?", before, before-int64(limit))
	} else {
		query = query.Where("step > (SELECT revision FROM drafts WHERE id = ?) - ?", draftID, limit)
	}
	rows, err := query.Order("step DESC, n").Find(ctx)
	if err != nil {
		return nil, found(err, "steps")
	}
	var steps []Step
	for i := range rows {
		if len(steps) == 0 || steps[len(steps)-1].Number != rows[i].Step {
			steps = append(steps, rows[i].step())
		}
		change, err := rows[i].change()
		if err != nil {
			return nil, err
		}
		last := &steps[len(steps)-1]
		last.Changes = append(last.Changes, change)
	}
	return steps, nil
}

// UndoRefused is the error of a step that cannot be undone, because a later one
// depends on it.
type UndoRefused struct {
	Path  string // of the part that has changed since
	Later Step   // the last change to it
}

// Error returns the text for logs.
func (r *UndoRefused) Error() string {
	return fmt.Sprintf("%s has been changed since, by step %d", r.Path, r.Later.Number)
}

// UndoStep undoes a step of a draft by a new one, which brings back what was
// before, and returns its number. Undoing that one does the step again. The
// error is CodeConflict with an *UndoRefused if something that the step did has
// been changed since, and CodeInvalid for steps that change no part.
func (s *Store) UndoStep(ctx context.Context, draftID, step int64, account string) (int64, error) {
	number := int64(0)
	err := s.editDraft(ctx, draftID, account, StepUndo, func(e *draftEdit) error {
		e.step.Undoes = step
		rows, err := gorm.G[changeRow](e.tx).Where("draft_id = ? AND step = ?", draftID, step).Order("n DESC").Find(e.ctx)
		if err != nil {
			return found(err, "step")
		}
		if len(rows) == 0 {
			return Errorf(CodeNotFound, "no step %d", step)
		}
		for i := range rows {
			if err := e.undo(&rows[i]); err != nil {
				return err
			}
		}
		number = e.row.Revision
		return nil
	})
	return number, err
}

func (e *draftEdit) undo(c *changeRow) error {
	if c.Action == ActionCreate || c.Action == ActionPublish {
		return Errorf(CodeInvalid, "the step %d changed no part", c.Step)
	}
	row, err := e.part(c.Path)
	if err != nil && CodeOf(err) != CodeNotFound {
		return err
	}
	if is := err == nil; is == (c.Action == ActionRemove) { // removed or added again
		return e.refuse(c, c.Path)
	}
	switch c.Action {
	case ActionEdit:
		if row.Content != c.Became {
			return e.refuse(c, c.Path)
		}
		return e.put(&row, c.Was)
	case ActionAdd:
		if row.Content != c.Became {
			return e.refuse(c, c.Path)
		}
		if added, err := e.order(c.Path + listOfQuestions); err != nil || len(added) > 0 {
			return e.orRefuse(err, c, added)
		}
		return e.remove(c.Path)
	case ActionRemove:
		list, _ := splitPath(c.Path)
		if form, ok := cutQuestions(list); ok {
			if _, err := e.part(form); err != nil {
				return e.refuse(c, form)
			}
		}
		return e.add(c.Path, c.WasAfter, c.Was)
	}
	if err := e.move(c.Path, c.WasAfter); CodeOf(err) != CodeNotFound {
		return err
	}
	return e.refuse(c, c.WasAfter) // what it stood after has been removed
}

// cutQuestions returns the path of the form whose questions are in the list.
func cutQuestions(list string) (form string, ok bool) {
	return strings.CutSuffix(list, listOfQuestions)
}

func (e *draftEdit) orRefuse(err error, c *changeRow, paths []string) error {
	if err != nil {
		return err
	}
	return e.refuse(c, paths[0])
}

// refuse returns the error of a change that cannot be undone because of a part.
func (e *draftEdit) refuse(c *changeRow, path string) error {
	later, err := gorm.G[changeRow](e.tx).Where("draft_id = ? AND path = ? AND step > ?", e.row.ID, path, c.Step).Order("step DESC, n DESC").Take(e.ctx)
	if err != nil {
		return found(err, "later step")
	}
	return &Error{Code: CodeConflict, Err: &UndoRefused{Path: path, Later: later.step()}}
}
