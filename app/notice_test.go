package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"resonanz/app/config"
	"resonanz/forms"
)

func TestNotices(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *config.Config) {
		c.Operator, c.Contact, c.Officer = "Stadt Beispiel, Markt 1", "info@stadt.example", "Dr. Schutz"
		c.Authority, c.Appeals, c.Hoster, c.Basis = "LDI NRW", "Ombudsstelle", "Rechenzentrum", "task"
	})
	s.now = func() time.Time { return time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC) }
	for path, want := range map[string][]string{
		"/privacy/en":                    {"Stadt Beispiel", "info@stadt.example", "Dr. Schutz", "LDI NRW", "Rechenzentrum", "Art. 6(1)(e)", "90 days"},
		"/" + kindsOpen + "/en/privacy":  {"18 February 2027", "at least 5 people", "three days"},
		"/" + kindsEvent + "/de/privacy": {"18. Februar 2027", "Art. 6 Abs. 1 Buchst. e"},
		"/accessibility/de":              {"WCAG 2.2", "info@stadt.example", "Ombudsstelle", "Gebärdensprache"},
		"/" + kindsOpen + "/ar/imprint":  {"Stadt Beispiel, Markt 1"},
	} {
		r := s.get(t, path)
		r.wantStatus(t, http.StatusOK)
		for _, part := range want {
			if !strings.Contains(r.body, part) {
				t.Errorf("%s does not say %q", path, part)
			}
		}
	}
	s.get(t, "/privacy/xx").wantStatus(t, http.StatusNotFound)

	// Every page leads to them, in its language.
	for path, want := range map[string]string{
		"/en": "/privacy/en", "/sign-in": "/privacy/de", "/nothing": "/privacy/de",
		"/" + kindsOpen + "/en": "/" + kindsOpen + "/en/privacy", "/" + kindsEvent + "/ar": "/" + kindsEvent + "/ar/privacy",
	} {
		var links []string
		for _, link := range s.get(t, path, "Accept-Language", "de").all(atom.A) {
			links = append(links, attr(link, "href"))
		}
		for _, name := range notices {
			if address := strings.Replace(want, "privacy", name, 1); !strings.Contains(strings.Join(links, " ")+" ", address+" ") {
				t.Errorf("%s has no link to %s", path, address)
			}
		}
	}
}

// What the operator has not set is the organiser's task, not an empty page.
func TestNotices_missingSettings(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get(t, "/imprint/en").wantStatus(t, http.StatusNotFound)
	r := s.get(t, "/"+kindsOpen+"/de/privacy")
	r.wantStatus(t, http.StatusOK)
	if !strings.Contains(r.body, "Integrationsrat") || !strings.Contains(r.body, "Buchst. a DSGVO") {
		t.Error("the notice does not name the host of the event and the basis")
	}
	for _, heading := range r.all(atom.H2) {
		if strings.Contains(text(heading), "beschweren") {
			t.Error("a heading without an authority")
		}
	}
	if strings.Contains(s.get(t, "/de").body, "/imprint/") {
		t.Error("a link to an imprint that is not there")
	}
}

func TestReceipt_saysWhenAnswersAreDeleted(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.now = func() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }
	receipt := s.post(t, "/"+kindsOpen+"/en", answers(string(forms.NewToken()))).Header.Get("Location")
	if r := s.get(t, receipt); !strings.Contains(r.body, "18 February 2027") {
		t.Errorf("the receipt does not say when answers are deleted\n%s", r.body)
	}
}
