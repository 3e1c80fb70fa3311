package rehearsal

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
)

func newTestPhone(base string) *phone {
	return newPhone(newTransport(1), base, "de", rand.New(rand.NewPCG(1, 1)))
}

func TestPhone_send(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.PostFormValue("token"); got != "t" {
			t.Errorf("request %d has the token %q, want the same each time", requests.Load(), got)
		}
		switch requests.Add(1) {
		case 1:
			panic(http.ErrAbortHandler) // breaks the connection
		case 2:
			w.WriteHeader(http.StatusServiceUnavailable)
		case 3:
			http.Redirect(w, r, "/receipt", http.StatusSeeOther)
		default:
			t.Error("the phone followed the acknowledgement")
		}
	}))
	defer server.Close()
	device := newTestPhone(server.URL)
	a, err := device.send(t.Context(), server.URL+"/form", url.Values{"token": {"t"}})
	if err != nil {
		t.Fatal(err)
	}
	if a.status != http.StatusSeeOther || a.location != server.URL+"/receipt" || device.retried != 2 {
		t.Errorf("status %d, location %s, tried again %d times; want 303, /receipt, 2", a.status, a.location, device.retried)
	}
}

func TestPhone_formWith(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/code" {
			http.Redirect(w, r, "/code/de", http.StatusSeeOther)
			return
		}
		_, _ = w.Write([]byte(`<form action="/search"><input name=q></form>
			<form method=post action="?send"><input type=hidden name=_token value=abc>
			<input type=radio name=a value=1><textarea name=b></textarea><select name=c></select><button name=_lang value=en></button></form>`))
	}))
	defer server.Close()
	page, err := newTestPhone(server.URL).load(t.Context(), server.URL+"/code")
	if err != nil {
		t.Fatal(err)
	}
	form, err := page.formWith("_token")
	if err != nil {
		t.Fatal(err)
	}
	if form.action != server.URL+"/code/de?send" || form.hidden.Get("_token") != "abc" {
		t.Errorf("form %+v, want the one with the token, relative to the page", form)
	}
	if len(form.fields) != 3 || !form.fields["a"] || !form.fields["b"] || !form.fields["c"] {
		t.Errorf("fields %v, want a, b and c", form.fields)
	}
	if _, err := page.formWith("_missing"); err == nil {
		t.Error("no error for a field that no form has")
	}
}
