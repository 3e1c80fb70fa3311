package desk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"resonanz/app/desk"
	"resonanz/app/live"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

func TestServer_stream(t *testing.T) {
	t.Parallel()
	var s *servicetest.Site
	var open *servicetest.Events
	t.Cleanup(func() { // after the service has ended, which New sees to
		defer open.Body.Close()
		last := ""
		for name, _, ok := open.Next(); ok; name, _, ok = open.Next() {
			last = name
		}
		if last != "bye" {
			t.Errorf("the last event was %q, want bye", last)
		}
		if _, err := s.Hub.Subscribe(live.Topic{SessionID: 1}); !errors.Is(err, live.ErrClosed) {
			t.Errorf("the hub outlives the service: %v", err)
		}
	})
	s = servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	open = s.Listen(t, servicetest.KindsOpen, cookie)
	if got := open.Header.Get("X-Accel-Buffering") + open.Header.Get("Cache-Control"); got != "nono-store, no-transform" {
		t.Errorf("headers %v", open.Header)
	}
	open.Frame(t, 0) // at once
	s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}})
	open.Frame(t, 1)
	session, _ := s.ReadSession(t, servicetest.KindsOpen)
	if err := s.Store.SetState(t.Context(), session.ID, forms.StateClosed); err != nil {
		t.Fatal(err)
	}
	if _, data, _ := open.Next(); !strings.Contains(data, `"closed"`) {
		t.Errorf("after closing: %s", data)
	}
	s.Do(t, http.MethodHead, "/moderate/"+servicetest.KindsOpen+"/stream", nil, "Cookie", cookie, "Accept", "text/event-stream").WantStatus(t, http.StatusMethodNotAllowed)
	if n := s.Hub.Watching(func(live.Topic) bool { return true }); n != 1 {
		t.Errorf("%d subscribers, want 1", n)
	}
}

func TestServer_figures(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	headers := []string{"Cookie", s.SignedIn(t, forms.Moderator), "Accept", "application/json"}
	path := "/moderate/" + servicetest.KindsOpen + "/figures"
	first := s.Get(t, path, headers...)
	first.WantStatus(t, http.StatusOK)
	again := append(headers, "If-None-Match", first.Header.Get("ETag"))
	s.Get(t, path, again...).WantStatus(t, http.StatusNotModified)
	s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}})
	s.Get(t, path, again...).WantStatus(t, http.StatusOK)
}

// Before a release no byte that a moderator gets says how anybody answered:
// whatever they answer, the bytes are the same. Then the release, and no more.
func TestServer_sealed(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	_, event, err := s.Store.Session(t.Context(), servicetest.KindsOpen)
	if err != nil {
		t.Fatal(err)
	}
	k := event.MinGroup
	if k < 2 {
		t.Fatalf("groups of %d hide nothing", k)
	}
	stream := s.Listen(t, servicetest.KindsOpen, cookie)
	defer stream.Body.Close()
	sent := func(n int) string {
		t.Helper()
		_, frame := stream.Frame(t, n)
		page := s.Get(t, "/moderate/"+servicetest.KindsOpen, "Cookie", cookie)
		page.WantStatus(t, http.StatusOK)
		return frame + s.Get(t, "/moderate/"+servicetest.KindsOpen+"/figures", "Cookie", cookie).Body + page.Body +
			sentComments(t, s, cookie) + s.Get(t, "/organise/"+servicetest.KindsEvent, "Cookie", cookie).Body + s.Get(t, "/moderate/"+servicetest.KindsEvent, "Cookie", cookie).Body
	}
	first := 2 * (k + 1)
	for n := 1; n <= first; n++ {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{
			"gesamt": {"schlecht"}, "empfehlung": {"3"}, "satz": {fmt.Sprintf("MARKE%d", n)}, "stunden": {"17"}, "gruppe": {"yes"},
		})
		all := sent(n)
		var f desk.Frame
		if err := json.Unmarshal([]byte(s.Get(t, "/moderate/"+servicetest.KindsOpen+"/figures", "Cookie", cookie).Body), &f); err != nil {
			t.Fatal(err)
		}
		page := s.Get(t, "/moderate/"+servicetest.KindsOpen, "Cookie", cookie)
		if n < first {
			if f.Shown != 0 || f.Items != nil || f.Comments.All != 0 || strings.Contains(all, "MARKE") || strings.Contains(page.Body, ">17<") {
				t.Fatalf("after %d answers: %+v", n, f)
			}
			if !strings.Contains(page.Body, `<noscript><meta http-equiv="refresh"`) {
				t.Fatal("without a script the page stays as it is")
			}
			for _, row := range []string{`data-fill="count">0`, `data-fill="count">1`, ` %</span></td>`, `<rect width="1`} {
				if strings.Contains(page.Body, row) {
					t.Fatalf("after %d answers the page has %s", n, row)
				}
			}
			continue
		}
		if f.Shown != k+1 || strings.Count(all, "MARKE") == 0 {
			t.Errorf("after %d answers %d are shown, want %d", n, f.Shown, k+1)
		}
		if !strings.Contains(page.Body, `data-fill="count">6`) || !strings.Contains(page.Body, "100") {
			t.Errorf("the page does not show the release")
		}
	}
	for n := k + 2; n <= first; n++ {
		if strings.Contains(sentComments(t, s, cookie), fmt.Sprintf(`MARKE%d<`, n)) {
			t.Errorf("comment %d is shown before its release", n)
		}
	}
}

// sentComments returns what moderators get of comments.
func sentComments(tb testing.TB, s *servicetest.Site, cookie string) (sent string) {
	tb.Helper()
	for _, of := range []string{servicetest.KindsOpen, servicetest.KindsEvent} {
		for _, path := range []string{"/comments?state=all", "/comments/figures"} {
			reply := s.Get(tb, "/moderate/"+of+path, "Cookie", cookie)
			reply.WantStatus(tb, http.StatusOK)
			sent += reply.Body
		}
	}
	return sent
}
