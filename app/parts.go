package main

import (
	"log/slog"

	"resonanz/app/config"
	"resonanz/forms"
)

// parts are the parts of the service, put together.
type parts struct {
	server       *Server
	desk         *deskPages
	stage        *stagePages
	participants *participantPages
}

// newParts puts the parts together. They answer from the store, which is
// borrowed.
func newParts(cfg config.Config, store *forms.Store, log *slog.Logger, metrics *Metrics) (parts, error) {
	k, err := newKit(cfg, store, log, metrics)
	if err != nil {
		return parts{}, err
	}
	p := parts{stage: newStagePages(k)}
	p.participants = newParticipantPages(k, newFormPages(k), p.stage)
	if p.desk, err = newDeskPages(k, p.stage, cfg.SetupToken); err != nil {
		return parts{}, err
	}
	// The participants' routes come last: any first segment could be a code.
	p.server = newServer(k, p.desk, p.stage, p.participants)
	return p, nil
}
