package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"resonanz/forms"
)

// rows writes down the shares of a picture's first table.
func rows(p *picture) string {
	var rows []string
	for _, table := range p.Tables {
		for _, row := range table.Rows {
			rows = append(rows, row.Label.Text+"="+row.Count)
		}
	}
	return strings.Join(rows, " ")
}

func TestServer_stage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	cookie := s.signedIn(t, forms.Moderator)
	want := func(what string, holds bool) {
		t.Helper()
		if pic, body := s.shown(t, cookie, kindsOpen); !holds {
			t.Errorf("%s: %+v\n%s", what, pic, body)
		}
	}
	pic, _ := s.shown(t, cookie, kindsOpen)
	want("before anything", pic.Screen == forms.ScreenJoin && pic.Count == "0")
	for range 10 {
		s.answer(t, kindsOpen, forms.Answers{"gesamt": {"gut"}})
	}
	s.act(t, cookie, kindsOpen, "show", "screen", "results", "item", "gesamt")
	pic, _ = s.shown(t, cookie, kindsOpen)
	want("sealed", pic.Note != "" && pic.Count == "10" && !strings.ContainsAny(rows(&pic), "123456789"))
	s.act(t, cookie, kindsOpen, "reveal")
	pic, _ = s.shown(t, cookie, kindsOpen)
	want("revealed", pic.Note == "" && strings.Contains(rows(&pic), "Gut=5"))

	s.act(t, cookie, kindsOpen, "freeze")
	for range 5 {
		s.answer(t, kindsOpen, forms.Answers{"gesamt": {"gut"}})
	}
	pic, _ = s.shown(t, cookie, kindsOpen)
	want("frozen", pic.Frozen != "" && pic.Count == "10" && strings.Contains(rows(&pic), "Gut=5"))
	s.act(t, cookie, kindsOpen, "unfreeze")
	pic, _ = s.shown(t, cookie, kindsOpen)
	want("going on", pic.Frozen == "" && pic.Count == "15" && strings.Contains(rows(&pic), "Gut=10"))

	s.act(t, cookie, kindsOpen, "blank")
	pic, body := s.shown(t, cookie, kindsOpen)
	want("blank", pic.Blank && pic.Tables == nil && !strings.Contains(body, "15"))
	s.act(t, cookie, kindsOpen, "undo")
	pic, _ = s.shown(t, cookie, kindsOpen)
	want("undone", !pic.Blank && strings.Contains(rows(&pic), "Gut=10"))

	s.act(t, cookie, kindsOpen, "hide")
	s.act(t, cookie, kindsOpen, "previous") // from the first item to all of them
	pic, _ = s.shown(t, cookie, kindsOpen)
	want("hidden", pic.Note != "" && pic.Tables == nil)
	s.act(t, cookie, kindsOpen, "reveal")
	pic, _ = s.shown(t, cookie, kindsOpen)
	want("all", len(pic.Tables) == 1 && len(pic.Tables[0].Rows) > 0 && pic.Tables[0].Rows[0].Share != "")

	for _, wrong := range []url.Values{{}, {"do": {"burn"}}, {"do": {"show"}, "screen": {"secret"}}, {"do": {"show"}, "screen": {"results"}, "item": {"satz"}}, {"do": {"show"}, "screen": {"comments"}, "item": {strings.Repeat("a", 101)}}} {
		s.post(t, "/moderate/"+kindsOpen+"/stage", wrong, "Cookie", cookie).wantStatus(t, http.StatusBadRequest)
	}
	s.post(t, "/moderate/"+kindsOpen+"/stage", url.Values{"do": {"join"}}, "Cookie", cookie).wantStatus(t, http.StatusBadRequest)
	s.post(t, "/moderate/"+kindsEvent+"/stage", url.Values{"do": {"freeze"}}, "Cookie", cookie).wantStatus(t, http.StatusBadRequest)
	s.get(t, "/screen/"+kindsOpen, "Cookie", cookie).wantStatus(t, http.StatusOK)
	s.get(t, "/screen/"+kindsEvent, "Cookie", cookie).wantStatus(t, http.StatusOK)
}

