package desk

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/rehearsal"
	"resonanz/app/web"
	"resonanz/forms"
)

// How a rehearsal by a button is played: like a hall that is asked at the same
// time, and so that it has ended within about a minute.
const (
	maxRehearsed     = 2000 // participants; the largest halls
	defaultRehearsed = 100  // if nobody knows how many people will come
	rehearsalTime    = 30   // seconds within which all of them come
	rehearsalRate    = 5    // participants a second, at least: few of them need not take that long
	rehearsalThink   = 2 * time.Second
	rehearsalPhones  = 64 // at the same time; the service itself plays them
)

// rehearsals are those of this service: the one that runs, and the last result of
// each event, in memory only.
type rehearsals struct {
	running atomic.Pointer[running]
	mu      sync.Mutex
	last    map[int64]*rehearsed
}

// running is a rehearsal that is going on.
type running struct {
	eventID      int64
	participants int
	forms        atomic.Int64 // that somebody has filled in
	stop         context.CancelFunc
}

// rehearsed is how a rehearsal ended.
type rehearsed struct {
	*rehearsal.Outcome
	participants int
	failed       string // key of a text that says why there was none
}

// rehearsalPage starts a rehearsal of an event, says how far it is and how it
// ended, and removes its answers.
type rehearsalPage struct {
	web.DeskPage
	Event     *forms.Event
	Open      int // sessions that are open
	Answers   int // stored by people
	Rehearsed int // stored by rehearsals
	Elsewhere bool
	Running   string // how far it is, "" if none is running
	Result    *rehearsalResult
	Removed   int // answers that have just been removed
	Typed     string
	Most      int
	Problem   string
}

// rehearsalResult is a result in words.
type rehearsalResult struct {
	Good   bool
	Says   string
	Lines  []rehearsalLine
	Errors []string
}

// rehearsalLine is a figure of the result.
type rehearsalLine struct{ Name, Value string }

// The field of the page, and the query after answers were removed.
const (
	fieldParticipants = "participants"
	queryRemoved      = "removed"
)

func rehearsalAddress(event *forms.Event) string { return organisePrefix + event.Code + "/rehearsal" }

func (s *Pages) newRehearsalPage(c *fiber.Ctx, v *web.Visit) (*rehearsalPage, error) {
	p := &rehearsalPage{DeskPage: s.NewDeskPage(c, v.Event), Event: v.Event, Most: maxRehearsed}
	p.Title, p.Here = p.T("event.rehearsal.title")+" · "+p.EventName.Text, rehearsalAddress(v.Event)
	p.Stylesheets = append(p.Stylesheets, s.Assets.Path("setup.css"))
	p.Removed = c.QueryInt(queryRemoved)
	turnouts, err := s.Store.Turnouts(c.UserContext(), v.Event.ID)
	if err != nil {
		return nil, err
	}
	for _, t := range turnouts {
		p.Answers += t.N - t.Simulated
		p.Rehearsed += t.Simulated
	}
	for _, session := range v.Programme.Sessions {
		if session.State == forms.StateOpen {
			p.Open++
		}
	}
	expected := defaultRehearsed
	if v.Event.Headcount > 0 {
		expected = min(v.Event.Headcount, maxRehearsed)
	}
	p.Typed = p.Number(float64(expected), 0)
	if one := s.rehearsals.running.Load(); one != nil {
		if p.Elsewhere = one.eventID != v.Event.ID; !p.Elsewhere {
			p.Running = p.T("event.rehearsal.running", "Forms", p.Number(float64(one.forms.Load()), 0), "n", one.participants)
		}
	}
	p.Result = p.result(s.rehearsals.of(v.Event.ID))
	return p, nil
}

func (r *rehearsals) of(eventID int64) *rehearsed {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last[eventID]
}

func (r *rehearsals) keep(eventID int64, one *rehearsed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last[eventID] = one; one == nil {
		delete(r.last, eventID)
	}
}

// result puts a result into words, nil if there is none.
func (p *rehearsalPage) result(one *rehearsed) *rehearsalResult {
	switch {
	case one == nil:
		return nil
	case one.failed != "":
		return &rehearsalResult{Says: p.T(one.failed)}
	}
	r := &rehearsalResult{Good: one.Verdict() == nil, Errors: one.Errors}
	if r.Says = p.T("event.rehearsal.bad"); r.Good {
		r.Says = p.T("event.rehearsal.good", "n", one.participants)
	}
	whole := func(n int) string { return p.Number(float64(n), 0) }
	sent := 0
	for _, n := range one.Fates {
		sent += n
	}
	for _, line := range []rehearsalLine{
		{"event.rehearsal.sent", whole(sent)},
		{"event.rehearsal.acknowledged", whole(one.Fates[rehearsal.Acknowledged])},
		{"event.rehearsal.lost", whole(one.Lost)},
		{"event.rehearsal.doubled", whole(one.Doubled)},
		{"event.rehearsal.refused", whole(one.Fates[rehearsal.Refused] + one.Fates[rehearsal.GaveUp])},
		{"event.rehearsal.load", p.spread(one.Load)},
		{"event.rehearsal.send", p.spread(one.Send)},
		{"event.rehearsal.took", p.T("event.rehearsal.seconds", "Seconds", p.Number(one.Took.Seconds(), 0))},
	} {
		r.Lines = append(r.Lines, rehearsalLine{p.T(line.Name), line.Value})
	}
	return r
}

