package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/auth"
	"resonanz/app/i18n"
	"resonanz/app/live"
	"resonanz/forms"
	"resonanz/public"
)

// The bounds of one connection and one request.
const (
	// readTime is the longest time a request may take to arrive. A phone at the
	// edge of the Wi-Fi sends its 10 KB within it; who trickles is cut off.
	readTime = 15 * time.Second
	// writeTime is the longest time a page may take to leave.
	writeTime = 30 * time.Second
	// idleTime is how long a connection waits for its next request.
	idleTime = 60 * time.Second
	// requestTime is the longest time the work for one request may take.
	requestTime = 15 * time.Second
	// shutdownTime is how long requests under way may take to finish.
	shutdownTime = 10 * time.Second
	// headerBytes bounds the head of a request. Browsers send about 1 KB.
	headerBytes = 8 << 10
)

// Server is the service: the pages for participants, moderators and
// organisers.
type Server struct {
	cfg        Config
	store      *forms.Store
	log        *slog.Logger
	metrics    *Metrics
	catalogues *i18n.Catalogues
	assets     *public.Assets
	views      views
	flood      *floodGuard
	emptyForms emptyForms
	fresh      freshConns
	hasher     *auth.Hasher
	throttle   *auth.Throttle
	setUp      [sha256.Size]byte // of the token that creates the first account; 0 if there is none
	hub        *live.Hub
	downloads  *downloads
	streams    context.Context // ends with the service; of what outlasts its request
	endStreams context.CancelFunc
	streaming  sync.WaitGroup // the streams, which have left Fiber
	rooms      *rooms
	hinter     *hinter
	mirrors    mirrors

	revocations revocations

	now func() time.Time
	app *fiber.App
}

// NewServer returns a server that answers from the store. Serve ends what it
// runs.
func NewServer(cfg Config, store *forms.Store, log *slog.Logger, metrics *Metrics) (*Server, error) {
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
	hinter, err := newHinter()
	if err != nil {
		return nil, err
	}
	s := &Server{
		cfg: cfg, store: store, log: log, metrics: metrics,
		catalogues: catalogues, assets: assets, views: views,
		flood: newFloodGuard(time.Now), now: time.Now,
		rooms: newRooms(time.Now), hinter: hinter, hasher: auth.NewHasher(), throttle: auth.NewThrottle(time.Now),
		downloads: newDownloads(),
	}
	s.streams, s.endStreams = context.WithCancel(context.Background())
	if cfg.SetupToken != "" {
		s.setUp = sha256.Sum256([]byte(cfg.SetupToken))
		s.cfg.SetupToken = "" // its hash will do
	}
	s.hub = live.NewHub(live.Options{Snapshot: s.event, Revisions: s.revisions, Log: log})
	store.OnCommit(func(sessionIDs []int64) { s.hub.Poke(sessionIDs...) })
	s.app = s.newApp()
	s.routes()
	s.app.Server().Handler = knownMethods(s.app.Handler())
	s.app.Server().KeepHijackedConns = true // see sendStream
	return s, nil
}

// newApp returns what reads requests and refuses the bad ones, without routes.
func (s *Server) newApp() *fiber.App {
	app := fiber.New(fiber.Config{
		// Strings taken from a request are copies; without it they change
		// with the next request on the same connection.
		Immutable:                    true,
		StrictRouting:                true,
		DisableStartupMessage:        true,
		ReadTimeout:                  readTime,
		WriteTimeout:                 writeTime,
		IdleTimeout:                  idleTime,
		ReadBufferSize:               headerBytes,
		BodyLimit:                    MaxBody,
		StreamRequestBody:            true, // see takeBody
		DisablePreParseMultipartForm: true,
		ErrorHandler:                 s.refuseUnread,
	})
	app.Use(s.observe, s.takeBody, s.holdFlood, s.sameOrigin)
	return app
}

