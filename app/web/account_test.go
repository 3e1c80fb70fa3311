package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// Whoever has an account changes its password, with the old one.
func TestServer_account(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	here, there := s.SignedIn(t, forms.Moderator), ""
	signIn := func(password string) *servicetest.Reply {
		return s.Post(t, "/sign-in", url.Values{"name": {"moderator"}, "password": {password}})
	}
	cookieOf := func(got *servicetest.Reply) string {
		t.Helper()
		got.WantStatus(t, http.StatusSeeOther)
		return got.Cookies()[0].Name + "=" + got.Cookies()[0].Value
	}
	there = cookieOf(signIn(servicetest.TestPassword))
	in := func(cookie string) bool {
		return s.Get(t, "/moderate", "Accept", "text/html", "Cookie", cookie).StatusCode == http.StatusOK
	}
	const other = "noch vier andere Wörter"
	for field, values := range map[string]url.Values{
		"old":      {"old": {"geraten und falsch"}, "password": {other}},
		"password": {"old": {servicetest.TestPassword}, "password": {"kurz"}},
	} {
		got := s.Post(t, "/account/password", values, "Cookie", here)
		got.WantStatus(t, http.StatusUnprocessableEntity)
		if got.ByID("e-"+field) == nil || strings.Contains(got.Body, values.Get("password")) {
			t.Errorf("%s: no reason at the field, or a password on the page", field)
		}
	}
	got := s.Post(t, "/account/password", url.Values{"old": {servicetest.TestPassword}, "password": {other}}, "Cookie", here)
	now := cookieOf(got)
	if in(here) || in(there) || !in(now) {
		t.Error("a new password must end all sign-ins and begin one here")
	}
	if page := s.Get(t, got.Header.Get("Location"), "Cookie", now, "Accept-Language", "de"); !strings.Contains(page.Body, s.Catalogues.Printer("de").T("account.changed")) {
		t.Error("nothing says that the password has changed")
	}
	signIn(servicetest.TestPassword).WantStatus(t, http.StatusUnprocessableEntity)
	there = cookieOf(signIn(other))
	s.Post(t, "/account/sign-out", nil, "Cookie", now).WantStatus(t, http.StatusSeeOther)
	if in(now) || in(there) {
		t.Error("signed out everywhere, but not here or there")
	}
	guesser := cookieOf(signIn(other))
	for range 100 {
		if s.Post(t, "/account/password", url.Values{"old": {"geraten"}, "password": {other}}, "Cookie", guesser).StatusCode == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("a hundred old passwords tried")
}
