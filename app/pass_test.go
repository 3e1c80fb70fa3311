package main

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"resonanz/forms"
)

// Somebody with a slip of paper gets to the form with its code, and the code
// is sent to nobody before the answers are.
func TestBrowser_pass(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	browse(t, "pass.mjs", s.base, kindsEvent, kindsOpen, askForPasses(t, s)[0])
}

func TestPasses(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	passes := askForPasses(t, s)
	path := "/" + kindsOpen + "/en"
	sent := answers(string(forms.NewToken()))
	for _, refused := range []struct{ pass, says string }{{"", "no such code"}, {"ABCD-EFGH", "no such code"}} {
		sent.Set(forms.FieldPass, refused.pass)
		r := s.post(t, path, sent)
		r.wantStatus(t, http.StatusUnprocessableEntity)
		if e := r.id("e-pass"); e == nil || !strings.Contains(text(e), refused.says) || !strings.Contains(text(r.id("summary")), refused.says) {
			t.Errorf("pass %q: not told that there is no such code\n%s", refused.pass, r.body)
		}
		if r.typed("satz")[0] != "Gut so" || r.typed(forms.FieldPass)[0] != refused.pass {
			t.Error("what was typed is gone")
		}
	}
	sent.Set(forms.FieldPass, passes[0])
	for range 2 { // also a repetition
		s.post(t, path, sent).wantStatus(t, http.StatusSeeOther)
	}
	sent.Set(forms.FieldToken, string(forms.NewToken()))
	r := s.post(t, path, sent)
	r.wantStatus(t, http.StatusUnprocessableEntity)
	if e := r.id("e-pass"); e == nil || !strings.Contains(text(e), "already answered") {
		t.Errorf("a used pass:\n%s", r.body)
	}
	if got := s.turnout(t, kindsOpen); got != 1 {
		t.Errorf("turnout %d, want 1", got)
	}
}

// Deleted answers do not give the code back, and no page says otherwise.
func TestPasses_withdrawn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	passes := askForPasses(t, s)
	sent := answers(string(forms.NewToken()))
	sent.Set(forms.FieldPass, passes[0])
	receipt := s.post(t, "/"+kindsOpen+"/en", sent).Header.Get("Location")
	withdrawn := s.post(t, receipt+"/withdraw", url.Values{}).Header.Get("Location")
	for _, page := range []*reply{s.get(t, "/"+kindsOpen+"/en/withdrawn"), s.get(t, withdrawn)} {
		if !strings.Contains(page.body, "cannot answer again with it") || strings.Contains(page.body, "you can answer again.") {
			t.Errorf("the page does not say that the code is used up\n%s", page.body)
		}
	}
	sent.Set(forms.FieldToken, string(forms.NewToken()))
	s.post(t, "/"+kindsOpen+"/en", sent).wantStatus(t, http.StatusUnprocessableEntity)

	sent.Set(forms.FieldPass, passes[1])
	receipt = s.post(t, "/"+kindsOpen+"/en", sent).Header.Get("Location")
	for _, address := range []string{receipt, receipt + "?" + QueryDiffers} {
		page := s.get(t, address)
		if !strings.Contains(page.body, "cannot answer again with it") || strings.Contains(page.body, "and answer again.") {
			t.Errorf("%s promises that one can answer again\n%s", address, page.body)
		}
	}
	if other := s.get(t, "/ZN8F7/en/withdrawn"); strings.Contains(other.body, "one-time code") || !strings.Contains(other.body, "you can answer again.") {
		t.Error("an event without codes does not say that one can answer again")
	}
}

// askForPasses makes the event of the test ask for passes and returns three.
func askForPasses(t *testing.T, s *site) []string {
	t.Helper()
	source := kindsSource
	definition, err := forms.ParseDefinition(bytes.Replace(source, []byte("  languages:"), []byte("  codes: true\n  languages:"), 1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.store.Import(t.Context(), definition); err != nil {
		t.Fatal(err)
	}
	sheet := s.post(t, "/organise/"+kindsEvent+"/slips", url.Values{"n": {"3"}}, "Cookie", s.signedIn(t, forms.Organiser))
	sheet.wantStatus(t, http.StatusOK)
	passes := regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}`).FindAllString(sheet.body, -1)
	if len(passes) != 3 || sheet.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("passes %q, Cache-Control %q", passes, sheet.Header.Get("Cache-Control"))
	}
	if got := len(sheet.all(atom.Svg)); got != 3 {
		t.Errorf("%d QR codes, want 3", got)
	}
	return passes
}
