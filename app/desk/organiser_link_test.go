package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"resonanz/app/auth"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// An organiser makes a link; one device comes by it, another needs another one.
func TestServer_links(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	organiser := s.SignedIn(t, forms.Organiser)
	event := "/organise/" + servicetest.KindsEvent
	page := s.Post(t, event+"/links", url.Values{"label": {"Saal 1, <b>Kaya</b>"}, "session": {servicetest.KindsOpen}}, "Cookie", organiser)
	page.WantStatus(t, http.StatusOK)
	if page.Header.Get("Cache-Control") != "no-store" || len(page.All(atom.Svg)) != 1 || !strings.Contains(page.Body, "Saal 1, &lt;b&gt;Kaya&lt;/b&gt;") {
		t.Errorf("the sheet: %v\n%s", page.Header, page.Body)
	}
	token, device := page.LinkToken(t), auth.NewToken()
	list := s.Get(t, event, "Cookie", organiser)
	if strings.Contains(list.Body, token) || !strings.Contains(list.Body, s.Catalogues.Printer("de").T("link.unused")) {
		t.Error("the list shows the token, or not that the link waits")
	}

	phone, got := s.Exchange(t, token, device)
	if phone == "" {
		t.Fatalf("refused: %d\n%s", got.StatusCode, got.Body)
	}
	if cookie := got.Cookies()[0]; !cookie.HttpOnly || cookie.Expires.Before(time.Now().Add(23*time.Hour)) {
		t.Errorf("cookie %v: the token is spent, so it must last", cookie)
	}
	if again, _ := s.Exchange(t, " "+s.Base+"/moderation#"+token+" ", device); again != phone {
		t.Error("the same device, of which the answer was lost, does not get the same")
	}
	if thief, got := s.Exchange(t, token, auth.NewToken()); thief != "" || got.StatusCode != http.StatusUnprocessableEntity || len(got.Cookies()) > 0 {
		t.Errorf("a second device with the same token: %d", got.StatusCode)
	}
	if bare, _ := s.Exchange(t, token, ""); bare != "" {
		t.Error("a second time without a device")
	}
	if got := s.Get(t, "/moderate", "Cookie", phone); got.Header.Get("Location") != "/moderate/"+servicetest.KindsOpen {
		t.Errorf("the only session: %d to %q", got.StatusCode, got.Header.Get("Location"))
	}
	if got := s.Get(t, "/moderate/"+servicetest.KindsOpen, "Cookie", phone); strings.Contains(got.Body, "/moderate/"+servicetest.KindsEvent+`"`) || strings.Contains(got.Body, "/organise") || strings.Contains(got.Body, "/sign-in") {
		t.Error("the page leads to what its reader may not have")
	}
	s.Get(t, "/screen/"+servicetest.KindsOpen, "Cookie", phone).WantStatus(t, http.StatusOK)

	_, conference, err := s.Store.Session(t.Context(), servicetest.KindsOpen)
	if err != nil {
		t.Fatal(err)
	}
	links, err := s.Store.Links(t.Context(), conference.ID)
	if err != nil || len(links) != 1 {
		t.Fatalf("%+v, %v", links, err)
	}
	id := event + "/links/" + strconv.FormatInt(links[0].ID, 10)
	second := s.Post(t, id+"/renew", nil, "Cookie", organiser).LinkToken(t)
	laptop, _ := s.Exchange(t, second, auth.NewToken())
	s.Get(t, "/moderate/"+servicetest.KindsOpen, "Cookie", phone).WantStatus(t, http.StatusOK)

	// Revoking ends everything at once, also what is under way.
	stream := s.Watch(t, "/screen/"+servicetest.KindsOpen+"/stream", laptop)
	defer stream.Body.Close()
	if _, _, ok := stream.Next(); !ok {
		t.Fatal("the stream ended")
	}
	s.Post(t, id+"/revoke", nil, "Cookie", organiser).WantStatus(t, http.StatusSeeOther)
	for {
		if _, _, ok := stream.Next(); !ok {
			break
		}
	}
	for _, cookie := range []string{phone, laptop} {
		s.Get(t, "/moderate/"+servicetest.KindsOpen+"/figures", "Cookie", cookie, "Accept", "application/json").WantStatus(t, http.StatusUnauthorized)
		s.Get(t, "/screen/"+servicetest.KindsOpen+"/stream", "Cookie", cookie, "Accept", "text/event-stream").WantStatus(t, http.StatusUnauthorized)
	}
	s.Post(t, id+"/revoke", nil, "Cookie", organiser).WantStatus(t, http.StatusNotFound)
	s.Post(t, id+"/renew", nil, "Cookie", organiser).WantStatus(t, http.StatusNotFound)
}

// A link for several sessions lists these and nothing else.
func TestServer_links_several(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	organiser := s.SignedIn(t, forms.Organiser)
	program := s.Get(t, "/moderate/"+servicetest.KindsEvent, "Cookie", organiser)
	cookie, _ := s.Exchange(t, s.MakeLink(t, organiser, "Beide", servicetest.KindsOpen, servicetest.KindsPlanned), auth.NewToken())
	list := s.Get(t, "/moderate", "Cookie", cookie)
	list.WantStatus(t, http.StatusOK)
	for _, code := range []string{servicetest.KindsOpen, servicetest.KindsPlanned} {
		if !strings.Contains(list.Body, "/moderate/"+code) {
			t.Errorf("%s is missing", code)
		}
	}
	if sessions := strings.Count(list.Body, `href="/moderate/`); sessions != 2 {
		t.Errorf("%d sessions, want 2", sessions)
	}
	closing := s.Catalogues.Printer("de").T("closing.lead")
	if !strings.Contains(program.Body, closing) || strings.Contains(list.Body, closing) {
		t.Error("the closing round of the whole event is for moderators of all sessions")
	}
	for _, wrong := range []url.Values{{"label": {"x"}}, {"label": {" "}, "session": {servicetest.KindsOpen}}, {"label": {"x"}, "session": {"HERNA"}}, {"label": {strings.Repeat("x", 81)}, "session": {servicetest.KindsOpen}}} {
		got := s.Post(t, "/organise/"+servicetest.KindsEvent+"/links", wrong, "Cookie", organiser)
		got.WantStatus(t, http.StatusUnprocessableEntity)
		if typed := got.Typed("label"); len(typed) != 1 || typed[0] != wrong.Get("label") {
			t.Errorf("what was typed is lost: %q", typed)
		}
	}
}

// Whoever tries tokens does not hold up those who have a link.
//
// Reference, Robustness: "is no password and cannot be held up"
func TestServer_links_tried(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	organiser := s.SignedIn(t, forms.Organiser)
	for n := range 15 {
		token := s.MakeLink(t, organiser, fmt.Sprint("Saal ", n), servicetest.KindsOpen)
		for range 10 {
			_, wrong := s.Exchange(t, auth.NewToken(), auth.NewToken())
			wrong.WantStatus(t, http.StatusUnprocessableEntity)
		}
		_, right := s.Exchange(t, token, auth.NewToken())
		right.WantStatus(t, http.StatusSeeOther)
	}
}
