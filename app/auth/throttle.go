package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limit is that of a token bucket: burst attempts at once, then one each time
// every has passed.
type limit struct {
	burst int
	every time.Duration
}

// The limits of attempts to sign in. Nobody who guesses gets far against
// passwords of MinPassword signs at these rates, and a person who mistypes
// does not notice them. Nobody uses up what others have: a pair of account and
// network that is known has an allowance of its own, and one that is not known
// has its first attempts in any case, however much goes on around it.
var (
	// perPair holds for one account from one network.
	perPair = limit{burst: 10, every: 30 * time.Second}
	// perNetwork holds for further attempts of all accounts from one network: one
	// password tried on many accounts.
	perNetwork = limit{burst: 60, every: 5 * time.Second}
	// perAccount holds for further attempts on one account from all networks.
	perAccount = limit{burst: 200, every: 10 * time.Second}
)

// firstAttempts of a pair depend on no limit but the pair's: two to mistype, one
// to be right.
const firstAttempts = 3

// maxBuckets bounds the memory of a Throttle to a few megabytes.
const maxBuckets = 20_000

// Throttle slows down guessing of passwords. It remembers attempts only in
// memory and only under a keyed hash with a random key of this process, so
// that neither addresses nor names can be read from it. Each replica counts
// for itself. It is safe for concurrent use.
//
// A refused attempt takes nothing from any bucket: who keeps trying does not
// push the moment away at which the owner can sign in.
type Throttle struct {
	now  func() time.Time
	salt []byte

	mu      sync.Mutex
	buckets map[bucketKey]*bucket
	swept   time.Time
}

type bucketKey [16]byte

type bucket struct {
	limit limit
	*rate.Limiter
	known bool      // a pair that has signed in,
	seen  time.Time // at this time
}

func newBucket(l limit) *bucket {
	return &bucket{limit: l, Limiter: rate.NewLimiter(rate.Every(l.every), l.burst)}
}

// NewThrottle returns a Throttle that reads the time from now.
func NewThrottle(now func() time.Time) *Throttle {
	return &Throttle{now: now, salt: random(32), buckets: map[bucketKey]*bucket{}}
}

// Allow takes one attempt to sign in to the account from the address. It
// returns 0 if the attempt may be made, and otherwise how long to wait before
// the next; the attempt is then not to be made. The name of the account is to
// be given in the form in which accounts are told apart. Allow says nothing
// about whether the account exists.
func (t *Throttle) Allow(account string, from netip.Addr) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	t.sweep(now)
	pair := t.bucket(perPair, account, network(from))
	buckets := []*bucket{pair}
	if !pair.known && pair.TokensAt(now) <= float64(perPair.burst-firstAttempts) {
		buckets = append(buckets, t.bucket(perNetwork, "", network(from)), t.bucket(perAccount, account, ""))
	}
	for _, b := range buckets {
		wait = max(wait, b.wait(now))
	}
	if wait > 0 {
		return wait
	}
	for _, b := range buckets {
		b.AllowN(now, 1)
	}
	return 0
}

// Succeeded says that an attempt was right: it gives back what the pair has
// mistyped before, and the network is known for the account from now on.
func (t *Throttle) Succeeded(account string, from netip.Addr) {
	t.mu.Lock()
	defer t.mu.Unlock()
	pair := t.bucket(perPair, account, network(from))
	*pair = *newBucket(perPair)
	pair.known, pair.seen = true, t.now()
}

// network returns what of an address is taken for one network: what a customer
// usually gets of IPv6, and of IPv4 what is usually in one hand.
func network(from netip.Addr) string {
	bits := 56
	if from = from.Unmap(); from.Is4() {
		bits = 24
	}
	if prefix, err := from.Prefix(bits); err == nil && prefix.IsValid() {
		return prefix.String()
	}
	return "unknown"
}

// bucket returns the bucket of a pair, of a network (account "") or of an
// account (network "").
func (t *Throttle) bucket(l limit, account, network string) *bucket {
	mac := hmac.New(sha256.New, t.salt)
	mac.Write([]byte(account + "\x00" + network))
	key := bucketKey(mac.Sum(nil)[:16])
	b := t.buckets[key]
	if b == nil {
		if len(t.buckets) >= maxBuckets {
			t.drop()
		}
		b = newBucket(l)
		t.buckets[key] = b
	}
	return b
}

// wait returns how long the bucket lacks a token.
func (b *bucket) wait(now time.Time) time.Duration {
	tokens := b.TokensAt(now)
	if tokens >= 1 {
		return 0
	}
	return max(time.Duration((1-tokens)*float64(b.limit.every)), time.Second)
}

// sweepEvery is how often full buckets are forgotten.
const sweepEvery = time.Minute

// sweep forgets the buckets that are as good as new.
func (t *Throttle) sweep(now time.Time) {
	if now.Sub(t.swept) < sweepEvery {
		return
	}
	t.swept = now
	for key, b := range t.buckets {
		if b.known && now.Sub(b.seen) < knownFor {
			continue
		}
		if b.TokensAt(now) >= float64(b.limit.burst) {
			delete(t.buckets, key)
		}
	}
}

// knownFor is how long a network stays known for an account.
const knownFor = 30 * 24 * time.Hour

// drop makes room by forgetting any bucket but a known pair's, which only
// somebody who could fill the map from thousands of networks can bring about.
func (t *Throttle) drop() {
	for key, b := range t.buckets {
		if !b.known {
			delete(t.buckets, key)
			return
		}
	}
}
