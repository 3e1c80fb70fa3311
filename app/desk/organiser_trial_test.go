package desk_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html/atom"

	"resonanz/app/desk"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
	"resonanz/reports/workbook"
)

// A trial counts nowhere: neither on the live page, nor on the stage, nor in
// workbook and data, nor for verify, and the session may be answered as before.
func TestServer_trialCounts(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	for range 7 {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}, "satz": {"Gut so"}})
	}
	type state struct {
		Figures, Screen, Event, Data, Workbook string
		Turnout                                forms.Turnout
	}
	look := func() state {
		session, turnout := s.ReadSession(t, servicetest.KindsOpen)
		verified, err := s.Store.Verify(t.Context())
		if err != nil || len(verified.Differences) > 0 {
			t.Fatalf("verify: %+v, %v", verified, err)
		}
		event, err := s.Store.Event(t.Context(), servicetest.KindsEvent)
		if err != nil {
			t.Fatal(err)
		}
		figures, err := desk.WorkbookFigures(t.Context(), s.Store, event, session.Code, &workbook.Options{})
		if err != nil {
			t.Fatal(err)
		}
		counted, err := json.Marshal(figures)
		if err != nil {
			t.Fatal(err)
		}
		body := func(path string) string { return s.Get(t, path, "Cookie", cookie, "Accept-Language", "de").Body }
		return state{
			Figures: body("/moderate/" + servicetest.KindsOpen + "/figures"), Screen: body("/screen/" + servicetest.KindsOpen), Event: body("/organise/" + servicetest.KindsEvent),
			Data: body("/organise/" + servicetest.KindsEvent + "/data"), Turnout: turnout, Workbook: string(counted),
		}
	}
	before := look()
	page := s.Get(t, "/organise/"+servicetest.KindsEvent+"/trial?of="+servicetest.KindsOpen, "Cookie", cookie)
	page.WantStatus(t, http.StatusOK)
	address := ""
	for _, link := range page.All(atom.A) {
		if href := servicetest.Attribute(link, "href"); strings.Contains(href, "?trial=") {
			address = href
		}
	}
	at, err := url.Parse(address)
	if err != nil || at.Path != "/"+servicetest.KindsOpen {
		t.Fatalf("the page leads to %q, %v", address, err)
	}
	values := servicetest.Answers(string(forms.NewToken()))
	values.Set(forms.FieldTrial, at.Query().Get("trial"))
	got := s.Post(t, "/"+servicetest.KindsOpen+"/de", values)
	got.WantStatus(t, http.StatusSeeOther)
	s.Get(t, got.Header.Get("Location")).WantStatus(t, http.StatusOK)
	if diff := cmp.Diff(before, look()); diff != "" {
		t.Errorf("a trial changed (-before +after):\n%s", diff)
	}
	s.Post(t, got.Header.Get("Location")+"/withdraw", nil).WantStatus(t, http.StatusSeeOther)
	if diff := cmp.Diff(before, look()); diff != "" {
		t.Errorf("withdrawing it changed (-before +after):\n%s", diff)
	}
}
