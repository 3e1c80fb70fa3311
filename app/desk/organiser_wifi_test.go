package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"resonanz/forms"
)

// The Wi-Fi that an organiser names stands on signs, with a code that joins it,
// and on the stage, but not where somebody outside the hall could read it.
func TestServer_wifiOfEvent(t *testing.T) {
	t.Parallel()
	s := newSetup(t, openable())
	s.wantSaved(s.send("/event", s.see("/event"), url.Values{"wifi": {"Bürgerhaus"}, "wifi_password": {"kurz"}}))
	if page := s.see("/event"); page.ByID("e-wifi_password") == nil || page.Typed("wifi_password")[0] != "kurz" {
		t.Error("no problem beside the field, or what was typed is gone")
	}
	const password = "Sommer;2026"
	s.wantSaved(s.send("/event", s.see("/event"), url.Values{"wifi_password": {password}}))
	draft, err := s.Store.Draft(t.Context(), s.draft)
	if err != nil {
		t.Fatal(err)
	}
	published, err := s.Store.Publish(t.Context(), draft.ID, draft.Revision, string(forms.Organiser))
	if err != nil {
		t.Fatal(err)
	}
	code := published.Event.Code
	sessions, err := s.Store.Sessions(t.Context(), published.Event.ID)
	if err != nil {
		t.Fatal(err)
	}
	session := sessions[0].Code
	if err := s.Store.SetState(t.Context(), sessions[0].ID, forms.StateOpen); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{
		"/organise/" + code + "/signs": true, "/organise/" + session + "/sign": true, "/screen/" + session: true,
		"/" + session + "/de": false, "/" + session + "/de/stage": false, "/" + code + "/de": false, "/screen/" + session + "/picture": false,
	} {
		got := s.Get(t, path, "Cookie", s.cookie)
		got.WantStatus(t, http.StatusOK)
		if strings.Contains(got.Body, password) != want || strings.Contains(got.Body, "Bürgerhaus") != want {
			t.Errorf("%s: Wi-Fi there, want %v", path, want)
		}
	}
}
