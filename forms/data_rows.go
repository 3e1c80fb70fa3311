package forms

import (
	"database/sql"
	"fmt"
	"iter"
)

// responses yields the rows of a form.
func (r *dataReader) responses(formID int64) iter.Seq2[Response, error] {
	return func(yield func(Response, error) bool) {
		reader := newAnswerReader()
		response := Response{FormID: formID}
		each := func(src []byte) (bool, error) {
			var err error
			response.Answers, err = reader.read(src)
			if err == nil && response.SessionID == 0 {
				r.unname(formID, response.Answers)
			}
			return err == nil && yield(response, nil), err
		}
		for _, t := range r.named[formID] {
			response.SessionID = t.SessionID
			more, err := r.each(each, "SELECT answers "+namedResponses+" ORDER BY id", t.SessionID, t.PoolNo, t.ReleaseNo)
			if err != nil {
				yield(Response{}, fmt.Errorf("read responses: %w", err))
			}
			if err != nil || !more {
				return
			}
		}
		if ids := r.pooled[formID]; len(ids) > 0 {
			response.SessionID = 0
			if _, err := r.each(each, "SELECT responses.answers "+pooledResponses+" ORDER BY responses.id", ids); err != nil {
				yield(Response{}, fmt.Errorf("read responses: %w", err))
			}
		}
	}
}

// unname drops the answers that only one session asked for: they would name it.
func (r *dataReader) unname(formID int64, answers Answers) {
	for i := range r.data.Tables {
		if form := r.data.Tables[i].Form; form.ID == formID {
			for k := range form.Questions {
				if form.Questions[k].PerSession {
					delete(answers, form.Questions[k].Key)
				}
			}
		}
	}
}

// comments yields the comments.
func (r *dataReader) comments() iter.Seq2[Comment, error] {
	return func(yield func(Comment, error) bool) {
		for i := range r.data.Figures.Sessions {
			f := &r.data.Figures.Sessions[i]
			if f.Release == nil {
				continue
			}
			comment := Comment{SessionID: f.Session.ID, FormID: f.Session.FormID}
			for _, comment.Item = range r.texts(f.Session.ID) {
				more, err := r.each(func(body []byte) (bool, error) {
					comment.Text = string(body)
					return yield(comment, nil), nil
				}, "SELECT COALESCE(edited, body) "+namedComments+" AND item = ? ORDER BY id", f.Session.ID, f.Release.No, comment.Item)
				if err != nil {
					yield(Comment{}, fmt.Errorf("read comments: %w", err))
				}
				if err != nil || !more {
					return
				}
			}
		}
		for _, comment := range r.loose {
			if !yield(comment, nil) {
				return
			}
		}
	}
}

// each calls f with the one column of each row until f returns false, and
// reports whether it went to the end.
func (r *dataReader) each(f func(column []byte) (bool, error), query string, args ...any) (bool, error) {
	rows, err := r.tx.Raw(query, args...).Rows()
	if err != nil {
		return false, err
	}
	defer rows.Close()
	var column sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&column); err != nil {
			return false, err
		}
		if more, err := f(column); err != nil || !more {
			return false, err
		}
	}
	return true, rows.Err()
}
