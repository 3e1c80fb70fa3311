package desk

import (
	"cmp"
	"context"
	"encoding/hex"
	"hash/fnv"
	"slices"
	"strings"

	"resonanz/forms"
	"resonanz/reports"
)

// A token stands for a comment as a moderator sees it: the beginning of its id, a
// letter for its state, and some digits that change with its text and its tags.
// A page of comments has thousands of them, so they are short.
const (
	tokenID      = 12 // hexadecimal digits: two of 100,000 comments are never alike
	tokenVersion = 3
	tokenLength  = tokenID + 1 + tokenVersion
)

// stateLetters are the letters of states; a star makes them capitals.
var stateLetters = map[forms.CommentStatus]string{forms.CommentPending: "p", forms.CommentApproved: "a", forms.CommentHidden: "h"}

func tokenOf(c *forms.ModeratedComment) string {
	letter := stateLetters[c.Status]
	if c.Starred {
		letter = strings.ToUpper(letter)
	}
	version := fnv.New32a()
	for _, part := range append([]string{c.Text}, c.Tags...) {
		_, _ = version.Write(append([]byte(part), 0)) // never fails
	}
	return c.ID[:tokenID] + letter + hex.EncodeToString(version.Sum(nil))[:tokenVersion]
}

// seenIn returns the state that a token stands for, "" if there is none such.
func seenIn(token string) forms.CommentStatus {
	letter := strings.ToLower(token[tokenID : tokenID+1])
	for state, of := range stateLetters {
		if of == letter {
			return state
		}
	}
	return ""
}

// queue are the comments of a page in the order in which moderators work on
// them: by question, and those that begin alike beside each other. Nothing in
// it says when a comment came. "New" is what a browser has not shown yet, which
// the browser itself remembers.
type queue struct {
	entries []entry
	asked   []*asked // questions that somebody commented on, in the order of their forms
}

// entry is a comment with where it belongs and what it says.
type entry struct {
	forms.ModeratedComment
	session *forms.Session
	asked   *asked
	gist    string
}

// asked is an item that is answered by a text.
type asked struct {
	form   *forms.Form
	item   forms.Item
	beside *forms.Item // to which it belongs, nil if it stands alone
	place  int
}

func (a *asked) value() string { return a.form.Key + "/" + a.item.Key }

// readComments reads the comments of a session or of an event.
func (s *Pages) readComments(ctx context.Context, of forms.CommentsOf) ([]forms.ModeratedComment, error) {
	if of.SessionID != 0 {
		return s.Store.Comments(ctx, of.SessionID)
	}
	return s.Store.EventComments(ctx, of.EventID)
}

func newQueue(programme *forms.Programme, comments []forms.ModeratedComment) *queue {
	q := &queue{entries: make([]entry, 0, len(comments))}
	sessions := commentedSessions(programme)
	items := map[string]*asked{}
	for _, c := range comments {
		session := sessions[c.SessionID]
		if session == nil { // it went in between
			continue
		}
		of := itemOf(items, programme.Form(session), c.Item)
		q.entries = append(q.entries, entry{c, session, of, reports.Gist(c.Text, programme.Event.Languages)})
		if !slices.Contains(q.asked, of) {
			q.asked = append(q.asked, of)
		}
	}
	slices.SortFunc(q.asked, func(a, b *asked) int {
		return cmp.Or(strings.Compare(a.form.Key, b.form.Key), cmp.Compare(a.place, b.place))
	})
	place := map[*asked]int{}
	for i, of := range q.asked {
		place[of] = i
	}
	slices.SortFunc(q.entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(place[a.asked], place[b.asked]), strings.Compare(a.gist, b.gist),
			strings.Compare(string(a.Status), string(b.Status)), compareBool(a.Starred, b.Starred), strings.Compare(a.ID, b.ID))
	})
	return q
}

// commentedSessions returns the sessions that have comments, by id: those of the
// programme and what was asked on the spot.
func commentedSessions(programme *forms.Programme) map[int64]*forms.Session {
	sessions := map[int64]*forms.Session{}
	for _, session := range slices.Concat(programme.Sessions, programme.Spots) {
		sessions[session.ID] = session
	}
	return sessions
}

// itemOf returns the item of a comment. One that the form has no more, since it
// was changed, is known by its key.
func itemOf(known map[string]*asked, form *forms.Form, key string) *asked {
	of := known[form.Key+"/"+key]
	if of != nil {
		return of
	}
	items := form.Items()
	of = &asked{form: form, item: forms.Item{Key: key, Text: forms.Text{"de": key}}, place: len(items)}
	if i := slices.IndexFunc(items, func(item forms.Item) bool { return item.Key == key }); i >= 0 {
		of.item, of.place = items[i], i
		if items[i].Beside != "" {
			of.beside = form.Item(items[i].Beside)
		}
	}
	known[form.Key+"/"+key] = of
	return of
}

// count returns how many comments the filter leaves, on all pages.
func (q *queue) count(f commentFilter) (n int) {
	f.After, f.Tokens = "", ""
	for i := range q.entries {
		if f.leaves(&q.entries[i]) {
			n++
		}
	}
	return n
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
