package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"testing"
)

func mustHash(t testing.TB, h *Hasher, password string) string {
	t.Helper()
	hash, err := h.Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func TestHasher(t *testing.T) {
	t.Parallel()
	h := NewHasher()
	hash := mustHash(t, h, "Grüße aus dem Rathaus")
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=47104,t=1,p=1$") {
		t.Errorf("hash %q has another cost or form", hash)
	}
	if again := mustHash(t, h, "Grüße aus dem Rathaus"); again == hash {
		t.Error("two hashes of one password are equal: no salt")
	}
	for _, test := range []struct {
		name, hash, password string
		want                 bool
	}{
		{"right", hash, "Grüße aus dem Rathaus", true},
		{"decomposed umlaut", hash, "Gru\u0308ße aus dem Rathaus", true},
		{"wrong", hash, "Grüsse aus dem Rathaus", false},
		{"empty", hash, "", false},
		{"unknown account", "", "Grüße aus dem Rathaus", false},
		// A vector of the reference implementation (phc-winner-argon2, test.c:
		// argon2id, version 0x13), so that other tools read our hashes.
		{"reference", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "password", true},
		{"reference, wrong", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "passwort", false},
	} {
		if got, err := h.Verify(t.Context(), test.hash, test.password); got != test.want || err != nil {
			t.Errorf("%s: Verify = %v, %v, want %v", test.name, got, err, test.want)
		}
	}
	// Finding out that there is no account takes the same work.
	if NeedsRehash(h.dummy) {
		t.Errorf("dummy %q has another cost than a hash", h.dummy)
	}
	if NeedsRehash(hash) || !NeedsRehash("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc") || !NeedsRehash("") {
		t.Error("NeedsRehash does not tell today's cost from others")
	}
}

func TestHasher_Verify_malformed(t *testing.T) {
	t.Parallel()
	h := NewHasher()
	const salt, key = "c29tZXNhbHQ", "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	for _, hash := range []string{
		"x", "$", "$$$$$",
		"$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
		"$argon2i$v=19$m=65536,t=2,p=1$" + salt + "$" + key,
		"$argon2id$v=16$m=65536,t=2,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=0,t=2,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=65536,t=0,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=65536,t=2,p=0$" + salt + "$" + key,
		"$argon2id$v=19$m=4294967295,t=2,p=1$" + salt + "$" + key, // 4 TiB
		"$argon2id$v=19$m=65536,t=4294967295,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=65536,t=2,p=256$" + salt + "$" + key,
		"$argon2id$v=19$m=65536,t=2,p=1$" + salt + "$",
		"$argon2id$v=19$m=65536,t=2,p=1$" + salt + "$?",
		"$argon2id$v=19$m=65536,t=2,p=1$$" + key,
		"$argon2id$v=19$m=65536,t=2,p=1$" + salt + "$" + key + "$" + key,
	} {
		if ok, err := h.Verify(t.Context(), hash, "password"); ok || err == nil {
			t.Errorf("Verify(%q) = %v, %v, want an error", hash, ok, err)
		}
		if !NeedsRehash(hash) {
			t.Errorf("NeedsRehash(%q) = false", hash)
		}
	}
}

// Only a few hashes run at once; who waits gives up with its context.
func TestHasher_slots(t *testing.T) {
	t.Parallel()
	h := NewHasher()
	for range slots {
		h.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if _, err := h.Hash(ctx, "x"); !errors.Is(err, context.Canceled) {
				t.Errorf("Hash = %v, want it to give up", err)
			}
			if _, err := h.Verify(ctx, "", "x"); !errors.Is(err, context.Canceled) {
				t.Errorf("Verify = %v, want it to give up", err)
			}
		})
	}
	cancel()
	wg.Wait()
	<-h.slots
	mustHash(t, h, "x")
	if len(h.slots) != slots-1 {
		t.Errorf("%d slots are taken, want %d", len(h.slots), slots-1)
	}
}

func TestNewToken(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		token := NewToken()
		if raw, err := base64.RawURLEncoding.DecodeString(token); err != nil || len(raw) != 32 || seen[token] {
			t.Fatalf("token %q: %d bytes, %v, or seen before", token, len(raw), err)
		}
		seen[token] = true
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parsePHC(s)
		if err != nil {
			return
		}
		again, err := parsePHC(p.String())
		if err != nil || again.String() != p.String() {
			t.Errorf("%q is read as %q and then as %q, %v", s, p, again, err)
		}
	})
}

func BenchmarkHasher_Verify(b *testing.B) {
	h := NewHasher()
	for b.Loop() {
		if _, err := h.Verify(b.Context(), "", "x"); err != nil {
			b.Fatal(err)
		}
	}
}
