package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"resonanz/forms"
)

// The third large file waits: a browser gets a page that tries again by itself,
// a script is told so, and once there is a place the file comes.
func TestServer_downloadsWait(t *testing.T) {
	t.Parallel()
	s := newSite(t, secure)
	cookie := s.signedIn(t, forms.Organiser)
	for range MaxDownloads {
		if !s.desk.takePlace(t.Context()) {
			t.Fatal("there is no place at first")
		}
	}
	get := func(path, accept string) *reply {
		return s.get(t, path, "Cookie", cookie, "Accept-Language", "de", "Accept", accept)
	}
	for _, path := range []string{"/organise/HERN/workbook", "/organise/HERN/data/data.xlsx"} {
		page := get(path, "text/html")
		page.wantStatus(t, http.StatusServiceUnavailable)
		if !strings.Contains(page.body, `<meta http-equiv="refresh"`) || !strings.Contains(page.body, "kommt von selbst") || page.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %s", path, page.body)
		}
	}
	get("/organise/HERN/workbook", "application/json").wantStatus(t, http.StatusServiceUnavailable)
	s.desk.freePlace()
	file := get("/organise/HERN/workbook", "text/html")
	file.wantStatus(t, http.StatusOK)
	if got := file.Header.Get("Content-Type"); got != WorkbookType {
		t.Errorf("with a free place comes %s", got)
	}
	if got := s.get(t, "/organise/HERN", "Cookie", cookie).body; strings.Contains(got, " download>") {
		t.Error("a link has the browser store whatever comes, also the page that asks to wait")
	}
}

// The page of the data says how far the files are that are being written, and so
// does what its script asks for; afterwards it says nothing.
func TestServer_downloadsProgress(t *testing.T) {
	t.Parallel()
	s := newSite(t, secure)
	cookie := s.signedIn(t, forms.Organiser)
	event, err := s.store.Event(t.Context(), "HERN")
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := s.store.Programme(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	for range 7 {
		form := s.get(t, "/"+sessions[2].Code+"/de")
		s.post(t, "/"+sessions[2].Code+"/de", map[string][]string{"_token": {form.token(t)}, "gesamt": {"zufrieden"}}).wantStatus(t, http.StatusSeeOther)
	}
	for _, session := range sessions {
		s.setState(t, session.Code, forms.StateClosed)
	}
	data, err := s.store.Data(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	end := s.desk.beginDownload(event.ID, "data.xlsx", "Ada", 14, data)
	rows := 0
	for _, err := range data.Responses(sessions[2].FormID) {
		if rows++; err != nil || rows == 3 {
			break
		}
	}
	if err := data.Close(); err != nil {
		t.Fatal(err)
	}
	lines := func(code string) (lines []string) {
		if err := json.Unmarshal([]byte(s.get(t, "/organise/"+code+"/data/under-way", "Cookie", cookie, "Accept-Language", "de").body), &lines); err != nil {
			t.Fatal(err)
		}
		return lines
	}
	const want = "data.xlsx für Ada: 3 von 14 Zeilen geschrieben"
	if got := lines("HERN"); !slices.Equal(got, []string{want}) {
		t.Errorf("under way: %q", got)
	}
	if got := lines(kindsEvent); len(got) != 0 {
		t.Errorf("under way for another event: %q", got)
	}
	if page := s.get(t, "/organise/HERN/data", "Cookie", cookie, "Accept-Language", "de"); !strings.Contains(page.body, want) {
		t.Error("the page does not say how far the file is")
	}
	end()
	if got := lines("HERN"); len(got) != 0 {
		t.Errorf("afterwards under way: %q", got)
	}
	s.get(t, "/organise/HERN/data/under-way").wantStatus(t, http.StatusSeeOther)
}
