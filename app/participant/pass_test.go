package participant_test

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"resonanz/app/participant"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// Somebody with a slip of paper gets to the form with its code, and the code
// is sent to nobody before the answers are.
func TestBrowser_pass(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	servicetest.Browse(t, "pass.mjs", s.Base, servicetest.KindsEvent, servicetest.KindsOpen, askForPasses(t, s)[0])
}

func TestPasses(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	passes := askForPasses(t, s)
	path := "/" + servicetest.KindsOpen + "/en"
	sent := servicetest.Answers(string(forms.NewToken()))
	for _, refused := range []struct{ pass, says string }{{"", "no such code"}, {"ABCD-EFGH", "no such code"}} {
		sent.Set(forms.FieldPass, refused.pass)
		r := s.Send(t, path, sent)
		r.WantStatus(t, http.StatusOK)
		if e := r.ByID("e-pass"); e == nil || !strings.Contains(servicetest.TextOf(e), refused.says) || !strings.Contains(servicetest.TextOf(r.ByID("summary")), refused.says) {
			t.Errorf("pass %q: not told that there is no such code\n%s", refused.pass, r.Body)
		}
		if r.Typed("satz")[0] != "Gut so" || r.Typed(forms.FieldPass)[0] != refused.pass {
			t.Error("what was typed is gone")
		}
	}
	sent.Set(forms.FieldPass, passes[0])
	for range 2 { // also a repetition
		s.Post(t, path, sent).WantStatus(t, http.StatusSeeOther)
	}
	sent.Set(forms.FieldToken, string(forms.NewToken()))
	r := s.Send(t, path, sent)
	r.WantStatus(t, http.StatusOK)
	if e := r.ByID("e-pass"); e == nil || !strings.Contains(servicetest.TextOf(e), "already answered") {
		t.Errorf("a used pass:\n%s", r.Body)
	}
	if got := s.Turnout(t, servicetest.KindsOpen); got != 1 {
		t.Errorf("turnout %d, want 1", got)
	}
}

// Deleted answers do not give the code back, and no page says otherwise.
//
// Reference, One-time codes: "Withdrawn answers do not give it back"
func TestPasses_withdrawn(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	passes := askForPasses(t, s)
	sent := servicetest.Answers(string(forms.NewToken()))
	sent.Set(forms.FieldPass, passes[0])
	receipt := s.Post(t, "/"+servicetest.KindsOpen+"/en", sent).Header.Get("Location")
	withdrawn := s.Post(t, receipt+"/withdraw", url.Values{}).Header.Get("Location")
	for _, page := range []*servicetest.Reply{s.Get(t, "/"+servicetest.KindsOpen+"/en/withdrawn"), s.Get(t, withdrawn)} {
		if !strings.Contains(page.Body, "cannot answer again with it") || strings.Contains(page.Body, "you can answer again.") {
			t.Errorf("the page does not say that the code is used up\n%s", page.Body)
		}
	}
	sent.Set(forms.FieldToken, string(forms.NewToken()))
	s.Send(t, "/"+servicetest.KindsOpen+"/en", sent).WantStatus(t, http.StatusOK)

	sent.Set(forms.FieldPass, passes[1])
	receipt = s.Post(t, "/"+servicetest.KindsOpen+"/en", sent).Header.Get("Location")
	for _, address := range []string{receipt, receipt + "?" + participant.QueryDiffers} {
		page := s.Get(t, address)
		if !strings.Contains(page.Body, "cannot answer again with it") || strings.Contains(page.Body, "and answer again.") {
			t.Errorf("%s promises that one can answer again\n%s", address, page.Body)
		}
	}
	if other := s.Get(t, "/ZN8F7/en/withdrawn"); strings.Contains(other.Body, "one-time code") || !strings.Contains(other.Body, "you can answer again.") {
		t.Error("an event without codes does not say that one can answer again")
	}
}

// askForPasses makes the event of the test ask for passes and returns three.
func askForPasses(t *testing.T, s *servicetest.Site) []string {
	t.Helper()
	source := servicetest.KindsSource
	file, err := definition.Parse(bytes.Replace(source, []byte("  languages:"), []byte("  codes: true\n  languages:"), 1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Store.Import(t.Context(), file.Definition); err != nil {
		t.Fatal(err)
	}
	sheet := s.Post(t, "/organise/"+servicetest.KindsEvent+"/slips", url.Values{"n": {"3"}}, "Cookie", s.SignedIn(t, forms.Organiser))
	sheet.WantStatus(t, http.StatusOK)
	passes := regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}`).FindAllString(sheet.Body, -1)
	if len(passes) != 3 || sheet.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("passes %q, Cache-Control %q", passes, sheet.Header.Get("Cache-Control"))
	}
	if got := len(sheet.All(atom.Svg)); got != 3 {
		t.Errorf("%d QR codes, want 3", got)
	}
	return passes
}
