package stage

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"unicode/utf8"

	"resonanz/app/web"
	"resonanz/forms"
)

// commentsScreen shows approved comments below their questions, a page at a time,
// or one of them; on the stage of an event those that are starred. Its item is the
// number of a page or the id of a comment, "" for the first page.
var commentsScreen = Screen{
	Name: forms.ScreenComments, Key: "C", Says: "live.stage_comments", session: true, event: true,
	read: readAsked,
	items: func(k *Snapshot) []string {
		var pages []string
		for i := range max(1, len(commentPages(k, approved(k)))) {
			pages = append(pages, strconv.Itoa(i+1))
		}
		return pages
	},
	takes: func(item string) bool { return len(item) <= maxItem },
	permit: func(to, from *Snapshot) {
		to.Asked = from.Asked
		all := approved(from)
		if i := slices.IndexFunc(all, func(c forms.ModeratedComment) bool { return c.ID == to.Stage.Item }); i >= 0 {
			to.Comments = all[i : i+1]
			return
		}
		page, err := strconv.Atoi(cmp.Or(to.Stage.Item, "1")) // the id of one that has been hidden is no number of a page
		if pages := commentPages(from, all); err == nil && len(pages) > 0 {
			to.Comments = pages[min(max(page, 1), len(pages))-1]
		}
	},
	draw: func(p *web.Page, pic *Picture, k *Snapshot) {
		pic.Quotes = quotations(p, k, k.Comments)
		if pic.Quotes == nil {
			pic.Note, pic.Join = p.T("stage.no_comments"), JoinBeside
			pic.Tables = texts(p, k)
		}
	},
}

const (
	// maxItem bounds what names an item or a comment, in bytes. No key and no id is
	// as long.
	maxItem = 100
	// maxQuotes is how many comments on one question can be read from the last row, and
	// maxQuoted how many characters: more would have to be smaller than the last row can
	// read. Each further question takes the room of a comment.
	maxQuotes = 6
	maxQuoted = 600
)

// approved returns the comments that the stage may show: none but approved ones,
// and on a frozen stage those that were approved when it froze.
func approved(k *Snapshot) []forms.ModeratedComment {
	return slices.DeleteFunc(slices.Clone(k.Comments), func(c forms.ModeratedComment) bool {
		return c.Status != forms.CommentApproved || k.Stage.Frozen != nil && !slices.Contains(k.Stage.Frozen.Comments, c.ID)
	})
}

// commentPages puts comments on pages: in the order of the questions, starred ones
// first, as many on each as can be read from the last row.
func commentPages(k *Snapshot, comments []forms.ModeratedComment) [][]forms.ModeratedComment {
	slices.SortStableFunc(comments, func(a, b forms.ModeratedComment) int {
		return cmp.Or(cmp.Compare(k.place(&a), k.place(&b)), cmp.Compare(unstarred(&a), unstarred(&b)))
	})
	var pages [][]forms.ModeratedComment
	quoted, lines, place := 0, 0, 0
	for i := range comments {
		n, at := utf8.RuneCountInString(comments[i].Text), k.place(&comments[i])
		takes := 1
		if at != place { // and its question
			takes = 2
		}
		if last := len(pages) - 1; last >= 0 && lines+takes <= maxQuotes+1 && quoted+n <= maxQuoted {
			pages[last] = append(pages[last], comments[i])
			quoted, lines, place = quoted+n, lines+takes, at
			continue
		}
		pages = append(pages, comments[i:i+1:i+1])
		quoted, lines, place = n, 2, at
	}
	return pages
}

func unstarred(c *forms.ModeratedComment) int {
	if c.Starred {
		return 0
	}
	return 1
}

// readAsked adds what was asked in the sessions of an event, in their order.
func readAsked(ctx context.Context, s *Pages, k *Snapshot) error {
	if k.OfSession() {
		return nil
	}
	sessions, err := s.Store.Sessions(ctx, k.Event.ID)
	if err != nil {
		return err
	}
	k.Asked = nil
	for i := range sessions {
		form, err := s.Store.Form(ctx, &sessions[i])
		if err != nil {
			return err
		}
		k.Asked = append(k.Asked, asked{sessions[i].ID, sessions[i].Title, form})
	}
	return nil
}

// asked is the form of a session.
type asked struct {
	sessionID int64
	title     forms.Text // of the session
	form      *forms.Form
}

// form returns the form that a comment was written into, nil if it is not known.
func (k *Snapshot) form(c *forms.ModeratedComment) *forms.Form {
	if k.OfSession() {
		return k.Figures.Form
	}
	if i := slices.IndexFunc(k.Asked, func(a asked) bool { return a.sessionID == c.SessionID }); i >= 0 {
		return k.Asked[i].form
	}
	return nil
}

// place returns where the question of a comment stands in the programme.
func (k *Snapshot) place(c *forms.ModeratedComment) int {
	const items = 10_000 // more than a form has
	session := slices.IndexFunc(k.Asked, func(a asked) bool { return a.sessionID == c.SessionID })
	item := -1
	if form := k.form(c); form != nil {
		item = slices.IndexFunc(form.Items(), func(item forms.Item) bool { return item.Key == c.Item })
	}
	return session*items + item
}

// Quotation is what people wrote about one question.
type Quotation struct {
	Stem     web.Phrase   `json:"stem"`
	Label    web.Phrase   `json:"label"`
	Comments []web.Phrase `json:"comments"`
}

// quotations puts comments below their questions.
func quotations(p *web.Page, k *Snapshot, comments []forms.ModeratedComment) []Quotation {
	var all []Quotation
	place := 0
	for i := range comments {
		c := &comments[i]
		if at := k.place(c); all == nil || at != place {
			var q Quotation
			if form := k.form(c); form != nil {
				q.Stem, q.Label = questionOf(p, form, c.Item)
			}
			all, place = append(all, q), at
		}
		last := &all[len(all)-1]
		last.Comments = append(last.Comments, web.Phrase{Text: c.Text})
	}
	return all
}

// texts returns the questions that are answered by a text, without the answers.
func texts(p *web.Page, k *Snapshot) []pictureTable {
	var tables []pictureTable
	if !k.OfSession() {
		return nil
	}
	for _, item := range k.Figures.Form.Items() {
		if item.Kind.IsText() {
			var table pictureTable
			table.Stem, table.Label = questionOf(p, k.Figures.Form, item.Key)
			tables = append(tables, table)
		}
	}
	return tables
}

// questionOf names an item of the form, below the one that it stands beside.
func questionOf(p *web.Page, form *forms.Form, key string) (stem, label web.Phrase) {
	item := form.Item(key)
	if item == nil {
		return stem, label
	}
	if beside := form.Item(item.Beside); beside != nil {
		stem = p.Text(beside.Text)
	}
	return stem, p.Text(item.Text)
}
