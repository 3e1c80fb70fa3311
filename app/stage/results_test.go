package stage_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// publish has participants of the kinds event see results, or not.
func publish(t *testing.T, s *servicetest.Site, mode forms.ResultsMode) {
	t.Helper()
	file, err := definition.Parse(servicetest.KindsSource)
	if err != nil {
		t.Fatal(err)
	}
	file.Definition.Event.Results = mode
	if _, err := s.Store.Import(t.Context(), file.Definition); err != nil {
		t.Fatal(err)
	}
}

// Participants see the results of a session that has closed where the organiser
// publishes them, in their language and under the address of the form: figures of
// groups, and approved comments only.
func TestServer_results(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	form, results := "/"+servicetest.KindsOpen+"/en", "/"+servicetest.KindsOpen+"/en/results"
	s.Get(t, results).WantStatus(t, http.StatusNotFound)
	publish(t, s, forms.ResultsAfterClosing)
	for n := range 12 {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}, "satz": {"Satz Nummer " + string(rune('A'+n))}})
	}
	early := s.Get(t, results)
	early.WantStatus(t, http.StatusOK)
	if !strings.Contains(early.Body, "Results appear once the survey has closed.") || strings.Contains(early.Body, `class="bars"`) {
		t.Errorf("before closing:\n%s", early.Body)
	}
	s.Get(t, form).WantStatus(t, http.StatusOK)
	session, _ := s.ReadSession(t, servicetest.KindsOpen)
	if err := s.Store.SetState(t.Context(), session.ID, forms.StateClosed); err != nil {
		t.Fatal(err)
	}
	comments, err := s.Store.Comments(t.Context(), session.ID)
	if err != nil || len(comments) < 10 {
		t.Fatalf("%d comments, %v", len(comments), err)
	}
	s.Approve(t, servicetest.KindsOpen, 1)
	if got := s.Get(t, form); got.Header.Get("Location") != results {
		t.Errorf("the form leads to %q: %d", got.Header.Get("Location"), got.StatusCode)
	}
	page := s.Get(t, results)
	page.WantStatus(t, http.StatusOK)
	if n := strings.Count(page.Body, "Satz Nummer"); n != 1 || !strings.Contains(page.Body, comments[0].Text) {
		t.Errorf("%d comments are public, and one is approved", n)
	}
	if !strings.Contains(page.Body, `data-item="gesamt"`) || !strings.Contains(page.Body, "<b>12</b> answers") {
		t.Errorf("no figures:\n%s", page.Body)
	}
	if list := s.Get(t, "/"+servicetest.KindsEvent+"/en/results"); !strings.Contains(list.Body, `href="`+results+`"`) {
		t.Errorf("the event does not list the session:\n%s", list.Body)
	}
	if got := s.Get(t, "/"+servicetest.KindsOpen+"/xx/results"); got.StatusCode != http.StatusSeeOther {
		t.Errorf("in a language that is not offered: %d", got.StatusCode)
	}
	publish(t, s, forms.ResultsNone)
	s.Get(t, results).WantStatus(t, http.StatusNotFound)
	s.Get(t, form).WantStatus(t, http.StatusConflict)
}

// A session in which too few answered says so in every language, and no more.
func TestServer_resultsOfFew(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	publish(t, s, forms.ResultsAfterClosing)
	for range 3 {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}})
	}
	session, _ := s.ReadSession(t, servicetest.KindsOpen)
	if err := s.Store.SetState(t.Context(), session.ID, forms.StateClosed); err != nil {
		t.Fatal(err)
	}
	event, err := s.Store.Event(t.Context(), servicetest.KindsEvent)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range slices.Compact(event.Languages) {
		page := s.Get(t, "/"+servicetest.KindsOpen+"/"+lang+"/results")
		page.WantStatus(t, http.StatusOK)
		if strings.Contains(page.Body, `class="bars"`) || strings.Contains(page.Body, "⟦") || !strings.Contains(page.Body, `class="lead"`) {
			t.Errorf("%s: figures of three people, or no words for it:\n%s", lang, page.Body)
		}
	}
}

// Who could not say is counted apart on the stage, where the shares are those of the rest, and
// named beside the answers on the page of results.
func TestStage_cannotSay(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	publish(t, s, forms.ResultsAfterClosing)
	for n := range 12 {
		code := "gut"
		if n%6 == 0 {
			code = forms.OptionNA
		}
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {code}})
	}
	session, _ := s.ReadSession(t, servicetest.KindsOpen)
	if err := s.Store.SetState(t.Context(), session.ID, forms.StateClosed); err != nil {
		t.Fatal(err)
	}
	cookie := s.SignedIn(t, forms.Moderator)
	s.Act(t, cookie, servicetest.KindsOpen, "reveal")
	s.Act(t, cookie, servicetest.KindsOpen, "show", "screen", "results", "item", "gesamt")
	pic, body := s.Shown(t, cookie, servicetest.KindsOpen)
	if len(pic.Tables) == 0 || !strings.HasPrefix(pic.Tables[0].Facts, "10 Urteile, Kann ich nicht beurteilen: 2 · ") {
		t.Errorf("the stage: %s", body)
	}
	if page := s.Get(t, "/"+servicetest.KindsOpen+"/en/results"); !strings.Contains(page.Body, "12 answers, I cannot say 2") {
		t.Errorf("the results:\n%s", page.Body)
	}
}
