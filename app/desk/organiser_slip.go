package desk

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/qr"
	"resonanz/app/web"
	"resonanz/forms"
)

// slipPage is a document to print: slips of paper to tear off, each with a
// pass. It is made once; the passes are stored as hashes only.
type slipPage struct {
	printPage
	Host  string // where the code of the event is typed
	Code  string
	Slips []slip
}

// slip is one pass as text and as a QR code that leads to the event with it.
type slip struct {
	Pass  string
	Path  string // of the SVG image
	Units int    // side of the image
}

// makeSlips makes passes and shows them to print. The answer must not be kept by
// the browser: it is the only place where the passes can be read.
func (s *Pages) makeSlips(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadEventVisit)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(web.FirstValue(values, "n"))
	if err != nil || !v.Event.Passes {
		return web.ErrInvalid
	}
	passes, err := s.Store.NewPasses(c.UserContext(), v.Event.ID, n)
	if err != nil {
		return err
	}
	p := slipPage{printPage: s.printed(c, v.Event, "/organise/"+v.Event.Code, "slips.once"), Host: web.HostOf(s.Settings().BaseURL), Code: v.Event.Code}
	p.Title = p.T("slips.title", "Title", p.EventName.Text)
	for _, pass := range passes {
		path, units, err := qr.Path(qr.Address(s.Settings().BaseURL, v.Event.Code) + "#" + pass)
		if err != nil {
			return err
		}
		p.Slips = append(p.Slips, slip{pass, path, units})
	}
	return s.Render(c, fiber.StatusOK, "organiser_slips", &p)
}

// MostSlips is the greatest number of slips of one sheet.
func (p *eventPage) MostSlips() int { return forms.MaxPasses }
