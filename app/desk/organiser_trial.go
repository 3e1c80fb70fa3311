package desk

import (
	"github.com/gofiber/fiber/v2"

	"resonanz/app/qr"
	"resonanz/app/web"
	"resonanz/forms"
)

// trialPage shows the code by which an organiser tries the form of a session on a
// phone of their own.
type trialPage struct {
	web.DeskPage
	Code     string // of the event
	Sessions []choice
	Address  string // to scan, "" if there is no session
	Path     string // of the drawing of its code
	Units    int    // side of the drawing
	Reach    string // that phones cannot open the address, "" if they can
}

func (s *Pages) showTrial(c *fiber.Ctx) error {
	v, err := s.ReadEventVisit(c)
	if err != nil {
		return err
	}
	p := &trialPage{DeskPage: s.NewDeskPage(c, v.Event), Code: v.Event.Code}
	p.Reach = s.unreachable(&p.Page)
	p.Title = p.T("setup.trial.heading") + " · " + p.EventName.Text
	p.Stylesheets = append(p.Stylesheets, s.Assets.Path("setup.css"))
	for _, session := range v.Programme.Sessions {
		title := p.Text(session.Title)
		p.Sessions = append(p.Sessions, choice{Value: session.Code, Label: title.Text, Lang: title.Lang})
	}
	if code := chosenOrFirst(p.Sessions, forms.NormalCode(c.Query(queryShown))); code != "" {
		p.Address = qr.Address(s.Settings().BaseURL, code) + "?" + web.QueryTrial + "=" + v.Programme.TrialKey()
		if p.Path, p.Units, err = qr.Path(p.Address); err != nil {
			return err
		}
	}
	return s.Render(c, fiber.StatusOK, "organiser_trial", p)
}
