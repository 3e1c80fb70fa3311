package participant

import (
	"context"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/form"
	"resonanz/app/live"
	"resonanz/app/web"
	"resonanz/forms"
)

// podiumPath ends the addresses of the pages on which people ask the podium. They
// know nothing of any answers: neither their addresses nor their forms hold the
// token of a receipt.
const podiumPath = "/podium"

// What the addresses of a podium's page may say beside.
const (
	queryVoter = "voter" // the token that has voted on a page without a script
	queryVoted = "voted" // "up" or "back": what has just been done there
)

// podiumPage is the page of a session's podium: to ask, and to vote for what others
// have asked.
type podiumPage struct {
	web.Page
	Session  web.Phrase
	Action   string
	Mode     forms.PodiumMode
	Survey   string      // address of the session's form, "" while it takes no answers
	Token    forms.Token // asks
	Voter    forms.Token // votes
	Typed    string
	Wrong    string // what is wrong with the question
	Most     int    // code points of a question
	Passes   bool   // votes need a one-time code
	Code     string // as it was typed
	BadCode  string // what is wrong with it
	Voted    string // what has just been done, in words
	Waiting  []podiumItem
	Answered []podiumItem

	form.Summary
}

// Closed reports whether the podium takes neither questions nor votes.
func (p *podiumPage) Closed() bool { return p.Mode == forms.PodiumOff }

// podiumItem is a question that all see.
type podiumItem struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	Votes   int    `json:"votes"`
	Current bool   `json:"current,omitempty"`
	Done    bool   `json:"done,omitempty"` // it has been answered
	Voted   bool   `json:"-"`              // by this page
}

// podiumFrame is what phones hear of a podium. It has no texts but questions, so that
// it is the same in every language.
type podiumFrame struct {
	Open      bool         `json:"open"`
	Questions []podiumItem `json:"questions"`
}

func newPodiumItems(p *forms.Podium) []podiumItem {
	items := []podiumItem{}
	for _, q := range p.Seen() {
		items = append(items, podiumItem{ID: q.ID, Text: q.Text, Votes: q.Votes, Current: q.Current, Done: q.Status == forms.PodiumAnswered})
	}
	return items
}

// podiumRow is a question with what the page can do about it. Without a script, a
// page on which codes vote does not know whether one has, and offers both.
type podiumRow struct {
	podiumItem
	Page            *podiumPage
	Takes, Up, Back bool
}

// Row returns the row of a question.
func (p *podiumPage) Row(item podiumItem) podiumRow {
	return podiumRow{item, p, !item.Done && !p.Closed(), !item.Voted || p.Passes, item.Voted || p.Passes}
}

// Pattern returns the row that the module fills in.
func (p *podiumPage) Pattern() podiumRow {
	return podiumRow{Page: p, Takes: true, Up: true, Back: true}
}

// readPodiumFrame reads what everybody may know of a podium now.
func (s *Pages) readPodiumFrame(ctx context.Context, of live.Topic) (any, error) {
	podium, err := s.Store.Podium(ctx, of.SessionID)
	if err != nil {
		return nil, err
	}
	return &podiumFrame{Open: podium.Mode != forms.PodiumOff, Questions: newPodiumItems(&podium)}, nil
}

// sendPodium sends the frame of a podium, which phones poll.
func (s *Pages) sendPodium(c *fiber.Ctx) error {
	v, err := s.ReadSessionVisit(c)
	if err != nil {
		return err
	}
	return s.SendFrame(c, web.TopicOf(v, live.Podium))
}

// podiumAddress returns the address of the podium's page, "" while it takes nothing.
func podiumAddress(v *web.Visit) string {
	if v.Session == nil || v.Session.Podium == forms.PodiumOff {
		return ""
	}
	return v.Path(v.Code) + podiumPath
}

func (s *Pages) newPodiumPage(c *fiber.Ctx, v *web.Visit) *podiumPage {
	p := &podiumPage{Page: s.NewPage(c), Action: v.Path(v.Code) + podiumPath, Most: forms.MaxPodiumQuestion}
	p.Session = p.Text(v.Session.Title)
	p.Title = p.T("podium.title")
	p.Stylesheets = append(p.Stylesheets, s.Assets.Path("podium.css"))
	p.Scripts = []string{s.Assets.Path("podium.js")}
	return p
}

// showPodium shows the page of a podium, with what was typed into a question that
// came back.
func (s *Pages) showPodium(c *fiber.Ctx) error {
	v, err := s.ReadSessionVisit(c)
	if err != nil {
		return err
	}
	f := form.Filling{Token: forms.NewToken()}
	if typed := c.Query(queryTyped); typed != "" {
		if token, err := forms.ParseToken(typed); err == nil {
			kept, found, err := s.kept.get(podiumOf(v), token)
			if err != nil {
				return err
			}
			if found {
				f = kept
			} else {
				f.Notice = form.NoticeLost
			}
		}
	}
	return s.renderPodium(c, v, fiber.StatusOK, f)
}

