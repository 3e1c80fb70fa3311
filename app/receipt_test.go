package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"resonanz/forms"
)

func TestReceipt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	token := string(forms.NewToken())
	receipt := s.post(t, "/"+kindsOpen+"/en", answers(token)).Header.Get("Location")
	for range 2 { // it can be loaded again
		r := s.get(t, receipt)
		r.wantStatus(t, http.StatusOK)
		if got, want := r.heading(), "Thank you! Your answers have arrived."; got != want {
			t.Errorf("heading %q, want %q", got, want)
		}
		if got := r.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("Cache-Control %q", got)
		}
		if !strings.Contains(r.body, `href="/`+kindsOpen+`/de/receipt/`+token+`"`) {
			t.Error("no link to the receipt in German")
		}
	}
	withdraw := attr(s.get(t, receipt).all(atom.Form)[0], "action")

	// Somebody else's page cannot do it, nor a link.
	s.do(t, http.MethodPost, withdraw, nil, "Sec-Fetch-Site", "cross-site").wantStatus(t, http.StatusForbidden)
	s.get(t, withdraw).wantStatus(t, http.StatusMethodNotAllowed)
	if got := s.turnout(t, kindsOpen); got != 1 {
		t.Fatalf("turnout %d, want 1", got)
	}

	r := s.post(t, withdraw, url.Values{})
	r.wantStatus(t, http.StatusSeeOther)
	if got := s.turnout(t, kindsOpen); got != 0 {
		t.Errorf("turnout %d, want 0", got)
	}
	r = s.get(t, r.Header.Get("Location"))
	r.wantStatus(t, http.StatusOK)
	if got, want := r.heading(), "Your answers are deleted"; got != want {
		t.Errorf("heading %q, want %q", got, want)
	}
	s.get(t, receipt).wantStatus(t, http.StatusNotFound)
	s.post(t, withdraw, url.Values{}).wantStatus(t, http.StatusSeeOther) // a second tap
}

func TestReceipt_closed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	receipt := s.post(t, "/"+kindsOpen+"/de", answers(string(forms.NewToken()))).Header.Get("Location")
	s.setState(t, kindsOpen, forms.StateClosed)
	r := s.get(t, receipt)
	r.wantStatus(t, http.StatusOK)
	if len(r.all(atom.Form)) != 0 {
		t.Error("a closed session offers to delete the answers")
	}
	s.post(t, receipt+"/withdraw", url.Values{}).wantStatus(t, http.StatusSeeOther)
	if got := s.turnout(t, kindsOpen); got != 1 {
		t.Errorf("turnout %d, want 1", got)
	}
}

func TestProgramme(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.setState(t, "HTZRY", forms.StateClosed)
	r := s.get(t, "/HERN/en")
	r.wantStatus(t, http.StatusOK)
	var slots []string
	for _, h := range r.all(atom.H2) {
		if attr(h.Parent, "class") == "slot" {
			slots = append(slots, text(h))
		}
	}
	if got, want := strings.Join(slots, " "), "14:00 14:45 15:45 17:45"; got != want {
		t.Errorf("slots %q, want %q", got, want)
	}
	for code, want := range map[string]bool{"KCHKW": true, "HTZRY": false} { // open, closed
		if got := strings.Contains(r.body, `href="/`+code+`/en"`); got != want {
			t.Errorf("link to %s: %v, want %v", code, got, want)
		}
	}
	if !strings.Contains(r.body, "This is a demonstration") {
		t.Error("the page does not say that the answers are made up")
	}
}

func TestStart(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, test := range []struct {
		path, location string
		status         int
	}{
		{"/", "", 200},
		{"/en", "", 200},
		{"/?code=k1nd%20a", "/K1NDA", 303},
		{"/de?code=HERN", "/HERN", 303},
		{"/?code=K1ND-A", "/K1NDA", 303},
		{"/?code=abc", "", 422},
		{"/?code=%3Cb%3E", "", 422},
		{"/k1nda", "/K1NDA", 303},
		{"/k1nda/en", "/K1NDA/en", 303},
		{"/K1NDA/xx", "/K1NDA", 303},
		{"/K1NDA/", "", 404},
	} {
		r := s.get(t, test.path)
		if got := r.Header.Get("Location"); r.StatusCode != test.status || got != test.location {
			t.Errorf("%s: status %d to %q, want %d to %q", test.path, r.StatusCode, got, test.status, test.location)
		}
	}
}
