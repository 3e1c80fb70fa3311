package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// What an organiser sends after the sign-in has ended is there after the next one.
func TestServer_keptPost(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	s.Post(t, "/sign-out", nil, "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	typed := url.Values{"name": {"<Jonas>\nB"}, "role": {"moderator"}}
	got := s.Post(t, "/organise/accounts", typed, "Cookie", cookie, "Accept", "text/html")
	got.WantStatus(t, http.StatusSeeOther)
	to, err := url.Parse(got.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	next := to.Query().Get("next")
	if !strings.HasPrefix(next, "/sign-in/kept/") {
		t.Fatalf("led on to %s", to)
	}
	if page := s.Get(t, to.String()); page.ByID("kept") == nil {
		t.Error("the sign-in does not say that something is kept")
	}
	s.Get(t, next, "Accept", "text/html").WantStatus(t, http.StatusSeeOther) // nobody sees it without signing in
	in := s.Post(t, "/sign-in", url.Values{"name": {string(forms.Organiser)}, "password": {servicetest.TestPassword}, "next": {next}})
	if in.WantStatus(t, http.StatusSeeOther); in.Header.Get("Location") != next {
		t.Fatalf("after the sign-in led on to %s", in.Header.Get("Location"))
	}
	again := in.Cookies()[0].Name + "=" + in.Cookies()[0].Value
	page := s.Get(t, next, "Cookie", again)
	page.WantStatus(t, http.StatusOK)
	if name, role := page.Typed("name"), page.Typed("role"); len(name) != 1 || name[0] != typed.Get("name") || len(role) != 1 || role[0] != "moderator" {
		t.Errorf("the page has %q, %q", name, role)
	}
	if !strings.Contains(page.Body, `action="/organise/accounts"`) {
		t.Errorf("the page sends it elsewhere:\n%s", page.Body)
	}
	s.Get(t, "/sign-in/kept/none", "Cookie", again).WantStatus(t, http.StatusNotFound)

	for name, got := range map[string]*servicetest.Reply{
		"without a sign-in ever": s.Post(t, "/organise/accounts", typed, "Accept", "text/html"),
		"a password":             s.Post(t, "/account/password", url.Values{"old": {"geheim"}}, "Cookie", cookie, "Accept", "text/html"),
	} {
		if to := got.Header.Get("Location"); to != "/sign-in" {
			t.Errorf("%s: led on to %s", name, to)
		}
	}
}
