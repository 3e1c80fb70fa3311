package desk

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// The pages that set an event up work on a draft (forms.Draft). A page for a
// part of it is a partForm: where its part is, its view, and its fields, which
// organiser_setup_fields.go makes from pointers into the content. showPart and savePart do the
// rest: unknown drafts and parts, what was typed and cannot be read, problems
// beside the fields, and two people who change the same part. The view writes
// "setup_form" with the form's fields, and whatever else it needs from More. A
// page that is about no part, or about several, starts from readDraft and
// newSetupPage, and sends whoever has pressed a button on by seeOther.

// setupPage is what every page of a draft has.
type setupPage struct {
	web.DeskPage
	Draft   *forms.Draft
	Whole   *forms.Definition // the draft as it would be published
	Heading string
	Address string // of the draft's first page; the others are below it
	Saved   bool   // what was sent has just been saved
	AsList  bool   // options are shown as a list of fields
	Undo    int64  // the step that has just been made and may be undone, 0 if none

	query    string         // of the address
	check    forms.Problems // of the draft, once somebody has asked
	checked  bool
	problems map[string]forms.Problems // by part
}

// The queries of addresses to which seeOther leads.
const (
	querySaved = "saved"
	queryUndo  = "undo"
)

// readDraft returns the draft that the address names.
func (s *Pages) readDraft(c *fiber.Ctx) (*forms.Draft, error) {
	id, err := idIn(c)
	if err != nil {
		return nil, err
	}
	return s.Store.Draft(c.UserContext(), id)
}

// newSetupPage returns a page of the draft. The heading is the key of a text.
func (s *Pages) newSetupPage(c *fiber.Ctx, draft *forms.Draft, heading string) *setupPage {
	whole := draft.Definition()
	p := &setupPage{DeskPage: s.NewDeskPage(c, &whole.Event), Draft: draft, Whole: whole, Address: draftAddress(draft.ID)}
	if p.EventName.Text == "" {
		p.EventName = web.Phrase{Text: p.T("setup.untitled")}
	}
	p.setHeading(p.T(heading))
	p.Stylesheets = append(p.Stylesheets, s.Assets.Path("setup.css"))
	p.AsList = c.Query(fieldAs) == asList
	p.Saved = c.Context().QueryArgs().Has(querySaved)
	p.query = string(c.Request().URI().QueryString())
	p.Undo, _ = strconv.ParseInt(c.Query(queryUndo), 10, 64)
	return p
}

// setHeading names the page.
func (p *setupPage) setHeading(heading string) {
	p.Heading, p.Title = heading, heading+" · "+p.EventName.Text
}

// draftAddress returns the address of a draft's first page.
func draftAddress(id int64) string { return "/organise/drafts/" + strconv.FormatInt(id, 10) }

// Check returns what keeps the draft from being published.
func (p *setupPage) Check() forms.Problems {
	if !p.checked {
		p.check, p.checked = p.Draft.Check(), true
		p.problems = map[string]forms.Problems{}
		for _, problem := range p.check {
			path := forms.PathOf(problem.Field)
			p.problems[path] = append(p.problems[path], problem)
		}
	}
	return p.check
}

// problemsOf returns the problems of a part.
func (p *setupPage) problemsOf(path string) forms.Problems {
	p.Check()
	return p.problems[path]
}

// partForm says what a page for a part of a draft is.
type partForm struct {
	view    string
	heading string                                // key of a text
	path    func(c *fiber.Ctx) string             // of the part
	content func() forms.PartContent              // an empty one
	fields  func(p *partPage) []fieldGroup        // of the content of the page
	next    func(p *partPage) string              // the page that "save and go on" leads to
	more    func(c *fiber.Ctx, p *partPage) error // adds what else the view shows; may be nil
}

// partPage is a page for a part of a draft.
type partPage struct {
	*setupPage
	Path     string
	Revision int64 // of the part that the page shows; 0 if there is none any more
	Content  forms.PartContent
	Groups   []fieldGroup
	Others   []string // problems of the part that belong to none of the fields
	Conflict *conflict
	More     any
}

// conflict is what somebody else has saved while the part was being edited.
// What it says stands beside the fields.
type conflict struct {
	Who, When string
	Removed   bool
}

// fieldRevision is the name of the field that carries the revision of a part.
const fieldRevision = "revision"

// fieldThen is the name of the buttons that save; thenNext goes on to the next page.
const (
	fieldThen = "then"
	thenNext  = "next"
)

func (s *Pages) newPartPage(c *fiber.Ctx, f *partForm) (*partPage, error) {
	draft, err := s.readDraft(c)
	if err != nil {
		return nil, err
	}
	p := &partPage{setupPage: s.newSetupPage(c, draft, f.heading), Path: f.path(c), Content: f.content()}
	if part := draft.Part(p.Path); part != nil {
		p.Revision, p.Content = part.Revision, part.Content
	}
	return p, nil
}

