package desk

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// commentPage is where a moderator rewords one comment and tags it.
type commentPage struct {
	web.DeskPage
	Back      string
	Comment   forms.ModeratedComment
	Text      string // as typed
	Tags      string // as typed
	Original  string // as it was sent, for organisers and as long as it is kept
	TextError string
	TagsError string
	Changed   bool // somebody else has reworded it meanwhile, as Comment has it
	MaxText   int
}

// showComment shows a comment of the visit's session or event.
func (s *Pages) showComment(c *fiber.Ctx) error {
	v, err := s.ReadVisit(c)
	if err != nil {
		return err
	}
	p, err := s.newCommentPage(c, v)
	if err != nil {
		return err
	}
	p.Text, p.Tags = p.Comment.Text, strings.Join(p.Comment.Tags, ", ")
	return s.Render(c, fiber.StatusOK, "moderator_comment", p)
}

func (s *Pages) newCommentPage(c *fiber.Ctx, v *web.Visit) (*commentPage, error) {
	all, err := s.readComments(c.UserContext(), commentsOf(v))
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(one forms.ModeratedComment) bool { return one.ID == c.Params("id") })
	if i < 0 {
		return nil, web.ErrNotFound
	}
	p := &commentPage{DeskPage: s.NewDeskPage(c, v.Event), Back: commentsPath(v.Code), Comment: all[i], MaxText: forms.MaxEdited}
	p.Title = p.T("comment.edit")
	p.Stylesheets = append(p.Stylesheets, s.Assets.Path("comments.css"))
	if p.MayOrganise() && p.Comment.Edited() {
		p.Original = p.Comment.Original
	}
	return p, nil
}

// saveComment takes a comment's wording and its tags. If somebody else has
// reworded it meanwhile, both versions are shown.
func (s *Pages) saveComment(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadVisit)
	if err != nil {
		return err
	}
	p, err := s.newCommentPage(c, v)
	if err != nil {
		return err
	}
	plain := func(name string) string { return strings.ReplaceAll(web.FirstValue(values, name), "\r\n", "\n") }
	p.Text, p.Tags = plain("text"), web.FirstValue(values, "tags")
	if text := strings.TrimSpace(p.Text); text == "" || utf8.RuneCountInString(text) > forms.MaxEdited {
		p.TextError = p.T("comment.bad_text", "Max", forms.MaxEdited)
	}
	tags := tagsIn(p.Tags)
	if len(tags) > forms.MaxTags || slices.ContainsFunc(tags, func(tag string) bool { return utf8.RuneCountInString(tag) > forms.MaxTag }) {
		p.TagsError = p.T("comment.bad_tags", "n", forms.MaxTags, "Max", forms.MaxTag)
	}
	if p.TextError != "" || p.TagsError != "" {
		return s.Render(c, fiber.StatusUnprocessableEntity, "moderator_comment", p)
	}
	err = s.Store.Moderate(c.UserContext(), p.Comment.SessionID, p.Comment.ID, func(m *forms.Moderation) {
		if p.Changed = m.Text != plain("was") && m.Text != strings.TrimSpace(p.Text); !p.Changed {
			m.Text, m.Tags = p.Text, tags
		}
		p.Comment.Text = m.Text
	})
	if err != nil {
		return err
	}
	if p.Changed {
		return s.Render(c, fiber.StatusConflict, "moderator_comment", p)
	}
	return c.Redirect(p.Back+"#c-"+p.Comment.ID, fiber.StatusSeeOther)
}
