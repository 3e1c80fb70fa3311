package desk

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// mountSetup adds the routes of drafts.
func (s *Pages) mountSetup(o fiber.Router) {
	o.Get("/new", s.showNew)
	o.Post("/new", s.createDraft)
	o.Post("/new/file", s.readDefinition)
	o.Get("/drafts/:id", s.showTasks)
	o.Get("/drafts/:id/history", s.showHistory)
	o.Post("/drafts/:id/undo", s.undoStep)
	o.Get("/drafts/:id/discard", s.showDiscard)
	o.Post("/drafts/:id/discard", s.discardDraft)
	event := s.eventForm()
	o.Get("/drafts/:id/event", s.showPart(event))
	o.Post("/drafts/:id/event", s.savePart(event))
	o.Get("/drafts/:id/logo", s.showLogo)
	o.Post("/drafts/:id/logo", s.saveLogo)
	o.Post("/drafts/:id/logo/remove", s.removeLogo)
	o.Get("/drafts/:id/logo/:name", s.sendDraftLogo)
	o.Get("/drafts/:id/programme", s.listSessions)
	o.Post("/drafts/:id/programme", s.changeSessions)
	o.Post("/drafts/:id/shift", s.shiftDraft)
	o.Get("/drafts/:id/programme/lines", s.showPasted)
	o.Post("/drafts/:id/programme/lines", s.addPasted)
	session := s.sessionForm()
	o.Get("/drafts/:id/sessions/:session", s.showPart(session))
	o.Post("/drafts/:id/sessions/:session", s.savePart(session))
	o.Get("/drafts/:id/languages", s.listLanguages)
	o.Get("/drafts/:id/languages/:lang", s.showTranslation)
	o.Post("/drafts/:id/languages/:lang", s.saveTranslation)
	o.Post("/drafts/:id/languages/:lang/check", s.checkLanguage)
	o.Get("/drafts/:id/languages/:lang/file", s.sendTranslation)
	o.Post("/drafts/:id/languages/:lang/file", s.readTranslation)
	o.Get("/drafts/:id/preview", s.showPreview)
	o.Get("/drafts/:id/phone/:lang/:of", s.showSample)
	o.Post("/drafts/:id/phone/:lang/:of", s.trySample)
	o.Get("/drafts/:id/check", s.showFindings)
	o.Get("/drafts/:id/publish", s.showPublish)
	o.Post("/drafts/:id/publish", s.publishDraft)
	o.Get("/drafts/:id/forms", s.listForms)
	o.Post("/drafts/:id/forms", s.changeForms)
	of := s.formForm()
	o.Get("/drafts/:id/forms/:form", s.showPart(of))
	o.Post("/drafts/:id/forms/:form", s.savePart(of))
	// The key of a question has no hyphen.
	o.Post("/drafts/:id/forms/:form/arrange-questions", s.arrangeQuestions)
	o.Get("/drafts/:id/forms/:form/new-question", s.askNewQuestion)
	o.Post("/drafts/:id/forms/:form/new-question", s.addNewQuestion)
	o.Get("/drafts/:id/forms/:form/question-bank", s.searchBank)
	o.Post("/drafts/:id/forms/:form/question-bank", s.takeFromBank)
	question, answers := s.questionForm(), s.answersForm()
	o.Get("/drafts/:id/forms/:form/:question", s.showPart(question))
	o.Post("/drafts/:id/forms/:form/:question", s.savePart(question))
	o.Post("/drafts/:id/forms/:form/:question/phone", s.previewQuestion(question))
	o.Get("/drafts/:id/forms/:form/:question/answers", s.showPart(answers))
	o.Post("/drafts/:id/forms/:form/:question/answers", s.savePart(answers))
}

// tasksPage is the first page of a draft: what is to be done until the event
// can begin, and what of it has been done.
type tasksPage struct {
	*setupPage
	Tasks     []task
	Event     string // address of the event's page, "" until it is published
	Code      string // on its signs
	Changed   int    // steps that are not published yet
	Published bool
}

