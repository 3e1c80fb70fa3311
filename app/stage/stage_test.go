package stage_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/app/stage"
	"resonanz/forms"
)

// rows writes down the shares of a picture's first table.
func rows(p *stage.Picture) string {
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
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	want := func(what string, holds bool) {
		t.Helper()
		if pic, body := s.Shown(t, cookie, servicetest.KindsOpen); !holds {
			t.Errorf("%s: %+v\n%s", what, pic, body)
		}
	}
	pic, _ := s.Shown(t, cookie, servicetest.KindsOpen)
	want("before anything", pic.Screen == forms.ScreenJoin && pic.Count == "0")
	for range 12 {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}})
	}
	s.Act(t, cookie, servicetest.KindsOpen, "show", "screen", "results", "item", "gesamt")
	pic, _ = s.Shown(t, cookie, servicetest.KindsOpen)
	want("sealed", pic.Note != "" && pic.Count == "12" && !strings.ContainsAny(rows(&pic), "123456789"))
	s.Act(t, cookie, servicetest.KindsOpen, "reveal")
	pic, _ = s.Shown(t, cookie, servicetest.KindsOpen)
	want("revealed", pic.Note == "" && strings.Contains(rows(&pic), "Gut=6"))

	s.Act(t, cookie, servicetest.KindsOpen, "freeze")
	for range 6 {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}})
	}
	pic, _ = s.Shown(t, cookie, servicetest.KindsOpen)
	want("frozen", pic.Frozen != "" && pic.Count == "12" && strings.Contains(rows(&pic), "Gut=6"))
	s.Act(t, cookie, servicetest.KindsOpen, "unfreeze")
	pic, _ = s.Shown(t, cookie, servicetest.KindsOpen)
	want("going on", pic.Frozen == "" && pic.Count == "18" && strings.Contains(rows(&pic), "Gut=12"))

	s.Act(t, cookie, servicetest.KindsOpen, "blank")
	pic, body := s.Shown(t, cookie, servicetest.KindsOpen)
	want("blank", pic.Blank && pic.Tables == nil && !strings.Contains(body, "18"))
	s.Act(t, cookie, servicetest.KindsOpen, "undo")
	pic, _ = s.Shown(t, cookie, servicetest.KindsOpen)
	want("undone", !pic.Blank && strings.Contains(rows(&pic), "Gut=12"))

	s.Act(t, cookie, servicetest.KindsOpen, "hide")
	s.Act(t, cookie, servicetest.KindsOpen, "previous") // from the first item to all of them
	pic, _ = s.Shown(t, cookie, servicetest.KindsOpen)
	want("hidden", pic.Note != "" && len(pic.Tables) == 1 && len(pic.Tables[0].Rows) > 0 && pic.Tables[0].Rows[0].Share == "" && pic.Join == stage.JoinBeside)
	s.Act(t, cookie, servicetest.KindsOpen, "reveal")
	pic, _ = s.Shown(t, cookie, servicetest.KindsOpen)
	want("all", len(pic.Tables) == 1 && len(pic.Tables[0].Rows) > 0 && pic.Tables[0].Rows[0].Share != "")

	for _, wrong := range []url.Values{{}, {"do": {"burn"}}, {"do": {"show"}, "screen": {"secret"}}, {"do": {"show"}, "screen": {"results"}, "item": {"satz"}}, {"do": {"show"}, "screen": {"comments"}, "item": {strings.Repeat("a", 101)}}} {
		s.Post(t, "/moderate/"+servicetest.KindsOpen+"/stage", wrong, "Cookie", cookie).WantStatus(t, http.StatusBadRequest)
	}
	s.Post(t, "/moderate/"+servicetest.KindsOpen+"/stage", url.Values{"do": {"join"}}, "Cookie", cookie).WantStatus(t, http.StatusBadRequest)
	s.Post(t, "/moderate/"+servicetest.KindsEvent+"/stage", url.Values{"do": {"freeze"}}, "Cookie", cookie).WantStatus(t, http.StatusBadRequest)
	s.Get(t, "/screen/"+servicetest.KindsOpen, "Cookie", cookie).WantStatus(t, http.StatusOK)
	s.Get(t, "/screen/"+servicetest.KindsEvent, "Cookie", cookie).WantStatus(t, http.StatusOK)
}

