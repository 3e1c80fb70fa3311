package desk_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"resonanz/app/config"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

const settingsPath = "/organise/settings"

// settingsSent returns what a browser sends from the page, with other values.
func settingsSent(page *servicetest.Reply, values ...string) url.Values {
	sent := url.Values{}
	for _, kind := range []atom.Atom{atom.Input, atom.Textarea} {
		for _, control := range page.All(kind) {
			name := servicetest.Attribute(control, "name")
			if kind == atom.Input && servicetest.Attribute(control, "type") == "radio" && !servicetest.HasAttribute(control, "checked") {
				continue
			}
			if name != "" && name != "here" {
				sent[name] = page.Typed(name)
			}
		}
	}
	for i := 0; i+1 < len(values); i += 2 {
		sent.Set(values[i], values[i+1])
	}
	return sent
}

// What an organiser sets stands on everybody's pages at once, also on forms that
// were rendered before, and a page says what is still missing.
func TestServer_settings(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	form := "/" + servicetest.KindsOpen + "/de"
	if got := s.Get(t, form); strings.Contains(got.Body, "Stadt Beispiel") || strings.Contains(got.Body, "/imprint") {
		t.Fatal("the form has an operator already")
	}
	s.Get(t, "/imprint/de").WantStatus(t, http.StatusNotFound)
	if got := s.Get(t, "/organise", "Cookie", cookie); !strings.Contains(got.Body, "Betreiber, Weitere Angaben im Impressum, E-Mail-Adresse") {
		t.Errorf("the home page does not say what is missing:\n%s", got.Body)
	}
	page := s.Get(t, settingsPath, "Cookie", cookie)
	page.WantStatus(t, http.StatusOK)
	got := s.Post(t, settingsPath, settingsSent(page, "operator", " Stadt Beispiel ", "imprint", "Vertreten durch die Bürgermeisterin\r\nTel. 0123", "contact", "info@stadt.example",
		"retention", "30", "base-url", "http://feedback.example/", "basis", config.BasisTask), "Cookie", cookie)
	got.WantStatus(t, http.StatusSeeOther)
	if got := s.Get(t, form); !strings.Contains(got.Body, "Stadt Beispiel") || !strings.Contains(got.Body, "/imprint") {
		t.Error("the form does not have the operator at once")
	}
	imprint := s.Get(t, "/imprint/de")
	for _, text := range []string{"<p>Stadt Beispiel</p>", "<p>Vertreten durch die Bürgermeisterin</p>", "<p>Tel. 0123</p>", "<p>info@stadt.example</p>"} {
		if !strings.Contains(strings.ReplaceAll(imprint.Body, ` dir="auto"`, ""), text) {
			t.Errorf("the imprint lacks %s:\n%s", text, imprint.Body)
		}
	}
	if got := s.Get(t, form+"/privacy"); !strings.Contains(got.Body, "Buchst. e DSGVO") {
		t.Error("the privacy notice has the old basis")
	}
	if got := s.Get(t, "/organise/"+servicetest.KindsEvent+"/sign", "Cookie", cookie); !strings.Contains(got.Body, "feedback.example") {
		t.Error("the sign has the old address")
	}
	if got := s.Get(t, "/organise", "Cookie", cookie); strings.Contains(got.Body, "Weitere Angaben im Impressum") {
		t.Error("the home page says that something is missing")
	}
	draft := s.Post(t, "/organise/new", url.Values{"way": {"empty"}}, "Cookie", cookie).Header.Get("Location")
	if got := s.Get(t, draft+"/event", "Cookie", cookie).Typed("retention"); got[0] != "30" {
		t.Errorf("a new event keeps answers for %q days", got)
	}
	notes, err := s.Store.ServiceAudit(t.Context(), 1)
	if err != nil || notes[0].Action != forms.NoteSettings || notes[0].About != "base-url, basis, contact, imprint, operator, retention" || notes[0].Account != "organiser" {
		t.Errorf("audit log: %+v, %v", notes, err)
	}
	// Saving the page as it is changes nothing; emptying a field brings the default back.
	page = s.Get(t, settingsPath, "Cookie", cookie)
	s.Post(t, settingsPath, settingsSent(page), "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	if more, err := s.Store.ServiceAudit(t.Context(), 2); err != nil || len(more) > 1 && more[0].Action == more[1].Action {
		t.Errorf("saving the same is noted: %+v, %v", more, err)
	}
	s.Post(t, settingsPath, settingsSent(page, "base-url", ""), "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	if got := s.Settings().BaseURL; got != "" {
		t.Errorf("base address %q, want that of the flag", got)
	}
}

