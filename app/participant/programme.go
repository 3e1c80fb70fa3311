package participant

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// programmePage is the page of an event: its sessions, by time.
type programmePage struct {
	web.Page
	When    string
	Place   web.Phrase
	Note    web.Phrase
	Slots   []slot
	Contact string // address of the sign-up for groups, "" if there is none
}

// slot holds the sessions that begin at the same time.
type slot struct {
	Label    string
	Sessions []programmeItem
}

// programmeItem is one session of the programme. Address is that of
// its form while it is open, and then of its results where they are published.
type programmeItem struct {
	Title   web.Phrase
	Kind    string
	Room    string
	State   forms.State
	Says    string // the state in words
	Address string
	Podium  string // address of its podium's page, "" while it takes nothing
}

func (s *Pages) showProgramme(c *fiber.Ctx, v *web.Visit) error {
	sessions := v.Programme.Sessions
	zone := v.Event.Location()
	p := programmePage{Page: s.NewPage(c), Contact: s.offersContact(v)}
	p.Title = p.EventName.Text
	p.Place, p.Note = p.Text(v.Event.Place), p.Text(v.Event.Note)
	if !v.Event.Starts.IsZero() {
		p.When = p.DateRange(v.Event.Starts.In(zone), v.Event.Ends.In(zone))
	}
	severalDays := v.Event.Starts.In(zone).Format(time.DateOnly) != v.Event.Ends.In(zone).Format(time.DateOnly)
	for i, session := range sessions {
		if i == 0 || !session.Starts.Equal(sessions[i-1].Starts) {
			p.Slots = append(p.Slots, slot{Label: slotLabel(&p.Page, session.Starts.In(zone), severalDays)})
		}
		item := programmeItem{
			Title: p.Text(session.Title), Kind: p.T("session.kind." + string(session.Kind)), Room: session.Room,
			State: session.State, Says: p.T("session.state." + string(session.State)),
		}
		if session.State == forms.StateOpen {
			item.Address = v.Path(session.Code)
		} else if v.Event.Results == forms.ResultsAfterClosing && session.Final() {
			item.Address = v.Path(session.Code) + web.ResultsPath
		}
		if session.Podium != forms.PodiumOff {
			item.Podium = v.Path(session.Code) + podiumPath
		}
		last := &p.Slots[len(p.Slots)-1]
		last.Sessions = append(last.Sessions, item)
	}
	// The states change while people look at the page.
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	return s.Render(c, fiber.StatusOK, "programme", &p)
}

// slotLabel says when a slot begins, with the day if the event has several.
func slotLabel(p *web.Page, begins time.Time, severalDays bool) string {
	switch {
	case begins.IsZero():
		return p.T("programme.untimed")
	case severalDays:
		return p.T("date.day_and_times", "day", p.Date(begins), "times", p.Time(begins))
	}
	return p.Time(begins)
}