// renderPodium renders the page of a podium with what has been typed.
func (s *Pages) renderPodium(c *fiber.Ctx, v *web.Visit, status int, f form.Filling) error {
	podium, err := s.Store.Podium(c.UserContext(), v.Session.ID)
	if err != nil {
		return err
	}
	v.Rest = podiumPath
	p := s.newPodiumPage(c, v)
	if v.Session.State == forms.StateOpen {
		p.Survey = v.Path(v.Code)
	}
	p.Mode, p.Passes = podium.Mode, v.Event.Passes && !v.Event.Simulated
	p.Token, p.Typed, p.Code = f.Token, web.FirstValue(f.Values, forms.FieldPodiumQuestion), web.FirstValue(f.Values, forms.FieldPass)
	if !p.Closed() {
		p.FormID = "ask"
	}
	if p.Voter, err = forms.ParseToken(c.Query(queryVoter)); err != nil {
		p.Voter = forms.NewToken()
	} else if done := c.Query(queryVoted); done == "up" || done == "back" {
		p.Voted = p.T("podium.voted." + done)
	}
	voted, err := s.Store.VotedPodium(c.UserContext(), v.Session.ID, p.Voter, podium.Seen())
	if err != nil {
		return err
	}
	for _, item := range newPodiumItems(&podium) {
		item.Voted = voted[item.ID]
		if item.Done {
			p.Answered = append(p.Answered, item)
		} else {
			p.Waiting = append(p.Waiting, item)
		}
	}
	p.say(&f)
	content, err := s.Execute("podium", p)
	if err != nil {
		return err
	}
	c.Status(status)
	return web.SendPage(c, content, false) // what was typed may stand beside the token
}

// say puts what is wrong beside its field and above the page.
func (p *podiumPage) say(f *form.Filling) {
	switch f.Notice {
	case "":
	case form.NoticeLost:
		p.Notice, p.Detail, p.Calm = p.T("form.lost"), p.T("form.lost_text"), true
	case "another":
		p.Notice, p.Detail = p.T("podium.another"), p.T("podium.another_text")
	default:
		p.Notice, p.Detail = p.T(f.Notice), p.T("form.kept")
	}
	for _, problem := range f.Problems {
		p.Wrong = p.T(problem.Key, problem.Args)
		p.Problems = append(p.Problems, form.ProblemLink{Target: "question", Label: web.Phrase{Text: p.T("podium.ask")}, Error: p.Wrong})
	}
	if f.Pass != "" {
		p.BadCode = p.T(f.Pass)
		p.Problems = append(p.Problems, form.ProblemLink{Target: "pass", Label: web.Phrase{Text: p.T("pass.label")}, Error: p.BadCode})
	}
	if n := len(p.Problems); n > 0 {
		p.Notice, p.Detail = p.T("form.summary", "n", n), p.T("form.kept")
	}
	if p.Notice != "" && !p.Calm {
		p.Title = p.T("form.error_title", "Title", p.Title)
	}
}

// leadBackToPodium leads to the page with what was typed, as leadBack does.
func (s *Pages) leadBackToPodium(c *fiber.Ctx, v *web.Visit, status int, f form.Filling) error {
	switch kept, err := s.kept.put(podiumOf(v), f); {
	case err != nil:
		return err
	case !kept:
		return s.renderPodium(c, v, status, f)
	}
	return c.Redirect(withQuery(v.Path(v.Code)+podiumPath, queryTyped, string(f.Token)), fiber.StatusSeeOther)
}

// askPodium takes a question, or shows the page in another language with what has
// been typed so far.
func (s *Pages) askPodium(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadSessionVisit)
	if err != nil {
		return err
	}
	f := form.Filling{Values: values}
	if f.Token, err = forms.ParseToken(web.FirstValue(values, forms.FieldToken)); err != nil {
		f.Token, f.Notice = forms.NewToken(), "form.resend" // it could not be told from a repetition
		return s.leadBackToPodium(c, v, fiber.StatusUnprocessableEntity, f)
	}
	if _, switching := values[forms.FieldLanguage]; switching {
		return s.leadBackToPodium(c, v, fiber.StatusOK, f)
	}
	text, problem := forms.ParsePodiumQuestion(values)
	if problem != nil {
		f.Problems = []forms.FieldError{*problem}
		return s.leadBackToPodium(c, v, fiber.StatusUnprocessableEntity, f)
	}
	receipt, err := s.Store.AskPodium(c.UserContext(), forms.PodiumAsk{SessionID: v.Session.ID, Token: f.Token, Text: text})
	switch forms.CodeOf(err) {
	case "":
	case forms.CodeClosed:
		f.Notice = "podium.off"
		return s.leadBackToPodium(c, v, fiber.StatusConflict, f)
	case forms.CodeConflict:
		f.Notice = "podium.full"
		return s.leadBackToPodium(c, v, fiber.StatusConflict, f)
	case forms.CodeBusy:
		s.Metrics.Refused(web.RefusedBusy)
		c.Set(fiber.HeaderRetryAfter, web.RetryAfter)
		f.Notice = "form.resend"
		return s.renderPodium(c, v, fiber.StatusServiceUnavailable, f)
	default:
		return err
	}
	if receipt.Duplicate { // perhaps somebody went back and wrote another one
		stored, err := s.Store.AskedPodium(c.UserContext(), v.Session.ID, f.Token)
		if err == nil && stored.Text != text {
			f.Token, f.Notice = forms.NewToken(), "another"
			return s.leadBackToPodium(c, v, fiber.StatusConflict, f)
		}
	}
	s.kept.forget(podiumOf(v), f.Token)
	return c.Redirect(askedPath(v, f.Token), fiber.StatusSeeOther)
}

