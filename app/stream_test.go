package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"resonanz/app/live"
	"resonanz/forms"
)

func TestServer_stream(t *testing.T) {
	t.Parallel()
	var s *site
	var open *events
	t.Cleanup(func() { // after the service has ended, which newSite sees to
		defer open.Body.Close()
		last := ""
		for name, _, ok := open.next(); ok; name, _, ok = open.next() {
			last = name
		}
		if last != "bye" {
			t.Errorf("the last event was %q, want bye", last)
		}
		if _, err := s.hub.Subscribe(live.Topic{SessionID: 1}); !errors.Is(err, live.ErrClosed) {
			t.Errorf("the hub outlives the service: %v", err)
		}
	})
	s = newSite(t)
	cookie := s.signedIn(t, forms.Moderator)
	open = s.listen(t, kindsOpen, cookie)
	if got := open.Header.Get("X-Accel-Buffering") + open.Header.Get("Cache-Control"); got != "nono-store, no-transform" {
		t.Errorf("headers %v", open.Header)
	}
	open.frame(t, 0) // at once
	s.answer(t, kindsOpen, forms.Answers{"gesamt": {"gut"}})
	open.frame(t, 1)
	s.post(t, "/moderate/"+kindsOpen+"/state", url.Values{"state": {"closed"}}, "Cookie", cookie).wantStatus(t, http.StatusSeeOther)
	if _, data, _ := open.next(); !strings.Contains(data, `"closed"`) {
		t.Errorf("after closing: %s", data)
	}
	s.do(t, http.MethodHead, "/moderate/"+kindsOpen+"/stream", nil, "Cookie", cookie, "Accept", "text/event-stream").wantStatus(t, http.StatusMethodNotAllowed)
	if n := s.hub.Watching(func(live.Topic) bool { return true }); n != 1 {
		t.Errorf("%d subscribers, want 1", n)
	}
}

func TestServer_figures(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	headers := []string{"Cookie", s.signedIn(t, forms.Moderator), "Accept", "application/json"}
	path := "/moderate/" + kindsOpen + "/figures"
	first := s.get(t, path, headers...)
	first.wantStatus(t, http.StatusOK)
	again := append(headers, "If-None-Match", first.Header.Get("ETag"))
	s.get(t, path, again...).wantStatus(t, http.StatusNotModified)
	s.answer(t, kindsOpen, forms.Answers{"gesamt": {"gut"}})
	s.get(t, path, again...).wantStatus(t, http.StatusOK)
}

// Before a release no byte that a moderator gets says how anybody answered:
// whatever they answer, the bytes are the same. Then the release, and no more.
func TestServer_sealed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	cookie := s.signedIn(t, forms.Moderator)
	_, event, err := s.store.Session(t.Context(), kindsOpen)
	if err != nil {
		t.Fatal(err)
	}
	k := event.MinGroup
	if k < 2 {
		t.Fatalf("groups of %d hide nothing", k)
	}
	stream := s.listen(t, kindsOpen, cookie)
	defer stream.Body.Close()
	sent := func(n int) string {
		t.Helper()
		_, frame := stream.frame(t, n)
		page := s.get(t, "/moderate/"+kindsOpen, "Cookie", cookie)
		page.wantStatus(t, http.StatusOK)
		return frame + s.get(t, "/moderate/"+kindsOpen+"/figures", "Cookie", cookie).body + page.body +
			s.get(t, "/organise/"+kindsEvent, "Cookie", cookie).body + s.get(t, "/moderate/"+kindsEvent, "Cookie", cookie).body
	}
	for n := 1; n <= 2*k; n++ {
		s.answer(t, kindsOpen, forms.Answers{
			"gesamt": {"schlecht"}, "empfehlung": {"3"}, "satz": {fmt.Sprintf("MARKE%d", n)}, "stunden": {"17"}, "gruppe": {"yes"},
		})
		all := sent(n)
		var f liveFrame
		if err := json.Unmarshal([]byte(s.get(t, "/moderate/"+kindsOpen+"/figures", "Cookie", cookie).body), &f); err != nil {
			t.Fatal(err)
		}
		page := s.get(t, "/moderate/"+kindsOpen, "Cookie", cookie)
		if n < 2*k {
			if f.Shown != 0 || f.Items != nil || f.Comments != nil || strings.Contains(all, "MARKE") || strings.Contains(page.body, ">17<") {
				t.Fatalf("after %d answers: %+v", n, f)
			}
			if !strings.Contains(page.body, `<noscript><meta http-equiv="refresh"`) {
				t.Fatal("without a script the page stays as it is")
			}
			for _, row := range []string{`data-fill="count">0`, `data-fill="count">1`, ` %</span></td>`, `<rect width="1`} {
				if strings.Contains(page.body, row) {
					t.Fatalf("after %d answers the page has %s", n, row)
				}
			}
			continue
		}
		if f.Shown != k || strings.Count(all, "MARKE") == 0 {
			t.Errorf("after %d answers %d are shown, want %d", n, f.Shown, k)
		}
		if !strings.Contains(page.body, `data-fill="count">5`) || !strings.Contains(page.body, "100") {
			t.Errorf("the page does not show the release")
		}
	}
	for n := k + 1; n <= 2*k; n++ {
		if strings.Contains(sentComments(t, s, cookie), fmt.Sprintf(`MARKE%d"`, n)) {
			t.Errorf("comment %d is shown before its release", n)
		}
	}
}

func sentComments(tb testing.TB, s *site, cookie string) string {
	tb.Helper()
	return s.get(tb, "/moderate/"+kindsOpen+"/figures", "Cookie", cookie).body
}