// taskState says how far a task is.
type taskState string

// The states of a task.
const (
	taskNothing  taskState = "nothing"  // nothing yet
	taskBegun    taskState = "begun"    // something is missing or wrong
	taskComplete taskState = "complete" // nothing is
	taskOptional taskState = "optional" // there is nothing to do, unless somebody wants to
)

// task is one line of the list.
type task struct {
	Name    web.Phrase
	Address string
	State   taskState
	Is      string // the state in words
	Says    string // what is missing
	Next    bool   // the one to go on with
	// Optional says that the event can be published while it is not complete.
	Optional bool
}

func (s *Pages) showTasks(c *fiber.Ctx) error {
	draft, err := s.readDraft(c)
	if err != nil {
		return err
	}
	setup := s.newSetupPage(c, draft, "setup.tasks.title")
	p := &tasksPage{setupPage: setup, Code: setup.Whole.Event.Code, Published: draft.Published != 0}
	p.setHeading(p.EventName.Text)
	p.Title = p.T("setup.tasks.title") + " · " + p.EventName.Text
	if p.Published {
		p.Event, p.Changed = "/organise/"+p.Code, int(draft.Revision-draft.Published)
	}
	p.Tasks = p.tasks()
	found := false
	for i := range p.Tasks {
		t := &p.Tasks[i]
		t.Is = p.T("setup.state." + string(t.State))
		if open := t.State == taskNothing || t.State == taskBegun; open && !found && !t.Optional {
			t.Next, found = true, true
		}
	}
	return s.Render(c, fiber.StatusOK, "setup_tasks", p)
}

// tasks returns all tasks in their order.
func (p *setupPage) tasks() []task {
	tasks := []task{
		p.task("event", p.Whole.Event.Title == nil && p.Whole.Event.Starts.IsZero(), forms.PathOfEvent),
		p.task("forms", len(p.Whole.Forms) == 0, "forms"),
		p.task("programme", len(p.Whole.Sessions) == 0, "sessions"),
		p.languagesTask(),
		p.logoTask(),
	}
	publish := task{Name: web.Phrase{Text: p.T("setup.tasks.publish")}, Address: p.Address + "/publish", State: taskNothing}
	switch {
	case p.Draft.Published == 0:
	case p.Draft.Unpublished():
		publish.State, publish.Says = taskBegun, p.T("setup.tasks.unpublished", "n", int(p.Draft.Revision-p.Draft.Published))
	default:
		publish.State = taskComplete
	}
	return append(tasks, publish)
}

// taskPages are the pages of the tasks below the address of a draft, in the order
// of the list.
var taskPages = []string{"event", "forms", "programme", "languages", "logo", "publish"}

// Onward returns the task that follows the one on whose list somebody is, or on the
// page of one of the forms, and nil elsewhere: the page of the event has something
// to save first.
func (p *setupPage) Onward() *task {
	page, below, _ := strings.Cut(p.page, "/")
	i := slices.Index(taskPages, page)
	if i <= 0 || i == len(taskPages)-1 || below != "" && (page != "forms" || strings.Contains(below, "/")) {
		return nil
	}
	next := taskPages[i+1]
	return &task{Name: web.Phrase{Text: p.T("setup.tasks." + next)}, Address: p.Address + "/" + next}
}

// task returns the task whose problems have paths that begin with the path.
func (p *setupPage) task(name string, nothing bool, path string) task {
	t := task{Name: web.Phrase{Text: p.T("setup.tasks." + name)}, Address: p.Address + "/" + name, State: taskComplete}
	n := 0
	for _, problem := range p.Check() {
		if problem.Field == path || strings.HasPrefix(problem.Field, path+".") {
			n++
		}
	}
	switch {
	case nothing:
		t.State = taskNothing
	case n > 0:
		t.State, t.Says = taskBegun, p.T("setup.tasks.problems", "n", n)
	}
	return t
}
