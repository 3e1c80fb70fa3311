package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"resonanz/app/auth"
	"resonanz/app/config"
	"resonanz/app/i18n"
	"resonanz/app/live"
	"resonanz/forms"
	"resonanz/public"
)

// kit is what every page stands on. Each part of the service embeds it, and
// knows other parts only where it has them as fields.
type kit struct {
	cfg        config.Config
	store      *forms.Store
	log        *slog.Logger
	metrics    *Metrics
	catalogues *i18n.Catalogues
	assets     *public.Assets
	views      views
	hub        *live.Hub
	now        func() time.Time

	flood       *floodGuard
	hasher      *auth.Hasher
	throttle    *auth.Throttle
	revocations revocations

	frames     map[live.Audience]frameFunc
	streams    context.Context // ends with the service; of what outlasts its request
	endStreams context.CancelFunc
	streaming  sync.WaitGroup // the streams, which have left Fiber
}

func newKit(cfg config.Config, store *forms.Store, log *slog.Logger, metrics *Metrics) (*kit, error) {
	catalogues, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	assets, err := public.Load()
	if err != nil {
		return nil, err
	}
	views, err := parseViews()
	if err != nil {
		return nil, err
	}
	k := &kit{
		cfg: cfg, store: store, log: log, metrics: metrics, catalogues: catalogues, assets: assets, views: views,
		flood: newFloodGuard(time.Now), hasher: auth.NewHasher(), throttle: auth.NewThrottle(time.Now), now: time.Now,
		frames: map[live.Audience]frameFunc{},
	}
	k.streams, k.endStreams = context.WithCancel(context.Background())
	k.cfg.SetupToken = "" // only the part that asks for it has it
	k.hub = live.NewHub(live.Options{Snapshot: k.streamedFrame, Revisions: k.revisions, Log: log})
	store.OnCommit(func(sessionIDs []int64) { k.hub.Poke(sessionIDs...) })
	return k, nil
}
