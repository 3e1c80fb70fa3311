package desk

import (
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
	"resonanz/app/web"
	"resonanz/forms"
)

// podiumPage is the moderator's page of a session's podium. Its module keeps it up to
// date by frames; without the module it loads itself again.
type podiumPage struct {
	web.DeskPage
	Session web.Phrase
	Code    string
	Address string // what participants type
	Modes   []podiumMode
	Mode    forms.PodiumMode
	Parts   []podiumPart
	Undo    string // id of the question whose change can be undone, "" for none
	Was     string // what would be done to it then
}

// podiumMode is a mode of a podium that can be chosen.
type podiumMode struct {
	Mode        forms.PodiumMode
	Name, About string
	Chosen      bool
}

// podiumPart is the part of the page for questions of one state.
type podiumPart struct {
	Status    forms.PodiumStatus
	Title     string
	Questions []podiumQuestion
}

// podiumQuestion is a question as moderators see it.
type podiumQuestion struct {
	ID      string             `json:"id"`
	Text    string             `json:"text"`
	Status  forms.PodiumStatus `json:"status"`
	Votes   int                `json:"votes"`
	Current bool               `json:"current,omitempty"`
	Hints   []hint             `json:"hints,omitempty"`
}

// podiumFrame is everything on the page that can change.
type podiumFrame struct {
	Mode      forms.PodiumMode `json:"mode"`
	Questions []podiumQuestion `json:"questions"`
}

// podiumStates are the states of questions in the order of the page.
var podiumStates = []forms.PodiumStatus{forms.PodiumPending, forms.PodiumApproved, forms.PodiumAnswered, forms.PodiumHidden}

// readPodium reads what moderators may know of a podium now. Its order is that of
// the questions: it does not tell when they were asked.
func (s *Pages) readPodium(ctx context.Context, of live.Topic) (*podiumFrame, error) {
	podium, err := s.Store.Podium(ctx, of.SessionID)
	if err != nil {
		return nil, err
	}
	f := &podiumFrame{Mode: podium.Mode, Questions: []podiumQuestion{}}
	for _, q := range podium.Questions {
		f.Questions = append(f.Questions, podiumQuestion{q.ID, q.Text, q.Status, q.Votes, q.Current, s.hinter.hints(q.Text)})
	}
	return f, nil
}

func (s *Pages) showPodium(c *fiber.Ctx) error {
	v, err := s.ReadSessionVisit(c)
	if err != nil {
		return err
	}
	frame, err := s.readPodium(c.UserContext(), web.TopicOf(v, live.PodiumDesk))
	if err != nil {
		return err
	}
	p := &podiumPage{
		DeskPage: s.NewDeskPage(c, v.Event), Code: v.Code, Mode: frame.Mode,
		Address: web.HostOf(s.Settings().BaseURL) + "/" + v.Code,
	}
	p.Session = p.Text(v.Session.Title)
	p.Title = p.T("live.podium")
	p.Stylesheets = append(p.Stylesheets, s.Assets.Path("podiumdesk.css"))
	p.Scripts = []string{s.Assets.Path("podiumdesk.js")}
	for _, mode := range []forms.PodiumMode{forms.PodiumOff, forms.PodiumModerated, forms.PodiumAtOnce} {
		name := "off"
		if mode != forms.PodiumOff {
			name = string(mode)
		}
		p.Modes = append(p.Modes, podiumMode{mode, p.T("podium_desk." + name), p.T("podium_desk." + name + "_text"), mode == frame.Mode})
	}
	for _, status := range podiumStates {
		part := podiumPart{Status: status, Title: p.T("podium_desk." + string(status))}
		for _, q := range frame.Questions {
			if q.Status == status {
				part.Questions = append(part.Questions, q)
			}
		}
		p.Parts = append(p.Parts, part)
	}
	if undo := c.Query(queryUndo); podiumChange(c.Query(queryWas)) != nil {
		p.Undo, p.Was = undo, c.Query(queryWas)
	}
	return s.Render(c, fiber.StatusOK, "moderator_podium", p)
}

// podiumView is a question with what can be done to it; without a question it is the
// pattern that the module fills in.
type podiumView struct {
	podiumQuestion
	Page *podiumPage
}

