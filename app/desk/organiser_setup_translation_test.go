package desk_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// translatedDefinition is askedDefinition in German, Arabic and Turkish, of
// which the last is translated in part.
func translatedDefinition() *forms.Definition {
	d := askedDefinition()
	d.Event.Languages = []string{"de", "ar", "tr"}
	d.Event.Note = forms.Text{"de": "Zeile eins\nZeile zwei"}
	d.Forms[0].Title["tr"] = "Anket"
	return d
}

// lacks returns how many texts there are, and how many are missing in the
// language.
func (s *setup) lacks(language string) (all, missing int) {
	s.Helper()
	draft, err := s.Store.Draft(s.Context(), s.draft)
	if err != nil {
		s.Fatal(err)
	}
	for _, text := range draft.Definition().Texts() {
		if all++; text[language] == "" {
			missing++
		}
	}
	return all, missing
}

func (s *setup) text(path string) forms.Text {
	s.Helper()
	draft, err := s.Store.Draft(s.Context(), s.draft)
	if err != nil {
		s.Fatal(err)
	}
	for at, text := range draft.Definition().Texts() {
		if at == path {
			return text
		}
	}
	return nil
}

// What is missing comes first, in fields of the language, and what is saved is
// counted at once, everywhere.
func TestServer_setupTranslation(t *testing.T) {
	t.Parallel()
	s := newSetup(t, translatedDefinition())
	all, missing := s.lacks("ar")
	if want := fmt.Sprintf("%d Texte fehlen in 2 Sprachen", 2*missing-1); !strings.Contains(s.see("").Body, want) {
		t.Errorf("the list of tasks does not say %q", want)
	}
	list := s.see("/languages")
	if want := fmt.Sprintf("%d Texte fehlen", missing); !strings.Contains(list.Body, want) || len(list.All(atom.Li)) == 0 {
		t.Errorf("the list of languages does not say %q:\n%s", want, list.Body)
	}
	page := s.see("/languages/ar")
	var areas, lines int
	for _, kind := range []atom.Atom{atom.Textarea, atom.Input} {
		for _, field := range page.All(kind) {
			name := servicetest.Attribute(field, "name")
			if !strings.HasPrefix(name, "t.") {
				continue
			}
			if got := [2]string{servicetest.Attribute(field, "lang"), servicetest.Attribute(field, "dir")}; got != [2]string{"ar", "rtl"} {
				t.Errorf("%s: lang and dir %q", name, got)
			}
			if kind == atom.Textarea {
				areas++
			} else {
				lines++
			}
		}
	}
	if areas == 0 || areas+lines != min(all, 30) {
		t.Errorf("%d areas and %d lines for %d texts", areas, lines, all)
	}
	if note := page.Controls("t.event.note"); len(note) != 1 || note[0].DataAtom != atom.Textarea {
		t.Error("a text of two lines has no area")
	}
	got := s.send("/languages/ar", page, url.Values{"t.event.title": {" عنوان "}, "t.event.note": {"سطر\r\nسطر"}})
	s.wantSaved(got)
	if to := got.Header.Get("Location"); to != s.address("/languages/ar")+"?saved" {
		t.Errorf("led on to %s", to)
	}
	if title, note := s.text("event.title"), s.text("event.note"); title["ar"] != "عنوان" || note["ar"] != "سطر\nسطر" || title["tr"] != "" {
		t.Errorf("saved %q and %q", title, note)
	}
	if _, now := s.lacks("ar"); now != missing-2 {
		t.Errorf("%d texts are missing, want %d", now, missing-2)
	}
	page = s.see("/languages/ar?only=missing")
	if len(page.Controls("t.event.title")) != 0 {
		t.Error("what is translated stands among what is missing")
	}
	if page = s.see("/languages/ar?only=done"); !slices.Equal(page.Typed("t.event.title"), []string{"عنوان"}) {
		t.Errorf("among what is done: %q", page.Typed("t.event.title"))
	}
	s.wantSaved(s.send("/languages/ar?only=done", page, nil))
	for _, language := range []string{"de", "fr", "x"} {
		s.Get(t, s.address("/languages/"+language), "Cookie", s.cookie).WantStatus(t, http.StatusNotFound)
		s.Post(t, s.address("/languages/"+language), url.Values{"t.event.title": {"x"}}, "Cookie", s.cookie).WantStatus(t, http.StatusNotFound)
	}
}

