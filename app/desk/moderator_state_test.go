package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"resonanz/app/desk"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// A closing asks first and says what follows. Then it can be taken back, and as
// long as that is so answers are taken and nothing more is shown.
func TestServer_closeGrace(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]struct{ state, back string }{
		"the moderator's page": {"/moderate/" + servicetest.KindsOpen + "/state", "/moderate/" + servicetest.KindsOpen + "/close"},
		"the event's page":     {"/organise/" + servicetest.KindsOpen + "/state", "/organise/" + servicetest.KindsOpen + "/keep-open"},
		"all sessions at once": {"/organise/" + servicetest.KindsEvent + "/state", "/organise/" + servicetest.KindsEvent + "/keep-open"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := servicetest.New(t)
			cookie := s.SignedIn(t, forms.Organiser)
			post := func(path string, values url.Values) *servicetest.Reply {
				return s.Post(t, path, values, "Cookie", cookie, "Accept-Language", "de")
			}
			for range 3 { // too few to be shown before closing
				s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}})
			}
			asked := post(path.state, url.Values{"state": {"closed"}})
			asked.WantStatus(t, http.StatusOK)
			session, turnout := s.ReadSession(t, servicetest.KindsOpen)
			if !strings.Contains(asked.Body, "Danach werden keine Antworten mehr angenommen") || session.State != forms.StateOpen || !turnout.Closes.IsZero() {
				t.Fatalf("closing does not ask, or has begun: %s, %v\n%s", session.State, turnout.Closes, asked.Body)
			}
			sure := url.Values{"state": {"closed"}, "sure": {"yes"}}
			before := time.Now()
			post(path.state, sure).WantStatus(t, http.StatusSeeOther)
			session, turnout = s.ReadSession(t, servicetest.KindsOpen)
			if left := turnout.Closes.Sub(before.Truncate(time.Millisecond)); session.State != forms.StateOpen || left < desk.CloseGrace || left > desk.CloseGrace+time.Minute {
				t.Fatalf("%s, and closes after %v", session.State, left)
			}
			s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}})
			if page := s.Get(t, "/organise/"+servicetest.KindsEvent, "Cookie", cookie, "Accept-Language", "de"); !strings.Contains(page.Body, "zurücknehmen:") {
				t.Error("the event's page does not say that it can be taken back")
			}
			post(path.back, url.Values{"cancel": {"1"}}).WantStatus(t, http.StatusSeeOther)
			session, turnout = s.ReadSession(t, servicetest.KindsOpen)
			if session.State != forms.StateOpen || !turnout.Closes.IsZero() || turnout.N != 4 {
				t.Errorf("taken back: %s, %+v", session.State, turnout)
			}
			if figures, err := s.Store.Figures(t.Context(), session.ID); err != nil || figures.Release != nil {
				t.Errorf("figures are shown of what was never closed: %+v, %v", figures.Release, err)
			}
		})
	}
}

// Opening again asks as well, the first opening does not.
func TestServer_reopen(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	path := "/moderate/" + servicetest.KindsPlanned + "/state"
	s.Post(t, path, url.Values{"state": {"open"}}, "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	session, _ := s.ReadSession(t, servicetest.KindsPlanned)
	if err := s.Store.SetState(t.Context(), session.ID, forms.StateClosed); err != nil {
		t.Fatal(err)
	}
	asked := s.Post(t, path, url.Values{"state": {"open"}}, "Cookie", cookie, "Accept-Language", "de")
	asked.WantStatus(t, http.StatusOK)
	if session, _ := s.ReadSession(t, servicetest.KindsPlanned); session.State != forms.StateClosed || !strings.Contains(asked.Body, "Befragung wieder öffnen?") {
		t.Errorf("reopening does not ask: %s\n%s", session.State, asked.Body)
	}
	s.Post(t, path, url.Values{"state": {"open"}, "sure": {"yes"}}, "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	if session, _ := s.ReadSession(t, servicetest.KindsPlanned); session.State != forms.StateOpen {
		t.Errorf("the session is %s", session.State)
	}
}
