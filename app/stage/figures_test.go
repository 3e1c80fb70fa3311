package stage_test

import (
	"bytes"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// A stage without figures says why, and promises none that do not come.
func TestServer_noFigures(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		figures string
		answers int
		state   forms.State
		doubt   bool
		want    string
	}{
		"too few yet":                  {"steps", 3, forms.StateOpen, false, "stage.too_few"},
		"too few when it closed":       {"steps", 3, forms.StateClosed, false, "stage.none"},
		"none before closing":          {"closed", 30, forms.StateOpen, false, "stage.after_closing"},
		"too few for those at the end": {"closed", 3, forms.StateClosed, false, "stage.none"},
		"held":                         {"steps", 12, forms.StateOpen, true, "stage.sealed"},
		"held when it closed":          {"steps", 12, forms.StateClosed, true, "stage.sealed"},
		"some":                         {"closed", 30, forms.StateClosed, false, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := servicetest.New(t)
			source := bytes.Replace(servicetest.KindsSource, []byte("  languages:"), []byte("  figures: "+test.figures+"\n  languages:"), 1)
			servicetest.OpenEvent(t, s.Store, definition.Conference{Name: "kinds", Source: source})
			cookie, code := s.SignedIn(t, forms.Moderator), servicetest.KindsOpen
			if test.doubt {
				s.Doubt(t, code)
			}
			for range test.answers {
				s.Answer(t, code, forms.Answers{"gesamt": {"gut"}})
			}
			s.SetState(t, code, test.state)
			s.Act(t, cookie, code, "show", "screen", "results", "item", "gesamt")
			s.Act(t, cookie, code, "reveal")
			want := ""
			if test.want != "" {
				want = s.Catalogues.Printer("de").T(test.want, "k", 5)
			}
			if pic, _ := s.Shown(t, cookie, code); pic.Note != want {
				t.Errorf("the stage says %q, want %q", pic.Note, want)
			}
		})
	}
}
