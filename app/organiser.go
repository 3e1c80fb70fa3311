package main

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
	"resonanz/reports"
)

// eventsPage lists all events. Organisers go from it to an event's page,
// moderators to its sessions.
type eventsPage struct {
	deskPage
	Upcoming, Past []listedEvent
}

// listedEvent is one event of the list.
type listedEvent struct {
	Title     phrase
	When      string
	Place     phrase
	Code      string
	Address   string
	Simulated bool
}

// renderEvents renders the list of events whose own addresses begin with prefix.
func (s *deskPages) renderEvents(c *fiber.Ctx, prefix string) error {
	events, err := s.store.Events(c.UserContext())
	if err != nil {
		return err
	}
	p := eventsPage{deskPage: s.desk(c, nil)}
	p.Title = p.T("events.title")
	for i := range events {
		event := &events[i]
		p.lookIn(p.Lang(), event.Base())
		listed := listedEvent{
			Title: p.Text(event.Title), Place: p.Text(event.Place), When: when(&p.page, event),
			Code: event.Code, Address: prefix + event.Code, Simulated: event.Simulated,
		}
		if event.Ends.Before(s.now()) {
			p.Past = append(p.Past, listed)
		} else {
			p.Upcoming = append([]listedEvent{listed}, p.Upcoming...) // the next one first
		}
	}
	return s.render(c, fiber.StatusOK, "events", &p)
}

func (s *deskPages) listEvents(c *fiber.Ctx) error { return s.renderEvents(c, "/organise/") }

// when says when the event is, "" if that is not known.
func when(p *page, event *forms.Event) string {
	if event.Starts.IsZero() {
		return ""
	}
	zone := event.Location()
	return p.DateRange(event.Starts.In(zone), event.Ends.In(zone))
}

// eventPage is what organisers see of an event, and moderators of its
// sessions.
type eventPage struct {
	deskPage
	Event    *forms.Event
	When     string
	Place    phrase
	Note     phrase
	Hosts    []phrase
	Sessions []sessionRow
	Turnout  turnoutOf // of all sessions together
	Open     int       // sessions that are open
	Ended    bool      // all sessions are closed
	Planned  int       // sessions that have not been opened yet
	ToDo     []string  // settings of the service that its notices lack

	Contacts     int // sign-ups for groups
	Translations []translation
	Links        []linkView
	NewLink      newLink
}

// sessionRow is one session of an event's page.
type sessionRow struct {
	*forms.Session
	Title   phrase
	Kind    string
	When    string
	Says    string // the state in words
	Turnout turnoutOf
}

func (s *deskPages) newEventPage(c *fiber.Ctx, event *forms.Event) (*eventPage, error) {
	sessions, err := s.store.Programme(c.UserContext(), event.ID)
	if err != nil {
		return nil, err
	}
	turnouts, err := s.store.Turnouts(c.UserContext(), event.ID)
	if err != nil {
		return nil, err
	}
	p := &eventPage{deskPage: s.desk(c, event), Event: event, Ended: len(sessions) > 0, ToDo: s.toDo(), Translations: s.translations(event)}
	if p.Contacts, err = s.store.CountContacts(c.UserContext(), event.ID); err != nil {
		return nil, err
	}
	p.Title, p.When = p.EventName.Text, when(&p.page, event)
	p.Place, p.Note = p.Text(event.Place), p.Text(event.Note)
	for _, host := range event.Hosts {
		p.Hosts = append(p.Hosts, p.Text(host))
	}
	for i := range sessions {
		session := &sessions[i]
		if !p.Account.May(event, session) {
			continue
		}
		t := turnouts[session.ID]
		row := sessionRow{
			Session: session, Title: p.Text(session.Title), Kind: p.T("session.kind." + string(session.Kind)),
			Says: p.T("session.state." + string(session.State)), When: times(&p.page, event, session),
			Turnout: turnoutOf{N: t.N, Headcount: reports.Headcount(session, event), Simulated: t.Simulated},
		}
		p.Sessions = append(p.Sessions, row)
		p.Turnout.N += t.N
		p.Turnout.Simulated += t.Simulated
		switch session.State {
		case forms.StatePlanned:
			p.Planned++
		case forms.StateOpen:
			p.Open++
		}
		p.Ended = p.Ended && session.State == forms.StateClosed
	}
	return p, nil
}

// times says when the session is, "" if that is not known.
func times(p *page, event *forms.Event, session *forms.Session) string {
	if session.Starts.IsZero() {
		return ""
	}
	zone := event.Location()
	from, to := session.Starts.In(zone), session.Ends.In(zone)
	times := p.TimeRange(from, to)
	if event.Starts.In(zone).Format(time.DateOnly) != event.Ends.In(zone).Format(time.DateOnly) {
		return p.T("date.day_and_times", "day", p.Date(from), "times", times)
	}
	return times
}

func (s *deskPages) showEvent(c *fiber.Ctx) error {
	v, err := s.visit(c)
	if err != nil {
		return err
	}
	if v.session != nil {
		return errNotFound
	}
	p, err := s.newEventPage(c, v.event)
	if err != nil {
		return err
	}
	if err := s.addLinks(c, p); err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "event", p)
}

// changeState opens or closes the session that the address names, or all
// sessions of the event, and returns to the page that back names.
func (s *deskPages) changeState(c *fiber.Ctx, back func(v *visit) string) error {
	v, values, err := posted(c, s.visit)
	if err != nil {
		return err
	}
	state := forms.State(first(values, "state"))
	if state != forms.StateOpen && state != forms.StateClosed {
		return errInvalid
	}
	var ids []int64
	if v.session != nil {
		ids = append(ids, v.session.ID)
	} else {
		sessions, err := s.store.Programme(c.UserContext(), v.event.ID)
		if err != nil {
			return err
		}
		// Together, sessions only go on in their usual order.
		before := map[forms.State]forms.State{forms.StateOpen: forms.StatePlanned, forms.StateClosed: forms.StateOpen}
		for _, session := range sessions {
			if session.State == before[state] {
				ids = append(ids, session.ID)
			}
		}
	}
	for _, id := range ids {
		if err := s.store.SetState(c.UserContext(), id, state); err != nil {
			return err
		}
	}
	return c.Redirect(back(v), fiber.StatusSeeOther)
}

// changeEventState changes the state of a session or, with the code of an event, of
// all its sessions.
func (s *deskPages) changeEventState(c *fiber.Ctx) error {
	return s.changeState(c, func(v *visit) string {
		back := "/organise/" + v.event.Code
		if v.session != nil {
			back += "#" + v.session.Code
		}
		return back
	})
}

// toDo lists the settings that the notices lack, by the name of their flags.
func (s *deskPages) toDo() []string {
	var missing []string
	for _, setting := range []struct{ name, value string }{
		{"operator", s.cfg.Operator}, {"contact", s.cfg.Contact}, {"officer", s.cfg.Officer},
		{"authority", s.cfg.Authority}, {"appeals", s.cfg.Appeals},
	} {
		if setting.value == "" {
			missing = append(missing, "-"+setting.name)
		}
	}
	return missing
}
