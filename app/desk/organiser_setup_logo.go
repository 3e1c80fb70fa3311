package desk

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/forms/logo"
)

// logoPage shows the logo of a draft, takes another one and removes it.
type logoPage struct {
	*setupPage
	Logo     *web.Logo // nil if there is none
	Revision int64     // of the logo that the page shows, 0 if there is none
	File     upload
}

// querySeen is the revision of the logo that somebody has seen who sends another
// one.
const querySeen = "seen"

func (s *Pages) newLogoPage(c *fiber.Ctx) (*logoPage, error) {
	draft, err := s.readDraft(c)
	if err != nil {
		return nil, err
	}
	p := &logoPage{setupPage: s.newSetupPage(c, draft, "setup.logo.title")}
	p.Here = p.Address + "/logo"
	p.File = upload{Label: p.T("setup.logo.file"), Hint: p.T("setup.logo.hint", logoLimits()...), Accept: acceptImage}
	if part := draft.Part(forms.PathOfLogo); part != nil {
		p.Logo, p.Revision = p.draftLogo(), part.Revision
	}
	return p, nil
}

// logoLimits are the limits of a file in texts.
func logoLimits() []any {
	return []any{"MB", logo.MaxUpload >> 20, "MP", logo.MaxPixels >> 20, "KB", logo.MaxSize >> 10}
}

// draftLogo returns the logo of the draft, nil if it has none. It is shown from an
// address of the draft: that of logos that are in force is for everybody.
func (p *setupPage) draftLogo() *web.Logo {
	name := p.Whole.Logo.Name()
	if name == "" {
		return nil
	}
	return p.LogoAt(p.Address+"/logo/"+name, &p.Whole.Event, name)
}

func (s *Pages) showLogo(c *fiber.Ctx) error {
	p, err := s.newLogoPage(c)
	if err != nil {
		return err
	}
	return s.Render(c, fiber.StatusOK, "setup_logo", p)
}

// sendDraftLogo sends the logo of a draft.
func (s *Pages) sendDraftLogo(c *fiber.Ctx) error {
	draft, err := s.readDraft(c)
	if err != nil {
		return err
	}
	image := draft.Definition().Logo
	if image.Name() == "" || image.Name() != c.Params("name") {
		return web.ErrNotFound
	}
	return web.SendLogo(c, image, "private, max-age=3600")
}

// saveLogo makes the logo of the draft of a file. Of two people who send one at
// once, the second sees the first one's before it is replaced.
func (s *Pages) saveLogo(c *fiber.Ctx) error {
	p, err := s.newLogoPage(c)
	if err != nil {
		return err
	}
	seen, err := strconv.ParseInt(c.Query(querySeen), 10, 64)
	if err != nil {
		return web.ErrInvalid
	}
	file, err := web.ReadFile(c, fieldFile, logo.MaxUpload)
	tooLong := web.RefusalOf(err)
	switch {
	case tooLong != nil && tooLong.Status == fiber.StatusRequestEntityTooLarge:
		err = &logo.Refused{Reason: logo.TooLong}
	case err != nil:
		return err
	case len(file) == 0:
		p.File.Problem = p.T("setup.new.no_file")
		return s.refuseLogo(c, p, fiber.StatusUnprocessableEntity)
	}
	var image logo.Image
	if err == nil {
		image, err = logo.Read(file)
	}
	if refused, ok := errors.AsType[*logo.Refused](err); ok {
		p.File.Problem = refusedText(p.T, refused)
		return s.refuseLogo(c, p, fiber.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	if err := s.putLogo(c, p, seen, &forms.LogoPart{Image: image}); err != nil {
		if forms.CodeOf(err) != forms.CodeConflict && forms.CodeOf(err) != forms.CodeNotFound {
			return err
		}
		p.File.Problem = p.T("setup.logo.moved")
		return s.refuseLogo(c, p, fiber.StatusConflict)
	}
	return c.Redirect(p.Here+"?"+querySaved, fiber.StatusSeeOther)
}

// putLogo adds the logo or, if one was seen, replaces that.
func (s *Pages) putLogo(c *fiber.Ctx, p *logoPage, seen int64, part *forms.LogoPart) error {
	if seen == 0 {
		_, err := s.Store.AddPart(c.UserContext(), p.Draft.ID, forms.PathOfLogo, forms.PathOfEvent, part, p.Account.Name)
		return err
	}
	_, err := s.Store.SavePart(c.UserContext(), p.Draft.ID, forms.PathOfLogo, seen, part, p.Account.Name)
	return err
}

// refuseLogo shows the page with what is wrong with a file.
func (s *Pages) refuseLogo(c *fiber.Ctx, p *logoPage, status int) error {
	p.Title = p.T("form.error_title", "Title", p.Title)
	return s.Render(c, status, "setup_logo", p)
}

// removeLogo removes the logo of the draft. The page then offers to bring it back.
func (s *Pages) removeLogo(c *fiber.Ctx) error {
	p, err := s.newLogoPage(c)
	if err != nil {
		return err
	}
	values, err := web.FormValues(c)
	if err != nil {
		return err
	}
	seen, err := strconv.ParseInt(web.FirstValue(values, fieldRevision), 10, 64)
	if err != nil {
		return web.ErrInvalid
	}
	err = s.Store.RemovePart(c.UserContext(), p.Draft.ID, forms.PathOfLogo, seen, p.Account.Name)
	switch forms.CodeOf(err) {
	case forms.CodeConflict:
		p.File.Problem = p.T("setup.logo.moved")
		return s.refuseLogo(c, p, fiber.StatusConflict)
	case forms.CodeNotFound: // a double click
		return c.Redirect(p.Here, fiber.StatusSeeOther)
	}
	if err != nil {
		return err
	}
	return s.seeOther(c, p.Draft.ID, p.Here, forms.PathOfLogo)
}

// logoTask is the logo in the list of tasks: nobody has to give one.
func (p *setupPage) logoTask() task {
	t := task{Name: web.Phrase{Text: p.T("setup.tasks.logo")}, Address: p.Address + "/logo", State: taskOptional, Optional: true}
	if len(p.Whole.Logo) > 0 {
		t.State = taskComplete
	}
	return t
}
