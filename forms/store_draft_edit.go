package forms

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// editDraft runs f in one writing transaction as one step of a draft. If f
// changes nothing there is none.
func (s *Store) editDraft(ctx context.Context, draftID int64, account string, cause Cause, f func(e *draftEdit) error) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		row, err := s.lockDraft(ctx, tx, draftID)
		if err != nil {
			return err
		}
		return f(s.edit(ctx, tx, row, account, cause))
	})
	if err != nil {
		return fmt.Errorf("change a draft: %w", err)
	}
	return nil
}

// draftEdit is one step of a draft that is being made.
type draftEdit struct {
	ctx  context.Context
	tx   *gorm.DB
	row  draftRow
	step changeRow // what all changes of the step have in common, and the number of the last
}

func (s *Store) edit(ctx context.Context, tx *gorm.DB, row draftRow, account string, cause Cause) *draftEdit {
	return &draftEdit{ctx: ctx, tx: tx, row: row, step: changeRow{DraftID: row.ID, At: s.now().UTC(), Account: account, Cause: cause}}
}

// record writes a change down. The first one begins the step.
func (e *draftEdit) record(c changeRow) error {
	if e.step.N == 0 {
		e.row.Revision++
		e.step.Step = e.row.Revision
		if _, err := gorm.G[draftRow](e.tx).Where("id = ?", e.row.ID).Update(e.ctx, "revision", e.row.Revision); err != nil {
			return err
		}
		// The last step stays: it says when the draft was changed.
		old := gorm.G[changeRow](e.tx).Where("draft_id = ? AND at < ? AND step < ?", e.row.ID, e.step.At.Add(-auditKept), e.row.Revision-1)
		if _, err := old.Delete(e.ctx); err != nil {
			return err
		}
	}
	e.step.N++
	c.DraftID, c.Step, c.N, c.At, c.Account, c.Cause, c.Undoes = e.step.DraftID, e.step.Step, e.step.N, e.step.At, e.step.Account, e.step.Cause, e.step.Undoes
	return gorm.G[changeRow](e.tx).Create(e.ctx, &c)
}

// publish notes that the draft, as it is now, is what is in force.
func (e *draftEdit) publish(eventID int64) error {
	e.row.EventID, e.row.Published = &eventID, e.row.Revision
	_, err := gorm.G[draftRow](e.tx).Where("id = ?", e.row.ID).Select("EventID", "Published").Updates(e.ctx, e.row)
	return err
}

// part returns the row of a part, or CodeNotFound.
func (e *draftEdit) part(path string) (partRow, error) {
	row, err := e.at(path).Take(e.ctx)
	return row, found(err, "part")
}

// at is the part with the path in the database.
func (e *draftEdit) at(path string) gorm.ChainInterface[partRow] {
	return gorm.G[partRow](e.tx).Where("draft_id = ? AND path = ?", e.row.ID, path)
}

// order returns the paths of a list.
func (e *draftEdit) order(list string) ([]string, error) {
	rows, err := gorm.G[partRow](e.tx).Select("path").Where("draft_id = ? AND list = ?", e.row.ID, list).Order("place").Find(e.ctx)
	paths := make([]string, len(rows))
	for i := range rows {
		paths[i] = rows[i].Path
	}
	return paths, found(err, "parts")
}

// within returns the part with the path and, of a form, its questions.
func (e *draftEdit) within(path string) ([]partRow, error) {
	row, err := e.part(path)
	if err != nil {
		return nil, err
	}
	questions, err := gorm.G[partRow](e.tx).Where("draft_id = ? AND list = ?", e.row.ID, path+listOfQuestions).Order("place").Find(e.ctx)
	return append([]partRow{row}, questions...), found(err, "questions")
}

