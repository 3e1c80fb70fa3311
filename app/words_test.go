package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
)

// The stage counts the words of approved comments, once they are revealed, and
// those only that at least five people use.
func TestServer_words(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	cookie := s.signedIn(t, forms.Moderator)
	for n := range 12 {
		said := "Wohnung gesucht"
		if n < 4 {
			said = "Geheimwort gehört"
		}
		s.answer(t, kindsOpen, forms.Answers{"gesamt": {"gut"}, "satz": {fmt.Sprintf("%s, und mehr Sprachkurse %d", said, n)}})
	}
	s.setState(t, kindsOpen, forms.StateClosed)
	s.act(t, cookie, kindsOpen, "show", "screen", "words", "item", "satz")
	words := func() string {
		t.Helper()
		pic, body := s.shown(t, cookie, kindsOpen)
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
	de := s.catalogues.Printer("de")
	if got := words(); got != de.T("stage.sealed") {
		t.Errorf("sealed: %q", got)
	}
	s.act(t, cookie, kindsOpen, "reveal")
	if got := words(); got != de.T("stage.no_words", "k", 5) {
		t.Errorf("nothing approved: %q", got)
	}
	s.approve(t, kindsOpen, 12)
	if got := words(); got != "Sprachkurse=12 Wohnung=8 gesucht=8 " {
		t.Errorf("approved: %q", got)
	}
	if pic, _ := s.shown(t, cookie, kindsOpen); len(pic.Comments) > 0 || pic.Tables[0].Facts != de.T("stage.words_of", "n", 12) {
		t.Errorf("the stage of words: %+v", pic)
	}
	s.act(t, cookie, kindsOpen, "show", "screen", "words", "item", "mehr") // which nobody has answered
	if pic, _ := s.shown(t, cookie, kindsOpen); pic.Tables != nil {
		t.Errorf("words of another question: %+v", pic.Tables)
	}
	s.act(t, cookie, kindsOpen, "words") // the only question of which there are words
	for _, item := range []string{"", "gesamt", "nichts"} {
		wrong := url.Values{"do": {"show"}, "screen": {"words"}, "item": {item}}
		s.post(t, "/moderate/"+kindsOpen+"/stage", wrong, "Cookie", cookie).wantStatus(t, http.StatusBadRequest)
	}
	if page := s.get(t, "/moderate/"+kindsOpen, "Cookie", cookie); !strings.Contains(page.body, `data-screen="words" data-item="satz" aria-pressed="true"`) {
		t.Error("the moderator does not see that the words are on")
	}
}

// After closing, moderators, the stage and the workbook show the same checksum:
// of a session and of the event.
func TestServer_checksum(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	cookie := s.signedIn(t, forms.Organiser)
	for range 12 {
		s.answer(t, kindsOpen, forms.Answers{"gesamt": {"gut"}})
	}
	s.act(t, cookie, kindsOpen, "show", "screen", "results")
	s.act(t, cookie, kindsOpen, "reveal")
	none := func(when string) {
		t.Helper()
		if pic, _ := s.shown(t, cookie, kindsOpen); pic.Checksum != "" {
			t.Errorf("%s: %s", when, pic.Checksum)
		}
	}
	none("open")
	s.setState(t, kindsPlanned, forms.StateClosed)
	s.setState(t, kindsOpen, forms.StateClosed)

	workbook, err := excelize.OpenReader(strings.NewReader(s.get(t, "/organise/"+kindsEvent+"/workbook", "Cookie", cookie, "Accept-Language", "de").body))
	if err != nil {
		t.Fatal(err)
	}
	defer workbook.Close()
	session, whole := "", ""
	de := s.catalogues.Printer("de")
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
				case strings.HasSuffix(row[i], "("+kindsOpen+")") && len(row[i+1]) == len("3f2a 91bc"):
					session = row[i+1]
				}
			}
		}
	}
	if session == "" || whole == "" {
		t.Fatalf("the workbook shows %q and %q", session, whole)
	}

	if pic, body := s.shown(t, cookie, kindsOpen); pic.Checksum != de.T("stage.checksum", "Sum", session) {
		t.Errorf("stage: %s, want %s", body, session)
	}
	for path, want := range map[string]string{"/moderate/" + kindsOpen: session, "/moderate/" + kindsEvent: whole, "/moderate/" + kindsOpen + "/figures": session} {
		if got := s.get(t, path, "Cookie", cookie); !strings.Contains(got.body, want) {
			t.Errorf("%s lacks %s", path, want)
		}
	}
	s.act(t, cookie, kindsEvent, "show", "screen", "closing")
	s.act(t, cookie, kindsEvent, "reveal")
	if pic, body := s.shown(t, cookie, kindsEvent); pic.Checksum != de.T("stage.checksum", "Sum", whole) {
		t.Errorf("stage of the event: %s, want %s", body, whole)
	}
	s.act(t, cookie, kindsOpen, "hide")
	none("sealed")
	s.act(t, cookie, kindsOpen, "reveal")
	s.act(t, cookie, kindsOpen, "freeze")
	none("frozen")
	s.act(t, cookie, kindsOpen, "unfreeze")
	s.act(t, cookie, kindsOpen, "show", "screen", "join")
	none("on another screen")
}
