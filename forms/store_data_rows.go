package forms

import (
	"database/sql"
	"fmt"
	"iter"

	"resonanz/forms/disclosure"
)

// responses yields the rows of a form.
func (r *dataReader) responses(formID int64) iter.Seq2[Response, error] {
	return func(yield func(Response, error) bool) {
		table, err := r.table(formID)
		if err != nil {
			yield(Response{}, err)
			return
		}
		reader, rare := newAnswerReader(), table.blanking()
		response := Response{FormID: formID}
		each := func(src []byte) (bool, error) {
			var err error
			if response.Answers, err = reader.read(src); err != nil {
				return false, err
			}
			rare.drop(response.Answers)
			if response.SessionID == 0 {
				unname(table.Form, response.Answers)
			}
			return yield(response, nil), nil
		}
		read := func(ids ...int64) bool {
			more, err := r.each(each, "SELECT answers "+readableRows+" ORDER BY id", ids, disclosure.Shown)
			if err != nil {
				yield(Response{}, fmt.Errorf("read responses: %w", err))
			}
			return more && err == nil
		}
		for _, response.SessionID = range r.named[formID] {
			if !read(response.SessionID) {
				return
			}
		}
		response.SessionID = 0
		if ids := r.pooled[formID]; len(ids) > 0 {
			read(ids...)
		}
	}
}

// unname drops the answers that only one session asked for: they would name it.
func unname(form *Form, answers Answers) {
	for i := range form.Questions {
		if form.Questions[i].PerSession {
			delete(answers, form.Questions[i].Key)
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
				}, "SELECT COALESCE(edited, body) "+shownComments+" AND item = ? ORDER BY id", f.Session.ID, disclosure.Shown, comment.Item)
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