// What is sealed is in no byte that a stage gets: whatever people answer, and
// whatever is on short of the revealed results, the traffic is the same.
func TestServer_stage_sealed(t *testing.T) {
	t.Parallel()
	record := func(answers forms.Answers) string {
		s := servicetest.New(t)
		cookie := s.SignedIn(t, forms.Moderator)
		stream := s.Watch(t, "/screen/"+servicetest.KindsOpen+"/stream", cookie)
		defer stream.Body.Close()
		var sent strings.Builder
		last := ""
		note := func() {
			_, body := s.Shown(t, cookie, servicetest.KindsOpen)
			page := s.Get(t, "/screen/"+servicetest.KindsOpen, "Cookie", cookie)
			fmt.Fprintln(&sent, body, page.Body)
			for last != body { // the stream comes to the same state
				var ok bool
				if _, last, ok = stream.Next(); !ok {
					t.Fatal("the stream ended")
				}
			}
		}
		note()
		for range 12 {
			s.Answer(t, servicetest.KindsOpen, answers)
		}
		note()
		for _, screen := range stage.Screens(true) {
			for range 3 { // its items, one after the other
				s.Act(t, cookie, servicetest.KindsOpen, "open", "screen", string(screen.Name))
				note()
			}
		}
		s.Act(t, cookie, servicetest.KindsOpen, "open", "screen", string(forms.ScreenNeutral))
		s.Act(t, cookie, servicetest.KindsOpen, "reveal") // seen on no screen but those of figures
		note()
		s.Act(t, cookie, servicetest.KindsOpen, "blank")
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
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	for n := range 12 {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"satz": {fmt.Sprintf("Frau Beispiel, MARKE%d, mail@example.org", n)}})
	}
	stream := s.Watch(t, "/screen/"+servicetest.KindsOpen+"/stream", cookie)
	defer stream.Body.Close()
	var sent strings.Builder
	last := ""
	record := func() string {
		pic, body := s.Shown(t, cookie, servicetest.KindsOpen)
		for last != body {
			var ok bool
			if _, last, ok = stream.Next(); !ok {
				t.Fatal("the stream ended")
			}
			sent.WriteString(last)
		}
		sent.WriteString(s.Get(t, "/screen/"+servicetest.KindsOpen, "Cookie", cookie).Body)
		texts := ""
		for _, question := range pic.Quotes {
			for _, comment := range question.Comments {
				texts += comment.Text + "|"
			}
		}
		return texts
	}
	session, _ := s.ReadSession(t, servicetest.KindsOpen)
	moderate := func(id string, change func(*forms.Moderation)) {
		t.Helper()
		if err := s.Store.Moderate(t.Context(), session.ID, id, change); err != nil {
			t.Fatal(err)
		}
	}
	approve := func(m *forms.Moderation) { m.Status = forms.CommentApproved }
	s.Act(t, cookie, servicetest.KindsOpen, "show", "screen", "comments")
	if got := record(); got != "" {
		t.Errorf("before an approval: %s", got)
	}
	waiting, err := s.Store.Comments(t.Context(), session.ID)
	if err != nil || len(waiting) != 6 {
		t.Fatalf("%d comments, %v", len(waiting), err)
	}
	id, secret := waiting[0].ID, waiting[1].ID
	moderate(id, func(m *forms.Moderation) { m.Text = "[Name], gut so" })
	if got := record(); got != "" {
		t.Errorf("edited and not approved: %s", got)
	}
	moderate(id, approve)
	if got := record(); got != "[Name], gut so|" {
		t.Errorf("approved: %q", got)
	}
	s.Act(t, cookie, servicetest.KindsOpen, "show", "screen", "comments", "item", secret) // not approved
	if got := record(); got != "" {
		t.Errorf("chosen and not approved: %s", got)
	}
	s.Act(t, cookie, servicetest.KindsOpen, "show", "screen", "comments")
	s.Act(t, cookie, servicetest.KindsOpen, "freeze")
	moderate(secret, approve)
	moderate(secret, func(m *forms.Moderation) { m.Text = "später" })
	if got := record(); got != "[Name], gut so|" {
		t.Errorf("frozen: %q", got)
	}
	moderate(id, func(m *forms.Moderation) { m.Status = forms.CommentHidden }) // even from a frozen stage
	if got := record(); got != "" {
		t.Errorf("hidden: %q", got)
	}
	for _, never := range []string{"MARKE", "Beispiel", "example.org"} {
		if strings.Contains(sent.String(), never) {
			t.Errorf("the stage got %q", never)
		}
	}
}