// spread says how long something took for half of all and for 99 of a hundred.
func (p *rehearsalPage) spread(of rehearsal.Spread) string {
	milli := func(d time.Duration) string { return p.Number(float64(d)/float64(time.Millisecond), 1) }
	return p.T("event.rehearsal.times", "Half", milli(of.P50), "Most", milli(of.P99))
}

func (s *Pages) showRehearsal(c *fiber.Ctx) error {
	v, err := s.ReadEventVisit(c)
	if err != nil {
		return err
	}
	p, err := s.newRehearsalPage(c, v)
	if err != nil {
		return err
	}
	return s.Render(c, fiber.StatusOK, "organiser_rehearsal", p)
}

// changeRehearsal starts or stops a rehearsal, or removes its answers.
func (s *Pages) changeRehearsal(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadEventVisit)
	if err != nil {
		return err
	}
	p, err := s.newRehearsalPage(c, v)
	if err != nil {
		return err
	}
	to := rehearsalAddress(v.Event)
	switch web.FirstValue(values, "do") {
	case "start":
		p.Typed = web.FirstValue(values, fieldParticipants)
		if problem := s.startRehearsal(c, p); problem != "" {
			p.Problem, p.Title = problem, p.T("form.error_title", "Title", p.Title)
			return s.Render(c, fiber.StatusUnprocessableEntity, "organiser_rehearsal", p)
		}
	case "stop":
		if one := s.rehearsals.running.Load(); one != nil && one.eventID == v.Event.ID {
			one.stop()
		}
	case "purge":
		if p.Running != "" || v.Event.Simulated {
			return web.ErrConflict
		}
		n, err := s.Store.PurgeSimulated(c.UserContext(), v.Event.ID)
		if err != nil {
			return err
		}
		s.rehearsals.keep(v.Event.ID, nil)
		to += "?" + queryRemoved + "=" + strconv.Itoa(n)
	default:
		return web.ErrInvalid
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}

// startRehearsal starts a rehearsal in the background, or says why it cannot.
func (s *Pages) startRehearsal(c *fiber.Ctx, p *rehearsalPage) (problem string) {
	participants, ok := readNumber(p.Typed)
	switch {
	case !ok || participants < 1 || participants > maxRehearsed:
		return p.T("event.rehearsal.range", "Max", maxRehearsed)
	case p.Event.Simulated:
		return p.T("event.rehearsal.simulated")
	case p.Answers > 0:
		return p.T("event.rehearsal.answered")
	case p.Open == 0:
		return p.T("event.rehearsal.closed")
	}
	ctx, stop := context.WithCancel(s.Lifetime)
	one := &running{eventID: p.Event.ID, participants: participants, stop: stop}
	if !s.rehearsals.running.CompareAndSwap(nil, one) {
		stop()
		return p.T("event.rehearsal.busy")
	}
	r, err := rehearsal.New(c.UserContext(), s.Store, p.Event, s.Own())
	if err != nil { // closed in this moment
		s.rehearsals.running.Store(nil)
		stop()
		return p.T("event.rehearsal.closed")
	}
	r.Participants, r.Think, r.Phones = participants, rehearsalThink, rehearsalPhones
	r.Rate, r.Seed = max(float64(participants)/rehearsalTime, rehearsalRate), uint64(s.Now().UnixNano())
	s.rehearsals.keep(p.Event.ID, nil)
	s.Go(func(context.Context) {
		defer s.rehearsals.running.Store(nil)
		defer stop()
		s.rehearsals.keep(p.Event.ID, s.rehearse(ctx, r, one))
	})
	return ""
}

// rehearse plays a rehearsal to its end.
func (s *Pages) rehearse(ctx context.Context, r *rehearsal.Rehearsal, one *running) *rehearsed {
	outcome, err := r.Measure(ctx, s.Store, func(rehearsal.Delivery) { one.forms.Add(1) })
	done := &rehearsed{Outcome: outcome, participants: one.participants}
	switch {
	case ctx.Err() != nil:
		done.failed = "event.rehearsal.stopped"
	case errors.Is(err, rehearsal.ErrAnswered):
		done.failed = "event.rehearsal.answered"
	case err != nil:
		s.Log.Error("rehearsal", "error", err)
		done.failed = "event.rehearsal.failed"
	}
	return done
}
