package web

import (
	"net/http"
	"net/netip"

	"github.com/gofiber/fiber/v2"
)

// What tests of the whole service look at from outside the package.
const (
	ContentPolicy  = contentPolicy
	LanguageCookie = languageCookie
	FloodLimit     = floodLimit
	FloodCeiling   = floodCeiling
	UsualBody      = usualBody
	BodiesInFlight = bodiesInFlight
)

// Fiber returns what has the routes.
func (s *Server) Fiber() *fiber.App { return s.app }

// CountRequest counts a request of the address for the flood guard.
func (s *Server) CountRequest(addr netip.Addr) { s.flood.allow(addr, 0) }

// Handler serves the metrics.
func (m *Metrics) Handler() http.Handler { return m.handler() }
