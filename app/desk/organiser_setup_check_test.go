package desk_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"resonanz/app/config"
	"resonanz/app/desk"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// openable returns a definition that can be published, of an event in a month, in
// which there is nothing to find.
func openable() *forms.Definition {
	in := func(s string) forms.Text { return forms.Text{"de": s} }
	day := time.Now().AddDate(0, 1, 0).UTC().Truncate(time.Hour)
	return &forms.Definition{
		Event: forms.Event{
			Key: "probe", Title: in("Probe"), Zone: "Europe/Berlin", Languages: []string{"de"}, MinGroup: 5, Retention: 90,
			Starts: day, Ends: day.Add(8 * time.Hour),
		},
		Forms:    []forms.Form{{Key: "f", Title: in("Abschluss"), Questions: []forms.Question{{Key: "mehr", Kind: forms.KindYesNo, Text: in("Mehr?")}}}},
		Sessions: []forms.SessionDefinition{{FormKey: "f", Session: forms.Session{Key: "saal", Kind: forms.Plenary, Title: in("Saal")}}},
	}
}

// The page says what to look at, with a link to each place.
func TestServer_check(t *testing.T) {
	t.Parallel()
	d := openable()
	d.Event.Languages = []string{"de", "tr"}
	d.Event.Retention, d.Event.Accent = 3, "#ffee88"
	s := newSetup(t, d)
	got := s.see("/check")
	for says, to := range map[string]string{
		"Die Antworten werden 3 Tage nach der Veranstaltung gelöscht.": s.address("/event#f-retention"),
		"Die Farbe ist für Text zu hell":                               s.address("/event#f-accent"),
		"Für Datenschutz, Barrierefreiheit und Impressum fehlen noch":  "/organise/settings",
		"ist nur auf diesem Rechner zu erreichen":                      "/organise/settings#f-base-url",
		"Übersetzungen": s.address("/languages"),
	} {
		if !strings.Contains(got.Body, says) || !strings.Contains(got.Body, `href="`+to+`"`) {
			t.Errorf("%q or its link to %s is missing:\n%s", says, to, got.Body)
		}
	}
	if tasks := s.see(""); !strings.Contains(tasks.Body, s.address("/check")) {
		t.Error("the list of tasks does not lead there")
	}
	// What keeps the draft from being published comes first.
	s.wantSaved(s.send("/event", s.see("/event"), url.Values{"title": {""}}))
	got = s.see("/check")
	if !strings.Contains(got.Body, s.address("/publish")) || strings.Contains(got.Body, "3 Tage") {
		t.Errorf("a draft with a problem:\n%s", got.Body)
	}
}

// Sign-ups have a retention of their own, on the page and in force.
func TestServer_contactsRetention(t *testing.T) {
	t.Parallel()
	s := newSetup(t, openable())
	got := s.send("/event", s.see("/event"), url.Values{"contacts_retention": {"2000"}})
	s.wantSaved(got)
	page := s.see("/event")
	if page.ByID("e-contacts_retention") == nil || page.Typed("contacts_retention")[0] != "2000" {
		t.Errorf("no problem beside the field:\n%s", page.Body)
	}
	s.wantSaved(s.send("/event", page, url.Values{"contacts_retention": {"365"}}))
	draft, err := s.Store.Draft(t.Context(), s.draft)
	if err != nil || draft.Definition().Event.ContactsRetention != 365 {
		t.Errorf("%v, %v", draft, err)
	}
}

// Who can reach an address, and from how far its code is read.
func TestReach(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://feedback.example": "", "http://8.8.8.8:8080": "", "http://localhost:8080": "this_machine", "http://[::1]": "this_machine", "": "this_machine",
		"http://127.0.0.1": "this_machine", "http://192.168.1.4:8080": "this_network", "http://rathaus": "this_network", "http://saal.local": "this_network", "http://[fe80::1]": "this_network",
	} {
		if got := desk.ReachOf(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	short, long := desk.ScanDistance("https://f.example"), desk.ScanDistance("https://"+strings.Repeat("beteiligung.", 24)+"stadt.example")
	if short < 700 || long >= 500 {
		t.Errorf("a short address is read from %.0f mm, a very long one from %.0f mm", short, long)
	}
}

// A service that is set up well is not mentioned.
func TestServer_check_nothing(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t, func(c *config.Config) {
		c.Operator, c.Imprint, c.Contact, c.Officer, c.Authority, c.Appeals, c.BaseURL = "a", "b", "c@d.example", "e", "f", "g", "http://feedback.example"
	})
	cookie := s.SignedIn(t, forms.Organiser)
	draft, err := s.Store.CreateDraft(t.Context(), openable(), "organiser")
	if err != nil {
		t.Fatal(err)
	}
	got := s.Get(t, "/organise/drafts/"+strconv.FormatInt(draft.ID, 10)+"/check", "Cookie", cookie)
	got.WantStatus(t, http.StatusOK)
	if !strings.Contains(got.Body, "Es ist nichts aufgefallen.") {
		t.Errorf("something was found:\n%s", got.Body)
	}
}
