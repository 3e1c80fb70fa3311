package participant

import (
	"context"
	"encoding/json"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/form"
	"resonanz/app/live"
	"resonanz/app/web"
	"resonanz/forms"
)

// hallFrame is what phones hear of the hall of a session while they have it open.
// It holds nothing that people have answered and no count, so it tells nobody
// anything of them.
type hallFrame struct {
	Ask    *hallAsk `json:"ask,omitempty"`    // the question that is being asked on the spot
	Podium bool     `json:"podium,omitempty"` // the podium takes questions
}

// hallAsk is a question on the spot, in the language in which it was typed.
type hallAsk struct {
	Code string `json:"code"`
	Text string `json:"text"`
	Lang string `json:"lang"`
}

func newHallFrame(p *forms.Programme, session *forms.Session) hallFrame {
	f := hallFrame{Podium: session.Podium != forms.PodiumOff}
	if spot := p.Running(session); spot != nil {
		text, lang := spot.Title.In(p.Event.Base())
		f.Ask = &hallAsk{spot.Code, text, lang}
	}
	return f
}

// readHall returns the frame of a session as any process knows it.
func (s *Pages) readHall(ctx context.Context, of live.Topic) (any, error) {
	if err := s.Store.CheckProgrammes(ctx); err != nil {
		return nil, err
	}
	p, err := s.Store.FindEvent(ctx, of.EventID)
	if err != nil {
		return nil, err
	}
	for _, session := range p.Sessions {
		if session.ID == of.SessionID {
			return newHallFrame(p, session), nil
		}
	}
	return hallFrame{}, nil // it has just been deleted
}

// readHallVisit is ReadSessionVisit for sessions of the programme: a question on the
// spot has no hall of its own.
func (s *Pages) readHallVisit(c *fiber.Ctx) (*web.Visit, error) {
	v, err := s.ReadSessionVisit(c)
	if err == nil && v.Session.OnTheSpot() {
		return nil, web.ErrNotFound
	}
	return v, err
}

func (s *Pages) streamHall(c *fiber.Ctx) error {
	v, err := s.readHallVisit(c)
	if err != nil {
		return err
	}
	return s.SendStream(c, web.TopicOf(v, live.Phones), nil)
}

// sendHall sends phones that have no stream what is going on, from memory.
func (s *Pages) sendHall(c *fiber.Ctx) error {
	v, err := s.readHallVisit(c)
	if err != nil {
		return err
	}
	frame, err := json.Marshal(newHallFrame(v.Programme, v.Session))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	return web.SendTagged(c, frame, web.EntityTag(frame))
}

// leadToHall leads from the address of a session that takes no answers to the
// question that is being asked in it on the spot, if there is one.
func leadToHall(c *fiber.Ctx, v *web.Visit) (led bool, err error) {
	spot := v.Programme.Running(v.Session)
	if spot == nil || v.Session.State == forms.StateOpen || web.WantsJSON(c) {
		return false, nil
	}
	return true, c.Redirect(v.Path(spot.Code), fiber.StatusSeeOther)
}

// mountHall adds the routes of what phones hear.
func (s *Pages) mountHall(r fiber.Router) {
	r.Get("/:code/:lang"+form.HallPath, s.sendHall)
	r.Get("/:code/:lang"+form.HallPath+"/stream", s.streamHall)
}
