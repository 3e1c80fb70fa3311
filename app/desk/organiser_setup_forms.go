package desk

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// formsPage lists the forms of a draft.
type formsPage struct {
	*setupPage
	Forms   []formRow
	Problem string // why no form was added
	Full    bool   // there are as many as there can be
}

// formRow is one form of the list.
type formRow struct {
	Key      string
	Title    web.Phrase
	Says     string // how many questions it has, and sessions that use it
	Revision int64
	Copy     string // key of a duplicate, so that a second press makes no second one
}

// fieldDo is the name of the buttons of lists. Its value is a verb and what it
// is done to, separated by colons.
const fieldDo = "do"

func (s *Pages) listForms(c *fiber.Ctx) error {
	draft, err := s.readDraft(c)
	if err != nil {
		return err
	}
	return s.Render(c, fiber.StatusOK, "setup_forms", s.newFormsPage(c, draft))
}

func (s *Pages) newFormsPage(c *fiber.Ctx, draft *forms.Draft) *formsPage {
	p := &formsPage{setupPage: s.newSetupPage(c, draft, "setup.forms.heading")}
	for i := range p.Whole.Forms {
		form := &p.Whole.Forms[i]
		sessions := 0
		for j := range p.Whole.Sessions {
			if p.Whole.Sessions[j].FormKey == form.Key {
				sessions++
			}
		}
		row := formRow{Key: form.Key, Title: p.Text(form.Title), Revision: draft.Part(forms.PathOfForm(form.Key)).Revision, Copy: p.newFormKey(form.Key)}
		if row.Title.Text == "" {
			row.Title.Text = p.T("setup.forms.untitled")
		}
		row.Says = p.T("setup.forms.questions", "n", len(form.Questions)) + " · " + p.T("setup.forms.sessions", "n", sessions)
		p.Forms = append(p.Forms, row)
	}
	p.Full = len(p.Forms) >= forms.MaxForms
	return p
}

// newFormKey makes the key of a form.
func (p *setupPage) newFormKey(text string) string {
	return forms.NewKey(text, "form", func(key string) bool { return p.Whole.Form(key) != nil })
}

// changeForms adds, duplicates and removes forms.
func (s *Pages) changeForms(c *fiber.Ctx) error {
	draft, err := s.readDraft(c)
	if err != nil {
		return err
	}
	values, err := web.FormValues(c)
	if err != nil {
		return err
	}
	p, account := s.newFormsPage(c, draft), web.AccountOf(c).Name
	verb, key, more := cutDo(web.FirstValue(values, fieldDo))
	path := forms.PathOfForm(key)
	switch verb {
	case "add":
		title := forms.Clean(web.FirstValue(values, "title"))
		if title == "" {
			p.Problem = p.T("setup.forms.no_title")
			return s.Render(c, fiber.StatusUnprocessableEntity, "setup_forms", p)
		}
		return s.addForm(c, p.setupPage, title)
	case "duplicate":
		_, err = s.Store.DuplicatePart(c.UserContext(), draft.ID, path, more, account)
		if err = unless(err, forms.CodeConflict); err != nil { // then it has been pressed twice
			return err
		}
		return s.seeOther(c, draft.ID, p.formAddress(more), "")
	case "remove":
		return s.removePart(c, draft.ID, path, more, p.Address+"/forms")
	case "":
		return s.seeOther(c, draft.ID, p.Address+"/forms", "")
	}
	return web.ErrInvalid
}

// addForm adds an empty form, unless the last one is just that: then the button
// has been pressed twice.
func (s *Pages) addForm(c *fiber.Ctx, p *setupPage, title string) error {
	base := p.Whole.Event.Base()
	if n := len(p.Whole.Forms); n > 0 {
		if last := &p.Whole.Forms[n-1]; last.Title[base] == title && len(last.Questions) == 0 {
			return s.seeOther(c, p.Draft.ID, p.formAddress(last.Key), "")
		}
	}
	key := p.newFormKey(title)
	part := &forms.FormPart{Title: forms.Text{base: title}}
	_, err := s.Store.AddPart(c.UserContext(), p.Draft.ID, forms.PathOfForm(key), forms.AtEnd, part, p.Account.Name)
	if err = unless(err, forms.CodeConflict); err != nil {
		return err
	}
	return s.seeOther(c, p.Draft.ID, p.formAddress(key), "")
}

// removePart removes a part with the revision that the page showed. One that has
// gone is removed; one that has changed meanwhile stays, and the list shows it.
func (s *Pages) removePart(c *fiber.Ctx, draftID int64, path, revision, back string) error {
	n, err := strconv.ParseInt(revision, 10, 64)
	if err != nil {
		return web.ErrInvalid
	}
	return s.removeParts(c, draftID, []forms.Part{{Path: path, Revision: n}}, back)
}

// removeParts removes parts with the revisions that the page showed, all of them
// or, if one has changed meanwhile, none.
func (s *Pages) removeParts(c *fiber.Ctx, draftID int64, parts []forms.Part, back string) error {
	removed, err := s.Store.RemoveParts(c.UserContext(), draftID, parts, web.AccountOf(c).Name)
	if err == nil {
		return s.seeOther(c, draftID, back, removed)
	}
	if forms.CodeOf(err) == forms.CodeConflict {
		return c.Redirect(back+"?"+queryKept, fiber.StatusSeeOther)
	}
	return err
}

// queryKept says that something was not removed, because it has changed.
const queryKept = "kept"

// Kept reports whether something was not removed because somebody has changed it.
func (p *setupPage) Kept() bool { return p.query == queryKept }

// unless returns the error, nil if it has one of the codes.
func unless(err error, codes ...forms.Code) error {
	if slices.Contains(codes, forms.CodeOf(err)) {
		return nil
	}
	return err
}

// cutDo cuts what a button does into its verb, what it is done to, and the rest.
func cutDo(do string) (verb, key, more string) {
	verb, rest, _ := strings.Cut(do, ":")
	key, more, _ = strings.Cut(rest, ":")
	return verb, key, more
}
