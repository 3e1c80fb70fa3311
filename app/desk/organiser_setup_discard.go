package desk

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// discardPage asks before a draft that was never published is deleted, or before
// what is not published is taken back.
type discardPage struct {
	*setupPage
	Deletes bool // the draft as a whole
	Nothing bool // everything is published
	Changed int  // steps that are not
	Forms   int
	Problem string
}

func (s *Pages) newDiscardPage(c *fiber.Ctx) (*discardPage, error) {
	draft, err := s.readDraft(c)
	if err != nil {
		return nil, err
	}
	p := &discardPage{Deletes: draft.Published == 0, Nothing: !draft.Unpublished(), Changed: int(draft.Revision - draft.Published)}
	heading := "setup.discard.revert"
	if p.Deletes {
		heading = "setup.discard.delete"
	}
	p.setupPage = s.newSetupPage(c, draft, heading)
	p.Forms = len(p.Whole.Forms)
	return p, nil
}

func (s *Pages) showDiscard(c *fiber.Ctx) error {
	p, err := s.newDiscardPage(c)
	if err != nil {
		return err
	}
	return s.Render(c, fiber.StatusOK, "setup_discard", p)
}

// discardDraft deletes a draft that was never published, or brings it back to what
// is in force, as the page has shown it.
func (s *Pages) discardDraft(c *fiber.Ctx) error {
	values, err := web.FormValues(c)
	if err != nil {
		return err
	}
	p, err := s.newDiscardPage(c)
	if err != nil {
		return err
	}
	revision, err := strconv.ParseInt(web.FirstValue(values, fieldRevision), 10, 64)
	if err != nil {
		return web.ErrInvalid
	}
	if p.Nothing {
		return c.Redirect(p.Address, fiber.StatusSeeOther)
	}
	if revision != p.Draft.Revision {
		p.Problem = p.T("setup.publish.moved")
		p.Title = p.T("form.error_title", "Title", p.Title)
		return s.Render(c, fiber.StatusConflict, "setup_discard", p)
	}
	if !p.Deletes {
		if err := s.Store.RevertDraft(c.UserContext(), p.Draft.ID, p.Account.Name); err != nil {
			return err
		}
		return c.Redirect(p.Address+"/history", fiber.StatusSeeOther)
	}
	err = s.Store.DeleteDraft(c.UserContext(), p.Draft.ID)
	if forms.CodeOf(err) == forms.CodeConflict { // somebody has just published it
		return c.Redirect(p.Address, fiber.StatusSeeOther)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/organise", fiber.StatusSeeOther)
}
