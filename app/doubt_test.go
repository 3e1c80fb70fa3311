package main

import (
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"

	"resonanz/app/auth"
	"resonanz/forms"
)

// A doubt outlasts the process, however that ends: the session goes on showing
// nothing new, and closing it asks first.
//
// Reference, One phone, many answers: "a restart does not let go"
func TestServe_doubtOutlasts(t *testing.T) {
	t.Parallel()
	directory := herne(t)
	var session forms.Session
	cookie := "resonanz="
	withStore(t, directory, func(store *forms.Store) {
		sessions, err := store.Sessions(t.Context(), mustEvent(t, store).ID)
		if err != nil {
			t.Fatal(err)
		}
		account, secret := &forms.Account{Name: "saal", Role: forms.Moderator, Hash: "none"}, auth.NewToken()
		if err := store.CreateAccount(t.Context(), forms.ByCommand, account); err != nil {
			t.Fatal(err)
		}
		if err := store.SignIn(t.Context(), account.ID, secret); err != nil {
			t.Fatal(err)
		}
		session, cookie = sessions[len(sessions)-1], cookie+secret
	})
	p, address := serving(t, directory, "127.0.0.1:0")
	one := http.Client{
		Transport:     &http.Transport{MaxConnsPerHost: 1},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for _, token := range newTokens(12) { // from the sixth on each has to wait or to work
		r, err := one.PostForm(address+"/"+session.Code+"/de", url.Values{forms.FieldToken: {string(token)}, forms.FieldAsked: {"1"}, "mitnehmen": {"Viel."}})
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
	}
	page := func(method, path, body string) (status int, text string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, address+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Cookie", cookie)
		r.Header.Set("Accept-Language", "de")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return read(t, http.DefaultClient, r)
	}
	check := func(when string) {
		t.Helper()
		if code, text := page(http.MethodGet, "/moderate/"+session.Code, ""); code != http.StatusOK || !strings.Contains(text, `data-doubt="connection"`) {
			t.Errorf("%s the page does not warn: status %d\n%s", when, code, text)
		}
		if code, text := page(http.MethodPost, "/moderate/"+session.Code+"/state", "state=closed"); code != http.StatusConflict || !strings.Contains(text, `value="held"`) {
			t.Errorf("%s closing does not ask: status %d\n%s", when, code, text)
		}
	}
	check("before the restart")
	p.end(t, syscall.SIGKILL)
	_, address = serving(t, directory, "127.0.0.1:0")
	check("after a restart")
	page(http.MethodPost, "/moderate/"+session.Code+"/state", "state=closed&despite=held")
	withStore(t, directory, func(store *forms.Store) {
		if err := store.SetState(t.Context(), session.ID, forms.StateClosed); err != nil { // nobody takes it back
			t.Fatal(err)
		}
		f, err := store.Figures(t.Context(), session.ID)
		if err != nil || f.Session.State != forms.StateClosed || f.Turnout.Doubt != forms.DoubtConnection || f.Release != nil {
			t.Errorf("closed in doubt: %+v, %v", f.Turnout, err)
		}
	})
}
