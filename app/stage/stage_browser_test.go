package stage_test

import (
	"os"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

func TestBrowser_stage(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for range 12 {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}, "empfehlung": {"9"}, "gruppe": {"yes"}, "satz": {"Mehr Sprachkurse und Begegnung"}})
	}
	s.Approve(t, servicetest.KindsOpen, 5)
	args := []string{s.Base, s.SignedIn(t, forms.Moderator), servicetest.KindsOpen}
	if folder := os.Getenv("RESONANZ_SHOTS"); folder != "" { // for a person to look at
		args = append(args, folder)
	}
	servicetest.Browse(t, "stage.mjs", args...)
}

// Nothing is wrong with the results that participants see, in any look.
func TestBrowser_results(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	publish(t, s, forms.ResultsAfterClosing)
	for range 12 {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}, "empfehlung": {"9"}, "gruppe": {"yes"}, "stunden": {"17"}, "satz": {"Mehr Sprachkurse und Begegnung"}})
	}
	for _, code := range []string{servicetest.KindsOpen, servicetest.KindsPlanned} {
		session, _ := s.ReadSession(t, code)
		if err := s.Store.SetState(t.Context(), session.ID, forms.StateClosed); err != nil {
			t.Fatal(err)
		}
	}
	s.Approve(t, servicetest.KindsOpen, 2)
	args := []string{s.Base, servicetest.KindsEvent, servicetest.KindsOpen, servicetest.KindsPlanned}
	if folder := os.Getenv("RESONANZ_SHOTS"); folder != "" { // for a person to look at
		args = append(args, folder)
	}
	servicetest.Browse(t, "results.mjs", args...)
}
