package desk_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"resonanz/app/auth"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// A sheet has a link for the speaker of each session that was ticked, for a mail merge:
// each opens that session on any number of devices, changes nothing, and stands nowhere
// else. No title is taken for a formula.
func TestServer_linkSheet(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t, servicetest.Secure)
	organiser := s.SignedIn(t, forms.Organiser)
	event, err := s.Store.Event(t.Context(), servicetest.KindsEvent)
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.Store.Definition(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.Sessions {
		if d.Sessions[i].Code == servicetest.KindsOpen {
			d.Sessions[i].Title = forms.Text{"de": `=HYPERLINK("https://böse.example";"Hier")`}
		}
	}
	if _, err := s.Store.Import(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	path := "/organise/" + servicetest.KindsEvent
	none := s.Post(t, path+"/links/sheet", url.Values{}, "Cookie", organiser)
	none.WantStatus(t, http.StatusUnprocessableEntity)
	if none.ByID("e-sheet") == nil {
		t.Error("nothing says that no session was ticked")
	}
	sheet := s.Post(t, path+"/links/sheet", url.Values{"session": {servicetest.KindsOpen, servicetest.KindsPlanned}}, "Cookie", organiser)
	sheet.WantStatus(t, http.StatusOK)
	if kind := sheet.Header.Get("Content-Type"); kind != "text/csv; charset=utf-8" || sheet.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("Content-Type %q, Cache-Control %q", kind, sheet.Header.Get("Cache-Control"))
	}
	body, marked := strings.CutPrefix(sheet.Body, "\ufeff")
	if !marked {
		t.Error("no byte order mark")
	}
	table := csv.NewReader(strings.NewReader(body))
	table.Comma = ';'
	rows, err := table.ReadAll()
	if err != nil || len(rows) != 3 || strings.Join(rows[0], "|") != "Code|Programmpunkt|Raum|Zeit|Link" {
		t.Fatalf("%q, %v", rows, err)
	}
	list := s.Get(t, path, "Cookie", organiser)
	for _, row := range rows[1:] {
		code, title, address := row[0], row[1], row[4]
		base, token, _ := strings.Cut(address, "#")
		if code == servicetest.KindsOpen && !strings.HasPrefix(title, "'=") {
			t.Errorf("a title is a formula: %q", title)
		}
		if base != "https://feedback.example/speaker/sign-in" || len(token) < 40 || strings.Contains(list.Body, token) {
			t.Errorf("%s: link %q", code, address)
		}
		for range 2 {
			came := s.Post(t, "/speaker/sign-in", url.Values{"token": {address}, "device": {auth.NewToken()}})
			came.WantStatus(t, http.StatusSeeOther)
			cookie := came.Cookies()[0].Name + "=" + came.Cookies()[0].Value
			if to := came.Header.Get("Location"); to != "/speaker" {
				t.Errorf("it leads to %s", to)
			}
			if got := s.Get(t, "/speaker", "Cookie", cookie, "Accept-Language", "de"); got.Header.Get("Location") != "/speaker/"+code+"/de" {
				t.Errorf("%s: the only session: %d to %q", code, got.StatusCode, got.Header.Get("Location"))
			}
			s.Get(t, "/speaker/"+code+"/de", "Cookie", cookie).WantStatus(t, http.StatusOK)
			s.Get(t, "/moderate/"+code, "Cookie", cookie).WantStatus(t, http.StatusNotFound)
			s.Post(t, "/moderate/"+code+"/state", url.Values{"state": {"closed"}}, "Cookie", cookie).WantStatus(t, http.StatusNotFound)
		}
	}
	if !strings.Contains(s.Get(t, path, "Cookie", organiser).Body, "Mitwirkende, nur ansehen") {
		t.Error("the list does not tell speakers from moderators")
	}
}
