package web_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"resonanz/app/auth"
	"resonanz/app/config"
	"resonanz/app/service/servicetest"
	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/forms/logo"
)

func testLogo(tb testing.TB) logo.Image {
	tb.Helper()
	image, err := logo.Read([]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"/>`))
	if err != nil {
		tb.Fatal(err)
	}
	return image
}

// deskRoutes returns the routes for organisers and moderators, from the table
// that the server answers by, with the codes of the test event and the parts of
// its draft filled in.
func deskRoutes(tb testing.TB, s *servicetest.Site) []route {
	tb.Helper()
	event, err := s.Store.Event(tb.Context(), servicetest.KindsEvent)
	if err != nil {
		tb.Fatal(err)
	}
	draft, err := s.Store.DraftOf(tb.Context(), event.ID, "")
	if err != nil {
		tb.Fatal(err)
	}
	whole, image := draft.Definition(), testLogo(tb)
	_, err = s.Store.AddPart(tb.Context(), draft.ID, forms.PathOfLogo, forms.AtEnd, &forms.LogoPart{Image: image}, "")
	if err != nil && forms.CodeOf(err) != forms.CodeConflict { // added before
		tb.Fatal(err)
	}
	parts := strings.NewReplacer("/drafts/:id", fmt.Sprint("/drafts/", draft.ID), ":key", whole.Sessions[0].Key, ":session", whole.Sessions[0].Key,
		":form", whole.Forms[0].Key, ":question", whole.Forms[0].Questions[0].Key, ":lang", event.Languages[1], ":of", "session-"+whole.Sessions[0].Key, ":name", image.Name())
	var routes []route
	for _, r := range s.Fiber().GetRoutes(true) {
		if r.Method == http.MethodHead || !strings.HasPrefix(r.Path, "/organise") && !forModerators(r.Path) && !forSpeakers(r.Path) {
			continue
		}
		for _, code := range []string{servicetest.KindsEvent, servicetest.KindsOpen, servicetest.KindsPlanned} {
			path := strings.NewReplacer(":code", code, ":id", "none").Replace(parts.Replace(r.Path))
			routes = append(routes, route{r.Method, path})
			if !strings.Contains(r.Path, ":code") {
				break
			}
		}
	}
	return routes
}

type route struct{ method, path string }

// forSpeakers reports whether speakers may have the page.
func forSpeakers(path string) bool {
	return strings.HasPrefix(path, "/speaker") && path != "/speaker/sign-in"
}

// forModerators reports whether moderators may have the page.
func forModerators(path string) bool {
	return strings.HasPrefix(path, "/moderate") || strings.HasPrefix(path, "/screen") || strings.HasPrefix(path, "/account")
}

func (r route) send(tb testing.TB, s *servicetest.Site, headers ...string) *servicetest.Reply {
	tb.Helper()
	if r.method == http.MethodPost {
		return s.Post(tb, r.path, url.Values{"state": {"open"}, "do": {"hide"}}, headers...)
	}
	return s.Get(tb, r.path, headers...)
}

// visitors of the desk: nobody, a device that has come by a link for KindsOpen, that
// of its speaker, a moderator and an organiser.
var visitors = []string{"nobody", "link", "speaker", "moderator", "organiser"}

// mayHave reports whether the visitor may have the page.
func mayHave(visitor, path string) bool {
	switch visitor {
	case "organiser":
		return true
	case "moderator":
		return forModerators(path)
	case "speaker":
		return forSpeakers(path) && (path == "/speaker" || strings.HasPrefix(path, "/speaker/all/") || strings.Contains(path, servicetest.KindsOpen))
	case "link":
		return forModerators(path) && (path == "/moderate" || strings.Contains(path, servicetest.KindsOpen))
	}
	return false
}

// publicPaths begin the addresses that are for everybody.
var publicPaths = []string{"/assets/", "/event-logo/", "/sign-in", "/sign-out", "/language", "/welcome", "/password", "/moderation", "/speaker/sign-in", "/handbook", "/:code"}

// Every route is for everybody, or guarded.
func TestServer_routes(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for _, r := range s.Fiber().GetRoutes(true) {
		open := r.Path == "/" || strings.HasPrefix(r.Path, "/organise") || forModerators(r.Path) || forSpeakers(r.Path)
		for _, name := range web.Notices {
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
	s := servicetest.New(t)
	byLink, _ := s.Linked(t, servicetest.KindsOpen)
	cookies := map[string]string{
		"link": byLink, "speaker": s.Speaks(t, servicetest.KindsOpen), "moderator": s.SignedIn(t, forms.Moderator), "organiser": s.SignedIn(t, forms.Organiser),
	}
	herne, err := s.Store.Event(t.Context(), "HERN")
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := s.Store.Sessions(t.Context(), herne.ID)
	if err != nil {
		t.Fatal(err)
	}
	foreign := sessions[0].Code
	routes := deskRoutes(t, s)
	if len(routes) < 15 {
		t.Fatalf("only %d routes: %v", len(routes), routes)
	}
	for _, r := range routes {
		for _, visitor := range visitors {
			may := mayHave(visitor, r.path)
			needsMore := r.method == http.MethodPost && (strings.HasPrefix(r.path, "/organise/drafts/") || strings.HasPrefix(r.path, "/organise/new") || strings.HasSuffix(r.path, "/ask")) // the revision, what is to be done, or with which question
			if may && (strings.HasSuffix(r.path, "/stream") || r.path == "/account/sign-out") {
				continue // does not end, see TestServer_stream; ends the sign-in, see TestServer_account
			}
			got := r.send(t, s, "Accept", "text/html", "Cookie", cookies[visitor])
			toSignIn := got.StatusCode == http.StatusSeeOther && strings.HasPrefix(got.Header.Get("Location"), "/sign-in")
			switch {
			case visitor == "nobody" && !toSignIn:
				t.Errorf("nobody: %s %s: status %d", r.method, r.path, got.StatusCode)
			case visitor != "nobody" && !may && got.StatusCode != http.StatusNotFound:
				t.Errorf("%s: %s %s: status %d, want 404", visitor, r.method, r.path, got.StatusCode)
			case may && (toSignIn || got.StatusCode >= 400 && !wrongCode(r.path) && !needsMore):
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
			got.WantStatus(t, http.StatusForbidden)
		}
	}
	for _, path := range []string{"/sign-in", "/sign-out", "/language", "/welcome", "/password", "/moderation", "/speaker/sign-in"} {
		got := s.Post(t, path, url.Values{"lang": {"de"}}, "Sec-Fetch-Site", "cross-site")
		got.WantStatus(t, http.StatusForbidden)
	}
	// A link is for its sessions and for nothing else, also in another event.
	for _, r := range routes {
		for from, to := range map[string]string{servicetest.KindsEvent: "HERN", servicetest.KindsOpen: foreign} {
			if other := (route{r.method, strings.Replace(r.path, "/"+from, "/"+to, 1)}); other.path != r.path && !strings.Contains(r.path, servicetest.KindsPlanned) {
				other.send(t, s, "Cookie", byLink).WantStatus(t, http.StatusNotFound)
				other.send(t, s, "Cookie", cookies["speaker"]).WantStatus(t, http.StatusNotFound)
			}
		}
	}
	// What somebody may not have looks like what is not there.
	for visitor, paths := range map[string][2]string{
		"moderator": {"/organise/" + servicetest.KindsEvent, "/organise/ZZZZ"}, "link": {"/moderate/" + servicetest.KindsPlanned, "/moderate/ZZZZZ"},
		"speaker": {"/speaker/" + servicetest.KindsPlanned, "/speaker/ZZZZZ"},
	} {
		known, unknown := s.Get(t, paths[0], "Cookie", cookies[visitor]), s.Get(t, paths[1], "Cookie", cookies[visitor])
		if known.StatusCode != unknown.StatusCode || strings.ReplaceAll(known.Body, paths[0], paths[1]) != unknown.Body {
			t.Errorf("%s: %s can be told from %s", visitor, paths[0], paths[1])
		}
	}
}

// Refusals on the desk look like the desk, also those that come before anybody
// is recognised.
func TestServer_deskProblems(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	wantDesk := func(got *servicetest.Reply, status int) {
		t.Helper()
		got.WantStatus(t, status)
		if !strings.Contains(got.Body, `<body class="desk">`) || strings.Contains(got.Body, `name="code"`) {
			t.Errorf("%s: not a page of the desk:\n%s", got.Request.URL.Path, got.Body)
		}
	}
	for _, path := range []string{"/organise/ZZZZ", "/moderate/ZZZZZ", "/screen/ZZZZZ", "/organise/" + servicetest.KindsEvent + "/nothing"} {
		wantDesk(s.Get(t, path, "Cookie", cookie), http.StatusNotFound)
	}
	wantDesk(s.Post(t, "/moderate/"+servicetest.KindsOpen+"/stage", url.Values{"do": {"burn"}}, "Cookie", cookie), http.StatusBadRequest)
	wantDesk(s.Post(t, "/moderate/"+servicetest.KindsOpen+"/state", nil, "Sec-Fetch-Site", "cross-site"), http.StatusForbidden)
	if got := s.Get(t, "/ZZZZZ"); strings.Contains(got.Body, `<body class="desk">`) {
		t.Error("participants get a page of the desk")
	}
}

// wrongCode reports whether the path has a session's code where only an
// event's can be, or the other way round.
func wrongCode(path string) bool {
	path = strings.ReplaceAll(path, servicetest.KindsPlanned, servicetest.KindsOpen)
	switch path {
	case "/organise/" + servicetest.KindsOpen, "/organise/" + servicetest.KindsOpen + "/workbook", "/organise/" + servicetest.KindsOpen + "/draft",
		"/organise/" + servicetest.KindsOpen + "/contacts", "/organise/" + servicetest.KindsOpen + "/contacts/workbook", "/organise/" + servicetest.KindsOpen + "/contacts/none/delete",
		"/moderate/" + servicetest.KindsEvent + "/stream", "/moderate/" + servicetest.KindsEvent + "/figures", "/moderate/" + servicetest.KindsEvent + "/state",
		"/organise/" + servicetest.KindsOpen + "/slips", "/organise/" + servicetest.KindsEvent + "/slips", // that event asks for no passes
		"/moderate/" + servicetest.KindsEvent + "/comments/none", "/moderate/" + servicetest.KindsOpen + "/comments/none",
		"/moderate/" + servicetest.KindsEvent + "/comments", "/moderate/" + servicetest.KindsOpen + "/comments", // nothing is decided
		"/moderate/" + servicetest.KindsEvent + "/ask", "/moderate/" + servicetest.KindsOpen + "/ask", "/moderate/" + servicetest.KindsPlanned + "/ask", // nothing is asked
		"/moderate/" + servicetest.KindsEvent + "/close", "/moderate/" + servicetest.KindsEvent + "/headcount", "/moderate/" + servicetest.KindsEvent + "/trust":
		return true
	}
	if path == "/organise/accounts" || strings.HasPrefix(path, "/organise/accounts/none/") || path == "/account/password" || path == "/organise/backup" { // nothing is given
		return true
	}
	if strings.HasSuffix(path, "/delete") || strings.HasSuffix(path, "/retention") || strings.HasSuffix(path, "/rehearsal") || strings.HasSuffix(path, "/shift") || path == "/organise/"+servicetest.KindsOpen+"/trial" { // a session, or neither code nor days are typed
		return true
	}
	if event := "/moderate/" + servicetest.KindsEvent; strings.HasPrefix(path, event+"/podium") || path == event+"/ask" || strings.HasSuffix(path, "/podium/none") { // of sessions, and there is no such question
		return true
	}
	if of := "/" + servicetest.KindsOpen + "/"; strings.HasSuffix(path, "/wifi.svg") || strings.HasPrefix(path, "/moderate"+of+"closing") || strings.HasPrefix(path, "/moderate"+of+"presenter") ||
		path == "/moderate/"+servicetest.KindsEvent+"/closing" || path == "/screen/"+servicetest.KindsEvent+"/leave" { // that event has no Wi-Fi; events have a closing round, of which nothing is to be done, and sessions screens
		return true
	}
	if path == "/speaker/"+servicetest.KindsEvent || strings.HasPrefix(path, "/speaker/"+servicetest.KindsEvent+"/") { // sessions have speakers
		return true
	}
	if strings.Contains(path, "/links") { // no such link, and nothing to make one of
		return true
	}
	// Single responses are there when all sessions are closed.
	return strings.HasPrefix(path, "/organise/"+servicetest.KindsOpen+"/data") || strings.HasSuffix(path, "/data/:file")
}

func TestServer_signIn(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t, servicetest.Secure)
	s.Account(t, "Müller", forms.Organiser)
	s.Account(t, "bühne", forms.Moderator)
	tests := []struct {
		name, as, password, next string
		status                   int
		location                 string
	}{
		{"organiser", "Müller", servicetest.TestPassword, "", 303, "/organise"},
		{"without case, with blanks", "  MÜLLER ", servicetest.TestPassword, "", 303, "/organise"},
		{"moderator", "bühne", servicetest.TestPassword, "", 303, "/moderate"},
		{"on to a page", "Müller", servicetest.TestPassword, "/organise/HERN/signs", 303, "/organise/HERN/signs"},
		{"on to a stage in another language", "bühne", servicetest.TestPassword, "/screen/K1NDA?lang=en", 303, "/screen/K1NDA?lang=en"},
		{"organiser, on to a stage", "Müller", servicetest.TestPassword, "/screen/K1NDA", 303, "/screen/K1NDA"},
		{"to what is no page", "Müller", servicetest.TestPassword, "/sign-out", 303, "/organise"},
		{"to another site, by a query", "Müller", servicetest.TestPassword, "//evil.example?/organise", 303, "/organise"},
		{"moderator, to an organiser's page", "bühne", servicetest.TestPassword, "/organise/HERN", 303, "/moderate"},
		{"to another site", "Müller", servicetest.TestPassword, "//evil.example", 303, "/organise"},
		{"to another site, by a backslash", "Müller", servicetest.TestPassword, `/organise/\evil.example`, 303, "/organise"},
		{"to another site, by name", "Müller", servicetest.TestPassword, "https://evil.example/organise", 303, "/organise"},
		{"to something like ours", "Müller", servicetest.TestPassword, "/organise.evil.example", 303, "/organise"},
		{"header in the address", "Müller", servicetest.TestPassword, "/organise/\r\nSet-Cookie: a=b", 303, "/organise"},
		{"wrong password", "Müller", servicetest.TestPassword + "!", "", 422, ""},
		{"no such account", "Meier", servicetest.TestPassword, "", 422, ""},
		{"nothing", "", "", "", 422, ""},
	}
	bodies := map[string]bool{}
	for _, test := range tests {
		got := s.Post(t, "/sign-in", url.Values{"name": {test.as}, "password": {test.password}, "next": {test.next}})
		if got.StatusCode != test.status || got.Header.Get("Location") != test.location {
			t.Errorf("%s: %d to %q, want %d to %q", test.name, got.StatusCode, got.Header.Get("Location"), test.status, test.location)
		}
		if test.status != 303 {
			bodies[strings.ReplaceAll(got.Body, `value="`+test.as+`"`, "")] = true
			if len(got.Cookies()) > 0 || strings.Contains(got.Body, servicetest.TestPassword) {
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
	s := servicetest.New(t)
	s.Account(t, "eva", forms.Organiser)
	signIn := func(cookie string) string {
		t.Helper()
		got := s.Post(t, "/sign-in", url.Values{"name": {"eva"}, "password": {servicetest.TestPassword}}, "Cookie", cookie)
		got.WantStatus(t, http.StatusSeeOther)
		return got.Cookies()[0].Name + "=" + got.Cookies()[0].Value
	}
	in := func(cookie string) bool {
		return s.Get(t, "/organise", "Accept", "text/html", "Cookie", cookie).StatusCode == http.StatusOK
	}
	first := signIn("")
	other := signIn("") // on another device
	second := signIn(first)
	if first == second || in(first) || !in(second) || !in(other) {
		t.Fatal("a sign-in must have a new secret and end the one before on this device, and no other")
	}
	got := s.Post(t, "/sign-out", nil, "Cookie", second)
	if c := got.Cookies(); got.StatusCode != http.StatusSeeOther || len(c) != 1 || c[0].Value != "" || c[0].MaxAge == 0 && c[0].Expires.IsZero() {
		t.Errorf("sign-out: %d, cookies %v", got.StatusCode, c)
	}
	if in(second) || !in(other) {
		t.Error("a sign-out must end its sign-in and no other")
	}
}

func TestServer_signIn_throttled(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for range 100 {
		got := s.Post(t, "/sign-in", url.Values{"name": {"eva"}, "password": {"geraten"}})
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
	s := servicetest.New(t, func(cfg *config.Config) { cfg.SetupToken = secret })
	s.Get(t, "/welcome").WantStatus(t, http.StatusOK)
	valid := url.Values{"token": {secret}, "name": {"organisation"}, "password": {servicetest.TestPassword}}
	for field, wrong := range map[string]string{
		"token": auth.NewToken(), "name": " ", "password": "passwort1234",
	} {
		values := url.Values{}
		for name, value := range valid {
			values[name] = value
		}
		values.Set(field, wrong)
		got := s.Post(t, "/welcome", values)
		got.WantStatus(t, http.StatusUnprocessableEntity)
		if got.ByID("e-"+field) == nil || strings.Contains(got.Body, servicetest.TestPassword) {
			t.Errorf("%s: no reason at the field, or the password on the page", field)
		}
	}
	got := s.Post(t, "/welcome", valid)
	got.WantStatus(t, http.StatusSeeOther)
	cookie := got.Cookies()[0].Name + "=" + got.Cookies()[0].Value
	s.Get(t, "/organise", "Cookie", cookie).WantStatus(t, http.StatusOK)
	// The link works once.
	s.Get(t, "/welcome").WantStatus(t, http.StatusNotFound)
	s.Post(t, "/welcome", url.Values{"token": {secret}, "name": {"eva"}, "password": {servicetest.TestPassword}}).WantStatus(t, http.StatusNotFound)
}

// Without a token in the configuration nobody sets anything up, also not with
// an empty one.
func TestServer_welcome_none(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	s.Get(t, "/welcome").WantStatus(t, http.StatusNotFound)
	s.Post(t, "/welcome", url.Values{"token": {""}, "name": {"eva"}, "password": {servicetest.TestPassword}}).WantStatus(t, http.StatusNotFound)
}

func TestServer_chooseLanguage(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	if got := s.Get(t, "/sign-in", "Accept-Language", "tr, en;q=0.5"); servicetest.Attribute(got.All(atom.Html)[0], "lang") != "en" {
		t.Error("the browser asks for English")
	}
	got := s.Post(t, "/language", url.Values{"lang": {"en"}, "here": {"/organise/HERN"}})
	if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/organise/HERN" {
		t.Fatalf("%d to %q", got.StatusCode, got.Header.Get("Location"))
	}
	cookie := got.Cookies()[0]
	if got := s.Get(t, "/sign-in", "Accept-Language", "de", "Cookie", cookie.Name+"="+cookie.Value); !strings.Contains(got.Body, "Sign in") {
		t.Error("the choice is not kept")
	}
	s.Post(t, "/language", url.Values{"lang": {"xx"}}).WantStatus(t, http.StatusBadRequest)
}

// Participants never get a cookie, not even one that is signed in elsewhere.
func TestServer_noCookies(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for _, path := range []string{"/", "/" + servicetest.KindsEvent, "/" + servicetest.KindsOpen, "/" + servicetest.KindsOpen + "/de", "/ZZZZZ"} {
		if got := s.Get(t, path, "Cookie", web.LanguageCookie+"=en"); len(got.Cookies()) > 0 {
			t.Errorf("%s sets %v", path, got.Cookies())
		}
	}
}

// A proxy may add where a request comes from in a line of its own. What the
// client has written before does not count.
func TestServer_signIn_forwarded(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t, func(c *config.Config) { c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")} })
	for n := range 60 {
		body := url.Values{"name": {"eva"}, "password": {"geraten"}}.Encode()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.Base+"/sign-in", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header["X-Forwarded-For"] = []string{fmt.Sprintf("198.51.%d.1", n), "203.0.113.7"}
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("60 passwords tried from one address that called itself by others")
}

// Whoever has to sign in gets to the page that they asked for.
func TestServer_signIn_target(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for _, page := range []string{"/screen/" + servicetest.KindsOpen, "/screen/" + servicetest.KindsOpen + "?lang=en", "/moderate/" + servicetest.KindsOpen, "/organise/" + servicetest.KindsEvent} {
		s.Get(t, page, "Accept", "text/html").WantStatus(t, http.StatusSeeOther)
		asked := s.Get(t, page, "Accept", "text/html").Header.Get("Location")
		if got := s.Get(t, asked).Typed("next"); len(got) != 1 || got[0] != page {
			t.Errorf("%s leads to a sign-in for %q", page, got)
		}
	}
}

// Somebody in the hall who guesses passwords, also on the accounts of others,
// keeps nobody out who knows theirs.
//
// Reference, Robustness: "does not use up what others have"
func TestServer_signIn_guessed(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	const owners = 15
	for n := range owners {
		s.Account(t, fmt.Sprint("moderation", n), forms.Moderator)
	}
	guess := func(name string, n int) {
		for range n {
			s.Post(t, "/sign-in", url.Values{"name": {name}, "password": {"geraten und falsch"}})
		}
	}
	for n := range 9 { // all that the network has
		guess(fmt.Sprint("niemand", n), 10)
	}
	for n := range owners {
		name := fmt.Sprint("moderation", n)
		guess(name, 2) // as many as can be mistyped
		got := s.Post(t, "/sign-in", url.Values{"name": {name}, "password": {servicetest.TestPassword}})
		got.WantStatus(t, http.StatusSeeOther)
	}
	// Now that they are known they have all attempts again.
	guess("moderation0", 9)
	s.Post(t, "/sign-in", url.Values{"name": {"moderation0"}, "password": {servicetest.TestPassword}}).WantStatus(t, http.StatusSeeOther)
}

// Names that are one account have one allowance.
func TestServer_signIn_folded(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	tried := 0
	for n := range 30 {
		name := []string{"organisation", "ORGANISATION", "organiſation", " Organisation "}[n%4]
		if s.Post(t, "/sign-in", url.Values{"name": {name}, "password": {"geraten"}}).StatusCode != http.StatusTooManyRequests {
			tried++
		}
	}
	if tried > 11 { // one may come back meanwhile
		t.Errorf("%d passwords tried under four spellings of one name, want 10", tried)
	}
}
