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
	s.setHeaders(c)
	id := newRequestID()
	c.Locals(requestIDKey{}, id)
	ctx, cancel := context.WithTimeout(context.Background(), requestTime)
	defer cancel()
	c.SetUserContext(ctx)

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
	status, took := c.Response().StatusCode(), s.Now().Sub(start)
	s.Metrics.Request(route, status, took.Seconds())
	attrs := []slog.Attr{
		slog.String("id", id), slog.String("method", c.Method()), slog.String("route", route),
		slog.Int("status", status), slog.Duration("took", took.Round(time.Microsecond)),
	}
	level := slog.LevelDebug // the metrics count what goes well, and what is refused
	switch {
	case err == nil:
	case RefusalOf(err) == errInternal:
		level = slog.LevelError
	case RefusalOf(err) == ErrBusy:
		level = slog.LevelWarn
	}
	if level > slog.LevelDebug {
		attrs = append(attrs, slog.Any("error", err))
	}
	s.Log.LogAttrs(ctx, level, "request", attrs...)
	return nil
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

// setHeaders sets what every answer carries. A handler that may be cached
// says so itself.
func (s *Kit) setHeaders(c *fiber.Ctx) {
	c.Set(fiber.HeaderContentSecurityPolicy, contentPolicy)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	// Addresses hold codes and receipt tokens.
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set(fiber.HeaderPermissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	c.Set(fiber.HeaderCacheControl, "no-store")
	if s.secureOrigin() {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000; includeSubDomains")
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
	if origin == "" || origin == s.Config.BaseURL {
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
