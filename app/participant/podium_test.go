package participant_test

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// podiumSite is a site with a session whose podium takes questions, and the address of
// its page.
func podiumSite(t *testing.T, mode forms.PodiumMode) (*servicetest.Site, forms.Session, string) {
	t.Helper()
	s := servicetest.New(t)
	session, _ := s.ReadSession(t, servicetest.KindsOpen)
	if err := s.Store.SetPodium(t.Context(), session.ID, mode); err != nil {
		t.Fatal(err)
	}
	return s, session, "/" + servicetest.KindsOpen + "/de/podium"
}

// approved asks a question by the store and approves it.
func approved(t *testing.T, s *servicetest.Site, session *forms.Session, text string) string {
	t.Helper()
	token := forms.NewToken()
	if _, err := s.Store.AskPodium(t.Context(), forms.PodiumAsk{SessionID: session.ID, Token: token, Text: text}); err != nil {
		t.Fatal(err)
	}
	q, err := s.Store.AskedPodium(t.Context(), session.ID, token)
	if err == nil {
		err = s.Store.ModeratePodium(t.Context(), session.ID, q.ID, func(q *forms.PodiumQuestion) { q.Status = forms.PodiumApproved })
	}
	if err != nil {
		t.Fatal(err)
	}
	return q.ID
}

// Without a script somebody asks, sees what became of it, goes back and asks another
// one, and deletes it.
func TestServer_askPodium(t *testing.T) {
	t.Parallel()
	s, session, path := podiumSite(t, forms.PodiumModerated)
	if form := s.Get(t, "/"+servicetest.KindsOpen+"/de"); !strings.Contains(form.Body, `href="`+path+`"`) {
		t.Error("the form does not lead to the podium")
	}
	if hall := s.Get(t, "/"+servicetest.KindsOpen+"/de/hall"); hall.Body != `{"podium":true}` {
		t.Errorf("phones hear %s", hall.Body)
	}
	page := s.Get(t, path)
	page.WantStatus(t, 200)
	token := page.Token(t)

	empty := s.Post(t, path, url.Values{"_token": {token}, "question": {" ?! "}})
	again := s.Get(t, empty.Header.Get("Location"))
	if again.ByID("e-question") == nil || again.Token(t) != token || !strings.HasPrefix(again.Title(), "Fehler") {
		t.Errorf("an empty question: %s", again.Title())
	}
	long := s.Post(t, path, url.Values{"_token": {token}, "question": {strings.Repeat("Wörter ", 60)}})
	if kept := s.Get(t, long.Header.Get("Location")); !strings.Contains(servicetest.TextOf(kept.ByID("question")), "Wörter Wörter") {
		t.Error("what was too long is gone")
	}
	french := s.Post(t, "/"+servicetest.KindsOpen+"/en/podium", url.Values{"_token": {token}, "question": {"Warum?"}, "_lang": {"en"}})
	if kept := s.Get(t, french.Header.Get("Location")); servicetest.TextOf(kept.ByID("question")) != "\nWarum?" && strings.TrimSpace(servicetest.TextOf(kept.ByID("question"))) != "Warum?" {
		t.Errorf("another language forgot %q", servicetest.TextOf(kept.ByID("question")))
	}

	sent := s.Post(t, path, url.Values{"_token": {token}, "question": {"Warum dauert das?"}})
	asked := s.Get(t, sent.Header.Get("Location"))
	asked.WantStatus(t, 200)
	if !strings.Contains(asked.Body, "Warum dauert das?") || strings.Contains(s.Get(t, path).Body, "Warum dauert das?") {
		t.Error("only who asked sees a question that nobody has approved")
	}
	back := s.Post(t, path, url.Values{"_token": {token}, "question": {"Und wann?"}})
	another := s.Get(t, back.Header.Get("Location"))
	if another.Token(t) == token || !strings.Contains(another.Body, "Und wann?") {
		t.Error("a second question of the same page is lost")
	}
	podium, err := s.Store.Podium(t.Context(), session.ID)
	if err != nil || len(podium.Questions) != 1 {
		t.Fatalf("%d questions stored, %v", len(podium.Questions), err)
	}
	gone := s.Post(t, sent.Header.Get("Location")+"/withdraw", nil)
	if page := s.Get(t, gone.Header.Get("Location")); page.StatusCode != 404 || strings.Contains(page.Body, "Warum dauert das?") {
		t.Errorf("after it was deleted: %d", page.StatusCode)
	}
}

