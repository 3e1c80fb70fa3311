package desk_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// setup is a draft that somebody works on by pages.
type setup struct {
	*testing.T
	*servicetest.Site
	cookie string
	draft  int64
}

// newSetup returns a new draft of the definition, and an organiser.
func newSetup(t *testing.T, d *forms.Definition) *setup {
	t.Helper()
	s := &setup{T: t, Site: servicetest.New(t)}
	s.cookie = s.SignedIn(t, forms.Organiser)
	draft, err := s.Store.CreateDraft(t.Context(), d, string(forms.Organiser))
	if err != nil {
		t.Fatal(err)
	}
	s.draft = draft.ID
	return s
}

func (s *setup) address(page string) string {
	return "/organise/drafts/" + strconv.FormatInt(s.draft, 10) + page
}

func (s *setup) see(page string) *servicetest.Reply {
	s.Helper()
	got := s.Get(s.T, s.address(page), "Cookie", s.cookie, "Accept-Language", "de")
	got.WantStatus(s.T, http.StatusOK)
	return got
}

// send fills the page's form in and sends it as a browser does.
func (s *setup) send(page string, from *servicetest.Reply, change url.Values) *servicetest.Reply {
	s.Helper()
	values := formOn(from)
	for name, given := range change {
		values[name] = given
	}
	return s.Post(s.T, s.address(page), values, "Cookie", s.cookie, "Accept-Language", "de")
}

// formOn returns what a browser would send of the page's form of a part.
func formOn(page *servicetest.Reply) url.Values {
	values := url.Values{}
	for form := range page.Page.Descendants() {
		if form.DataAtom != atom.Form || !slices.Contains(strings.Fields(servicetest.Attribute(form, "class")), "setup") {
			continue
		}
		for control := range form.Descendants() {
			name := servicetest.Attribute(control, "name")
			switch {
			case name == "" || control.DataAtom == atom.Button:
			case control.DataAtom == atom.Select:
				values.Add(name, chosenIn(control))
			case control.DataAtom == atom.Textarea:
				values.Add(name, strings.TrimPrefix(servicetest.TextOf(control), "\n"))
			case control.DataAtom == atom.Input:
				if box := servicetest.Attribute(control, "type"); box != "radio" && box != "checkbox" || servicetest.HasAttribute(control, "checked") {
					values.Add(name, servicetest.Attribute(control, "value"))
				}
			}
		}
	}
	return values
}

func chosenIn(list *html.Node) string {
	for option := range list.Descendants() {
		if option.DataAtom == atom.Option && servicetest.HasAttribute(option, "selected") {
			return servicetest.Attribute(option, "value")
		}
	}
	return ""
}

func (s *setup) event() *forms.EventPart {
	s.Helper()
	part, err := s.Store.DraftPart(s.Context(), s.draft, forms.PathOfEvent)
	if err != nil {
		s.Fatal(err)
	}
	return part.Content.(*forms.EventPart)
}

func (s *setup) wantSaved(got *servicetest.Reply) {
	s.Helper()
	got.WantStatus(s.T, http.StatusSeeOther)
}

// What is typed is saved, right or wrong, and comes back with what is wrong with
// it beside the field.
func TestServer_setupEvent(t *testing.T) {
	t.Parallel()
	s := newSetup(t, &forms.Definition{})
	page := s.see("/event")
	if !strings.Contains(page.Title(), "Neue Veranstaltung") {
		t.Errorf("title %q", page.Title())
	}
	typed := url.Values{
		"title": {"<b>Tag der نزاهة"}, "hosts": {"Stadt\n\n Kreis "}, "starts.day": {"32.13."}, "starts.time": {"14 Uhr"}, "ends.time": {"17:30"},
		"headcount": {"viele"}, "min_group": {"99"}, "retention": {"90"}, "accent": {"rot"}, "languages": {"tr", "de"}, "zone": {"Europe/Berlin"},
	}
	got := s.send("/event", page, typed)
	s.wantSaved(got)
	if to := got.Header.Get("Location"); to != s.address("/event")+"?saved&changed=hosts,privacy,looks" {
		t.Errorf("led on to %s", to)
	}
	page = s.see("/event?saved&changed=hosts")
	for id, open := range map[string]bool{"g-hosts": true, "g-privacy": true, "g-looks": true, "g-wifi": false, "g-results": false} {
		if servicetest.HasAttribute(page.ByID(id), "open") != open {
			t.Errorf("%s is unfolded: %v", id, !open)
		}
	}
	if says := servicetest.TextOf(page.ByID("g-hosts")); !strings.Contains(says, "Stadt, Kreis") {
		t.Errorf("the folded group says %q", says)
	}
	for _, name := range []string{"title", "starts.day", "starts.time", "ends.time", "headcount", "min_group", "accent"} {
		if values := page.Typed(name); len(values) != 1 || values[0] != typed.Get(name) {
			t.Errorf("%s: %q was typed, and the page has %q", name, typed.Get(name), values)
		}
	}
	for _, id := range []string{"starts", "headcount", "min_group", "accent"} {
		problem := page.ByID("e-" + id)
		if problem == nil || servicetest.Attribute(problem, "class") != "error" {
			t.Errorf("%s: no problem beside the field", id)
			continue
		}
		if field := page.ByID("f-" + id); servicetest.Attribute(field, "aria-invalid") != "true" || !strings.Contains(servicetest.Attribute(field, "aria-describedby"), "e-"+id) {
			t.Errorf("%s: the field does not name its problem", id)
		}
	}
	if page.ByID("e-title") != nil || page.ByID("e-place") != nil {
		t.Error("a problem beside a field that has none")
	}
	if got := s.event().Hosts; len(got) != 2 || got[1]["de"] != "Kreis" {
		t.Errorf("hosts: %v", got)
	}
	if got, unchecked := s.event().Languages, s.event().Unchecked; !slices.Equal(got, []string{"de", "tr"}) || !slices.Equal(unchecked, []string{"tr"}) {
		t.Errorf("languages: %v, unchecked: %v", got, unchecked)
	}

	// Now it is put right.
	got = s.send("/event", page, url.Values{
		"starts.day": {"17.11.2026"}, "starts.time": {"14 Uhr"}, "headcount": {"1.200"}, "min_group": {"5"}, "accent": {"#1B6E5A"}, "then": {"next"},
	})
	if to := got.Header.Get("Location"); to != s.address("") {
		t.Errorf("led on to %s", to)
	}
	event := s.event()
	if event.Typed != nil || event.Starts.Format("2006-01-02 15:04") != "2026-11-17 13:00" || event.Ends.Format("15:04") != "16:30" || event.Headcount != 1200 || event.Accent != "#1b6e5a" {
		t.Errorf("the event is %+v", event)
	}
	page = s.see("/event")
	if page.Typed("starts.day")[0] != "2026-11-17" || page.Typed("ends.day")[0] != "" || page.ByID("e-starts") != nil {
		t.Errorf("the page has %q to %q", page.Typed("starts.day"), page.Typed("ends.day"))
	}
	if tasks := s.see(""); !strings.Contains(tasks.Body, `<li class="complete"><a href="`+s.address("/event")) {
		t.Errorf("the task is not complete:\n%s", tasks.Body)
	}
	// Saving once more is no step.
	before := s.revision()
	s.wantSaved(s.send("/event", page, nil))
	if s.revision() != before {
		t.Error("saving what there is made a step")
	}
}