// A mistake stands beside its field, nothing is stored, and all that was typed is
// still there.
func TestServer_settings_wrong(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	page := s.Get(t, settingsPath, "Cookie", cookie)
	for name, value := range map[string]string{
		"contact": "Amt <info@stadt.example>", "retention": "zwei", "base-url": "feedback.example/x", "imprint": strings.Repeat("ä", 1001), "basis": "interest",
	} {
		got := s.Post(t, settingsPath, settingsSent(page, name, value, "operator", "Stadt Beispiel"), "Cookie", cookie)
		got.WantStatus(t, http.StatusUnprocessableEntity)
		if got.ByID("e-"+name) == nil || !strings.Contains(got.Body, `href="#f-`+name+`"`) {
			t.Errorf("%s: no error beside the field, or no link to it:\n%s", name, got.Body)
		}
		if typed := got.Typed(name); name != "basis" && (len(typed) != 1 || typed[0] != value) {
			t.Errorf("%s: %q was typed, the page has %q", name, value, typed)
		}
		if got.Typed("operator")[0] != "Stadt Beispiel" || s.Settings().Operator != "" {
			t.Errorf("%s: what else was typed is lost, or stored", name)
		}
	}
}

// Two people at once: the second sees what the first has stored, keeps what was
// typed, and decides.
func TestServer_settings_conflict(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	page := s.Get(t, settingsPath, "Cookie", cookie)
	s.Post(t, settingsPath, settingsSent(page, "operator", "Stadt A", "hoster", "Haus"), "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	// Another setting disturbs nobody.
	s.Post(t, settingsPath, settingsSent(page, "officer", "Frau Kaya"), "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	if got := s.Settings(); got.Operator != "Stadt A" || got.Officer != "Frau Kaya" || got.Hoster != "Haus" {
		t.Fatalf("settings %+v", got)
	}
	got := s.Post(t, settingsPath, settingsSent(page, "operator", "Stadt B"), "Cookie", cookie)
	got.WantStatus(t, http.StatusConflict)
	if theirs := got.ByID("t-operator"); got.Typed("operator")[0] != "Stadt B" || theirs == nil || servicetest.TextOf(theirs) != "Stadt A" {
		t.Errorf("not both versions on the page:\n%s", got.Body)
	}
	s.Post(t, settingsPath, settingsSent(got), "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	if got := s.Settings(); got.Operator != "Stadt B" || got.Hoster != "Haus" {
		t.Errorf("settings %+v, want the second version of the operator only", got)
	}
}

// What a flag or a variable gives is shown with it, and no page changes it.
func TestServer_settings_fixed(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t, func(c *config.Config) {
		c.Operator, c.Given = "Stadt Beispiel", map[string]string{"operator": "RESONANZ_OPERATOR"}
	})
	cookie := s.SignedIn(t, forms.Organiser)
	page := s.Get(t, settingsPath, "Cookie", cookie)
	if len(page.Controls("operator")) > 0 || !strings.Contains(page.Body, "<code>RESONANZ_OPERATOR</code>") {
		t.Errorf("not shown as fixed:\n%s", page.Body)
	}
	s.Post(t, settingsPath, settingsSent(page, "operator", "Jemand", "was.operator", "", "officer", "Frau Kaya"), "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	if got := s.Settings(); got.Operator != "Stadt Beispiel" || got.Officer != "Frau Kaya" {
		t.Errorf("settings %+v", got)
	}
}

// An https address is taken from a browser that would keep its cookies, and keeps
// whoever sets it signed in.
func TestServer_settings_secure(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	page := s.Get(t, settingsPath, "Cookie", cookie)
	sent := settingsSent(page, "base-url", "https://feedback.example")
	got := s.Post(t, settingsPath, sent, "Cookie", cookie, "Sec-Fetch-Site", "")
	got.WantStatus(t, http.StatusUnprocessableEntity)
	if got.ByID("e-base-url") == nil {
		t.Error("no reason beside the field")
	}
	got = s.Post(t, settingsPath, sent, "Cookie", cookie)
	got.WantStatus(t, http.StatusSeeOther)
	cookies := got.Cookies()
	if len(cookies) == 0 {
		t.Fatal("the cookie is not renewed")
	}
	fresh := cookies[0]
	if fresh.Name != "__Host-resonanz" || !fresh.Secure {
		t.Fatalf("cookie %v", fresh)
	}
	s.Get(t, settingsPath, "Cookie", fresh.Name+"="+fresh.Value).WantStatus(t, http.StatusOK)
	if got := s.Get(t, "/privacy/de"); got.Header.Get("Strict-Transport-Security") == "" {
		t.Error("browsers are not told to stay with https")
	}
}

// The limits of the page are those of events.
func TestSettings_retention(t *testing.T) {
	t.Parallel()
	for value, want := range map[int]bool{forms.MaxRetention: true, forms.MaxRetention + 1: false} {
		if _, err := config.Normal("retention", strconv.Itoa(value)); (err == nil) != want {
			t.Errorf("%d days: %v", value, err)
		}
	}
	var in config.Config
	for _, setting := range in.Settings() {
		if setting.Name == "retention" && setting.Value != strconv.Itoa(forms.DefaultRetention) {
			t.Errorf("default %s, events have %d", setting.Value, forms.DefaultRetention)
		}
	}
}
