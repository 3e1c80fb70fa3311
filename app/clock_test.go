package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"resonanz/forms"
)

// A session closes when its time has come, without anybody doing anything; the
// countdown is on the stage meanwhile.
func TestServer_closeSoon(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	cookie := s.signedIn(t, forms.Moderator)
	path := "/moderate/" + kindsOpen + "/close"
	before := time.Now()
	s.post(t, path, url.Values{"soon": {"1"}}, "Cookie", cookie).wantStatus(t, http.StatusSeeOther)
	pic, _ := s.shown(t, cookie, kindsOpen)
	if left := time.UnixMilli(pic.Closes).Sub(before); left < CloseMinutes*time.Minute || left > (CloseMinutes+1)*time.Minute {
		t.Errorf("the stage counts down from %v", left)
	}
	s.post(t, path, url.Values{"cancel": {"1"}}, "Cookie", cookie).wantStatus(t, http.StatusSeeOther)
	if pic, _ := s.shown(t, cookie, kindsOpen); pic.Closes != 0 {
		t.Error("the countdown goes on")
	}
	session, _, err := s.store.Session(t.Context(), kindsOpen)
	if err == nil {
		err = s.store.CloseAt(t.Context(), session.ID, time.Now())
	}
	if err != nil {
		t.Fatal(err)
	}
	stream := s.listen(t, kindsOpen, cookie)
	defer stream.Body.Close()
	for {
		_, data, ok := stream.next()
		if !ok {
			t.Fatal("the stream ended")
		}
		if strings.Contains(data, `"state":"closed"`) {
			break
		}
	}
	s.post(t, path, url.Values{"soon": {"1"}}, "Cookie", cookie).wantStatus(t, http.StatusConflict)
}

func TestServer_headcount(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	cookie := s.signedIn(t, forms.Moderator)
	path := "/moderate/" + kindsOpen + "/headcount"
	s.post(t, path, url.Values{"n": {"40"}}, "Cookie", cookie).wantStatus(t, http.StatusSeeOther)
	s.get(t, "/"+kindsOpen+"/de")
	for range 10 {
		s.answer(t, kindsOpen, forms.Answers{"gesamt": {"gut"}})
	}
	if pic, _ := s.shown(t, cookie, kindsOpen); pic.Width != 25 {
		t.Errorf("10 of 40 are %d per cent", pic.Width)
	}
	figures := s.get(t, "/moderate/"+kindsOpen+"/figures", "Cookie", cookie, "Accept", "application/json").body
	for _, want := range []string{`"headcount":40`, `"filling":1`, `"screens":0`} {
		if !strings.Contains(figures, want) {
			t.Errorf("no %s in %s", want, figures)
		}
	}
	// A stage screen that cannot keep a stream is there as well.
	for range 2 {
		s.get(t, "/screen/"+kindsOpen+"/picture?screen=abc", "Cookie", cookie, "Accept", "application/json").wantStatus(t, http.StatusOK)
	}
	if figures := s.get(t, "/moderate/"+kindsOpen+"/figures", "Cookie", cookie, "Accept", "application/json").body; !strings.Contains(figures, `"screens":1`) {
		t.Errorf("a polling screen is not counted: %s", figures)
	}
	for _, wrong := range []string{"-1", "viele", "1000000"} {
		s.post(t, path, url.Values{"n": {wrong}}, "Cookie", cookie).wantStatus(t, http.StatusBadRequest)
	}
}
