package main

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
	"resonanz/forms"
	"resonanz/reports"
)

// livePage is the moderator's page of one session. Its module keeps it up to
// date by frames; without the module it loads itself again.
type livePage struct {
	deskPage
	Session   sessionRow
	Back      string
	Address   string // what participants type
	Frame     *liveFrame
	Width     int // of the turnout's bar, per cent
	FirstAt   int // responses at which there can be figures, at the earliest
	MinGroup  int
	Clock     string
	Questions []liveQuestion
	Texts     []liveTexts
	Rate      []rateBar
	ClosesAt  string            // when the session closes by itself, "" if it does not
	Minutes   int               // after which it may be told to
	Screens   []stageChoice     // what the stage can show
	Shown     []stageChoice     // whose results it can show one by one
	Worded    []stageChoice     // of which it can show the words
	originals map[string]string // of edited comments, by id
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

// stageChoice is something that the stage can show.
type stageChoice struct {
	Screen  forms.Screen
	Item    string
	Stem    phrase // of a text beside an item
	Label   phrase
	Pressed bool // it does so now
}

func (s *deskPages) listModeratedEvents(c *fiber.Ctx) error {
	if link := accountOf(c).Link; link != nil {
		return s.renderLinkedSessions(c, link)
	}
	return s.renderEvents(c, "/moderate/")
}

// showModerated shows the sessions of an event or one of them live.
func (s *deskPages) showModerated(c *fiber.Ctx) error {
	v, err := s.visit(c)
	if err != nil {
		return err
	}
	if v.session == nil {
		p, err := s.newEventPage(c, v.event)
		if err != nil {
			return err
		}
		return s.renderClosing(c, v, p)
	}
	form, err := s.store.Form(c.UserContext(), v.session)
	if err != nil {
		return err
	}
	frame, err := s.liveFrame(c.UserContext(), topicOf(v, live.Moderators))
	if err != nil {
		return err
	}
	originals, err := s.originals(c, v)
	if err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "live", s.newLivePage(c, v, form, frame, originals))
}

// renderClosing shows the sessions of an event with its closing round.
func (s *deskPages) renderClosing(c *fiber.Ctx, v *visit, event *eventPage) error {
	k, err := s.stage.known(c.UserContext(), topicOf(v, live.Moderators))
	if err != nil {
		return err
	}
	k = permitted(k, live.Moderators)
	p := &closingPage{eventPage: event, Stage: newLiveStage(k), Lines: sentences(&event.page, k.closing), Starred: quotes(&event.page, k.comments), Checksum: k.checksum}
	return s.render(c, fiber.StatusOK, "sessions", p)
}

func (s *deskPages) newLivePage(c *fiber.Ctx, v *visit, form *forms.Form, frame *liveFrame, originals map[string]string) *livePage {
	p := &livePage{
		deskPage: s.desk(c, v.event), Frame: frame, originals: originals, Back: "/moderate/" + v.event.Code,
		Address: hostOf(s.cfg.BaseURL) + "/" + v.code, MinGroup: v.event.MinGroup, FirstAt: 2 * v.event.MinGroup,
		Clock: s.now().In(v.event.Location()).Format("15:04:05"),
	}
	if v.event.MinGroup <= 1 { // nothing to hide: no lag either
		p.FirstAt = 1
	}
	p.Session = sessionRow{
		Session: v.session, Title: p.Text(v.session.Title), Kind: p.T("session.kind." + string(v.session.Kind)),
		When: times(&p.page, v.event, v.session), Turnout: turnoutOf{N: frame.N, Headcount: reports.Headcount(v.session, v.event)},
	}
	p.Title = p.Session.Title.Text
	if p.Account.Link != nil { // the event as a whole is not for them
		p.Back = "/moderate"
	}
	p.Rate, p.Minutes = rateBars(frame.Room.Rate), closeMinutes
	if frame.Closes > 0 {
		p.ClosesAt = time.UnixMilli(frame.Closes).In(v.event.Location()).Format("15:04")
	}
	p.Width = p.Session.Turnout.Share()
	p.Scripts = []string{s.assets.Path("live.js")}
	for _, screen := range stageScreens {
		p.Screens = append(p.Screens, p.stageChoice(screen.screen, "", phrase{Text: p.T(screen.says)}))
	}
	for _, item := range form.Items() {
		if item.Kind.IsText() {
			t := p.texts(form, &item)
			p.Texts = append(p.Texts, t)
			choice := p.stageChoice(forms.ScreenWords, item.Key, t.Label)
			choice.Stem = t.Stem
			p.Worded = append(p.Worded, choice)
		} else {
			p.Questions = append(p.Questions, newLiveQuestion(&p.page, &item, frame.Items))
			p.Shown = append(p.Shown, p.stageChoice(forms.ScreenResults, item.Key, p.Text(item.Text)))
		}
	}
	return p
}

// stageScreens are the screens of a session's stage, with what the buttons say.
var stageScreens = []struct {
	screen forms.Screen
	says   string
}{
	{forms.ScreenJoin, "live.stage_join"}, {forms.ScreenResults, "live.stage_all"},
	{forms.ScreenComments, "live.stage_comments"}, {forms.ScreenNeutral, "live.stage_neutral"},
}

func (p *livePage) stageChoice(screen forms.Screen, item string, label phrase) stageChoice {
	stage := p.Frame.Stage
	return stageChoice{Screen: screen, Item: item, Label: label, Pressed: stage.Screen == screen && stage.Item == item}
}

// changeSessionState opens or closes the session and returns to its page.
func (s *deskPages) changeSessionState(c *fiber.Ctx) error {
	v, err := s.sessionVisit(c)
	if err != nil {
		return err
	}
	return s.changeState(c, func(*visit) string { return "/moderate/" + v.code })
}

// streamFigures sends moderators the frames of a session.
func (s *deskPages) streamFigures(c *fiber.Ctx) error {
	v, err := s.sessionVisit(c)
	if err != nil {
		return err
	}
	return s.sendStream(c, topicOf(v, live.Moderators), nil)
}

// sendFigures sends moderators the frame of a session as it is now, for browsers
// that cannot keep a stream.
func (s *deskPages) sendFigures(c *fiber.Ctx) error {
	v, err := s.sessionVisit(c)
	if err != nil {
		return err
	}
	return s.sendFrame(c, topicOf(v, live.Moderators))
}

// renderLinkedSessions shows what somebody has come for by a link: the only session,
// or a list.
func (s *deskPages) renderLinkedSessions(c *fiber.Ctx, link *forms.Link) error {
	event, err := s.store.EventByID(c.UserContext(), link.EventID)
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
	return s.render(c, fiber.StatusOK, "sessions", &closingPage{eventPage: p})
}
