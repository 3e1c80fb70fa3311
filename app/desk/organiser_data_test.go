package desk_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// The responses of an event are there once all sessions are closed, in every
// form, and every download is noted.
//
// Reference, Single responses: "can be downloaded by organisers once all sessions are closed"
func TestServer_data(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t, servicetest.Secure)
	cookie := s.SignedIn(t, forms.Organiser)
	get := func(file string) *servicetest.Reply {
		return s.Get(t, "/organise/HERN/data"+file, "Cookie", cookie, "Accept-Language", "de")
	}
	event, err := s.Store.Event(t.Context(), "HERN")
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := s.Store.Sessions(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	const people = 7
	for range people {
		form := s.Get(t, "/"+sessions[2].Code+"/de")
		values := map[string][]string{"_token": {form.Token(t)}, "gesamt": {"zufrieden"}, "satz": {"=1+1"}}
		s.Post(t, "/"+sessions[2].Code+"/de", values).WantStatus(t, http.StatusSeeOther)
	}
	if page := get(""); !strings.Contains(page.Body, "sobald alle Befragungen beendet sind") {
		t.Error("the page offers responses while sessions are open")
	}
	get("/data.xlsx").WantStatus(t, http.StatusConflict)
	for _, session := range sessions {
		s.SetState(t, session.Code, forms.StateClosed)
	}

	workbook, err := excelize.OpenReader(strings.NewReader(get("/data.xlsx").Body))
	if err != nil {
		t.Fatal(err)
	}
	defer workbook.Close()
	table, err := csv.NewReader(strings.NewReader(strings.ReplaceAll(get("/workshop-1-codes.csv").Body, ";", ","))).ReadAll()
	if err != nil || len(table) != people+1 {
		t.Errorf("CSV of %d lines, %v; want %d", len(table), err, people+1)
	}
	if comments := get("/comments.csv").Body; strings.Count(comments, "'=1+1") != people {
		t.Errorf("comments as CSV: %s", comments)
	}
	var whole struct{ Responses []json.RawMessage }
	if err := json.Unmarshal([]byte(get("/data.json").Body), &whole); err != nil || len(whole.Responses) != people {
		t.Errorf("JSON of %d responses, %v; want %d", len(whole.Responses), err, people)
	}
	get("/nothing.csv").WantStatus(t, http.StatusNotFound)
	get("/data.schema.json").WantStatus(t, http.StatusOK)

	page := get("")
	for _, file := range []string{"data.xlsx", "workshop-1-codes.csv", "comments.csv", "data.json"} {
		if !strings.Contains(page.Body, "· "+file) {
			t.Errorf("no note of the download of %s", file)
		}
	}
	if strings.Contains(page.Body, "nothing.csv") {
		t.Error("a file that does not exist is noted")
	}
}
