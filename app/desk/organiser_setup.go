package desk

import (
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
	Moved   string // key of the entry of a list that has just been moved, and may go on
	AsList  bool   // options are shown as a list of fields
	Undo    int64  // the step that has just been made and may be undone, 0 if none

	page     string         // below the draft's address
	query    string         // of the address
	changed  string         // names of the groups of fields in which something has just been changed
	check    forms.Problems // of the draft, once somebody has asked
	checked  bool
	problems map[string]forms.Problems // by part
}

// The queries of addresses to which seeOther leads.
const (
	querySaved   = "saved"
	queryUndo    = "undo"
	queryChanged = "changed"
	queryMoved   = "moved"
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
	p.changed, p.Moved = c.Query(queryChanged), c.Query(queryMoved)
	p.page = strings.TrimPrefix(c.Path(), p.Address+"/")
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