// What is sealed is in no byte that a stage gets: whatever people answer, and
// whatever is on short of the revealed results, the traffic is the same.
func TestServer_stage_sealed(t *testing.T) {
	t.Parallel()
	record := func(answers forms.Answers) string {
		s := newSite(t)
		cookie := s.signedIn(t, forms.Moderator)
		stream := s.watch(t, "/screen/"+kindsOpen+"/stream", cookie)
		defer stream.Body.Close()
		var sent strings.Builder
		note := func() {
			_, body := s.shown(t, cookie, kindsOpen)
			page := s.get(t, "/screen/"+kindsOpen, "Cookie", cookie)
			fmt.Fprintln(&sent, body, page.body)
			for { // the stream comes to the same state
				_, data, ok := stream.next()
				if !ok {
					t.Fatal("the stream ended")
				}
				if data == body {
					return
				}
			}
		}
		note()
		for range 12 {
			s.answer(t, kindsOpen, answers)
		}
		note()
		for _, screen := range []string{"results", "comments", "closing", "neutral"} {
			s.act(t, cookie, kindsOpen, "show", "screen", screen)
			note()
		}
		s.act(t, cookie, kindsOpen, "reveal") // seen on no screen but the results
		note()
		s.act(t, cookie, kindsOpen, "blank")
		note()
		return sent.String()
	}
	good := record(forms.Answers{"gesamt": {"gut"}, "empfehlung": {"10"}, "satz": {"MARKE"}, "gruppe": {"yes"}})
	bad := record(forms.Answers{"gesamt": {"schlecht"}, "empfehlung": {"1"}, "satz": {"SPUR"}, "gruppe": {"no"}})
	if good != bad {
		t.Error("what the stage gets depends on sealed answers")
	}
	if strings.Contains(good, "MARKE") {
		t.Error("the stage gets a comment that nobody has approved")
	}
}

// Only an approved comment reaches the stage, as it was edited; hiding takes it
// off. The traffic is recorded and searched.
func TestServer_comments(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	cookie := s.signedIn(t, forms.Moderator)
	for n := range 10 {
		s.answer(t, kindsOpen, forms.Answers{"satz": {fmt.Sprintf("Frau Beispiel, MARKE%d, mail@example.org", n)}})
	}
	stream := s.watch(t, "/screen/"+kindsOpen+"/stream", cookie)
	defer stream.Body.Close()
	var sent strings.Builder
	last := ""
	record := func() string {
		pic, body := s.shown(t, cookie, kindsOpen)
		for last != body {
			var ok bool
			if _, last, ok = stream.next(); !ok {
				t.Fatal("the stream ended")
			}
			sent.WriteString(last)
		}
		sent.WriteString(s.get(t, "/screen/"+kindsOpen, "Cookie", cookie).body)
		texts := ""
		for _, comment := range pic.Comments {
			texts += comment.Text + "|"
		}
		return texts
	}
	var frame liveFrame
	queue := func() []liveComment {
		body := s.get(t, "/moderate/"+kindsOpen+"/figures", "Cookie", cookie, "Accept", "application/json").body
		if err := json.Unmarshal([]byte(body), &frame); err != nil {
			t.Fatal(err)
		}
		return frame.Comments
	}
	moderate := func(id string, values url.Values) {
		t.Helper()
		s.post(t, "/moderate/"+kindsOpen+"/comments/"+id, values, "Cookie", cookie, "Accept", "application/json").wantStatus(t, http.StatusNoContent)
	}
	s.act(t, cookie, kindsOpen, "show", "screen", "comments")
	if got := record(); got != "" {
		t.Errorf("before an approval: %s", got)
	}
	waiting := queue()
	if len(waiting) != 5 || fmt.Sprint(waiting[0].Hints) != "[email name]" {
		t.Fatalf("queue: %+v", waiting)
	}
	id, secret := waiting[0].ID, waiting[1].ID
	moderate(id, url.Values{"do": {"edit"}, "text": {"[Name], gut so"}, "tags": {"Sprache, Kurse ,"}})
	if got := record(); got != "" {
		t.Errorf("edited and not approved: %s", got)
	}
	moderate(id, url.Values{"do": {"approve"}})
	if got := record(); got != "[Name], gut so|" {
		t.Errorf("approved: %q", got)
	}
	if last := queue()[4]; last.ID != id || last.Status != forms.CommentApproved || !last.Edited || len(last.Tags) != 2 {
		t.Errorf("an approved comment stands behind those that wait: %+v", last)
	}
	s.act(t, cookie, kindsOpen, "show", "screen", "comments", "item", secret) // not approved
	if got := record(); got != "" {
		t.Errorf("chosen and not approved: %s", got)
	}
	s.act(t, cookie, kindsOpen, "show", "screen", "comments")
	s.act(t, cookie, kindsOpen, "freeze")
	moderate(secret, url.Values{"do": {"approve"}})
	moderate(secret, url.Values{"do": {"edit"}, "text": {"später"}})
	if got := record(); got != "[Name], gut so|" {
		t.Errorf("frozen: %q", got)
	}
	moderate(id, url.Values{"do": {"hide"}}) // even from a frozen stage
	if got := record(); got != "" {
		t.Errorf("hidden: %q", got)
	}
	for _, never := range []string{"MARKE", "Beispiel", "example.org"} {
		if strings.Contains(sent.String(), never) {
			t.Errorf("the stage got %q", never)
		}
	}
	page := s.get(t, "/moderate/"+kindsOpen, "Cookie", cookie)
	if n := strings.Count(page.body, "MARKE"); n == 0 || strings.Contains(page.body, s.catalogues.Printer("de").T("comment.original")) {
		t.Errorf("%d originals on a moderator's page", n)
	}
	organiser := s.get(t, "/moderate/"+kindsOpen, "Cookie", s.signedIn(t, forms.Organiser), "Accept-Language", "de")
	if !strings.Contains(organiser.body, s.catalogues.Printer("de").T("comment.original")) {
		t.Error("the organiser does not see what was edited")
	}
}

