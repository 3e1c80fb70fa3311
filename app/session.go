package main

import (
	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// formOf returns the form of an open session; of any other one it is
// CodeNotOpen or CodeClosed.
func (s *participantPages) formOf(c *fiber.Ctx, v *visit) (*forms.Form, error) {
	switch v.session.State {
	case forms.StatePlanned:
		return nil, errNotOpen
	case forms.StateClosed:
		return nil, errClosed
	}
	return s.store.Form(c.UserContext(), v.session)
}

// showCode shows what the code stands for: the programme of an event or the
// form of a session.
func (s *participantPages) showCode(c *fiber.Ctx) error {
	if _, known := s.catalogues.Meta(c.Params("code")); known && c.Params("lang") == "" {
		return s.showStart(c)
	}
	v, err := s.visit(c)
	if err != nil {
		return err
	}
	proper := "/" + v.code
	if c.Params("lang") == v.lang {
		proper = v.path(v.code)
	}
	if c.Path() != proper { // a code as it was typed, or a language that is not offered
		return c.Redirect(proper, fiber.StatusSeeOther)
	}
	if v.session == nil {
		return s.showProgramme(c, v)
	}
	form, err := s.formOf(c, v)
	if err != nil {
		return err
	}
	// The browser may keep the page for its back button, with what was typed:
	// "no-store" would make it forget both.
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	s.rooms.formLoaded(v.session.ID)
	return s.forms.showEmptyForm(c, v, form)
}
