package servicetest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"resonanz/app/auth"
	"resonanz/app/config"
	"resonanz/app/stage"
	"resonanz/forms"
)

// Secure makes a site believe that it is reached by https.
func Secure(cfg *config.Config) { cfg.BaseURL = "https://feedback.example" }

// TestPassword is the password of every account that a test creates.
const TestPassword = "vier Wörter aus dem Hut"

// Account creates an account with TestPassword.
func (s *Site) Account(tb testing.TB, name string, role forms.Role) *forms.Account {
	tb.Helper()
	hash, err := s.Hasher.Hash(tb.Context(), TestPassword)
	account := &forms.Account{Name: name, Role: role, Hash: hash}
	if err == nil {
		err = s.Store.CreateAccount(tb.Context(), forms.ByCommand, account)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return account
}

// SignedIn returns the Cookie header of a new account that has signed in.
func (s *Site) SignedIn(tb testing.TB, role forms.Role) string {
	tb.Helper()
	account, secret := s.Account(tb, string(role), role), auth.NewToken()
	if err := s.Store.SignIn(tb.Context(), account.ID, secret); err != nil {
		tb.Fatal(err)
	}
	name := "resonanz"
	if strings.HasPrefix(s.Settings().BaseURL, "https://") {
		name = "__Host-resonanz"
	}
	return name + "=" + secret
}

// Linked returns the Cookie header of a device that has come by a new link for
// the sessions with the codes.
func (s *Site) Linked(tb testing.TB, codes ...string) (cookie string, link forms.Link) {
	tb.Helper()
	return s.linked(tb, forms.Moderator, codes)
}

// Speaks is Linked for a speaker.
func (s *Site) Speaks(tb testing.TB, codes ...string) (cookie string) {
	tb.Helper()
	cookie, _ = s.linked(tb, forms.Speaker, codes)
	return cookie
}

func (s *Site) linked(tb testing.TB, role forms.Role, codes []string) (cookie string, link forms.Link) {
	tb.Helper()
	token := auth.NewToken()
	link = forms.Link{Role: role, Label: "Saal 1, Frau Kaya"}
	for _, code := range codes {
		session, event, err := s.Store.Session(tb.Context(), code)
		if err != nil {
			tb.Fatal(err)
		}
		link.EventID, link.Sessions = event.ID, append(link.Sessions, session.ID)
	}
	if err := s.Store.CreateLink(tb.Context(), &link, token); err != nil {
		tb.Fatal(err)
	}
	got := s.Post(tb, "/moderation", url.Values{"token": {token}, "device": {auth.NewToken()}})
	got.WantStatus(tb, http.StatusSeeOther)
	return sessionCookie(got), link
}

// CloseNow closes the sessions of an event that are about to close.
func (s *Site) CloseNow(tb testing.TB, code string) {
	tb.Helper()
	event, err := s.Store.Event(tb.Context(), code)
	if err != nil {
		tb.Fatal(err)
	}
	turnouts, err := s.Store.Turnouts(tb.Context(), event.ID)
	if err != nil {
		tb.Fatal(err)
	}
	for id, turnout := range turnouts {
		if turnout.Closes.IsZero() {
			continue
		}
		if err := s.Store.SetState(tb.Context(), id, forms.StateClosed); err != nil {
			tb.Fatal(err)
		}
	}
}

// Act does something to the stage of a code as a moderator's script does.
func (s *Site) Act(tb testing.TB, cookie, code, do string, more ...string) {
	tb.Helper()
	values := url.Values{"do": {do}}
	for i := 0; i+1 < len(more); i += 2 {
		values.Set(more[i], more[i+1])
	}
	s.Post(tb, "/moderate/"+code+"/stage", values, "Cookie", cookie, "Accept", "application/json").WantStatus(tb, http.StatusNoContent)
}

// Shown returns the picture on a stage now.
func (s *Site) Shown(tb testing.TB, cookie, code string) (stage.Picture, string) {
	tb.Helper()
	got := s.Get(tb, "/screen/"+code+"/picture", "Cookie", cookie, "Accept", "application/json")
	got.WantStatus(tb, http.StatusOK)
	var pic stage.Picture
	if err := json.Unmarshal([]byte(got.Body), &pic); err != nil {
		tb.Fatal(err)
	}
	return pic, got.Body
}

var tokenInPage = regexp.MustCompile(`/moderation#([\w-]+)`)

// sessionCookie returns the Cookie header of the sign-in that the reply began.
func sessionCookie(got *Reply) string { return got.Cookies()[0].Name + "=" + got.Cookies()[0].Value }

// MakeLink makes a link as the organiser does and returns its token.
func (s *Site) MakeLink(tb testing.TB, organiser, label string, codes ...string) string {
	tb.Helper()
	got := s.Post(tb, "/organise/"+KindsEvent+"/links", url.Values{"label": {label}, "session": codes}, "Cookie", organiser)
	got.WantStatus(tb, http.StatusOK)
	return got.LinkToken(tb)
}

// LinkToken returns the token of the link that the page shows.
func (r *Reply) LinkToken(tb testing.TB) string {
	tb.Helper()
	found := tokenInPage.FindStringSubmatch(r.Body)
	if found == nil {
		tb.Fatalf("no link on the page:\n%s", r.Body)
	}
	return found[1]
}

// Exchange sends a token as a device does and returns the Cookie header, "" if
// it was refused.
func (s *Site) Exchange(tb testing.TB, token, device string) (cookie string, got *Reply) {
	tb.Helper()
	got = s.Post(tb, "/moderation", url.Values{"token": {token}, "device": {device}})
	if got.StatusCode == http.StatusSeeOther {
		cookie = sessionCookie(got)
	}
	return cookie, got
}

// Approve approves n comments of the session.
func (s *Site) Approve(tb testing.TB, code string, n int) {
	tb.Helper()
	session, _, err := s.Store.Session(tb.Context(), code)
	if err != nil {
		tb.Fatal(err)
	}
	comments, err := s.Store.Comments(tb.Context(), session.ID)
	if err != nil || len(comments) < n {
		tb.Fatalf("%d comments, %v", len(comments), err)
	}
	for _, comment := range comments[:n] {
		if err := s.Store.Moderate(tb.Context(), session.ID, comment.ID, func(m *forms.Moderation) { m.Status = forms.CommentApproved }); err != nil {
			tb.Fatal(err)
		}
	}
}
