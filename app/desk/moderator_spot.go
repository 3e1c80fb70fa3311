package desk

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/stage"
	"resonanz/app/web"
	"resonanz/forms"
)

// spotsPage is where moderators ask the hall something that is in no form, and see
// what they have asked in the session.
type spotsPage struct {
	web.DeskPage
	Session  web.Phrase
	Code     string // of the session
	Address  string // what participants type
	Running  *spotView
	Typed    spotForm
	Kinds    []choice
	Most     int // options
	Prepared []preparedView
	Past     []*spotView // the latest first
	MinGroup int
	Sealed   bool // figures come only after closing
}

// spotView is a question on the spot as its moderators see it.
type spotView struct {
	Code      string
	Text      web.Phrase
	Asked     string // time of day
	N         int
	Missing   int          // answers that it takes until the first figures
	Doubted   bool         // nothing more is shown for now
	Chart     *stage.Chart // nil of texts, and before the first figures
	Comments  int          // that may be seen
	Free      bool         // is answered by a text
	Shown     int          // people in the figures
	OnStage   bool
	Revealed  bool
	Droppable bool
}

type preparedView struct {
	ID      int64
	Text    web.Phrase
	Kind    string
	Options []web.Phrase
}

func asksAddress(code string) string { return "/moderate/" + code + "/ask" }

// readAskVisit is ReadSessionVisit for the page of the session; the address of a
// question on the spot is none.
func (s *Pages) readAskVisit(c *fiber.Ctx) (*web.Visit, error) {
	v, err := s.ReadSessionVisit(c)
	if err == nil && v.Session.OnTheSpot() {
		return nil, web.ErrNotFound
	}
	return v, err
}

func (s *Pages) showSpots(c *fiber.Ctx) error {
	v, err := s.readAskVisit(c)
	if err != nil {
		return err
	}
	return s.renderSpots(c, v, fiber.StatusOK, spotForm{Kind: spotChoice})
}

func (s *Pages) renderSpots(c *fiber.Ctx, v *web.Visit, status int, typed spotForm) error {
	p := &spotsPage{
		DeskPage: s.NewDeskPage(c, v.Event), Code: v.Code, Typed: typed, Most: forms.MaxSpotOptions, MinGroup: v.Event.MinGroup,
		Address: web.HostOf(s.Settings().BaseURL) + "/" + v.Code, Sealed: v.Event.Figures == forms.FiguresAfterClosing,
	}
	p.Session, p.Here = p.Text(v.Session.Title), asksAddress(v.Code)
	p.Title = p.T("spot.title") + " · " + p.Session.Text
	p.Scripts = []string{s.Assets.Path("spots.js")}
	for _, kind := range spotKinds {
		p.Kinds = append(p.Kinds, choice{Value: string(kind), Label: p.T("spot.kind." + string(kind)), Chosen: kind == typed.Kind})
	}
	prepared, err := s.Store.Prepared(c.UserContext(), v.Event.ID)
	if err != nil {
		return err
	}
	for i := range prepared {
		p.Prepared = append(p.Prepared, p.prepared(&prepared[i]))
	}
	asked, err := s.Store.Asked(c.UserContext(), v.Event.ID)
	if err != nil {
		return err
	}
	on, _, err := s.Store.Stage(c.UserContext(), forms.StageOf{EventID: v.Event.ID, SessionID: v.Session.ID})
	if err != nil {
		return err
	}
	for i := len(asked) - 1; i >= 0; i-- {
		if *asked[i].Session.ParentID != v.Session.ID {
			continue
		}
		view := p.spot(v.Event, &asked[i], on)
		if asked[i].Session.State == forms.StateOpen {
			p.Running = view
		} else {
			p.Past = append(p.Past, view)
		}
	}
	return s.Render(c, status, "moderator_spots", p)
}

func (p *spotsPage) prepared(of *forms.PreparedQuestion) preparedView {
	kind := kindOfSpot(&of.Question)
	view := preparedView{ID: of.ID, Text: p.Text(of.Question.Text), Kind: p.T("spot.kind." + string(kind))}
	if kind != spotAgree {
		for _, o := range of.Question.Options {
			view.Options = append(view.Options, p.Text(o.Text))
		}
	}
	return view
}

func (p *spotsPage) spot(event *forms.Event, of *forms.Asked, on forms.Stage) *spotView {
	view := &spotView{
		Code: of.Session.Code, Text: p.Text(of.Session.Title), Asked: of.Session.Starts.In(event.Location()).Format("15:04"),
		N: of.Turnout.N, Missing: of.Turnout.Missing, Doubted: of.Turnout.Doubt != forms.NoDoubt, Comments: len(of.Comments),
		Droppable: of.Turnout.N == 0,
	}
	item := &of.Form.Items()[0]
	view.Free = item.Kind.IsText()
	view.OnStage = on.Screen == forms.ScreenSpot && on.Item == of.Session.Code
	view.Revealed = view.OnStage && on.Revealed
	if of.Release == nil {
		return view
	}
	view.Shown = of.Release.Tally.N
	if !view.Free {
		k := stage.Snapshot{Event: event, Figures: of.Figures}
		chart := stage.NewChart(&p.Page, item, k.Items())
		view.Chart = &chart
	}
	return view
}

