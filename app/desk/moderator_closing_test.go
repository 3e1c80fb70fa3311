package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// A moderator composes a closing round in one press, puts it in order, words a sentence
// and leaves one out, all without a script.
func TestServer_composesClosing(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	for range 12 {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}, "ziele.sprache": {"ja"}, "ziele.arbeit": {"nein"}, "satz": {"Danke"}})
	}
	address := "/moderate/" + servicetest.KindsEvent + "/closing"
	event, err := s.Store.Event(t.Context(), servicetest.KindsEvent)
	if err != nil {
		t.Fatal(err)
	}
	names := func() string {
		closing, err := s.Store.Closing(t.Context(), event.ID)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, slide := range closing.Slides {
			all = append(all, slide.Name())
		}
		return strings.Join(all, " ")
	}
	do := func(act, slide string, more ...string) {
		t.Helper()
		values := url.Values{"do": {act}, "slide": {slide}}
		for i := 0; i+1 < len(more); i += 2 {
			values.Set(more[i], more[i+1])
		}
		s.Post(t, address, values, "Cookie", cookie).WantStatus(t, http.StatusSeeOther)
	}
	page := func() string { return s.Get(t, address, "Cookie", cookie, "Accept-Language", "de").Body }
	if body := page(); !strings.Contains(body, "6 von 6") || strings.Contains(body, `class="round"`) {
		t.Error("nothing is proposed, or something is taken")
	}
	do("first", "")
	if got := names(); got != "share/alles/gesamt most/alles/ziele share/alles/ziele.sprache" {
		t.Fatalf("taken: %s", got)
	}
	do("up", "most/alles/ziele")
	do("up", "most/alles/ziele")
	do("leave", "share/alles/ziele.sprache")
	if got := names(); got != "most/alles/ziele share/alles/gesamt" {
		t.Errorf("in order: %s", got)
	}
	do("take", "share/alles/ziele.sprache")
	do("word", "most/alles/ziele", "wording", "{anteil} Zielen passen noch.", "note", "langsam")
	do("word", "share/alles/gesamt", "wording", "Genau 6 von 6 sind zufrieden.")
	closing, err := s.Store.Closing(t.Context(), event.ID)
	if err != nil || closing.Slides[0].Wording != "{share} Zielen passen noch." || closing.Slides[0].Lang != "de" || closing.Slides[1].Wording != "Genau {share} sind zufrieden." {
		t.Errorf("worded: %+v, %v", closing.Slides, err)
	}
	if body := page(); !strings.Contains(body, "1 von 2 Zielen passen noch.") || !strings.Contains(body, "{Anteil} Zielen passen noch.") {
		t.Errorf("the page does not show the wording")
	}
	for typed, wrong := range map[string]string{
		"{Quote} sind zufrieden": "{Quote}", "Es sind 6.": "Die Zahl 6", strings.Repeat("x", forms.MaxWording+1): "300",
	} {
		r := s.Post(t, address, url.Values{"do": {"word"}, "slide": {"share/alles/gesamt"}, "wording": {typed}}, "Cookie", cookie, "Accept-Language", "de")
		if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.Body, wrong) || !strings.Contains(r.Body, typed) {
			t.Errorf("%.30q: %d, want a complaint about %q beside what was typed", typed, r.StatusCode, wrong)
		}
	}
	for i := range 7 { // the others say something else, and the list is divided
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {[]string{"mittel", "schlecht"}[i%2]}})
	}
	if body := page(); !strings.Contains(body, "Genau 6 von 12") && !strings.Contains(body, "Genau 12 von") {
		t.Error("the wording does not follow the figures")
	}
	s.Get(t, "/moderate/"+servicetest.KindsOpen+"/closing", "Cookie", cookie).WantStatus(t, http.StatusNotFound)
}

// The presenter's page leads through the round, and says what comes next.
func TestServer_presenter(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	for range 12 {
		s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}})
	}
	event, err := s.Store.Event(t.Context(), servicetest.KindsEvent)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Store.ChangeClosing(t.Context(), event.ID, func(c *forms.Closing) error {
		c.Slides = []forms.ClosingSlide{{Statement: "share/alles/gesamt", Note: "langsam"}}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	german := s.Catalogues.Printer("de")
	address := "/moderate/" + servicetest.KindsEvent + "/presenter"
	shows := func(texts ...string) {
		t.Helper()
		body := s.Get(t, address, "Cookie", cookie, "Accept-Language", "de").Body
		for _, text := range texts {
			if !strings.Contains(body, text) {
				t.Errorf("the page lacks %q", text)
			}
		}
	}
	shows(german.T("closing.begin"), german.T("told.welcome"))
	step := func(act string) {
		t.Helper()
		r := s.Post(t, "/moderate/"+servicetest.KindsEvent+"/stage", url.Values{"do": {act}, "from": {"presenter"}}, "Cookie", cookie)
		if r.WantStatus(t, http.StatusSeeOther); r.Header.Get("Location") != address {
			t.Errorf("%s leads to %s", act, r.Header.Get("Location"))
		}
	}
	step("begin")
	shows("1 von 3", german.T("told.welcome"), "6 von 6", german.T("closing.on"))
	step("next")
	shows("2 von 3", "langsam", german.T("told.thanks"))
	frame := s.Get(t, address+"/frame", "Cookie", cookie, "Accept", "application/json", "Accept-Language", "de").Body
	if !strings.Contains(frame, `"began":`) || !strings.Contains(frame, "langsam") {
		t.Errorf("the frame: %s", frame)
	}
	step("hide")
	shows(german.T("live.stage_sealed"))
}
