package desk

import (
	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// doubts are all doubts, in the order in which a page has the texts for them.
var doubts = []forms.Doubt{forms.DoubtConnection, forms.DoubtPace, forms.DoubtCrowd}

// doubtView is the text for a doubt.
type doubtView struct {
	Doubt forms.Doubt
	Says  string
}

// trustSession ends the doubt about the session, by the word of who has looked.
func (s *Pages) trustSession(c *fiber.Ctx) error {
	v, err := s.ReadSessionVisit(c)
	if err != nil {
		return err
	}
	if err := s.trust(c, v.Session); err != nil {
		return err
	}
	return s.answerChange(c, "/moderate/"+v.Code)
}

func (s *Pages) trust(c *fiber.Ctx, session *forms.Session) error {
	if err := s.Store.Trust(c.UserContext(), session.ID, web.AccountOf(c).Name); err != nil {
		return err
	}
	s.watch.Trusted(session.ID)
	return nil
}

// What somebody may choose who closes sessions in doubt.
const (
	fieldDespite = "despite"
	despiteHeld  = "held"  // close, and show nothing more until the doubt is ended
	despiteTrust = "trust" // end the doubt, and close
)
