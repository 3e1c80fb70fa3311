package main

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"resonanz/app/auth"
	"resonanz/forms"
)

// An organiser makes a link; one device comes by it, another needs another one.
func TestServer_links(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	organiser := s.signedIn(t, forms.Organiser)
	event := "/organise/" + kindsEvent
	page := s.post(t, event+"/links", url.Values{"label": {"Saal 1, <b>Kaya</b>"}, "session": {kindsOpen}}, "Cookie", organiser)
	page.wantStatus(t, http.StatusOK)
	if page.Header.Get("Cache-Control") != "no-store" || len(page.all(atom.Svg)) != 1 || !strings.Contains(page.body, "Saal 1, &lt;b&gt;Kaya&lt;/b&gt;") {
		t.Errorf("the sheet: %v\n%s", page.Header, page.body)
	}
	token, device := page.linkToken(t), auth.NewToken()
	list := s.get(t, event, "Cookie", organiser)
	if strings.Contains(list.body, token) || !strings.Contains(list.body, s.catalogues.Printer("de").T("link.unused")) {
		t.Error("the list shows the token, or not that the link waits")
	}

	phone, got := s.exchange(t, token, device)
	if phone == "" {
		t.Fatalf("refused: %d\n%s", got.StatusCode, got.body)
	}
	if cookie := got.Cookies()[0]; !cookie.HttpOnly || cookie.Expires.Before(time.Now().Add(23*time.Hour)) {
		t.Errorf("cookie %v: the token is spent, so it must last", cookie)
	}
	if again, _ := s.exchange(t, " "+s.base+"/moderation#"+token+" ", device); again != phone {
		t.Error("the same device, of which the answer was lost, does not get the same")
	}
	if thief, got := s.exchange(t, token, auth.NewToken()); thief != "" || got.StatusCode != http.StatusUnprocessableEntity || len(got.Cookies()) > 0 {
		t.Errorf("a second device with the same token: %d", got.StatusCode)
	}
	if bare, _ := s.exchange(t, token, ""); bare != "" {
		t.Error("a second time without a device")
	}
	if got := s.get(t, "/moderate", "Cookie", phone); got.Header.Get("Location") != "/moderate/"+kindsOpen {
		t.Errorf("the only session: %d to %q", got.StatusCode, got.Header.Get("Location"))
	}
	if got := s.get(t, "/moderate/"+kindsOpen, "Cookie", phone); strings.Contains(got.body, "/moderate/"+kindsEvent+`"`) || strings.Contains(got.body, "/organise") || strings.Contains(got.body, "/sign-in") {
		t.Error("the page leads to what its reader may not have")
	}
	s.get(t, "/screen/"+kindsOpen, "Cookie", phone).wantStatus(t, http.StatusOK)

	_, conference, err := s.store.Session(t.Context(), kindsOpen)
	if err != nil {
		t.Fatal(err)
	}
	links, err := s.store.Links(t.Context(), conference.ID)
	if err != nil || len(links) != 1 {
		t.Fatalf("%+v, %v", links, err)
	}
	id := event + "/links/" + strconv.FormatInt(links[0].ID, 10)
	second := s.post(t, id+"/renew", nil, "Cookie", organiser).linkToken(t)
	laptop, _ := s.exchange(t, second, auth.NewToken())
	s.get(t, "/moderate/"+kindsOpen, "Cookie", phone).wantStatus(t, http.StatusOK)

	// Revoking ends everything at once, also what is under way.
	stream := s.watch(t, "/screen/"+kindsOpen+"/stream", laptop)
	defer stream.Body.Close()
	if _, _, ok := stream.next(); !ok {
		t.Fatal("the stream ended")
	}
	s.post(t, id+"/revoke", nil, "Cookie", organiser).wantStatus(t, http.StatusSeeOther)
	for {
		if _, _, ok := stream.next(); !ok {
			break
		}
	}
	for _, cookie := range []string{phone, laptop} {
		s.get(t, "/moderate/"+kindsOpen+"/figures", "Cookie", cookie, "Accept", "application/json").wantStatus(t, http.StatusUnauthorized)
		s.get(t, "/screen/"+kindsOpen+"/stream", "Cookie", cookie, "Accept", "text/event-stream").wantStatus(t, http.StatusUnauthorized)
	}
	s.post(t, id+"/revoke", nil, "Cookie", organiser).wantStatus(t, http.StatusNotFound)
	s.post(t, id+"/renew", nil, "Cookie", organiser).wantStatus(t, http.StatusNotFound)
}

// A link for several sessions lists these and nothing else.
func TestServer_links_several(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	organiser := s.signedIn(t, forms.Organiser)
	program := s.get(t, "/moderate/"+kindsEvent, "Cookie", organiser)
	cookie, _ := s.exchange(t, s.makeLink(t, organiser, "Beide", kindsOpen, kindsPlanned), auth.NewToken())
	list := s.get(t, "/moderate", "Cookie", cookie)
	list.wantStatus(t, http.StatusOK)
	for _, code := range []string{kindsOpen, kindsPlanned} {
		if !strings.Contains(list.body, "/moderate/"+code) {
			t.Errorf("%s is missing", code)
		}
	}
	if sessions := strings.Count(list.body, `href="/moderate/`); sessions != 2 {
		t.Errorf("%d sessions, want 2", sessions)
	}
	closing := s.catalogues.Printer("de").T("closing.lead")
	if !strings.Contains(program.body, closing) || strings.Contains(list.body, closing) {
		t.Error("the closing round of the whole event is for moderators of all sessions")
	}
	for _, wrong := range []url.Values{{"label": {"x"}}, {"label": {" "}, "session": {kindsOpen}}, {"label": {"x"}, "session": {"HERNA"}}, {"label": {strings.Repeat("x", 81)}, "session": {kindsOpen}}} {
		got := s.post(t, "/organise/"+kindsEvent+"/links", wrong, "Cookie", organiser)
		got.wantStatus(t, http.StatusUnprocessableEntity)
		if typed := got.typed("label"); len(typed) != 1 || typed[0] != wrong.Get("label") {
			t.Errorf("what was typed is lost: %q", typed)
		}
	}
}

// Whoever tries tokens is held like one who tries passwords.
func TestServer_links_throttle(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	organiser := s.signedIn(t, forms.Organiser)
	token := s.makeLink(t, organiser, "Saal 1", kindsOpen)
	for n := range 100 {
		_, got := s.exchange(t, auth.NewToken(), auth.NewToken())
		if got.StatusCode == http.StatusTooManyRequests {
			if got.Header.Get("Retry-After") == "" || n < 20 {
				t.Errorf("held after %d tries, Retry-After %q", n, got.Header.Get("Retry-After"))
			}
			_, right := s.exchange(t, token, auth.NewToken())
			right.wantStatus(t, http.StatusTooManyRequests)
			return
		}
	}
	t.Error("100 tries in a row")
}
