package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// liveComment is a comment as moderators see it.
type liveComment struct {
	ID      string              `json:"id"`
	Item    string              `json:"item"`
	Text    string              `json:"text"`
	Status  forms.CommentStatus `json:"status"`
	Starred bool                `json:"starred,omitempty"`
	Tags    []string            `json:"tags,omitempty"`
	Edited  bool                `json:"edited,omitempty"`
	Hints   []hint              `json:"hints,omitempty"`
}

// queue returns the comments in the order in which moderators work on them:
// what waits comes first, among these what may hurt somebody last; then what is
// approved, and what is hidden. Within these the random ids give the order.
func (s *Server) queue(comments []forms.ModeratedComment) []liveComment {
	place := map[forms.CommentStatus]int{forms.CommentPending: 0, forms.CommentApproved: 2, forms.CommentHidden: 3}
	queue := make([]liveComment, len(comments))
	for i, c := range comments {
		queue[i] = liveComment{
			ID: c.ID, Item: c.Item, Text: c.Text, Status: c.Status, Starred: c.Starred, Tags: c.Tags,
			Edited: c.Edited(), Hints: s.hinter.hints(c.Text),
		}
	}
	rank := func(c liveComment) int {
		if c.Status == forms.CommentPending && slices.Contains(c.Hints, hintRude) {
			return 1
		}
		return place[c.Status]
	}
	slices.SortStableFunc(queue, func(a, b liveComment) int { return cmp.Compare(rank(a), rank(b)) })
	return queue
}

// moderateComment does what a moderator asks for to a comment.
func (s *Server) moderateComment(c *fiber.Ctx) error {
	v, err := s.sessionVisit(c)
	if err != nil {
		return err
	}
	values, err := formValues(c)
	if err != nil {
		return err
	}
	change := commentChange(values)
	if change == nil {
		return errInvalid
	}
	if err := s.store.Moderate(c.UserContext(), v.session.ID, c.Params("id"), change); err != nil {
		return err
	}
	return s.done(c, "/moderate/"+v.code+"#c-"+c.Params("id"))
}

func commentChange(values forms.Values) func(*forms.Moderation) {
	switch first(values, "do") {
	case "approve":
		return func(m *forms.Moderation) { m.Status = forms.CommentApproved }
	case "hide":
		return func(m *forms.Moderation) { m.Status = forms.CommentHidden }
	case "star", "unstar":
		return func(m *forms.Moderation) { m.Starred = first(values, "do") == "star" }
	case "edit":
		var tags []string
		for tag := range strings.SplitSeq(first(values, "tags"), ",") {
			if tag = strings.TrimSpace(tag); tag != "" {
				tags = append(tags, tag)
			}
		}
		return func(m *forms.Moderation) {
			m.Text, m.Tags = strings.ReplaceAll(first(values, "text"), "\r\n", "\n"), tags
		}
	}
	return nil
}
