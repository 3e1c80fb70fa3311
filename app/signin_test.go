package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"resonanz/app/auth"
	"resonanz/app/config"
	"resonanz/forms"
)

// deskRoutes returns the routes for organisers and moderators, from the table
// that the server answers by, with the codes of the test event filled in.
func deskRoutes(s *site) []route {
	var routes []route
	for _, r := range s.fiber().GetRoutes(true) {
		if r.Method == http.MethodHead || !strings.HasPrefix(r.Path, "/organise") && !forModerators(r.Path) {
			continue
		}
		for _, code := range []string{kindsEvent, kindsOpen, kindsPlanned} {
			path := strings.NewReplacer(":code", code, ":id", "none").Replace(r.Path)
			routes = append(routes, route{r.Method, path})
			if path == r.Path {
				break
			}
		}
	}
	return routes
}

type route struct{ method, path string }

// forModerators reports whether moderators may have the page.
func forModerators(path string) bool {
	return strings.HasPrefix(path, "/moderate") || strings.HasPrefix(path, "/screen")
}

func (r route) send(tb testing.TB, s *site, headers ...string) *reply {
	tb.Helper()
	if r.method == http.MethodPost {
		return s.post(tb, r.path, url.Values{"state": {"open"}, "do": {"hide"}}, headers...)
	}
	return s.get(tb, r.path, headers...)
}

// visitors of the desk: nobody, a device that has come by a link for kindsOpen,
// a moderator and an organiser.
var visitors = []string{"nobody", "link", "moderator", "organiser"}

// mayHave reports whether the visitor may have the page.
func mayHave(visitor, path string) bool {
	switch visitor {
	case "organiser":
		return true
	case "moderator":
		return forModerators(path)
	case "link":
		return forModerators(path) && (path == "/moderate" || strings.Contains(path, kindsOpen))
	}
	return false
}

// publicPaths begin the addresses that are for everybody.
var publicPaths = []string{"/assets/", "/sign-in", "/sign-out", "/language", "/welcome", "/moderation", "/:code"}

// Every route is for everybody, or guarded.
func TestServer_routes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, r := range s.fiber().GetRoutes(true) {
		open := r.Path == "/" || strings.HasPrefix(r.Path, "/organise") || forModerators(r.Path)
		for _, name := range notices {
			open = open || r.Path == "/"+name+"/:lang"
		}
		for _, path := range publicPaths {
			open = open || strings.HasPrefix(r.Path, path)
		}
		if !open {
			t.Errorf("%s %s is neither among the guarded routes nor among the public ones", r.Method, r.Path)
		}
	}
}

