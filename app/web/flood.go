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
// the same minute are 10,000. What is beyond that is shared out by connection,
// so that one phone that floods does not shut the hall out.
const (
	floodWindow = time.Minute
	floodLimit  = 12_000 // requests of one address in a window, before they are shared out
	// floodShare is how many requests of a window each connection has then: a
	// phone sends a dozen, a moderator's page that polls one in a second.
	floodShare = 120
	// floodCeiling is how many requests of one address are taken in a window in
	// any case, also from somebody who opens a connection for each of them:
	// 2,000 in a second are less than the service answers.
	floodCeiling = 10 * floodLimit
	// floodAddresses bounds the memory. Further addresses and connections of the
	// same window are let through uncounted.
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
	counts  map[uint64]int // by address
	shares  map[uint64]int // by connection, of addresses beyond the limit
}

func newFloodGuard(now func() time.Time) *floodGuard {
	return &floodGuard{now: now}
}

// allow counts a request of the address on the connection, 0 if that is a
// proxy's, which carries the requests of many, and reports whether it may go on.
func (g *floodGuard) allow(addr netip.Addr, connection uint64) bool {
	if addr.Is6() {
		if network, err := addr.WithZone("").Prefix(floodNetwork); err == nil {
			addr = network.Addr()
		}
	}
	now := g.now()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.counts == nil || now.Sub(g.started) >= floodWindow {
		g.started, g.counts, g.shares = now, map[uint64]int{}, map[uint64]int{}
		_, _ = rand.Read(g.key[:]) // never fails: crypto/rand ends the process instead
	}
	mac := hmac.New(sha256.New, g.key[:])
	mac.Write(addr.AsSlice())
	key := binary.BigEndian.Uint64(mac.Sum(nil))
	n, known := add(g.counts, key)
	if !known || n <= floodLimit {
		return true
	}
	share, known := add(g.shares, connection)
	if n <= floodCeiling && (connection == 0 || !known || share <= floodShare) {
		return true
	}
	g.counts[key] = n - 1 // what is refused takes nothing from the others
	return false
}

// add counts one more and returns how many there are now; known is false if
// there is no room to count it.
func add(counts map[uint64]int, key uint64) (n int, known bool) {
	if n, known = counts[key]; !known && len(counts) >= floodAddresses {
		return 0, false
	}
	counts[key] = n + 1
	return n + 1, true
}

// holdFlood refuses requests of an address that sends far too many. The
// machine itself is not counted: neither a rehearsal nor a reverse proxy that
// nobody has declared trusted, behind which everybody has its address.
func (s *Kit) holdFlood(c *fiber.Ctx) error {
	addr := s.clientAddr(c)
	if !addr.IsValid() || addr.IsLoopback() {
		return c.Next()
	}
	connection := c.Context().ConnID()
	if s.trusts(remoteAddr(c)) {
		connection = 0
	}
	if s.flood.allow(addr, connection) {
		return c.Next()
	}
	return errFlood
}
