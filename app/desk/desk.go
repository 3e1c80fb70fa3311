// Package desk holds the pages of organisers and moderators. Files that begin
// with organiser or moderator are about the pages of one of them; the others are
// about both.
package desk

import (
	"context"
	"crypto/sha256"
	"embed"
	"sync/atomic"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/form"
	"resonanz/app/live"
	"resonanz/app/pace"
	"resonanz/app/stage"
	"resonanz/app/web"
	"resonanz/forms"
)

// Pages are the pages of organisers and moderators.
type Pages struct {
	*web.Kit
	forms      *form.Pages
	stage      *stage.Pages
	watch      *pace.Watch
	downloads  *downloads
	rehearsals rehearsals
	backup     atomic.Pointer[backup] // the one that is under way, nil if there is none
	hinter     *hinter
	bank       bank
	setUp      [sha256.Size]byte // of the token that creates the first account; 0 if there is none
}

//go:embed views/*.html
var views embed.FS

// New returns the pages of organisers and moderators, who see the stage and
// change it. The watch hears when they open a session and when they trust one.
// The token, if there is one, lets somebody create the first account.
func New(k *web.Kit, asked *form.Pages, stage *stage.Pages, watch *pace.Watch, setUpToken string) (*Pages, error) {
	k.AddViews(form.Views, views)
	hinter, err := newHinter()
	if err != nil {
		return nil, err
	}
	s := &Pages{Kit: k, forms: asked, stage: stage, watch: watch, downloads: newDownloads(), hinter: hinter, rehearsals: rehearsals{last: map[int64]*rehearsed{}}}
	if setUpToken != "" {
		s.setUp = sha256.Sum256([]byte(setUpToken))
	}
	k.Opened = watch.Opened
	k.ShowTo(live.PodiumDesk, func(ctx context.Context, of live.Topic) (any, error) { return s.readPodium(ctx, of) })
	k.ShowTo(live.Moderators, func(ctx context.Context, of live.Topic) (any, error) {
		if of.SessionID == 0 { // an event as a whole
			return s.readPresenter(ctx, of)
		}
		return s.readFrame(ctx, of)
	})
	k.ShowTo(live.Comments, func(ctx context.Context, of live.Topic) (any, error) { return s.readCommentsFrame(ctx, of) })
	return s, nil
}

// Mount adds the routes of organisers and moderators.
func (s *Pages) Mount(r fiber.Router) {
	r.Get("/welcome", s.awaitsSetUp, s.showWelcome)
	r.Post("/welcome", s.awaitsSetUp, s.createFirstAccount)

	o := r.Group("/organise", s.Require(forms.Organiser))
	o.Get("", s.listEvents)
	o.Get("/accounts", s.listAccounts)
	o.Post("/accounts", s.inviteAccount)
	o.Post("/accounts/:id/renew", s.renewPassword)
	o.Post("/accounts/:id/sign-out", s.endSignIns)
	o.Post("/accounts/:id/delete", s.deleteAccount)
	o.Get("/settings", s.showSettings)
	o.Post("/settings", s.saveSettings)
	o.Get("/backup", s.showBackup)
	o.Post("/backup", s.sendBackup)
	o.Get("/backup/under-way", s.sendBackupUnderWay)
	s.mountSetup(o)
	o.Get("/:code", s.showEvent)
	o.Post("/:code/draft", s.editEvent)
	o.Get("/:code/trial", s.showTrial)
	o.Get("/:code/delete", s.showDeletion)
	o.Post("/:code/delete", s.deleteEvent)
	o.Post("/:code/retention", s.setRetention)
	o.Post("/:code/state", s.changeEventState)
	o.Post("/:code/keep-open", s.keepOpen)
	o.Post("/:code/shift", s.shiftEvent)
	o.Get("/:code/rehearsal", s.showRehearsal)
	o.Post("/:code/rehearsal", s.changeRehearsal)
	o.Get("/:code/workbook", s.sendWorkbook)
	o.Get("/:code/data", s.showData)
	o.Get("/:code/data/under-way", s.sendUnderWay)
	o.Get("/:code/data/:file", s.downloadData)
	o.Get("/:code/qr.svg", s.SendCodeSVG)
	o.Get("/:code/qr.png", s.sendCodePNG)
	o.Get("/:code/sign", s.showSign)
	o.Get("/:code/signs", s.showAllSigns)
	o.Post("/:code/slips", s.makeSlips)
	o.Get("/:code/contacts", s.listContacts)
	o.Get("/:code/contacts/workbook", s.sendContacts)
	o.Post("/:code/contacts/:id/delete", s.removeContact)
	o.Post("/:code/links", s.createLink)
	o.Post("/:code/links/sheet", s.sendLinkSheet)
	o.Post("/:code/links/:id/renew", s.renewLink)
	o.Post("/:code/links/:id/revoke", s.revokeLink)

	m := r.Group("/moderate", s.Require(forms.Organiser, forms.Moderator))
	m.Get("", s.listModeratedEvents)
	m.Get("/:code", s.showModerated)
	m.Get("/:code/stream", s.streamFigures)
	m.Get("/:code/figures", s.sendFigures)
	m.Post("/:code/state", s.changeSessionState)
	m.Post("/:code/stage", s.changeStage)
	m.Get("/:code/comments", s.showComments)
	m.Post("/:code/comments", s.decideComments)
	m.Get("/:code/comments/stream", s.streamComments)
	m.Get("/:code/comments/figures", s.sendCommentStates)
	m.Get("/:code/comments/:id", s.showComment)
	m.Post("/:code/comments/:id", s.saveComment)
	m.Get("/:code/podium", s.showPodium)
	m.Post("/:code/podium", s.switchPodium)
	m.Get("/:code/podium/stream", s.streamPodium)
	m.Get("/:code/podium/figures", s.sendPodium)
	m.Post("/:code/podium/clear", s.clearPodium)
	m.Post("/:code/podium/:id", s.moderatePodium)
	m.Get("/:code/closing", s.showClosing)
	m.Post("/:code/closing", s.changeClosing)
	m.Get("/:code/presenter", s.showPresenter)
	m.Get("/:code/presenter/stream", s.streamPresenter)
	m.Get("/:code/presenter/frame", s.sendPresenter)
	m.Post("/:code/trust", s.trustSession)
	m.Post("/:code/close", s.scheduleClose)
	m.Post("/:code/headcount", s.setHeadcount)
	m.Get("/:code/ask", s.showSpots)
	m.Post("/:code/ask", s.changeSpots)
}
