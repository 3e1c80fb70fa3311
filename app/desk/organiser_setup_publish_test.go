package desk_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// Publishing says what it changes for what people have answered, and asks first.
func TestServer_publishAsks(t *testing.T) {
	t.Parallel()
	s := newSetup(t, &forms.Definition{})
	session, _ := s.ReadSession(t, servicetest.KindsOpen)
	s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}})
	draft := s.draftAt(s.Post(t, "/organise/"+servicetest.KindsEvent+"/draft", nil, "Cookie", s.cookie))
	whole := draft.Definition()
	form, planned := whole.Sessions[0].FormKey, ""
	for _, other := range whole.Sessions {
		if other.Code == servicetest.KindsPlanned {
			planned = other.Key
		}
	}
	question := &forms.QuestionPart{Question: forms.Question{Kind: forms.KindYesNo, Text: forms.Text{whole.Event.Base(): "Noch eine?"}}}
	if _, err := s.Store.AddPart(t.Context(), s.draft, forms.PathOfQuestion(form, "noch_eine"), forms.AtEnd, question, ""); err != nil {
		t.Fatal(err)
	}
	page := s.see("/publish")
	for _, want := range []string{"Neue Fassung des Fragebogens", "Noch eine?", session.Title[whole.Event.Base()]} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the page does not say %q:\n%s", want, page.Body)
		}
	}
	part := draft.Part(forms.PathOfSession(planned))
	if err := s.Store.RemovePart(t.Context(), s.draft, part.Path, part.Revision, ""); err != nil {
		t.Fatal(err)
	}
	if page := s.see("/publish"); !strings.Contains(page.Body, s.address("/event#f-contacts")) {
		t.Errorf("the page does not lead to the sign-ups for the session that is gone:\n%s", page.Body)
	}
	s.wantSaved(s.send("/event", s.see("/event"), url.Values{"contacts": nil}))
	if page := s.see("/publish"); !strings.Contains(page.Body, "werden mit ihren Codes gelöscht") || len(page.Controls("agree")) != 1 {
		t.Errorf("the page does not ask before it deletes a session:\n%s", page.Body)
	}
	values := url.Values{"revision": {strconv.FormatInt(s.revision(), 10)}}
	refused := s.Post(t, s.address("/publish"), values, "Cookie", s.cookie, "Accept-Language", "de")
	if refused.WantStatus(t, http.StatusUnprocessableEntity); len(refused.Controls("agree")) != 1 {
		t.Error("the question is gone")
	}
	if s.Get(t, "/organise/"+servicetest.KindsPlanned+"/sign", "Cookie", s.cookie).StatusCode != http.StatusOK {
		t.Error("the session is gone although nobody agreed")
	}
	values.Set("agree", "yes")
	s.Post(t, s.address("/publish"), values, "Cookie", s.cookie).WantStatus(t, http.StatusSeeOther)
	s.Get(t, "/organise/"+servicetest.KindsPlanned+"/sign", "Cookie", s.cookie).WantStatus(t, http.StatusNotFound)
	if n := s.Turnout(t, servicetest.KindsOpen); n != 1 {
		t.Errorf("%d answers", n)
	}
}
