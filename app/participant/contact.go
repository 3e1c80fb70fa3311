package participant

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/form"
	"resonanz/app/web"
	"resonanz/forms"
)

// contactPath ends the addresses of the pages on which people sign up for a
// group. They know nothing of any answers: neither their addresses nor their
// forms hold a receipt token, and Referrer-Policy keeps addresses from the next
// page.
const contactPath = "/contact"

// contactPage is the sign-up for a group, and what is left of it afterwards.
type contactPage struct {
	web.Page
	Action string
	Token  forms.Token
	Until  string // day, ISO 8601, on which sign-ups are deleted at the latest
	Name   typedField
	Email  typedField
	Groups []form.Choice
	Wrong  string // what is wrong with the choice of groups
	Dates  *door  // the dates of the groups, nil if there are none to come

	form.Summary
}

// typedField is a line of text with what is wrong with it.
type typedField struct{ Typed, Error string }

// contactVisit is ReadVisit for events that take sign-ups now; other events have
// no such page.
func (s *Pages) contactVisit(c *fiber.Ctx) (*web.Visit, error) {
	v, err := s.ReadVisit(c)
	if err == nil && !v.Event.TakesContacts(s.Now()) {
		return nil, web.ErrNotFound
	}
	return v, err
}

// offersContact returns the address of the sign-up from the page of a visit,
// "" if the event takes none.
func (s *Pages) offersContact(v *web.Visit) string {
	if !v.Event.TakesContacts(s.Now()) {
		return ""
	}
	return v.Path(v.Code) + contactPath
}

// newContactPage returns a page of the sign-up. It says that it is about names
// and runs no script: nothing of it is kept on the phone.
func (s *Pages) newContactPage(c *fiber.Ctx, v *web.Visit) *contactPage {
	p := &contactPage{Page: s.NewPage(c), Action: v.Path(v.Code) + contactPath, Until: v.Event.ContactsUntil(s.Now()).Format(time.DateOnly)}
	p.Named, p.Scripts = true, nil
	p.Title = p.T("contact.title")
	return p
}

// showSignUp shows the sign-up. If the address has the code of a session, that
// session's group is chosen already.
func (s *Pages) showSignUp(c *fiber.Ctx) error {
	v, err := s.contactVisit(c)
	if err != nil {
		return err
	}
	if c.Context().QueryArgs().Has(queryTyped) {
		return s.showTypedSignUp(c, v)
	}
	values := forms.Values{}
	switch {
	case v.Session != nil:
		values[forms.FieldGroup] = []string{v.Session.Key}
	case len(v.Event.Contacts) == 1:
		values[forms.FieldGroup] = v.Event.Contacts
	}
	return s.renderSignUp(c, v, fiber.StatusOK, form.Filling{Token: forms.NewToken(), Values: values})
}

// renderSignUp renders the sign-up with what has been typed.
func (s *Pages) renderSignUp(c *fiber.Ctx, v *web.Visit, status int, f form.Filling) error {
	v.Rest = contactPath
	p := s.newContactPage(c, v)
	p.FormID, p.Token = "contact", f.Token
	p.Name.Typed, p.Email.Typed = web.FirstValue(f.Values, forms.FieldName), web.FirstValue(f.Values, forms.FieldEmail)
	sessions, err := s.Store.Sessions(c.UserContext(), v.Event.ID)
	if err != nil {
		return err
	}
	id := "f-group" // of the first
	for _, session := range sessions {
		if slices.Contains(v.Event.Contacts, session.Key) {
			chosen := slices.Contains(f.Values[forms.FieldGroup], session.Key)
			p.Groups = append(p.Groups, form.Choice{ID: id, Code: session.Key, Label: p.Text(session.Title), Checked: chosen})
			id = ""
		}
	}
	if f.Notice != "" {
		p.Notice, p.Detail = p.T("form."+f.Notice), p.T("form."+f.Notice+"_text")
	}
	if len(f.Problems) > 0 {
		p.Notice, p.Detail = p.T("contact.summary", "n", len(f.Problems)), p.T("form.kept")
		for _, problem := range f.Problems {
			p.Problems = append(p.Problems, p.problem(problem))
		}
	}
	p.Calm = f.Notice == form.NoticeLost
	if p.Notice != "" && !p.Calm {
		p.Title = p.T("form.error_title", "Title", p.Title)
	}
	content, err := s.Execute("contact", p)
	if err != nil {
		return err
	}
	c.Status(status)
	return web.SendPage(c, content, false) // what was typed may stand beside the token
}

// showTypedSignUp shows a sign-up that came back, with what was typed unless that is
// gone or has arrived meanwhile.
func (s *Pages) showTypedSignUp(c *fiber.Ctx, v *web.Visit) error {
	token, err := forms.ParseToken(c.Query(queryTyped))
	if err != nil {
		return c.Redirect(v.Path(v.Code)+contactPath, fiber.StatusSeeOther)
	}
	f, found, err := s.kept.get(signUpOf(v), token)
	if err != nil {
		return err
	}
	if !found {
		switch _, err := s.Store.SignedUp(c.UserContext(), v.Event.ID, token); forms.CodeOf(err) {
		case "":
			return c.Redirect(signUpPath(v, token), fiber.StatusSeeOther)
		case forms.CodeNotFound:
		default:
			return err
		}
		f = form.Filling{Token: forms.NewToken(), Notice: form.NoticeLost}
	}
	return s.renderSignUp(c, v, fiber.StatusOK, f)
}

