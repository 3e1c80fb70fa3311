// Package auth holds what signing in needs: password hashes, the rules for new
// passwords, secret tokens and a throttle for guessing. It knows neither HTTP
// nor the store.
package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// The cost of a hash: 46 MiB in one pass, the first choice of OWASP's Password
// Storage Cheat Sheet for Argon2id. Of its equivalent choices it asks the most
// memory of those who try passwords in bulk, and the four hashes that run at
// the same time still fit into 184 MiB, which the smallest machine has.
const (
	memory     = 46 * 1024 // KiB
	passes     = 1
	lanes      = 1
	saltLength = 16 // bytes
	keyLength  = 32 // bytes

	// slots is how many hashes run at the same time. Without it a few hundred
	// sign-ins at once would take all memory.
	slots = 4

	// Stored hashes that ask for more than this are not ours.
	maxMemory = 256 * 1024 // KiB
	maxPasses = 16
	maxLanes  = 16
)

// Hasher makes and checks password hashes, a few at a time. It is safe for
// concurrent use.
type Hasher struct {
	slots chan struct{}
	dummy string // the hash of no password, for accounts that do not exist
}

// NewHasher returns a Hasher.
func NewHasher() *Hasher {
	return &Hasher{
		slots: make(chan struct{}, slots),
		dummy: phc{memory, passes, lanes, random(saltLength), random(keyLength)}.String(),
	}
}

// Hash returns the Argon2id hash of the password as a PHC string
// (https://github.com/P-H-C/phc-string-format), with a new salt each time. It
// waits for its turn until ctx is done.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	p := phc{memory: memory, passes: passes, lanes: lanes, salt: random(saltLength)}
	key, err := h.key(ctx, p, keyLength, password)
	if err != nil {
		return "", err
	}
	p.key = key
	return p.String(), nil
}

// Verify reports whether hash is a hash of the password. An empty hash stands
// for an account that does not exist: it is never the right one, and finding
// out takes as long as for any other. Verify waits for its turn until ctx is
// done.
func (h *Hasher) Verify(ctx context.Context, hash, password string) (bool, error) {
	if hash == "" {
		hash = h.dummy // its key is random, so no password leads to it
	}
	p, err := parsePHC(hash)
	if err != nil {
		return false, err
	}
	key, err := h.key(ctx, p, len(p.key), password)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(key, p.key) == 1, nil
}

// NeedsRehash reports whether the hash was made at another cost than Hash
// takes today, so that the next sign-in should replace it.
func NeedsRehash(hash string) bool {
	p, err := parsePHC(hash)
	return err != nil || p.memory != memory || p.passes != passes || p.lanes != lanes ||
		len(p.salt) != saltLength || len(p.key) != keyLength
}

// key computes the hash. The password is brought to Unicode normal form C
// first, because the same umlaut arrives in two forms from different systems.
func (h *Hasher) key(ctx context.Context, p phc, length int, password string) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey(norm.NFC.Bytes([]byte(password)), p.salt, p.passes, p.memory, p.lanes, uint32(length)), nil
}

// phc is the content of a PHC string.
type phc struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

const phcFormat = "$argon2id$v=%d$m=%d,t=%d,p=%d$"

// String returns the hash as it is stored.
func (p phc) String() string {
	return fmt.Sprintf(phcFormat, argon2.Version, p.memory, p.passes, p.lanes) +
		encoding.EncodeToString(p.salt) + "$" + encoding.EncodeToString(p.key)
}

var encoding = base64.RawStdEncoding.Strict()

func parsePHC(s string) (phc, error) {
	var p phc
	var version int
	if _, err := fmt.Sscanf(s, phcFormat, &version, &p.memory, &p.passes, &p.lanes); err != nil || version != argon2.Version {
		return phc{}, errMalformed
	}
	fields := strings.Split(s, "$")
	if len(fields) != 6 {
		return phc{}, errMalformed
	}
	var errSalt, errKey error
	p.salt, errSalt = encoding.DecodeString(fields[4])
	p.key, errKey = encoding.DecodeString(fields[5])
	switch {
	case errSalt != nil || errKey != nil || len(p.salt) < 8 || len(p.key) < 16 || len(p.key) > 64,
		p.memory == 0 || p.memory > maxMemory,
		p.passes == 0 || p.passes > maxPasses,
		p.lanes == 0 || p.lanes > maxLanes:
		return phc{}, errMalformed
	}
	return p, nil
}

var errMalformed = errors.New("malformed password hash")

// NewToken returns a random secret of 256 bits as 43 characters of base64url,
// for sign-ins and one-time links.
func NewToken() string { return base64.RawURLEncoding.EncodeToString(random(32)) }

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the process instead
	return b
}
