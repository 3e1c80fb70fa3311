package forms

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"gorm.io/gorm"

	"resonanz/forms/disclosure"
)

// Data is an event response by response, all of one moment; only of a comment that
// a moderator edits meanwhile either text may be there.
//
// Nobody can say of a row what nobody can say of the figures. A response is in
// the data when it is in the figures of its session or in a pool, and names its
// session only where that has figures. Rows are left out, drawn at random and for
// good, so that all rows together differ from what is shown by nobody or by at
// least MinGroup people, and two downloads by as many new and as many gone ones.
// One that was in a pool is left out once a session has left the pool. A group of
// rows smaller than MinGroup (those of a session, or those of a form that name
// none) is left out and only counted. Of the questions that make groups, rare
// answers are blanked: see DataTable.Blanked.
//
// Free texts are kept apart and joined to nothing: Comments has them.
type Data struct {
	Figures EventFigures // without the comments
	Tables  []DataTable  // one per form version that a session asked, in the order of the programme
	// CommentCount is how many comments Comments yields.
	CommentCount int
	// Responses yields the rows of a table, in the order of the programme, within a
	// session in the order of random keys, and those that name no session
	// last. An error ends it.
	Responses func(formID int64) iter.Seq2[Response, error]
	// Comments yields the comments by session and item, within these in the
	// order of random keys, and those that name no session last. An error ends
	// it.
	Comments func() iter.Seq2[Comment, error]
}

// DataTable says how many responses to a form version there are.
type DataTable struct {
	Form    *Form // without the options that sessions bring themselves
	Rows    int
	LeftOut int // responses that are not among the rows
	// Blanked holds, by key of a question for breakdowns, the options that few
	// of the rows have chosen, and the next rarest ones until they are at least
	// MinGroup rows together with those that chose none. The rows do not tell
	// them, nor what was asked because of them.
	Blanked map[string][]string
}

// Response is one stored response.
type Response struct {
	SessionID int64 // 0 where the session is not named
	FormID    int64
	Answers   Answers // without free texts; valid until the next response is read
}

// Data opens the responses of an event. It fails with CodeConflict while a
// session that has answers is not closed: rows that change are not final, and
// what came between two downloads would stand alone. Its rows can be read any
// number of times. They are read in slices, which hold nobody up, so a reading
// ends with CodeConflict if the event is changed meanwhile.
func (s *Store) Data(ctx context.Context, eventID int64) (*Data, error) {
	r := dataReader{named: map[int64][]int64{}, pooled: map[int64][]int64{}}
	err := s.snapshot(ctx, func(tx *gorm.DB) (err error) {
		if r.sealed, err = s.sealedBy(ctx, tx, eventID); err != nil {
			return err
		}
		r.data.Figures, err = s.eventFigures(ctx, tx, eventID)
		return err
	})
	if err == nil {
		err = r.open()
	}
	if err != nil {
		return nil, fmt.Errorf("read data: %w", err)
	}
	return &r.data, nil
}

// dataReader is the state of reading an event's data.
type dataReader struct {
	*sealed
	data   Data
	named  map[int64][]int64 // form id → sessions whose rows name them
	pooled map[int64][]int64 // form id → sessions whose rows do not
	loose  []Comment
}

func (r *dataReader) open() error {
	figures := r.data.Figures
	for i := range figures.Sessions {
		if t := figures.Sessions[i].Turnout; t.State == StateOpen || t.State == StatePlanned && t.N > 0 {
			return Errorf(CodeConflict, "session %d is not closed", t.SessionID)
		}
	}
	r.data.Responses, r.data.Comments = r.responses, r.comments
	for i := range figures.Sessions {
		if err := r.add(&figures.Sessions[i]); err != nil {
			return err
		}
	}
	for i := range r.data.Tables {
		if err := r.addPool(&r.data.Tables[i]); err != nil {
			return err
		}
		if err := r.blank(&r.data.Tables[i]); err != nil {
			return err
		}
	}
	err := r.read(func(tx *gorm.DB) (err error) {
		r.loose, err = comments(r.ctx, tx, "sessions.event_id = ? AND NOT turnouts.named", r.eventID)
		return err
	})
	r.data.CommentCount += len(r.loose)
	return err
}

func (r *dataReader) table(formID int64) (*DataTable, error) {
	for i := range r.data.Tables {
		if r.data.Tables[i].Form.ID == formID {
			return &r.data.Tables[i], nil
		}
	}
	var form Form
	err := r.read(func(tx *gorm.DB) (err error) {
		form, err = gorm.G[Form](tx).Where("id = ?", formID).Take(r.ctx)
		return found(err, "form")
	})
	if err != nil {
		return nil, err
	}
	r.data.Tables = append(r.data.Tables, DataTable{Form: &form})
	return &r.data.Tables[len(r.data.Tables)-1], nil
}

// add counts what there is of a session.
func (r *dataReader) add(f *Figures) error {
	table, err := r.table(f.Session.FormID)
	if err != nil {
		return err
	}
	id := f.Session.ID
	stored, rows, texts := 0, 0, 0
	err = r.count(&stored, "SELECT n FROM turnouts WHERE session_id = ?", id)
	table.LeftOut += stored
	if err != nil || f.Release == nil {
		if _, shown := r.data.Figures.Pooled[f.Session.FormID]; shown {
			r.pooled[f.Session.FormID] = append(r.pooled[f.Session.FormID], id)
		}
		return err
	}
	if err := r.count(&rows, "SELECT COUNT(*) "+readableRows, []int64{id}, disclosure.Shown); err != nil {
		return err
	}
	if rows >= r.data.Figures.Event.MinGroup {
		table.Rows += rows
		table.LeftOut -= rows
		r.named[f.Session.FormID] = append(r.named[f.Session.FormID], id)
	}
	if err := r.count(&texts, "SELECT COUNT(*) "+shownComments, id, disclosure.Shown); err != nil {
		return err
	}
	r.data.CommentCount += texts
	return nil
}

// count reads one number.
func (r *dataReader) count(n *int, query string, args ...any) error {
	return r.read(func(tx *gorm.DB) error { return tx.Raw(query, args...).Scan(n).Error })
}

// The rows of some sessions that may be read one by one, and the comments of one
// session. They lie in the order of their keys.
const (
	readableRows  = "FROM responses WHERE session_id IN ? AND mark = ?"
	shownComments = "FROM comments WHERE session_id = ? AND mark = ?"
)

// texts returns the keys of the session's items that are free text.
func (r *dataReader) texts(sessionID int64) []string {
	var keys []string
	i := slices.IndexFunc(r.data.Figures.Sessions, func(f Figures) bool { return f.Session.ID == sessionID })
	for _, item := range r.data.Figures.Sessions[i].Form.Items() {
		if item.Kind.IsText() {
			keys = append(keys, item.Key)
		}
	}
	return keys
}

// addPool counts the rows of a form that name no session.
func (r *dataReader) addPool(table *DataTable) error {
	ids := r.pooled[table.Form.ID]
	if len(ids) == 0 {
		return nil
	}
	n := 0
	if err := r.count(&n, "SELECT COUNT(*) "+readableRows, ids, disclosure.Shown); err != nil {
		return err
	}
	if n < r.data.Figures.Event.MinGroup {
		delete(r.pooled, table.Form.ID)
		return nil
	}
	table.Rows += n
	table.LeftOut -= n
	return nil
}
