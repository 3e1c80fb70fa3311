package stage_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// The stage counts the words of approved comments, once they are revealed, and
// those only that at least five people use.
//
// Reference, Groups only: "Of words, the stage shows those that at least *k* people use"
func TestServer_words(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	for n := range 12 {
		said := "Wohnung gesucht"
		if n < 4 {
			said = "Geheimwort gehört"
		}
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}, "satz": {fmt.Sprintf("%s, und mehr Sprachkurse %d", said, n)}})
	}
	s.SetState(t, servicetest.KindsOpen, forms.StateClosed)
	s.Act(t, cookie, servicetest.KindsOpen, "show", "screen", "words", "item", "satz")
	words := func() string {
		t.Helper()
		pic, body := s.Shown(t, cookie, servicetest.KindsOpen)
		if strings.Contains(strings.ToLower(body), "geheim") {
			t.Errorf("a word of four people is on the stage: %s", body)
		}
		got := pic.Note
		for _, table := range pic.Tables {
			for _, row := range table.Rows {
				got += fmt.Sprintf("%s=%s ", row.Label.Text, row.Share)
			}
		}
		return got
	}
	de := s.Catalogues.Printer("de")
	if got := words(); got != de.T("stage.sealed") {
		t.Errorf("sealed: %q", got)
	}
	s.Act(t, cookie, servicetest.KindsOpen, "reveal")
	if got := words(); got != de.T("stage.no_words", "k", 5) {
		t.Errorf("nothing approved: %q", got)
	}
	s.Approve(t, servicetest.KindsOpen, 12)
	if got := words(); got != "Sprachkurse=12 Wohnung=8 gesucht=8 " {
		t.Errorf("approved: %q", got)
	}
	if pic, _ := s.Shown(t, cookie, servicetest.KindsOpen); pic.Quotes != nil || pic.Tables[0].Facts != de.T("stage.words_of", "n", 12) {
		t.Errorf("the stage of words: %+v", pic)
	}
	s.Act(t, cookie, servicetest.KindsOpen, "show", "screen", "words", "item", "mehr") // which nobody has answered
	if pic, _ := s.Shown(t, cookie, servicetest.KindsOpen); len(pic.Tables[0].Rows) > 0 {
		t.Errorf("words of another question: %+v", pic.Tables)
	}
	s.Act(t, cookie, servicetest.KindsOpen, "open", "screen", "words") // the only question of which there are words
	for _, item := range []string{"", "gesamt", "nichts"} {
		wrong := url.Values{"do": {"show"}, "screen": {"words"}, "item": {item}}
		s.Post(t, "/moderate/"+servicetest.KindsOpen+"/stage", wrong, "Cookie", cookie).WantStatus(t, http.StatusBadRequest)
	}
	if page := s.Get(t, "/moderate/"+servicetest.KindsOpen, "Cookie", cookie); !strings.Contains(page.Body, `data-screen="words" data-item="satz" aria-pressed="true"`) {
		t.Error("the moderator does not see that the words are on")
	}
}

// After closing, moderators, the stage and the workbook show the same checksum:
// of a session and of the event.
func TestServer_checksum(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	for range 12 {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}})
	}
	s.Act(t, cookie, servicetest.KindsOpen, "show", "screen", "results")
	s.Act(t, cookie, servicetest.KindsOpen, "reveal")
	none := func(when string) {
		t.Helper()
		if pic, _ := s.Shown(t, cookie, servicetest.KindsOpen); pic.Checksum != "" {
			t.Errorf("%s: %s", when, pic.Checksum)
		}
	}
	none("open")
	s.SetState(t, servicetest.KindsPlanned, forms.StateClosed)
	s.SetState(t, servicetest.KindsOpen, forms.StateClosed)

	workbook, err := excelize.OpenReader(strings.NewReader(s.Get(t, "/organise/"+servicetest.KindsEvent+"/workbook", "Cookie", cookie, "Accept-Language", "de").Body))
	if err != nil {
		t.Fatal(err)
	}
	defer workbook.Close()
	session, whole := "", ""
	de := s.Catalogues.Printer("de")
	for _, sheet := range workbook.GetSheetList() {
		rows, err := workbook.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for i := range len(row) - 1 {
				switch {
				case row[i] == de.T("workbook.about.checksum_all"):
					whole, _, _ = strings.Cut(row[i+1], "  ")
				case strings.HasSuffix(row[i], "("+servicetest.KindsOpen+")") && len(row[i+1]) == len("3f2a 91bc"):
					session = row[i+1]
				}
			}
		}
	}
	if session == "" || whole == "" {
		t.Fatalf("the workbook shows %q and %q", session, whole)
	}

	if pic, body := s.Shown(t, cookie, servicetest.KindsOpen); pic.Checksum != de.T("stage.checksum", "Sum", session) {
		t.Errorf("stage: %s, want %s", body, session)
	}
	for path, want := range map[string]string{"/moderate/" + servicetest.KindsOpen: session, "/moderate/" + servicetest.KindsEvent: whole, "/moderate/" + servicetest.KindsOpen + "/figures": session} {
		if got := s.Get(t, path, "Cookie", cookie); !strings.Contains(got.Body, want) {
			t.Errorf("%s lacks %s", path, want)
		}
	}
	s.Act(t, cookie, servicetest.KindsEvent, "open", "screen", "closing")
	s.Act(t, cookie, servicetest.KindsEvent, "reveal")
	s.Act(t, cookie, servicetest.KindsEvent, "next") // the first slide with figures
	if pic, body := s.Shown(t, cookie, servicetest.KindsEvent); pic.Checksum != de.T("stage.checksum", "Sum", whole) {
		t.Errorf("stage of the event: %s, want %s", body, whole)
	}
	s.Act(t, cookie, servicetest.KindsOpen, "hide")
	none("sealed")
	s.Act(t, cookie, servicetest.KindsOpen, "reveal")
	s.Act(t, cookie, servicetest.KindsOpen, "freeze")
	none("frozen")
	s.Act(t, cookie, servicetest.KindsOpen, "unfreeze")
	s.Act(t, cookie, servicetest.KindsOpen, "show", "screen", "join")
	none("on another screen")
}
