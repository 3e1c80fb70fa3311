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
