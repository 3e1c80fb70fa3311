package forms

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
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
	if err := store.CreateAccount(t.Context(), ByCommand, &Account{Name: "BÜRO@herne.example"}); CodeOf(err) != CodeConflict {
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
	if err := store.SetPassword(t.Context(), "eva", account.ID, "y"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.SignedIn(t.Context(), "second"); CodeOf(err) != CodeNotFound {
		t.Errorf("sign-in after a new password: %v, want %s", err, CodeNotFound)
	}
}

// Somebody is invited, chooses a password once, and gets another link when it is
// forgotten.
func TestStore_passwordLinks(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	store := newStoreIn(t, t.TempDir(), &now)
	first := &Account{Name: "eva", Role: Organiser, Hash: "x"}
	if err := store.CreateFirstAccount(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	invited := &Account{Name: "Jonas", Role: Organiser, Hash: "must not count"}
	if err := store.Invite(t.Context(), "eva", invited, "token"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]Code{"JONAS ": CodeConflict, " ": CodeInvalid, strings.Repeat("x", 101): CodeInvalid, "a\nb": CodeInvalid, "a\xff": CodeInvalid} {
		if err := store.Invite(t.Context(), "eva", &Account{Name: name}, "other"); CodeOf(err) != want {
			t.Errorf("invite %q: %v, want %s", name, err, want)
		}
	}
	if account, err := store.Account(t.Context(), "jonas"); err != nil || account.Hash != "" {
		t.Errorf("before a password is chosen: %+v, %v", account, err)
	}
	// Whoever cannot sign in is no other organiser.
	if err := store.DeleteAccount(t.Context(), "eva", first.ID); CodeOf(err) != CodeConflict {
		t.Errorf("the last organiser with a password: %v, want %s", err, CodeConflict)
	}

	byLink := func(token string) Code {
		_, err := store.AccountByLink(t.Context(), token)
		return CodeOf(err)
	}
	now = now.Add(PasswordLinkLasts - time.Second)
	if code := byLink("token"); code != "" {
		t.Errorf("on the last day: %s", code)
	}
	now = now.Add(time.Second)
	_, err := store.ChoosePassword(t.Context(), "token", "y")
	if code := byLink("token"); code != CodeNotFound || CodeOf(err) != CodeNotFound {
		t.Errorf("a week later: %q, %v", code, err)
	}
	if _, err := store.LinkPassword(t.Context(), "eva", invited.ID, "second"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.LinkPassword(t.Context(), "eva", invited.ID, "third"); err != nil {
		t.Fatal(err)
	}
	if code := byLink("second"); code != CodeNotFound {
		t.Errorf("a link that another one has replaced: %q", code)
	}
	if err := store.SignIn(t.Context(), invited.ID, "before"); err != nil {
		t.Fatal(err)
	}
	account, err := store.ChoosePassword(t.Context(), "third", "y")
	if err != nil || account.Name != "jonas" || account.Role != Organiser {
		t.Fatalf("%+v, %v", account, err)
	}
	if _, err := store.SignedIn(t.Context(), "before"); CodeOf(err) != CodeNotFound {
		t.Errorf("a sign-in under the password before: %v", err)
	}
	if _, err := store.ChoosePassword(t.Context(), "third", "z"); CodeOf(err) != CodeNotFound {
		t.Errorf("a second time: %v", err)
	}
	if account, _ = store.Account(t.Context(), "jonas"); account.Hash != "y" || account.SignedIn != "2026-03-08" {
		t.Errorf("stored: %+v", account)
	}

	if _, err := store.LinkPassword(t.Context(), "eva", first.ID, "old"); err != nil {
		t.Fatal(err)
	}
	now = now.Add(PasswordLinkLasts)
	if err := store.Forget(t.Context(), now); err != nil || count(t, store, "password_links") != 0 {
		t.Errorf("links of last week are kept: %v", err)
	}
	if err := store.EndSignIns(t.Context(), "eva", invited.ID); err != nil {
		t.Fatal(err)
	}
	if err := store.DeleteAccount(t.Context(), "jonas", first.ID); err != nil {
		t.Fatal(err)
	}
	notes, err := store.ServiceAudit(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, note := range notes {
		got = append(got, note.Account+": "+note.Action+": "+note.About)
	}
	want := []string{
		"jonas: account deleted: eva", "eva: signed out everywhere: jonas", "eva: password link made: eva", "jonas: password changed: jonas",
		"eva: password link made: jonas", "eva: password link made: jonas", "eva: account invited: jonas", "eva: account created: eva",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

// Notes of before keep what they say.
func TestMigrate_audit(t *testing.T) {
	t.Parallel()
	for step := 1; step <= 7; step++ {
		store := upgraded(t, step, `INSERT INTO audit (at, account, action, event_id) VALUES ('2026-01-01', 'eva', 'data.xlsx', 1), ('2026-01-02', 'Saal 1', 'trusted K1NDA', 1)`)
		notes, err := store.Audit(t.Context(), 1)
		if err != nil || len(notes) != 2 || notes[0].Action != NoteTrusted || notes[0].About != "K1NDA" || notes[1].Action != "data.xlsx" || notes[1].About != "" || notes[1].At.Year() != 2026 {
			t.Errorf("from step %d: %+v, %v", step, notes, err)
		}
	}
}
