package main

import (
	"crypto/subtle"
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// The names of the fields that a form has beside its answers.
const (
	fieldToken     = "_token"     // the receipt token
	fieldForm      = "_form"      // the form that the page shows, so that answers to another one are noticed
	fieldLanguage  = "_lang"      // the language to switch to instead of sending
	fieldPass      = "_pass"      // the one-time code, where the event asks for one
	fieldRehearsal = "_rehearsal" // the event's rehearsal key, by which answers are simulated
)

// filling is what a participant has typed into a form so far.
type filling struct {
	token    forms.Token
	values   forms.Values
	problems []forms.FieldError
	pass     string // key of what is wrong with the pass, "" for nothing
	notice   string // name of the texts that say what happened, "" for nothing
}

// formPage is the form of a session.
type formPage struct {
	page
	Action  string
	Token   forms.Token
	Form    int64  // id
	Worker  string // address of the script that keeps the page for a reload without a network
	Asked   bool
	Pass    *passField // nil if the event asks for none
	Heading phrase
	Kind    string // of the session
	When    string
	Room    string
	Intro   phrase
	Lead    string // says which questions need an answer, "" if the introduction does
	Fields  []*field

	Notice   string // what happened, as a heading
	Detail   string // what to do about it
	Problems []problemLink
}

// passField is where the one-time code is typed.
type passField struct{ Typed, Error string }

// problemLink leads from the summary of errors to the field.
type problemLink struct {
	Target string // id of the field's first control
	Label  phrase
	Error  string
}

// showForm renders the form of an open session with what has been typed. A
// script hears only that it has to be shown: it then sends the form as a page.
func (s *Server) showForm(c *fiber.Ctx, v *visit, form *forms.Form, status int, f filling) error {
	if wantsJSON(c) {
		return c.Status(status).JSON(failure{"form"})
	}
	return s.render(c, status, "form", s.newFormPage(c, v, form, f))
}

func (s *Server) newFormPage(c *fiber.Ctx, v *visit, form *forms.Form, f filling) *formPage {
	p := &formPage{
		page: s.page(c), Action: v.path(v.code), Token: f.token, Form: form.ID, Room: v.session.Room,
		Worker: s.assets.Path("worker.js"),
	}
	p.FormID = "answers"
	p.Heading, p.Intro = p.Text(v.session.Title), p.Text(form.Intro)
	p.Kind = p.T("session.kind." + string(v.session.Kind))
	if !v.session.Starts.IsZero() {
		zone := v.event.Location()
		p.When = p.TimeRange(v.session.Starts.In(zone), v.session.Ends.In(zone))
	}
	b := newFieldBuilder(&p.page, form, f.values, f.problems)
	p.Fields = b.fields()
	switch {
	case b.mixed:
		p.Lead = p.T("form.some_required")
	case p.Intro.Text == "": // the author's introduction says it in its own words
		p.Lead = p.T("form.all_optional")
	}
	_, p.Asked = f.values[forms.FieldAsked]
	p.Title = p.Heading.Text
	if f.notice != "" {
		p.Notice, p.Detail = p.T("form."+f.notice), p.T("form."+f.notice+"_text")
	}
	if v.event.Passes {
		p.Pass = &passField{Typed: first(f.values, fieldPass)}
		if f.pass != "" {
			p.Pass.Error = p.T(f.pass)
			p.Notice, p.Detail = p.T("form.summary", "n", 1), p.T("form.kept")
			p.Problems = []problemLink{{"pass", phrase{Text: p.T("pass.label")}, p.Pass.Error}}
		}
	}
	if len(f.problems) > 0 {
		p.Asked = true
		p.Notice, p.Detail = p.T("form.summary", "n", len(f.problems)), p.T("form.kept")
		p.Problems = p.problemLinks()
	}
	if p.Notice != "" {
		p.Title = p.T("form.error_title", "Title", p.Title)
	}
	return p
}

// problemLinks lists the errors in the order of the page.
func (p *formPage) problemLinks() []problemLink {
	var links []problemLink
	for _, field := range p.Fields {
		for f := field; f != nil; f = f.Beside {
			if f.Error != "" {
				links = append(links, problemLink{f.ID, f.Label, f.Error})
			}
		}
	}
	return links
}

// formOf returns the form of an open session; of any other one it is
// CodeNotOpen or CodeClosed.
func (s *Server) formOf(c *fiber.Ctx, v *visit) (*forms.Form, error) {
	switch v.session.State {
	case forms.StatePlanned:
		return nil, errNotOpen
	case forms.StateClosed:
		return nil, errClosed
	}
	return s.store.Form(c.UserContext(), v.session)
}

// codePage shows what the code stands for: the programme of an event or the
// form of a session.
func (s *Server) codePage(c *fiber.Ctx) error {
	if _, known := s.catalogues.Meta(c.Params("code")); known && c.Params("lang") == "" {
		return s.startPage(c)
	}
	v, err := s.visit(c)
	if err != nil {
		return err
	}
	proper := "/" + v.code
	if c.Params("lang") == v.lang {
		proper = v.path(v.code)
	}
	if c.Path() != proper { // a code as it was typed, or a language that is not offered
		return c.Redirect(proper, fiber.StatusSeeOther)
	}
	if v.session == nil {
		return s.showProgramme(c, v)
	}
	form, err := s.formOf(c, v)
	if err != nil {
		return err
	}
	// The browser may keep the page for its back button, with what was typed:
	// "no-store" would make it forget both.
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	s.rooms.formLoaded(v.session.ID)
	return s.showEmptyForm(c, v, form)
}

// submit takes the answers of a form, or shows it in another language with
// what has been typed so far.
func (s *Server) submit(c *fiber.Ctx) error {
	v, err := s.sessionVisit(c)
	if err != nil {
		return err
	}
	values, err := formValues(c)
	if err != nil {
		return err
	}
	f := filling{values: values}
	if len(values[fieldToken]) == 1 {
		f.token, _ = forms.ParseToken(values[fieldToken][0])
	}
	form, err := s.formOf(c, v)
	if err != nil {
		return s.unlessStored(c, v, f.token, err)
	}
	if f.token == "" {
		// It could not be told from a repetition, so it has to be sent again.
		f.token, f.notice = forms.NewToken(), "resend"
		s.metrics.Refused(RefusedInvalidAnswers)
		return s.showForm(c, v, form, fiber.StatusUnprocessableEntity, f)
	}
	if _, switching := values[fieldLanguage]; switching {
		return s.showForm(c, v, form, fiber.StatusOK, f)
	}
	if shown := first(values, fieldForm); shown != "" && shown != strconv.FormatInt(form.ID, 10) {
		return s.askAgain(c, v, f)
	}
	return s.take(c, v, form, f)
}

// take stores the answers and leads on to the receipt.
func (s *Server) take(c *fiber.Ctx, v *visit, form *forms.Form, f filling) error {
	answers, problems := form.Parse(f.values)
	if problems != nil {
		s.metrics.Refused(RefusedInvalidAnswers)
		f.problems = problems
		return s.showForm(c, v, form, fiber.StatusUnprocessableEntity, f)
	}
	simulated, err := s.simulated(c, v.event, f.values)
	if err != nil {
		return err
	}
	receipt, err := s.store.Submit(c.UserContext(), forms.Submission{
		SessionID: v.session.ID, Token: f.token, Form: form, Answers: answers, Simulated: simulated,
		Pass: first(f.values, fieldPass),
	})
	switch forms.CodeOf(err) {
	case forms.CodeWrongPass:
		f.pass = "pass.wrong"
	case forms.CodeUsedPass:
		f.pass = "pass.used"
	}
	if f.pass != "" {
		s.metrics.Refused(RefusedInvalidAnswers)
		return s.showForm(c, v, form, fiber.StatusUnprocessableEntity, f)
	}
	switch refusalOf(err) {
	case nil:
	case errBusy:
		s.metrics.Refused(RefusedBusy)
		c.Set(fiber.HeaderRetryAfter, retryAfter)
		f.notice = "busy"
		return s.showForm(c, v, form, fiber.StatusServiceUnavailable, f)
	case errConflict:
		return s.askAgain(c, v, f)
	default:
		return s.unlessStored(c, v, f.token, err)
	}
	if receipt.Duplicate {
		s.metrics.Duplicate()
	} else {
		s.metrics.Accepted()
		s.rooms.answered(v.session.ID)
	}
	return acknowledge(c, v, f.token, receipt.Differs)
}

// acknowledgement is what a script gets for answers that have been stored. The
// token tells it that no one but us has answered.
type acknowledgement struct {
	Token   forms.Token `json:"token"`
	Receipt string      `json:"receipt"` // address
}

// acknowledge leads on to the receipt.
func acknowledge(c *fiber.Ctx, v *visit, t forms.Token, differs bool) error {
	address := v.receipt(t)
	if differs {
		address += "?" + queryDiffers
	}
	if wantsJSON(c) {
		return c.JSON(acknowledgement{t, address})
	}
	return c.Redirect(address, fiber.StatusSeeOther)
}

// askAgain shows the form as it is now with the answers that were given to
// what it was when the page was made, unless they had arrived before.
func (s *Server) askAgain(c *fiber.Ctx, v *visit, f filling) error {
	err := s.unlessStored(c, v, f.token, errConflict)
	if err != error(errConflict) {
		return err
	}
	if v.session, v.event, err = s.store.Session(c.UserContext(), v.code); err != nil {
		return err
	}
	form, err := s.formOf(c, v)
	if err != nil {
		return err
	}
	s.metrics.Refused(errConflict.reason)
	f.notice = "changed"
	return s.showForm(c, v, form, errConflict.status, f)
}

// simulated reports whether the answers are made up: all of a simulated event
// are, and those that a rehearsal marks with the event's secret key.
func (s *Server) simulated(c *fiber.Ctx, event *forms.Event, values forms.Values) (bool, error) {
	given := values[fieldRehearsal]
	if event.Simulated || len(given) != 1 {
		return event.Simulated, nil
	}
	key, err := s.store.RehearsalKey(c.UserContext(), event.ID)
	if err != nil {
		return false, err
	}
	if subtle.ConstantTimeCompare([]byte(given[0]), []byte(key)) != 1 {
		return false, errInvalid
	}
	return true, nil
}

// unlessStored returns err, unless the answers had arrived before: a phone
// that lost our answer sends again, perhaps after the session was closed.
func (s *Server) unlessStored(c *fiber.Ctx, v *visit, t forms.Token, err error) error {
	if t == "" {
		return err
	}
	stored, failed := s.store.Stored(c.UserContext(), v.session.ID, t)
	if failed != nil {
		return errors.Join(err, failed)
	}
	if !stored {
		return err
	}
	s.metrics.Duplicate()
	return acknowledge(c, v, t, false)
}
