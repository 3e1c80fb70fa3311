package desk

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

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

// fieldThen is the name of the buttons that save; thenNext goes on to the next
// page, thenAnswers to the answers of the question on which another one depends.
const (
	fieldThen   = "then"
	thenNext    = "next"
	thenAnswers = "answers"
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
		p.unfold()
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

// typed is what somebody has sent from the page of a part.
type typed struct {
	revision string // of the part that the page showed
	then     string // the button
	next     string // id of the field to go on with, "" for none
	changed  string // names of the folded groups in which something has changed
}

// readPart returns the page of the part with what was typed into it. Nothing is
// saved.
func (s *Pages) readPart(c *fiber.Ctx, f *partForm) (*partPage, typed, error) {
	p, err := s.newPartPage(c, f)
	if err != nil {
		return nil, typed{}, err
	}
	values, err := web.FormValues(c)
	if err != nil {
		return nil, typed{}, err
	}
	sent := typed{revision: web.FirstValue(values, fieldRevision), then: web.FirstValue(values, fieldThen)}
	p.AsList = web.FirstValue(values, fieldAs) == asList
	sent.next = pressedInList(values)
	groups := f.fields(p)
	before := valuesOf(groups)
	readFields(groups, p.Content, values)
	p.Groups = f.fields(p)
	sent.changed = changedIn(before, p.Groups)
	if sent.then == thenAnswers {
		sent.next = lastPicked(p.Groups)
	}
	return p, sent, nil
}

// savePart returns the handler that saves the part, valid or not. Where somebody
// else has changed it meanwhile, both versions are shown, and the next press
// saves.
func (s *Pages) savePart(f *partForm) fiber.Handler {
	return func(c *fiber.Ctx) error {
		p, sent, err := s.readPart(c, f)
		if err != nil {
			return err
		}
		revision, err := strconv.ParseInt(sent.revision, 10, 64)
		if err != nil {
			return web.ErrInvalid
		}
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
		if sent.then == thenNext {
			return c.Redirect(f.next(p), fiber.StatusSeeOther)
		}
		return c.Redirect(c.Path()+sent.savedAt(p.AsList), fiber.StatusSeeOther)
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
