package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// A text that is far too long is kept as it was typed, with the reason beside it.
func TestServer_setupLongText(t *testing.T) {
	t.Parallel()
	s := newSetup(t, openable())
	long := strings.Repeat("Größe ", 40_000/6)
	for _, test := range []struct{ page, field string }{{"/event", "title"}, {"/forms/f/mehr", "text"}, {"/sessions/saal", "title"}} {
		got := s.send(test.page, s.see(test.page), url.Values{test.field: {long}})
		page := got
		if got.StatusCode == http.StatusSeeOther {
			page = s.see(test.page)
		}
		if kept := page.Typed(test.field); len(kept) != 1 || strings.TrimSpace(kept[0]) != strings.TrimSpace(long) || page.ByID("e-"+test.field) == nil {
			t.Errorf("%s, status %d: what was typed is lost, or no reason beside it", test.page, got.StatusCode)
		}
	}
}

// A title in Arabic has its direction, on the pages of an event whose pages are in
// German.
func TestServer_setupRightToLeft(t *testing.T) {
	t.Parallel()
	d := openable()
	d.Event.Languages = []string{"ar", "de"}
	const title = "مؤتمر الاندماج \u202e2016\u202c"
	d.Event.Title = forms.Text{"ar": title}
	s := newSetup(t, d)
	for _, page := range []string{"", "/event", "/programme"} {
		found := false
		for node := range s.see(page).Page.Descendants() {
			if dir := servicetest.Attribute(node, "dir"); (dir == "rtl" || dir == "auto") && servicetest.Attribute(node, "lang") == "ar" {
				found = found || strings.Contains(servicetest.TextOf(node), title) || node.DataAtom == atom.Input && servicetest.Attribute(node, "value") == title
			}
		}
		if !found {
			t.Errorf("%s: the title has no direction", page)
		}
	}
}

// Somebody saves a part that somebody else has removed meanwhile: the page says so,
// and what was typed is still there.
func TestServer_setupRemovedMeanwhile(t *testing.T) {
	t.Parallel()
	s := newSetup(t, openable())
	for _, test := range []struct{ page, path, field string }{
		{"/forms/f/mehr", forms.PathOfQuestion("f", "mehr"), "text"}, {"/sessions/saal", forms.PathOfSession("saal"), "title"},
	} {
		open := s.see(test.page)
		part, err := s.Store.DraftPart(t.Context(), s.draft, test.path)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Store.RemovePart(t.Context(), s.draft, test.path, part.Revision, "eva"); err != nil {
			t.Fatal(err)
		}
		got := s.send(test.page, open, url.Values{test.field: {"Was ich getippt habe"}})
		got.WantStatus(t, http.StatusConflict)
		if kept := got.Typed(test.field); len(kept) != 1 || kept[0] != "Was ich getippt habe" || !strings.Contains(got.Body, "entfernt") {
			t.Errorf("%s: what was typed is lost, or nobody says that it was removed:\n%s", test.page, got.Body)
		}
	}
}
