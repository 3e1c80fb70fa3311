package web_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"resonanz/app/config"
	"resonanz/app/service/servicetest"
	"resonanz/app/web"
	"resonanz/forms"
)

// TestServer_headers asks for every route, with parameters that exist and with
// some that do not.
// README, Data protection: "and participants get no cookies"
func TestServer_headers(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t, func(c *config.Config) { c.BaseURL = "https://feedback.example" })
	want := map[string]string{
		"Content-Security-Policy":      web.ContentPolicy,
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
		"Strict-Transport-Security":    "max-age=31536000; includeSubDomains",
	}
	asset := strings.SplitN(s.Assets.Path("base.css"), "/", 4)
	fill := strings.NewReplacer(":code", servicetest.KindsOpen, ":lang", "de", ":token", string(forms.NewToken()), ":hash", asset[2], ":name", asset[3])
	paths := map[string]bool{"/": true, "/nowhere": true, "/ZZZZZ": true, "/" + servicetest.KindsPlanned: true, "/a/b/c/d/e/f": true, s.Assets.Path("base.css") + "x": true}
	for _, route := range s.Fiber().GetRoutes(true) {
		if !endless(route.Path) {
			paths[fill.Replace(route.Path)] = true
		}
	}
	for path := range paths {
		for _, method := range []string{"GET", "HEAD", "POST", "DELETE", "OPTIONS", "BREW"} {
			r := s.Do(t, method, path, nil)
			for name, value := range want {
				if got := r.Header.Get(name); got != value {
					t.Errorf("%s %s: %s %q, want %q", method, path, name, got, value)
				}
			}
			if r.Header.Get("Cache-Control") == "" {
				t.Errorf("%s %s: no Cache-Control", method, path)
			}
			if len(r.Header["Set-Cookie"]) > 0 && !strings.HasPrefix(path, "/sign") {
				t.Errorf("%s %s: sets a cookie", method, path)
			}
			if r.StatusCode >= 500 {
				t.Errorf("%s %s: status %d", method, path, r.StatusCode)
			}
		}
	}
}

// endless reports whether a route is a stream for everybody: what phones hear of
// their session.
func endless(path string) bool { return strings.HasSuffix(path, "/hall/stream") }

