package desk_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

var passwordLink = regexp.MustCompile(`/password#([\w-]+)`)

// linkOn returns the token of the password link that the page shows.
func linkOn(t *testing.T, got *servicetest.Reply) string {
	t.Helper()
	got.WantStatus(t, http.StatusOK)
	found := passwordLink.FindStringSubmatch(got.Body)
	if found == nil {
		t.Fatalf("no link on the page:\n%s", got.Body)
	}
	return found[1]
}

// An organiser invites another one, who chooses a password, forgets it and gets
// another link.
func TestServer_accounts(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	eva := s.SignedIn(t, forms.Organiser)
	get := func(path, cookie string) int {
		t.Helper()
		return s.Get(t, path, "Cookie", cookie, "Accept", "text/html").StatusCode
	}
	for _, wrong := range []url.Values{
		{"name": {" "}, "role": {"organiser"}}, {"name": {"ORGANISER"}, "role": {"organiser"}},
		{"name": {strings.Repeat("x", forms.MaxAccountName+1)}, "role": {"moderator"}}, {"name": {"jonas"}, "role": {"king"}},
	} {
		got := s.Post(t, "/organise/accounts", wrong, "Cookie", eva)
		got.WantStatus(t, http.StatusUnprocessableEntity)
		if typed := got.Typed("name"); typed[0] != wrong.Get("name") || got.ByID("e-name") == nil && got.ByID("e-role") == nil {
			t.Errorf("%v: what was typed is lost (%q), or no reason at the field", wrong, typed)
		}
	}
	page := s.Post(t, "/organise/accounts", url.Values{"name": {"<b>Jonas"}, "role": {"organiser"}}, "Cookie", eva)
	token := linkOn(t, page)
	if page.Header.Get("Cache-Control") != "no-store" || len(page.All(atom.Svg)) != 1 || !strings.Contains(page.Body, "&lt;b&gt;jonas") {
		t.Errorf("the sheet: %v\n%s", page.Header, page.Body)
	}
	if list := s.Get(t, "/organise/accounts", "Cookie", eva); strings.Contains(list.Body, token) {
		t.Error("the list shows the token")
	}

	s.Get(t, "/password").WantStatus(t, http.StatusOK)
	choose := func(token, password string) *servicetest.Reply {
		t.Helper()
		return s.Post(t, "/password", url.Values{"token": {token}, "password": {password}})
	}
	for field, got := range map[string]*servicetest.Reply{
		"token": choose("x"+token, servicetest.TestPassword), "password": choose(token, "passwort1234"),
	} {
		got.WantStatus(t, http.StatusUnprocessableEntity)
		if got.ByID("e-"+field) == nil || strings.Contains(got.Body, servicetest.TestPassword) || strings.Contains(got.Body, "passwort1234") {
			t.Errorf("%s: no reason at the field, or the password on the page", field)
		}
	}
	in := func(got *servicetest.Reply) string {
		t.Helper()
		got.WantStatus(t, http.StatusSeeOther)
		return got.Cookies()[0].Name + "=" + got.Cookies()[0].Value
	}
	jonas := in(choose(" http://feedback.example/password#"+token+" ", servicetest.TestPassword))
	if get("/organise", jonas) != http.StatusOK {
		t.Error("an invited organiser is not signed in")
	}
	choose(token, servicetest.TestPassword).WantStatus(t, http.StatusUnprocessableEntity)

	account, err := s.Store.Account(t.Context(), "<b>jonas")
	if err != nil {
		t.Fatal(err)
	}
	of := "/organise/accounts/" + strconv.FormatInt(account.ID, 10)
	forgotten := linkOn(t, s.Post(t, of+"/renew", nil, "Cookie", eva))
	if get("/organise", jonas) != http.StatusOK {
		t.Error("a link that nobody has used ends sign-ins")
	}
	again := in(choose(forgotten, servicetest.TestPassword+" neu"))
	if get("/organise", jonas) == http.StatusOK || get("/organise", again) != http.StatusOK {
		t.Error("a new password must end the sign-ins under the old one")
	}

	// Ending sign-ins ends what is under way.
	stream := s.Watch(t, "/screen/"+servicetest.KindsOpen+"/stream", again)
	defer stream.Body.Close()
	if _, _, ok := stream.Next(); !ok {
		t.Fatal("the stream ended")
	}
	s.Post(t, of+"/sign-out", nil, "Cookie", eva).WantStatus(t, http.StatusSeeOther)
	for {
		if _, _, ok := stream.Next(); !ok {
			break
		}
	}
	if get("/organise", again) == http.StatusOK || get("/organise", eva) != http.StatusOK {
		t.Error("the sign-ins of one account must end, and no other's")
	}

	third := in(s.Post(t, "/sign-in", url.Values{"name": {"<b>jonas"}, "password": {servicetest.TestPassword + " neu"}}))
	s.Post(t, of+"/delete", nil, "Cookie", eva).WantStatus(t, http.StatusSeeOther)
	if get("/organise", third) == http.StatusOK {
		t.Error("a deleted account is signed in")
	}
	own, err := s.Store.Account(t.Context(), string(forms.Organiser))
	if err != nil {
		t.Fatal(err)
	}
	last := s.Post(t, "/organise/accounts/"+strconv.FormatInt(own.ID, 10)+"/delete", nil, "Cookie", eva)
	last.WantStatus(t, http.StatusConflict)
	if !strings.Contains(last.Body, s.Catalogues.Printer("de").T("accounts.last")) || get("/organise", eva) != http.StatusOK {
		t.Error("the last organiser was deleted, or nothing says why not")
	}
	log := s.Get(t, "/organise/accounts", "Cookie", eva, "Accept-Language", "de")
	for _, key := range []string{"account_invited", "password_changed", "password_link_made", "signed_out_everywhere", "account_deleted"} {
		if !strings.Contains(log.Body, s.Catalogues.Printer("de").T("note."+key)) {
			t.Errorf("the log lacks %s", key)
		}
	}
	if strings.Contains(log.Body, "⟦") {
		t.Errorf("a text is missing:\n%s", log.Body)
	}
}
