package main

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// programmePage is the page of an event: its sessions, by time.
type programmePage struct {
	page
	When    string
	Place   phrase
	Note    phrase
	Slots   []slot
	Contact string // address of the sign-up for groups, "" if there is none
}

// slot holds the sessions that begin at the same time.
type slot struct {
	Label    string
	Sessions []programmeItem
}

// programmeItem is one session of the programme. Address is "" unless the
// session is open.
type programmeItem struct {
	Title   phrase
	Kind    string
	Room    string
	State   forms.State
	Says    string // the state in words
	Address string
}

func (s *participantPages) showProgramme(c *fiber.Ctx, v *visit) error {
	sessions, err := s.store.Programme(c.UserContext(), v.event.ID)
	if err != nil {
		return err
	}
	zone := v.event.Location()
	p := programmePage{page: s.page(c), Contact: s.offersContact(v)}
	p.Title = p.EventName.Text
	p.Place, p.Note = p.Text(v.event.Place), p.Text(v.event.Note)
	if !v.event.Starts.IsZero() {
		p.When = p.DateRange(v.event.Starts.In(zone), v.event.Ends.In(zone))
	}
	severalDays := v.event.Starts.In(zone).Format(time.DateOnly) != v.event.Ends.In(zone).Format(time.DateOnly)
	for i := range sessions {
		session := &sessions[i]
		if i == 0 || !session.Starts.Equal(sessions[i-1].Starts) {
			p.Slots = append(p.Slots, slot{Label: slotLabel(&p.page, session.Starts.In(zone), severalDays)})
		}
		item := programmeItem{
			Title: p.Text(session.Title), Kind: p.T("session.kind." + string(session.Kind)), Room: session.Room,
			State: session.State, Says: p.T("session.state." + string(session.State)),
		}
		if session.State == forms.StateOpen {
			item.Address = v.path(session.Code)
		}
		last := &p.Slots[len(p.Slots)-1]
		last.Sessions = append(last.Sessions, item)
	}
	// The states change while people look at the page.
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	return s.render(c, fiber.StatusOK, "programme", &p)
}

// slotLabel says when a slot begins, with the day if the event has several.
func slotLabel(p *page, begins time.Time, severalDays bool) string {
	switch {
	case begins.IsZero():
		return p.T("programme.untimed")
	case severalDays:
		return p.T("date.day_and_times", "day", p.Date(begins), "times", p.Time(begins))
	}
	return p.Time(begins)
}