// conflict is the error of a change to a part that is not as it was read. If the
// part has never been there, it is the error with which it was not found.
func (e *draftEdit) conflict(path string, row *partRow, notFound error) error {
	if notFound != nil && CodeOf(notFound) != CodeNotFound {
		return notFound
	}
	last, err := gorm.G[changeRow](e.tx).Where("draft_id = ? AND path = ? AND action <> ?", e.row.ID, path, ActionMove).Order("step DESC, n DESC").Take(e.ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		if notFound != nil {
			return notFound
		}
		last = changeRow{Step: row.Revision} // longer ago than changes are kept
	} else if err != nil {
		return found(err, "change")
	}
	conflict := &PartConflict{Step: last.step()}
	if row != nil {
		part, err := row.part()
		if err != nil {
			return err
		}
		conflict.Current = &part
	}
	return &Error{Code: CodeConflict, Err: conflict}
}

func (e *draftEdit) put(row *partRow, content string) error {
	if row.Content == content {
		return nil
	}
	if err := e.record(changeRow{Path: row.Path, Action: ActionEdit, Was: row.Content, Became: content}); err != nil {
		return err
	}
	_, err := e.at(row.Path).Updates(e.ctx, partRow{Content: content, Revision: e.row.Revision})
	return err
}

// addContent adds a part that may lack a code.
func (e *draftEdit) addContent(path, after string, content PartContent) error {
	if err := giveCode(e.tx, content); err != nil {
		return err
	}
	text, err := encode(content)
	if err != nil {
		return err
	}
	return e.add(path, after, text)
}

func (e *draftEdit) add(path, after, content string) error {
	list, _ := splitPath(path)
	if form, ok := cutQuestions(list); ok {
		if _, err := e.part(form); err != nil {
			return err
		}
	}
	if _, err := e.part(path); CodeOf(err) != CodeNotFound {
		return cmp.Or(err, Errorf(CodeConflict, "there is a part %s", path))
	}
	order, err := e.order(list)
	if err != nil {
		return err
	}
	at := len(order)
	if i := slices.Index(order, after); i >= 0 || after == "" {
		at = i + 1
	}
	if err := e.record(changeRow{Path: path, Action: ActionAdd, Became: content, BecameAfter: before(order, at)}); err != nil {
		return err
	}
	row := partRow{DraftID: e.row.ID, Path: path, List: list, Place: at + 1, Revision: e.row.Revision, Content: content}
	if err := e.shift(list, at+1, +1); err != nil {
		return err
	}
	return gorm.G[partRow](e.tx).Create(e.ctx, &row)
}

func (e *draftEdit) remove(path string) error {
	row, err := e.part(path)
	if err != nil {
		return err
	}
	order, err := e.order(row.List)
	if err != nil {
		return err
	}
	if err := e.record(changeRow{Path: path, Action: ActionRemove, Was: row.Content, WasAfter: before(order, slices.Index(order, path))}); err != nil {
		return err
	}
	if _, err := e.at(path).Delete(e.ctx); err != nil {
		return err
	}
	return e.shift(row.List, row.Place, -1)
}

func (e *draftEdit) move(path, after string) error {
	row, err := e.part(path)
	if err != nil {
		return err
	}
	order, err := e.order(row.List)
	if err != nil {
		return err
	}
	from := slices.Index(order, path)
	left := slices.Delete(slices.Clone(order), from, from+1)
	to := len(left)
	if after != AtEnd && after != path {
		to = slices.Index(left, after) + 1
		if to == 0 && after != "" {
			return Errorf(CodeNotFound, "no part %s", after)
		}
	}
	if to == from || after == path {
		return nil
	}
	if err := e.record(changeRow{Path: path, Action: ActionMove, WasAfter: before(order, from), BecameAfter: before(left, to)}); err != nil {
		return err
	}
	if err := e.shift(row.List, from+1, -1); err != nil {
		return err
	}
	if err := e.shift(row.List, to+1, +1); err != nil {
		return err
	}
	_, err = e.at(path).Update(e.ctx, "place", to+1)
	return err
}

// shift makes or closes the gap at a place of a list. Places go from 1 without
// gaps.
func (e *draftEdit) shift(list string, place, by int) error {
	_, err := gorm.G[partRow](e.tx).Where("draft_id = ? AND list = ? AND place >= ?", e.row.ID, list, place).
		Update(e.ctx, "place", gorm.Expr("place + ?", by))
	return err
}

// before returns the path before a place of a list, "" for the first.
func before(order []string, at int) string {
	if at == 0 {
		return ""
	}
	return order[at-1]
}