// What is written several times is translated once: the page says how many equal
// texts are missing, and a button gives them the translation with what was typed.
func TestServer_setupTranslation_equal(t *testing.T) {
	t.Parallel()
	s := newSetup(t, translatedDefinition())
	const rolle, themen = "forms.f.questions.rolle.options.", "forms.f.questions.themen.options."
	page := s.see("/languages/tr")
	if strings.Contains(page.Body, `class="note"`) || !strings.Contains(page.Body, "Antwort · wie oben") || len(page.Controls("then")) != 1 {
		t.Errorf("the page does not say which texts are equal:\n%s", page.Body)
	}
	s.wantSaved(s.send("/languages/tr", page, url.Values{"t." + rolle + "a": {"Daire"}, "t." + themen + "b": {"Birlik"}}))
	page = s.see("/languages/tr")
	if note := "2 Texte fehlen, die an anderer Stelle schon übersetzt sind"; !strings.Contains(page.Body, note) {
		t.Errorf("the page does not say %q:\n%s", note, page.Body)
	}
	got := s.send("/languages/tr", page, url.Values{"t." + rolle + "b": {"Federal"}, "t." + rolle + "c": {"Koro"}, "then": {"equal"}})
	s.wantSaved(got)
	if to := got.Header.Get("Location"); to != s.address("/languages/tr")+"?saved&filled=2" {
		t.Errorf("led on to %s", to)
	}
	for path, want := range map[string]string{themen + "a": "Daire", themen + "c": "Koro", rolle + "b": "Federal", themen + "b": "Birlik"} {
		if text := s.text(path); text["tr"] != want {
			t.Errorf("%s is %q, want %q", path, text["tr"], want)
		}
	}
	if done := s.see("/languages/tr?saved&filled=2"); !strings.Contains(done.Body, "2 gleiche Texte haben die Übersetzung bekommen") {
		t.Errorf("the page does not say what was filled:\n%s", done.Body)
	}
}

// A translation stays when the base text changes, and is shown with the one of
// which it was made until it is translated anew or found to fit.
func TestServer_setupTranslation_older(t *testing.T) {
	t.Parallel()
	s := newSetup(t, translatedDefinition())
	const path = "forms.f.title"
	before := s.text(path)["de"]
	s.wantSaved(s.send("/forms/f", s.see("/forms/f"), url.Values{"title": {"Neuer Name"}}))
	page := s.see("/languages/tr?only=older")
	if len(page.All(atom.Del)) != 1 || servicetest.TextOf(page.All(atom.Del)[0]) != before || !slices.Equal(page.Typed("t."+path), []string{"Anket"}) {
		t.Errorf("the page does not show the text of before, %q:\n%s", before, page.Body)
	}
	if list := s.see("/languages"); !strings.Contains(list.Body, "Grundtext geändert bei 1 Übersetzung") {
		t.Error("the list does not say that a base text has changed")
	}
	s.wantSaved(s.send("/languages/tr?only=older", page, url.Values{"fits": {path}}))
	if text := s.text(path); text["tr"] != "Anket" || text.MadeOf("tr") != "" {
		t.Errorf("after it was found to fit: %q", text)
	}
	if page := s.see("/languages/tr?only=older"); len(page.Controls("t."+path)) != 0 {
		t.Error("it is still shown as older")
	}
}

// Who changes the same text as somebody else sees both, and nothing that was
// typed is lost; everything else is saved.
func TestServer_setupTranslation_conflict(t *testing.T) {
	t.Parallel()
	s := newSetup(t, translatedDefinition())
	page := s.see("/languages/tr")
	s.wantSaved(s.send("/languages/tr", page, url.Values{"t.event.title": {"Birinci"}}))
	got := s.send("/languages/tr", page, url.Values{"t.event.title": {"İkinci"}, "t.event.note": {"Not"}})
	got.WantStatus(t, http.StatusConflict)
	if !slices.Equal(got.Typed("t.event.title"), []string{"İkinci"}) || !strings.Contains(got.Body, "Birinci") {
		t.Errorf("the page does not have both versions:\n%s", got.Body)
	}
	if s.text("event.title")["tr"] != "Birinci" || s.text("event.note")["tr"] != "Not" {
		t.Errorf("saved %q and %q", s.text("event.title"), s.text("event.note"))
	}
	s.wantSaved(s.send("/languages/tr", got, nil))
	if s.text("event.title")["tr"] != "İkinci" {
		t.Errorf("the next press saved %q", s.text("event.title"))
	}
}