// votePodium takes a vote, or takes it back. A script gets no content; without one,
// the page that is led to knows the token that has voted.
func (s *Pages) votePodium(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadSessionVisit)
	if err != nil {
		return err
	}
	vote := forms.PodiumVote{
		SessionID: v.Session.ID, Question: web.FirstValue(values, "up"), Up: true,
		Pass: web.FirstValue(values, forms.FieldPass), Simulated: v.Event.Simulated,
	}
	done := "up"
	if vote.Question == "" {
		vote.Question, vote.Up, done = web.FirstValue(values, "back"), false, "back"
	}
	if vote.Voter, err = forms.ParseToken(web.FirstValue(values, forms.FieldPodiumVoter)); err != nil {
		return web.ErrInvalid
	}
	err = s.Store.VotePodium(c.UserContext(), vote)
	if forms.CodeOf(err) == forms.CodeWrongPass && !web.WantsJSON(c) {
		return s.leadBackToPodium(c, v, fiber.StatusUnprocessableEntity, form.Filling{Token: forms.NewToken(), Values: values, Pass: "pass.wrong"})
	}
	if web.WantsJSON(c) {
		if err != nil {
			return err
		}
		return c.SendStatus(fiber.StatusNoContent)
	}
	address := withQuery(v.Path(v.Code)+podiumPath, queryVoter, string(vote.Voter))
	switch forms.CodeOf(err) {
	case "":
		address += "&" + queryVoted + "=" + done + "#q-" + vote.Question
	case forms.CodeNotFound, forms.CodeClosed: // the page shows how things stand
	default:
		return err
	}
	return c.Redirect(address, fiber.StatusSeeOther)
}

// askedPage tells somebody what has become of their question.
type askedPage struct {
	web.Page
	Session web.Phrase
	Asked   *forms.PodiumQuestion // nil if there is none
	Says    string                // what has become of it
	Back    string                // address of the podium's page
	Delete  string                // address that deletes it
}

// askedPath returns the address of the page of a question, which only those who asked
// it have.
func askedPath(v *web.Visit, t forms.Token) string {
	return v.Path(v.Code) + podiumPath + "/" + string(t)
}

// showAsked shows those who asked what has become of their question.
func (s *Pages) showAsked(c *fiber.Ctx) error {
	v, token, err := web.ReadTokenVisit(c, s.ReadSessionVisit)
	if err != nil {
		return err
	}
	v.Rest = podiumPath + "/" + string(token)
	p := &askedPage{Page: s.NewPage(c), Back: v.Path(v.Code) + podiumPath, Delete: askedPath(v, token) + "/withdraw"}
	p.Session, p.Scripts = p.Text(v.Session.Title), nil
	asked, err := s.Store.AskedPodium(c.UserContext(), v.Session.ID, token)
	switch forms.CodeOf(err) {
	case "":
		p.Title, p.Asked, p.Says = p.T("podium.asked"), &asked, p.T("podium.status."+string(asked.Status))
		return s.Render(c, fiber.StatusOK, "podiumasked", p)
	case forms.CodeNotFound:
		p.Title = p.T("podium.gone")
		return s.Render(c, fiber.StatusNotFound, "podiumasked", p)
	default:
		return err
	}
}

// withdrawAsked deletes a question for those who asked it.
func (s *Pages) withdrawAsked(c *fiber.Ctx) error {
	v, token, err := web.ReadTokenVisit(c, s.ReadSessionVisit)
	if err != nil {
		return err
	}
	if err := s.Store.WithdrawPodium(c.UserContext(), v.Session.ID, token); err != nil && forms.CodeOf(err) != forms.CodeNotFound {
		return err
	}
	return c.Redirect(askedPath(v, token), fiber.StatusSeeOther)
}

func podiumOf(v *web.Visit) keptFor {
	return keptFor("podium of session " + strconv.FormatInt(v.Session.ID, 10))
}
