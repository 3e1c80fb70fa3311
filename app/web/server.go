package web

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// The bounds of one connection and one request.
const (
	// readTime is the longest time a request may take to arrive. A phone at the
	// edge of the Wi-Fi sends its 10 KB within it; slower senders are cut off.
	readTime = 15 * time.Second
	// WriteTime is the longest time a page may take to leave.
	WriteTime = 30 * time.Second
	// idleTime is how long a connection waits for its next request.
	idleTime = 60 * time.Second
	// requestTime is the longest time the work for one request may take.
	requestTime = 15 * time.Second
	// shutdownTime is how long requests under way may take to finish: as long
	// as one may take to arrive, and some for the work.
	shutdownTime = readTime + 10*time.Second
	// leaveTime is how long it may take until what is finished or broken off
	// has gone.
	leaveTime = 2 * time.Second
	// headerBytes bounds the head of a request. Browsers send about 1 KB.
	headerBytes = 8 << 10
	// answerBytes is what a connection sends at once: a compressed form with its head,
	// some 5 KB. Two writes for one page take a sixth more.
	answerBytes = 8 << 10
)

// Part is a part of the service that has pages.
type Part interface {
	Mount(fiber.Router)
}

// Server is what takes requests, for all parts of the service.
type Server struct {
	*Kit
	connections *connections
	app         *fiber.App
}

// NewServer returns a server with the routes of the kit and of the parts, in
// their order. Serve ends what it runs.
func NewServer(k *Kit, parts ...Part) *Server {
	s := &Server{Kit: k, connections: newConnections(connectionLimit(), k.Log)}
	s.app = s.newApp()
	for _, p := range append([]Part{k}, parts...) {
		p.Mount(s.app)
	}
	s.app.Server().Handler = knownMethods(s.app.Handler())
	s.app.Server().KeepHijackedConns = true // see SendStream
	s.app.Server().ConnState = s.connections.stateChanged
	return s
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
		WriteTimeout:                 WriteTime,
		IdleTimeout:                  idleTime,
		ReadBufferSize:               headerBytes,
		WriteBufferSize:              answerBytes,
		BodyLimit:                    1, // read by fasthttp itself, in bytes; the rest by boundBody
		StreamRequestBody:            true,
		DisablePreParseMultipartForm: true,
		ErrorHandler:                 s.refuseUnread,
	})
	app.Use(s.observe, s.sendAway, s.refuseUnclear, s.boundBody, s.holdFlood, s.sameOrigin)
	return app
}

// Mount adds the routes of the kit: the assets, and the sign-in of organisers
// and moderators. First segments of fixed paths are longer than a code, so that
// no code can collide with them.
func (s *Kit) Mount(r fiber.Router) {
	r.Get("/assets/:hash/:name", s.sendAsset)
	r.Get(logoPath+":name", s.sendLogo)
	r.Use(deskPaths, s.recognise)
	r.Get("/sign-in", s.showSignIn)
	r.Post("/sign-in", s.signIn)
	r.Get(keptPath+":key", s.Require(forms.Organiser), s.showKept)
	r.Post("/sign-out", s.signOut)
	r.Post("/language", s.chooseLanguage)
	r.Get("/password", s.showNewPassword)
	r.Post("/password", s.choosePassword)
	own := r.Group("/account", s.Require(forms.Organiser, forms.Moderator), hasAccount)
	own.Get("", s.showAccount)
	own.Post("/password", s.changePassword)
	own.Post("/sign-out", s.signOutEverywhere)
	for _, door := range linkDoors {
		r.Get(door.path, s.showLinkSignIn(door))
		r.Post(door.path, s.signInByLink(door))
	}
}

