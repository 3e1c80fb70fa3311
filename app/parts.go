package main

import (
	"context"
	"crypto/sha256"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
	"resonanz/forms"
)

// formPages are the forms as phones get them.
type formPages struct {
	*kit
	empty emptyForms
}

func newFormPages(k *kit) *formPages { return &formPages{kit: k} }

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

// stagePages are what the hall sees: the stage and its mirror on phones.
type stagePages struct {
	*kit
	rooms   *rooms
	mirrors mirrors
}

func newStagePages(k *kit) *stagePages {
	s := &stagePages{kit: k, rooms: newRooms(k.now)}
	k.frames[live.Stage] = func(ctx context.Context, of live.Topic) (any, error) { return s.picture(ctx, of) }
	return s
}

// mount adds the routes of the stage and of its mirror.
func (s *stagePages) mount(r fiber.Router) {
	screen := r.Group("/screen", s.require(forms.Organiser, forms.Moderator))
	screen.Get("/:code", s.showStage)
	screen.Get("/:code/stream", s.streamStage)
	screen.Get("/:code/picture", s.sendPicture)
	screen.Get("/:code/qr.svg", s.sendCodeSVG)
	r.Get("/:code/:lang/stage", s.showMirror)
	r.Get("/:code/:lang/stage/picture", s.sendMirror)
	r.Get("/:code/:lang/stage/qr.svg", s.sendCodeSVG)
}

// deskPages are the pages of organisers and moderators.
type deskPages struct {
	*kit
	stage     *stagePages
	downloads *downloads
	hinter    *hinter
	setUp     [sha256.Size]byte // of the token that creates the first account; 0 if there is none
}

func newDeskPages(k *kit, stage *stagePages, setUpToken string) (*deskPages, error) {
	hinter, err := newHinter()
	if err != nil {
		return nil, err
	}
	s := &deskPages{kit: k, stage: stage, downloads: newDownloads(), hinter: hinter}
	if setUpToken != "" {
		s.setUp = sha256.Sum256([]byte(setUpToken))
	}
	k.frames[live.Moderators] = func(ctx context.Context, of live.Topic) (any, error) { return s.liveFrame(ctx, of) }
	return s, nil
}

// mount adds the routes of organisers and moderators.
func (s *deskPages) mount(r fiber.Router) {
	r.Get("/welcome", s.awaitsSetUp, s.showWelcome)
	r.Post("/welcome", s.awaitsSetUp, s.createFirstAccount)

	o := r.Group("/organise", s.require(forms.Organiser))
	o.Get("", s.listEvents)
	o.Get("/:code", s.showEvent)
	o.Post("/:code/state", s.changeEventState)
	o.Get("/:code/workbook", s.sendWorkbook)
	o.Get("/:code/data", s.showData)
	o.Get("/:code/data/under-way", s.sendUnderWay)
	o.Get("/:code/data/:file", s.downloadData)
	o.Get("/:code/qr.svg", s.sendCodeSVG)
	o.Get("/:code/qr.png", s.sendCodePNG)
	o.Get("/:code/sign", s.showSign)
	o.Get("/:code/signs", s.showAllSigns)
	o.Post("/:code/slips", s.makeSlips)
	o.Get("/:code/contacts", s.listContacts)
	o.Get("/:code/contacts/workbook", s.sendContacts)
	o.Post("/:code/contacts/:id/delete", s.removeContact)
	o.Post("/:code/links", s.createLink)
	o.Post("/:code/links/:id/renew", s.renewLink)
	o.Post("/:code/links/:id/revoke", s.revokeLink)

	m := r.Group("/moderate", s.require(forms.Organiser, forms.Moderator))
	m.Get("", s.listModeratedEvents)
	m.Get("/:code", s.showModerated)
	m.Get("/:code/stream", s.streamFigures)
	m.Get("/:code/figures", s.sendFigures)
	m.Post("/:code/state", s.changeSessionState)
	m.Post("/:code/stage", s.changeStage)
	m.Post("/:code/comments/:id", s.moderateComment)
	m.Post("/:code/close", s.scheduleClose)
	m.Post("/:code/headcount", s.setHeadcount)
}