// Without a script a page votes once for each question, and takes it back; its address
// says for what. With one, nothing is loaded again.
func TestServer_votePodium(t *testing.T) {
	t.Parallel()
	s, session, path := podiumSite(t, forms.PodiumModerated)
	id := approved(t, s, &session, "Warum?")
	votes := func() int {
		t.Helper()
		p, err := s.Store.Podium(t.Context(), session.ID)
		if err != nil {
			t.Fatal(err)
		}
		return p.Questions[0].Votes
	}
	voter := s.Get(t, path).Typed("_voter")[0]
	var page *servicetest.Reply
	for range 2 { // somebody presses twice
		voted := s.Post(t, path+"/vote", url.Values{"_voter": {voter}, "up": {id}})
		address, _, _ := strings.Cut(voted.Header.Get("Location"), "#")
		page = s.Get(t, address)
	}
	if votes() != 1 || !servicetest.HasAttribute(page.ByID("q-"+id), "data-voted") || page.Typed("_voter")[0] != voter || len(page.Controls("up")) != 1 { // of the pattern
		t.Errorf("%d votes; the page does not know of its own", votes())
	}
	if back := s.Post(t, path+"/vote", url.Values{"_voter": {voter}, "back": {id}}); back.StatusCode != 303 || votes() != 0 {
		t.Errorf("taken back: %d, %d votes", back.StatusCode, votes())
	}
	quiet := s.Post(t, path+"/vote", url.Values{"_voter": {voter}, "up": {id}}, "Accept", "application/json")
	if quiet.StatusCode != 204 || votes() != 1 {
		t.Errorf("by a script: %d, %d votes", quiet.StatusCode, votes())
	}
	list := s.Get(t, path+"/list")
	if want := `{"open":true,"questions":[{"id":"` + id + `","text":"Warum?","votes":1}]}`; list.Body != want {
		t.Errorf("phones hear %s, want %s", list.Body, want)
	}
	if same := s.Get(t, path+"/list", "If-None-Match", list.Header.Get("ETag")); same.StatusCode != 304 {
		t.Errorf("nothing new: %d", same.StatusCode)
	}
	for _, cookie := range []*servicetest.Reply{page, quiet, list} {
		if len(cookie.Cookies()) > 0 {
			t.Error("a cookie")
		}
	}
}

// A podium that is off takes nothing and says so, and a session that takes no answers
// leads to the podium as long as that is on.
func TestServer_podiumOff(t *testing.T) {
	t.Parallel()
	s, session, path := podiumSite(t, forms.PodiumAtOnce)
	s.SetState(t, servicetest.KindsOpen, forms.StatePlanned)
	if got := s.Get(t, "/"+servicetest.KindsOpen+"/de"); got.StatusCode != 303 || got.Header.Get("Location") != path {
		t.Errorf("a planned session leads to %d %s", got.StatusCode, got.Header.Get("Location"))
	}
	token := s.Get(t, path).Token(t)
	if err := s.Store.SetPodium(t.Context(), session.ID, forms.PodiumOff); err != nil {
		t.Fatal(err)
	}
	sent := s.Post(t, path, url.Values{"_token": {token}, "question": {"Warum?"}})
	page := s.Get(t, sent.Header.Get("Location"))
	if page.ByID("ask") != nil || len(page.All(atom.H1)) != 1 || !strings.Contains(page.Body, "nimmt gerade keine Fragen") {
		t.Error("the page of a podium that is off does not say so")
	}
	if got := s.Get(t, "/"+servicetest.KindsOpen+"/de"); got.StatusCode == 303 {
		t.Error("a planned session leads to a podium that is off")
	}
}
