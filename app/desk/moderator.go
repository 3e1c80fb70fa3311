package desk

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
	"resonanz/app/stage"
	"resonanz/app/web"
	"resonanz/forms"
)

// livePage is the moderator's page of one session. Its module keeps it up to
// date by frames; without the module it loads itself again.
type livePage struct {
	web.DeskPage
	Session   sessionRow
	Back      string
	Address   string // what participants type
	Frame     *Frame
	Width     int  // of the turnout's bar, per cent
	Sealed    bool // figures come only after closing
	MinGroup  int
	Clock     string
	Questions []stage.Chart
	Rate      []rateBar
	ClosesAt  string // when the session closes by itself, "" if it does not
	Minutes   int    // after which it may be told to
	Doubts    []doubtView
	Screens   []screenButton // what the stage can show
	Spots     int            // questions that were asked in it on the spot
}

// rateBar is one minute of the answers' rate; the tallest is as high as rateHigh.
type rateBar struct{ X, Y, Height int }

// The drawing of the rate, in units of its own.
const (
	rateHigh = 24
	rateStep = 8
)

func rateBars(rate []int) []rateBar {
	most := max(1, slices.Max(rate))
	bars := make([]rateBar, len(rate))
	for i, n := range rate {
		high := (n*rateHigh + most - 1) / most
		bars[i] = rateBar{X: i * rateStep, Y: rateHigh - high, Height: high}
	}
	return bars
}

func (s *Pages) listModeratedEvents(c *fiber.Ctx) error {
	if link := web.AccountOf(c).Link; link != nil {
		return s.renderLinkedSessions(c, link)
	}
	return s.renderEvents(c, "/moderate/")
}

// showModerated shows the sessions of an event or one of them live.
func (s *Pages) showModerated(c *fiber.Ctx) error {
	v, err := s.ReadVisit(c)
	if err != nil {
		return err
	}
	if v.Session == nil {
		p, err := s.newEventPage(c, v.Event)
		if err != nil {
			return err
		}
		return s.showSessions(c, v, p)
	}
	k, err := s.stage.ReadAll(c.UserContext(), web.TopicOf(v, live.Moderators))
	if err != nil {
		return err
	}
	k = stage.Permitted(k, live.Moderators)
	frame, err := s.newFrame(c.UserContext(), k)
	if err != nil {
		return err
	}
	return s.Render(c, fiber.StatusOK, "moderator_live", s.newLivePage(c, v, &k, frame))
}

func (s *Pages) newLivePage(c *fiber.Ctx, v *web.Visit, k *stage.Snapshot, frame *Frame) *livePage {
	form := v.Programme.Form(v.Session)
	p := &livePage{
		DeskPage: s.NewDeskPage(c, v.Event), Frame: frame, Back: "/moderate/" + v.Event.Code,
		Address: web.HostOf(s.Settings().BaseURL) + "/" + v.Code, MinGroup: v.Event.MinGroup, Sealed: v.Event.Figures == forms.FiguresAfterClosing,
		Clock: s.Now().In(v.Event.Location()).Format("15:04:05"),
	}
	p.Session = sessionRow{
		Session: v.Session, Title: p.Text(v.Session.Title), Kind: p.T("session.kind." + string(v.Session.Kind)),
		When: times(&p.Page, v.Event, v.Session), Turnout: stage.Attendance{N: frame.N, Headcount: v.Session.Present(v.Event)},
	}
	p.Session.Of = p.Session.Turnout.Of(&p.Page)
	p.Title = p.Session.Title.Text
	for _, spot := range v.Programme.Spots {
		if *spot.ParentID == v.Session.ID {
			p.Spots++
		}
	}
	if p.Account.Link != nil { // the event as a whole is not for them
		p.Back = "/moderate"
	}
	if v.Session.OnTheSpot() {
		parent := v.Programme.Parent(v.Session)
		p.Back, p.EventName = asksAddress(parent.Code), p.Text(parent.Title)
		p.Session.When = p.Time(v.Session.Starts.In(v.Event.Location()))
	}
	p.Rate, p.Minutes = rateBars(frame.Room.Rate), closeMinutes
	if frame.Closes > 0 {
		at := time.UnixMilli(frame.Closes)
		layout := "15:04"
		if s.closing(at) {
			layout = time.TimeOnly
		}
		p.ClosesAt = at.In(v.Event.Location()).Format(layout)
	}
	for _, doubt := range doubts {
		p.Doubts = append(p.Doubts, doubtView{doubt, p.T("doubt." + string(doubt))})
	}
	p.Width = p.Session.Turnout.Share()
	p.Scripts = []string{s.Assets.Path("live.js")}
	p.Screens = screenButtons(&p.Page, v.Code, k)
	for _, item := range form.Items() {
		if !item.Kind.IsText() { // comments have a page of their own
			p.Questions = append(p.Questions, stage.NewChart(&p.Page, &item, frame.Items))
		}
	}
	return p
}

// changeSessionState opens or closes the session and returns to its page.
func (s *Pages) changeSessionState(c *fiber.Ctx) error {
	v, err := s.ReadSessionVisit(c)
	if err != nil {
		return err
	}
	return s.changeState(c, func(*web.Visit) string { return "/moderate/" + v.Code })
}

// streamFigures sends moderators the frames of a session.
func (s *Pages) streamFigures(c *fiber.Ctx) error {
	v, err := s.ReadSessionVisit(c)
	if err != nil {
		return err
	}
	return s.SendStream(c, web.TopicOf(v, live.Moderators), nil)
}

// sendFigures sends moderators the frame of a session as it is now, for browsers
// that cannot keep a stream.
func (s *Pages) sendFigures(c *fiber.Ctx) error {
	v, err := s.ReadSessionVisit(c)
	if err != nil {
		return err
	}
	return s.SendFrame(c, web.TopicOf(v, live.Moderators))
}

// renderLinkedSessions shows the sessions of a link, or leads on to the only one.
func (s *Pages) renderLinkedSessions(c *fiber.Ctx, link *forms.Link) error {
	event, err := s.Store.EventByID(c.UserContext(), link.EventID)
	if err != nil {
		return err
	}
	p, err := s.newEventPage(c, event)
	if err != nil {
		return err
	}
	if len(p.Sessions) == 1 {
		return c.Redirect("/moderate/"+p.Sessions[0].Code, fiber.StatusSeeOther)
	}
	return s.Render(c, fiber.StatusOK, "moderator_sessions", &sessionsPage{eventPage: p})
}
