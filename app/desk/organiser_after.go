package desk

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// afterwards is what the event's page says of the time after the event.
type afterwards struct {
	AnswersUntil  string // day, ISO 8601, on which the answers are deleted; "" if they stay
	ContactsUntil string // the same of the sign-ups; "" if there are none, or they stay
	Retention     string // days, as somebody typed them or as they are
	Problem       string // what is wrong with them
}

// addAfterwards adds what happens to the event's data and when.
func (s *Pages) addAfterwards(c *fiber.Ctx, p *eventPage) error {
	p.After.Retention = strconv.Itoa(p.Event.Retention)
	if p.Event.Simulated {
		return nil
	}
	until, err := s.Store.AnswersUntil(c.UserContext(), p.Event)
	if err != nil {
		return err
	}
	p.After.AnswersUntil = until.Format(time.DateOnly)
	if p.Contacts > 0 || len(p.Event.Contacts) > 0 {
		p.After.ContactsUntil = p.Event.ContactsUntil(s.Now()).Format(time.DateOnly)
	}
	return nil
}

// setRetention changes for how long the answers are kept.
func (s *Pages) setRetention(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadEventVisit)
	if err != nil {
		return err
	}
	typed := strings.TrimSpace(web.FirstValue(values, "days"))
	days, _ := strconv.Atoi(typed) // 0 is refused as well
	err = s.Store.SetRetention(c.UserContext(), web.AccountOf(c).Name, v.Event.ID, days)
	switch code := forms.CodeOf(err); code {
	case "":
		return c.Redirect("/organise/"+v.Event.Code+"#after", fiber.StatusSeeOther)
	case forms.CodeInvalid, forms.CodeConflict:
		p, err := s.newEventPage(c, v.Event)
		if err != nil {
			return err
		}
		p.After.Retention, p.After.Problem = typed, p.T("after.retention_range", "Max", forms.MaxRetention)
		if code == forms.CodeConflict {
			p.After.Problem = p.T("after.retention_told", "n", v.Event.Retention)
		}
		p.Title, p.Here = p.T("form.error_title", "Title", p.Title), "/organise/"+v.Event.Code
		return s.Render(c, fiber.StatusUnprocessableEntity, "organiser_event", p)
	}
	return err
}

// deletionPage asks before an event is deleted whole, and says what goes.
type deletionPage struct {
	web.DeskPage
	Event   *forms.Event
	Record  forms.Deletion // what would stay
	Open    int            // sessions that take answers now
	Typed   string
	Problem string
}

func (s *Pages) newDeletionPage(c *fiber.Ctx, v *web.Visit) (*deletionPage, error) {
	p := &deletionPage{DeskPage: s.NewDeskPage(c, v.Event), Event: v.Event}
	p.Title = p.T("deletion.title", "Event", p.EventName.Text)
	for _, session := range v.Programme.Sessions {
		if session.State == forms.StateOpen {
			p.Open++
		}
	}
	var err error
	p.Record, err = s.Store.DeletionOf(c.UserContext(), v.Event.ID)
	return p, err
}

func (s *Pages) showDeletion(c *fiber.Ctx) error {
	v, err := s.ReadEventVisit(c)
	if err != nil {
		return err
	}
	p, err := s.newDeletionPage(c, v)
	if err != nil {
		return err
	}
	return s.Render(c, fiber.StatusOK, "organiser_deletion", p)
}

// deleteEvent deletes the event whole if its code has been typed.
func (s *Pages) deleteEvent(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadEventVisit)
	if err != nil {
		return err
	}
	if typed := web.FirstValue(values, "code"); forms.NormalCode(typed) != v.Event.Code {
		p, err := s.newDeletionPage(c, v)
		if err != nil {
			return err
		}
		p.Typed, p.Problem = typed, p.T("deletion.wrong", "Code", v.Event.Code)
		p.Title = p.T("form.error_title", "Title", p.Title)
		return s.Render(c, fiber.StatusUnprocessableEntity, "organiser_deletion", p)
	}
	if _, err := s.Store.DeleteEvent(c.UserContext(), web.AccountOf(c).Name, v.Event.ID); err != nil {
		return err
	}
	return c.Redirect("/organise#deleted", fiber.StatusSeeOther)
}
