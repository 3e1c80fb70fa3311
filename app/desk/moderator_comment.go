package desk

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// Comment is a comment as moderators see it.
type Comment struct {
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
// pending ones, then rude pending ones, then approved and hidden ones. Within
// each of these groups the random ids give the order.
func (s *Pages) queue(comments []forms.ModeratedComment) []Comment {
	place := map[forms.CommentStatus]int{forms.CommentPending: 0, forms.CommentApproved: 2, forms.CommentHidden: 3}
	queue := make([]Comment, len(comments))
	for i, c := range comments {
		queue[i] = Comment{
			ID: c.ID, Item: c.Item, Text: c.Text, Status: c.Status, Starred: c.Starred, Tags: c.Tags,
			Edited: c.Edited(), Hints: s.hinter.hints(c.Text),
		}
	}
	rank := func(c Comment) int {
		if c.Status == forms.CommentPending && slices.Contains(c.Hints, hintRude) {
			return 1
		}
		return place[c.Status]
	}
	slices.SortStableFunc(queue, func(a, b Comment) int { return cmp.Compare(rank(a), rank(b)) })
	return queue
}

// moderateComment changes a comment as a moderator asks.
func (s *Pages) moderateComment(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadSessionVisit)
	if err != nil {
		return err
	}
	change := commentChange(values)
	if change == nil {
		return web.ErrInvalid
	}
	if err := s.Store.Moderate(c.UserContext(), v.Session.ID, c.Params("id"), change); err != nil {
		return err
	}
	return s.answerChange(c, "/moderate/"+v.Code+"#c-"+c.Params("id"))
}

func commentChange(values forms.Values) func(*forms.Moderation) {
	switch web.FirstValue(values, "do") {
	case "approve":
		return func(m *forms.Moderation) { m.Status = forms.CommentApproved }
	case "hide":
		return func(m *forms.Moderation) { m.Status = forms.CommentHidden }
	case "star", "unstar":
		return func(m *forms.Moderation) { m.Starred = web.FirstValue(values, "do") == "star" }
	case "edit":
		var tags []string
		for tag := range strings.SplitSeq(web.FirstValue(values, "tags"), ",") {
			if tag = strings.TrimSpace(tag); tag != "" {
				tags = append(tags, tag)
			}
		}
		return func(m *forms.Moderation) {
			m.Text, m.Tags = strings.ReplaceAll(web.FirstValue(values, "text"), "\r\n", "\n"), tags
		}
	}
	return nil
}

// commentedText are the comments on one question.
type commentedText struct {
	Key      string
	Stem     web.Phrase
	Label    web.Phrase
	Comments []commentView
}

// Pattern is a comment that the module fills in.
func (p *livePage) Pattern() commentView { return commentView{Code: p.Session.Code, Printer: p} }

// commentView is a comment with what can be done to it; the zero value is the
// pattern that the module fills in.
type commentView struct {
	Comment
	Code     string // of the session
	Original string // for organisers
	Printer  *livePage
}

// TagLine writes the tags down as they are typed.
func (v commentView) TagLine() string { return strings.Join(v.Tags, ", ") }

// Has reports whether the hint is pointed out.
func (v commentView) Has(name hint) bool { return slices.Contains(v.Hints, name) }

// hintText is a hint with what it says.
type hintText struct {
	Name hint
	Says string
}

// Hints returns all hints that there are.
func (p *livePage) Hints() []hintText {
	var all []hintText
	for _, name := range []hint{hintEmail, hintIBAN, hintPhone, hintName, hintRude} {
		all = append(all, hintText{name, p.T("comment.hint." + string(name))})
	}
	return all
}

// texts returns the comments on an item that is a free text.
func (p *livePage) texts(form *forms.Form, item *forms.Item) commentedText {
	t := commentedText{Key: item.Key, Label: p.Text(item.Text)}
	if item.Beside != "" {
		if beside := form.Item(item.Beside); beside != nil {
			t.Stem = p.Text(beside.Text)
		}
	}
	for _, comment := range p.Frame.Comments {
		if comment.Item == item.Key {
			t.Comments = append(t.Comments, commentView{Comment: comment, Code: p.Session.Code, Original: p.originals[comment.ID], Printer: p})
		}
	}
	return t
}

// originals returns what edited comments were before, for organisers as long as
// it is kept (forms.OriginalsKept).
func (s *Pages) originals(c *fiber.Ctx, v *web.Visit) (map[string]string, error) {
	if web.AccountOf(c).Role != forms.Organiser {
		return nil, nil
	}
	comments, err := s.Store.Comments(c.UserContext(), v.Session.ID)
	if err != nil {
		return nil, err
	}
	originals := map[string]string{}
	for _, comment := range comments {
		if comment.Edited() && comment.Original != "" {
			originals[comment.ID] = comment.Original
		}
	}
	return originals, nil
}
