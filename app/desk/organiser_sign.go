package desk

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/qr"
	"resonanz/app/web"
	"resonanz/forms"
)

// signPage is a document to print: one sign on each sheet.
type signPage struct {
	printPage
	Signs []sign
}

// sign is what hangs on a door: one message, one code, one address. It is
// written in the event's base language, and says in all of its languages what
// to do.
type sign struct {
	Lang, Dir string
	Message   string
	Event     web.Phrase
	Hosts     []web.Phrase
	Heading   web.Phrase // title of the session, or of the event
	Over      string     // kind of the session
	When      string
	Place     web.Phrase // room or place
	Promise   string
	Scan      []web.Saying // beside the code
	More      []web.Saying // the same in further languages, below it
	QR        string       // address of the picture
	Host      string       // where the code is typed
	Groups    []string     // the code in groups that can be read out
	Short     string       // the address in one piece
	Wifi      *signWifi    // nil if the event names none
	Logo      *web.Logo    // nil if there is none
}

// signWifi is the Wi-Fi of an event on a sign, with a QR code that joins it.
type signWifi struct {
	Name, Password         string
	NameSays, PasswordSays string
	Path                   string // of the SVG image
	Units                  int    // side of the image
}

// wifiOf returns the Wi-Fi that the event names, nil if it names none.
func wifiOf(p *web.Page, event *forms.Event) (*signWifi, error) {
	if event.Wifi == "" {
		return nil, nil
	}
	path, units, err := qr.Path(qr.Wifi(event.Wifi, event.WifiPassword))
	return &signWifi{event.Wifi, event.WifiPassword, p.T("wifi.name"), p.T("wifi.password"), path, units}, err
}

// scanBeside is how many languages fit beside the code. Where there are more
// of them, scanLarge stand there and the others small below it.
const (
	scanBeside = 7
	scanLarge  = 3
)

// signs returns the signs of the sessions; a nil session stands for the event.
func (s *Pages) signs(event *forms.Event, sessions ...*forms.Session) []sign {
	p := s.PageIn(event.Base())
	scan, more := s.scan(event)
	signs := make([]sign, 0, len(sessions))
	for _, session := range sessions {
		sign := sign{
			Lang: p.Lang(), Dir: p.Dir(), Message: p.T("sign.message"), Event: p.Text(event.Title), Promise: p.T("sign.promise"),
			Scan: scan, More: more, Host: web.HostOf(s.Settings().BaseURL), Logo: p.LogoOf(event),
		}
		for _, host := range event.Hosts {
			sign.Hosts = append(sign.Hosts, p.Text(host))
		}
		code := event.Code
		if session == nil {
			sign.Heading, sign.When, sign.Place = sign.Event, when(p, event), p.Text(event.Place)
		} else {
			code = session.Code
			sign.Heading, sign.Over = p.Text(session.Title), p.T("session.kind."+string(session.Kind))
			sign.Place = web.Phrase{Text: session.Room}
			if zone := event.Location(); !session.Starts.IsZero() {
				sign.When = p.DateRange(session.Starts.In(zone), session.Ends.In(zone))
			}
		}
		sign.Groups, sign.Short = web.CodeGroups(code), sign.Host+"/"+code
		sign.QR = "/organise/" + code + "/qr.svg"
		signs = append(signs, sign)
	}
	return signs
}

// scan says in the event's languages what to do, the base language and then
// the one that most others understand in front.
func (s *Pages) scan(event *forms.Event) (large, small []web.Saying) {
	languages := []string{event.Base()}
	if slices.Contains(event.Languages, "en") {
		languages = append(languages, "en")
	}
	all := s.Sayings("sign.scan", append(languages, event.Languages...))
	if len(all) > scanBeside {
		return all[:scanLarge], all[scanLarge:]
	}
	return all, nil
}

// showSign shows the sign of a session or of an event.
func (s *Pages) showSign(c *fiber.Ctx) error {
	v, err := s.ReadVisit(c)
	if err != nil {
		return err
	}
	return s.renderSigns(c, v.Event, s.signs(v.Event, v.Session))
}

// showAllSigns shows all signs of an event: its own and one for each session.
func (s *Pages) showAllSigns(c *fiber.Ctx) error {
	v, err := s.ReadVisit(c)
	if err != nil {
		return err
	}
	sessions, err := s.Store.Sessions(c.UserContext(), v.Event.ID)
	if err != nil {
		return err
	}
	wanted := []*forms.Session{nil}
	for i := range sessions {
		wanted = append(wanted, &sessions[i])
	}
	return s.renderSigns(c, v.Event, s.signs(v.Event, wanted...))
}

func (s *Pages) renderSigns(c *fiber.Ctx, event *forms.Event, signs []sign) error {
	wifi, err := wifiOf(s.PageIn(event.Base()), event)
	if err != nil {
		return err
	}
	for i := range signs {
		signs[i].Wifi = wifi
	}
	p := signPage{printPage: s.printed(c, event, "/organise/"+event.Code, "sign.how"), Signs: signs}
	p.Title = p.T("sign.title", "Title", p.Text(event.Title).Text)
	return s.Render(c, fiber.StatusOK, "organiser_sign", &p)
}

// codePixels is the side of the QR code as PNG: 10 cm at 300 dpi, enough for
// slides and flyers.
const codePixels = 1200

// sendCodePNG sends the QR code for slides and documents.
func (s *Pages) sendCodePNG(c *fiber.Ctx) error {
	v, err := s.ReadVisit(c)
	if err != nil {
		return err
	}
	picture, err := qr.PNG(qr.Address(s.Settings().BaseURL, v.Code), codePixels)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/png")
	c.Set(fiber.HeaderContentDisposition, disposition("attachment", "QR "+v.Code+".png"))
	return c.Send(picture)
}
