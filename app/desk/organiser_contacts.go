package desk

import (
	"context"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/reports/workbook"
)

// contactsFile is the name under which a download of the sign-ups is noted.
const contactsFile = "contacts.xlsx"

// contactsPage lists who has signed up for the groups of an event. Only
// organisers see it, and that they did is noted.
type contactsPage struct {
	web.DeskPage
	Event  *forms.Event
	Name   web.Phrase
	Until  string // day, ISO 8601, on which the sign-ups are deleted; "" if they stay
	Groups []contactGroup
	People []contactPerson
	Notes  []dataNote
}

// contactGroup is a group with the number of those who signed up for it.
type contactGroup struct {
	Title web.Phrase
	N     int
}

// contactPerson is one sign-up.
type contactPerson struct {
	ID, Name, Email string
	Groups          []web.Phrase
}

// listContacts shows the sign-ups, after a note in the audit log.
func (s *Pages) listContacts(c *fiber.Ctx) error {
	v, err := s.ReadEventVisit(c)
	if err != nil {
		return err
	}
	p := contactsPage{DeskPage: s.NewDeskPage(c, v.Event), Event: v.Event}
	p.Name = p.Text(v.Event.Title)
	p.Title = p.T("event.contacts_title", "Event", p.Name.Text)
	if !v.Event.Simulated {
		p.Until = v.Event.ContactsUntil(s.Now()).Format(time.DateOnly)
	}
	groups, contacts, err := s.contacts(c.UserContext(), v.Event, p.Lang())
	if err != nil {
		return err
	}
	if len(contacts) > 0 {
		if err := s.Store.Note(c.UserContext(), p.Account.Name, forms.NoteContactsSeen, v.Event.ID); err != nil {
			return err
		}
	}
	for _, group := range groups {
		of := contactGroup{Title: p.Text(group.Title)}
		for _, contact := range contacts {
			if slices.Contains(contact.Sessions, group.Key) {
				of.N++
			}
		}
		p.Groups = append(p.Groups, of)
	}
	for _, contact := range contacts {
		person := contactPerson{ID: contact.ID, Name: contact.Name, Email: contact.Email}
		for _, group := range groups {
			if slices.Contains(contact.Sessions, group.Key) {
				person.Groups = append(person.Groups, p.Text(group.Title))
			}
		}
		p.People = append(p.People, person)
	}
	if p.Notes, err = s.notes(c.UserContext(), &p.Page, v.Event); err != nil {
		return err
	}
	return s.Render(c, fiber.StatusOK, "organiser_contacts", &p)
}

// contacts returns the sessions that take sign-ups or have some, in the order of
// the programme, and the people in the order of their names.
func (s *Pages) contacts(ctx context.Context, event *forms.Event, lang string) ([]forms.Session, []forms.Contact, error) {
	contacts, err := s.Store.Contacts(ctx, event.ID)
	if err != nil {
		return nil, nil, err
	}
	groups, err := s.Store.Sessions(ctx, event.ID)
	if err != nil {
		return nil, nil, err
	}
	groups = slices.DeleteFunc(groups, func(session forms.Session) bool {
		return !slices.Contains(event.Contacts, session.Key) &&
			!slices.ContainsFunc(contacts, func(contact forms.Contact) bool { return slices.Contains(contact.Sessions, session.Key) })
	})
	order := collate.New(language.Make(lang), collate.IgnoreCase)
	slices.SortStableFunc(contacts, func(a, b forms.Contact) int { return order.CompareString(a.Name, b.Name) })
	return groups, contacts, nil
}

// sendContacts sends the sign-ups as a workbook, after a note in the audit
// log.
func (s *Pages) sendContacts(c *fiber.Ctx) error {
	v, err := s.ReadEventVisit(c)
	if err != nil {
		return err
	}
	if c.Method() != fiber.MethodGet { // a HEAD would be noted as if somebody had got the file
		return web.ErrMethod
	}
	p := s.NewDeskPage(c, v.Event)
	groups, contacts, err := s.contacts(c.UserContext(), v.Event, p.Lang())
	if err != nil {
		return err
	}
	if err := s.Store.Note(c.UserContext(), p.Account.Name, contactsFile, v.Event.ID); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, workbookType)
	c.Set(fiber.HeaderContentDisposition, disposition("attachment", p.EventName.Text+" "+p.T("event.contacts")+".xlsx"))
	return workbook.WriteContacts(c.Response().BodyWriter(), v.Event, groups, contacts, workbook.Options{
		Language: p.Lang(), Words: p.T, Now: s.Now().In(v.Event.Location()), Version: s.Version, By: p.Account.Name,
	})
}

// removeContact deletes a sign-up, because the person has asked for it.
func (s *Pages) removeContact(c *fiber.Ctx) error {
	v, err := s.ReadEventVisit(c)
	if err != nil {
		return err
	}
	err = s.Store.RemoveContact(c.UserContext(), web.AccountOf(c).Name, v.Event.ID, c.Params("id"))
	if err != nil && forms.CodeOf(err) != forms.CodeNotFound { // then it is gone already
		return err
	}
	return c.Redirect("/organise/"+v.Event.Code+"/contacts", fiber.StatusSeeOther)
}

// notes returns the entries of the audit log about the event. Actions other than
// downloads are put into words.
func (s *Pages) notes(ctx context.Context, p *web.Page, event *forms.Event) ([]dataNote, error) {
	notes, err := s.Store.Audit(ctx, event.ID)
	if err != nil {
		return nil, err
	}
	says := map[string]string{
		forms.NoteContactsSeen: p.T("event.contacts_seen"), forms.NoteContactRemoved: p.T("event.contacts_removed"), forms.NoteTrusted: p.T("note.trusted"),
		forms.NoteRetention: p.T("note.retention_changed"),
	}
	var listed []dataNote
	for _, note := range notes {
		at := note.At.In(event.Location())
		what := says[note.Action]
		if what == "" {
			what = note.Action
		}
		if note.About != "" {
			what += ": " + note.About
		}
		listed = append(listed, dataNote{p.Date(at) + ", " + p.Time(at), note.Account, what})
	}
	return listed, nil
}
