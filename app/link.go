package main

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/auth"
	"resonanz/app/qr"
	"resonanz/forms"
)

// linkView is one moderator's link on the event's page.
type linkView struct {
	ID       int64
	Label    string
	Sessions []phrase
	Says     string // what has become of it
}

// newLink is what somebody typed to make a link.
type newLink struct {
	Label   string
	Chosen  map[string]bool // codes of sessions
	Problem string
}

// addLinks adds the event's links to its page.
func (s *deskPages) addLinks(c *fiber.Ctx, p *eventPage) error {
	links, err := s.store.Links(c.UserContext(), p.Event.ID)
	if err != nil {
		return err
	}
	for i := range links {
		link := &links[i]
		view := linkView{ID: link.ID, Label: link.Label, Sessions: p.sessionsOf(link), Says: p.T("link.unused")}
		if link.Devices > 0 {
			seen := link.Seen.In(p.Event.Location())
			view.Says = p.T("link.used", "n", link.Devices, "Day", p.Date(seen), "Time", p.Time(seen))
			if link.Waits {
				view.Says += " " + p.T("link.waits")
			}
		}
		p.Links = append(p.Links, view)
	}
	return nil
}

// sessionsOf returns the titles of a link's sessions.
func (p *eventPage) sessionsOf(link *forms.Link) []phrase {
	account, titles := forms.Account{Link: link}, []phrase(nil)
	for _, row := range p.Sessions {
		if account.May(p.Event, row.Session) {
			titles = append(titles, row.Title)
		}
	}
	return titles
}

// linkPage is a document to print: a moderator's link as text and as a QR code.
// It is made once; the token is stored as a hash only.
type linkPage struct {
	printPage
	Label    string
	Sessions []phrase
	Address  string
	Path     string // of the SVG image
	Units    int    // side of the image
	Until    string
}

// createLink makes a link for the sessions that were ticked.
func (s *deskPages) createLink(c *fiber.Ctx) error {
	v, values, err := posted(c, s.eventVisit)
	if err != nil {
		return err
	}
	p, err := s.newEventPage(c, v.event)
	if err != nil {
		return err
	}
	p.NewLink = newLink{Label: first(values, "label"), Chosen: map[string]bool{}}
	for _, code := range values["session"] {
		p.NewLink.Chosen[code] = true
	}
	link := forms.Link{EventID: v.event.ID, Label: p.NewLink.Label}
	for _, row := range p.Sessions {
		if p.NewLink.Chosen[row.Code] {
			link.Sessions = append(link.Sessions, row.ID)
		}
	}
	token := auth.NewToken()
	err = s.store.CreateLink(c.UserContext(), &link, token)
	if forms.CodeOf(err) == forms.CodeInvalid {
		p.NewLink.Problem = p.T("link.invalid")
		p.Title = p.T("form.error_title", "Title", p.Title)
		if err := s.addLinks(c, p); err != nil {
			return err
		}
		return s.render(c, fiber.StatusUnprocessableEntity, "event", p)
	}
	if err != nil {
		return err
	}
	return s.showLink(c, p, link.ID, token)
}

// renewLink gives a link another token, for another device or because the last
// one was lost.
func (s *deskPages) renewLink(c *fiber.Ctx) error {
	v, id, err := s.linkVisit(c)
	if err != nil {
		return err
	}
	token := auth.NewToken()
	if err := s.store.RenewLink(c.UserContext(), v.event.ID, id, token); err != nil {
		return err
	}
	p, err := s.newEventPage(c, v.event)
	if err != nil {
		return err
	}
	return s.showLink(c, p, id, token)
}

// revokeLink ends a link, with all that has come by it.
func (s *deskPages) revokeLink(c *fiber.Ctx) error {
	v, id, err := s.linkVisit(c)
	if err != nil {
		return err
	}
	if err := s.store.RevokeLink(c.UserContext(), v.event.ID, id); err != nil {
		return err
	}
	s.cutOff(id)
	return c.Redirect("/organise/"+v.event.Code+"#links", fiber.StatusSeeOther)
}

func (s *deskPages) linkVisit(c *fiber.Ctx) (*visit, int64, error) {
	v, err := s.eventVisit(c)
	if err != nil {
		return nil, 0, err
	}
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil {
		return nil, 0, errNotFound
	}
	return v, id, nil
}

// showLink shows a link with its token, which nobody can look up again.
func (s *deskPages) showLink(c *fiber.Ctx, of *eventPage, id int64, token string) error {
	links, err := s.store.Links(c.UserContext(), of.Event.ID)
	if err != nil {
		return err
	}
	for i := range links {
		link := &links[i]
		if link.ID != id {
			continue
		}
		p := linkPage{
			printPage: s.printed(c, of.Event, "link.once"), Label: link.Label,
			Sessions: of.sessionsOf(link), Address: moderationAddress(s.cfg.BaseURL, token),
		}
		p.Back += "#links"
		p.Title = p.T("link.title", "Label", link.Label)
		until := link.Expires.In(of.Event.Location())
		p.Until = p.T("link.until", "Day", p.Date(until), "Time", p.Time(until))
		if p.Path, p.Units, err = qr.Path(p.Address); err != nil {
			return err
		}
		return s.render(c, fiber.StatusOK, "link", &p)
	}
	return errNotFound // revoked meanwhile
}
