package stage_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"resonanz/app/service/servicetest"
	"resonanz/app/stage"
	"resonanz/forms"
	"resonanz/forms/definition"
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
					says := pic.Screen == forms.ScreenNeutral || pic.Join != stage.JoinNowhere || len(pic.Quotes) > 0 || pic.Telling != nil || len(pic.Podium) > 0 || pic.Slide != ""
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

// Moderators put a text on the stage, and a countdown, which stays small on the other
// screens; what cannot be shown is refused.
func TestServer_prepared(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	for _, code := range []string{servicetest.KindsOpen, servicetest.KindsEvent} {
		s.Act(t, cookie, code, "add_slide", "item", "  Pause\r\nbis halb drei ")
		if pic, body := s.Shown(t, cookie, code); pic.Slide != "Pause\nbis halb drei" || pic.Count != "" {
			t.Errorf("the slide: %s", body)
		}
		s.Act(t, cookie, code, "add_slide", "item", "Danke")
		s.Act(t, cookie, code, "next")
		if pic, body := s.Shown(t, cookie, code); !strings.HasPrefix(pic.Slide, "Pause") || strings.Contains(body, "Danke") {
			t.Errorf("the next slide: %s", body)
		}
		if page := s.Get(t, "/moderate/"+code, "Cookie", cookie); !strings.Contains(page.Body, `data-screen="slide" data-item="1" aria-pressed="true"`) {
			t.Error("the moderator does not see which slide is on")
		}
		s.Act(t, cookie, code, "drop_slide", "item", "1")
		if pic, body := s.Shown(t, cookie, code); pic.Slide != "" || pic.Join != stage.JoinWhole {
			t.Errorf("a slide that is gone: %s", body)
		}
		before := time.Now()
		s.Act(t, cookie, code, "count_down", "item", "10")
		pic, body := s.Shown(t, cookie, code)
		if until := time.UnixMilli(pic.Until); until.Before(before.Add(10*time.Minute-2*time.Second)) || until.After(time.Now().Add(10*time.Minute)) || pic.UntilSays == "" {
			t.Errorf("the countdown: %s", body)
		}
		s.Act(t, cookie, code, "open", "screen", "join")
		if pic, body := s.Shown(t, cookie, code); pic.Until == 0 {
			t.Errorf("in the corner: %s", body)
		}
		s.Act(t, cookie, code, "stop_clock")
		if pic, body := s.Shown(t, cookie, code); pic.Until != 0 {
			t.Errorf("stopped: %s", body)
		}
		for do, items := range map[string][]string{"count_down": {"", "0", "-3", "bald", "25:00", "1441"}, "add_slide": {" ", strings.Repeat("ä", forms.MaxSlideText+1)}} {
			for _, item := range items {
				s.Post(t, "/moderate/"+code+"/stage", url.Values{"do": {do}, "item": {item}}, "Cookie", cookie).WantStatus(t, http.StatusBadRequest)
			}
		}
		for range 2 * forms.MaxSlides {
			s.Act(t, cookie, code, "add_slide", "item", "Noch eine")
		}
	}
	session, _ := s.ReadSession(t, servicetest.KindsOpen)
	shown, _, err := s.Store.Stage(t.Context(), forms.StageOf{EventID: session.EventID, SessionID: session.ID})
	if err != nil || len(shown.Slides) != forms.MaxSlides {
		t.Errorf("%d slides, %v", len(shown.Slides), err)
	}
}

// Whoever closes a stage window alarms nobody; a stage that is lost does.
func TestServer_leave(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	lost := func() bool {
		body := s.Get(t, "/moderate/"+servicetest.KindsOpen+"/figures", "Cookie", cookie, "Accept", "application/json").Body
		return strings.Contains(body, `"lost":`)
	}
	watch := s.Watch(t, "/moderate/"+servicetest.KindsOpen+"/stream", cookie)
	defer watch.Body.Close()
	until := func(what, part string) {
		t.Helper()
		for {
			_, data, ok := watch.Next()
			if !ok {
				t.Fatalf("%s: the stream ended", what)
			}
			if strings.Contains(data, part) {
				return
			}
		}
	}
	stream := s.Watch(t, "/screen/"+servicetest.KindsOpen+"/stream?screen=a", cookie)
	until("it comes", `"screens":1`)
	s.Post(t, "/screen/"+servicetest.KindsOpen+"/leave?screen=a", nil, "Cookie", cookie).WantStatus(t, http.StatusNoContent)
	stream.Body.Close()
	until("it is closed", `"screens":0`)
	if lost() {
		t.Error("a window that was closed is an alarm")
	}
	stream = s.Watch(t, "/screen/"+servicetest.KindsOpen+"/stream?screen=b", cookie)
	until("another one comes", `"screens":1`)
	stream.Body.Close()
	until("it is lost", `"lost":`)
	if s.Post(t, "/screen/"+servicetest.KindsOpen+"/leave?screen=b", nil, "Cookie", cookie).WantStatus(t, http.StatusNoContent); lost() {
		t.Error("a window that was closed is an alarm, as the news of it came late")
	}
}

// The Wi-Fi of the event has a code of its own on the stage, and nowhere else.
func TestServer_wifiOnStage(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	code := "/screen/" + servicetest.KindsOpen
	s.Get(t, code+"/wifi.svg", "Cookie", cookie).WantStatus(t, http.StatusNotFound)
	file, err := definition.Parse(servicetest.KindsSource)
	if err != nil {
		t.Fatal(err)
	}
	file.Definition.Event.Wifi, file.Definition.Event.WifiPassword = "Saal", "Sommer2026"
	if _, err := s.Store.Import(t.Context(), file.Definition); err != nil {
		t.Fatal(err)
	}
	s.Get(t, code+"/wifi.svg", "Cookie", cookie).WantStatus(t, http.StatusOK)
	if page := s.Get(t, code, "Cookie", cookie); !strings.Contains(page.Body, code+"/wifi.svg") {
		t.Error("the stage does not show the code of the Wi-Fi")
	}
	if page := s.Get(t, "/"+servicetest.KindsOpen+"/de/stage"); strings.Contains(page.Body, "Sommer2026") {
		t.Error("phones get the password")
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
