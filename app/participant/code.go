package participant

import (
	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// formOf returns the form of an open session; for any other session the error is
// web.ErrNotOpen or web.ErrClosed.
func formOf(v *web.Visit) (*forms.Form, error) {
	switch v.Session.State {
	case forms.StatePlanned:
		return nil, web.ErrNotOpen
	case forms.StateClosed:
		return nil, web.ErrClosed
	}
	return v.Programme.Form(v.Session), nil
}

// formNow is formOf with what any process has changed until now.
func (s *Pages) formNow(c *fiber.Ctx, v *web.Visit) (*forms.Form, error) {
	if err := s.FindAgain(c, v); err != nil {
		return nil, err
	}
	if v.Session == nil {
		return nil, web.ErrNotFound
	}
	return formOf(v)
}

// showCode shows what the code stands for: the programme of an event, or the form
// of a session and, once it is closed, its results where they are published.
func (s *Pages) showCode(c *fiber.Ctx) error {
	if _, known := s.Catalogues.Meta(c.Params("code")); known && c.Params("lang") == "" {
		return s.showStart(c)
	}
	v, err := s.ReadVisit(c)
	switch typed := c.Params("code"); {
	case err == nil:
	case web.RefusalOf(err) == web.ErrNotFound && forms.NormalCode(typed) != "" && !web.WantsJSON(c):
		return s.refuseCode(c, typed)
	default:
		return err
	}
	proper := "/" + v.Code
	if c.Params("lang") == v.Lang {
		proper = v.Path(v.Code)
	}
	if c.Path() != proper { // a code as it was typed, or a language that is not offered
		return c.Redirect(withQuery(proper, web.QueryTrial, c.Query(web.QueryTrial)), fiber.StatusSeeOther)
	}
	if v.Session == nil {
		return s.showProgramme(c, v)
	}
	if c.Context().QueryArgs().Has(web.QueryTrial) {
		return s.showTrial(c, v)
	}
	if c.Context().QueryArgs().Has(queryTyped) {
		return s.showTyped(c, v)
	}
	if led, err := leadToHall(c, v); led {
		return err
	}
	if results := v.Results(); results != "" && !web.WantsJSON(c) {
		return c.Redirect(results, fiber.StatusSeeOther)
	}
	form, err := formOf(v)
	if address := podiumAddress(v); err != nil && address != "" && !web.WantsJSON(c) {
		return c.Redirect(address, fiber.StatusSeeOther) // all that there is to do now
	}
	if err != nil {
		return err
	}
	// The browser may keep the page for its back button, with what was typed:
	// "no-store" would make it forget both.
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	s.rooms.FormLoaded(v.Session.ID)
	s.watch.Loaded(v.Session.ID)
	return s.forms.ShowEmpty(c, v, form)
}
