package desk

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// publishPage says what publishing a draft would change, and does it.
type publishPage struct {
	*setupPage
	Blocked  []blocker // why it cannot be published
	Created  bool      // the event is new
	Nothing  bool      // all is published already
	Changes  []formChange
	Dropped  []string     // languages that are offered no more
	Deleted  []web.Phrase // sessions that go
	Lacks    string       // what translations lack, "" for nothing
	Late     bool         // translations do not reach all sessions any more
	Agree    bool         // it has to be confirmed
	Problem  string       // why it was not published
	Sessions int
	Code     string
}

// blocker is a problem and the page where it can be solved.
type blocker struct{ Address, Says string }

// formChange is what a new version of a form means, in words.
type formChange struct {
	Title        web.Phrase
	Takes, Keeps []web.Phrase // sessions
	Apart        []web.Phrase // questions
}

// fieldAgree confirms what publishing deletes or keeps apart.
const fieldAgree = "agree"

// newPublishPage asks the store what publishing would do, without doing it.
func (s *Pages) newPublishPage(c *fiber.Ctx) (*publishPage, error) {
	draft, err := s.readDraft(c)
	if err != nil {
		return nil, err
	}
	p := &publishPage{setupPage: s.newSetupPage(c, draft, "setup.publish.title"), Nothing: !draft.Unpublished()}
	p.Sessions, p.Code = len(p.Whole.Sessions), p.Whole.Event.Code
	if missing, _, languages := p.untranslated(); missing > 0 {
		p.Lacks = p.missingTexts(missing, languages)
	}
	plan, err := s.Store.PlanPublication(c.UserContext(), draft.ID)
	if problems, ok := errors.AsType[forms.Problems](err); ok {
		for _, problem := range problems {
			p.Blocked = append(p.Blocked, blocker{p.addressOf(problem.Field), p.whereIs(problem.Field) + ": " + ProblemText(p.T, problem)})
		}
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	p.Created = plan.Created
	for _, tag := range plan.Dropped {
		p.Dropped = append(p.Dropped, s.Catalogues.Name(tag))
	}
	for i := range plan.Deleted {
		p.Deleted = append(p.Deleted, p.Text(plan.Deleted[i].Title))
	}
	for i := range plan.Changes {
		p.Changes = append(p.Changes, p.formChange(&plan.Changes[i]))
		p.Late = p.Late || len(p.into()) > 0 && len(plan.Changes[i].Keeps) > 0
	}
	p.Agree = len(p.Deleted) > 0 || len(p.Changes) > 0
	return p, nil
}

func (p *setupPage) formChange(change *forms.FormChange) formChange {
	said := formChange{Title: p.nameOf(forms.PathOfForm(change.Form))}
	for _, key := range change.Takes {
		said.Takes = append(said.Takes, p.nameOf(forms.PathOfSession(key)))
	}
	for _, key := range change.Keeps {
		said.Keeps = append(said.Keeps, p.nameOf(forms.PathOfSession(key)))
	}
	for _, key := range change.Apart {
		said.Apart = append(said.Apart, p.nameOf(forms.PathOfQuestion(change.Form, key)))
	}
	return said
}

// nameOf returns what a part is called, or its key if it has no name.
func (p *setupPage) nameOf(path string) web.Phrase {
	var text forms.Text
	if part := p.Draft.Part(path); part != nil {
		text = titleOf(part.Content)
	}
	if name := p.Text(text); name.Text != "" {
		return name
	}
	return web.Phrase{Text: path[strings.LastIndexByte(path, '.')+1:]}
}

// titleOf returns what a content is called, nil if it has no name.
func titleOf(content forms.PartContent) forms.Text {
	switch content := content.(type) {
	case *forms.EventPart:
		return content.Title
	case *forms.FormPart:
		return content.Title
	case *forms.QuestionPart:
		return content.Text
	case *forms.SessionPart:
		return content.Title
	}
	return nil
}

// whereIs says to which part a field belongs.
func (p *setupPage) whereIs(field string) string {
	switch path := forms.PathOf(field); path {
	case forms.PathOfEvent:
		if name := eventFieldIn(field); name != "key" && name != "code" && name != "simulated" { // these have no field
			return p.T("setup.event." + name)
		}
		return p.T("setup.tasks.event")
	case "":
		if strings.HasPrefix(field, "sessions") {
			return p.T("setup.tasks.programme")
		}
		return p.T("setup.tasks.forms")
	default:
		return p.nameOf(path).Text
	}
}

// eventFieldIn returns the name of the event's field in a path such as
// "event.title.de" or "event.hosts[2]".
func eventFieldIn(field string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(field, forms.PathOfEvent+"."), ".")
	name, _, _ = strings.Cut(name, "[")
	if name == "unchecked" { // of the languages
		return "languages"
	}
	return name
}

// addressOf returns the page on which the field is, which a problem names.
func (p *setupPage) addressOf(field string) string {
	names := strings.Split(forms.PathOf(field), ".")
	switch {
	case names[0] == forms.PathOfEvent:
		return p.Address + "/event#f-" + eventFieldIn(field)
	case names[0] == "sessions":
		return p.sessionAddress(names[1])
	case len(names) == 4: // of a question
		return p.Address + "/forms/" + names[1] + "/" + names[3]
	case len(names) == 2:
		return p.Address + "/forms/" + names[1]
	case strings.HasPrefix(field, "sessions"):
		return p.Address + "/programme"
	}
	return p.Address + "/forms"
}

func (s *Pages) showPublish(c *fiber.Ctx) error {
	p, err := s.newPublishPage(c)
	if err != nil {
		return err
	}
	return s.Render(c, fiber.StatusOK, "setup_publish", p)
}

// publishDraft puts the draft in force, as the page has shown it.
func (s *Pages) publishDraft(c *fiber.Ctx) error {
	values, err := web.FormValues(c)
	if err != nil {
		return err
	}
	p, err := s.newPublishPage(c)
	if err != nil {
		return err
	}
	revision, err := strconv.ParseInt(web.FirstValue(values, fieldRevision), 10, 64)
	if err != nil {
		return web.ErrInvalid
	}
	status := fiber.StatusConflict
	switch {
	case p.Nothing: // a double click
		return c.Redirect("/organise/"+p.Code, fiber.StatusSeeOther)
	case revision != p.Draft.Revision:
		p.Problem = p.T("setup.publish.moved")
	case len(p.Blocked) > 0:
	case p.Agree && web.FirstValue(values, fieldAgree) != ticked:
		p.Problem, status = p.T("setup.publish.not_agreed"), fiber.StatusUnprocessableEntity
	default:
		done, err := s.Store.Publish(c.UserContext(), p.Draft.ID, revision, p.Account.Name)
		if err == nil {
			return c.Redirect("/organise/"+done.Event.Code, fiber.StatusSeeOther)
		}
		if forms.CodeOf(err) != forms.CodeConflict { // somebody was faster
			return err
		}
		p.Problem = p.T("setup.publish.moved")
	}
	p.Title = p.T("form.error_title", "Title", p.Title)
	return s.Render(c, status, "setup_publish", p)
}
