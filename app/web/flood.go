package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"net/netip"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
)

// A whole hall is one address. The flood guard therefore only stops what no
// hall can be: 1,000 phones that load a page (page, style, later a script),
// send it and see the receipt make 5,000 requests; all of them twice within
// the same minute are 10,000.
const (
	floodWindow = time.Minute
	floodLimit  = 12_000 // requests of one address in a window
	// floodAddresses bounds the memory. Further addresses of the same window
	// are let through uncounted.
	floodAddresses = 1 << 16
	// floodNetwork is the part of an IPv6 address that one customer has.
	floodNetwork = 64
)

// floodGuard counts requests by address, in memory and for one window only.
// It keeps no address but a keyed hash, whose key is thrown away with the
// window. It is safe for concurrent use.
type floodGuard struct {
	now func() time.Time

	mu      sync.Mutex
	started time.Time
	key     [32]byte
	counts  map[uint64]int
}

func newFloodGuard(now func() time.Time) *floodGuard {
	return &floodGuard{now: now}
}

// allow counts a request and reports whether the address may go on.
func (g *floodGuard) allow(addr netip.Addr) bool {
	if addr.Is6() {
		if network, err := addr.WithZone("").Prefix(floodNetwork); err == nil {
			addr = network.Addr()
		}
	}
	now := g.now()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.counts == nil || now.Sub(g.started) >= floodWindow {
		g.started, g.counts = now, map[uint64]int{}
		_, _ = rand.Read(g.key[:]) // never fails: crypto/rand ends the process instead
	}
	mac := hmac.New(sha256.New, g.key[:])
	mac.Write(addr.AsSlice())
	key := binary.BigEndian.Uint64(mac.Sum(nil))
	if _, known := g.counts[key]; !known && len(g.counts) >= floodAddresses {
		return true
	}
	g.counts[key]++
	return g.counts[key] <= floodLimit
}

// holdFlood refuses requests of an address that sends far too many. The
// machine itself is not counted: neither a rehearsal nor a reverse proxy that
// nobody has declared trusted, behind which everybody has its address.
func (s *Kit) holdFlood(c *fiber.Ctx) error {
	addr := s.clientAddr(c)
	if !addr.IsValid() || addr.IsLoopback() || s.flood.allow(addr) {
		return c.Next()
	}
	return errFlood
}
