package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"resonanz/forms"
)

// A draft that was never published is deleted after asking, unless it has changed
// meanwhile.
func TestServer_deleteDraft(t *testing.T) {
	t.Parallel()
	s := newSetup(t, lateDefinition())
	page := s.see("/discard")
	if !strings.Contains(page.Body, "Programmpunkten (3)") {
		t.Errorf("the page does not say what goes:\n%s", page.Body)
	}
	s.wantSaved(s.press("/shift", url.Values{"minutes": {"5"}, "from": {"eins"}}))
	s.press("/discard", url.Values{"revision": page.Typed("revision")}).WantStatus(t, http.StatusConflict)
	s.press("/discard", nil).WantStatus(t, http.StatusBadRequest)
	s.see("/discard")
	s.wantSaved(s.press("/discard", url.Values{"revision": s.see("/discard").Typed("revision")}))
	s.Get(t, s.address(""), "Cookie", s.cookie).WantStatus(t, http.StatusNotFound)
	if steps, err := s.Store.Steps(t.Context(), s.draft, 0, 9); len(steps) > 0 || err != nil {
		t.Errorf("its history is left: %v, %v", steps, err)
	}
}

// One that is published goes back to what is in force, and that can be undone.
func TestServer_revertDraft(t *testing.T) {
	t.Parallel()
	s := newSetup(t, lateDefinition())
	if _, err := s.Store.Publish(t.Context(), s.draft, s.revision(), "eva"); err != nil {
		t.Fatal(err)
	}
	if page := s.see(""); strings.Contains(page.Body, "/discard") {
		t.Error("nothing has changed, and the page offers to go back")
	}
	s.wantSaved(s.send("/event", s.see("/event"), url.Values{"title": {"Anders"}}))
	page := s.see("/discard")
	if !strings.Contains(s.see("").Body, "/discard") || !strings.Contains(page.Body, "1 Änderung ist nicht veröffentlicht") {
		t.Errorf("the page does not say what goes:\n%s", page.Body)
	}
	s.wantSaved(s.press("/discard", url.Values{"revision": page.Typed("revision")}))
	draft, err := s.Store.Draft(t.Context(), s.draft)
	if err != nil || draft.Unpublished() || s.event().Title["de"] != "Spät" {
		t.Errorf("the draft is %+v, %v", s.event(), err)
	}
	s.wantSaved(s.press("/undo", url.Values{"step": {s.see("/history").Typed("step")[0]}}))
	if got := s.event().Title["de"]; got != "Anders" {
		t.Errorf("undone, the title is %q", got)
	}
}

// Options are lines of text or a list of fields, with buttons that move and remove
// one. Both ways keep codes and translations; the first button of the form, which
// Enter presses, saves.
func TestServer_setupOptionList(t *testing.T) {
	t.Parallel()
	d := lateDefinition()
	text := func(de, en string) forms.Text { return forms.Text{"de": de, "en": en} }
	d.Event.Languages = []string{"de", "en"}
	d.Forms[0].Questions = append(d.Forms[0].Questions, forms.Question{Key: "rolle", Kind: forms.KindChoice, Text: text("Rolle", "Role"), Options: []forms.Option{
		{Code: "amt", Text: text("Amt", "Office")}, {Code: "verein", Text: text("Verein", "Club")}, {Code: "gast", Text: text("Gast", "Guest")},
	}})
	s := newSetup(t, d)
	const page = "/forms/bogen/rolle"
	want := func(codes string) {
		t.Helper()
		part, err := s.Store.DraftPart(t.Context(), s.draft, forms.PathOfQuestion("bogen", "rolle"))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range part.Content.(*forms.QuestionPart).Options {
			got = append(got, o.Code+"="+o.Text["de"]+"/"+o.Text["en"])
		}
		if strings.Join(got, " ") != codes {
			t.Errorf("the options are %q, want %q", got, codes)
		}
	}
	list := s.send(page, s.see(page), url.Values{"then": {"list"}})
	s.wantSaved(list)
	if to := list.Header.Get("Location"); !strings.HasSuffix(to, "&as=list") {
		t.Fatalf("led on to %s", to)
	}
	want("amt=Amt/Office verein=Verein/Club gast=Gast/Guest")
	shown := s.see(page + "?as=list")
	if got := shown.Typed("options"); len(got) != 4 || got[2] != "Gast" || got[3] != "" {
		t.Fatalf("the fields have %q", got)
	}
	s.wantSaved(s.send(page, shown, url.Values{"then": {"up:options:3"}}))
	want("amt=Amt/Office gast=Gast/Guest verein=Verein/Club")
	s.wantSaved(s.send(page, s.see(page+"?as=list"), url.Values{"then": {"down:options:1"}}))
	want("gast=Gast/Guest amt=Amt/Office verein=Verein/Club")
	s.wantSaved(s.send(page, s.see(page+"?as=list"), url.Values{"then": {"remove:options:2"}}))
	want("gast=Gast/Guest verein=Verein/Club")
	s.wantSaved(s.send(page, s.see(page+"?as=list"), url.Values{"options": {"Gast", "Verein", "Presse"}, "then": {"stay"}}))
	want("gast=Gast/Guest verein=Verein/Club presse=Presse/")
	for _, nonsense := range []string{"up:options:1", "down:options:4", "remove:options:9", "up:options:x", "up:nothing:1"} {
		s.wantSaved(s.send(page, s.see(page+"?as=list"), url.Values{"then": {nonsense}}))
	}
	want("gast=Gast/Guest verein=Verein/Club presse=Presse/")
	first := strings.Index(shown.Body, "<button class=\"away\" name=\"then\" value=\"stay\"")
	if other := strings.Index(shown.Body, "value=\"remove:"); first < 0 || other < first {
		t.Error("Enter would press another button than the one that saves")
	}
	lines := s.send(page, s.see(page+"?as=list"), url.Values{"then": {"lines"}})
	s.wantSaved(lines)
	if got := s.see(page).Typed("options"); len(got) != 1 || strings.TrimSpace(got[0]) != "Gast\nVerein\nPresse" {
		t.Errorf("as lines: %q", got)
	}
}
