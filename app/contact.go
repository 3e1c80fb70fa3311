package main

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// contactPath ends the addresses of the pages on which people sign up for a
// group. They know nothing of any answers: neither their addresses nor their
// forms hold a receipt token, and no page tells the next one where it was
// (Referrer-Policy).
const contactPath = "/contact"

// contactPage is the sign-up for a group, and what is left of it afterwards.
type contactPage struct {
	page
	Action string
	Token  forms.Token
	Until  string // day, ISO 8601, on which sign-ups are deleted at the latest
	Name   typedField
	Email  typedField
	Groups []choice
	Wrong  string // what is wrong with the choice of groups

	Notice   string // what happened, as a heading
	Detail   string // what to do about it
	Problems []problemLink
}

// typedField is a line of text with what is wrong with it.
type typedField struct{ Typed, Error string }

// contactVisit is visit for the sign-up of events that take it now; all others
// have no such page.
func (s *participantPages) contactVisit(c *fiber.Ctx) (*visit, error) {
	v, err := s.visit(c)
	if err == nil && !v.event.TakesContacts(s.now()) {
		return nil, errNotFound
	}
	return v, err
}

// offersContact returns the address of the sign-up from the page of a visit,
// "" if the event takes none.
func (s *participantPages) offersContact(v *visit) string {
	if !v.event.TakesContacts(s.now()) {
		return ""
	}
	return v.path(v.code) + contactPath
}

// newContactPage returns a page of the sign-up. It says that it is about names
// and runs no script: nothing of it is kept on the phone.
func (s *participantPages) newContactPage(c *fiber.Ctx, v *visit) *contactPage {
	p := &contactPage{page: s.page(c), Action: v.path(v.code) + contactPath, Until: v.event.ContactsUntil(s.now()).Format(time.DateOnly)}
	p.Named, p.Scripts = true, nil
	p.Title = p.T("contact.title")
	return p
}

// showSignUp shows the sign-up. The group of the session whose code the
// address has is chosen already.
func (s *participantPages) showSignUp(c *fiber.Ctx) error {
	v, err := s.contactVisit(c)
	if err != nil {
		return err
	}
	values := forms.Values{}
	switch {
	case v.session != nil:
		values[forms.FieldGroup] = []string{v.session.Key}
	case len(v.event.Contacts) == 1:
		values[forms.FieldGroup] = v.event.Contacts
	}
	return s.renderSignUp(c, v, fiber.StatusOK, filling{token: forms.NewToken(), values: values})
}

// renderSignUp renders the sign-up with what has been typed.
func (s *participantPages) renderSignUp(c *fiber.Ctx, v *visit, status int, f filling) error {
	v.rest = contactPath
	p := s.newContactPage(c, v)
	p.FormID, p.Token = "contact", f.token
	p.Name.Typed, p.Email.Typed = first(f.values, forms.FieldName), first(f.values, forms.FieldEmail)
	sessions, err := s.store.Programme(c.UserContext(), v.event.ID)
	if err != nil {
		return err
	}
	id := "f-group" // of the first
	for _, session := range sessions {
		if slices.Contains(v.event.Contacts, session.Key) {
			chosen := slices.Contains(f.values[forms.FieldGroup], session.Key)
			p.Groups = append(p.Groups, choice{ID: id, Code: session.Key, Label: p.Text(session.Title), Checked: chosen})
			id = ""
		}
	}
	if f.notice != "" {
		p.Notice, p.Detail = p.T("form."+f.notice), p.T("form."+f.notice+"_text")
	}
	if len(f.problems) > 0 {
		p.Notice, p.Detail = p.T("form.summary", "n", len(f.problems)), p.T("form.kept")
		for _, problem := range f.problems {
			p.Problems = append(p.Problems, p.problem(problem))
		}
	}
	if p.Notice != "" {
		p.Title = p.T("form.error_title", "Title", p.Title)
	}
	return s.render(c, status, "contact", p)
}

