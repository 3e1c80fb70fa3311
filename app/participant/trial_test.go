package participant_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// trialKey returns the trial key of the event with the code.
func trialKey(t *testing.T, s *servicetest.Site, code string) string {
	t.Helper()
	p, _, err := s.Store.Find(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	return p.TrialKey()
}

// hiddenIn returns the fields of the page's form that nobody sees.
func hiddenIn(page *servicetest.Reply) url.Values {
	values := url.Values{}
	for _, input := range page.All(atom.Input) {
		if name := servicetest.Attribute(input, "name"); strings.HasPrefix(name, "_") && servicetest.Attribute(input, "type") == "hidden" {
			values.Set(name, servicetest.Attribute(input, "value"))
		}
	}
	return values
}

// A trial goes the whole way: form, mistake, receipt and withdrawal, in any state
// of the session, and is marked on each page.
func TestServer_trial(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for _, code := range []string{servicetest.KindsOpen, servicetest.KindsPlanned} {
		key := trialKey(t, s, code)
		page := s.Get(t, "/"+code+"?trial="+key, "Accept-Language", "en")
		page.WantStatus(t, http.StatusOK)
		const mark = "This is a trial"
		if !strings.Contains(page.Body, mark) {
			t.Errorf("%s: the form is not marked", code)
		}
		fields := hiddenIn(page)
		token := fields.Get(forms.FieldToken)
		wrong := servicetest.Answers(token)
		for name := range fields {
			wrong.Set(name, fields.Get(name))
		}
		wrong.Set("stunden", "viele")
		got := s.Post(t, "/"+code+"/en", wrong)
		got.WantStatus(t, http.StatusSeeOther)
		back := s.Get(t, got.Header.Get("Location"))
		if back.ByID("e-stunden") == nil || back.Typed("stunden")[0] != "viele" || !strings.Contains(back.Body, mark) {
			t.Errorf("%s: a mistake led to %s:\n%s", code, got.Header.Get("Location"), back.Body)
		}
		switched := hiddenIn(back)
		switched.Set(forms.FieldLanguage, "de")
		if got := s.Post(t, "/"+code+"/de", switched); !strings.Contains(got.Header.Get("Location"), key) {
			t.Errorf("%s: another language leads to %s", code, got.Header.Get("Location"))
		}
		right := servicetest.Answers(token)
		for name := range fields {
			right.Set(name, fields.Get(name))
		}
		got = s.Post(t, "/"+code+"/en", right)
		got.WantStatus(t, http.StatusSeeOther)
		receipt := s.Get(t, got.Header.Get("Location"))
		receipt.WantStatus(t, http.StatusOK)
		if receipt.ByID("receipt") == nil || !strings.Contains(receipt.Body, mark) {
			t.Errorf("%s: no receipt, or it is not marked:\n%s", code, receipt.Body)
		}
		gone := s.Post(t, got.Header.Get("Location")+"/withdraw", nil)
		gone.WantStatus(t, http.StatusSeeOther)
		if to := gone.Header.Get("Location"); !strings.HasSuffix(to, "/withdrawn") {
			t.Errorf("%s: withdrawing led to %s", code, to)
		}
		s.Get(t, got.Header.Get("Location")).WantStatus(t, http.StatusNotFound)
	}
}

// Only the event's key marks a trial: with another one nothing is shown or taken.
func TestServer_trial_key(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	before := s.Turnout(t, servicetest.KindsOpen)
	for _, key := range []string{"x", trialKey(t, s, "HERN")} {
		s.Get(t, "/"+servicetest.KindsOpen+"/de?trial="+key).WantStatus(t, http.StatusNotFound)
		values := servicetest.Answers(string(forms.NewToken()))
		values.Set(forms.FieldTrial, key)
		s.Post(t, "/"+servicetest.KindsOpen+"/de", values).WantStatus(t, http.StatusBadRequest)
	}
	if after := s.Turnout(t, servicetest.KindsOpen); after != before {
		t.Errorf("%d answers, before %d", after, before)
	}
}
