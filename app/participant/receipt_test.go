package participant_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// Reference, The receipt: "With it the answers can be deleted while the session is open."
// README, Data protection: "Participants can delete their answers by a receipt that only they have."
func TestReceipt(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	token := string(forms.NewToken())
	receipt := s.Post(t, "/"+servicetest.KindsOpen+"/en", servicetest.Answers(token)).Header.Get("Location")
	for range 2 { // it can be loaded again
		r := s.Get(t, receipt)
		r.WantStatus(t, http.StatusOK)
		if got, want := r.Heading(), "Thank you! Your answers have arrived."; got != want {
			t.Errorf("heading %q, want %q", got, want)
		}
		if got := r.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("Cache-Control %q", got)
		}
		if !strings.Contains(r.Body, `href="/`+servicetest.KindsOpen+`/de/receipt/`+token+`"`) {
			t.Error("no link to the receipt in German")
		}
	}
	withdraw := servicetest.Attribute(s.Get(t, receipt).All(atom.Form)[0], "action")

	// Somebody else's page cannot do it, nor a link.
	s.Do(t, http.MethodPost, withdraw, nil, "Sec-Fetch-Site", "cross-site").WantStatus(t, http.StatusForbidden)
	s.Get(t, withdraw).WantStatus(t, http.StatusMethodNotAllowed)
	if got := s.Turnout(t, servicetest.KindsOpen); got != 1 {
		t.Fatalf("turnout %d, want 1", got)
	}

	r := s.Post(t, withdraw, url.Values{})
	r.WantStatus(t, http.StatusSeeOther)
	if got := s.Turnout(t, servicetest.KindsOpen); got != 1 { // it falls only when something new is shown
		t.Errorf("turnout %d, want 1", got)
	}
	r = s.Get(t, r.Header.Get("Location"))
	r.WantStatus(t, http.StatusOK)
	if got, want := r.Heading(), "Your answers are deleted"; got != want {
		t.Errorf("heading %q, want %q", got, want)
	}
	s.Get(t, receipt).WantStatus(t, http.StatusNotFound)
	s.Post(t, withdraw, url.Values{}).WantStatus(t, http.StatusSeeOther) // a second tap
}

func TestReceipt_closed(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	receipt := s.Post(t, "/"+servicetest.KindsOpen+"/de", servicetest.Answers(string(forms.NewToken()))).Header.Get("Location")
	s.SetState(t, servicetest.KindsOpen, forms.StateClosed)
	r := s.Get(t, receipt)
	r.WantStatus(t, http.StatusOK)
	if len(r.All(atom.Form)) != 0 {
		t.Error("a closed session offers to delete the answers")
	}
	s.Post(t, receipt+"/withdraw", url.Values{}).WantStatus(t, http.StatusSeeOther)
	if got := s.Turnout(t, servicetest.KindsOpen); got != 1 {
		t.Errorf("turnout %d, want 1", got)
	}
}

func TestProgramme(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	s.SetState(t, "HTZRY", forms.StateClosed)
	r := s.Get(t, "/HERN/en")
	r.WantStatus(t, http.StatusOK)
	var slots []string
	for _, h := range r.All(atom.H2) {
		if servicetest.Attribute(h.Parent, "class") == "slot" {
			slots = append(slots, servicetest.TextOf(h))
		}
	}
	if got, want := strings.Join(slots, " "), "14:00 14:45 15:45 17:45"; got != want {
		t.Errorf("slots %q, want %q", got, want)
	}
	for code, want := range map[string]bool{"KCHKW": true, "HTZRY": false} { // open, closed
		if got := strings.Contains(r.Body, `href="/`+code+`/en"`); got != want {
			t.Errorf("link to %s: %v, want %v", code, got, want)
		}
	}
	if !strings.Contains(r.Body, "This is a demonstration") {
		t.Error("the page does not say that the answers are made up")
	}
}

