package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// An event is deleted by whoever types its code, and by nobody else.
func TestServer_deleteEvent(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	organiser := s.SignedIn(t, forms.Organiser)
	moderator, _ := s.Linked(t, servicetest.KindsOpen)
	event := "/organise/" + servicetest.KindsEvent
	if home := s.Get(t, event, "Cookie", organiser); !strings.Contains(home.Body, event+"/delete") {
		t.Error("the event's page does not lead to the deletion")
	}
	ask := s.Get(t, event+"/delete", "Cookie", organiser)
	ask.WantStatus(t, http.StatusOK)
	if !strings.Contains(ask.Body, s.Catalogues.Printer("de").T("deletion.open", "n", 1)) || strings.Contains(ask.Body, "⟦") {
		t.Errorf("nothing says that a survey is open, or a text is missing:\n%s", ask.Body)
	}
	for _, typed := range []string{"", "HERN", "<b>"} {
		got := s.Post(t, event+"/delete", url.Values{"code": {typed}}, "Cookie", organiser)
		got.WantStatus(t, http.StatusUnprocessableEntity)
		if got.Typed("code")[0] != typed || got.ByID("e-code") == nil {
			t.Errorf("%q: what was typed is lost, or nothing says what is wrong", typed)
		}
	}
	s.Get(t, "/"+servicetest.KindsOpen).WantStatus(t, http.StatusOK)
	s.Post(t, event+"/delete", url.Values{"code": {" k1nd"}}, "Cookie", organiser).WantStatus(t, http.StatusSeeOther)
	for _, gone := range []string{event, "/moderate/" + servicetest.KindsOpen, "/" + servicetest.KindsOpen + "/de", "/" + servicetest.KindsEvent + "/de"} {
		s.Get(t, gone, "Cookie", organiser).WantStatus(t, http.StatusNotFound)
	}
	s.Get(t, "/moderate", "Cookie", moderator, "Accept", "application/json").WantStatus(t, http.StatusUnauthorized)
	if list := s.Get(t, "/organise", "Cookie", organiser); list.ByID("deleted") == nil || !strings.Contains(servicetest.TextOf(list.ByID("deleted")), servicetest.KindsEvent) {
		t.Error("the record of the deletion is not listed")
	}
	s.Get(t, "/HERN/de").WantStatus(t, http.StatusOK)
}

// The event's page says when answers go; the day may come earlier, and not later
// once somebody has answered.
func TestServer_setRetention(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	organiser := s.SignedIn(t, forms.Organiser)
	event := "/organise/" + servicetest.KindsEvent
	got := s.Post(t, "/"+servicetest.KindsOpen+"/de", servicetest.Answers(string(forms.NewToken())))
	got.WantStatus(t, http.StatusSeeOther)
	for _, wrong := range []string{"", "0", "viele", "367", "366"} {
		got := s.Post(t, event+"/retention", url.Values{"days": {wrong}}, "Cookie", organiser)
		got.WantStatus(t, http.StatusUnprocessableEntity)
		if got.Typed("days")[0] != wrong || got.ByID("e-days") == nil {
			t.Errorf("%q: what was typed is lost, or nothing says what is wrong", wrong)
		}
	}
	before, err := s.Store.Event(t.Context(), servicetest.KindsEvent)
	if err != nil {
		t.Fatal(err)
	}
	s.Post(t, event+"/retention", url.Values{"days": {" 7 "}}, "Cookie", organiser).WantStatus(t, http.StatusSeeOther)
	page := s.Get(t, event, "Cookie", organiser, "Accept-Language", "de")
	until, err := s.Store.AnswersUntil(t.Context(), before)
	if err != nil {
		t.Fatal(err)
	}
	says := s.Catalogues.Printer("de").T("after.answers", "Date", until.AddDate(0, 0, 7-before.Retention))
	if !strings.Contains(servicetest.TextOf(page.ByID("after")), says) {
		t.Errorf("the page does not say %q:\n%s", says, servicetest.TextOf(page.ByID("after")))
	}
}
