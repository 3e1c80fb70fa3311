// Package web is the kit that every page stands on: the server and what it does
// with each request, the parts of a page, what an address names, and sign-in. It
// knows none of the parts of the service that have pages.
package web

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"resonanz/app/auth"
	"resonanz/app/config"
	"resonanz/app/i18n"
	"resonanz/app/live"
	"resonanz/forms"
	"resonanz/public"
)

// Kit is what every page stands on. Each part of the service embeds it, and
// knows another part only if it has it as a field.
type Kit struct {
	Version    string // of the program
	Store      *forms.Store
	Log        *slog.Logger
	Metrics    *Metrics
	Catalogues *i18n.Catalogues
	Assets     *public.Assets
	views      views
	Hub        *live.Hub
	Now        func() time.Time
	Opened     func(sessionID int64) // hears of a session that has opened by the clock

	config      config.Config
	inForce     atomic.Pointer[inForce]
	bodies      *bodyBudget
	flood       *floodGuard
	Hasher      *auth.Hasher
	throttle    *auth.Throttle
	revocations revocations
	kept        keptPosts

	frames     map[live.Audience]frameFunc
	Lifetime   context.Context // of what outlasts its request; ends with the service
	endStreams context.CancelFunc
	streaming  openStreams
	background sync.WaitGroup
	own        atomic.Pointer[string] // address under which the machine reaches the service, nil until it serves
}

// Go runs what takes longer than a request. Its context ends with the service,
// which waits for it.
func (s *Kit) Go(f func(ctx context.Context)) { s.background.Go(func() { f(s.Lifetime) }) }

// Own returns the address under which this machine itself reaches the service, ""
// before it serves.
func (s *Kit) Own() string {
	if own := s.own.Load(); own != nil {
		return *own
	}
	return ""
}

// NewKit returns a kit that answers from the store, which is borrowed. It reads
// the texts and the views, and compresses the assets.
func NewKit(cfg config.Config, store *forms.Store, log *slog.Logger, metrics *Metrics) (*Kit, error) {
	catalogues, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	assets, err := public.Load()
	if err != nil {
		return nil, err
	}
	k := &Kit{
		Version: cfg.Version, config: cfg, Store: store, Log: log, Metrics: metrics, Catalogues: catalogues, Assets: assets, views: views{},
		bodies: newBodyBudget(), flood: newFloodGuard(time.Now), Hasher: auth.NewHasher(), throttle: auth.NewThrottle(time.Now), Now: time.Now,
		Opened: func(int64) {},
		frames: map[live.Audience]frameFunc{},
	}
	k.Lifetime, k.endStreams = context.WithCancel(context.Background())
	k.config.SetupToken = "" // only the part that asks for it has it
	if err := k.readSettings(k.Lifetime); err != nil {
		return nil, err
	}
	k.Hub = live.NewHub(live.Options{Snapshot: k.streamedFrame, Revisions: k.revisions, Log: log, MaxTotal: streamLimit(connectionLimit())})
	store.OnCommit(func(sessionIDs []int64) { k.Hub.Poke(sessionIDs...) })
	k.AddViews(viewFiles)
	return k, nil
}
