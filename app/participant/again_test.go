package participant_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// What was typed waits for the page that shows it again, for those who have the
// page's token, until it has arrived.
//
// Reference, Data protection: "forms and sign-ups that came back with a mistake or in another language"
func TestAgain(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	path, token := "/"+servicetest.KindsOpen+"/de", string(forms.NewToken())
	given := servicetest.Answers(token)
	given.Set("satz", "Viel zu lang für eine Zeile")
	r := s.Post(t, path, given)
	r.WantStatus(t, http.StatusSeeOther)
	again := r.Header.Get("Location")
	if want := path + "?typed=" + token; again != want {
		t.Fatalf("location %q, want %q", again, want)
	}
	for range 2 { // also when it is loaded anew
		r = s.Get(t, again, "Accept-Encoding", "gzip")
		if r.Header.Get("Content-Encoding") != "" || r.Header.Get("Cache-Control") != "no-store" {
			t.Error("what was typed is compressed beside a token, or may be kept by the browser")
		}
		if r.Token(t) != token || r.Typed("satz")[0] != given.Get("satz") || r.ByID("e-satz") == nil {
			t.Errorf("not what was typed, or nothing says what is wrong:\n%s", r.Body)
		}
	}
	// Neither another page nor another session finds it.
	for _, other := range []string{path + "?typed=" + string(forms.NewToken()), "/ZN8F7/de?typed=" + token} {
		r := s.Get(t, other)
		r.WantStatus(t, http.StatusOK)
		if strings.Contains(r.Body, given.Get("satz")) || r.Token(t) == token || !strings.Contains(servicetest.TextOf(r.ByID("summary")), "Ihre Eingaben sind nicht mehr da") {
			t.Errorf("%s: shows it, or does not say that it is gone", other)
		}
	}
	given.Set("satz", "Kurz")
	s.Post(t, path, given).WantStatus(t, http.StatusSeeOther)
	if got, want := s.Get(t, again).Header.Get("Location"), path+"/receipt/"+token; got != want {
		t.Errorf("once the answers have arrived it leads to %q, want %q", got, want)
	}
	if got := s.Turnout(t, servicetest.KindsOpen); got != 1 {
		t.Errorf("turnout %d, want 1", got)
	}

	// Who has typed nothing changes the language and leaves nothing behind.
	r = s.Post(t, "/"+servicetest.KindsOpen+"/ar", url.Values{forms.FieldToken: {token}, forms.FieldLanguage: {"ar"}, "satz": {""}})
	if got, want := r.Header.Get("Location"), "/"+servicetest.KindsOpen+"/ar"; r.StatusCode != http.StatusSeeOther || got != want {
		t.Errorf("status %d to %q, want %q", r.StatusCode, got, want)
	}
}

// What comes too late is not the answer to what was sent, either: a page of its own
// says so, also where results are published by now, and what was typed waits there
// in case somebody opens the session again.
func TestAgain_closed(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	path := "/" + servicetest.KindsOpen + "/de"
	given := servicetest.Answers(string(forms.NewToken()))
	given.Set("satz", "Zu spät")
	before := servicetest.Answers(string(forms.NewToken()))
	s.Post(t, path, before).WantStatus(t, http.StatusSeeOther)
	s.SetState(t, servicetest.KindsOpen, forms.StateClosed)
	r := s.Post(t, path, given)
	r.WantStatus(t, http.StatusSeeOther)
	again := r.Header.Get("Location")
	file, err := definition.Parse(servicetest.KindsSource)
	if err != nil {
		t.Fatal(err)
	}
	for _, results := range []forms.ResultsMode{forms.ResultsNone, forms.ResultsAfterClosing} {
		file.Definition.Event.Results = results
		if _, err := s.Store.Import(t.Context(), file.Definition); err != nil {
			t.Fatal(err)
		}
		r = s.Get(t, again)
		r.WantStatus(t, http.StatusConflict)
		if got, want := r.Heading(), "Diese Befragung ist beendet"; got != want || strings.Contains(r.Body, "Zu spät") {
			t.Errorf("results %q: heading %q, want %q and nothing of what was typed", results, got, want)
		}
	}
	if got, want := s.Get(t, path+"?typed="+before.Get(forms.FieldToken)).Header.Get("Location"), path+"/receipt/"+before.Get(forms.FieldToken); got != want {
		t.Errorf("of answers that are stored it leads to %q, want %q", got, want)
	}
	s.SetState(t, servicetest.KindsOpen, forms.StateOpen)
	if r = s.Get(t, again); r.StatusCode != http.StatusOK || r.Typed("satz")[0] != "Zu spät" {
		t.Errorf("open again: status %d, not what was typed", r.StatusCode)
	}
	s.Post(t, path, given).WantStatus(t, http.StatusSeeOther)
	if got := s.Turnout(t, servicetest.KindsOpen); got != 2 {
		t.Errorf("turnout %d, want 2", got)
	}
}

// The buttons of the browser work after a mistake and after a change of language:
// nothing asks whether to send again, and nothing is sent twice.
func TestBrowser_history(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	servicetest.Browse(t, "history.mjs", s.Base, servicetest.KindsOpen)
	if got := len(contactsOf(t, s, servicetest.KindsEvent)); got != 2 {
		t.Errorf("%d sign-ups, want 2", got)
	}
	if got := s.Turnout(t, servicetest.KindsOpen); got != 2 { // without and with a script
		t.Errorf("turnout %d, want 2", got)
	}
}
