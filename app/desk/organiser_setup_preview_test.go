package desk_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// formText returns the form of a page as phones get it, without what differs
// from page to page.
func formText(page *servicetest.Reply) string {
	_, form, _ := strings.Cut(page.Body, `<form id="answers"`)
	form, _, _ = strings.Cut(form, "</form>")
	for _, pattern := range []string{`action="[^"]*"`, `name="_token" value="[^"]*"`, `name="_form" value="[^"]*"`} {
		form = regexp.MustCompile(pattern).ReplaceAllString(form, "")
	}
	return form
}

// The preview is what phones get, in every language, and what is sent to it is
// checked like answers but stored nowhere.
func TestServer_setupPreview(t *testing.T) {
	t.Parallel()
	s := newSetup(t, &forms.Definition{})
	event, err := s.Store.Event(t.Context(), servicetest.KindsEvent)
	if err != nil {
		t.Fatal(err)
	}
	draft, err := s.Store.DraftOf(t.Context(), event.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	s.draft = draft.ID
	session, before := s.ReadSession(t, servicetest.KindsOpen)
	for _, lang := range event.Languages {
		address := "/phone/" + lang + "/session-" + session.Key
		sample, phone := s.see(address), s.Get(t, "/"+session.Code+"/"+lang)
		if diff := cmp.Diff(formText(phone), formText(sample)); diff != "" || !strings.Contains(formText(phone), "fieldset") {
			t.Errorf("%s: the form (-phone +preview):\n%s", lang, diff)
		}
		if got, want := servicetest.Attribute(sample.All(atom.Html)[0], "dir"), servicetest.Attribute(phone.All(atom.Html)[0], "dir"); got != want || sample.Heading() != phone.Heading() {
			t.Errorf("%s: %q with the direction %s, want %q, %s", lang, sample.Heading(), got, phone.Heading(), want)
		}
	}
	address := s.address("/phone/de/session-" + session.Key)
	post := func(values url.Values) *servicetest.Reply {
		got := s.Post(t, address, values, "Cookie", s.cookie, "Accept-Language", "de")
		got.WantStatus(t, http.StatusOK)
		return got
	}
	if got := post(url.Values{}); !strings.Contains(got.Body, `id="summary"`) {
		t.Error("an empty form is not asked for")
	}
	wrong := servicetest.Answers(string(forms.NewToken()))
	wrong.Set("stunden", "viele")
	if got := post(wrong); got.ByID("e-stunden") == nil || len(got.Typed("stunden")) != 1 || got.Typed("stunden")[0] != "viele" {
		t.Errorf("what is wrong is not shown, or what was typed is gone: %q", got.Typed("stunden"))
	}
	done := post(servicetest.Answers(string(forms.NewToken())))
	if done.ByID("receipt") == nil || !strings.Contains(done.Body, "Vorschau: Es wurde nichts gespeichert.") {
		t.Errorf("no receipt:\n%s", done.Body)
	}
	if _, after := s.ReadSession(t, servicetest.KindsOpen); !cmp.Equal(before, after) {
		t.Errorf("something was stored: %+v, before %+v", after, before)
	}
	for _, page := range []string{"/phone/xx/session-" + session.Key, "/phone/de/session-none", "/phone/de/form-none", "/phone/de/x"} {
		s.Get(t, s.address(page), "Cookie", s.cookie).WantStatus(t, http.StatusNotFound)
	}
}

// A draft has a preview before it is published, and before it can be.
func TestServer_setupPreview_draft(t *testing.T) {
	t.Parallel()
	d := translatedDefinition()
	d.Sessions, d.Event.Starts = nil, d.Event.Ends
	d.Forms[0].Questions[0].Show = "${"
	s := newSetup(t, d)
	page := s.see("/preview?lang=ar&scheme=dark")
	frames := page.All(atom.Iframe)
	if len(frames) != 1 || servicetest.Attribute(frames[0], "src") != s.address("/phone/ar/form-f") || servicetest.Attribute(frames[0], "class") != "dark" {
		t.Fatalf("no frame with the form:\n%s", page.Body)
	}
	if sample := s.see("/phone/ar/form-f"); len(sample.Controls("warum")) == 0 || servicetest.Attribute(sample.All(atom.Html)[0], "lang") != "ar" {
		t.Errorf("the form is not there:\n%s", sample.Body)
	}
	if page := newSetup(t, &forms.Definition{}).see("/preview"); len(page.All(atom.Iframe)) != 0 {
		t.Error("a draft without forms has a frame")
	}
}

// What is typed into a question is shown as phones would get it, and not saved.
func TestServer_setupPreview_typed(t *testing.T) {
	t.Parallel()
	s := newSetup(t, translatedDefinition())
	got := s.send("/forms/f/rolle/phone", s.see("/forms/f/rolle"), url.Values{"text": {"Und <Sie>?"}, "options": {"Eins\nZwei\nDrei\nVier"}})
	got.WantStatus(t, http.StatusOK)
	if !strings.Contains(got.Body, "Und &lt;Sie&gt;?") || len(got.Controls("phone-rolle")) != 4 {
		t.Errorf("shown:\n%s", got.Body)
	}
	if text := s.text("forms.f.questions.rolle.text")["de"]; text != "Rolle?" {
		t.Errorf("saved %q", text)
	}
}
