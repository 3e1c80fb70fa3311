package desk

import (
	"github.com/gofiber/fiber/v2"

	"resonanz/app/auth"
	"resonanz/app/qr"
	"resonanz/app/web"
	"resonanz/forms"
)

// linkView is one moderator's link on the event's page.
type linkView struct {
	ID       int64
	Label    string
	Role     string // of whoever has it, in words
	Sessions []web.Phrase
	Says     string // what has become of it
}

// newLink is what somebody typed to make a link.
type newLink struct {
	Label   string
	Chosen  map[string]bool // codes of sessions
	Problem string
}

// addLinks adds the event's links to its page.
func (s *Pages) addLinks(c *fiber.Ctx, p *eventPage) error {
	links, err := s.Store.Links(c.UserContext(), p.Event.ID)
	if err != nil {
		return err
	}
	for i := range links {
		link := &links[i]
		view := linkView{ID: link.ID, Label: link.Label, Role: p.T("link.role." + string(link.Role)), Sessions: p.sessionsOf(link), Says: p.T("link.unused")}
		if link.Devices > 0 {
			seen := link.Seen.In(p.Event.Location())
			view.Says = p.T("link.used", "n", link.Devices, "Day", p.Date(seen), "Time", p.Time(seen))
			if link.Waits && link.Role == forms.Moderator {
				view.Says += " " + p.T("link.waits")
			}
		}
		p.Links = append(p.Links, view)
	}
	return nil
}

// sessionsOf returns the titles of a link's sessions.
func (p *eventPage) sessionsOf(link *forms.Link) []web.Phrase {
	account, titles := forms.Account{Link: link}, []web.Phrase(nil)
	for _, row := range p.Sessions {
		if account.May(p.Event, row.Session) {
			titles = append(titles, row.Title)
		}
	}
	return titles
}

// linkPage is a document to print: a link for one person as text and as a QR
// code. It is made once; the token is stored as a hash only.
type linkPage struct {
	printPage
	Of       web.Phrase // what it lets the person into
	Label    string     // whom it is for
	Sessions []web.Phrase
	Steps    []string // what to do with it
	Rule     string   // how long and how often it is good
	Address  string
	Path     string // of the SVG image
	Units    int    // side of the image
	Alt      string // what the image shows
}

// renderLink renders the sheet with its address.
func (s *Pages) renderLink(c *fiber.Ctx, p *linkPage, address string) (err error) {
	p.Address = address
	if p.Path, p.Units, err = qr.Path(address); err != nil {
		return err
	}
	return s.Render(c, fiber.StatusOK, "organiser_link", p)
}

// createLink makes a link for the sessions that were ticked.
func (s *Pages) createLink(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadEventVisit)
	if err != nil {
		return err
	}
	p, err := s.newEventPage(c, v.Event)
	if err != nil {
		return err
	}
	p.NewLink = newLink{Label: web.FirstValue(values, "label"), Chosen: map[string]bool{}}
	for _, code := range values["session"] {
		p.NewLink.Chosen[code] = true
	}
	link := forms.Link{EventID: v.Event.ID, Label: p.NewLink.Label}
	for _, row := range p.Sessions {
		if p.NewLink.Chosen[row.Code] {
			link.Sessions = append(link.Sessions, row.ID)
		}
	}
	token := auth.NewToken()
	err = s.Store.CreateLink(c.UserContext(), &link, token)
	if forms.CodeOf(err) == forms.CodeInvalid {
		p.NewLink.Problem = p.T("link.invalid")
		p.Title = p.T("form.error_title", "Title", p.Title)
		return s.Render(c, fiber.StatusUnprocessableEntity, "organiser_event", p)
	}
	if err != nil {
		return err
	}
	return s.showLink(c, p, link.ID, token)
}

// renewLink gives a link another token, for another device or because the last
// one was lost.
func (s *Pages) renewLink(c *fiber.Ctx) error {
	v, id, err := s.linkVisit(c)
	if err != nil {
		return err
	}
	token := auth.NewToken()
	if err := s.Store.RenewLink(c.UserContext(), v.Event.ID, id, token); err != nil {
		return err
	}
	p, err := s.newEventPage(c, v.Event)
	if err != nil {
		return err
	}
	return s.showLink(c, p, id, token)
}

// revokeLink ends a link, with all that has come by it.
func (s *Pages) revokeLink(c *fiber.Ctx) error {
	v, id, err := s.linkVisit(c)
	if err != nil {
		return err
	}
	if err := s.Store.RevokeLink(c.UserContext(), v.Event.ID, id); err != nil {
		return err
	}
	s.CutOffLink(id)
	return c.Redirect("/organise/"+v.Event.Code+"#links", fiber.StatusSeeOther)
}

func (s *Pages) linkVisit(c *fiber.Ctx) (*web.Visit, int64, error) {
	v, err := s.ReadEventVisit(c)
	if err != nil {
		return nil, 0, err
	}
	id, err := idIn(c)
	return v, id, err
}

// sheetOnce has the texts that say what happens to a link that is shown.
var sheetOnce = map[forms.Role]string{forms.Moderator: "link.once", forms.Speaker: "link.speaker_once"}

// showLink shows a link with its token, which nobody can look up again.
func (s *Pages) showLink(c *fiber.Ctx, of *eventPage, id int64, token string) error {
	links, err := s.Store.Links(c.UserContext(), of.Event.ID)
	if err != nil {
		return err
	}
	for i := range links {
		link := &links[i]
		if link.ID != id {
			continue
		}
		p := linkPage{
			printPage: s.printed(c, of.Event, "/organise/"+of.Event.Code, sheetOnce[link.Role]), Label: link.Label,
			Sessions: of.sessionsOf(link), Of: of.EventName,
		}
		rule := p.T("link.rule")
		p.Steps = []string{p.T("link.step_scan"), p.T("link.step_press"), p.T("link.step_ready")}
		p.Alt, p.Title = p.T("link.qr_alt"), p.T("link.title", "Label", link.Label)
		if link.Role == forms.Speaker {
			rule = p.T("link.speaker_rule")
			p.Steps = []string{p.T("link.speaker_scan"), p.T("link.speaker_press"), p.T("link.speaker_ready")}
			p.Alt, p.Title = p.T("link.speaker_alt"), p.T("link.speaker_title", "Label", link.Label)
		}
		p.Back += "#links"
		until := link.Expires.In(of.Event.Location())
		p.Rule = rule + " " + p.T("link.until", "Day", p.Date(until), "Time", p.Time(until))
		return s.renderLink(c, &p, web.LinkAddress(s.Settings().BaseURL, link.Role, token))
	}
	return web.ErrNotFound // revoked meanwhile
}
