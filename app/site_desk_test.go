package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"resonanz/app/auth"
	"resonanz/app/config"
	"resonanz/forms"
)

// secure makes a site believe that it is reached by https.
func secure(cfg *config.Config) { cfg.BaseURL = "https://feedback.example" }

const testPassword = "vier Wörter aus dem Hut"

// account creates an account with testPassword.
func (s *site) account(tb testing.TB, name string, role forms.Role) *forms.Account {
	tb.Helper()
	hash, err := s.hasher.Hash(tb.Context(), testPassword)
	account := &forms.Account{Name: name, Role: role, Hash: hash}
	if err == nil {
		err = s.store.CreateAccount(tb.Context(), account)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return account
}

// signedIn returns the Cookie header of a new account that has signed in.
func (s *site) signedIn(tb testing.TB, role forms.Role) string {
	tb.Helper()
	account, secret := s.account(tb, string(role), role), auth.NewToken()
	if err := s.store.SignIn(tb.Context(), account.ID, secret); err != nil {
		tb.Fatal(err)
	}
	name := "resonanz"
	if strings.HasPrefix(s.cfg.BaseURL, "https://") {
		name = "__Host-resonanz"
	}
	return name + "=" + secret
}

// linked returns the Cookie header of a device that has come by a new link for
// the sessions with the codes.
func (s *site) linked(tb testing.TB, codes ...string) (cookie string, link forms.Link) {
	tb.Helper()
	token := auth.NewToken()
	link = forms.Link{Label: "Saal 1, Frau Kaya"}
	for _, code := range codes {
		session, event, err := s.store.Session(tb.Context(), code)
		if err != nil {
			tb.Fatal(err)
		}
		link.EventID, link.Sessions = event.ID, append(link.Sessions, session.ID)
	}
	if err := s.store.CreateLink(tb.Context(), &link, token); err != nil {
		tb.Fatal(err)
	}
	got := s.post(tb, "/moderation", url.Values{"token": {token}, "device": {auth.NewToken()}})
	got.wantStatus(tb, http.StatusSeeOther)
	return sessionCookie(got), link
}

// act does something to the stage of a code as a moderator's script does.
func (s *site) act(tb testing.TB, cookie, code, do string, more ...string) {
	tb.Helper()
	values := url.Values{"do": {do}}
	for i := 0; i+1 < len(more); i += 2 {
		values.Set(more[i], more[i+1])
	}
	s.post(tb, "/moderate/"+code+"/stage", values, "Cookie", cookie, "Accept", "application/json").wantStatus(tb, http.StatusNoContent)
}

// shown returns the picture on a stage now.
func (s *site) shown(tb testing.TB, cookie, code string) (picture, string) {
	tb.Helper()
	got := s.get(tb, "/screen/"+code+"/picture", "Cookie", cookie, "Accept", "application/json")
	got.wantStatus(tb, http.StatusOK)
	var pic picture
	if err := json.Unmarshal([]byte(got.body), &pic); err != nil {
		tb.Fatal(err)
	}
	return pic, got.body
}

var tokenInPage = regexp.MustCompile(`/moderation#([\w-]+)`)

// sessionCookie returns the Cookie header of the sign-in that the reply began.
func sessionCookie(got *reply) string { return got.Cookies()[0].Name + "=" + got.Cookies()[0].Value }

// makeLink makes a link as the organiser does and returns its token.
func (s *site) makeLink(tb testing.TB, organiser, label string, codes ...string) string {
	tb.Helper()
	got := s.post(tb, "/organise/"+kindsEvent+"/links", url.Values{"label": {label}, "session": codes}, "Cookie", organiser)
	got.wantStatus(tb, http.StatusOK)
	return got.linkToken(tb)
}

func (r *reply) linkToken(tb testing.TB) string {
	tb.Helper()
	found := tokenInPage.FindStringSubmatch(r.body)
	if found == nil {
		tb.Fatalf("no link on the page:\n%s", r.body)
	}
	return found[1]
}

// exchange sends a token as a device does and returns the Cookie header, "" if
// it was refused.
func (s *site) exchange(tb testing.TB, token, device string) (cookie string, got *reply) {
	tb.Helper()
	got = s.post(tb, "/moderation", url.Values{"token": {token}, "device": {device}})
	if got.StatusCode == http.StatusSeeOther {
		cookie = sessionCookie(got)
	}
	return cookie, got
}

// approve approves n comments of the session.
func (s *site) approve(tb testing.TB, code string, n int) {
	tb.Helper()
	session, _, err := s.store.Session(tb.Context(), code)
	if err != nil {
		tb.Fatal(err)
	}
	comments, err := s.store.Comments(tb.Context(), session.ID)
	if err != nil || len(comments) < n {
		tb.Fatalf("%d comments, %v", len(comments), err)
	}
	for _, comment := range comments[:n] {
		if err := s.store.Moderate(tb.Context(), session.ID, comment.ID, func(m *forms.Moderation) { m.Status = forms.CommentApproved }); err != nil {
			tb.Fatal(err)
		}
	}
}
