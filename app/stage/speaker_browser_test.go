package stage_test

import (
	"os"
	"testing"

	"resonanz/app/auth"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// Nothing is wrong with what speakers see, in any look.
func TestBrowser_speaker(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for range 12 {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}, "empfehlung": {"9"}, "gruppe": {"yes"}, "stunden": {"17"}, "satz": {"Mehr Sprachkurse und Begegnung"}})
	}
	s.Approve(t, servicetest.KindsOpen, 2)
	link, token := forms.Link{Role: forms.Speaker, Label: "Saal 1"}, auth.NewToken()
	for _, code := range []string{servicetest.KindsOpen, servicetest.KindsPlanned} {
		session, event, err := s.Store.Session(t.Context(), code)
		if err != nil {
			t.Fatal(err)
		}
		link.EventID, link.Sessions = event.ID, append(link.Sessions, session.ID)
	}
	if err := s.Store.CreateLink(t.Context(), &link, token); err != nil {
		t.Fatal(err)
	}
	args := []string{s.Base, token, servicetest.KindsOpen, servicetest.KindsPlanned}
	if folder := os.Getenv("RESONANZ_SHOTS"); folder != "" { // for a person to look at
		args = append(args, folder)
	}
	servicetest.Browse(t, "speaker.mjs", args...)
}
