package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/reports"
)

// commentsFrame is what can change on a page of comments: which there are, and in
// which states. It has no texts, so that it stays small; a module fetches the
// lines of those that it lacks.
type commentsFrame struct {
	Left int            `json:"left"` // that nobody has decided on
	Sets []commentedSet `json:"sets"`
}

// commentedSet are the comments of a session on an item.
type commentedSet struct {
	Session string `json:"session"` // code
	Item    string `json:"item"`    // as filters have it
	Tokens  string `json:"tokens"`  // in the order of the random ids
}

func (s *Pages) readCommentsFrame(ctx context.Context, of live.Topic) (*commentsFrame, error) {
	programme, err := s.Store.FindEvent(ctx, of.EventID)
	if err != nil {
		return nil, err
	}
	all, err := s.readComments(ctx, forms.CommentsOf{EventID: of.EventID, SessionID: of.SessionID})
	if err != nil {
		return nil, err
	}
	sessions := commentedSessions(programme)
	f := &commentsFrame{Sets: []commentedSet{}}
	tokens := map[[2]string]*strings.Builder{}
	for i := range all {
		session := sessions[all[i].SessionID]
		if session == nil {
			continue
		}
		if all[i].Status == forms.CommentPending {
			f.Left++
		}
		key := [2]string{session.Code, programme.Form(session).Key + "/" + all[i].Item}
		if tokens[key] == nil {
			tokens[key] = &strings.Builder{}
			f.Sets = append(f.Sets, commentedSet{Session: key[0], Item: key[1]})
		}
		tokens[key].WriteString(tokenOf(&all[i]))
	}
	for i := range f.Sets {
		f.Sets[i].Tokens = tokens[[2]string{f.Sets[i].Session, f.Sets[i].Item}].String()
	}
	slices.SortFunc(f.Sets, func(a, b commentedSet) int { return strings.Compare(a.Session+a.Item, b.Session+b.Item) })
	return f, nil
}

// maxProposedTags are as many as can be picked from with a thumb.
const maxProposedTags = 12

// proposedTags returns the tags that are in use, the most used first, and then the
// words that most comments use.
func (s *Pages) proposedTags(v *web.Visit, all []forms.ModeratedComment) []string {
	var heard []forms.Comment
	used := map[string]int{}
	for i := range all {
		if all[i].Status != forms.CommentHidden {
			heard = append(heard, forms.Comment{Text: all[i].Text})
		}
		for _, tag := range all[i].Tags {
			used[tag]++
		}
	}
	proposed := make([]string, 0, maxProposedTags)
	for tag := range used {
		proposed = append(proposed, tag)
	}
	slices.SortFunc(proposed, func(a, b string) int {
		if used[a] != used[b] {
			return used[b] - used[a]
		}
		return strings.Compare(a, b)
	})
	var named []forms.Text
	known := map[int64]bool{}
	for _, session := range v.Programme.Sessions {
		if !known[session.FormID] {
			known[session.FormID] = true
			named = append(named, reports.Named(v.Programme.Form(session))...)
		}
	}
	for _, theme := range reports.Themes(heard, v.Event.Languages, named) {
		if !slices.ContainsFunc(proposed, func(tag string) bool { return strings.EqualFold(tag, theme.Word) }) {
			proposed = append(proposed, theme.Word)
		}
	}
	return proposed[:min(len(proposed), maxProposedTags)]
}

// streamComments sends moderators which comments there are, as that changes.
func (s *Pages) streamComments(c *fiber.Ctx) error {
	v, err := s.ReadVisit(c)
	if err != nil {
		return err
	}
	return s.SendStream(c, web.TopicOf(v, live.Comments), nil)
}

// sendCommentStates sends moderators which comments there are now.
func (s *Pages) sendCommentStates(c *fiber.Ctx) error {
	v, err := s.ReadVisit(c)
	if err != nil {
		return err
	}
	return s.SendFrame(c, web.TopicOf(v, live.Comments))
}