// Every page for organisers and moderators, as every kind of visitor. A route
// that is added without a guard fails here.
func TestServer_access(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	byLink, _ := s.linked(t, kindsOpen)
	cookies := map[string]string{
		"link": byLink, "moderator": s.signedIn(t, forms.Moderator), "organiser": s.signedIn(t, forms.Organiser),
	}
	routes := deskRoutes(s)
	if len(routes) < 15 {
		t.Fatalf("only %d routes: %v", len(routes), routes)
	}
	for _, r := range routes {
		for _, visitor := range visitors {
			may := mayHave(visitor, r.path)
			if may && strings.HasSuffix(r.path, "/stream") {
				continue // does not end; see TestServer_stream
			}
			got := r.send(t, s, "Accept", "text/html", "Cookie", cookies[visitor])
			toSignIn := got.StatusCode == http.StatusSeeOther && strings.HasPrefix(got.Header.Get("Location"), "/sign-in")
			switch {
			case visitor == "nobody" && !toSignIn:
				t.Errorf("nobody: %s %s: status %d", r.method, r.path, got.StatusCode)
			case visitor != "nobody" && !may && got.StatusCode != http.StatusNotFound:
				t.Errorf("%s: %s %s: status %d, want 404", visitor, r.method, r.path, got.StatusCode)
			case may && (toSignIn || got.StatusCode >= 400 && !wrongCode(r.path)):
				t.Errorf("%s: %s %s: status %d", visitor, r.method, r.path, got.StatusCode)
			}
			if strings.Contains(got.Header.Get("Cache-Control"), "public") {
				t.Errorf("%s: %s may be cached", visitor, r.path)
			}
		}
		if got := r.send(t, s, "Accept", "application/json"); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("nobody, by a script: %s %s: status %d, want 401", r.method, r.path, got.StatusCode)
		}
		if r.method == http.MethodPost {
			got := r.send(t, s, "Cookie", cookies["organiser"], "Sec-Fetch-Site", "cross-site")
			got.wantStatus(t, http.StatusForbidden)
		}
	}
	for _, path := range []string{"/sign-in", "/sign-out", "/language", "/welcome", "/moderation"} {
		got := s.post(t, path, url.Values{"lang": {"de"}}, "Sec-Fetch-Site", "cross-site")
		got.wantStatus(t, http.StatusForbidden)
	}
	// What somebody may not have looks like what is not there.
	for visitor, paths := range map[string][2]string{
		"moderator": {"/organise/" + kindsEvent, "/organise/ZZZZ"}, "link": {"/moderate/" + kindsPlanned, "/moderate/ZZZZZ"},
	} {
		known, unknown := s.get(t, paths[0], "Cookie", cookies[visitor]), s.get(t, paths[1], "Cookie", cookies[visitor])
		if known.StatusCode != unknown.StatusCode || strings.ReplaceAll(known.body, paths[0], paths[1]) != unknown.body {
			t.Errorf("%s: %s can be told from %s", visitor, paths[0], paths[1])
		}
	}
}

// Refusals on the desk look like the desk, also those that come before anybody
// is recognised.
func TestServer_deskProblems(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	cookie := s.signedIn(t, forms.Organiser)
	wantDesk := func(got *reply, status int) {
		t.Helper()
		got.wantStatus(t, status)
		if !strings.Contains(got.body, `<body class="desk">`) || strings.Contains(got.body, `name="code"`) {
			t.Errorf("%s: not a page of the desk:\n%s", got.Request.URL.Path, got.body)
		}
	}
	for _, path := range []string{"/organise/ZZZZ", "/moderate/ZZZZZ", "/screen/ZZZZZ", "/organise/" + kindsEvent + "/nothing"} {
		wantDesk(s.get(t, path, "Cookie", cookie), http.StatusNotFound)
	}
	wantDesk(s.post(t, "/moderate/"+kindsOpen+"/stage", url.Values{"do": {"burn"}}, "Cookie", cookie), http.StatusBadRequest)
	wantDesk(s.post(t, "/moderate/"+kindsOpen+"/state", nil, "Sec-Fetch-Site", "cross-site"), http.StatusForbidden)
	if got := s.get(t, "/ZZZZZ"); strings.Contains(got.body, `<body class="desk">`) {
		t.Error("participants get a page of the desk")
	}
}

// wrongCode reports whether the path has a session's code where only an
// event's can be, or the other way round.
func wrongCode(path string) bool {
	path = strings.ReplaceAll(path, kindsPlanned, kindsOpen)
	switch path {
	case "/organise/" + kindsOpen, "/organise/" + kindsOpen + "/workbook",
		"/organise/" + kindsOpen + "/contacts", "/organise/" + kindsOpen + "/contacts/workbook", "/organise/" + kindsOpen + "/contacts/none/delete",
		"/moderate/" + kindsEvent + "/stream", "/moderate/" + kindsEvent + "/figures", "/moderate/" + kindsEvent + "/state",
		"/organise/" + kindsOpen + "/slips", "/organise/" + kindsEvent + "/slips", // that event asks for no passes
		"/moderate/" + kindsEvent + "/comments/none", "/moderate/" + kindsOpen + "/comments/none",
		"/moderate/" + kindsEvent + "/close", "/moderate/" + kindsEvent + "/headcount":
		return true
	}
	if strings.Contains(path, "/links") { // no such link, and nothing to make one of
		return true
	}
	// Single responses are there when all sessions are closed.
	return strings.HasPrefix(path, "/organise/"+kindsOpen+"/data") || strings.HasSuffix(path, "/data/:file")
}

