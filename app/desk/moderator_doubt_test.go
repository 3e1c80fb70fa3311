package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// Closing under a doubt asks first, and says what follows.
//
// Reference, One phone, many answers: "and closing asks first"
func TestDoubt_closing(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		path    string
		despite string
		state   forms.State
		doubt   forms.Doubt
	}{
		"the moderator, not asked yet":   {"/moderate/" + servicetest.KindsOpen, "", forms.StateOpen, forms.DoubtPace},
		"the organiser, not asked yet":   {"/organise/" + servicetest.KindsOpen, "", forms.StateOpen, forms.DoubtPace},
		"all sessions, not asked yet":    {"/organise/" + servicetest.KindsEvent, "", forms.StateOpen, forms.DoubtPace},
		"an answer that there is not":    {"/moderate/" + servicetest.KindsOpen, "yes", forms.StateOpen, forms.DoubtPace},
		"the moderator, figures held":    {"/moderate/" + servicetest.KindsOpen, "held", forms.StateClosed, forms.DoubtPace},
		"the moderator, checked":         {"/moderate/" + servicetest.KindsOpen, "trust", forms.StateClosed, forms.NoDoubt},
		"all sessions, checked together": {"/organise/" + servicetest.KindsEvent, "trust", forms.StateClosed, forms.NoDoubt},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := servicetest.New(t)
			s.Doubt(t, servicetest.KindsOpen)
			cookie := s.SignedIn(t, forms.Organiser)
			values := url.Values{"state": {"closed"}}
			if test.despite != "" {
				values.Set("despite", test.despite)
			}
			got := s.Post(t, test.path+"/state", values, "Cookie", cookie, "Accept-Language", "de")
			s.CloseNow(t, servicetest.KindsEvent)
			session, turnout := s.ReadSession(t, servicetest.KindsOpen)
			if session.State != test.state || turnout.Doubt != test.doubt {
				t.Errorf("state %s, doubt %q; want %s, %q", session.State, turnout.Doubt, test.state, test.doubt)
			}
			if test.state == forms.StateClosed {
				got.WantStatus(t, http.StatusSeeOther)
				return
			}
			got.WantStatus(t, http.StatusConflict)
			var choices []string
			for _, button := range got.All(atom.Button) {
				if servicetest.Attribute(button, "name") == "despite" {
					choices = append(choices, servicetest.Attribute(button, "value"))
				}
			}
			if fmt.Sprint(choices) != fmt.Sprint([]string{"held", "trust"}) || !strings.Contains(got.Body, "Schließen, obwohl") {
				t.Errorf("choices %v on\n%s", choices, got.Body)
			}
		})
	}
}

// A moderator ends a doubt, which is noted with the name.
//
// Reference, One phone, many answers: "until somebody confirms, which is noted"
func TestDoubt_trust(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	session := s.Doubt(t, servicetest.KindsOpen)
	cookie, link := s.Linked(t, servicetest.KindsOpen)
	for path, cookie := range map[string]string{"/moderate/" + servicetest.KindsOpen: cookie, "/organise/" + servicetest.KindsEvent: s.SignedIn(t, forms.Organiser)} {
		page := s.Get(t, path, "Cookie", cookie, "Accept-Language", "de")
		page.WantStatus(t, http.StatusOK)
		if !strings.Contains(page.Body, "Bitte prüfen") {
			t.Errorf("%s does not warn", path)
		}
	}
	s.Post(t, "/moderate/"+servicetest.KindsOpen+"/trust", nil, "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	if _, turnout := s.ReadSession(t, servicetest.KindsOpen); turnout.Doubt != forms.NoDoubt {
		t.Errorf("the doubt is %q", turnout.Doubt)
	}
	notes, err := s.Store.Audit(t.Context(), session.EventID)
	if err != nil || len(notes) != 1 || notes[0].Account != link.Label || notes[0].Action != forms.NoteTrusted || notes[0].About != servicetest.KindsOpen {
		t.Errorf("notes %+v, %v", notes, err)
	}
}
