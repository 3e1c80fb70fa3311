package auth

import (
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"
)

// clock is a time that stands still until it is moved.
type clock struct{ time.Time }

func newThrottle() (*Throttle, *clock) {
	c := &clock{time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	return NewThrottle(func() time.Time { return c.Time }), c
}

func address(n int) netip.Addr { return netip.AddrFrom4([4]byte{10, byte(n >> 8), byte(n), 1}) }

// attempts returns how many attempts are let through in a row.
func attempts(t *Throttle, account string, from netip.Addr) int {
	for n := range 10_000 {
		if t.Allow(account, from) > 0 {
			return n
		}
	}
	return 10_000
}

func TestThrottle_pair(t *testing.T) {
	t.Parallel()
	throttle, clock := newThrottle()
	if n := attempts(throttle, "frau.yilmaz", address(1)); n != 10 {
		t.Errorf("%d attempts for one account from one network, want 10", n)
	}
	if wait := throttle.Allow("frau.yilmaz", netip.MustParseAddr("10.0.1.99")); wait != 30*time.Second {
		t.Errorf("wait %v elsewhere in the same network, want 30s", wait)
	}
	if wait := throttle.Allow("frau.yilmaz", address(2)); wait != 0 {
		t.Errorf("another network waits %v", wait)
	}
	if wait := throttle.Allow("herr.kaya", address(1)); wait != 0 {
		t.Errorf("another account waits %v", wait)
	}
	clock.Time = clock.Add(29 * time.Second)
	if wait := throttle.Allow("frau.yilmaz", address(1)); wait != time.Second {
		t.Errorf("wait %v after 29 s, want 1s", wait)
	}
	clock.Time = clock.Add(time.Second)
	if n := attempts(throttle, "frau.yilmaz", address(1)); n != 1 {
		t.Errorf("%d attempts after 30 s, want 1", n)
	}
	throttle.Succeeded("frau.yilmaz", address(1))
	if n := attempts(throttle, "frau.yilmaz", address(1)); n != 10 {
		t.Errorf("%d attempts after a success, want 10", n)
	}
}

// One password tried on many accounts of a network comes to an end, but keeps
// nobody out who has not tried yet.
func TestThrottle_network(t *testing.T) {
	t.Parallel()
	throttle, clock := newThrottle()
	total := 0
	for i := range 100 {
		total += attempts(throttle, fmt.Sprint("account", i), address(1))
	}
	if want := 100*firstAttempts + 60; total != want {
		t.Errorf("%d attempts on 100 accounts from one network, want %d", total, want)
	}
	if n := attempts(throttle, "frau.yilmaz", address(1)); n != firstAttempts {
		t.Errorf("%d attempts of somebody else, want %d", n, firstAttempts)
	}
	clock.Time = clock.Add(5 * time.Second)
	if wait := throttle.Allow("frau.yilmaz", address(1)); wait != 0 {
		t.Errorf("wait %v after 5 s", wait)
	}
}

// Strangers everywhere cannot lock out the owner, neither where she has signed
// in nor anywhere else.
func TestThrottle_account(t *testing.T) {
	t.Parallel()
	throttle, _ := newThrottle()
	throttle.Allow("frau.yilmaz", address(0))
	throttle.Succeeded("frau.yilmaz", address(0))
	total := 0
	for i := 1; i < 100; i++ {
		total += attempts(throttle, "frau.yilmaz", address(i))
	}
	if want := 99*firstAttempts + 200; total != want {
		t.Errorf("strangers tried one account %d times, want %d", total, want)
	}
	if n := attempts(throttle, "frau.yilmaz", address(0)); n != 10 {
		t.Errorf("the owner has %d attempts, want 10", n)
	}
	if n := attempts(throttle, "frau.yilmaz", address(200)); n != firstAttempts {
		t.Errorf("the owner has %d attempts elsewhere, want %d", n, firstAttempts)
	}
	if wait := throttle.Allow("frau.yilmaz", address(200)); wait != 10*time.Second {
		t.Errorf("a stranger waits %v, want 10s", wait)
	}
}

func TestThrottle_addresses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ from, want string }{
		{"192.0.2.7", "192.0.2.0/24"},
		{"::ffff:192.0.2.7", "192.0.2.0/24"},
		{"2001:db8:1:2ff:3::1", "2001:db8:1:200::/56"},
		{"fe80::1%eth0", "fe80::/56"},
	} {
		if got := network(netip.MustParseAddr(test.from)); got != test.want {
			t.Errorf("network(%s) = %s, want %s", test.from, got, test.want)
		}
	}
	if got := network(netip.Addr{}); got != "unknown" {
		t.Errorf("network of no address = %s", got)
	}
}

// Neither millions of addresses nor time fill the memory.
func TestThrottle_bounded(t *testing.T) {
	t.Parallel()
	throttle, clock := newThrottle()
	throttle.Allow("frau.yilmaz", address(0))
	throttle.Succeeded("frau.yilmaz", address(0))
	for i := range 2 * maxBuckets {
		throttle.Allow(fmt.Sprint(i), address(i))
	}
	if n := len(throttle.buckets); n > maxBuckets {
		t.Errorf("%d buckets, want at most %d", n, maxBuckets)
	}
	clock.Time = clock.Add(time.Hour)
	throttle.Allow("herr.kaya", address(1))
	if n := len(throttle.buckets); n != 2 {
		t.Errorf("%d buckets after an hour, want the known pair and a new one", n)
	}
	clock.Time = clock.Add(knownFor)
	throttle.Allow("herr.kaya", address(1))
	if n := len(throttle.buckets); n != 1 {
		t.Errorf("%d buckets after %v, want the new one", n, knownFor)
	}
}

func TestThrottle_concurrent(t *testing.T) {
	t.Parallel()
	throttle, _ := newThrottle()
	var wg sync.WaitGroup
	var mu sync.Mutex
	allowed := 0
	for range 50 {
		wg.Go(func() {
			if throttle.Allow("frau.yilmaz", address(1)) == 0 {
				mu.Lock()
				allowed++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if allowed != 10 {
		t.Errorf("%d of 50 attempts at once, want 10", allowed)
	}
}
