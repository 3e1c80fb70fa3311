package forms

import (
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"
)

func TestStore_Links(t *testing.T) {
	t.Parallel()
	now := time.Date(2016, 1, 1, 8, 0, 0, 0, time.UTC)
	store := newStoreIn(t, t.TempDir(), &now)
	event, sessions := testEvent(t, store)
	link := Link{EventID: event.ID, Label: " Saal 1 ", Sessions: []int64{sessions[0].ID}}
	if err := store.CreateLink(t.Context(), &link, "token"); err != nil {
		t.Fatal(err)
	}
	one := link.Sessions
	for _, wrong := range []Link{
		{EventID: event.ID, Label: " ", Sessions: one}, {EventID: event.ID, Label: strings.Repeat("x", MaxLabel+1), Sessions: one},
		{EventID: event.ID, Label: "x"}, {EventID: event.ID, Label: "x", Sessions: []int64{99}},
		{EventID: event.ID, Label: "x", Sessions: []int64{one[0], one[0]}}, {EventID: event.ID + 1, Label: "x", Sessions: one},
	} {
		if err := store.CreateLink(t.Context(), &wrong, "other"); CodeOf(err) != CodeInvalid {
			t.Errorf("%+v: %v, want %s", wrong, err, CodeInvalid)
		}
	}
	signIn := func(token, secret string, want Code) {
		t.Helper()
		if _, err := store.SignInByLink(t.Context(), token, secret); CodeOf(err) != want {
			t.Errorf("%s with %s: %v, want %q", secret, token, err, want)
		}
	}
	state := func(waits bool, devices int) {
		t.Helper()
		links, err := store.Links(t.Context(), event.ID)
		if err != nil || len(links) != 1 || links[0].Label != "Saal 1" || links[0].Waits != waits || links[0].Devices != devices {
			t.Errorf("links: %+v, %v; want one that waits: %v, with %d devices", links, err, waits, devices)
		}
	}
	state(true, 0)
	signIn("guess", "phone", CodeNotFound)
	signIn("token", "phone", "")
	signIn("token", "phone", "") // the first answer did not arrive
	signIn("token", "thief", CodeNotFound)
	state(false, 1)
	if err := store.RenewLink(t.Context(), event.ID+1, link.ID, "x"); CodeOf(err) != CodeNotFound {
		t.Errorf("renewed by another event: %v", err)
	}
	for _, token := range []string{"lost", "second"} {
		if err := store.RenewLink(t.Context(), event.ID, link.ID, token); err != nil {
			t.Fatal(err)
		}
	}
	state(true, 1)
	signIn("token", "phone", CodeNotFound) // but it is signed in
	signIn("lost", "laptop", CodeNotFound)
	signIn("second", "laptop", "")

	now = event.Ends.Add(linkAfter - time.Minute) // idle all the while
	account, err := store.SignedIn(t.Context(), "phone")
	if err != nil || account.Role != Moderator || !account.May(&event, &sessions[0]) || account.May(&event, &sessions[1]) || account.May(&event, nil) {
		t.Fatalf("by the link: %+v, %v", account, err)
	}
	if links, err := store.Links(t.Context(), event.ID); err != nil || !links[0].Seen.Equal(now) {
		t.Errorf("last seen: %+v, %v", links, err)
	}
	now = now.Add(2 * time.Minute)
	if _, err := store.SignedIn(t.Context(), "phone"); CodeOf(err) != CodeNotFound {
		t.Errorf("after the link has expired: %v", err)
	}
	if links, err := store.Links(t.Context(), event.ID); err != nil || len(links) != 0 {
		t.Errorf("expired, but listed: %+v, %v", links, err)
	}
}

