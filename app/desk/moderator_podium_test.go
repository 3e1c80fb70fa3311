package desk_test

import (
	"net/url"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// A moderator, also by a link to the one session, switches the podium on, approves,
// puts a question on top and takes that back, all without a script; others do not.
func TestServer_moderatePodium(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie, _ := s.Linked(t, servicetest.KindsOpen)
	session, _ := s.ReadSession(t, servicetest.KindsOpen)
	path := "/moderate/" + servicetest.KindsOpen + "/podium"
	if got := s.Get(t, path); got.StatusCode == 200 {
		t.Fatal("everybody may moderate")
	}
	if got := s.Get(t, "/moderate/"+servicetest.KindsPlanned+"/podium", "Cookie", cookie); got.StatusCode != 404 {
		t.Errorf("a link to another session: %d", got.StatusCode)
	}
	post := func(address string, values url.Values) *servicetest.Reply {
		t.Helper()
		got := s.Post(t, address, values, "Cookie", cookie)
		got.WantStatus(t, 303)
		return s.Get(t, got.Header.Get("Location"), "Cookie", cookie)
	}
	post(path, url.Values{"mode": {"moderated"}})
	if bad := s.Post(t, path, url.Values{"mode": {"always"}}, "Cookie", cookie); bad.StatusCode != 400 {
		t.Errorf("an unknown mode: %d", bad.StatusCode)
	}
	token := forms.NewToken()
	if _, err := s.Store.AskPodium(t.Context(), forms.PodiumAsk{SessionID: session.ID, Token: token, Text: "Rufen Sie mich an? 0170 1234567"}); err != nil {
		t.Fatal(err)
	}
	asked := func() forms.PodiumQuestion {
		t.Helper()
		q, err := s.Store.AskedPodium(t.Context(), session.ID, token)
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	id := asked().ID
	page := s.Get(t, path, "Cookie", cookie)
	if item := page.ByID("p-" + id); item == nil || !strings.Contains(servicetest.TextOf(item), "Telefonnummer?") {
		t.Error("the question that waits is not there with its hint")
	}
	if live := s.Get(t, "/moderate/"+servicetest.KindsOpen, "Cookie", cookie); !strings.Contains(live.Body, `href="`+path+`"`) || !strings.Contains(live.Body, "zu prüfen: 1") {
		t.Error("the live page does not lead to the question that waits")
	}
	post(path+"/"+id, url.Values{"do": {"approve"}})
	page = post(path+"/"+id, url.Values{"do": {"now"}})
	if q := asked(); q.Status != forms.PodiumApproved || !q.Current {
		t.Errorf("put on top: %+v", q)
	}
	undo := page.Controls("do")
	if servicetest.Attribute(undo[0], "value") != "approve" {
		t.Errorf("undoing leads to %s", servicetest.Attribute(undo[0], "value"))
	}
	if bad := s.Post(t, path+"/"+id, url.Values{"do": {"shout"}}, "Cookie", cookie); bad.StatusCode != 400 {
		t.Errorf("an unknown act: %d", bad.StatusCode)
	}
	frame := s.Get(t, path+"/figures", "Cookie", cookie)
	if !strings.Contains(frame.Body, `"current":true`) || !strings.Contains(frame.Body, `"hints":["phone"]`) {
		t.Errorf("the frame: %s", frame.Body)
	}
	post(path+"/clear", nil)
	if podium, err := s.Store.Podium(t.Context(), session.ID); err != nil || len(podium.Questions) != 0 {
		t.Errorf("%d questions after all were deleted, %v", len(podium.Questions), err)
	}
}
