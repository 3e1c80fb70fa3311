package desk

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// closeGrace is for how long a closing can be taken back. Answers are taken
// meanwhile, and nothing more is shown because of it.
const closeGrace = 10 * time.Second

// fieldSure says that somebody has read what follows.
const fieldSure = "sure"

// surePage asks before sessions are closed or opened again, and says what
// follows.
type surePage struct {
	web.DeskPage
	Action   string
	State    forms.State // that they would have
	Sessions []sureSession
	Doubted  bool     // one of them is in doubt
	Follows  []string // sentences
	Back     string
}

type sureSession struct {
	Title web.Phrase
	Code  string
	Says  string // what the doubt is, "" for none
}

// stateChange is what somebody wants of sessions.
type stateChange struct {
	state    forms.State
	sessions []forms.Session // that are not in the state
	sure     bool
	despite  string // what to do with those in doubt, "" if nobody has said
}

// changeState opens or closes the session that the address names, or all
// sessions of the event, and returns to the page that back names.
func (s *Pages) changeState(c *fiber.Ctx, back func(v *web.Visit) string) error {
	v, values, err := web.ReadPosted(c, s.ReadVisit)
	if err != nil {
		return err
	}
	change := stateChange{
		state: forms.State(web.FirstValue(values, "state")), sure: web.FirstValue(values, fieldSure) == ticked, despite: web.FirstValue(values, fieldDespite),
	}
	if change.state != forms.StateOpen && change.state != forms.StateClosed {
		return web.ErrInvalid
	}
	if change.sessions, err = s.sessionsToChange(c, v, change.state); err != nil {
		return err
	}
	if asked, err := s.askState(c, v, change, back(v)); asked || err != nil {
		return err
	}
	for i := range change.sessions {
		if err := s.setState(c, &change.sessions[i], change); err != nil {
			return err
		}
	}
	return c.Redirect(back(v), fiber.StatusSeeOther)
}

// sessionsToChange returns the session of the visit, or those of the event for
// which the state comes next: only from planned to open, and from open to closed.
func (s *Pages) sessionsToChange(c *fiber.Ctx, v *web.Visit, state forms.State) ([]forms.Session, error) {
	if v.Session != nil {
		if v.Session.State == state { // the button has been pressed twice
			return nil, nil
		}
		return []forms.Session{*v.Session}, nil
	}
	sessions, err := s.Store.Sessions(c.UserContext(), v.Event.ID)
	before := map[forms.State]forms.State{forms.StateOpen: forms.StatePlanned, forms.StateClosed: forms.StateOpen}
	var changing []forms.Session
	for _, session := range sessions {
		if session.State == before[state] {
			changing = append(changing, session)
		}
	}
	return changing, err
}

// setState opens a session at once, and has one that is open close when it can
// no longer be taken back. One that was never open is closed at once: it shows
// nothing.
func (s *Pages) setState(c *fiber.Ctx, session *forms.Session, change stateChange) error {
	switch {
	case change.state == forms.StateOpen:
		if err := s.Store.SetState(c.UserContext(), session.ID, change.state); err != nil {
			return err
		}
		s.watch.Opened(session.ID)
		return nil
	case session.State != forms.StateOpen:
		return s.Store.SetState(c.UserContext(), session.ID, change.state)
	}
	if err := s.Store.CloseAt(c.UserContext(), session.ID, s.Now().Add(closeGrace)); err != nil {
		return err
	}
	if change.despite == despiteTrust && session.Doubt != forms.NoDoubt {
		return s.trust(c, session)
	}
	return nil
}

// askState asks before sessions are closed or opened again, unless somebody has
// answered: for those in doubt, also what is to be done with them.
func (s *Pages) askState(c *fiber.Ctx, v *web.Visit, change stateChange, back string) (asked bool, err error) {
	p := &surePage{DeskPage: s.NewDeskPage(c, v.Event), Action: c.Path(), State: change.state, Back: back}
	again := false
	for i := range change.sessions {
		session := &change.sessions[i]
		sure := sureSession{Title: p.Text(session.Title), Code: session.Code}
		if session.Doubt != forms.NoDoubt && change.state == forms.StateClosed {
			sure.Says, p.Doubted = p.T("doubt."+string(session.Doubt)), true
		}
		again = again || session.State == forms.StateClosed
		p.Sessions = append(p.Sessions, sure)
	}
	status := fiber.StatusOK
	answered := change.despite == despiteHeld || change.despite == despiteTrust
	switch n := len(p.Sessions); {
	case n == 0:
		return false, nil
	case change.state == forms.StateOpen && !again: // the first opening loses nothing
		return false, nil
	case p.Doubted && !answered:
		p.Title, status = p.T("doubt.close_title"), fiber.StatusConflict
		p.Follows = []string{p.T("doubt.close_text"), p.T("doubt.advice"), p.T("sure.grace", "n", int(closeGrace.Seconds()))}
	case change.sure || p.Doubted:
		return false, nil
	case change.state == forms.StateClosed:
		p.Title = p.T("sure.close_title", "n", n)
		p.Follows = []string{p.T("sure.close_text", "k", v.Event.MinGroup), p.T("sure.grace", "n", int(closeGrace.Seconds()))}
	default:
		p.Title = p.T("sure.reopen_title")
		p.Follows = []string{p.T("sure.reopen_text", "k", v.Event.MinGroup)}
	}
	p.Here = back
	return true, s.Render(c, status, "moderator_sure", p)
}

// takeBack has the session of the visit stay open, or those of the event that are
// about to close. What the programme says about their end is in force again; whoever
// takes that back has it stay open until somebody closes it.
func (s *Pages) takeBack(c *fiber.Ctx, back func(v *web.Visit) string) error {
	v, err := s.ReadVisit(c)
	if err != nil {
		return err
	}
	sessions, err := s.Store.Sessions(c.UserContext(), v.Event.ID)
	if err != nil {
		return err
	}
	turnouts, err := s.Store.Turnouts(c.UserContext(), v.Event.ID)
	if err != nil {
		return err
	}
	for i := range sessions {
		session := &sessions[i]
		closes := turnouts[session.ID].Closes
		if v.Session != nil && v.Session.ID != session.ID || closes.IsZero() || v.Session == nil && !s.closing(closes) {
			continue
		}
		at := session.ClosesAt()
		if !at.After(s.Now()) || at.Equal(closes) {
			at = time.Time{}
		}
		err := s.Store.CloseAt(c.UserContext(), session.ID, at)
		if err = unless(err, forms.CodeConflict); err != nil { // it has just closed, which the page shows
			return err
		}
	}
	return s.answerChange(c, back(v))
}

// closing reports whether a session that closes then is closing already.
func (s *Pages) closing(at time.Time) bool {
	return !at.IsZero() && at.Before(s.Now().Add(closeGrace))
}
