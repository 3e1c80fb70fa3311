package desk_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"resonanz/app/desk"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// The third large file waits: a browser gets a page that tries again by itself,
// a script is told so, and once there is a place the file comes.
//
// Reference, Single responses: "two large files are written at a time"
func TestServer_downloadsWait(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t, servicetest.Secure)
	cookie := s.SignedIn(t, forms.Organiser)
	for range desk.MaxDownloads {
		if !s.Desk.TakePlace(t.Context()) {
			t.Fatal("there is no place at first")
		}
	}
	get := func(path, accept string) *servicetest.Reply {
		return s.Get(t, path, "Cookie", cookie, "Accept-Language", "de", "Accept", accept)
	}
	for _, path := range []string{"/organise/HERN/workbook", "/organise/HERN/data/data.xlsx"} {
		page := get(path, "text/html")
		page.WantStatus(t, http.StatusServiceUnavailable)
		if !strings.Contains(page.Body, `<meta http-equiv="refresh"`) || !strings.Contains(page.Body, "kommt von selbst") || page.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %s", path, page.Body)
		}
	}
	get("/organise/HERN/workbook", "application/json").WantStatus(t, http.StatusServiceUnavailable)
	s.Desk.FreePlace()
	file := get("/organise/HERN/workbook", "text/html")
	file.WantStatus(t, http.StatusOK)
	if got := file.Header.Get("Content-Type"); got != desk.WorkbookType {
		t.Errorf("with a free place comes %s", got)
	}
	if got := s.Get(t, "/organise/HERN", "Cookie", cookie).Body; strings.Contains(got, " download>") {
		t.Error("a link has the browser store whatever comes, also the page that asks to wait")
	}
}

// The page of the data says how far the files are that are being written, and so
// does what its script asks for; afterwards it says nothing.
func TestServer_downloadsProgress(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t, servicetest.Secure)
	cookie := s.SignedIn(t, forms.Organiser)
	event, err := s.Store.Event(t.Context(), "HERN")
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := s.Store.Sessions(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	for range 7 {
		form := s.Get(t, "/"+sessions[2].Code+"/de")
		s.Post(t, "/"+sessions[2].Code+"/de", map[string][]string{"_token": {form.Token(t)}, "gesamt": {"zufrieden"}}).WantStatus(t, http.StatusSeeOther)
	}
	for _, session := range sessions {
		s.SetState(t, session.Code, forms.StateClosed)
	}
	data, err := s.Store.Data(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	end := s.Desk.BeginDownload(event.ID, "data.xlsx", "Ada", 14, data)
	rows := 0
	for _, err := range data.Responses(sessions[2].FormID) {
		if rows++; err != nil || rows == 3 {
			break
		}
	}
	lines := func(code string) (lines []string) {
		if err := json.Unmarshal([]byte(s.Get(t, "/organise/"+code+"/data/under-way", "Cookie", cookie, "Accept-Language", "de").Body), &lines); err != nil {
			t.Fatal(err)
		}
		return lines
	}
	const want = "data.xlsx für Ada: 3 von 14 Zeilen geschrieben"
	if got := lines("HERN"); !slices.Equal(got, []string{want}) {
		t.Errorf("under way: %q", got)
	}
	if got := lines(servicetest.KindsEvent); len(got) != 0 {
		t.Errorf("under way for another event: %q", got)
	}
	if page := s.Get(t, "/organise/HERN/data", "Cookie", cookie, "Accept-Language", "de"); !strings.Contains(page.Body, want) {
		t.Error("the page does not say how far the file is")
	}
	end()
	if got := lines("HERN"); len(got) != 0 {
		t.Errorf("afterwards under way: %q", got)
	}
	s.Get(t, "/organise/HERN/data/under-way").WantStatus(t, http.StatusSeeOther)
}