// TestServer_refusals sends what no page of ours makes a browser send.
func TestServer_refusals(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	const form = "application/x-www-form-urlencoded"
	send := "/" + servicetest.KindsOpen + "/en"
	token := forms.FieldToken + "=" + string(forms.NewToken())
	refused := []struct {
		name    string
		method  string
		path    string
		body    string
		kind    string
		status  int
		heading string
	}{
		{"unknown code", "GET", "/ZZZZZ/en", "", "", 404, "Good to have you here"},
		{"no code", "GET", "/index.php", "", "", 404, "Diese Seite gibt es nicht"},
		{"event as session", "POST", "/" + servicetest.KindsEvent + "/en", token, form, 404, "There is no such page"},
		{"not open yet", "GET", "/" + servicetest.KindsPlanned + "/en", "", "", 409, "This survey is not open yet"},
		{"sent too early", "POST", "/" + servicetest.KindsPlanned + "/en", token, form, 303, "This survey is not open yet"},
		{"wrong kind of value", "POST", send, token + "&gesamt=gut&stunden=viele", form, 303, ""},
		{"unknown option", "POST", send, token + "&gesamt=super", form, 303, ""},
		{"duplicate keys", "POST", send, token + "&gesamt=gut&gesamt=mittel", form, 303, ""},
		{"two tokens", "POST", send, token + "&gesamt=gut&" + token, form, 303, ""},
		{"megabyte of text", "POST", send, token + "&satz=" + strings.Repeat("a", 1<<20), form, 413, "That was too much at once"},
		{"ten thousand keys", "POST", send, token + manyKeys(10_000), form, 413, "Those were too many fields"},
		{"invalid UTF-8", "POST", send, token + "&gesamt=gut&satz=%ff%fe", form, 400, "Your answers arrived damaged"},
		{"invalid UTF-8 in a name", "POST", send, token + "&%ff=gut", form, 400, "Your answers arrived damaged"},
		{"multipart", "POST", send, "--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415, "Your answers arrived damaged"},
		{"no kind", "POST", send, token, "", 415, "Your answers arrived damaged"},
		{"method", "DELETE", send, "", "", 405, "This page cannot be used that way"},
		{"method with a body", "PUT", send, token, form, 405, "This page cannot be used that way"},
		{"unknown method", "BREW", send, "", "", 405, "This page cannot be used that way"},
		{"receipt of nobody", "GET", send + "/receipt/" + string(forms.NewToken()), "", "", 404, "No answers stored"},
		{"malformed receipt", "GET", send + "/receipt/1234", "", "", 404, "There is no such page"},
	}
	for _, test := range refused {
		t.Run(test.name, func(t *testing.T) {
			r := s.Do(t, test.method, test.path, strings.NewReader(test.body), "Content-Type", test.kind)
			r.WantStatus(t, test.status)
			if test.status == http.StatusSeeOther { // to the form with what was typed, or to what says why there is none
				r = s.Get(t, r.Header.Get("Location"))
				if test.heading == "" {
					test.heading = "Closing"
				}
			}
			if got := r.Heading(); got != test.heading {
				t.Errorf("heading %q, want %q", got, test.heading)
			}
			for _, inner := range []string{"goroutine", ".go:", "sql", "malformed receipt", "Cannot "} {
				if strings.Contains(r.Body, inner) {
					t.Errorf("the page says %q", inner)
				}
			}
		})
	}
	if got := s.Turnout(t, servicetest.KindsOpen); got != 0 {
		t.Errorf("%d responses were stored", got)
	}

	metrics := httptest.NewRecorder()
	s.Metrics.Handler().ServeHTTP(metrics, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for reason, want := range map[string]int{
		web.RefusedUnknownCode: 4, web.RefusedNotOpen: 2, web.RefusedInvalidAnswers: 4, web.RefusedBodyTooLarge: 1,
		web.RefusedTooManyKeys: 1, web.RefusedBadEncoding: 4, web.RefusedMethod: 3, web.RefusedOther: 0,
	} {
		if line := fmt.Sprintf("resonanz_refused_total{reason=%q} %d\n", reason, want); !strings.Contains(metrics.Body.String(), line) {
			t.Errorf("the metrics lack the line %s", line)
		}
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "&k%d=", i)
	}
	return b.String()
}

// TestServer_cutOff ends a request in the middle of its body and reads the
// answer on the half of the connection that is left.
func TestServer_cutOff(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	body := forms.FieldToken + "=" + string(forms.NewToken()) + "&gesamt=gut&mehr=" + strings.Repeat("a", 20_000)
	for _, test := range []struct{ name, head, sent string }{
		{"early", fmt.Sprintf("Content-Length: %d", len(body)), body[:60]},
		{"late", fmt.Sprintf("Content-Length: %d", len(body)), body[:len(body)-1]},
		{"chunked", "Transfer-Encoding: chunked", "20\r\n" + body[:20]},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", strings.TrimPrefix(s.Base, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_, err = fmt.Fprintf(conn, "POST /%s/en HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n%s\r\n\r\n%s",
				servicetest.KindsOpen, test.head, test.sent)
			if err == nil {
				err = conn.(*net.TCPConn).CloseWrite()
			}
			if err != nil {
				t.Fatal(err)
			}
			r, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Body.Close()
			page, err := io.ReadAll(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			if r.StatusCode != http.StatusBadRequest || r.Header.Get("Content-Security-Policy") == "" {
				t.Errorf("status %d, headers %v", r.StatusCode, r.Header)
			}
			// A request that broke off early has lost its path, and with it the language.
			if !strings.Contains(string(page), "did not arrive completely") && !strings.Contains(string(page), "kamen nicht ganz an") {
				t.Errorf("page:\n%s", page)
			}
		})
	}
	if got := s.Turnout(t, servicetest.KindsOpen); got != 0 {
		t.Errorf("%d responses were stored", got)
	}
}

// TestServer_keepsConnection sends a long body and a request of another page
// on one connection: what was not wanted of the first must not be read as the
// second.
func TestServer_keepsConnection(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.Base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := strings.Repeat("a", 100_000)
	_, err = fmt.Fprintf(conn, "POST /%s/en HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\nContent-Length: %d\r\n\r\n%s"+
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n", servicetest.KindsOpen, len(body), body)
	if err != nil {
		t.Fatal(err)
	}
	reader := bufio.NewReader(conn)
	for _, want := range []int{http.StatusForbidden, http.StatusOK} {
		r, err := http.ReadResponse(reader, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = io.Copy(io.Discard, r.Body); err != nil || r.StatusCode != want {
			t.Fatalf("status %d, %v; want %d", r.StatusCode, err, want)
		}
	}
}

func TestServer_sameOrigin(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t, func(c *config.Config) { c.BaseURL = "https://feedback.example" })
	for _, test := range []struct {
		name, Site, origin string
		status             int
	}{
		{"own page", "same-origin", "", 303},
		{"typed address", "none", "", 303},
		{"other site", "cross-site", "", 403},
		{"other host of the site", "same-site", "", 403},
		{"other site that claims our origin", "cross-site", "https://feedback.example", 403},
		{"old browser", "", s.Base, 303},
		{"old browser behind a proxy", "", "https://feedback.example", 303},
		{"old browser on another site", "", "https://evil.example", 403},
		{"sandboxed page", "", "null", 403},
		{"no browser", "", "", 303},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			headers := []string{"Content-Type", "application/x-www-form-urlencoded"}
			if test.Site != "" {
				headers = append(headers, "Sec-Fetch-Site", test.Site)
			}
			if test.origin != "" {
				headers = append(headers, "Origin", test.origin)
			}
			body := servicetest.Answers(string(forms.NewToken())).Encode()
			s.Do(t, http.MethodPost, "/"+servicetest.KindsOpen+"/de", strings.NewReader(body), headers...).WantStatus(t, test.status)
		})
	}
}