// changeSpots asks a question, prepares one, or does something with one that there
// is, as the button says.
func (s *Pages) changeSpots(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.readAskVisit)
	if err != nil {
		return err
	}
	switch web.FirstValue(values, "do") {
	case "ask", "prepare":
		return s.takeSpot(c, v, readSpotForm(values), web.FirstValue(values, "do") == "ask")
	case "ask-prepared", "drop-prepared":
		return s.takePrepared(c, v, values)
	}
	spot := v.Programme.Session(forms.NormalCode(web.FirstValue(values, "spot")))
	if spot == nil || !spot.OnTheSpot() || *spot.ParentID != v.Session.ID {
		return web.ErrNotFound
	}
	of := forms.StageOf{EventID: v.Event.ID, SessionID: v.Session.ID}
	switch act := web.FirstValue(values, "do"); act {
	case "close":
		err = s.Store.SetState(c.UserContext(), spot.ID, forms.StateClosed)
	case "drop":
		err = unless(s.Store.DropSpot(c.UserContext(), spot.ID), forms.CodeConflict) // the page shows that somebody has answered
	case "show", "reveal", "seal":
		err = s.Store.ChangeStage(c.UserContext(), of, func(stage *forms.Stage) {
			stage.Screen, stage.Item, stage.Blank = forms.ScreenSpot, spot.Code, false
			stage.Revealed = act == "reveal"
		})
	default:
		return web.ErrInvalid
	}
	if err != nil {
		return err
	}
	return s.answerChange(c, asksAddress(v.Code))
}

// takeSpot asks or prepares what was typed.
func (s *Pages) takeSpot(c *fiber.Ctx, v *web.Visit, typed spotForm, now bool) error {
	q, err := typed.question(v.Event)
	if err != nil {
		return err
	}
	if now {
		err = s.ask(c, v, q)
	} else {
		err = s.Store.Prepare(c.UserContext(), v.Event.ID, q)
	}
	if err == nil {
		return c.Redirect(asksAddress(v.Code), fiber.StatusSeeOther)
	}
	p := s.NewDeskPage(c, v.Event)
	if err := typed.refuse(&p.Page, err); err != nil {
		return err
	}
	return s.renderSpots(c, v, fiber.StatusUnprocessableEntity, typed)
}

// ask asks the question and has the stage show it, sealed.
func (s *Pages) ask(c *fiber.Ctx, v *web.Visit, q forms.Question) error {
	spot, err := s.Store.Ask(c.UserContext(), v.Session.ID, q)
	if err != nil {
		return err
	}
	s.watch.Opened(spot.ID)
	return s.Store.ChangeStage(c.UserContext(), forms.StageOf{EventID: v.Event.ID, SessionID: v.Session.ID}, func(stage *forms.Stage) {
		*stage = forms.Stage{Screen: forms.ScreenSpot, Item: spot.Code}
	})
}

// takePrepared asks a prepared question, or deletes it.
func (s *Pages) takePrepared(c *fiber.Ctx, v *web.Visit, values forms.Values) error {
	id, err := strconv.ParseInt(web.FirstValue(values, "prepared"), 10, 64)
	if err != nil {
		return web.ErrInvalid
	}
	if web.FirstValue(values, "do") == "drop-prepared" {
		if err := s.Store.DropPrepared(c.UserContext(), v.Event.ID, id); err != nil {
			return err
		}
		return c.Redirect(asksAddress(v.Code), fiber.StatusSeeOther)
	}
	prepared, err := s.Store.Prepared(c.UserContext(), v.Event.ID)
	if err != nil {
		return err
	}
	for i := range prepared {
		if prepared[i].ID != id {
			continue
		}
		typed := spotForm{Kind: kindOfSpot(&prepared[i].Question)}
		err := s.ask(c, v, prepared[i].Question)
		if err == nil {
			break
		}
		p := s.NewDeskPage(c, v.Event)
		if err := typed.refuse(&p.Page, err); err != nil {
			return err
		}
		typed.Text = p.Text(prepared[i].Question.Text).Text
		return s.renderSpots(c, v, fiber.StatusUnprocessableEntity, typed)
	}
	return c.Redirect(asksAddress(v.Code), fiber.StatusSeeOther) // another moderator may have deleted it
}

// aboutSpot is a question with its page, for the line that says what of its figures
// there is.
type aboutSpot struct {
	Page *spotsPage
	Spot *spotView
}

// About returns what the line is made of.
func (p *spotsPage) About(spot *spotView) aboutSpot { return aboutSpot{p, spot} }
