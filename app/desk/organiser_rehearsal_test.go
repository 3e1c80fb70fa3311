package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

const rehearsalPath = "/organise/" + servicetest.KindsEvent + "/rehearsal"

// rehearse presses a button of the page.
func rehearse(t *testing.T, s *servicetest.Site, cookie, do string, more ...string) *servicetest.Reply {
	t.Helper()
	values := url.Values{"do": {do}}
	for i := 0; i+1 < len(more); i += 2 {
		values.Set(more[i], more[i+1])
	}
	return s.Post(t, rehearsalPath, values, "Cookie", cookie)
}

// ended waits until no rehearsal is going on and returns the page.
func ended(t *testing.T, s *servicetest.Site, cookie string) *servicetest.Reply {
	t.Helper()
	for {
		got := s.Get(t, rehearsalPath, "Cookie", cookie)
		got.WantStatus(t, http.StatusOK)
		if !strings.Contains(got.Body, `http-equiv="refresh"`) {
			return got
		}
	}
}

// A rehearsal is played by the service itself, is shown with its result, and is
// removed without a trace; while people have answered there is none.
func TestServer_rehearsal(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	for _, wrong := range []string{"", "0", "viele", "2001"} {
		got := rehearse(t, s, cookie, "start", "participants", wrong)
		got.WantStatus(t, http.StatusUnprocessableEntity)
		if got.ByID("e-participants") == nil || got.Typed("participants")[0] != wrong {
			t.Errorf("%q: no error beside the field, or what was typed is gone", wrong)
		}
	}
	rehearse(t, s, cookie, "start", "participants", "12").WantStatus(t, http.StatusSeeOther)
	got := rehearse(t, s, cookie, "start", "participants", "3")
	got.WantStatus(t, http.StatusUnprocessableEntity) // one at a time
	got = ended(t, s, cookie)
	if !strings.Contains(got.Body, "12 Personen waren dabei, und alles ist genau einmal angekommen.") {
		t.Fatalf("no good result:\n%s", got.Body)
	}
	if strings.Contains(got.Body, `class="simulated"`) {
		t.Error("the page calls the event a demonstration")
	}
	n := s.Turnout(t, servicetest.KindsOpen)
	if n == 0 {
		t.Fatal("nobody has answered")
	}
	_, turnout := s.ReadSession(t, servicetest.KindsOpen)
	if turnout.Simulated != n {
		t.Errorf("%d of %d answers are marked", turnout.Simulated, n)
	}
	got = rehearse(t, s, cookie, "purge")
	got.WantStatus(t, http.StatusSeeOther)
	if page := s.Get(t, got.Header.Get("Location"), "Cookie", cookie); !strings.Contains(page.Body, "Entfernte Antworten:") || strings.Contains(page.Body, "Ergebnis") {
		t.Errorf("after the removal:\n%s", page.Body)
	}
	if n := s.Turnout(t, servicetest.KindsOpen); n != 0 {
		t.Errorf("%d answers are left", n)
	}
	if v, err := s.Store.Verify(t.Context()); err != nil || len(v.Differences) > 0 {
		t.Errorf("verify: %+v, %v", v, err)
	}
	s.Post(t, "/"+servicetest.KindsOpen+"/de", url.Values{"_token": {string(forms.NewToken())}, "_asked": {"1"}, "gesamt": {"gut"}}).WantStatus(t, http.StatusSeeOther)
	rehearse(t, s, cookie, "start", "participants", "3").WantStatus(t, http.StatusUnprocessableEntity)
	if got := s.Get(t, rehearsalPath, "Cookie", cookie); len(got.Controls("participants")) > 0 {
		t.Error("a rehearsal is offered though people have answered")
	}
}

// A rehearsal can be stopped, needs an open session, and a demonstration has none.
func TestServer_rehearsal_stopped(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	rehearse(t, s, cookie, "start", "participants", "2000").WantStatus(t, http.StatusSeeOther)
	if got := s.Get(t, rehearsalPath, "Cookie", cookie); !strings.Contains(got.Body, "Teilnehmende: 2.000.") {
		t.Errorf("the page does not say what is going on:\n%s", got.Body)
	}
	rehearse(t, s, cookie, "purge").WantStatus(t, http.StatusConflict)
	rehearse(t, s, cookie, "stop").WantStatus(t, http.StatusSeeOther)
	if got := ended(t, s, cookie); !strings.Contains(got.Body, "Die Probe wurde abgebrochen.") {
		t.Errorf("the page does not say that it was stopped:\n%s", got.Body)
	}
	s.SetState(t, servicetest.KindsOpen, forms.StateClosed)
	rehearse(t, s, cookie, "start", "participants", "3").WantStatus(t, http.StatusUnprocessableEntity)
	s.Post(t, "/organise/HERN/rehearsal", url.Values{"do": {"start"}, "participants": {"3"}}, "Cookie", cookie).WantStatus(t, http.StatusUnprocessableEntity)
}

// The service ends while a rehearsal is going on, and waits for it.
func TestServer_rehearsal_ends(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	rehearse(t, s, cookie, "start", "participants", "2000").WantStatus(t, http.StatusSeeOther)
	s.Stop()
	err := <-s.Served
	if err != nil {
		t.Errorf("serve: %v", err)
	}
	s.Served <- nil // for the end of the test
	if s.Lifetime.Err() == nil {
		t.Error("the rehearsal would go on")
	}
}
