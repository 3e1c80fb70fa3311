package forms

import (
	"fmt"
	"strings"
	"testing"

	"resonanz/forms/postgrestest"
)

// Slips that were printed before codes had slow hashes stay good, and those
// that were used stay used.
func TestMigrations_stretchPasses(t *testing.T) {
	t.Parallel()
	old := func(pass string) string { h := fastHash(pass); return fmt.Sprintf("x'%x'", h[:]) }
	store := storeOf(t, 1, filled+`
		UPDATE events SET passes = TRUE WHERE id = 1;
		INSERT INTO passes VALUES (1, `+old("AAAA-AAAA")+`), (1, `+old("BBBB-BBBB")+`);
		INSERT INTO spent_passes VALUES (1, `+old("BBBB-BBBB")+`);`)
	open := mustProgramme(t, store, 1)[0]
	for pass, want := range map[string]Code{"AAAA-AAAA": "", "BBBB-BBBB": CodeUsedPass, "CCCC-CCCC": CodeWrongPass} {
		sub := submission(t, store, &open, Values{"gesamt": {"gut"}})
		sub.Pass = pass
		if _, err := store.Submit(t.Context(), sub); CodeOf(err) != want {
			t.Errorf("%s: %v, want code %q", pass, err, want)
		}
	}
	var hashes []string
	if err := store.r.Raw("SELECT hex(hash) FROM passes UNION ALL SELECT hex(hash) FROM spent_passes").Scan(&hashes).Error; err != nil {
		t.Fatal(err)
	}
	for _, hash := range hashes {
		if strings.EqualFold(hash, fmt.Sprintf("%x", fastHash("AAAA-AAAA"))) {
			t.Error("the fast hash is still there")
		}
	}
	var enforced int
	if err := store.w.Raw("PRAGMA foreign_keys").Scan(&enforced).Error; err != nil || enforced != 1 {
		t.Errorf("foreign_keys = %d, %v after the migration, want 1", enforced, err)
	}
	mustVerify(t, store)
}

// An id that has been given is not given again, also in a database of the first
// version: what is held by it elsewhere would be of something else.
func TestStore_IDsAreNeverReused(t *testing.T) {
	t.Parallel()
	stores, tables := map[string]*Store{"new": newStore(t)}, keyedElsewhere
	if postgrestest.On() { // whose sequences never go back
		tables = nil
	} else {
		stores["of step 1"] = storeOf(t, 1, filled)
	}
	for name, store := range stores {
		for _, table := range tables {
			var made string
			if err := store.r.Raw("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", table).Scan(&made).Error; err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(made, "AUTOINCREMENT") {
				t.Errorf("%s: %s gives ids again", name, table)
			}
		}
		given := map[int64]bool{}
		for range 3 {
			account := Account{Name: "Anna", Role: Moderator, Hash: "h"}
			if err := store.CreateAccount(t.Context(), ByCommand, &account); err != nil {
				t.Fatal(err)
			}
			if given[account.ID] {
				t.Errorf("%s: the id %d of a deleted account is given again", name, account.ID)
			}
			given[account.ID] = true
			if err := store.DeleteAccount(t.Context(), ByCommand, account.ID); err != nil {
				t.Fatal(err)
			}
		}
		// A form whose row is deleted, and another one in its place.
		d := testDefinition()
		d.Event.Key = "neu"
		forms := map[int64]string{}
		for _, key := range []string{"gesamt", "anders", "ganz_anders"} {
			d.Forms[0].Questions[0].Key = key
			done, err := store.Import(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			session := mustProgramme(t, store, done.Event.ID)[0]
			if other, again := forms[session.FormID]; again {
				t.Errorf("%s: the form with %s has the id of the one with %s", name, key, other)
			}
			forms[session.FormID] = key
			if form, err := store.Form(t.Context(), &session); err != nil || form.Questions[0].Key != key {
				t.Errorf("%s: the session asks %s, want %s (%v)", name, form.Questions[0].Key, key, err)
			}
		}
	}
}

// What somebody has taken back stays away, also when the phone sends it once
// more from its queue, for as long as a phone may keep it; then the id goes.
func TestStore_WithdrawnStaysWithdrawn(t *testing.T) {
	t.Parallel()
	now := testDefinition().Event.Starts
	store := newStoreIn(t, t.TempDir(), &now)
	_, sessions := testEvent(t, store)
	sub := submission(t, store, &sessions[0], Values{"gesamt": {"gut"}, "satz": {"Zurückgenommen"}})
	mustSubmit(t, store, sub)
	if err := store.Withdraw(t.Context(), sub.SessionID, sub.Token); err != nil {
		t.Fatal(err)
	}
	again := func() {
		t.Helper()
		if receipt, err := store.Submit(t.Context(), sub); err != nil || !receipt.Duplicate {
			t.Errorf("sent again: %+v, %v; want a repetition", receipt, err)
		}
		if known, err := store.Stored(t.Context(), sub.SessionID, sub.Token); known || err != nil {
			t.Errorf("stored again: %v, %v", known, err)
		}
	}
	again()
	now = now.AddDate(0, 0, withdrawnKept)
	if err := store.Forget(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	again()
	if n := count(t, store, "responses") + count(t, store, "comments"); n != 0 {
		t.Errorf("%d rows, want 0", n)
	}
	if err := store.Forget(t.Context(), now.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	if n := count(t, store, "withdrawn"); n != 0 {
		t.Errorf("%d ids are kept after their time", n)
	}
	mustVerify(t, store)
}

// Passes and accounts can be deleted before the event is over.
func TestStore_DeletePassesAndAccounts(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions, passes := passEvent(t, store)
	for i := range 2 {
		sub := submission(t, store, &sessions[0], Values{"gesamt": {"gut"}})
		sub.Pass = passes[0]
		if i == 1 {
			if n, err := store.DeletePasses(t.Context(), event.ID); n != len(passes) || err != nil {
				t.Fatalf("%d passes deleted, %v; want %d", n, err, len(passes))
			}
			sub.Pass = passes[1]
		}
		if _, err := store.Submit(t.Context(), sub); CodeOf(err) != []Code{"", CodeWrongPass}[i] {
			t.Errorf("submit %d: %v", i, err)
		}
	}
	for _, table := range []string{"passes", "spent_passes"} {
		if n := count(t, store, table); n != 0 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
	account := Account{Name: "Anna", Role: Moderator, Hash: "h"}
	if err := store.CreateAccount(t.Context(), ByCommand, &account); err != nil {
		t.Fatal(err)
	}
	if err := store.SignIn(t.Context(), account.ID, "secret"); err != nil {
		t.Fatal(err)
	}
	if err := store.DeleteAccount(t.Context(), ByCommand, account.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := store.SignedIn(t.Context(), "secret"); CodeOf(err) != CodeNotFound {
		t.Errorf("the sign-in of a deleted account: %v", err)
	}
	if err := store.DeleteAccount(t.Context(), ByCommand, account.ID); CodeOf(err) != CodeNotFound {
		t.Errorf("deleted twice: %v", err)
	}
}
