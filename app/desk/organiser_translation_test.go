package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// Organisers see what no native reader has checked; participants do not.
func TestServer_translations(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	r := s.Get(t, "/organise/HERN", "Cookie", s.SignedIn(t, forms.Organiser), "Accept-Language", "en")
	r.WantStatus(t, http.StatusOK)
	got := map[string]string{}
	for _, list := range r.All(atom.Ul) {
		if servicetest.Attribute(list, "class") != "translations" {
			continue
		}
		for item := range list.Descendants() {
			if item.DataAtom == atom.Li {
				name, says, _ := strings.Cut(strings.TrimSpace(servicetest.TextOf(item)), " ")
				got[name] = strings.TrimSpace(says)
			}
		}
	}
	for name, want := range map[string]string{
		"Deutsch": "checked",
		"English": "Resonanz unchecked",
		"Türkçe":  "translation unchecked · Resonanz unchecked",
	} {
		if got[name] != want {
			t.Errorf("%s: got %q, want %q", name, got[name], want)
		}
	}
	if len(got) != 20 {
		t.Errorf("%d languages, want 20: %q", len(got), got)
	}
	if page := s.Get(t, "/HERN/en"); strings.Contains(page.Body, "unchecked") {
		t.Error("participants are told that texts are unchecked")
	}
}

// A language that Resonanz does not speak is said to fall back.
func TestServer_translations_instead(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	got := s.Desk.CheckedLanguages(&forms.Event{Languages: []string{"nl"}})
	if len(got) != 1 || got[0].Instead != "English" || got[0].Unreviewed || got[0].Checked() {
		t.Errorf("Dutch: got %+v, want English instead", got)
	}
}
