package service_test

import (
	"os"
	"testing"

	"resonanz/app/rehearsal"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// Both reference conferences are played from opening to close, by as many phones as
// there were people, and every screen of their stages is looked at: it says what it
// is, nothing of it has to be scrolled to, and the last row can read it.
func TestBrowser_stages(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	for _, conference := range definition.Conferences() {
		t.Run(conference.Name, func(t *testing.T) {
			d, err := conference.Definition()
			if err != nil {
				t.Fatal(err)
			}
			event, err := s.Store.Event(t.Context(), d.Event.Code)
			if err != nil {
				t.Fatal(err)
			}
			sessions := play(t, s, event)
			args := []string{s.Base, cookie, event.Code, sessions[0], sessions[len(sessions)-1]}
			if folder := os.Getenv("RESONANZ_SHOTS"); folder != "" { // for a person to look at
				args = append(args, folder)
			}
			t.Log(servicetest.Browse(t, "stages.mjs", args...))
		})
	}
}

// play has people answer in all sessions of the event, closes all but the last one,
// and has a moderator approve what they wrote. It returns the codes of the sessions.
func play(t *testing.T, s *servicetest.Site, event *forms.Event) (codes []string) {
	t.Helper()
	r, err := rehearsal.New(t.Context(), s.Store, event, s.Base)
	if err != nil {
		t.Fatal(err)
	}
	r.Participants, r.Seed, r.Phones = event.Headcount, 7, 20
	deliveries := make(chan rehearsal.Delivery, r.Participants)
	go r.Run(t.Context(), deliveries)
	for d := range deliveries {
		if d.Fate != rehearsal.Acknowledged {
			t.Fatalf("session %s: %v", d.Session.Key, d.Err)
		}
	}
	for i, open := range r.Sessions {
		codes = append(codes, open.Session.Code)
		if i < len(r.Sessions)-1 {
			if err := s.Store.SetState(t.Context(), open.Session.ID, forms.StateClosed); err != nil {
				t.Fatal(err)
			}
		}
		comments, err := s.Store.Comments(t.Context(), open.Session.ID)
		if err != nil {
			t.Fatal(err)
		}
		for n, comment := range comments {
			err := s.Store.Moderate(t.Context(), open.Session.ID, comment.ID, func(m *forms.Moderation) { m.Status, m.Starred = forms.CommentApproved, n == 0 })
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return codes
}
