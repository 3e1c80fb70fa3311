package stage_test

import (
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/app/stage"
	"resonanz/forms"
)

// Whatever is done to a stage, it shows something that says what it is: the stage of
// a session and that of an event, before anybody has answered and after, sealed and
// revealed, frozen or not.
func TestServer_neverBlank(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	for _, some := range []bool{false, true} {
		if some {
			for range 12 {
				s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}, "satz": {"Mehr Sprachkurse"}})
			}
			s.Approve(t, servicetest.KindsOpen, 6)
		}
		for _, code := range []string{servicetest.KindsOpen, servicetest.KindsEvent} {
			ofSession := code == servicetest.KindsOpen
			acts := [][]string{{"next"}, {"next"}, {"previous"}}
			if ofSession {
				acts = append(acts, []string{"freeze"}, []string{"unfreeze"})
			}
			for _, screen := range stage.Screens(ofSession) {
				acts = append(acts, []string{"open", "screen", string(screen.Name)}, []string{"open", "screen", string(screen.Name)}, []string{"next"}, []string{"previous"})
			}
			for _, reveal := range []string{"hide", "reveal"} {
				s.Act(t, cookie, code, reveal)
				for _, act := range acts {
					s.Act(t, cookie, code, act[0], act[1:]...)
					pic, body := s.Shown(t, cookie, code)
					says := pic.Screen == forms.ScreenNeutral || pic.Join != stage.JoinNowhere || len(pic.Quotes) > 0 || len(pic.Lines) > 0 || len(pic.Podium) > 0
					for _, table := range pic.Tables {
						says = says || len(table.Rows) > 0
					}
					if !says || pic.Heading.Text == "" || pic.Blank {
						t.Errorf("%s after %s and %v, with answers %t: %s", code, reveal, act, some, body)
					}
					if page := s.Get(t, "/screen/"+code, "Cookie", cookie); page.StatusCode != 200 {
						t.Errorf("%s after %v: %d", code, act, page.StatusCode)
					}
				}
			}
		}
	}
}

// Each key is that of one screen, and none is that of something else.
func TestScreens_keys(t *testing.T) {
	t.Parallel()
	for _, ofSession := range []bool{true, false} {
		taken := map[string]bool{"R": true, "F": true, "B": true, "U": true, "Q": true, "D": true}
		for _, screen := range stage.Screens(ofSession) {
			if screen.Key != "" && taken[screen.Key] {
				t.Errorf("the key %s of %s is taken", screen.Key, screen.Name)
			}
			taken[screen.Key] = true
		}
	}
}

// Comments stand below their questions, starred ones first, as many on a page as the
// last row can read; the next key leads to the next page.
func TestServer_pagesOfComments(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	for range 20 {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"satz": {"Danke für den Tag"}})
	}
	s.Approve(t, servicetest.KindsOpen, 8)
	s.Act(t, cookie, servicetest.KindsOpen, "open", "screen", "comments")
	for _, want := range []int{6, 2, 6} {
		pic, body := s.Shown(t, cookie, servicetest.KindsOpen)
		if len(pic.Quotes) != 1 || len(pic.Quotes[0].Comments) != want || pic.Quotes[0].Label.Text == "" {
			t.Errorf("want %d comments: %s", want, body)
		}
		s.Act(t, cookie, servicetest.KindsOpen, "next")
	}
}