// leadBackToSignUp leads to the sign-up with what was typed, as leadBack does.
func (s *Pages) leadBackToSignUp(c *fiber.Ctx, v *web.Visit, status int, f form.Filling) error {
	switch kept, err := s.kept.put(signUpOf(v), f); {
	case err != nil:
		return err
	case !kept:
		return s.renderSignUp(c, v, status, f)
	}
	return c.Redirect(withQuery(v.Path(v.Code)+contactPath, queryTyped, string(f.Token)), fiber.StatusSeeOther)
}

// problem puts an error beside its field and returns the link to it.
func (p *contactPage) problem(problem forms.FieldError) form.ProblemLink {
	says := p.T(problem.Key, problem.Args)
	switch problem.Field {
	case forms.FieldName:
		p.Name.Error = says
		return form.ProblemLink{Target: "f-name", Label: web.Phrase{Text: p.T("contact.name")}, Error: says}
	case forms.FieldEmail:
		p.Email.Error = says
		return form.ProblemLink{Target: "f-email", Label: web.Phrase{Text: p.T("contact.email")}, Error: says}
	}
	p.Wrong = says
	return form.ProblemLink{Target: "f-group", Label: web.Phrase{Text: p.T("contact.groups")}, Error: says}
}

// signUp takes a sign-up, or shows it in another language with what has been
// typed so far.
func (s *Pages) signUp(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.contactVisit)
	if err != nil {
		return err
	}
	f := form.Filling{Values: values}
	if f.Token, err = forms.ParseToken(web.FirstValue(values, forms.FieldToken)); err != nil {
		// It could not be told from a repetition, so it has to be sent again.
		f.Token, f.Notice = forms.NewToken(), "resend"
		return s.leadBackToSignUp(c, v, fiber.StatusUnprocessableEntity, f)
	}
	if _, switching := values[forms.FieldLanguage]; switching {
		return s.leadBackToSignUp(c, v, fiber.StatusOK, f)
	}
	contact, problems := v.Event.ParseContact(values)
	if problems != nil {
		f.Problems = problems
		return s.leadBackToSignUp(c, v, fiber.StatusUnprocessableEntity, f)
	}
	switch err := s.Store.SignUp(c.UserContext(), v.Event, f.Token, contact); {
	case err == nil:
	case web.RefusalOf(err).Status >= fiber.StatusInternalServerError: // a locked database, a full disk: it is to be sent again
		s.Log.ErrorContext(c.UserContext(), "store a sign-up", "error", err)
		s.Metrics.Refused(web.RefusedBusy)
		c.Set(fiber.HeaderRetryAfter, web.RetryAfter)
		f.Notice = "busy"
		return s.renderSignUp(c, v, fiber.StatusServiceUnavailable, f)
	default:
		return err
	}
	s.kept.forget(signUpOf(v), f.Token)
	return c.Redirect(signUpPath(v, f.Token), fiber.StatusSeeOther)
}

// signUpPath returns the address of the page that a sign-up ends with.
func signUpPath(v *web.Visit, t forms.Token) string {
	return v.Path(v.Code) + contactPath + "/" + string(t)
}

// showSignedUp says that a sign-up is stored, and lets those who have its
// address see and delete it.
func (s *Pages) showSignedUp(c *fiber.Ctx) error {
	v, token, err := web.ReadTokenVisit(c, s.contactVisit)
	if err != nil {
		return err
	}
	contact, err := s.Store.SignedUp(c.UserContext(), v.Event.ID, token)
	v.Rest = contactPath + "/" + string(token)
	p := s.newContactPage(c, v)
	switch forms.CodeOf(err) {
	case "":
	case forms.CodeNotFound:
		p.Title = p.T("contact.none")
		return s.Render(c, fiber.StatusNotFound, "signedoff", p)
	default:
		return err
	}
	p.Token, p.Name.Typed, p.Email.Typed = token, contact.Name, contact.Email
	sessions, err := s.Store.Sessions(c.UserContext(), v.Event.ID)
	if err != nil {
		return err
	}
	for _, session := range sessions {
		if slices.Contains(contact.Sessions, session.Key) {
			p.Groups = append(p.Groups, form.Choice{Label: p.Text(session.Title)})
		}
	}
	if says := s.upcoming(&p.Page, v); says != nil {
		p.Dates = &door{Label: p.T("calendar.add"), Says: says, Address: v.Path(v.Code) + calendarPath}
	}
	p.Title = p.T("contact.done")
	return s.Render(c, fiber.StatusOK, "signedup", p)
}

// signOff deletes a sign-up.
func (s *Pages) signOff(c *fiber.Ctx) error {
	v, token, err := web.ReadTokenVisit(c, s.contactVisit)
	if err != nil {
		return err
	}
	if err := s.Store.SignOff(c.UserContext(), v.Event.ID, token); err != nil {
		return err
	}
	return c.Redirect(v.Path(v.Code)+contactPath+"/deleted", fiber.StatusSeeOther)
}

// showSignedOff says that a sign-up has been deleted. It can be loaded again.
func (s *Pages) showSignedOff(c *fiber.Ctx) error {
	v, err := s.contactVisit(c)
	if err != nil {
		return err
	}
	v.Rest = contactPath + "/deleted"
	p := s.newContactPage(c, v)
	p.Title = p.T("contact.deleted")
	return s.Render(c, fiber.StatusOK, "signedoff", p)
}
