package workbook

import (
	"slices"
	"strings"

	"resonanz/forms"
)

// Comments that nobody has approved stand on a sheet of their own, so that it
// can be deleted before the workbook goes on to others: no other sheet quotes
// them, unless nobody has approved any. All have the text that moderators left;
// the one that was sent stays in the service.

func approved(c *forms.Comment) bool { return c.Status == forms.CommentApproved }

// countApproved returns how many comments there are of each sort.
func (b *book) countApproved() (yes, no int) {
	for i := range b.Comments {
		if approved(&b.Comments[i]) {
			yes++
		} else {
			no++
		}
	}
	return yes, no
}

// commentPages plans the sheets of comments. There is at least one, which other
// sheets lead to.
func (b *book) commentPages() []planned {
	yes, no := b.countApproved()
	var pages []planned
	if yes > 0 || no == 0 {
		pages = append(pages, planned{title: b.Words("workbook.comments.title"), about: b.Words("workbook.comments.about"), draw: func(s *sheet) {
			s.drawComments("Comments", s.Words("workbook.comments.head", "n", yes, "Min", s.Event.MinGroup), true)
		}})
	}
	if no > 0 {
		pages = append(pages, planned{title: b.Words("workbook.unapproved.title"), about: b.Words("workbook.unapproved.about"), draw: func(s *sheet) {
			s.drawComments("Unapproved", s.Words("workbook.unapproved.head", "n", no), false)
		}})
	}
	return pages
}

// commentsPage returns the name of the first sheet of comments.
func (b *book) commentsPage() string { return b.pageOf(b.commentPages()[0].title) }

// drawComments writes the approved comments or the others, by session and
// question, in the order in which they were given, which says nothing. Comments
// of sessions with too few answers stand at the end, under the event.
func (s *sheet) drawComments(table, about string, wanted bool) {
	widths := []float64{2, 28, 36, 84, 18, 16}
	s.columns(widths...)
	s.head(about)
	start := s.row
	s.listing(0, s.Words("workbook.column.session"), s.Words("workbook.column.question"), s.Words("workbook.column.comment"),
		s.Words("workbook.column.tags"), s.Words("workbook.column.state"))
	for _, comment := range s.sortedComments() {
		if comment.approved != wanted {
			continue
		}
		beside := look{wrap: true, top: true, below: colourLine, size: 9, colour: colourMuted}
		body := look{wrap: true, top: true, below: colourLine}
		height := rowHeight
		for i, text := range []string{comment.session, comment.question, comment.text, comment.tags, comment.state} {
			l := beside
			if i == 2 {
				l = body
			}
			s.put(2+i, text, l)
			height = max(height, textHeight(text, widths[1+i], l))
		}
		s.height(height)
		s.row++
	}
	s.table(table, start, len(widths)-1)
}

// listed is a comment with where it belongs.
type listed struct {
	session, question, text, tags, state string
	approved                             bool
	programme, page                      int // the places to sort by
}

func (b *book) sortedComments() []listed {
	all := make([]listed, 0, len(b.Comments))
	questions := map[int64]map[string]listed{} // form → item → its wording and place
	sessions := map[int64]int{}
	for i := range b.Sessions {
		f := &b.Sessions[i]
		sessions[f.Session.ID] = i
		if questions[f.Session.FormID] == nil {
			questions[f.Session.FormID] = map[string]listed{}
			for k, item := range f.Form.Items() {
				questions[f.Session.FormID][item.Key] = listed{question: b.question(&item), page: k}
			}
		}
	}
	for i := range b.Comments {
		comment := &b.Comments[i]
		one := questions[comment.FormID][comment.Item]
		if one.question == "" {
			one.question = comment.Item
		}
		one.text, one.tags, one.state, one.approved = comment.Text, strings.Join(comment.Tags, ", "), b.state(comment), approved(comment)
		one.programme, one.session = len(b.Sessions), b.Words("workbook.comments.event")
		if i, ok := sessions[comment.SessionID]; ok {
			one.programme, one.session = i, b.session(&b.Sessions[i])
		}
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(a, c listed) int {
		if a.programme != c.programme {
			return a.programme - c.programme
		}
		return a.page - c.page
	})
	return all
}

// state says what moderators made of a comment.
func (b *book) state(c *forms.Comment) string {
	switch {
	case approved(c) && c.Edited:
		return b.Words("workbook.state.edited")
	case approved(c):
		return b.Words("workbook.state.approved")
	case c.Status == forms.CommentHidden:
		return b.Words("workbook.state.hidden")
	}
	return b.Words("workbook.state.pending")
}

// heard returns the comments that themes count: all but the hidden ones.
func (b *book) heard() []forms.Comment {
	return slices.DeleteFunc(slices.Clone(b.Comments), func(c forms.Comment) bool { return c.Status == forms.CommentHidden })
}
