package form_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
	"resonanz/forms/definition"
)

func TestForm(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	r := s.Get(t, "/"+servicetest.KindsOpen, "Accept-Language", "en-GB,en;q=0.9")
	r.WantStatus(t, http.StatusOK)
	if got := servicetest.Attribute(r.All(atom.Html)[0], "lang"); got != "en" {
		t.Errorf("lang %q, want en", got)
	}
	if got, want := r.Heading(), "Closing"; got != want {
		t.Errorf("heading %q, want %q", got, want)
	}
	if got, want := servicetest.Attribute(r.ByID("answers"), "action"), "/"+servicetest.KindsOpen+"/en"; got != want {
		t.Errorf("action %q, want %q", got, want)
	}
	if _, err := forms.ParseToken(r.Token(t)); err != nil {
		t.Error(err)
	}
	if len(r.Controls(forms.FieldAsked)) != 0 {
		t.Error("the page says that it has asked already")
	}
	for name, want := range map[string]int{
		"gesamt": 4, "ziele.sprache": 4, "ziele.sprache.note": 1, "rolle": 2, "rolle.other": 1, "themen": 4, "empfehlung": 12,
		"gruppe": 3, "wann": 1, "stunden": 1, "reihenfolge.arbeit": 1, "satz": 1, "mehr": 1, "zitat": 1, "hinweis": 0,
	} {
		if got := len(r.Controls(name)); got != want {
			t.Errorf("%s has %d controls, want %d", name, got, want)
		}
	}
	for _, input := range r.All(atom.Input) {
		for _, name := range []string{"maxlength", "required", "checked", "style", "placeholder"} {
			if servicetest.HasAttribute(input, name) {
				t.Errorf("input %s has the attribute %s", servicetest.Attribute(input, "name"), name)
			}
		}
	}
	if got := r.Header.Get("Cache-Control"); got != "private, no-cache" {
		t.Errorf("Cache-Control %q", got)
	}
}

// TestForm_empty compares the form as it is kept with the form as it is
// rendered, and looks that a change of it is seen.
func TestForm_empty(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	first, second := s.Get(t, "/"+servicetest.KindsOpen+"/de"), s.Get(t, "/"+servicetest.KindsOpen+"/de")
	if first.Token(t) == second.Token(t) {
		t.Error("two pages have the same token")
	}
	packed := s.Get(t, "/"+servicetest.KindsOpen+"/de", "Accept-Encoding", "gzip")
	unpacker, err := gzip.NewReader(strings.NewReader(packed.Body))
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(unpacker)
	if err != nil {
		t.Fatal(err)
	}
	same := regexp.MustCompile(`name="_token" value="[0-9a-f]{32}"`)
	want := same.ReplaceAllString(first.Body, "")
	for name, page := range map[string]string{
		"second":   second.Body,
		"unpacked": string(unpacked),
		"rendered": s.Send(t, "/"+servicetest.KindsOpen+"/de", url.Values{forms.FieldToken: {string(forms.NewToken())}, forms.FieldLanguage: {"de"}, "fremd": {"x"}}).Body,
	} {
		if !same.MatchString(page) {
			t.Errorf("%s page: no token", name)
		}
		if diff := cmp.Diff(want, same.ReplaceAllString(page, "")); diff != "" {
			t.Errorf("%s page (-first +%s):\n%s", name, name, diff)
		}
	}

	kinds := servicetest.KindsSource
	servicetest.OpenEvent(t, s.Store, definition.Conference{Name: "kinds", Source: bytes.ReplaceAll(kinds, []byte("de: Abschluss"), []byte("de: Schluss"))})
	if got := s.Get(t, "/"+servicetest.KindsOpen+"/de").Heading(); got != "Schluss" {
		t.Errorf("heading %q after a change of the session's title", got)
	}
}

// Each step of a scale with faces has its own, from the smile down, and no other
// option has one.
func TestForm_faces(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	faces := map[string]string{} // by control
	for _, label := range s.Get(t, "/"+servicetest.KindsOpen+"/de").All(atom.Label) {
		control, face := "", ""
		for node := range label.Descendants() {
			switch node.DataAtom {
			case atom.Input:
				control = servicetest.Attribute(node, "name") + "=" + servicetest.Attribute(node, "value")
			case atom.Svg:
				face = servicetest.Attribute(node.LastChild, "d")
			}
		}
		if face != "" {
			faces[control] = face
		}
	}
	different := map[string]bool{}
	for _, row := range []string{"sprache", "arbeit"} {
		for _, step := range []string{"ja", "teils", "nein"} {
			different[faces["ziele."+row+"="+step]] = true
		}
	}
	if len(faces) != 6 || len(different) != 3 || !strings.Contains(faces["ziele.arbeit=ja"], "q6 6") || !strings.Contains(faces["ziele.arbeit=nein"], "q6-6") {
		t.Errorf("faces %q, want a smiling, a straight and a sad one for both rows", faces)
	}
}

// TestForm_described follows every reference from one element to another.
func TestForm_described(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	r := s.Send(t, "/"+servicetest.KindsOpen+"/de", url.Values{forms.FieldToken: {string(forms.NewToken())}, "satz": {strings.Repeat("x", 21)}})
	r.WantStatus(t, http.StatusOK)
	ids := map[string]bool{}
	for node := range r.Page.Descendants() {
		if id := servicetest.Attribute(node, "id"); id != "" {
			if ids[id] {
				t.Errorf("id %s twice", id)
			}
			ids[id] = true
		}
	}
	for node := range r.Page.Descendants() {
		refs := strings.Fields(servicetest.Attribute(node, "aria-describedby") + " " + servicetest.Attribute(node, "for"))
		if href := servicetest.Attribute(node, "href"); strings.HasPrefix(href, "#") {
			refs = append(refs, href[1:])
		}
		for _, ref := range refs {
			if !ids[ref] {
				t.Errorf("%s refers to %q, which is not on the page", node.Data, ref)
			}
		}
	}
}
