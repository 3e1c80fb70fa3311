package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// requestIDKey is the key of the request's id among its locals.
type requestIDKey struct{}

// observe runs the rest of the request: it sets the headers that every answer
// has, bounds the time, turns errors and panics into pages, counts and logs.
// The log names the route's pattern, never the path, which holds a code.
func (s *Kit) observe(c *fiber.Ctx) error {
	start, unmatched := s.Now(), c.Route()
	ctx, cancel := context.WithTimeout(context.Background(), requestTime)
	defer cancel()
	c.SetUserContext(ctx)
	if err := s.readSettings(ctx); err != nil { // those that were in force still are
		s.Log.Warn("settings not read", "error", err)
	}
	s.setHeaders(c)

	err := s.guarded(c)
	if err != nil {
		if failed := s.handleError(c, err); failed != nil {
			return failed
		}
	}
	route := "unmatched"
	if c.Route() != unmatched {
		route = c.Route().Path
	}
	took := s.Now().Sub(start)
	s.Metrics.Request(route, c.Response().StatusCode(), took.Seconds())
	s.logRequest(c, route, took, err)
	return nil
}

// logRequest logs a request that has been answered, or refused with an error.
func (s *Kit) logRequest(c *fiber.Ctx, route string, took time.Duration, err error) {
	level := slog.LevelDebug // the metrics count what goes well, and what is refused
	switch {
	case err == nil:
	case RefusalOf(err) == errInternal:
		level = slog.LevelError
	case RefusalOf(err) == ErrBusy:
		level = slog.LevelWarn
	}
	if !s.Log.Enabled(c.UserContext(), level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("id", requestID(c)), slog.String("method", c.Method()), slog.String("route", route),
		slog.Int("status", c.Response().StatusCode()), slog.Duration("took", took.Round(time.Microsecond)),
	}
	if level > slog.LevelDebug {
		attrs = append(attrs, slog.Any("error", err))
	}
	s.Log.LogAttrs(c.UserContext(), level, "request", attrs...)
}

// guarded runs the handlers and turns a panic into an error.
func (s *Kit) guarded(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return c.Next()
}

// requestID returns the id by which a page and the log speak of the request.
func requestID(c *fiber.Ctx) string {
	if id, ok := c.Locals(requestIDKey{}).(string); ok {
		return id
	}
	id := newRequestID()
	c.Locals(requestIDKey{}, id)
	return id
}

func newRequestID() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(random[:])
}

// contentPolicy lets a page load and send to this service only, and runs no
// inline script or style. Icons may be data: URLs.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; " +
	"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types worker"

// LetBeFramed lets pages of this service show the answer in a frame. No others
// may, and of all answers only those that ask for it.
func LetBeFramed(c *fiber.Ctx) {
	c.Set(fiber.HeaderContentSecurityPolicy, strings.Replace(contentPolicy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
}

// LetFrame lets the page show others of this service in a frame.
func LetFrame(c *fiber.Ctx) {
	c.Set(fiber.HeaderContentSecurityPolicy, contentPolicy+"; frame-src 'self'")
}

// header is a header of every answer. Its name is in the canonical form.
type header struct{ name, value []byte }

// commonHeaders are the headers that every answer has; strictTransport is one
// more where the origin is secure.
var (
	commonHeaders = []header{
		{[]byte(fiber.HeaderContentSecurityPolicy), []byte(contentPolicy)},
		{[]byte(fiber.HeaderXContentTypeOptions), []byte("nosniff")},
		{[]byte(fiber.HeaderReferrerPolicy), []byte("no-referrer")}, // addresses hold codes and receipt tokens
		{[]byte("Cross-Origin-Opener-Policy"), []byte("same-origin")},
		{[]byte("Cross-Origin-Resource-Policy"), []byte("same-origin")},
		{[]byte(fiber.HeaderPermissionsPolicy), []byte("camera=(), geolocation=(), microphone=(), payment=(), usb=()")},
		{[]byte(fiber.HeaderCacheControl), []byte("no-store")}, // a handler whose answer may be kept says so itself
	}
	strictTransport = header{[]byte(fiber.HeaderStrictTransportSecurity), []byte("max-age=31536000; includeSubDomains")}
)

// setHeaders sets what every answer has.
func (s *Kit) setHeaders(c *fiber.Ctx) {
	answer := &c.Response().Header
	for _, h := range commonHeaders {
		answer.SetCanonical(h.name, h.value)
	}
	if s.secureOrigin() {
		answer.SetCanonical(strictTransport.name, strictTransport.value)
	}
}

// sameOrigin refuses requests that change something and come from a page of
// somebody else. The rule is that of net/http.CrossOriginProtection: the
// browser says so by Sec-Fetch-Site or, if it is older or the connection is
// not secure, by Origin. A request with neither comes from no browser.
func (s *Kit) sameOrigin(c *fiber.Ctx) error {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions:
		return c.Next()
	}
	switch c.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return c.Next()
	case "":
	default:
		return errForeignOrigin
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" || origin == s.Settings().BaseURL {
		return c.Next()
	}
	if u, err := url.Parse(origin); err == nil && u.Host != "" && u.Host == string(c.Request().Host()) {
		return c.Next()
	}
	return errForeignOrigin
}

// knownMethods replaces an unknown method by a known one without a route, so that
// both get the same answer: Fiber would write one of its own.
func knownMethods(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if !slices.Contains(fiber.DefaultMethods, string(ctx.Method())) {
			ctx.Request.Header.SetMethod(fiber.MethodTrace)
		}
		next(ctx)
	}
}