// problem puts an error beside its field and returns the link to it.
func (p *contactPage) problem(problem forms.FieldError) problemLink {
	says := p.T(problem.Key, problem.Args)
	switch problem.Field {
	case forms.FieldName:
		p.Name.Error = says
		return problemLink{"f-name", phrase{Text: p.T("contact.name")}, says}
	case forms.FieldEmail:
		p.Email.Error = says
		return problemLink{"f-email", phrase{Text: p.T("contact.email")}, says}
	}
	p.Wrong = says
	return problemLink{"f-group", phrase{Text: p.T("contact.groups")}, says}
}

// signUp takes a sign-up, or shows it in another language with what has been
// typed so far.
func (s *participantPages) signUp(c *fiber.Ctx) error {
	v, values, err := posted(c, s.contactVisit)
	if err != nil {
		return err
	}
	f := filling{values: values}
	if f.token, err = forms.ParseToken(first(values, forms.FieldToken)); err != nil {
		// It could not be told from a repetition, so it has to be sent again.
		f.token, f.notice = forms.NewToken(), "resend"
		return s.renderSignUp(c, v, fiber.StatusUnprocessableEntity, f)
	}
	if _, switching := values[forms.FieldLanguage]; switching {
		return s.renderSignUp(c, v, fiber.StatusOK, f)
	}
	contact, problems := v.event.ParseContact(values)
	if problems != nil {
		f.problems = problems
		return s.renderSignUp(c, v, fiber.StatusUnprocessableEntity, f)
	}
	if err := s.store.SignUp(c.UserContext(), v.event, f.token, contact); err != nil {
		return err
	}
	return c.Redirect(signUpPath(v, f.token), fiber.StatusSeeOther)
}

// signUpPath returns the address of the page that a sign-up ends with.
func signUpPath(v *visit, t forms.Token) string {
	return v.path(v.code) + contactPath + "/" + string(t)
}

// showSignedUp says that a sign-up is stored, and lets those who have its
// address see and delete it.
func (s *participantPages) showSignedUp(c *fiber.Ctx) error {
	v, token, err := tokenVisit(c, s.contactVisit)
	if err != nil {
		return err
	}
	contact, err := s.store.SignedUp(c.UserContext(), v.event.ID, token)
	v.rest = contactPath + "/" + string(token)
	p := s.newContactPage(c, v)
	switch forms.CodeOf(err) {
	case "":
	case forms.CodeNotFound:
		p.Title = p.T("contact.none")
		return s.render(c, fiber.StatusNotFound, "signedoff", p)
	default:
		return err
	}
	p.Token, p.Name.Typed, p.Email.Typed = token, contact.Name, contact.Email
	sessions, err := s.store.Programme(c.UserContext(), v.event.ID)
	if err != nil {
		return err
	}
	for _, session := range sessions {
		if slices.Contains(contact.Sessions, session.Key) {
			p.Groups = append(p.Groups, choice{Label: p.Text(session.Title)})
		}
	}
	p.Title = p.T("contact.done")
	return s.render(c, fiber.StatusOK, "signedup", p)
}

// signOff deletes a sign-up.
func (s *participantPages) signOff(c *fiber.Ctx) error {
	v, token, err := tokenVisit(c, s.contactVisit)
	if err != nil {
		return err
	}
	if err := s.store.SignOff(c.UserContext(), v.event.ID, token); err != nil {
		return err
	}
	return c.Redirect(v.path(v.code)+contactPath+"/deleted", fiber.StatusSeeOther)
}

// showSignedOff says that a sign-up has been deleted. It can be loaded again.
func (s *participantPages) showSignedOff(c *fiber.Ctx) error {
	v, err := s.contactVisit(c)
	if err != nil {
		return err
	}
	v.rest = contactPath + "/deleted"
	p := s.newContactPage(c, v)
	p.Title = p.T("contact.deleted")
	return s.render(c, fiber.StatusOK, "signedoff", p)
}
