package desk_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

func (s *setup) press(page string, values url.Values) *servicetest.Reply {
	s.Helper()
	return s.Post(s.T, s.address(page), values, "Cookie", s.cookie, "Accept-Language", "de")
}

func (s *setup) sessions() []forms.SessionDefinition {
	s.Helper()
	draft, err := s.Store.Draft(s.Context(), s.draft)
	if err != nil {
		s.Fatal(err)
	}
	return draft.Definition().Sessions
}

func (s *setup) titles() string {
	var titles []string
	for _, session := range s.sessions() {
		titles = append(titles, session.Title["de"])
	}
	return strings.Join(titles, ", ")
}

// wantMoved fails unless the page shows the menu of the entry that was moved, and
// no other, so that it can be moved further.
func (s *setup) wantMoved(to, entry string) {
	s.Helper()
	page, _, _ := strings.Cut(to, "#")
	for _, menu := range s.see(page).All(atom.Details) {
		if servicetest.Attribute(menu, "class") != "menu" {
			continue
		}
		if open, of := servicetest.HasAttribute(menu, "open"), servicetest.Attribute(menu.Parent, "id"); open != (of == entry) {
			s.Errorf("the menu of %s is open: %v", of, open)
		}
	}
}

// Each list of a task leads on to the next task.
func TestServer_setupOnward(t *testing.T) {
	t.Parallel()
	s := newSetup(t, translatedDefinition())
	for page, next := range map[string]string{"/forms": "/programme", "/forms/f": "/programme", "/programme": "/languages", "/languages": "/logo", "/logo": "/publish",
		"/event": "", "/publish": "", "/forms/f/rolle": "", "/languages/tr": "", "/programme/lines": ""} {
		var ways []string
		for _, line := range s.see(page).All(atom.P) {
			if servicetest.Attribute(line, "class") != "over ways" {
				continue
			}
			for way := range line.Descendants() {
				if way.DataAtom == atom.A {
					ways = append(ways, strings.TrimPrefix(servicetest.Attribute(way, "href"), s.address("")))
				}
			}
		}
		want := []string{""}
		if next != "" {
			want = append(want, next)
		}
		if !slices.Equal(ways, want) {
			t.Errorf("%s leads to %q, want %q", page, ways, want)
		}
	}
}

// A programme comes about by pages: sessions are added once however often the
// button is pressed, moved, and removed with a way back.
func TestServer_setupProgramme(t *testing.T) {
	t.Parallel()
	s := newSetup(t, &forms.Definition{
		Event: forms.Event{Key: "neu", Languages: []string{"de"}, Zone: "Europe/Berlin", Starts: time.Date(2027, 5, 4, 7, 0, 0, 0, time.UTC)},
		Forms: []forms.Form{{Key: "bogen", Title: forms.Text{"de": "Bogen"}, Questions: []forms.Question{
			{Key: "thema", Kind: forms.KindChoice, Text: forms.Text{"de": "Welches Thema?"}, PerSession: true},
		}}},
	})
	empty := s.press("/programme", url.Values{"do": {"add"}, "title": {" "}})
	empty.WantStatus(t, http.StatusUnprocessableEntity)
	if e := empty.ByID("e-title"); e == nil || !strings.Contains(servicetest.TextOf(e), "Titel") {
		t.Errorf("no title, and nobody says so:\n%s", empty.Body)
	}
	var first string
	for _, title := range []string{"Begrüßung", "Begrüßung", "Bildung", "Abschluss"} {
		got := s.press("/programme", url.Values{"do": {"add"}, "title": {title}})
		s.wantSaved(got)
		if first == "" {
			first = got.Header.Get("Location")
		}
	}
	if got := s.titles(); got != "Begrüßung, Bildung, Abschluss" {
		t.Fatalf("sessions %q", got)
	}
	page := strings.TrimPrefix(first, s.address(""))
	s.wantSaved(s.send(page, s.see(page), url.Values{
		"kind": {"plenary"}, "starts.time": {"9.30"}, "ends.time": {"10:15"}, "room": {"Saal"}, "headcount": {"120"}, "options.thema": {"Schule\nSprache"},
	}))
	session := s.sessions()[0]
	if want := time.Date(2027, 5, 4, 7, 30, 0, 0, time.UTC); !session.Starts.Equal(want) || session.Kind != forms.Plenary || session.Room != "Saal" ||
		session.Headcount != 120 || session.FormKey != "bogen" || len(session.Options["thema"]) != 2 || len(session.Code) != forms.SessionCodeLength {
		t.Errorf("saved %+v", session)
	}
	if list := s.see("/programme"); !strings.Contains(list.Body, "09:30 bis 10:15 Uhr · Saal · Plenum · Bogen") {
		t.Errorf("the list does not say when and where:\n%s", list.Body)
	}
	wrong := s.send(page, s.see(page), url.Values{"starts.time": {"25:99"}})
	s.wantSaved(wrong)
	if again := s.see(page); again.Typed("starts.time")[0] != "25:99" || again.ByID("e-starts") == nil {
		t.Errorf("what cannot be read is gone, or nobody says so:\n%s", again.Body)
	}

	key := func(title string) string {
		all := s.sessions()
		return all[slices.IndexFunc(all, func(s forms.SessionDefinition) bool { return s.Title["de"] == title })].Key
	}
	for range 2 { // a second press changes nothing
		moved := s.press("/programme", url.Values{"do": {"after:" + key("Abschluss") + ":"}})
		s.wantSaved(moved)
		s.wantMoved(strings.TrimPrefix(moved.Header.Get("Location"), s.address("")), "s-"+key("Abschluss"))
		if got := s.titles(); got != "Abschluss, Begrüßung, Bildung" {
			t.Errorf("after the move: %q", got)
		}
	}
	none := s.press("/programme", url.Values{"do": {"remove"}})
	s.wantSaved(none)
	if page := s.see(strings.TrimPrefix(none.Header.Get("Location"), s.address(""))); page.ByID("e-remove") == nil {
		t.Errorf("nothing is ticked, and nobody says so:\n%s", page.Body)
	}
	var boxes []string
	for _, box := range s.see("/programme").Controls("remove") {
		if value := servicetest.Attribute(box, "value"); !strings.HasPrefix(value, key("Begrüßung")+":") {
			boxes = append(boxes, value)
		}
	}
	removed := s.press("/programme", url.Values{"do": {"remove"}, "remove": boxes})
	s.wantSaved(removed)
	if got := s.titles(); got != "Begrüßung" {
		t.Errorf("after the removal: %q", got)
	}
	s.wantSaved(s.press("/programme", url.Values{"do": {"remove"}, "remove": boxes})) // a double click
	page = strings.TrimPrefix(removed.Header.Get("Location"), s.address(""))
	undo := s.see(page)
	step := undo.Typed("step")
	s.wantSaved(s.press("/undo", url.Values{"step": step, "back": {s.address("/programme")}}))
	if got := s.titles(); got != "Abschluss, Begrüßung, Bildung" {
		t.Errorf("after the removal was undone: %q", got)
	}
}