func TestStart(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
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
		r := s.Get(t, test.path)
		if got := r.Header.Get("Location"); r.StatusCode != test.status || got != test.location {
			t.Errorf("%s: status %d to %q, want %d to %q", test.path, r.StatusCode, got, test.status, test.location)
		}
	}
}

// Somebody whose code does not exist finds it in the field again, reads so in
// the language of the page, and can choose another one, which keeps it.
func TestStart_unknown(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for _, test := range []struct{ path, typed, language, says string }{
		{"/de?code=zz+zzz", "zz zzz", "de", "Diesen Code gibt es nicht. Prüfen Sie, was auf dem Aushang steht."},
		{"/en?code=ZZZZ", "ZZZZ", "en", "There is no such code. Check what the sign says."},
		{"/zzzzz", "zzzzz", "en", "There is no such code. Check what the sign says."},
		{"/ZZZZZ/de", "ZZZZZ", "de", "Diesen Code gibt es nicht. Prüfen Sie, was auf dem Aushang steht."},
	} {
		r := s.Get(t, test.path, "Accept-Language", "en")
		r.WantStatus(t, http.StatusNotFound)
		field := r.ByID("code")
		if field == nil || servicetest.Attribute(field, "value") != test.typed {
			t.Fatalf("%s: the field has not kept %q", test.path, test.typed)
		}
		if says := r.ByID("e-code"); says == nil || servicetest.TextOf(says) != test.says {
			t.Errorf("%s: not %q beside the field", test.path, test.says)
		}
		if got := servicetest.Attribute(r.All(atom.Html)[0], "lang"); got != test.language {
			t.Errorf("%s: the page is in %s, want %s", test.path, got, test.language)
		}
		languages := 0
		for _, link := range r.All(atom.A) {
			if servicetest.Attribute(link, "hreflang") == "" {
				continue
			}
			languages++
			other := s.Get(t, servicetest.Attribute(link, "href"))
			if field := other.ByID("code"); field == nil || servicetest.Attribute(field, "value") != test.typed || other.ByID("e-code") == nil {
				t.Errorf("%s: the code is lost on the way to %s", test.path, servicetest.Attribute(link, "href"))
			}
		}
		if languages != 19 {
			t.Errorf("%s: %d other languages, want 19", test.path, languages)
		}
	}
}

// After the thanks comes what is of use: the sign-up first where somebody said yes to
// the group, the hall while it answers, its results afterwards. Privacy is one line,
// with the receipt behind it.
func TestReceipt_doors(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	const code = "KCHKW" // of a workshop that has a group
	answer := func(group string) string {
		values := url.Values{"_token": {string(forms.NewToken())}, forms.FieldAsked: {"1"}}
		if values.Set("gruppe", group); group == "" {
			values.Set("nutzen", "sehr")
		}
		r := s.Post(t, "/"+code+"/de", values)
		r.WantStatus(t, http.StatusSeeOther)
		return r.Header.Get("Location")
	}
	for group, first := range map[string]string{"yes": "/KCHKW/de/contact", "no": "/KCHKW/de/stage"} {
		r := s.Get(t, answer(group))
		r.WantStatus(t, http.StatusOK)
		main := r.All(atom.Main)[0]
		var links []string
		for node := range main.Descendants() {
			if node.DataAtom == atom.A {
				links = append(links, servicetest.Attribute(node, "href"))
			}
		}
		if links[0] != first || !slices.Contains(links, "/KCHKW/de/contact") || !slices.Contains(links, "/HERN/de") {
			t.Errorf("%s: links %q, want %s first", group, links, first)
		}
		privacy := r.ByID("receipt")
		if privacy == nil || privacy.DataAtom != atom.Details || servicetest.Attribute(privacy, "open") != "" {
			t.Fatalf("%s: the receipt is not folded", group)
		}
	}
	receipt := answer("no")
	s.SetState(t, code, forms.StateClosed)
	if r := s.Get(t, receipt); strings.Contains(r.Body, `/stage"`) {
		t.Error("a session that is closed leads to its stage")
	}
}
