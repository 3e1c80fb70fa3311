// Package stage shows what the hall sees: the stage on the projector and its
// mirror on phones. Nothing reaches an audience that has not gone through
// Permitted.
package stage

import (
	"context"
	"embed"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
	"resonanz/app/web"
	"resonanz/forms"
)

// stagePage is the full screen for the projector. Its module keeps the picture
// up to date; without the module it loads itself again.
type stagePage struct {
	web.Page
	Picture *Picture
	Event   web.Phrase
	Code    string
	Groups  []string // the code in groups that can be read out
	Host    string   // where the code is typed
	Base    string   // address that the page's own begin with
	Query   string   // what its frames' addresses end with
	Control bool     // keys change what all screens show
	Session bool     // it is the stage of a session, and not of an event as a whole
	Screens []*Screen
	Streams bool // there is a stream of frames
	Scripts []string

	Dots []dot // of the picture of a slide

	Wifi, WifiPassword string // of the event, for the hall; "" on phones and if there is none
}

// stageVisit is ReadVisit for the stage. It speaks the event's base language unless
// the address asks for another one: nobody sits at a projector.
func (s *Pages) stageVisit(c *fiber.Ctx) (*web.Visit, error) {
	v, err := s.ReadVisit(c)
	if err != nil {
		return nil, err
	}
	if v.Lang = c.Query("lang"); !slices.Contains(v.Event.Languages, v.Lang) {
		v.Lang = v.Event.Base()
	}
	c.Set(fiber.HeaderContentLanguage, v.Lang)
	return v, nil
}

func stageTopic(v *web.Visit) live.Topic {
	topic := web.TopicOf(v, live.Stage)
	topic.Lang = v.Lang
	return topic
}

func (s *Pages) showStage(c *fiber.Ctx) error {
	v, err := s.stageVisit(c)
	if err != nil {
		return err
	}
	return s.renderStage(c, v, &stagePage{Base: "/screen/" + v.Code, Query: "?lang=" + v.Lang, Control: true, Streams: true})
}

// showMirror shows what is on the stage now, as large text on a participant's
// phone and in their language. The page polls: a hall of phones needs no streams.
func (s *Pages) showMirror(c *fiber.Ctx) error {
	v, err := s.mirrorVisit(c)
	if err != nil {
		return err
	}
	if c.Params("lang") != v.Lang {
		return c.Redirect(v.Path(v.Code)+"/stage", fiber.StatusSeeOther)
	}
	return s.renderStage(c, v, &stagePage{Base: v.Path(v.Code) + "/stage"})
}

func (s *Pages) sendMirror(c *fiber.Ctx) error {
	path, now := c.Params("code")+"/"+c.Params("lang"), time.Now()
	frame, tag, ok := s.mirrors.get(path, now)
	if !ok {
		v, err := s.mirrorVisit(c)
		if err != nil {
			return err
		}
		if frame, err = s.Frame(c.UserContext(), stageTopic(v)); err != nil {
			return err
		}
		tag = web.EntityTag(frame)
		if path == v.Code+"/"+v.Lang {
			s.mirrors.keep(path, frame, tag, now)
		}
	}
	return web.SendTagged(c, frame, tag)
}

func (s *Pages) renderStage(c *fiber.Ctx, v *web.Visit, p *stagePage) error {
	pic, err := s.picture(c.UserContext(), stageTopic(v))
	if err != nil {
		return err
	}
	p.Page, p.Picture, p.Code = s.NewPage(c), pic, v.Code
	p.Groups, p.Host, p.Scripts = web.CodeGroups(v.Code), web.HostOf(s.Settings().BaseURL), []string{s.Assets.Path("stage.js")}
	p.Event, p.Session, p.Screens = p.Text(v.Event.Title), v.Session != nil, Screens(v.Session != nil)
	if p.Streams { // who sees the mirror may be anywhere
		p.Wifi, p.WifiPassword = v.Event.Wifi, v.Event.WifiPassword
	}
	on := 0
	if pic.Telling != nil {
		on = pic.Telling.Dots
	}
	p.Dots = dots(on)
	p.Title = pic.Heading.Text
	p.Stylesheets = append(p.Stylesheets, s.Assets.StageStylesheet(v.Event.Accent))
	return s.Render(c, fiber.StatusOK, "stage", p)
}

func (s *Pages) streamStage(c *fiber.Ctx) error {
	v, err := s.stageVisit(c)
	if err != nil {
		return err
	}
	topic, screen := stageTopic(v), screenOf(c)
	return s.SendStream(c, topic, func() (end func()) {
		s.Rooms.stageCame(topic.SessionID, screen)
		s.Hub.Poke(topic.SessionID)
		return func() {
			s.Rooms.stageLeft(topic.SessionID, screen)
			s.Hub.Poke(topic.SessionID)
		}
	})
}

func (s *Pages) sendPicture(c *fiber.Ctx) error {
	v, err := s.stageVisit(c)
	if err != nil {
		return err
	}
	if screen := screenOf(c); screen != "" && v.Session != nil && s.Rooms.stagePolled(v.Session.ID, screen) {
		s.Hub.Poke(v.Session.ID)
	}
	return s.SendFrame(c, stageTopic(v))
}

// closeScreen hears that somebody has closed a stage screen on purpose, so that
// moderators do not see it as lost.
func (s *Pages) closeScreen(c *fiber.Ctx) error {
	v, err := s.ReadSessionVisit(c)
	if err != nil {
		return err
	}
	if screen := screenOf(c); screen != "" {
		s.Rooms.stageClosed(v.Session.ID, screen)
		s.Hub.Poke(v.Session.ID)
	}
	return c.SendStatus(fiber.StatusNoContent)
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

// Pages are what the hall sees: the stage and its mirror on phones.
type Pages struct {
	*web.Kit
	Rooms   *Rooms
	mirrors mirrors
}

//go:embed views/*.html
var views embed.FS

// New returns the pages of the stage, and has the kit show it to its audience.
func New(k *web.Kit) *Pages {
	k.AddViews(views)
	s := &Pages{Kit: k, Rooms: newRooms(k.Now)}
	k.ShowTo(live.Stage, func(ctx context.Context, of live.Topic) (any, error) { return s.picture(ctx, of) })
	return s
}

// Mount adds the routes of the stage and of its mirror.
func (s *Pages) Mount(r fiber.Router) {
	screen := r.Group("/screen", s.Require(forms.Organiser, forms.Moderator))
	screen.Get("/:code", s.showStage)
	screen.Get("/:code/stream", s.streamStage)
	screen.Get("/:code/picture", s.sendPicture)
	screen.Get("/:code/qr.svg", s.SendCodeSVG)
	screen.Get("/:code/wifi.svg", s.SendWifiSVG)
	screen.Post("/:code/leave", s.closeScreen)
	speaker := r.Group(web.SpeakerPath, s.Require(forms.Organiser, forms.Speaker))
	speaker.Get("", s.listSpoken)
	speaker.Get("/all/:lang", s.listSpoken)
	speaker.Get("/:code", s.showSpoken)
	speaker.Get("/:code/:lang", s.showSpoken)
	r.Get("/:code/:lang"+web.ResultsPath, s.showResults)
	r.Get("/:code/:lang/stage", s.showMirror)
	r.Get("/:code/:lang/stage/picture", s.sendMirror)
	r.Get("/:code/:lang/stage/qr.svg", s.SendCodeSVG)
}
