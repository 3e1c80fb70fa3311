package participant_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"resonanz/app/config"
	"resonanz/app/service/servicetest"
	"resonanz/app/web"
	"resonanz/forms"
)

func TestNotices(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t, func(c *config.Config) {
		c.Operator, c.Contact, c.Officer = "Stadt Beispiel, Markt 1", "info@stadt.example", "Dr. Schutz"
		c.Authority, c.Appeals, c.Hoster, c.Basis = "LDI NRW", "Ombudsstelle", "Rechenzentrum", "task"
	})
	s.Now = func() time.Time { return time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC) }
	for path, want := range map[string][]string{
		"/privacy/en": {"Stadt Beispiel", "info@stadt.example", "Dr. Schutz", "LDI NRW", "Rechenzentrum", "Art. 6(1)(e)", "90 days"},
		"/" + servicetest.KindsOpen + "/en/privacy":  {"18 February 2027", "at least 5 people", "three days"},
		"/" + servicetest.KindsEvent + "/de/privacy": {"18. Februar 2027", "Art. 6 Abs. 1 Buchst. e"},
		"/accessibility/de":                          {"WCAG 2.2", "info@stadt.example", "Ombudsstelle", "Gebärdensprache"},
		"/" + servicetest.KindsOpen + "/ar/imprint":  {"Stadt Beispiel, Markt 1"},
	} {
		r := s.Get(t, path)
		r.WantStatus(t, http.StatusOK)
		for _, part := range want {
			if !strings.Contains(r.Body, part) {
				t.Errorf("%s does not say %q", path, part)
			}
		}
	}
	s.Get(t, "/privacy/xx").WantStatus(t, http.StatusNotFound)

	// Every page leads to them, in its language.
	for path, want := range map[string]string{
		"/en": "/privacy/en", "/sign-in": "/privacy/de", "/nothing": "/privacy/de",
		"/" + servicetest.KindsOpen + "/en": "/" + servicetest.KindsOpen + "/en/privacy", "/" + servicetest.KindsEvent + "/ar": "/" + servicetest.KindsEvent + "/ar/privacy",
	} {
		var links []string
		for _, link := range s.Get(t, path, "Accept-Language", "de").All(atom.A) {
			links = append(links, servicetest.Attribute(link, "href"))
		}
		for _, name := range web.Notices {
			if address := strings.Replace(want, "privacy", name, 1); !strings.Contains(strings.Join(links, " ")+" ", address+" ") {
				t.Errorf("%s has no link to %s", path, address)
			}
		}
	}
}

// What the operator has not set is the organiser's task, not an empty page.
func TestNotices_missingSettings(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	s.Get(t, "/imprint/en").WantStatus(t, http.StatusNotFound)
	r := s.Get(t, "/"+servicetest.KindsOpen+"/de/privacy")
	r.WantStatus(t, http.StatusOK)
	if !strings.Contains(r.Body, "Integrationsrat") || !strings.Contains(r.Body, "Buchst. a DSGVO") {
		t.Error("the notice does not name the host of the event and the basis")
	}
	for _, heading := range r.All(atom.H2) {
		if strings.Contains(servicetest.TextOf(heading), "beschweren") {
			t.Error("a heading without an authority")
		}
	}
	if strings.Contains(s.Get(t, "/de").Body, "/imprint/") {
		t.Error("a link to an imprint that is not there")
	}
}

func TestReceipt_saysWhenAnswersAreDeleted(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	s.Now = func() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }
	receipt := s.Post(t, "/"+servicetest.KindsOpen+"/en", servicetest.Answers(string(forms.NewToken()))).Header.Get("Location")
	if r := s.Get(t, receipt); !strings.Contains(r.Body, "18 February 2027") {
		t.Errorf("the receipt does not say when answers are deleted\n%s", r.Body)
	}
}