// The closing round of an event, on its stage and on a phone. It is sealed like
// any result.
func TestServer_closing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	cookie := s.signedIn(t, forms.Moderator)
	for range 10 {
		s.answer(t, kindsOpen, forms.Answers{"gesamt": {"gut"}, "satz": {"Danke"}})
	}
	session, _, err := s.store.Session(t.Context(), kindsOpen)
	if err != nil {
		t.Fatal(err)
	}
	comments, err := s.store.Comments(t.Context(), session.ID)
	if err == nil {
		err = s.store.Moderate(t.Context(), session.ID, comments[0].ID, func(m *forms.Moderation) { m.Status, m.Starred = forms.CommentApproved, true })
	}
	if err != nil {
		t.Fatal(err)
	}
	s.act(t, cookie, kindsEvent, "show", "screen", "closing")
	if pic, body := s.shown(t, cookie, kindsEvent); pic.Note == "" || pic.Lines != nil || pic.Comments != nil {
		t.Errorf("sealed: %s", body)
	}
	s.act(t, cookie, kindsEvent, "reveal")
	pic, body := s.shown(t, cookie, kindsEvent)
	if len(pic.Lines) < 2 || !strings.Contains(pic.Lines[1], "5 von 5") || len(pic.Comments) != 1 || pic.Comments[0].Text != "Danke" || pic.Heading.Text != s.catalogues.Printer("de").T("stage.closing") {
		t.Errorf("revealed: %s", body)
	}
	if page := s.get(t, "/moderate/"+kindsEvent, "Cookie", cookie, "Accept-Language", "de"); !strings.Contains(page.body, "5 von 5") {
		t.Error("the moderator's page lacks the sentences")
	}
	// Without any sign-in: what is on the stage is public.
	phone := s.get(t, "/"+kindsEvent+"/en/stage/picture", "Accept", "application/json")
	if phone.StatusCode != http.StatusOK || !strings.Contains(phone.body, "5 of 5") {
		t.Errorf("on a phone: %d %s", phone.StatusCode, phone.body)
	}
	again := s.get(t, "/"+kindsEvent+"/en/stage/picture", "Accept", "application/json", "If-None-Match", phone.Header.Get("ETag"))
	again.wantStatus(t, http.StatusNotModified)
	if page := s.get(t, "/"+kindsEvent+"/en/stage"); page.StatusCode != http.StatusOK || strings.Contains(page.body, "/moderate/") || len(page.Cookies()) > 0 {
		t.Errorf("the phone's page: %d, cookies %v", page.StatusCode, page.Cookies())
	}
	s.get(t, "/"+kindsOpen+"/xx/stage").wantStatus(t, http.StatusSeeOther)
}
