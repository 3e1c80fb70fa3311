package desk_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"resonanz/app/desk"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// A session closes when its time has come, without anybody doing anything; the
// countdown is on the stage meanwhile.
func TestServer_closeSoon(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	path := "/moderate/" + servicetest.KindsOpen + "/close"
	before := time.Now()
	s.Post(t, path, url.Values{"soon": {"1"}}, "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	pic, _ := s.Shown(t, cookie, servicetest.KindsOpen)
	if left := time.UnixMilli(pic.Closes).Sub(before); left < desk.CloseMinutes*time.Minute || left > (desk.CloseMinutes+1)*time.Minute {
		t.Errorf("the stage counts down from %v", left)
	}
	s.Post(t, path, url.Values{"cancel": {"1"}}, "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	if pic, _ := s.Shown(t, cookie, servicetest.KindsOpen); pic.Closes != 0 {
		t.Error("the countdown goes on")
	}
	session, _, err := s.Store.Session(t.Context(), servicetest.KindsOpen)
	if err == nil {
		err = s.Store.CloseAt(t.Context(), session.ID, time.Now())
	}
	if err != nil {
		t.Fatal(err)
	}
	stream := s.Listen(t, servicetest.KindsOpen, cookie)
	defer stream.Body.Close()
	for {
		_, data, ok := stream.Next()
		if !ok {
			t.Fatal("the stream ended")
		}
		if strings.Contains(data, `"state":"closed"`) {
			break
		}
	}
	s.Post(t, path, url.Values{"soon": {"1"}}, "Cookie", cookie).WantStatus(t, http.StatusConflict)
}

// Where more answer than were expected, the stage and both pages say both
// numbers, and no share. The workbook does so too (TestWriteWorkbook_crowded).
func TestServer_crowded(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	s.Post(t, "/moderate/"+servicetest.KindsOpen+"/headcount", url.Values{"n": {"2"}}, "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	for range 3 {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}})
	}
	if pic, _ := s.Shown(t, cookie, servicetest.KindsOpen); pic.Count != "3" || pic.Of != "Antworten, erwartet: 2" {
		t.Errorf("the stage says %q %q", pic.Count, pic.Of)
	}
	for _, path := range []string{"/organise/" + servicetest.KindsEvent, "/moderate/" + servicetest.KindsEvent, "/moderate/" + servicetest.KindsOpen} {
		page := s.Get(t, path, "Cookie", cookie, "Accept-Language", "de").Body
		if !strings.Contains(page, "erwartet: 2") || strings.Contains(page, "100 %") {
			t.Errorf("%s does not say how many were expected, or has a share of more than all", path)
		}
	}
}

func TestServer_headcount(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	path := "/moderate/" + servicetest.KindsOpen + "/headcount"
	s.Post(t, path, url.Values{"n": {"40"}}, "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	s.Get(t, "/"+servicetest.KindsOpen+"/de")
	for range 10 {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}})
	}
	if pic, _ := s.Shown(t, cookie, servicetest.KindsOpen); pic.Width != 25 {
		t.Errorf("10 of 40 are %d per cent", pic.Width)
	}
	figures := s.Get(t, "/moderate/"+servicetest.KindsOpen+"/figures", "Cookie", cookie, "Accept", "application/json").Body
	for _, want := range []string{`"headcount":40`, `"filling":1`, `"screens":0`} {
		if !strings.Contains(figures, want) {
			t.Errorf("no %s in %s", want, figures)
		}
	}
	// A stage screen that cannot keep a stream is there as well.
	for range 2 {
		s.Get(t, "/screen/"+servicetest.KindsOpen+"/picture?screen=abc", "Cookie", cookie, "Accept", "application/json").WantStatus(t, http.StatusOK)
	}
	if figures := s.Get(t, "/moderate/"+servicetest.KindsOpen+"/figures", "Cookie", cookie, "Accept", "application/json").Body; !strings.Contains(figures, `"screens":1`) {
		t.Errorf("a polling screen is not counted: %s", figures)
	}
	s.Post(t, path, url.Values{"n": {strconv.Itoa(forms.MaxHeadcount)}}, "Cookie", cookie).WantStatus(t, http.StatusSeeOther) // as a file may say
	for _, wrong := range []string{"-1", "viele", strconv.Itoa(forms.MaxHeadcount + 1)} {
		s.Post(t, path, url.Values{"n": {wrong}}, "Cookie", cookie).WantStatus(t, http.StatusBadRequest)
	}
}
