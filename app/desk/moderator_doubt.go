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

// doubtedPage asks what is to be done with sessions in doubt that are to be
// closed.
type doubtedPage struct {
	web.DeskPage
	Action   string
	Sessions []doubtedSession
	Back     string
}

type doubtedSession struct {
	Title web.Phrase
	Code  string
	Says  string // what the doubt is
}

// askDespite asks before sessions in doubt are closed, unless that has been
// answered.
func (s *Pages) askDespite(c *fiber.Ctx, v *web.Visit, closing []forms.Session, answer, back string) (asked bool, err error) {
	if answer == despiteHeld || answer == despiteTrust {
		return false, nil
	}
	p := &doubtedPage{DeskPage: s.NewDeskPage(c, v.Event), Action: c.Path(), Back: back}
	for i := range closing {
		if session := &closing[i]; session.Doubt != forms.NoDoubt {
			p.Sessions = append(p.Sessions, doubtedSession{p.Text(session.Title), session.Code, p.T("doubt." + string(session.Doubt))})
		}
	}
	if len(p.Sessions) == 0 {
		return false, nil
	}
	p.Title, p.Here = p.T("doubt.close_title"), back
	return true, s.Render(c, fiber.StatusConflict, "moderator_doubted", p)
}