func (s *setup) revision() int64 {
	s.Helper()
	draft, err := s.Store.Draft(s.Context(), s.draft)
	if err != nil {
		s.Fatal(err)
	}
	return draft.Revision
}

// Two people work on one part. Whoever comes second sees both versions, and the
// typed text is still there. A double click does no harm.
func TestServer_setupConflict(t *testing.T) {
	t.Parallel()
	s := newSetup(t, &forms.Definition{})
	mine, theirs := s.see("/event"), s.see("/event")
	s.wantSaved(s.send("/event", theirs, url.Values{"title": {"Ihre"}, "place": {"Herne"}}))
	s.wantSaved(s.send("/event", theirs, url.Values{"title": {"Ihre"}, "place": {"Herne"}}))
	got := s.send("/event", mine, url.Values{"title": {"Meine"}, "headcount": {"viele"}})
	got.WantStatus(t, http.StatusConflict)
	if got.Typed("title")[0] != "Meine" || got.Typed("headcount")[0] != "viele" {
		t.Errorf("the fields have %q, %q", got.Typed("title"), got.Typed("headcount"))
	}
	for id, want := range map[string]string{"t-title": "Ihre", "t-place": "Herne", "t-headcount": "–"} {
		if node := got.ByID(id); node == nil || servicetest.TextOf(node) != want {
			t.Errorf("%s: the other version is not beside the field:\n%s", id, got.Body)
		}
	}
	if got.ByID("t-zone") != nil {
		t.Error("what is the same in both stands there twice")
	}
	if title := s.event().Title["de"]; title != "Ihre" {
		t.Errorf("the title is %q before the second press", title)
	}
	s.wantSaved(s.send("/event", got, nil))
	if event := s.event(); event.Title["de"] != "Meine" || event.Typed["headcount"] != "viele" {
		t.Errorf("after the second press the event is %+v", event)
	}

	s.Post(t, s.address("/event"), url.Values{"title": {"x"}}, "Cookie", s.cookie).WantStatus(t, http.StatusBadRequest)
	s.draft++
	s.Get(t, s.address("/event"), "Cookie", s.cookie).WantStatus(t, http.StatusNotFound)
	s.Get(t, s.address("x"), "Cookie", s.cookie).WantStatus(t, http.StatusNotFound)
}

// A host keeps its translations while its name stays or is put right.
func TestServer_setupHosts(t *testing.T) {
	t.Parallel()
	text := func(de, en string) forms.Text { return forms.Text{"de": de, "en": en} }
	s := newSetup(t, &forms.Definition{Event: forms.Event{Languages: []string{"de", "en"}, Hosts: []forms.Text{text("Stadt", "Town"), text("Kries", "District")}}})
	s.wantSaved(s.send("/event", s.see("/event"), url.Values{"hosts": {"Stadt\nKreis"}}))
	if hosts := s.event().Hosts; hosts[0]["en"] != "Town" || hosts[1]["en"] != "District" || hosts[1]["de"] != "Kreis" {
		t.Errorf("hosts: %v", hosts)
	}
	s.wantSaved(s.send("/event", s.see("/event"), url.Values{"hosts": {"Kreis\nLand\nStadt"}}))
	if hosts := s.event().Hosts; hosts[0]["en"] != "District" || hosts[1]["en"] != "" || hosts[2]["en"] != "Town" {
		t.Errorf("hosts: %v", hosts)
	}
}
