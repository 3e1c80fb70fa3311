package desk

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/stage"
	"resonanz/app/web"
	"resonanz/forms"
)

// eventsPage lists all events. Organisers go from it to an event's page,
// moderators to its sessions.
type eventsPage struct {
	web.DeskPage
	Upcoming, Past []listedEvent
	First          bool             // the page is the first of the list
	Next           string           // address of the next page, "" on the last
	Organising     bool             // the list is that of organisers
	Drafts         []listedDraft    // of events that are to be
	Deleted        []forms.Deletion // for organisers
	ToDo           []string         // settings of the service that its imprint lacks
}

// listedEvent is one event of the list.
type listedEvent struct {
	Title     web.Phrase
	When      string
	Place     web.Phrase
	Code      string
	Address   string
	Simulated bool
}

// listedDraft is a draft of an event that is to be.
type listedDraft struct {
	Title   web.Phrase
	Changed string
	Address string
}

// draftsOf lists the drafts of events that are to be.
func (s *Pages) draftsOf(c *fiber.Ctx, p *web.Page) ([]listedDraft, error) {
	drafts, err := s.Store.NewDrafts(c.UserContext())
	var listed []listedDraft
	for i := range drafts {
		draft := &drafts[i]
		p.LookIn(p.Lang(), draft.Event.Base())
		title := p.Text(draft.Event.Title)
		if title.Text == "" {
			title.Text = p.T("setup.untitled")
		}
		listed = append(listed, listedDraft{title, p.T("events.draft_changed", "Date", draft.Changed.Format(time.DateOnly)), draftAddress(draft.ID)})
	}
	return listed, err
}

// renderEvents renders the list of events whose own addresses begin with prefix.
func (s *Pages) renderEvents(c *fiber.Ctx, prefix string) error {
	events, err := s.Store.Events(c.UserContext())
	if err != nil {
		return err
	}
	p := eventsPage{DeskPage: s.NewDeskPage(c, nil), Organising: prefix == organisePrefix}
	p.Title = p.T("events.title")
	isPast := func(e forms.Event) bool { return e.Ends.Before(s.Now()) }
	past := slices.DeleteFunc(slices.Clone(events), func(e forms.Event) bool { return !isPast(e) })
	events = slices.DeleteFunc(events, isPast)
	slices.Reverse(events) // the next one first
	events = append(events, past...)
	behind := c.Query(queryBehind)
	p.First = behind == ""
	events, p.Next = pageOf(events, func(e forms.Event) string { return e.Code }, behind, strings.TrimSuffix(prefix, "/"), url.Values{})
	for i := range events {
		event := &events[i]
		p.LookIn(p.Lang(), event.Base())
		listed := listedEvent{
			Title: p.Text(event.Title), Place: p.Text(event.Place), When: when(&p.Page, event),
			Code: event.Code, Address: prefix + event.Code, Simulated: event.Simulated,
		}
		if isPast(*event) {
			p.Past = append(p.Past, listed)
		} else {
			p.Upcoming = append(p.Upcoming, listed)
		}
	}
	if p.First && p.MayOrganise() {
		if p.Deleted, err = s.Store.Deletions(c.UserContext()); err != nil {
			return err
		}
	}
	if p.First && p.Organising {
		p.ToDo = s.unset(&p.Page, imprintSettings...)
		if p.Drafts, err = s.draftsOf(c, &p.Page); err != nil {
			return err
		}
	}
	return s.Render(c, fiber.StatusOK, "events", &p)
}

func (s *Pages) listEvents(c *fiber.Ctx) error { return s.renderEvents(c, organisePrefix) }

// organisePrefix begins the addresses of events for organisers.
const organisePrefix = "/organise/"

// when says when the event is, "" if that is not known.
func when(p *web.Page, event *forms.Event) string {
	if event.Starts.IsZero() {
		return ""
	}
	zone := event.Location()
	return p.DateRange(event.Starts.In(zone), event.Ends.In(zone))
}

// eventPage is what organisers see of an event, and moderators of its
// sessions.
type eventPage struct {
	web.DeskPage
	Event    *forms.Event
	When     string
	Place    web.Phrase
	Note     web.Phrase
	Hosts    []web.Phrase
	Sessions []sessionRow
	Turnout  stage.Attendance // of all sessions together
	Open     int              // sessions that are open
	Ended    bool             // all sessions are closed
	Planned  int              // sessions that have not been opened yet
	ToDo     []string         // settings of the service that its notices lack

	Contacts     int // sign-ups for groups
	Translations []translation
	Links        []linkView
	Sheet        newSheet
	NewLink      newLink
	After        afterwards
	Shift        *shiftForm   // nil once the event is over
	Closing      []web.Phrase // sessions whose closing can be taken back
	ClosesAt     string       // when the last of them closes
	Grace        int          // seconds for which a closing can be taken back
	all          []forms.Session
}