func TestStore_RevokeLink(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	link := Link{EventID: event.ID, Label: "Saal 1", Sessions: []int64{sessions[0].ID, sessions[1].ID}}
	if err := store.CreateLink(t.Context(), &link, "token"); err != nil { // the event is over: it lasts a day
		t.Fatal(err)
	}
	if _, err := store.SignInByLink(t.Context(), "token", "phone"); err != nil {
		t.Fatal(err)
	}
	if err := store.RevokeLink(t.Context(), event.ID+1, link.ID); CodeOf(err) != CodeNotFound {
		t.Errorf("revoked by another event: %v", err)
	}
	if _, err := store.SignedIn(t.Context(), "phone"); err != nil {
		t.Fatal(err)
	}
	if err := store.RevokeLink(t.Context(), event.ID, link.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := store.SignedIn(t.Context(), "phone"); CodeOf(err) != CodeNotFound {
		t.Errorf("after the link was revoked: %v", err)
	}
}

// A speaker's link is good for a phone and a laptop, and until its session's answers
// usually go; it moderates nothing.
func TestStore_Links_speaker(t *testing.T) {
	t.Parallel()
	now := time.Date(2016, 1, 1, 8, 0, 0, 0, time.UTC)
	store := newStoreIn(t, t.TempDir(), &now)
	event, sessions := testEvent(t, store)
	links := []Link{
		{EventID: event.ID, Role: Speaker, Label: "Bildung", Sessions: []int64{sessions[0].ID}},
		{EventID: event.ID, Role: Speaker, Label: "Arbeit", Sessions: []int64{sessions[1].ID}},
	}
	wrong := []Link{links[0], {EventID: event.ID, Role: Organiser, Label: "x", Sessions: links[0].Sessions}}
	if err := store.CreateLinks(t.Context(), wrong, []string{"a", "b"}); CodeOf(err) != CodeInvalid {
		t.Errorf("a link for an organiser: %v", err)
	}
	if stored, err := store.Links(t.Context(), event.ID); err != nil || len(stored) != 0 {
		t.Fatalf("half of the links are there: %+v, %v", stored, err)
	}
	if err := store.CreateLinks(t.Context(), links, []string{"one", "two"}); err != nil {
		t.Fatal(err)
	}
	for _, device := range []string{"phone", "laptop", "phone"} {
		if link, err := store.SignInByLink(t.Context(), "one", device); err != nil || link.Role != Speaker {
			t.Fatalf("%s: %+v, %v", device, link, err)
		}
	}
	now = event.Ends.Add(speakerAfter - time.Minute)
	if err := store.Forget(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	for _, device := range []string{"phone", "laptop"} {
		account, err := store.SignedIn(t.Context(), device)
		if err != nil || account.Role != Speaker || !account.May(&event, &sessions[0]) || account.May(&event, &sessions[1]) || account.May(&event, nil) {
			t.Fatalf("%s: %+v, %v", device, account, err)
		}
	}
	if err := store.RenewLink(t.Context(), event.ID, links[0].ID, "another"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.SignInByLink(t.Context(), "one", "thief"); CodeOf(err) != CodeNotFound {
		t.Errorf("with the token before the last: %v", err)
	}
	now = now.Add(2 * time.Minute)
	if _, err := store.SignedIn(t.Context(), "phone"); CodeOf(err) != CodeNotFound {
		t.Errorf("after the link has expired: %v", err)
	}
	if err := store.Forget(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	if n, err := gorm.G[linkRow](store.r).Count(t.Context(), "id"); n != 0 || err != nil {
		t.Errorf("%d links are left, %v", n, err)
	}
}

// The links of earlier versions are those of moderators.
func TestMigrate_links(t *testing.T) {
	t.Parallel()
	for step := 1; step <= 21; step++ {
		store := upgraded(t, step, "INSERT INTO links (id, event_id, hash, used, label, created) VALUES (77, 1, x'01', false, 'Saal', '2016-11-01 08:00:00+00:00')")
		row, err := gorm.G[linkRow](store.r).Where("id = 77").Take(t.Context())
		if err != nil || row.Role != Moderator {
			t.Errorf("from step %d: %+v, %v", step, row, err)
		}
	}
}
