package form_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// languagesOn returns the languages that the page marks within its content, by
// a lang attribute of their own.
func languagesOn(r *servicetest.Reply) []string {
	var found []string
	for node := range r.All(atom.Main)[0].Descendants() {
		if lang := servicetest.Attribute(node, "lang"); node.Type == html.ElementNode && lang != "" && !slices.Contains(found, lang) {
			found = append(found, lang)
		}
	}
	return found
}

// The closing form of each reference conference is there in every language of
// its event, all of it, in the right direction.
func TestForm_everyLanguage(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for _, code := range []string{"ZN8F7", "QJF0J"} {
		_, event, err := s.Store.Session(t.Context(), code)
		if err != nil {
			t.Fatal(err)
		}
		for _, tag := range event.Languages {
			r := s.Get(t, "/"+code+"/"+tag)
			r.WantStatus(t, http.StatusOK)
			dir := "ltr"
			if slices.Contains([]string{"ar", "fa", "ckb", "ps"}, tag) {
				dir = "rtl"
			}
			root := r.All(atom.Html)[0]
			if got, want := [2]string{servicetest.Attribute(root, "lang"), servicetest.Attribute(root, "dir")}, [2]string{tag, dir}; got != want {
				t.Errorf("%s/%s: lang and dir: got %q, want %q", code, tag, got, want)
			}
			if got := languagesOn(r); got != nil {
				t.Errorf("%s/%s: texts fall back to %q", code, tag, got)
			}
			if got, want := r.Heading(), event.Title[tag]; got == "" || got == want {
				t.Errorf("%s/%s: heading %q", code, tag, got)
			}
			if strings.ContainsRune(r.Body, '⟦') {
				t.Errorf("%s/%s: a text is missing", code, tag)
			}
		}
	}
}

// Few languages stand in a line; many are folded up behind the one that the
// page is in and a word that says what is there.
func TestForm_languages(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for _, test := range []struct {
		address string
		folded  string // what is on the fold, "" if there is none
		choices int
	}{
		{"/" + servicetest.KindsOpen + "/de", "", 2},
		{"/ZN8F7/de", "Deutsch Sprache · Language", 19},
		{"/ZN8F7/ar", "العربية اللغة · Language", 19},
		{"/ZN8F7/en", "English Language · Sprache", 19},
		{"/ar", "العربية اللغة · Language", 0}, // no form, so links
	} {
		r := s.Get(t, test.address)
		r.WantStatus(t, http.StatusOK)
		folded := ""
		for _, summary := range r.All(atom.Summary) {
			if summary.Parent.Parent.DataAtom == atom.Nav {
				folded = strings.Join(strings.Fields(servicetest.TextOf(summary)), " ")
			}
		}
		if folded != test.folded {
			t.Errorf("%s: on the fold: got %q, want %q", test.address, folded, test.folded)
		}
		if got := len(r.Controls("_lang")); got != test.choices {
			t.Errorf("%s: %d buttons that switch the language, want %d", test.address, got, test.choices)
		}
	}
}

// A text without a translation is shown in the base language, and marked.
func TestForm_fallback(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	r := s.Get(t, "/"+servicetest.KindsOpen+"/ar")
	r.WantStatus(t, http.StatusOK)
	if got, want := servicetest.Attribute(r.All(atom.Html)[0], "dir"), "rtl"; got != want {
		t.Errorf("direction of the page: got %q, want %q", got, want)
	}
	if got, want := languagesOn(r), []string{"de"}; !slices.Equal(got, want) {
		t.Errorf("languages that are marked: got %q, want %q", got, want)
	}
	for _, legend := range r.All(atom.Legend) {
		for node := range legend.Descendants() {
			if node.DataAtom == atom.Span && servicetest.Attribute(node, "lang") == "de" && servicetest.Attribute(node, "dir") != "auto" {
				t.Error("a German question in an Arabic page runs from right to left")
			}
		}
	}
	if len(r.Controls("gesamt")) == 0 || len(r.Controls(forms.FieldAsked)) != 0 {
		t.Error("the form cannot be answered")
	}
}