func TestServer_signIn(t *testing.T) {
	t.Parallel()
	s := newSite(t, secure)
	s.account(t, "Müller", forms.Organiser)
	s.account(t, "bühne", forms.Moderator)
	tests := []struct {
		name, as, password, next string
		status                   int
		location                 string
	}{
		{"organiser", "Müller", testPassword, "", 303, "/organise"},
		{"without case, with blanks", "  MÜLLER ", testPassword, "", 303, "/organise"},
		{"moderator", "bühne", testPassword, "", 303, "/moderate"},
		{"on to a page", "Müller", testPassword, "/organise/HERN/signs", 303, "/organise/HERN/signs"},
		{"moderator, to an organiser's page", "bühne", testPassword, "/organise/HERN", 303, "/moderate"},
		{"to another site", "Müller", testPassword, "//evil.example", 303, "/organise"},
		{"to another site, by a backslash", "Müller", testPassword, `/organise/\evil.example`, 303, "/organise"},
		{"to another site, by name", "Müller", testPassword, "https://evil.example/organise", 303, "/organise"},
		{"to something like ours", "Müller", testPassword, "/organise.evil.example", 303, "/organise"},
		{"header in the address", "Müller", testPassword, "/organise/\r\nSet-Cookie: a=b", 303, "/organise"},
		{"wrong password", "Müller", testPassword + "!", "", 422, ""},
		{"no such account", "Meier", testPassword, "", 422, ""},
		{"nothing", "", "", "", 422, ""},
	}
	bodies := map[string]bool{}
	for _, test := range tests {
		got := s.post(t, "/sign-in", url.Values{"name": {test.as}, "password": {test.password}, "next": {test.next}})
		if got.StatusCode != test.status || got.Header.Get("Location") != test.location {
			t.Errorf("%s: %d to %q, want %d to %q", test.name, got.StatusCode, got.Header.Get("Location"), test.status, test.location)
		}
		if test.status != 303 {
			bodies[strings.ReplaceAll(got.body, `value="`+test.as+`"`, "")] = true
			if len(got.Cookies()) > 0 || strings.Contains(got.body, testPassword) {
				t.Errorf("%s: a cookie, or the password on the page", test.name)
			}
			continue
		}
		checkSession(t, test.name, got.Cookies())
	}
	if len(bodies) > 2 { // with and without a name, which has the focus then
		t.Errorf("%d different refusals: they tell which accounts there are", len(bodies))
	}
}

func checkSession(t *testing.T, name string, cookies []*http.Cookie) {
	t.Helper()
	if len(cookies) != 1 {
		t.Fatalf("%s: %d cookies", name, len(cookies))
	}
	c := cookies[0]
	if c.Name != "__Host-resonanz" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" ||
		c.Domain != "" || len(c.Value) < 40 || c.MaxAge != 0 || !c.Expires.IsZero() {
		t.Errorf("%s: cookie %v", name, c)
	}
}

func TestServer_signOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.account(t, "eva", forms.Organiser)
	signIn := func(cookie string) string {
		t.Helper()
		got := s.post(t, "/sign-in", url.Values{"name": {"eva"}, "password": {testPassword}}, "Cookie", cookie)
		got.wantStatus(t, http.StatusSeeOther)
		return got.Cookies()[0].Name + "=" + got.Cookies()[0].Value
	}
	in := func(cookie string) bool {
		return s.get(t, "/organise", "Accept", "text/html", "Cookie", cookie).StatusCode == http.StatusOK
	}
	first := signIn("")
	other := signIn("") // on another device
	second := signIn(first)
	if first == second || in(first) || !in(second) || !in(other) {
		t.Fatal("a sign-in must have a new secret and end the one before on this device, and no other")
	}
	got := s.post(t, "/sign-out", nil, "Cookie", second)
	if c := got.Cookies(); got.StatusCode != http.StatusSeeOther || len(c) != 1 || c[0].Value != "" || c[0].MaxAge == 0 && c[0].Expires.IsZero() {
		t.Errorf("sign-out: %d, cookies %v", got.StatusCode, c)
	}
	if in(second) || !in(other) {
		t.Error("a sign-out must end its sign-in and no other")
	}
}

