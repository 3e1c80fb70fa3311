package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// lateDefinition is an event of the day after tomorrow with a session each at
// 10:00, 11:00 and 12:00 in UTC.
func lateDefinition() *forms.Definition {
	day := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 2)
	de := func(s string) forms.Text { return forms.Text{"de": s} }
	d := &forms.Definition{
		Event: forms.Event{Key: "spaet", Title: de("Spät"), Zone: "Etc/UTC", Languages: []string{"de"}, MinGroup: 5, Retention: 90, Starts: day.Add(10 * time.Hour), Ends: day.Add(13 * time.Hour)},
		Forms: []forms.Form{{Key: "bogen", Title: de("Bogen"), Questions: []forms.Question{{Key: "satz", Kind: forms.KindLongText, Text: de("Was noch?")}}}},
	}
	for i, key := range []string{"eins", "zwei", "drei"} {
		d.Sessions = append(d.Sessions, forms.SessionDefinition{FormKey: "bogen", Session: forms.Session{
			Key: key, Kind: forms.Workshop, Title: de(key), Starts: day.Add(time.Duration(10+i) * time.Hour), Ends: day.Add(time.Duration(11+i) * time.Hour),
		}})
	}
	return d
}

// startsOf writes when the sessions of a definition start.
func startsOf(sessions []forms.SessionDefinition) string {
	var starts []string
	for i := range sessions {
		starts = append(starts, sessions[i].Starts.Format("15:04"))
	}
	return strings.Join(starts, " ")
}

// The times of an event are moved from its page, at once and with a way back.
func TestServer_shiftEvent(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	done, err := s.Store.Import(t.Context(), lateDefinition())
	if err != nil {
		t.Fatal(err)
	}
	address := "/organise/" + done.Event.Code
	want := func(starts string) {
		t.Helper()
		d, err := s.Store.Definition(t.Context(), done.Event.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got := startsOf(d.Sessions); got != starts {
			t.Errorf("the sessions start at %s, not %s", got, starts)
		}
	}
	for _, minutes := range []string{"", "viele", "0", "721"} {
		got := s.Post(t, address+"/shift", url.Values{"minutes": {minutes}}, "Cookie", cookie, "Accept-Language", "de")
		got.WantStatus(t, http.StatusUnprocessableEntity)
		if got.ByID("e-shift") == nil || got.Typed("minutes")[0] != minutes {
			t.Errorf("%q minutes: no problem beside the field, or what was typed is gone", minutes)
		}
	}
	s.Post(t, address+"/shift", url.Values{"minutes": {"700"}}, "Cookie", cookie).WantStatus(t, http.StatusUnprocessableEntity)
	want("10:00 11:00 12:00")
	moved := s.Post(t, address+"/shift", url.Values{"minutes": {"7"}, "from": {"zwei"}}, "Cookie", cookie)
	moved.WantStatus(t, http.StatusSeeOther)
	want("10:00 11:07 12:07")
	for _, code := range []string{done.Event.Code} {
		if page := s.Get(t, "/"+code+"/de"); !strings.Contains(page.Body, "11:07") {
			t.Errorf("participants do not see the new time:\n%s", page.Body)
		}
	}
	page := s.Get(t, moved.Header.Get("Location"), "Cookie", cookie, "Accept-Language", "de")
	if !strings.Contains(page.Body, "Um 7 min verschoben.") {
		t.Errorf("the page does not say what was done:\n%s", page.Body)
	}
	undo := url.Values{"do": {"undo"}, "step": page.Typed("step")}
	s.Post(t, address+"/shift", undo, "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	want("10:00 11:00 12:00")
	s.Post(t, address+"/shift", url.Values{"do": {"undo"}, "step": {"1"}}, "Cookie", cookie).WantStatus(t, http.StatusUnprocessableEntity)
	s.Post(t, address+"/shift", url.Values{"minutes": {"−5"}}, "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	want("09:55 10:55 11:55")
}

// In a draft it is a step like any other.
func TestServer_shiftDraft(t *testing.T) {
	t.Parallel()
	s := newSetup(t, lateDefinition())
	s.press("/shift", url.Values{"minutes": {"x"}}).WantStatus(t, http.StatusUnprocessableEntity)
	moved := s.press("/shift", url.Values{"minutes": {"10"}, "from": {"drei"}})
	s.wantSaved(moved)
	if got := startsOf(s.sessions()); got != "10:00 11:00 12:10" {
		t.Errorf("the sessions start at %s", got)
	}
	page := s.see(strings.TrimPrefix(moved.Header.Get("Location"), s.address("")))
	s.wantSaved(s.press("/undo", url.Values{"step": page.Typed("step"), "back": {s.address("/programme")}}))
	if got := startsOf(s.sessions()); got != "10:00 11:00 12:00" {
		t.Errorf("undone, the sessions start at %s", got)
	}
}
