package desk

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// decided is what has come of decisions, for a module.
type decided struct {
	Done    int  `json:"done"`
	Refused int  `json:"refused,omitempty"` // somebody else was quicker
	Undone  bool `json:"undone,omitempty"`
}

// newHand names a page, so that what is decided on it can be taken back there. It
// says nothing of who it is.
func newHand() string {
	var hand [8]byte
	_, _ = rand.Read(hand[:]) // never fails
	return hex.EncodeToString(hand[:])
}

// decideComments does the same to all comments that are ticked, or takes the last
// such thing back.
func (s *Pages) decideComments(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadVisit)
	if err != nil {
		return err
	}
	of, hand := commentsOf(v), web.FirstValue(values, "hand")
	if web.FirstValue(values, "do") == "undo" {
		n, err := s.Store.UndoDecisions(c.UserContext(), of, hand)
		if forms.CodeOf(err) == forms.CodeConflict {
			return s.answerDecisions(c, v, values, decided{}, "&said=nothing")
		}
		if err != nil {
			return err
		}
		return s.answerDecisions(c, v, values, decided{Done: n, Undone: true}, fmt.Sprintf("&said=undone&done=%d", n))
	}
	change, err := decision(values)
	if err != nil {
		return err
	}
	decisions, err := s.ticked(c.UserContext(), of, values)
	if err != nil {
		return err
	}
	if len(decisions) == 0 {
		return s.answerDecisions(c, v, values, decided{}, "&said=none")
	}
	done, refused, err := s.Store.Decide(c.UserContext(), of, hand, decisions, change)
	if err != nil {
		return err
	}
	return s.answerDecisions(c, v, values, decided{Done: done, Refused: len(refused)}, fmt.Sprintf("&done=%d&refused=%d", done, len(refused)))
}

// answerDecisions tells a module what has come of it, and leads a form back to
// where it was.
func (s *Pages) answerDecisions(c *fiber.Ctx, v *web.Visit, values forms.Values, what decided, said string) error {
	if c.Accepts(fiber.MIMETextHTML, fiber.MIMEApplicationJSON) == fiber.MIMEApplicationJSON {
		return c.JSON(what)
	}
	from := web.FirstValue(values, "from")
	from = strings.TrimPrefix(from, "?")
	asked, err := web.ParseForm([]byte(from))
	if err != nil {
		return err
	}
	filter := readFilter(func(name string) string { return web.FirstValue(asked, name) })
	filter.Ticked = false
	hand := web.FirstValue(values, "hand")
	if _, err := hex.DecodeString(hand); err != nil {
		return web.ErrInvalid
	}
	return c.Redirect(commentsPath(v.Code)+filter.query()+said+"&hand="+hand, fiber.StatusSeeOther)
}

// decision returns the change that a form asks for.
func decision(values forms.Values) (func(*forms.Moderation), error) {
	do := web.FirstValue(values, "do")
	switch do {
	case "approve":
		return func(m *forms.Moderation) { m.Status = forms.CommentApproved }, nil
	case "hide":
		return func(m *forms.Moderation) { m.Status = forms.CommentHidden }, nil
	case "star", "unstar":
		return func(m *forms.Moderation) { m.Starred = do == "star" }, nil
	}
	tags := tagsIn(web.FirstValue(values, "tag"))
	if chosen := web.FirstValue(values, "chosen"); chosen != "" {
		tags = tagsIn(chosen)
	}
	tooLong := func(tag string) bool { return utf8.RuneCountInString(tag) > forms.MaxTag }
	if do != "tag" && web.FirstValue(values, "chosen") == "" || len(tags) == 0 || slices.ContainsFunc(tags, tooLong) {
		return nil, web.ErrInvalid
	}
	return func(m *forms.Moderation) {
		for _, tag := range tags {
			if !slices.ContainsFunc(m.Tags, func(has string) bool { return strings.EqualFold(has, tag) }) {
				m.Tags = append(slices.Clone(m.Tags), tag)
			}
		}
	}, nil
}

// tagsIn returns the tags that somebody has typed, separated by commas.
func tagsIn(typed string) (tags []string) {
	for tag := range strings.SplitSeq(typed, ",") {
		tag = strings.Join(strings.Fields(tag), " ")
		if tag != "" && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags
}

// ticked returns the comments that a form names by their tokens, with the states
// in which they were seen.
func (s *Pages) ticked(ctx context.Context, of forms.CommentsOf, values forms.Values) ([]forms.Decision, error) {
	all, err := s.readComments(ctx, of)
	if err != nil {
		return nil, err
	}
	ids := make(map[string]string, len(all)) // by the beginning of a token
	for i := range all {
		ids[all[i].ID[:tokenID]] = all[i].ID
	}
	var decisions []forms.Decision
	for _, rest := range values["c"] {
		for ; len(rest) >= tokenLength; rest = rest[tokenLength:] {
			if id := ids[rest[:tokenID]]; id != "" {
				decisions = append(decisions, forms.Decision{ID: id, Seen: seenIn(rest)})
			}
		}
	}
	return decisions, nil
}
