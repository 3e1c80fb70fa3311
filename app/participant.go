package main

import "github.com/gofiber/fiber/v2"

// participantPages are the pages that participants see.
type participantPages struct {
	*kit
	forms *formPages
	rooms *rooms
}

func newParticipantPages(k *kit, forms *formPages, stage *stagePages) *participantPages {
	return &participantPages{kit: k, forms: forms, rooms: stage.rooms}
}

// mount adds the participants' routes. It comes last: what stands before the
// language is the code of an event (its programme) or of a session (its form),
// and any first segment could be one.
func (s *participantPages) mount(r fiber.Router) {
	r.Get("/", s.showStart)
	for _, name := range notices {
		r.Get("/"+name+"/:lang", s.showNotice(name))
		r.Get("/:code/:lang/"+name, s.showNotice(name))
	}
	r.Get("/:code", s.showCode)
	r.Get("/:code/:lang", s.showCode)
	r.Post("/:code/:lang", s.submit)
	r.Get("/:code/:lang/receipt/:token", s.showReceipt)
	r.Post("/:code/:lang/receipt/:token/withdraw", s.withdraw)
	r.Get("/:code/:lang/withdrawn", s.showWithdrawn)
	r.Get("/:code/:lang/contact", s.showSignUp)
	r.Post("/:code/:lang/contact", s.signUp)
	r.Get("/:code/:lang/contact/deleted", s.showSignedOff)
	r.Get("/:code/:lang/contact/:token", s.showSignedUp)
	r.Post("/:code/:lang/contact/:token/delete", s.signOff)
}
