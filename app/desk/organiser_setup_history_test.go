package desk_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

func (s *setup) undo(step int64, back string) *servicetest.Reply {
	s.Helper()
	values := url.Values{"step": {strconv.FormatInt(step, 10)}, "back": {back}}
	return s.Post(s.T, s.address("/undo"), values, "Cookie", s.cookie, "Accept-Language", "de")
}

// The history says who changed what, and undoes a step unless it has been changed
// since.
func TestServer_setupHistory(t *testing.T) {
	t.Parallel()
	s := newSetup(t, &forms.Definition{})
	s.wantSaved(s.send("/event", s.see("/event"), url.Values{"title": {"Erste"}}))
	first := s.revision()
	s.wantSaved(s.send("/event", s.see("/event"), url.Values{"title": {"Zweite"}}))
	second := s.revision()
	page := s.see("/history")
	if !strings.Contains(page.Body, "Geändert: Angaben zur Veranstaltung") || !strings.Contains(page.Body, "Entwurf angelegt") || len(page.Controls("step")) != 2 {
		t.Errorf("the history:\n%s", page.Body)
	}
	refused := s.undo(first, s.address("/history"))
	if refused.WantStatus(t, http.StatusConflict); s.event().Title["de"] != "Zweite" {
		t.Error("a step was undone although its part has changed since")
	}
	for back, want := range map[string]string{
		s.address("/history"): s.address("/history"), "//evil.example": s.address(""), s.address("/x") + "\r\nA: b": s.address(""), "": s.address(""),
	} {
		got := s.undo(second, back)
		if got.WantStatus(t, http.StatusSeeOther); got.Header.Get("Location") != want {
			t.Errorf("from %q led on to %q", back, got.Header.Get("Location"))
		}
		second = s.revision() // undoing that does the step again
	}
	if title := s.event().Title["de"]; title != "Zweite" {
		t.Errorf("after four times the title is %q", title)
	}
	s.undo(1, "").WantStatus(t, http.StatusBadRequest) // it made the draft
	s.undo(1000, "").WantStatus(t, http.StatusNotFound)
}