// showPart returns the handler that shows the part.
func (s *Pages) showPart(f *partForm) fiber.Handler {
	return func(c *fiber.Ctx) error {
		p, err := s.newPartPage(c, f)
		if err != nil {
			return err
		}
		if p.Revision == 0 {
			return web.ErrNotFound
		}
		p.Groups = f.fields(p)
		p.addProblems()
		return s.renderPart(c, f, p, fiber.StatusOK)
	}
}

func (s *Pages) renderPart(c *fiber.Ctx, f *partForm, p *partPage, status int) error {
	if f.more != nil {
		if err := f.more(c, p); err != nil {
			return err
		}
	}
	return s.Render(c, status, f.view, p)
}

// savePart returns the handler that saves the part, valid or not. Where somebody
// else has changed it meanwhile, both versions are shown, and the next press
// saves.
func (s *Pages) savePart(f *partForm) fiber.Handler {
	return func(c *fiber.Ctx) error {
		p, err := s.newPartPage(c, f)
		if err != nil {
			return err
		}
		values, err := web.FormValues(c)
		if err != nil {
			return err
		}
		revision, err := strconv.ParseInt(web.FirstValue(values, fieldRevision), 10, 64)
		if err != nil {
			return web.ErrInvalid
		}
		then := web.FirstValue(values, fieldThen)
		p.AsList = web.FirstValue(values, fieldAs) == asList
		next := pressedInList(values)
		readFields(f.fields(p), p.Content, values)
		if revision == 0 { // it was removed, and both were shown
			_, err = s.Store.AddPart(c.UserContext(), p.Draft.ID, p.Path, forms.AtEnd, p.Content, p.Account.Name)
		} else {
			_, err = s.Store.SavePart(c.UserContext(), p.Draft.ID, p.Path, revision, p.Content, p.Account.Name)
		}
		if lost, ok := errors.AsType[*forms.PartConflict](err); ok {
			return s.showConflict(c, f, p, lost)
		}
		if err != nil {
			return err
		}
		if then == thenNext {
			return c.Redirect(f.next(p), fiber.StatusSeeOther)
		}
		return c.Redirect(c.Path()+savedAt(then, next, p.AsList), fiber.StatusSeeOther)
	}
}

// showConflict shows what was typed in the fields, and beside them what somebody
// else has saved.
func (s *Pages) showConflict(c *fiber.Ctx, f *partForm, p *partPage, lost *forms.PartConflict) error {
	zone := p.Whole.Event.Location()
	p.Conflict = &conflict{Who: lost.Step.Account, When: p.Time(lost.Step.At.In(zone)), Removed: lost.Current == nil}
	p.Revision = 0
	if mine := f.fields(p); lost.Current == nil {
		p.Groups = mine
	} else {
		p.Revision = lost.Current.Revision
		typed := p.Content
		p.Content = lost.Current.Content
		theirs := f.fields(p)
		p.Content = typed
		p.Groups = compareFields(mine, theirs)
	}
	p.addProblems()
	p.Title = p.T("form.error_title", "Title", p.Title)
	return s.renderPart(c, f, p, fiber.StatusConflict)
}

// addProblems puts the problems of the part beside the fields.
func (p *partPage) addProblems() {
	problems := p.problemsOf(p.Path)
	if p.Conflict != nil { // they are those of the other version
		problems = nil
	}
	prefix := p.Path + "."
	for _, problem := range problems {
		field := strings.TrimPrefix(problem.Field, prefix)
		text := ProblemText(p.T, problem)
		if f := findField(p.Groups, field); f != nil {
			f.addProblem(problem, text)
		} else {
			p.Others = append(p.Others, text)
		}
	}
}

// Wrong returns the fields with something that is wrong, and not merely missing.
func (p *partPage) Wrong() []*field {
	var wrong []*field
	for _, group := range p.Groups {
		for _, f := range group.Fields {
			if f.Problem != "" && !f.Missing {
				wrong = append(wrong, f)
			}
		}
	}
	return wrong
}

// Missing returns how many fields that are needed are empty.
func (p *partPage) Missing() int {
	n := 0
	for _, group := range p.Groups {
		for _, f := range group.Fields {
			if f.Missing {
				n++
			}
		}
	}
	return n
}

// seeOther leads on after something was done to the draft. If path is that of a
// part that has just been removed, the page offers to bring it back.
func (s *Pages) seeOther(c *fiber.Ctx, draftID int64, to, path string) error {
	if path == "" {
		return c.Redirect(to, fiber.StatusSeeOther)
	}
	steps, err := s.Store.Steps(c.UserContext(), draftID, 0, 1)
	if err != nil {
		return err
	}
	for _, step := range steps {
		if slices.ContainsFunc(step.Changes, func(change forms.Change) bool {
			return change.Path == path && change.Action == forms.ActionRemove
		}) {
			to += "?" + queryUndo + "=" + strconv.FormatInt(step.Number, 10)
		}
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}