// sessionRow is one session of an event's page.
type sessionRow struct {
	*forms.Session
	Title   web.Phrase
	Kind    string
	When    string
	Says    string // the state in words
	Opening string // when it opens or closes by itself, "" if it does not
	Turnout stage.Attendance
	Of      string // how many, in words
}

func (s *Pages) newEventPage(c *fiber.Ctx, event *forms.Event) (*eventPage, error) {
	sessions, err := s.Store.Sessions(c.UserContext(), event.ID)
	if err != nil {
		return nil, err
	}
	turnouts, err := s.Store.Turnouts(c.UserContext(), event.ID)
	if err != nil {
		return nil, err
	}
	p := &eventPage{DeskPage: s.NewDeskPage(c, event), Event: event, Ended: len(sessions) > 0, Translations: s.translations(event)}
	if p.Contacts, err = s.Store.CountContacts(c.UserContext(), event.ID); err != nil {
		return nil, err
	}
	p.ToDo = s.unset(&p.Page, noticeSettings...)
	p.all, p.Grace = sessions, int(closeGrace.Seconds())
	p.Title, p.When = p.EventName.Text, when(&p.Page, event)
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
			Says: p.T("session.state." + string(session.State)), When: times(&p.Page, event, session),
			Turnout: stage.Attendance{N: t.N, Headcount: session.Present(event), Simulated: t.Simulated},
		}
		row.Of = row.Turnout.Of(&p.Page)
		if session.State == forms.StateOpen && s.closing(t.Closes) {
			p.Closing = append(p.Closing, row.Title)
			p.ClosesAt = max(p.ClosesAt, t.Closes.In(event.Location()).Format(time.TimeOnly))
		}
		row.Opening = opening(&p.Page, event, session, t.Closes)
		p.Sessions = append(p.Sessions, row)
		p.Turnout.N += t.N
		p.Turnout.Simulated += t.Simulated
		switch session.State {
		case forms.StatePlanned:
			p.Planned++
		case forms.StateOpen:
			p.Open++
		}
		p.Ended = p.Ended && session.Final()
	}
	if !p.MayOrganise() {
		return p, nil
	}
	if event.Ends.After(s.Now()) {
		p.Shift = newShiftForm(&p.Page, event, sessions, "/organise/"+event.Code+"/shift")
		if p.Shift.done(c); p.Shift != nil {
			p.Shift.Live = true
		}
	}
	if err := s.addLinks(c, p); err != nil {
		return nil, err
	}
	return p, s.addAfterwards(c, p)
}

// LanguagesSay says how many languages there are, and how many of them somebody
// still has to check.
func (p *eventPage) LanguagesSay() string {
	unchecked := 0
	for _, t := range p.Translations {
		if !t.Checked() {
			unchecked++
		}
	}
	says := p.T("event.languages_count", "n", len(p.Translations))
	if unchecked > 0 {
		says += " · " + p.T("event.languages_unchecked", "n", unchecked)
	}
	return says
}

// opening says when the session opens or closes by itself, "" if it does not.
func opening(p *web.Page, event *forms.Event, session *forms.Session, closes time.Time) string {
	switch at := session.OpensAt(); {
	case session.State == forms.StateOpen && !closes.IsZero():
		return p.T("event.closes_itself", "Time", p.Time(closes.In(event.Location())))
	case session.State == forms.StatePlanned && !at.IsZero():
		return p.T("event.opens_itself", "Time", p.Time(at.In(event.Location())))
	}
	return ""
}

// times says when the session is, "" if that is not known.
func times(p *web.Page, event *forms.Event, session *forms.Session) string {
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

func (s *Pages) showEvent(c *fiber.Ctx) error {
	v, err := s.ReadVisit(c)
	if err != nil {
		return err
	}
	if v.Session != nil {
		return web.ErrNotFound
	}
	p, err := s.newEventPage(c, v.Event)
	if err != nil {
		return err
	}
	return s.Render(c, fiber.StatusOK, "organiser_event", p)
}

// changeEventState changes the state of a session or, with the code of an event, of
// all its sessions.
func (s *Pages) changeEventState(c *fiber.Ctx) error { return s.changeState(c, eventAddress) }

// keepOpen takes back the closing of a session or of all sessions.
func (s *Pages) keepOpen(c *fiber.Ctx) error { return s.takeBack(c, eventAddress) }

// eventAddress returns the event's page, at the session of the visit.
func eventAddress(v *web.Visit) string {
	address := "/organise/" + v.Event.Code
	if v.Session != nil {
		address += "#" + v.Session.Code
	}
	return address
}
