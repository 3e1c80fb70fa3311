package desk

import (
	"cmp"
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
	"resonanz/app/stage"
	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/reports"
)

// sessionsPage is the moderators' page of an event: its sessions, and the way to the
// closing round.
type sessionsPage struct {
	*eventPage
	Slides  []web.Phrase // of the closing round, that can be shown
	Stage   stageFrame
	Screens []screenButton

	Checksum string // "" until all sessions are closed
}

// showSessions shows the sessions of an event.
func (s *Pages) showSessions(c *fiber.Ctx, v *web.Visit, event *eventPage) error {
	m, err := s.readComposing(c.UserContext(), &event.Page, web.TopicOf(v, live.Moderators))
	if err != nil {
		return err
	}
	p := &sessionsPage{eventPage: event, Stage: newStageFrame(*m.Snapshot), Checksum: m.Checksum, Screens: screenButtons(&event.Page, v.Code, m.Snapshot)}
	for i := range m.Closing.Deck {
		if told := &m.Closing.Deck[i]; !told.Gone() {
			p.Slides = append(p.Slides, m.view(told).Said)
		}
	}
	return s.Render(c, fiber.StatusOK, "moderator_sessions", p)
}

const (
	// shownProposals is how many proposals are seen at once; the others unfold.
	shownProposals = 8
	// firstTaken is how many one press takes: what is told in two minutes.
	firstTaken = 5
)

// closingPage is where moderators compose the closing round of an event.
type closingPage struct {
	web.DeskPage
	Address  string // of the page itself
	Code     string
	Slides   []slideView
	Proposed []slideView // that are not taken yet, the best first
	Further  []slideView
	Starred  []slideView
	First    int // how many one press takes
	Most     int // code points of a wording
	MostNote int
}

// slideView is a slide as moderators see it: taken, or to be taken.
type slideView struct {
	Name     string
	Said     web.Phrase // the sentence with its figures, or the comment
	Question web.Phrase // of a comment
	Session  web.Phrase
	Facts    string
	Gone     string // why it is not shown, "" if it is

	Place       int    // from 1
	First, Last bool   // of the closing round
	Wording     string // as it is typed, in the language
	Lang        string
	Words       []wordView
	Note        string
	Problem     string // with what was typed

	Page *closingPage // that offers it
}

// wordView is a placeholder with what it stands for now.
type wordView struct{ Word, Value string }

// composing is a closing round while somebody works on it. What the hall reads is in
// the language of the event, whatever that of the page is.
type composing struct {
	*stage.Snapshot
	page, hall *web.Page
}

// readComposing reads what is known of an event for its closing round.
func (s *Pages) readComposing(ctx context.Context, p *web.Page, of live.Topic) (*composing, error) {
	k, err := s.stage.ReadAll(ctx, of)
	if err != nil {
		return nil, err
	}
	return &composing{&k, p, s.PageIn(k.Event.Base())}, nil
}

// ofHall marks a phrase of the hall's page where the page is in another language.
func (m *composing) ofHall(phrase web.Phrase) web.Phrase {
	if phrase.Lang == "" && m.hall.Lang() != m.page.Lang() {
		phrase.Lang = m.hall.Lang()
	}
	return phrase
}

// view returns a slide as moderators see it.
func (m *composing) view(told *reports.Told) slideView {
	view := slideView{Name: told.Name(), Note: told.Note}
	switch {
	case told.Quoted != nil:
		view.Said = web.Phrase{Text: told.Quoted.Text}
		view.Question, view.Session = m.Origin(m.page, told.Quoted)
	case told.Claimed != nil:
		view.Said = m.ofHall(stage.Says(m.hall, m.Event, told))
		words := m.wording(told.Claimed)
		view.Words, view.Wording, view.Lang = words.views(), words.shown(told.Wording), m.hall.Lang()
		if told.Claimed.Claim != reports.ClaimMost {
			n := told.Claimed.Counted.Base
			view.Facts = m.page.Number(float64(n), 0) + " " + m.page.T("live.answers", "n", n)
		}
	case told.Comment != "":
		view.Gone = m.page.T("closing.gone_comment")
	default:
		view.Gone = m.page.T("closing.gone_statement")
	}
	return view
}

func (s *Pages) showClosing(c *fiber.Ctx) error {
	v, err := s.ReadEventVisit(c)
	if err != nil {
		return err
	}
	return s.renderClosing(c, v, fiber.StatusOK, nil)
}

// renderClosing shows the closing round as it is, with what was typed and refused in
// the place of what is stored.
func (s *Pages) renderClosing(c *fiber.Ctx, v *web.Visit, status int, refused *slideView) error {
	p := &closingPage{
		DeskPage: s.NewDeskPage(c, v.Event), Address: "/moderate/" + v.Code + "/closing", Code: v.Code,
		First: firstTaken, Most: forms.MaxWording, MostNote: forms.MaxSlideNote,
	}
	m, err := s.readComposing(c.UserContext(), &p.Page, web.TopicOf(v, live.Moderators))
	if err != nil {
		return err
	}
	p.Title = p.T("closing.title") + " · " + p.Text(v.Event.Title).Text
	p.Stylesheets = append(p.Stylesheets, s.Assets.Path("closing.css"))
	taken := map[string]bool{}
	if m.Closing.Composed {
		for i := range m.Closing.Deck {
			view := m.view(&m.Closing.Deck[i])
			view.Place, view.First, view.Last = i+1, i == 0, i == len(m.Closing.Deck)-1
			if refused != nil && refused.Name == view.Name {
				view.Wording, view.Note, view.Problem = refused.Wording, refused.Note, refused.Problem
			}
			p.Slides, taken[view.Name] = append(p.Slides, view), true
		}
	}
	p.offer(m, taken)
	return s.Render(c, status, "moderator_closing", p)
}

