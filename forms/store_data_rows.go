package forms

import (
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
		read := func(ids ...int64) bool {
			for src, err := range r.column("answers", readableRows, ids, disclosure.Shown) {
				if err == nil {
					response.Answers, err = reader.read(src)
				}
				if err != nil {
					yield(Response{}, fmt.Errorf("read responses: %w", err))
					return false
				}
				rare.drop(response.Answers)
				if response.SessionID == 0 {
					unname(table.Form, response.Answers)
				}
				if !yield(response, nil) {
					return false
				}
			}
			return true
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
				for body, err := range r.column("COALESCE(edited, body)", shownComments+" AND item = ?", f.Session.ID, disclosure.Shown, comment.Item) {
					if err != nil {
						yield(Comment{}, fmt.Errorf("read comments: %w", err))
						return
					}
					comment.Text = string(body)
					if !yield(comment, nil) {
						return
					}
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
