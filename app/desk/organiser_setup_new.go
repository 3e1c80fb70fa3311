package desk

import (
	"cmp"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// newPage begins a draft of a new event.
type newPage struct {
	web.DeskPage
	Templates []choice
	Events    []choice // earlier ones, of which a copy can be made
	File      upload
}

// The fields of the page: the way in which a draft begins, and of what.
const (
	fieldWay = "way"
	fieldOf  = "of"
)

// emptyDefinition is what a new event has as long as nobody says otherwise.
func (s *Pages) emptyDefinition() *forms.Definition {
	return &forms.Definition{Event: forms.Event{
		Zone: "Europe/Berlin", Languages: []string{"de"}, MinGroup: forms.DefaultMinGroup, Retention: s.Settings().Retention,
	}}
}

func (s *Pages) newNewPage(c *fiber.Ctx) (*newPage, error) {
	p := &newPage{DeskPage: s.NewDeskPage(c, nil)}
	p.Title, p.Here = p.T("setup.new.title"), "/organise/new"
	p.File = upload{Label: p.T("setup.new.file_label"), Hint: p.T("setup.new.file_hint"), Accept: acceptYAML}
	p.Stylesheets = append(p.Stylesheets, s.Assets.Path("setup.css"))
	for _, template := range definition.Templates() {
		d, err := template.Definition()
		if err != nil {
			return nil, err
		}
		title, note := p.Text(d.Event.Title), p.Text(d.Event.Note)
		p.Templates = append(p.Templates, choice{Value: template.Name, Label: title.Text, Hint: note.Text, Lang: title.Lang})
	}
	events, err := s.Store.Events(c.UserContext())
	for i := range events {
		p.LookIn(p.Lang(), events[i].Base())
		title := p.Text(events[i].Title)
		p.Events = append([]choice{{Value: events[i].Code, Label: title.Text + " · " + when(&p.Page, &events[i]), Lang: title.Lang}}, p.Events...)
	}
	return p, err
}

func (s *Pages) showNew(c *fiber.Ctx) error {
	p, err := s.newNewPage(c)
	if err != nil {
		return err
	}
	return s.Render(c, fiber.StatusOK, "setup_new", p)
}

// createDraft makes a draft that is empty, from a template or as a copy.
func (s *Pages) createDraft(c *fiber.Ctx) error {
	values, err := web.FormValues(c)
	if err != nil {
		return err
	}
	of := web.FirstValue(values, fieldOf)
	d := s.emptyDefinition()
	switch web.FirstValue(values, fieldWay) {
	case "empty":
	case "template":
		d = nil
		for _, template := range definition.Templates() {
			if template.Name == of {
				if d, err = template.Definition(); err != nil {
					return err
				}
				d.Event.Note = nil // says what the template is for
				forgetOccasion(d)
				d.Event.Retention = s.Settings().Retention // templates say nothing of it
			}
		}
		if d == nil {
			return web.ErrInvalid
		}
	case "copy":
		if d, err = s.copyEvent(c, forms.NormalCode(of)); err != nil {
			return err
		}
	default:
		return web.ErrInvalid
	}
	return s.begin(c, d)
}

// begin stores the draft and leads to it.
func (s *Pages) begin(c *fiber.Ctx, d *forms.Definition) error {
	draft, err := s.Store.CreateDraft(c.UserContext(), d, web.AccountOf(c).Name)
	if err != nil {
		return err
	}
	return c.Redirect(draftAddress(draft.ID), fiber.StatusSeeOther)
}

// forgetOccasion takes out of a definition what is of one occasion only: its
// dates, codes and the people who were there.
func forgetOccasion(d *forms.Definition) {
	e := &d.Event
	e.Key, e.Code, e.Simulated, e.Headcount = "", "", false, 0
	e.Starts, e.Ends = time.Time{}, time.Time{}
	for i := range d.Sessions {
		session := &d.Sessions[i].Session
		session.Code, session.Headcount = "", 0
		session.Starts, session.Ends, session.NextMeeting = time.Time{}, time.Time{}, time.Time{}
	}
}

// copyEvent returns the definition of an event for another occasion. Both are of
// one series; the earlier event begins one if it is in none.
func (s *Pages) copyEvent(c *fiber.Ctx, code string) (*forms.Definition, error) {
	if len(code) != forms.EventCodeLength {
		return nil, web.ErrNotFound
	}
	event, err := s.Store.Event(c.UserContext(), code)
	if err != nil {
		return nil, err
	}
	d, err := s.Store.Definition(c.UserContext(), event.ID)
	if err != nil {
		return nil, err
	}
	series := cmp.Or(event.Series, event.Key)
	if event.Series == "" {
		if err := s.joinSeries(c, event, series); err != nil {
			return nil, err
		}
	}
	forgetOccasion(d)
	d.Event.Series = series
	return d, nil
}

// joinSeries puts an event into a series, by its draft. If somebody has changed
// that without publishing it, the event joins when they do.
func (s *Pages) joinSeries(c *fiber.Ctx, event *forms.Event, series string) error {
	account := web.AccountOf(c).Name
	draft, err := s.Store.DraftOf(c.UserContext(), event.ID, account)
	if err != nil {
		return err
	}
	part, finished := draft.Part(forms.PathOfEvent), !draft.Unpublished()
	content := part.Content.(*forms.EventPart)
	content.Series = series
	revision, err := s.Store.SavePart(c.UserContext(), draft.ID, part.Path, part.Revision, content, account)
	if err != nil || !finished {
		return err
	}
	_, err = s.Store.Publish(c.UserContext(), draft.ID, revision, account)
	return err
}

// readDefinition makes a draft from a definition file. Mistakes are shown with
// their lines, as the command shows them.
func (s *Pages) readDefinition(c *fiber.Ctx) error {
	p, err := s.newNewPage(c)
	if err != nil {
		return err
	}
	source, err := web.ReadFile(c, fieldFile, definition.MaxSize)
	if refused := web.RefusalOf(err); refused != nil && refused.Status == fiber.StatusRequestEntityTooLarge {
		p.File.Problem = p.T("setup.new.too_large")
	} else if err != nil {
		return err
	} else if len(source) == 0 {
		p.File.Problem = p.T("setup.new.no_file")
	} else {
		file, err := definition.Parse(source)
		if problems, ok := errors.AsType[definition.Problems](err); ok {
			p.File.Problem = p.T("setup.new.mistakes", "n", len(problems))
			p.File.addMistakes(p.T, problems)
		} else if err != nil {
			return err
		} else if err = s.begin(c, file.Definition); forms.CodeOf(err) == forms.CodeConflict {
			p.File.Problem = p.T("setup.new.taken", "Key", file.Definition.Event.Key)
		} else {
			return err
		}
	}
	p.Title = p.T("form.error_title", "Title", p.Title)
	return s.Render(c, fiber.StatusUnprocessableEntity, "setup_new", p)
}

// editEvent leads to the draft of an event, which is made on first use.
func (s *Pages) editEvent(c *fiber.Ctx) error {
	v, err := s.ReadEventVisit(c)
	if err != nil {
		return err
	}
	draft, err := s.Store.DraftOf(c.UserContext(), v.Event.ID, web.AccountOf(c).Name)
	if err != nil {
		return err
	}
	return c.Redirect(draftAddress(draft.ID), fiber.StatusSeeOther)
}