// TestServer_changesNothingByGET asks for all routes by GET and looks whether
// an answer, stored before, is still all there is.
func TestServer_changesNothingByGET(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	token := string(forms.NewToken())
	s.Post(t, "/"+servicetest.KindsOpen+"/de", servicetest.Answers(token)).WantStatus(t, http.StatusSeeOther)
	fill := strings.NewReplacer(":code", servicetest.KindsOpen, ":lang", "de", ":token", token)
	for _, route := range s.Fiber().GetRoutes(true) {
		if endless(route.Path) {
			continue
		}
		s.Get(t, fill.Replace(route.Path)+"?"+servicetest.Answers(string(forms.NewToken())).Encode())
	}
	if got := s.Turnout(t, servicetest.KindsOpen); got != 1 {
		t.Errorf("turnout %d, want 1", got)
	}
}

// TestServer_shutdown ends the service while a browser holds a connection that
// it opened in advance, and one that it has used.
func TestServer_shutdown(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	fresh, err := net.Dial("tcp", strings.TrimPrefix(s.Base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer fresh.Close()
	s.Get(t, "/") // the other one; after it the server has accepted the first
	s.Stop()
	if err := <-s.Served; err != nil {
		t.Errorf("serve: %v", err)
	}
	s.Served <- nil // for the clean-up
	if _, err := fresh.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is open")
	}
}

func TestServer_json(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	r := s.Get(t, "/ZZZZZ", "Accept", "application/json")
	if got, want := strings.TrimSpace(r.Body), `{"error":"not_found"}`; r.StatusCode != 404 || got != want {
		t.Errorf("status %d, body %s, want %s", r.StatusCode, got, want)
	}
}

func TestServer_assets(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	event := s.Get(t, "/"+servicetest.KindsEvent)
	start := strings.Index(event.Body, `href="/assets/`) + len(`href="`)
	path, _, _ := strings.Cut(event.Body[start:], `"`)
	sizes := map[string]int{}
	for _, encoding := range []string{"", "gzip", "br"} {
		r := s.Get(t, path, "Accept-Encoding", encoding)
		r.WantStatus(t, http.StatusOK)
		if got := r.Header.Get("Content-Encoding"); got != encoding {
			t.Errorf("asked for %q, got %q", encoding, got)
		}
		if got := r.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("Cache-Control %q", got)
		}
		sizes[encoding] = len(r.Body)
	}
	if sizes["br"] >= sizes["gzip"] || sizes["gzip"] >= sizes[""] {
		t.Errorf("sizes %v do not fall", sizes)
	}
	s.Get(t, "/assets/000000000000/base.css").WantStatus(t, http.StatusNotFound)
}

func TestServer_flood(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t, func(c *config.Config) { c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")} })
	addr := netip.MustParseAddr("203.0.113.7")
	for range web.FloodLimit {
		s.CountRequest(addr)
	}
	// A hall behind a proxy is not shut out by one of its phones.
	for range 50 {
		s.Get(t, "/"+servicetest.KindsOpen+"/en", "X-Forwarded-For", addr.String()).WantStatus(t, http.StatusOK)
	}
	for range web.FloodCeiling {
		s.CountRequest(addr)
	}
	r := s.Post(t, "/"+servicetest.KindsOpen+"/en", url.Values{}, "X-Forwarded-For", addr.String())
	r.WantStatus(t, http.StatusTooManyRequests)
	if got := r.Heading(); got != "Too many requests" || r.Header.Get("Retry-After") == "" {
		t.Errorf("heading %q, Retry-After %q", got, r.Header.Get("Retry-After"))
	}
	s.Get(t, "/", "X-Forwarded-For", "203.0.113.8").WantStatus(t, http.StatusOK)
}
