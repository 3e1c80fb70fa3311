package main

import (
	"context"
	"crypto/sha256"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
	"resonanz/forms"
)

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
	k.showTo(live.Moderators, func(ctx context.Context, of live.Topic) (any, error) { return s.liveFrame(ctx, of) })
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
