package forms

import (
	"testing"
	"time"
)

func TestStore_Accounts(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	store := newStore(t)
	store.now = func() time.Time { return now }
	account := &Account{Name: " Büro@Herne.example ", Role: Organiser, Hash: "x"}
	if err := store.CreateFirstAccount(t.Context(), account); err != nil {
		t.Fatal(err)
	}
	if err := store.CreateFirstAccount(t.Context(), &Account{Name: "zweite"}); CodeOf(err) != CodeConflict {
		t.Errorf("second first account: %v, want %s", err, CodeConflict)
	}
	if err := store.CreateAccount(t.Context(), &Account{Name: "BÜRO@herne.example"}); CodeOf(err) != CodeConflict {
		t.Errorf("same name in other case: %v, want %s", err, CodeConflict)
	}
	signedIn := func() Code {
		_, err := store.SignedIn(t.Context(), "secret")
		return CodeOf(err)
	}
	if err := store.SignIn(t.Context(), account.ID, "secret"); err != nil {
		t.Fatal(err)
	}
	for range 10 { // kept alive by use, until the longest time is over
		now = now.Add(SignInIdle - time.Minute)
		if now.Sub(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)) > SignInMax {
			break
		}
		if code := signedIn(); code != "" {
			t.Fatalf("at %v: %s", now, code)
		}
	}
	if code := signedIn(); code != CodeNotFound {
		t.Errorf("after %v: %q, want %s", SignInMax, code, CodeNotFound)
	}
	if err := store.SignIn(t.Context(), account.ID, "second"); err != nil {
		t.Fatal(err)
	}
	if err := store.SetPassword(t.Context(), account.ID, "y"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.SignedIn(t.Context(), "second"); CodeOf(err) != CodeNotFound {
		t.Errorf("sign-in after a new password: %v, want %s", err, CodeNotFound)
	}
}
