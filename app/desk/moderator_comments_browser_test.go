package desk_test

import (
	"os"
	"testing"

	"resonanz/app/rehearsal"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// plenaryPeople write as many comments as a plenary did when somebody first
// tried to moderate it with a phone: 81.
const plenaryPeople = 158

// A person with a phone goes through the comments of a plenary in two minutes, and
// everybody can use the page.
func TestBrowser_comments(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	event, session := fillPlenary(t, s)
	path := "/moderate/" + session.Code + "/comments"
	t.Log(servicetest.Browse(t, "comments.mjs", s.Base, s.SignedIn(t, forms.Organiser), path, "/moderate/"+event.Code+"/comments", os.Getenv("RESONANZ_SHOTS")))
}

// fillPlenary has simulated people answer the closing plenary of a reference
// conference, which is closed then.
func fillPlenary(t *testing.T, s *servicetest.Site) (*forms.Event, *forms.Session) {
	t.Helper()
	programme, _, err := s.Store.Find(t.Context(), "ENKR")
	if err != nil {
		t.Fatal(err)
	}
	r, err := rehearsal.New(t.Context(), s.Store, programme.Event, s.Base)
	if err != nil {
		t.Fatal(err)
	}
	var plenary forms.Session
	for _, of := range r.Sessions {
		if of.Session.Key == "abschluss" {
			plenary = of.Session
		}
	}
	r.Participants, r.Seed, r.Phones = plenaryPeople, 2016, 32
	r.Answers = func(session *forms.Session) bool { return session.ID == plenary.ID }
	deliveries := make(chan rehearsal.Delivery, r.Participants)
	go r.Run(t.Context(), deliveries)
	for d := range deliveries {
		if d.Fate != rehearsal.Acknowledged {
			t.Fatalf("an answer was not stored: %v", d.Err)
		}
	}
	if err := s.Store.SetState(t.Context(), plenary.ID, forms.StateClosed); err != nil {
		t.Fatal(err)
	}
	return programme.Event, &plenary
}
