package desk

import (
	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
	"resonanz/app/stage"
	"resonanz/app/web"
	"resonanz/forms"
)

// changeStage does what a moderator asks for and returns to the page; a script
// gets no content.
func (s *Pages) changeStage(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadVisit)
	if err != nil {
		return err
	}
	topic := web.TopicOf(v, live.Stage)
	of := forms.StageOf{EventID: topic.EventID, SessionID: topic.SessionID}
	switch act := web.FirstValue(values, "do"); {
	case act == "undo":
		err = s.Store.UndoStage(c.UserContext(), of)
	case act == "begin" && v.Session == nil:
		err = s.Store.ChangeStage(c.UserContext(), of, begin(s.Now()))
	default:
		var change func(*forms.Stage)
		change, err = s.stage.ReadChange(c.UserContext(), topic, stage.Act(act), forms.Screen(web.FirstValue(values, "screen")), web.FirstValue(values, "item"))
		switch {
		case err != nil:
			return err
		case change == nil:
			return web.ErrInvalid
		}
		err = s.Store.ChangeStage(c.UserContext(), of, change)
	}
	if err != nil {
		return err
	}
	back := "/moderate/" + v.Code
	if web.FirstValue(values, "from") == "presenter" {
		back += "/presenter"
	}
	return s.answerChange(c, back)
}

// answerChange answers a change: a script gets no content, a form is led back to
// its page.
func (s *Pages) answerChange(c *fiber.Ctx, back string) error {
	if c.Accepts(fiber.MIMETextHTML, fiber.MIMEApplicationJSON) == fiber.MIMEApplicationJSON {
		return c.SendStatus(fiber.StatusNoContent)
	}
	return c.Redirect(back, fiber.StatusSeeOther)
}

// screenButton puts a screen on the stage: all of it where it can show that, and
// otherwise one thing after the other.
type screenButton struct {
	*stage.Screen
	Code    string // of the stage
	Whole   bool
	Pressed bool // it is on
	Choices []screenChoice
}

// screenChoice is one thing of a screen.
type screenChoice struct {
	stage.Choice
	Pressed bool
}

// screenButtons returns the buttons of all screens that the stage has.
func screenButtons(p *web.Page, code string, k *stage.Snapshot) []screenButton {
	var buttons []screenButton
	for _, screen := range stage.Screens(k.OfSession()) {
		b := screenButton{Screen: screen, Code: code, Whole: screen.Whole(k)}
		on := k.Stage.Screen == screen.Name
		b.Pressed = on && (!b.Whole || k.Stage.Item == "")
		for _, choice := range screen.Choices(p, k) {
			b.Choices = append(b.Choices, screenChoice{choice, on && k.Stage.Item == choice.Item})
		}
		buttons = append(buttons, b)
	}
	return buttons
}
