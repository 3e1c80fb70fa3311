package desk_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"resonanz/forms"
)

// A programme that is pasted is shown as it is read, and added in one step,
// however often the button is pressed. What cannot be read stays as typed.
func TestServer_setupLines(t *testing.T) {
	t.Parallel()
	s := newSetup(t, &forms.Definition{
		Event: forms.Event{Key: "neu", Languages: []string{"de"}, Zone: "Europe/Berlin", Starts: time.Date(2027, 5, 4, 7, 0, 0, 0, time.UTC)},
		Forms: []forms.Form{{Key: "bogen", Title: forms.Text{"de": "Bogen"}}},
	})
	const typed = "9:00 <b>Begrüßung, Saal\r\n25:00 Wohnen\r\n\tBildung\tKleiner Saal"
	wrong := s.press("/programme/lines", url.Values{"lines": {typed}, "do": {"add"}, "kind": {"talk"}})
	wrong.WantStatus(t, http.StatusOK)
	if got := wrong.Typed("lines")[0]; strings.TrimPrefix(got, "\n") != strings.ReplaceAll(typed, "\r\n", "\n") {
		t.Errorf("of %q the page kept %q", typed, got)
	}
	if !strings.Contains(wrong.Body, "Diese Uhrzeit gibt es nicht.") || strings.Contains(wrong.Body, `value="add"`) || len(s.sessions()) > 0 {
		t.Errorf("a line that cannot be read:\n%s", wrong.Body)
	}
	before := s.revision()
	values := url.Values{"lines": {strings.Replace(typed, "25:00", "10:30", 1)}, "do": {"check"}, "kind": {"talk"}, "form": {"bogen"}}
	checked := s.press("/programme/lines", values)
	if !strings.Contains(checked.Body, "3 Programmpunkte hinzufügen") || s.revision() != before {
		t.Errorf("checked lines are not shown, or have been added:\n%s", checked.Body)
	}
	values.Set("do", "add")
	for range 2 {
		s.wantSaved(s.press("/programme/lines", values))
	}
	all := s.sessions()
	if s.titles() != "<b>Begrüßung, Wohnen, Bildung" || s.revision() != before+1 {
		t.Fatalf("sessions %q after %d steps", s.titles(), s.revision()-before)
	}
	if got := all[1]; got.Kind != forms.Talk || got.FormKey != "bogen" || !got.Starts.Equal(time.Date(2027, 5, 4, 8, 30, 0, 0, time.UTC)) || len(got.Code) != forms.SessionCodeLength {
		t.Errorf("added %+v", got)
	}
	if all[2].Room != "Kleiner Saal" || !all[2].Starts.IsZero() {
		t.Errorf("added %+v", all[2])
	}
	many := ""
	for i := range forms.MaxSessions {
		many += "Punkt " + strconv.Itoa(i) + "\n"
	}
	for name, lines := range map[string]string{"nothing": " \n", "too much": strings.Repeat("x", 40_001), "too many": many} {
		got := s.press("/programme/lines", url.Values{"lines": {lines}, "do": {"add"}})
		got.WantStatus(t, http.StatusUnprocessableEntity)
		if got.ByID("e-lines") == nil {
			t.Errorf("%s: nobody says so", name)
		}
	}
}