// offer adds what can be taken.
func (p *closingPage) offer(m *composing, taken map[string]bool) {
	for i := range m.Closing.Statements {
		s := &m.Closing.Statements[i]
		if taken[s.Key] {
			continue
		}
		view := m.view(&reports.Told{ClosingSlide: forms.ClosingSlide{Statement: s.Key}, Claimed: s})
		view.Page = p
		if len(p.Proposed) < shownProposals {
			p.Proposed = append(p.Proposed, view)
		} else {
			p.Further = append(p.Further, view)
		}
	}
	for i := range m.Comments {
		if c := &m.Comments[i]; !taken[c.ID] {
			view := m.view(&reports.Told{ClosingSlide: forms.ClosingSlide{Comment: c.ID}, Quoted: c})
			view.Page = p
			p.Starred = append(p.Starred, view)
		}
	}
}

// changeClosing does what a moderator asks for, and leads back to the slide.
func (s *Pages) changeClosing(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadEventVisit)
	if err != nil {
		return err
	}
	page := s.NewDeskPage(c, v.Event)
	m, err := s.readComposing(c.UserContext(), &page.Page, web.TopicOf(v, live.Moderators))
	if err != nil {
		return err
	}
	name, act := web.FirstValue(values, "slide"), web.FirstValue(values, "do")
	var change func(*forms.Closing) error
	if act == "word" {
		typed := slideView{Name: name, Wording: web.FirstValue(values, "wording"), Note: web.FirstValue(values, "note")}
		slide, problem := m.read(&typed)
		if problem != "" {
			typed.Problem = problem
			return s.renderClosing(c, v, fiber.StatusUnprocessableEntity, &typed)
		}
		change = reword(slide)
	} else if change = closingChange(act, name, m.Snapshot); change == nil {
		return web.ErrInvalid
	}
	if err := s.Store.ChangeClosing(c.UserContext(), v.Event.ID, change); err != nil {
		return err
	}
	return s.answerChange(c, "/moderate/"+v.Code+"/closing#"+cmp.Or(anchorOf(act, name), "round"))
}

// anchorOf returns where on the page somebody goes on after an act: at the slide that
// was moved or worded, else at the round.
func anchorOf(act, name string) string {
	if act == "up" || act == "down" || act == "word" {
		return "s-" + name
	}
	return ""
}

// closingChange returns the change that is asked for, nil if there is none such.
func closingChange(act, name string, k *stage.Snapshot) func(*forms.Closing) error {
	switch act {
	case "first": // those that are proposed, behind what there is
		return func(c *forms.Closing) error {
			for i := range k.Closing.Statements[:min(len(k.Closing.Statements), firstTaken)] {
				take(c, forms.ClosingSlide{Statement: k.Closing.Statements[i].Key})
			}
			return nil
		}
	case "take":
		slide := forms.ClosingSlide{Statement: name}
		if slices.ContainsFunc(k.Comments, func(c forms.ModeratedComment) bool { return c.ID == name }) {
			slide = forms.ClosingSlide{Comment: name}
		} else if !slices.ContainsFunc(k.Closing.Statements, func(s reports.Statement) bool { return s.Key == name }) {
			return nil // the figures have changed meanwhile
		}
		return func(c *forms.Closing) error { take(c, slide); return nil }
	case "leave":
		return func(c *forms.Closing) error {
			c.Slides = slices.DeleteFunc(c.Slides, func(s forms.ClosingSlide) bool { return s.Name() == name })
			return nil
		}
	case "up":
		return func(c *forms.Closing) error { move(c, name, -1); return nil }
	case "down":
		return func(c *forms.Closing) error { move(c, name, 1); return nil }
	}
	return nil
}

// take adds a slide at the end, unless it is there already.
func take(c *forms.Closing, slide forms.ClosingSlide) {
	if c.Slide(slide.Name()) < 0 {
		c.Slides = append(c.Slides, slide)
	}
}

// move changes a slide with the one before or behind it, if there is one.
func move(c *forms.Closing, name string, step int) {
	at := c.Slide(name)
	if to := at + step; at >= 0 && to >= 0 && to < len(c.Slides) {
		c.Slides[at], c.Slides[to] = c.Slides[to], c.Slides[at]
	}
}

// reword puts the texts of a slide in the place of those that it had.
func reword(slide forms.ClosingSlide) func(*forms.Closing) error {
	return func(c *forms.Closing) error {
		if at := c.Slide(slide.Name()); at >= 0 {
			c.Slides[at] = slide
		}
		return nil
	}
}
