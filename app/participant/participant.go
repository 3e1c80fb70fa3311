// Package participant holds the pages that participants see beside the form: the
// way to it, the programme, the receipt, the sign-up for groups, the notices.
package participant

import (
	"embed"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/form"
	"resonanz/app/live"
	"resonanz/app/pace"
	"resonanz/app/stage"
	"resonanz/app/web"
)

// Pages are the pages that participants see.
type Pages struct {
	*web.Kit
	forms *form.Pages
	rooms *stage.Rooms
	watch *pace.Watch
	kept  *keptFillings
}

//go:embed views/*.html
var views embed.FS

// New returns the pages of participants, who fill in the forms. The stage and
// the watch hear when a form is loaded and when an answer comes.
func New(k *web.Kit, forms *form.Pages, stage *stage.Pages, watch *pace.Watch) *Pages {
	k.AddViews(form.Views, views)
	s := &Pages{Kit: k, forms: forms, rooms: stage.Rooms, watch: watch, kept: newKeptFillings()}
	k.ShowTo(live.Phones, s.readHall)
	k.ShowTo(live.Podium, s.readPodiumFrame)
	return s
}

// Mount adds the participants' routes. It comes last: what stands before the
// language is the code of an event (its programme) or of a session (its form),
// and any first segment could be one.
func (s *Pages) Mount(r fiber.Router) {
	r.Get("/", s.showStart)
	for _, name := range web.Notices {
		r.Get("/"+name+"/:lang", s.showNotice(name))
		r.Get("/:code/:lang/"+name, s.showNotice(name))
	}
	r.Get("/:code", s.showCode)
	r.Get("/:code/:lang", s.showCode)
	r.Post("/:code/:lang", s.submit)
	s.mountHall(r)
	r.Get("/:code/:lang/receipt/:token", s.showReceipt)
	r.Post("/:code/:lang/receipt/:token/withdraw", s.withdraw)
	r.Get("/:code/:lang/withdrawn", s.showWithdrawn)
	r.Get("/:code/:lang/podium", s.showPodium)
	r.Post("/:code/:lang/podium", s.askPodium)
	r.Post("/:code/:lang/podium/vote", s.votePodium)
	r.Get("/:code/:lang/podium/list", s.sendPodium)
	r.Get("/:code/:lang/podium/:token", s.showAsked)
	r.Post("/:code/:lang/podium/:token/withdraw", s.withdrawAsked)
	r.Get("/:code/:lang"+calendarPath, s.sendCalendar)
	r.Get("/:code/:lang/contact", s.showSignUp)
	r.Post("/:code/:lang/contact", s.signUp)
	r.Get("/:code/:lang/contact/deleted", s.showSignedOff)
	r.Get("/:code/:lang/contact/:token", s.showSignedUp)
	r.Post("/:code/:lang/contact/:token/delete", s.signOff)
}
