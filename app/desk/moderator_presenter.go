package desk

import (
	"context"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
	"resonanz/app/stage"
	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/reports"
)

// presenterPage is what whoever tells the closing round has in hand: this slide, the
// next one, notes, the time, and what the stage shows. Its module keeps it up to date;
// without the module it loads itself again.
type presenterPage struct {
	web.DeskPage
	Code  string
	Frame *presenterFrame
	Clock string // time of day when the page was made
}

// presenterFrame is everything on the presenter's page that changes.
type presenterFrame struct {
	Now   *cueFrame  `json:"now,omitempty"` // nil while the round is not on
	Next  *cueFrame  `json:"next,omitempty"`
	Place string     `json:"place,omitempty"` // of how many
	Shows string     `json:"shows"`           // what the stage shows, in words
	Began int64      `json:"began,omitempty"` // when the round was begun, in milliseconds since 1970
	Stage stageFrame `json:"stage"`
}

// cueFrame is a slide as whoever speaks needs it.
type cueFrame struct {
	Said     web.Phrase `json:"said"`
	Question web.Phrase `json:"question"`
	Facts    string     `json:"facts,omitempty"`
	Note     string     `json:"note,omitempty"`
}

func (s *Pages) showPresenter(c *fiber.Ctx) error {
	v, err := s.ReadEventVisit(c)
	if err != nil {
		return err
	}
	p := &presenterPage{DeskPage: s.NewDeskPage(c, v.Event), Code: v.Code, Clock: s.Now().In(v.Event.Location()).Format("15:04")}
	if p.Frame, err = s.readPresenter(c.UserContext(), s.presenterTopic(c, v)); err != nil {
		return err
	}
	p.Title = p.T("closing.presenter") + " · " + p.EventName.Text
	p.Stylesheets = append(p.Stylesheets, s.Assets.Path("closing.css"))
	p.Scripts = []string{s.Assets.Path("presenter.js")}
	return s.Render(c, fiber.StatusOK, "moderator_presenter", p)
}

// presenterTopic names the frames of the presenter's page: of the event as a whole, in
// the language of the page.
func (s *Pages) presenterTopic(c *fiber.Ctx, v *web.Visit) live.Topic {
	topic := web.TopicOf(v, live.Moderators)
	topic.Lang = s.NewDeskPage(c, v.Event).Lang()
	return topic
}

func (s *Pages) streamPresenter(c *fiber.Ctx) error {
	v, err := s.ReadEventVisit(c)
	if err != nil {
		return err
	}
	return s.SendStream(c, s.presenterTopic(c, v), nil)
}

func (s *Pages) sendPresenter(c *fiber.Ctx) error {
	v, err := s.ReadEventVisit(c)
	if err != nil {
		return err
	}
	return s.SendFrame(c, s.presenterTopic(c, v))
}

// readPresenter reads the frame of the event's closing round.
func (s *Pages) readPresenter(ctx context.Context, of live.Topic) (*presenterFrame, error) {
	page := s.PageIn(of.Lang)
	m, err := s.readComposing(ctx, page, of)
	if err != nil {
		return nil, err
	}
	page.LookIn(of.Lang, m.Event.Base())
	f := &presenterFrame{Stage: newStageFrame(*m.Snapshot), Shows: m.shows()}
	names := m.Closing.Names()
	at := -1
	if m.Stage.Screen == forms.ScreenClosing {
		at = max(0, slices.Index(names, m.Stage.Item))
		f.Now, f.Place = m.cue(names[at]), page.T("closing.place", "n", at+1, "Of", len(names))
		if !m.Stage.Began.IsZero() {
			f.Began = m.Stage.Began.UnixMilli()
		}
	}
	if at+1 < len(names) {
		f.Next = m.cue(names[at+1])
	}
	return f, nil
}

// shows says in words what the stage of the event shows.
func (m *composing) shows() string {
	switch {
	case m.Stage.Blank:
		return m.page.T("live.stage_blank")
	case m.Stage.Screen != forms.ScreenClosing:
		for _, screen := range stage.Screens(false) {
			if screen.Name == m.Stage.Screen {
				return m.page.T(screen.Says)
			}
		}
		return m.page.T("live.stage_neutral")
	case !m.Stage.Revealed:
		return m.page.T("live.stage_sealed")
	}
	return m.page.T("closing.on")
}

// cue returns the slide with the name as whoever speaks needs it.
func (m *composing) cue(name string) *cueFrame {
	switch name {
	case stage.SlideWelcome:
		said := m.ofHall(web.Phrase{Text: m.hall.T("told.welcome")})
		return &cueFrame{Said: said, Facts: stage.NewReader(m.hall, m.Event).Turnout(m.Closing.N, m.Closing.Sessions)}
	case stage.SlideThanks:
		return &cueFrame{Said: m.ofHall(web.Phrase{Text: m.hall.T("told.thanks")})}
	}
	at := slices.IndexFunc(m.Closing.Deck, func(t reports.Told) bool { return t.Name() == name })
	view := m.view(&m.Closing.Deck[at])
	return &cueFrame{Said: view.Said, Question: view.Question, Facts: view.Facts, Note: view.Note}
}

// begin begins the closing round: its first slide, open to see.
func begin(now time.Time) func(*forms.Stage) {
	return func(shown *forms.Stage) {
		shown.Screen, shown.Item, shown.Revealed, shown.Blank, shown.Began = forms.ScreenClosing, stage.SlideWelcome, true, false, now.UTC()
	}
}