// Serve answers requests on ln until ctx ends; then it finishes those under
// way and returns nil. It closes ln.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	own := LocalURL(ln)
	s.own.Store(&own)
	ctx, end := context.WithCancel(ctx)
	var clock sync.WaitGroup
	clock.Go(func() { s.watchClock(ctx) })
	defer clock.Wait()
	defer end()
	served := make(chan error, 1)
	go func() { served <- s.app.Listener(s.connections.listen(ln)) }()
	defer s.Hub.Close()
	defer s.background.Wait()
	select {
	case err := <-served:
		s.endStreams()
		return err
	case <-ctx.Done():
	}
	// First nobody comes any more, then the streams go: to a shutdown each of
	// them is a request under way. Only then does the time for the others begin.
	_ = ln.Close()
	s.Hub.Close()
	s.endStreams()
	s.streaming.end()
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	s.connections.finish(finish)
	leave, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveTime)
	defer cancel()
	err := s.app.ShutdownWithContext(leave)
	switch {
	case errors.Is(err, net.ErrClosed): // the listener, twice
		err = nil
	case errors.Is(err, context.DeadlineExceeded): // of what has had its time
		s.Log.Warn("requests are broken off", "after", shutdownTime+leaveTime)
		err = nil
	}
	<-served
	return err
}

// sendAway has browsers leave after the next answer once the service is about
// to end, but for those that are led on to a receipt.
func (s *Server) sendAway(c *fiber.Ctx) error {
	if s.connections.isEnding() && c.Method() != fiber.MethodPost {
		c.Context().SetConnectionClose()
	}
	return c.Next()
}

// secureOrigin reports whether the service is reached by https.
func (s *Kit) secureOrigin() bool { return strings.HasPrefix(s.Settings().BaseURL, "https://") }

// clientAddr returns the address the request came from: the connection's, or
// if that is a trusted proxy, the rightmost untrusted one that the proxies
// name, each of which may add a line of its own. What stands further left was
// written by the client.
func (s *Kit) clientAddr(c *fiber.Ctx) netip.Addr {
	addr := remoteAddr(c)
	if !s.trusts(addr) {
		return addr
	}
	lines := c.Request().Header.PeekAll(fiber.HeaderXForwardedFor)
	forwarded := strings.Split(string(bytes.Join(lines, []byte(","))), ",")
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

// remoteAddr returns the address at the other end of the connection.
func remoteAddr(c *fiber.Ctx) netip.Addr {
	remote, ok := c.Context().RemoteAddr().(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	return remote.AddrPort().Addr().Unmap()
}

// Proxied reports whether the request came through a proxy, so that many
// visitors may share its connection: one that is declared, or one that says so.
func (s *Kit) Proxied(c *fiber.Ctx) bool {
	for _, header := range []string{fiber.HeaderXForwardedFor, fiber.HeaderForwarded, fiber.HeaderVia} {
		if c.Get(header) != "" {
			return true
		}
	}
	return s.trusts(remoteAddr(c))
}

func (s *Kit) trusts(addr netip.Addr) bool {
	for _, proxy := range s.config.Proxies {
		if proxy.Contains(addr) {
			return true
		}
	}
	return false
}

// LocalURL returns the address under which this machine itself reaches the
// listener.
func LocalURL(ln net.Listener) string {
	addr := ln.Addr().(*net.TCPAddr)
	host := "localhost"
	if !addr.IP.IsUnspecified() && !addr.IP.IsLoopback() {
		host = addr.IP.String()
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(addr.Port))
}

// NetworkURLs returns the addresses under which phones in the networks of this
// machine reach the listener, private networks first: none if it listens on the
// loopback alone. Of a container's own network phones know nothing.
func NetworkURLs(ln net.Listener) []string {
	addr := ln.Addr().(*net.TCPAddr)
	if !addr.IP.IsUnspecified() {
		if addr.IP.IsLoopback() {
			return nil
		}
		return []string{LocalURL(ln)}
	}
	var private, public []string
	own, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	for _, a := range own {
		network, ok := a.(*net.IPNet)
		if !ok || network.IP.To4() == nil || !network.IP.IsGlobalUnicast() {
			continue // addresses of IPv6 are too long to type
		}
		url := "http://" + net.JoinHostPort(network.IP.String(), strconv.Itoa(addr.Port))
		if network.IP.IsPrivate() {
			private = append(private, url)
		} else {
			public = append(public, url)
		}
	}
	return append(private, public...)
}