// A language is a draft until somebody says that it is checked, and again as soon
// as a text in it changes. The history names both.
func TestServer_setupTranslation_checked(t *testing.T) {
	t.Parallel()
	s := newSetup(t, translatedDefinition())
	s.wantSaved(s.send("/languages/tr", s.see("/languages/tr"), url.Values{"t.event.title": {"Başlık"}}))
	if page := s.see("/languages/tr"); !strings.Contains(page.Body, "ungeprüft<") {
		t.Error("the translation is not unchecked")
	}
	s.Post(t, s.address("/languages/tr/check"), url.Values{}, "Cookie", s.cookie).WantStatus(t, http.StatusSeeOther)
	if page := s.see("/languages/tr"); !strings.Contains(page.Body, "geprüft von "+string(forms.Organiser)) || s.event().Unchecked != nil {
		t.Errorf("the page does not say who checked it:\n%s", page.Body)
	}
	if page := s.see("/history"); !strings.Contains(page.Body, "Übersetzung geprüft: Türkçe") {
		t.Errorf("the history does not say so:\n%s", page.Body)
	}
	s.wantSaved(s.send("/languages/tr", s.see("/languages/tr?only=done"), url.Values{"t.event.title": {"Ad"}}))
	if !slices.Equal(s.event().Unchecked, []string{"tr"}) {
		t.Errorf("unchecked: %v", s.event().Unchecked)
	}
	s.Post(t, s.address("/languages/de/check"), url.Values{}, "Cookie", s.cookie).WantStatus(t, http.StatusNotFound)
}

// The file that a page sends can be filled in and sent back; mistakes are named
// with their lines, and then nothing changes.
func TestServer_setupTranslation_file(t *testing.T) {
	t.Parallel()
	s := newSetup(t, translatedDefinition())
	to := s.address("/languages/ar/file")
	file := s.Get(t, to, "Cookie", s.cookie)
	file.WantStatus(t, http.StatusOK)
	if !strings.Contains(file.Header.Get("Content-Disposition"), s.event().Key+".ar.yaml") {
		t.Errorf("the file is called %q", file.Header.Get("Content-Disposition"))
	}
	filled := strings.Replace(file.Body, `event.title: ""`, "event.title: عنوان", 1)
	for name, test := range map[string]struct{ file, want string }{
		"language": {strings.Replace(filled, "language: ar", "language: tr", 1), "für eine andere Sprache (Türkçe)"},
		"path":     {filled + "    event.titel: x\n", "event.titel"},
		"yaml":     {"translation: [", "Zeile 1"},
		"empty":    {"", "in der etwas steht"},
		"event":    {strings.Replace(filled, "of: ", "of: other-", 1), "für eine andere Veranstaltung (other-"},
	} {
		got := s.upload(to, []byte(test.file))
		if got.WantStatus(t, http.StatusUnprocessableEntity); !strings.Contains(got.Body, test.want) || strings.Contains(got.Body, "angelegt") {
			t.Errorf("%s: the page does not say %q:\n%s", name, test.want, got.Body)
		}
	}
	if s.text("event.title")["ar"] != "" {
		t.Error("a file with mistakes changed something")
	}
	s.upload(to, []byte(filled)).WantStatus(t, http.StatusSeeOther)
	if s.text("event.title")["ar"] != "عنوان" || !slices.Contains(s.event().Unchecked, "ar") {
		t.Errorf("taken from the file: %q, unchecked %v", s.text("event.title"), s.event().Unchecked)
	}
	s.upload(to, []byte(strings.Replace(strings.Replace(filled, "عنوان", "عنوان آخر", 1), "language: ar", "language: ar\n    checked_by: Amal", 1))).WantStatus(t, http.StatusSeeOther)
	if s.text("event.title")["ar"] != "عنوان آخر" || slices.Contains(s.event().Unchecked, "ar") {
		t.Errorf("taken from a checked file: %q, unchecked %v", s.text("event.title"), s.event().Unchecked)
	}
}

