package web

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"resonanz/app/config"
)

func TestServer_clientAddr(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}
	for _, test := range []struct {
		name, forwarded, want string
		proxies               []netip.Prefix
	}{
		{"no proxy is trusted", "203.0.113.7", "127.0.0.1", nil},
		{"one proxy", "203.0.113.7", "203.0.113.7", proxies},
		{"two proxies", "203.0.113.7, 10.1.1.1", "203.0.113.7", proxies},
		{"written by the client", "198.51.100.1, 203.0.113.7", "203.0.113.7", proxies},
		{"nothing said", "", "127.0.0.1", proxies},
		{"nonsense", "203.0.113.7, x", "127.0.0.1", proxies},
		{"IPv6", "2001:db8::1", "2001:db8::1", proxies},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := &Kit{config: config.Config{Proxies: test.proxies}}
			var request fasthttp.RequestCtx
			request.Init(&fasthttp.Request{}, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4711}, nil)
			request.Request.Header.Set("X-Forwarded-For", test.forwarded)
			c := fiber.New().AcquireCtx(&request)
			if addr := s.clientAddr(c); addr.String() != test.want {
				t.Errorf("got %s, want %s", addr, test.want)
			}
		})
	}
}

func TestFloodGuard(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	g := newFloodGuard(func() time.Time { return now })
	hall, other := netip.MustParseAddr("203.0.113.7"), netip.MustParseAddr("203.0.113.8")
	for i := range floodLimit + floodShare {
		if !g.allow(hall, 1) {
			t.Fatalf("refused at request %d", i+1)
		}
	}
	if g.allow(hall, 1) {
		t.Error("allowed beyond the limit and the connection's share")
	}
	if !g.allow(other, 1) {
		t.Error("another address is refused as well")
	}
	now = now.Add(floodWindow)
	if !g.allow(hall, 1) {
		t.Error("refused in the next window")
	}
	// One customer has a whole network, and no end of connections does not help.
	for i := range floodCeiling + 1 {
		addr := netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 13: byte(i >> 16), 14: byte(i >> 8), 15: byte(i)})
		if allowed := g.allow(addr, uint64(i)); allowed != (i < floodCeiling) {
			t.Fatalf("request %d of an IPv6 network: allowed %v", i+1, allowed)
		}
	}
}

// While some of a hall's phones flood, none of the others is refused anything.
func TestFloodGuard_hall(t *testing.T) {
	t.Parallel()
	const phones, requests = 1000, 12
	hall := netip.MustParseAddr("203.0.113.7")
	for _, attackers := range []int{1, 6, 50} {
		now := time.Now()
		g := newFloodGuard(func() time.Time { return now })
		taken := 0
		for range requests {
			for i := range 20_000 / requests * attackers { // before each round of the hall
				if g.allow(hall, uint64(phones+i%attackers)) {
					taken++
				}
			}
			for phone := range uint64(phones) {
				if !g.allow(hall, phone) {
					t.Fatalf("%d attackers: a phone is refused", attackers)
				}
			}
		}
		if most := floodLimit + attackers*floodShare; taken > most {
			t.Errorf("%d attackers: %d of their requests were answered, want at most %d", attackers, taken, most)
		}
		t.Logf("%d attackers with a connection each: %d of their %d requests were answered", attackers, taken, 20_000/requests*requests*attackers)
	}
}
