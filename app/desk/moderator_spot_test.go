package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// askedOn returns the code of the question that is being asked in the session, ""
// for none.
func askedOn(t *testing.T, s *servicetest.Site, code string) string {
	t.Helper()
	p, session, err := s.Store.Find(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	if spot := p.Running(session); spot != nil {
		return spot.Code
	}
	return ""
}

// A moderator asks the hall: phones hear it, the stage shows it sealed with a count
// that rises, and reveals it when the moderator says so. The next one ends it.
func TestServer_askOnTheSpot(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie, _ := s.Linked(t, servicetest.KindsOpen)
	path := "/moderate/" + servicetest.KindsOpen + "/ask"
	post := func(values url.Values) *servicetest.Reply {
		return s.Post(t, path, values, "Cookie", cookie, "Accept-Language", "de")
	}
	phone := s.Watch(t, "/"+servicetest.KindsOpen+"/de/hall/stream", "")
	defer phone.Body.Close()
	if _, frame, ok := phone.Next(); !ok || frame != "{}" {
		t.Errorf("before anything is asked a phone hears %q", frame)
	}
	typed := url.Values{"do": {"ask"}, "kind": {"choice"}, "text": {"Ist es zu warm?"}, "options": {"Ja\nNein\n\n"}}
	post(typed).WantStatus(t, http.StatusSeeOther)
	spot := askedOn(t, s, servicetest.KindsOpen)
	if _, frame, ok := phone.Next(); !ok || frame != `{"ask":{"code":"`+spot+`","text":"Ist es zu warm?","lang":"de"}}` {
		t.Errorf("a phone hears %q", frame)
	}
	if polled := s.Get(t, "/"+servicetest.KindsOpen+"/en/hall"); !strings.Contains(polled.Body, spot) {
		t.Errorf("polled: %s", polled.Body)
	}
	page := s.Get(t, "/"+servicetest.KindsOpen+"/en")
	if !strings.Contains(page.Body, `href="/`+spot+`/en"`) || !strings.Contains(page.Body, `lang="de">Ist es zu warm?`) {
		t.Error("the page of the session does not lead to the question")
	}

	shown, _ := s.Shown(t, cookie, servicetest.KindsOpen)
	if shown.Screen != forms.ScreenSpot || shown.Count != "0" || shown.Note == "" || shown.Join == "" || len(shown.Tables) != 1 || len(shown.Tables[0].Rows) != 2 || shown.Tables[0].Rows[0].Share != "" {
		t.Errorf("sealed: %+v", shown)
	}
	for i := range 12 {
		s.Answer(t, spot, forms.Answers{"frage": {[]string{"o1", "o1", "o2"}[i%3]}})
	}
	if shown, frame := s.Shown(t, cookie, servicetest.KindsOpen); shown.Count != "12" || strings.Contains(frame, "%") && strings.Contains(frame, `"share":"6`) {
		t.Errorf("sealed, with answers: %s", frame)
	}
	post(url.Values{"do": {"reveal"}, "spot": {spot}}).WantStatus(t, http.StatusSeeOther)
	if shown, frame := s.Shown(t, cookie, servicetest.KindsOpen); !shown.Revealed || shown.Tables[0].Rows[0].Share == "" {
		t.Errorf("revealed: %s", frame)
	}
	post(url.Values{"do": {"ask"}, "kind": {"agree"}, "text": {"Es war gut."}}).WantStatus(t, http.StatusSeeOther)
	next := askedOn(t, s, servicetest.KindsOpen)
	if next == spot || next == "" {
		t.Errorf("%q runs after %q", next, spot)
	}
	if form := s.Get(t, "/"+next+"/en"); !strings.Contains(form.Body, "Strongly agree") || !strings.Contains(form.Heading(), "hall") {
		t.Errorf("agreement in English:\n%s", form.Body)
	}
	ask := s.Get(t, path, "Cookie", cookie, "Accept-Language", "de")
	if !strings.Contains(ask.Body, "Schon gefragt") || !strings.Contains(ask.Body, "Ist es zu warm?") || !strings.Contains(ask.Body, "66") {
		t.Errorf("the page has no figures of what was asked before:\n%s", ask.Body)
	}
	s.Get(t, "/moderate/"+next, "Cookie", cookie).WantStatus(t, http.StatusOK)
	post(url.Values{"do": {"close"}, "spot": {next}}).WantStatus(t, http.StatusSeeOther)
	if running := askedOn(t, s, servicetest.KindsOpen); running != "" {
		t.Errorf("%s is still asked", running)
	}
	post(url.Values{"do": {"drop"}, "spot": {next}}).WantStatus(t, http.StatusSeeOther)
	s.Get(t, "/"+next+"/de").WantStatus(t, http.StatusNotFound)
}

// What cannot be asked is said beside its field, and nothing that was typed is lost.
func TestServer_askOnTheSpot_refused(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	path := "/moderate/" + servicetest.KindsOpen + "/ask"
	many := strings.Repeat("Antwort\n", forms.MaxSpotOptions+1)
	for name, it := range map[string]struct {
		typed url.Values
		wrong string
	}{
		"no text":      {url.Values{"kind": {"choice"}, "text": {" "}, "options": {"Ja\nNein"}}, "e-text"},
		"a long text":  {url.Values{"kind": {"words"}, "text": {strings.Repeat("x", forms.MaxSpotText+1)}}, "e-text"},
		"one option":   {url.Values{"kind": {"choices"}, "text": {"Was?"}, "options": {"Ja"}}, "e-options"},
		"many options": {url.Values{"kind": {"choice"}, "text": {"Was?"}, "options": {many}}, "e-options"},
		"no kind":      {url.Values{"text": {"Was?"}, "options": {"Ja\nNein"}}, "e-kind"},
	} {
		for _, do := range []string{"ask", "prepare"} {
			it.typed.Set("do", do)
			got := s.Post(t, path, it.typed, "Cookie", cookie, "Accept-Language", "de")
			got.WantStatus(t, http.StatusUnprocessableEntity)
			if got.ByID(it.wrong) == nil {
				t.Errorf("%s: nothing says what is wrong:\n%s", name, got.Body)
			}
			for field, typed := range map[string]string{"text": it.typed.Get("text"), "options": it.typed.Get("options")} {
				if got := got.Typed(field); len(got) != 1 || strings.TrimSpace(got[0]) != strings.TrimSpace(typed) {
					t.Errorf("%s: of %s is left %q, want %q", name, field, got, typed)
				}
			}
		}
	}
	if running := askedOn(t, s, servicetest.KindsOpen); running != "" {
		t.Errorf("%s is asked", running)
	}
	s.Post(t, path, url.Values{"do": {"dance"}, "spot": {"ABCDE"}}, "Cookie", cookie).WantStatus(t, http.StatusNotFound)
}

// A prepared question is asked as often as one likes, in any session, until somebody
// deletes it.
func TestServer_prepareQuestion(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	path := "/moderate/" + servicetest.KindsOpen + "/ask"
	post := func(path string, values url.Values) {
		t.Helper()
		s.Post(t, path, values, "Cookie", cookie, "Accept-Language", "de").WantStatus(t, http.StatusSeeOther)
	}
	post(path, url.Values{"do": {"prepare"}, "kind": {"words"}, "text": {"Ein Wort zum Tag?"}})
	if running := askedOn(t, s, servicetest.KindsOpen); running != "" {
		t.Errorf("%s is asked", running)
	}
	_, event, err := s.Store.Session(t.Context(), servicetest.KindsOpen)
	if err != nil {
		t.Fatal(err)
	}
	prepared, err := s.Store.Prepared(t.Context(), event.ID)
	if err != nil || len(prepared) != 1 {
		t.Fatalf("%+v, %v", prepared, err)
	}
	id := fmt.Sprint(prepared[0].ID)
	for _, code := range []string{servicetest.KindsOpen, servicetest.KindsPlanned} {
		post("/moderate/"+code+"/ask", url.Values{"do": {"ask-prepared"}, "prepared": {id}})
		spot := askedOn(t, s, code)
		if form := s.Get(t, "/"+spot+"/de"); !strings.Contains(form.Body, "Ein Wort zum Tag?") {
			t.Errorf("in %s: %s", code, form.Body)
		}
	}
	// The session itself takes no answers yet: its address leads to the question.
	if led := s.Get(t, "/"+servicetest.KindsPlanned+"/de"); led.StatusCode != http.StatusSeeOther {
		t.Errorf("the address of a planned session: %d", led.StatusCode)
	}
	post(path, url.Values{"do": {"drop-prepared"}, "prepared": {id}})
	if prepared, err = s.Store.Prepared(t.Context(), event.ID); err != nil || len(prepared) != 0 {
		t.Errorf("%+v, %v", prepared, err)
	}
}

// A link to one session asks in that one only.
func TestServer_askOnTheSpot_link(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie, _ := s.Linked(t, servicetest.KindsPlanned)
	s.Post(t, "/moderate/"+servicetest.KindsOpen+"/ask", url.Values{"do": {"ask"}, "kind": {"text"}, "text": {"Was?"}}, "Cookie", cookie).WantStatus(t, http.StatusNotFound)
	session, _, err := s.Store.Session(t.Context(), servicetest.KindsOpen)
	if err != nil {
		t.Fatal(err)
	}
	spot, err := s.Store.Ask(t.Context(), session.ID, forms.Question{Kind: forms.KindText, Text: forms.Text{"de": "Was?"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/moderate/" + spot.Code, "/moderate/" + spot.Code + "/ask", "/screen/" + spot.Code} {
		s.Get(t, path, "Cookie", cookie).WantStatus(t, http.StatusNotFound)
	}
	s.Post(t, "/moderate/"+servicetest.KindsPlanned+"/ask", url.Values{"do": {"close"}, "spot": {spot.Code}}, "Cookie", cookie).WantStatus(t, http.StatusNotFound)
	if running := askedOn(t, s, servicetest.KindsOpen); running != spot.Code {
		t.Errorf("%q is asked", running)
	}
}