// routes lists every path of the service. First segments of fixed paths are
// longer than a code, so that no code can collide with them.
func (s *Server) routes() {
	a := s.app
	a.Get("/", s.startPage)
	a.Get("/assets/:hash/:name", s.asset)

	// Organisers and moderators.
	a.Use(deskPaths, s.recognise)
	a.Get("/sign-in", s.signInPage)
	a.Post("/sign-in", s.signIn)
	a.Post("/sign-out", s.signOut)
	a.Post("/language", s.chooseLanguage)
	a.Get("/welcome", s.awaitsSetUp, s.welcomePage)
	a.Post("/welcome", s.awaitsSetUp, s.welcome)
	a.Get("/moderation", s.moderationPage)
	a.Post("/moderation", s.moderation)

	o := a.Group("/organise", s.require(forms.Organiser))
	o.Get("", s.eventsPage)
	o.Get("/:code", s.eventPage)
	o.Post("/:code/state", s.eventState)
	o.Get("/:code/workbook", s.workbook)
	o.Get("/:code/data", s.dataPage)
	o.Get("/:code/data/under-way", s.dataUnderWay)
	o.Get("/:code/data/:file", s.dataDownload)
	o.Get("/:code/qr.svg", s.codeSVG)
	o.Get("/:code/qr.png", s.codePNG)
	o.Get("/:code/sign", s.signPage)
	o.Get("/:code/signs", s.signsPage)
	o.Post("/:code/slips", s.slips)
	o.Get("/:code/contacts", s.contactsPage)
	o.Get("/:code/contacts/workbook", s.contactsWorkbook)
	o.Post("/:code/contacts/:id/delete", s.removeContact)
	o.Post("/:code/links", s.createLink)
	o.Post("/:code/links/:id/renew", s.renewLink)
	o.Post("/:code/links/:id/revoke", s.revokeLink)

	m := a.Group("/moderate", s.require(forms.Organiser, forms.Moderator))
	m.Get("", s.moderatorEvents)
	m.Get("/:code", s.moderatorPage)
	m.Get("/:code/stream", s.stream)
	m.Get("/:code/figures", s.figures)
	m.Post("/:code/state", s.moderatorState)
	m.Post("/:code/stage", s.changeStage)
	m.Post("/:code/comments/:id", s.moderateComment)
	m.Post("/:code/close", s.closeSoon)
	m.Post("/:code/headcount", s.setHeadcount)

	w := a.Group("/screen", s.require(forms.Organiser, forms.Moderator))
	w.Get("/:code", s.stagePage)
	w.Get("/:code/stream", s.stageStream)
	w.Get("/:code/picture", s.stagePicture)
	w.Get("/:code/qr.svg", s.codeSVG)

	for _, name := range notices {
		a.Get("/"+name+"/:lang", s.notice(name))
		a.Get("/:code/:lang/"+name, s.notice(name))
	}

	// Participants. What stands before the language is the code of an event
	// (its programme) or of a session (its form).
	a.Get("/:code", s.codePage)
	a.Get("/:code/:lang", s.codePage)
	a.Post("/:code/:lang", s.submit)
	a.Get("/:code/:lang/receipt/:token", s.receiptPage)
	a.Post("/:code/:lang/receipt/:token/withdraw", s.withdraw)
	a.Get("/:code/:lang/withdrawn", s.withdrawnPage)
	a.Get("/:code/:lang/contact", s.contactForm)
	a.Post("/:code/:lang/contact", s.signUp)
	a.Get("/:code/:lang/contact/deleted", s.signedOffPage)
	a.Get("/:code/:lang/contact/:token", s.signedUpPage)
	a.Post("/:code/:lang/contact/:token/delete", s.signOff)
	a.Get("/:code/:lang/stage", s.mirrorPage)
	a.Get("/:code/:lang/stage/picture", s.mirrorPicture)
	a.Get("/:code/:lang/stage/qr.svg", s.codeSVG)
}

// Serve answers requests on ln until ctx ends; then it finishes those under
// way and returns nil. It closes ln.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	ctx, end := context.WithCancel(ctx)
	var clock sync.WaitGroup
	clock.Go(func() { s.watchClock(ctx) })
	defer clock.Wait()
	defer end()
	served := make(chan error, 1)
	go func() { served <- s.app.Listener(s.fresh.listen(ln)) }()
	// First the streams: to a shutdown each of them is a request under way.
	defer s.hub.Close()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	s.hub.Close()
	s.endStreams()
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	s.streaming.Wait()
	_ = ln.Close() // Fiber does not know of a listener that it has not begun to serve
	s.fresh.close()
	err := s.app.ShutdownWithContext(finish)
	if errors.Is(err, net.ErrClosed) {
		err = nil // the listener, twice
	}
	<-served
	return err
}

// secureOrigin reports whether the service is reached by https.
func (s *Server) secureOrigin() bool { return strings.HasPrefix(s.cfg.BaseURL, "https://") }

// clientAddr returns the address the request came from: the connection's, or
// if that is a trusted proxy, the rightmost untrusted one that the proxies
// name. What stands further left was written by the client.
func (s *Server) clientAddr(c *fiber.Ctx) netip.Addr {
	remote, _ := netip.ParseAddrPort(c.Context().RemoteAddr().String())
	addr := remote.Addr().Unmap()
	if !s.trusts(addr) {
		return addr
	}
	forwarded := strings.Split(c.Get(fiber.HeaderXForwardedFor), ",")
	for i := len(forwarded) - 1; i >= 0; i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(forwarded[i]))
		if err != nil {
			break
		}
		if addr = next.Unmap(); !s.trusts(addr) {
			break
		}
	}
	return addr
}

func (s *Server) trusts(addr netip.Addr) bool {
	for _, proxy := range s.cfg.Proxies {
		if proxy.Contains(addr) {
			return true
		}
	}
	return false
}