// largeTranslation is largeDefinition in twenty languages, of which half is
// translated.
func largeTranslation(s *servicetest.Site) *forms.Definition {
	d := largeDefinition()
	d.Event.Languages = nil
	for _, tag := range s.Catalogues.Tags() {
		if tag != "de" {
			d.Event.Languages = append(d.Event.Languages, tag)
		}
	}
	d.Event.Languages = append([]string{"de"}, d.Event.Languages...)
	n := 0
	for _, text := range d.Texts() {
		for _, tag := range d.Event.Languages[1:] {
			if n++; n%2 == 0 {
				text[tag] = text["de"] + " " + tag
			}
		}
	}
	return d
}

// Every text stands on one of the pages, whatever is shown, and no page of 60
// questions in twenty languages is heavier than 100 kB compressed.
func TestServer_setupTranslation_pages(t *testing.T) {
	t.Parallel()
	s := &setup{T: t, Site: servicetest.New(t)}
	s.cookie = s.SignedIn(t, forms.Organiser)
	draft, err := s.Store.CreateDraft(t.Context(), largeTranslation(s.Site), string(forms.Organiser))
	if err != nil {
		t.Fatal(err)
	}
	s.draft = draft.ID
	all, missing := s.lacks("ar")
	for only, want := range map[string]int{"": all, "?only=missing": missing, "?only=done": all - missing, "?only=older": 0} {
		seen := map[string]bool{}
		heaviest := 0
		for next := "/languages/ar" + only; next != ""; {
			heaviest = max(heaviest, s.weight(next))
			page := s.see(next)
			next = ""
			for node := range page.Page.Descendants() {
				if name := servicetest.Attribute(node, "name"); strings.HasPrefix(name, "t.") {
					if seen[name] {
						t.Fatalf("%s stands on two pages", name)
					}
					seen[name] = true
				}
				if node.DataAtom == atom.A && servicetest.TextOf(node) == "Weitere Texte" {
					next = strings.TrimPrefix(servicetest.Attribute(node, "href"), s.address(""))
				}
			}
		}
		if len(seen) != want {
			t.Errorf("%q: %d texts stand on the pages, want %d", only, len(seen), want)
		}
		if heaviest > 100_000 {
			t.Errorf("%q: a page has %d bytes", only, heaviest)
		}
		t.Logf("%q: %d texts, heaviest page %d bytes", only, len(seen), heaviest)
	}
}

// The pages of translations at 60 questions, 60 sessions and 20 languages.
func BenchmarkSetupTranslation(b *testing.B) {
	s := servicetest.New(b)
	cookie := s.SignedIn(b, forms.Organiser)
	draft, err := s.Store.CreateDraft(context.Background(), largeTranslation(s), string(forms.Organiser))
	if err != nil {
		b.Fatal(err)
	}
	for _, page := range []string{"", "/languages", "/languages/ar", "/languages/ar?only=done"} {
		b.Run("page"+page, func(b *testing.B) {
			for b.Loop() {
				s.Get(b, fmt.Sprintf("/organise/drafts/%d%s", draft.ID, page), "Cookie", cookie).WantStatus(b, http.StatusOK)
			}
		})
	}
}

// Publishing warns of what is missing and says where new translations do not
// reach, and refuses neither.
func TestServer_setupTranslation_published(t *testing.T) {
	t.Parallel()
	s := newSetup(t, &forms.Definition{})
	s.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}})
	event, err := s.Store.Event(t.Context(), servicetest.KindsEvent)
	if err != nil {
		t.Fatal(err)
	}
	draft, err := s.Store.DraftOf(t.Context(), event.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	s.draft = draft.ID
	path := "forms." + draft.Definition().Forms[0].Key + ".title"
	s.wantSaved(s.send("/languages/ar", s.see("/languages/ar"), url.Values{"t." + path: {"استبيان"}}))
	page := s.see("/publish")
	for _, want := range []string{"Gäste sehen diese Texte in der Grundsprache.", "behalten auch deren Übersetzungen", s.address("/languages")} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the page does not say %q:\n%s", want, page.Body)
		}
	}
	if len(page.Controls("agree")) != 1 {
		t.Error("it cannot be published")
	}
}
