package main

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
)

// The responses of an event are there once all sessions are closed, in every
// form, and every download is noted.
func TestServer_data(t *testing.T) {
	t.Parallel()
	s := newSite(t, secure)
	cookie := s.signedIn(t, forms.Organiser)
	get := func(file string) *reply {
		return s.get(t, "/organise/HERN/data"+file, "Cookie", cookie, "Accept-Language", "de")
	}
	event, err := s.store.Event(t.Context(), "HERN")
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := s.store.Programme(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	const people = 7
	for range people {
		form := s.get(t, "/"+sessions[2].Code+"/de")
		values := map[string][]string{"_token": {form.token(t)}, "gesamt": {"zufrieden"}, "satz": {"=1+1"}}
		s.post(t, "/"+sessions[2].Code+"/de", values).wantStatus(t, http.StatusSeeOther)
	}
	if page := get(""); !strings.Contains(page.body, "sobald alle Befragungen beendet sind") {
		t.Error("the page offers responses while sessions are open")
	}
	get("/data.xlsx").wantStatus(t, http.StatusConflict)
	for _, session := range sessions {
		s.setState(t, session.Code, forms.StateClosed)
	}

	workbook, err := excelize.OpenReader(strings.NewReader(get("/data.xlsx").body))
	if err != nil {
		t.Fatal(err)
	}
	defer workbook.Close()
	table, err := csv.NewReader(strings.NewReader(strings.ReplaceAll(get("/workshop-1-codes.csv").body, ";", ","))).ReadAll()
	if err != nil || len(table) != people+1 {
		t.Errorf("CSV of %d lines, %v; want %d", len(table), err, people+1)
	}
	if comments := get("/comments.csv").body; strings.Count(comments, "'=1+1") != people {
		t.Errorf("comments as CSV: %s", comments)
	}
	var whole struct{ Responses []json.RawMessage }
	if err := json.Unmarshal([]byte(get("/data.json").body), &whole); err != nil || len(whole.Responses) != people {
		t.Errorf("JSON of %d responses, %v; want %d", len(whole.Responses), err, people)
	}
	get("/nothing.csv").wantStatus(t, http.StatusNotFound)
	get("/data.schema.json").wantStatus(t, http.StatusOK)

	page := get("")
	for _, file := range []string{"data.xlsx", "workshop-1-codes.csv", "comments.csv", "data.json"} {
		if !strings.Contains(page.body, "· "+file) {
			t.Errorf("no note of the download of %s", file)
		}
	}
	if strings.Contains(page.body, "nothing.csv") {
		t.Error("a file that does not exist is noted")
	}
}