// View returns the view of a question.
func (p *podiumPage) View(q podiumQuestion) podiumView { return podiumView{q, p} }

// Pattern returns the view that the module fills in.
func (p *podiumPage) Pattern() podiumView { return podiumView{Page: p} }

// Has reports whether the hint is pointed out.
func (v podiumView) Has(name hint) bool { return slices.Contains(v.Hints, name) }

// podiumHint is a hint with what it says.
type podiumHint struct {
	Name hint
	Says string
}

// AllHints returns all hints that there are.
func (p *podiumPage) AllHints() []podiumHint {
	var all []podiumHint
	for _, name := range []hint{hintEmail, hintIBAN, hintPhone, hintName, hintRude} {
		all = append(all, podiumHint{name, p.T("comment.hint." + string(name))})
	}
	return all
}

// queryWas names in the address, beside the question whose change can be undone, what
// brings back its state.
const queryWas = "was"

// podiumChange returns the change to a question that is asked for, nil if there is
// none such.
func podiumChange(act string) func(*forms.PodiumQuestion) {
	to := func(status forms.PodiumStatus, current bool) func(*forms.PodiumQuestion) {
		return func(q *forms.PodiumQuestion) { q.Status, q.Current = status, current }
	}
	switch act {
	case "wait":
		return to(forms.PodiumPending, false)
	case "approve":
		return to(forms.PodiumApproved, false)
	case "now":
		return to(forms.PodiumApproved, true)
	case "answer":
		return to(forms.PodiumAnswered, false)
	case "hide":
		return to(forms.PodiumHidden, false)
	}
	return nil
}

// podiumAct returns what brings a question to the state that it is in.
func podiumAct(q *forms.PodiumQuestion) string {
	switch {
	case q.Current:
		return "now"
	case q.Status == forms.PodiumPending:
		return "wait"
	case q.Status == forms.PodiumApproved:
		return "approve"
	case q.Status == forms.PodiumAnswered:
		return "answer"
	}
	return "hide"
}

// moderatePodium changes a question as a moderator asks.
func (s *Pages) moderatePodium(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadSessionVisit)
	if err != nil {
		return err
	}
	change, was := podiumChange(web.FirstValue(values, "do")), ""
	if change == nil {
		return web.ErrInvalid
	}
	err = s.Store.ModeratePodium(c.UserContext(), v.Session.ID, c.Params("id"), func(q *forms.PodiumQuestion) {
		was = podiumAct(q)
		change(q)
	})
	if err != nil {
		return err
	}
	return s.answerChange(c, podiumPath(v)+"?"+queryUndo+"="+c.Params("id")+"&"+queryWas+"="+was)
}

// switchPodium sets the mode of a podium.
func (s *Pages) switchPodium(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadSessionVisit)
	if err != nil {
		return err
	}
	if err := s.Store.SetPodium(c.UserContext(), v.Session.ID, forms.PodiumMode(web.FirstValue(values, "mode"))); err != nil {
		return err
	}
	return s.answerChange(c, podiumPath(v))
}

// clearPodium deletes all that a podium was asked.
func (s *Pages) clearPodium(c *fiber.Ctx) error {
	v, err := s.ReadSessionVisit(c)
	if err != nil {
		return err
	}
	if err := s.Store.ClearPodium(c.UserContext(), v.Session.ID); err != nil {
		return err
	}
	return s.answerChange(c, podiumPath(v))
}

// streamPodium and sendPodium send moderators the frames of a podium.
func (s *Pages) streamPodium(c *fiber.Ctx) error {
	v, err := s.ReadSessionVisit(c)
	if err != nil {
		return err
	}
	return s.SendStream(c, web.TopicOf(v, live.PodiumDesk), nil)
}

func (s *Pages) sendPodium(c *fiber.Ctx) error {
	v, err := s.ReadSessionVisit(c)
	if err != nil {
		return err
	}
	return s.SendFrame(c, web.TopicOf(v, live.PodiumDesk))
}

func podiumPath(v *web.Visit) string { return "/moderate/" + v.Code + "/podium" }