func TestServer_signIn_throttled(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for range 100 {
		got := s.post(t, "/sign-in", url.Values{"name": {"eva"}, "password": {"geraten"}})
		if got.StatusCode == http.StatusTooManyRequests {
			if got.Header.Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
			return
		}
	}
	t.Error("a hundred passwords tried")
}

func TestServer_welcome(t *testing.T) {
	t.Parallel()
	secret := auth.NewToken()
	s := newSite(t, func(cfg *config.Config) { cfg.SetupToken = secret })
	s.get(t, "/welcome").wantStatus(t, http.StatusOK)
	valid := url.Values{"token": {secret}, "name": {"organisation"}, "password": {testPassword}}
	for field, wrong := range map[string]string{
		"token": auth.NewToken(), "name": " ", "password": "passwort1234",
	} {
		values := url.Values{}
		for name, value := range valid {
			values[name] = value
		}
		values.Set(field, wrong)
		got := s.post(t, "/welcome", values)
		got.wantStatus(t, http.StatusUnprocessableEntity)
		if got.id("e-"+field) == nil || strings.Contains(got.body, testPassword) {
			t.Errorf("%s: no reason at the field, or the password on the page", field)
		}
	}
	got := s.post(t, "/welcome", valid)
	got.wantStatus(t, http.StatusSeeOther)
	cookie := got.Cookies()[0].Name + "=" + got.Cookies()[0].Value
	s.get(t, "/organise", "Cookie", cookie).wantStatus(t, http.StatusOK)
	// The link works once.
	s.get(t, "/welcome").wantStatus(t, http.StatusNotFound)
	s.post(t, "/welcome", url.Values{"token": {secret}, "name": {"eva"}, "password": {testPassword}}).wantStatus(t, http.StatusNotFound)
}

// Without a token in the configuration nobody sets anything up, also not with
// an empty one.
func TestServer_welcome_none(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get(t, "/welcome").wantStatus(t, http.StatusNotFound)
	s.post(t, "/welcome", url.Values{"token": {""}, "name": {"eva"}, "password": {testPassword}}).wantStatus(t, http.StatusNotFound)
}

func TestServer_chooseLanguage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if got := s.get(t, "/sign-in", "Accept-Language", "tr, en;q=0.5"); attr(got.all(atom.Html)[0], "lang") != "en" {
		t.Error("the browser asks for English")
	}
	got := s.post(t, "/language", url.Values{"lang": {"en"}, "here": {"/organise/HERN"}})
	if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/organise/HERN" {
		t.Fatalf("%d to %q", got.StatusCode, got.Header.Get("Location"))
	}
	cookie := got.Cookies()[0]
	if got := s.get(t, "/sign-in", "Accept-Language", "de", "Cookie", cookie.Name+"="+cookie.Value); !strings.Contains(got.body, "Sign in") {
		t.Error("the choice is not kept")
	}
	s.post(t, "/language", url.Values{"lang": {"xx"}}).wantStatus(t, http.StatusBadRequest)
}

// Participants never get a cookie, not even one that is signed in elsewhere.
func TestServer_noCookies(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{"/", "/" + kindsEvent, "/" + kindsOpen, "/" + kindsOpen + "/de", "/ZZZZZ"} {
		if got := s.get(t, path, "Cookie", LanguageCookie+"=en"); len(got.Cookies()) > 0 {
			t.Errorf("%s sets %v", path, got.Cookies())
		}
	}
}
