// Package service puts the parts of the service together and runs it.
package service

import (
	"log/slog"

	"resonanz/app/config"
	"resonanz/app/desk"
	"resonanz/app/form"
	"resonanz/app/handbook"
	"resonanz/app/pace"
	"resonanz/app/participant"
	"resonanz/app/stage"
	"resonanz/app/web"
	"resonanz/forms"
)

// Parts are the parts of the service, put together.
type Parts struct {
	Server       *web.Server
	Desk         *desk.Pages
	stage        *stage.Pages
	Participants *participant.Pages
}

// New puts the parts together. They answer from the store, which is
// borrowed.
func New(cfg config.Config, store *forms.Store, log *slog.Logger, metrics *web.Metrics) (Parts, error) {
	k, err := web.NewKit(cfg, store, log, metrics)
	if err != nil {
		return Parts{}, err
	}
	p := Parts{stage: stage.New(k)}
	watch, asked := pace.New(k.Now), form.New(k)
	p.Participants = participant.New(k, asked, p.stage, watch)
	if p.Desk, err = desk.New(k, asked, p.stage, watch, cfg.SetupToken); err != nil {
		return Parts{}, err
	}
	guide, err := handbook.New(k)
	if err != nil {
		return Parts{}, err
	}
	// The participants' routes come last: any first segment could be a code.
	p.Server = web.NewServer(k, p.Desk, p.stage, guide, p.Participants)
	return p, nil
}