// The closing round of an event, on its stage and on a phone. It is sealed like
// any result.
func TestServer_closing(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	for range 12 {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}, "satz": {"Danke"}})
	}
	session, _, err := s.Store.Session(t.Context(), servicetest.KindsOpen)
	if err != nil {
		t.Fatal(err)
	}
	comments, err := s.Store.Comments(t.Context(), session.ID)
	if err == nil {
		err = s.Store.Moderate(t.Context(), session.ID, comments[0].ID, func(m *forms.Moderation) { m.Status, m.Starred = forms.CommentApproved, true })
	}
	if err != nil {
		t.Fatal(err)
	}
	note := forms.ClosingSlide{Statement: "share/alles/gesamt", Note: "GEHEIM"}
	if err := s.Store.ChangeClosing(t.Context(), session.EventID, func(c *forms.Closing) error {
		c.Slides = []forms.ClosingSlide{note, {Statement: "share/alles/nichts"}, {Comment: comments[0].ID}}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	german := s.Catalogues.Printer("de")
	s.Act(t, cookie, servicetest.KindsEvent, "open", "screen", "closing")
	if pic, body := s.Shown(t, cookie, servicetest.KindsEvent); pic.Telling == nil || pic.Telling.Said.Text != german.T("told.welcome") || pic.Heading.Text != german.T("stage.closing") || !strings.Contains(pic.Telling.Facts, "12") {
		t.Errorf("the first slide: %s", body)
	}
	s.Act(t, cookie, servicetest.KindsEvent, "next")
	if pic, body := s.Shown(t, cookie, servicetest.KindsEvent); pic.Note == "" || pic.Telling != nil || pic.Quotes != nil {
		t.Errorf("sealed: %s", body)
	}
	s.Act(t, cookie, servicetest.KindsEvent, "reveal")
	s.Act(t, cookie, servicetest.KindsEvent, "next")
	if pic, body := s.Shown(t, cookie, servicetest.KindsEvent); len(pic.Quotes) != 1 || pic.Quotes[0].Comments[0].Text != "Danke" || pic.Quotes[0].Label.Text == "" || pic.Telling != nil {
		t.Errorf("the quotation: %s", body)
	}
	for range 3 { // beyond the last one
		s.Act(t, cookie, servicetest.KindsEvent, "next")
	}
	if pic, body := s.Shown(t, cookie, servicetest.KindsEvent); pic.Telling == nil || pic.Telling.Said.Text != german.T("told.thanks") {
		t.Errorf("the last slide: %s", body)
	}
	s.Act(t, cookie, servicetest.KindsEvent, "show", "screen", "closing", "item", note.Name())
	if pic, body := s.Shown(t, cookie, servicetest.KindsEvent); pic.Telling == nil || !strings.Contains(pic.Telling.Said.Text, "6 von 6") || len(pic.Tables) != 1 || strings.Contains(body, "GEHEIM") || strings.Contains(body, "Danke") {
		t.Errorf("the statement: %s", body)
	}
	if page := s.Get(t, "/moderate/"+servicetest.KindsEvent, "Cookie", cookie, "Accept-Language", "de"); !strings.Contains(page.Body, "6 von 6") {
		t.Error("the moderator's page lacks the sentences")
	}
	// Without any sign-in: what is on the stage is public.
	phone := s.Get(t, "/"+servicetest.KindsEvent+"/en/stage/picture", "Accept", "application/json")
	if phone.StatusCode != http.StatusOK || !strings.Contains(phone.Body, "6 out of 6") {
		t.Errorf("on a phone: %d %s", phone.StatusCode, phone.Body)
	}
	again := s.Get(t, "/"+servicetest.KindsEvent+"/en/stage/picture", "Accept", "application/json", "If-None-Match", phone.Header.Get("ETag"))
	again.WantStatus(t, http.StatusNotModified)
	if page := s.Get(t, "/"+servicetest.KindsEvent+"/en/stage"); page.StatusCode != http.StatusOK || strings.Contains(page.Body, "/moderate/") || len(page.Cookies()) > 0 {
		t.Errorf("the phone's page: %d, cookies %v", page.StatusCode, page.Cookies())
	}
	s.Get(t, "/"+servicetest.KindsOpen+"/xx/stage").WantStatus(t, http.StatusSeeOther)
}
