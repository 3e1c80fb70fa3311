package main

import (
	"context"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
	"resonanz/forms"
)

// stagePage is the full screen for the projector. Its module keeps the picture
// up to date; without the module it loads itself again.
type stagePage struct {
	page
	Picture *picture
	Event   phrase
	Code    string
	Groups  []string // the code in groups that can be read out
	Host    string   // where the code is typed
	Base    string   // address that the page's own begin with
	Query   string   // what its frames' addresses end with
	Control bool     // keys change what all screens show
	Streams bool     // there is a stream of frames
	Scripts []string
}

// stageVisit is visit for the stage. It speaks the event's base language unless
// the address asks for another one: nobody sits at a projector.
func (s *stagePages) stageVisit(c *fiber.Ctx) (*visit, error) {
	v, err := s.visit(c)
	if err != nil {
		return nil, err
	}
	if v.lang = c.Query("lang"); !slices.Contains(v.event.Languages, v.lang) {
		v.lang = v.event.Base()
	}
	c.Set(fiber.HeaderContentLanguage, v.lang)
	return v, nil
}

func stageTopic(v *visit) live.Topic {
	topic := topicOf(v, live.Stage)
	topic.Lang = v.lang
	return topic
}

func (s *stagePages) showStage(c *fiber.Ctx) error {
	v, err := s.stageVisit(c)
	if err != nil {
		return err
	}
	return s.renderStage(c, v, &stagePage{Base: "/screen/" + v.code, Query: "?lang=" + v.lang, Control: true, Streams: true})
}

// showMirror is what is on the stage now, as large text on a participant's
// phone and in their language. It polls: a hall of phones needs no streams.
func (s *stagePages) showMirror(c *fiber.Ctx) error {
	v, err := s.visit(c)
	if err != nil {
		return err
	}
	if c.Params("lang") != v.lang {
		return c.Redirect(v.path(v.code)+"/stage", fiber.StatusSeeOther)
	}
	return s.renderStage(c, v, &stagePage{Base: v.path(v.code) + "/stage"})
}

func (s *stagePages) sendMirror(c *fiber.Ctx) error {
	path, now := c.Params("code")+"/"+c.Params("lang"), time.Now()
	frame, tag, ok := s.mirrors.get(path, now)
	if !ok {
		v, err := s.visit(c)
		if err != nil {
			return err
		}
		if frame, err = s.frame(c.UserContext(), stageTopic(v)); err != nil {
			return err
		}
		tag = entityTag(frame)
		if path == v.code+"/"+v.lang {
			s.mirrors.keep(path, frame, tag, now)
		}
	}
	return sendTagged(c, frame, tag)
}

func (s *stagePages) renderStage(c *fiber.Ctx, v *visit, p *stagePage) error {
	pic, err := s.picture(c.UserContext(), stageTopic(v))
	if err != nil {
		return err
	}
	p.page, p.Picture, p.Code = s.page(c), pic, v.code
	p.Groups, p.Host, p.Scripts = groups(v.code), hostOf(s.cfg.BaseURL), []string{s.assets.Path("stage.js")}
	p.Event = p.Text(v.event.Title)
	p.Title = pic.Heading.Text
	p.Stylesheets = append(p.Stylesheets, s.assets.Path("stage.css"))
	return s.render(c, fiber.StatusOK, "stage", p)
}

func (s *stagePages) streamStage(c *fiber.Ctx) error {
	v, err := s.stageVisit(c)
	if err != nil {
		return err
	}
	topic, screen := stageTopic(v), screenOf(c)
	return s.sendStream(c, topic, func() (end func()) {
		s.rooms.stageCame(topic.SessionID, screen)
		s.hub.Poke(topic.SessionID)
		return func() {
			s.rooms.stageLeft(topic.SessionID)
			s.hub.Poke(topic.SessionID)
		}
	})
}

func (s *stagePages) sendPicture(c *fiber.Ctx) error {
	v, err := s.stageVisit(c)
	if err != nil {
		return err
	}
	if screen := screenOf(c); screen != "" && v.session != nil && s.rooms.stagePolled(v.session.ID, screen) {
		s.hub.Poke(v.session.ID)
	}
	return s.sendFrame(c, stageTopic(v))
}

// screenOf returns the name that a stage screen has made for itself, "" if it
// gives none: a screen that polls because it has no stream gives one, so that
// moderators do not see it as lost.
func screenOf(c *fiber.Ctx) string {
	const longest = 32
	if screen := c.Query("screen"); len(screen) <= longest {
		return screen
	}
	return ""
}

// stagePages are what the hall sees: the stage and its mirror on phones.
type stagePages struct {
	*kit
	rooms   *rooms
	mirrors mirrors
}

func newStagePages(k *kit) *stagePages {
	s := &stagePages{kit: k, rooms: newRooms(k.now)}
	k.showTo(live.Stage, func(ctx context.Context, of live.Topic) (any, error) { return s.picture(ctx, of) })
	return s
}

// mount adds the routes of the stage and of its mirror.
func (s *stagePages) mount(r fiber.Router) {
	screen := r.Group("/screen", s.require(forms.Organiser, forms.Moderator))
	screen.Get("/:code", s.showStage)
	screen.Get("/:code/stream", s.streamStage)
	screen.Get("/:code/picture", s.sendPicture)
	screen.Get("/:code/qr.svg", s.sendCodeSVG)
	r.Get("/:code/:lang/stage", s.showMirror)
	r.Get("/:code/:lang/stage/picture", s.sendMirror)
	r.Get("/:code/:lang/stage/qr.svg", s.sendCodeSVG)
}
