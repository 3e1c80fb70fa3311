package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime/debug"

	"resonanz/app/auth"
	"resonanz/app/config"
	"resonanz/app/web"
	"resonanz/forms"
)

// Service is the service with its listeners, ready to run. The store is
// borrowed.
type Service struct {
	cfg     *config.Config
	store   *forms.Store
	log     *slog.Logger
	metrics *web.Metrics
	Public  net.Listener
	Network []string     // addresses for phones in the same network, where the public one was to be found out
	ops     net.Listener // nil if there is none
}

// Listen takes the addresses that cfg names and fills in the public address if
// cfg has none: one that phones in the same network can open, if there is any.
func Listen(cfg *config.Config, store *forms.Store, log *slog.Logger) (*Service, error) {
	s := &Service{cfg: cfg, store: store, log: log, metrics: web.NewMetrics()}
	var err error
	if s.Public, err = net.Listen("tcp", cfg.Listen); err != nil {
		return nil, fmt.Errorf("%w; choose another address with -listen", err)
	}
	if cfg.OpsListen != "" {
		if s.ops, err = net.Listen("tcp", cfg.OpsListen); err != nil {
			return nil, errors.Join(fmt.Errorf("%w; choose another address with -ops-listen", err), s.Public.Close())
		}
	}
	if cfg.BaseURL == "" {
		cfg.BaseURL = web.LocalURL(s.Public)
		if s.Network = web.NetworkURLs(s.Public); len(s.Network) > 0 {
			cfg.BaseURL = s.Network[0]
		}
	}
	return s, nil
}

// SetUp returns the one-time link that creates the first account, "" if there
// is an account already. The secret is in the fragment, which browsers do not
// send and proxies do not log.
func (s *Service) SetUp(ctx context.Context) (link string, err error) {
	has, err := s.store.HasAccounts(ctx)
	if err != nil || has {
		return "", err
	}
	base, err := BaseURL(ctx, s.cfg, s.store)
	if err != nil {
		return "", err
	}
	s.cfg.SetupToken = auth.NewToken()
	return base + "/welcome#" + s.cfg.SetupToken, nil
}

// BaseURL returns the public address of the service, "" if nobody has set it:
// given by a flag or a variable, or else by pages.
func BaseURL(ctx context.Context, cfg *config.Config, store *forms.Store) (string, error) {
	stored, err := store.Settings(ctx)
	if err != nil {
		return "", err
	}
	settings, err := cfg.InForce(stored.Values)
	return settings.BaseURL, err
}

// Run serves until ctx ends and every request under way is finished, or until
// one of the listeners fails.
func (s *Service) Run(ctx context.Context) error {
	defer s.Close()
	parts, err := New(*s.cfg, s.store, s.log, s.metrics)
	if err != nil {
		return err
	}
	debug.FreeOSMemory() // what reading catalogues and views took
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		defer cancel()
		ended <- parts.Server.Serve(ctx, s.Public)
	}()
	expiring := make(chan struct{})
	go func() {
		defer close(expiring)
		expireDaily(ctx, s.store, s.log)
	}()
	defer func() { cancel(); <-expiring }()
	var opsErr error
	if s.ops != nil {
		opsErr = web.ServeOperations(ctx, s.ops, s.store, s.metrics)
		cancel()
	}
	return errors.Join(opsErr, <-ended)
}

// Close frees the addresses; for listeners that have served it does nothing.
func (s *Service) Close() {
	_ = s.Public.Close()
	if s.ops != nil {
		_ = s.ops.Close()
	}
}
