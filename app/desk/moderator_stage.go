package desk

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
	"resonanz/app/web"
	"resonanz/forms"
)

// stageOf names the stage of the visit's session, or of its event.
func stageOf(v *web.Visit) forms.StageOf {
	topic := web.TopicOf(v, live.Stage)
	return forms.StageOf{EventID: topic.EventID, SessionID: topic.SessionID}
}

// changeStage does what a moderator asks for and returns to the page; a script
// gets no content.
func (s *Pages) changeStage(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadVisit)
	if err != nil {
		return err
	}
	var of showable
	if v.Session != nil {
		of = newShowable(v.Programme.Form(v.Session))
	}
	act := web.FirstValue(values, "do")
	if act == "words" && v.Session != nil {
		if err := s.keepSaid(c, v.Session.ID, &of); err != nil {
			return err
		}
	}
	if act == "undo" {
		err = s.Store.UndoStage(c.UserContext(), stageOf(v))
	} else {
		change := stageChange(act, forms.Screen(web.FirstValue(values, "screen")), web.FirstValue(values, "item"), of)
		if change == nil || v.Session == nil && act == "freeze" {
			return web.ErrInvalid
		}
		err = s.Store.ChangeStage(c.UserContext(), stageOf(v), change)
	}
	if err != nil {
		return err
	}
	return s.answerChange(c, "/moderate/"+v.Code)
}

// answerChange answers a change: a script gets no content, a form is led back to
// its page.
func (s *Pages) answerChange(c *fiber.Ctx, back string) error {
	if c.Accepts(fiber.MIMETextHTML, fiber.MIMEApplicationJSON) == fiber.MIMEApplicationJSON {
		return c.SendStatus(fiber.StatusNoContent)
	}
	return c.Redirect(back, fiber.StatusSeeOther)
}

// showable are the keys of the items of a form that a stage can show one by one.
type showable struct {
	figures []string
	texts   []string // by their words
}

func newShowable(form *forms.Form) showable {
	var of showable
	for _, item := range form.Items() {
		if item.Kind.IsText() {
			of.texts = append(of.texts, item.Key)
		} else {
			of.figures = append(of.figures, item.Key)
		}
	}
	return of
}

// keepSaid drops the texts without words that the stage can count, unless that
// would leave none: nobody wants to walk through empty screens in front of people.
func (s *Pages) keepSaid(c *fiber.Ctx, sessionID int64, of *showable) error {
	comments, err := s.Store.Comments(c.UserContext(), sessionID)
	if err != nil {
		return err
	}
	said := map[string]bool{}
	for _, comment := range comments {
		said[comment.Item] = said[comment.Item] || comment.Status == forms.CommentApproved
	}
	if texts := slices.DeleteFunc(slices.Clone(of.texts), func(key string) bool { return !said[key] }); len(texts) > 0 {
		of.texts = texts
	}
	return nil
}

// has reports whether the stage can show that on the screen.
func (of *showable) has(screen forms.Screen, item string) bool {
	switch screen {
	case forms.ScreenComments:
		return len(item) <= maxItem
	case forms.ScreenWords:
		return slices.Contains(of.texts, item)
	case forms.ScreenNeutral, forms.ScreenJoin, forms.ScreenResults, forms.ScreenClosing:
		return item == "" || slices.Contains(of.figures, item)
	}
	return false
}

// maxItem bounds what names an item or a comment, in bytes. No key and no id is
// as long.
const maxItem = 100

// stageChange returns the change that is asked for, nil if there is none such.
func stageChange(act string, screen forms.Screen, item string, of showable) func(*forms.Stage) {
	switch act {
	case "show":
		if !of.has(screen, item) {
			return nil
		}
		return func(stage *forms.Stage) { stage.Screen, stage.Item, stage.Blank = screen, item, false }
	case "next", "previous":
		step := 1
		if act == "previous" {
			step = -1
		}
		return func(stage *forms.Stage) { turn(stage, step, of.figures) }
	case "words":
		if of.texts == nil {
			return nil
		}
		return func(stage *forms.Stage) { nextWords(stage, of.texts) }
	case "reveal", "hide":
		return func(stage *forms.Stage) { stage.Revealed = act == "reveal" }
	case "freeze":
		return func(stage *forms.Stage) { stage.Frozen = &forms.Frozen{} }
	case "unfreeze":
		return func(stage *forms.Stage) { stage.Frozen = nil }
	case "blank", "unblank":
		return func(stage *forms.Stage) { stage.Blank = act == "blank" }
	}
	return nil
}

// turn goes through the results: all together, then one item after the other.
func turn(stage *forms.Stage, step int, items []string) {
	all := append([]string{""}, items...)
	at := 0
	if stage.Screen == forms.ScreenResults {
		at = (max(0, slices.Index(all, stage.Item)) + step + len(all)) % len(all)
	}
	stage.Screen, stage.Item = forms.ScreenResults, all[at]
}

// nextWords goes to the next question that is answered by a text.
func nextWords(stage *forms.Stage, texts []string) {
	at := 0
	if stage.Screen == forms.ScreenWords {
		at = (slices.Index(texts, stage.Item) + 1) % len(texts)
	}
	stage.Screen, stage.Item = forms.ScreenWords, texts[at]
}
