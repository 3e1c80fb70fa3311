package handbook_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// pageBytes is the most that a page may have, compressed and without pictures.
const pageBytes = 100 << 10

// read returns a page as a browser with the language gets it.
func read(t *testing.T, s *servicetest.Site, path, language string) (body string, compressed int) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.Base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Language", language)
	request.Header.Set("Accept-Encoding", "gzip")
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("%s: %s, encoding %q", path, response.Status, response.Header.Get("Content-Encoding"))
	}
	counted := &countedReader{of: response.Body}
	reader, err := gzip.NewReader(counted)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(content), counted.n
}

type countedReader struct {
	of io.Reader
	n  int
}

func (r *countedReader) Read(p []byte) (int, error) {
	n, err := r.of.Read(p)
	r.n += n
	return n, err
}

// The guide is in German for those who read German and in English for everybody
// else; the reference is in English. Neither needs a sign-in.
func TestPages_languages(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for _, test := range []struct{ path, language, want string }{
		{"/handbook", "de", "<h1>Handbuch für Büro und Moderation</h1>"},
		{"/handbook", "de-AT,en;q=0.5", "<h1>Handbuch für Büro und Moderation</h1>"},
		{"/handbook", "en-GB", "<h1>Guide for offices and moderators</h1>"},
		{"/handbook", "fr", "<h1>Guide for offices and moderators</h1>"},
		{"/handbook/operator", "de", `<h1 lang="en">Operator&#39;s reference</h1>`},
		{"/handbook/operator", "en", "<h1>Operator&#39;s reference</h1>"},
	} {
		body, compressed := read(t, s, test.path, test.language)
		if !strings.Contains(body, test.want) {
			t.Errorf("%s in %s lacks %s", test.path, test.language, test.want)
		}
		if compressed > pageBytes {
			t.Errorf("%s in %s: %d bytes, want %d at most", test.path, test.language, compressed, pageBytes)
		}
		t.Logf("%s in %s: %d bytes", test.path, test.language, compressed)
	}
}

// Whatever a page of the handbook links to or shows is there, and no two headings
// have the same id.
func TestPages_links(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for _, path := range []string{"/handbook", "/handbook/operator"} {
		for _, language := range []string{"de", "en"} {
			body, _ := read(t, s, path, language)
			ids := map[string]bool{}
			for _, id := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(body, -1) {
				if ids[id[1]] || id[1] == "" {
					t.Errorf("%s in %s: the id %q is there twice or empty", path, language, id[1])
				}
				ids[id[1]] = true
			}
			links := regexp.MustCompile(`(href|src)="(/handbook[^"#]*)?(#[^"]+)?"`).FindAllStringSubmatch(body, -1)
			if len(links) < 10 {
				t.Fatalf("%s in %s: %d links", path, language, len(links))
			}
			for _, link := range links {
				if link[2] == "" {
					if id, err := url.PathUnescape(strings.TrimPrefix(link[3], "#")); err != nil || !ids[id] {
						t.Errorf("%s in %s: nothing has the id of %s, %v", path, language, link[0], err)
					}
					continue
				}
				got := s.Get(t, link[2])
				if got.StatusCode != http.StatusOK {
					t.Errorf("%s in %s: %s: status %d", path, language, link[0], got.StatusCode)
				}
				if kept := got.Header.Get("Cache-Control"); link[1] == "src" && !strings.Contains(kept, "immutable") {
					t.Errorf("%s: Cache-Control %q", link[0], kept)
				}
			}
		}
	}
	if got := s.Get(t, "/handbook/pictures/0123/form.webp"); got.StatusCode != http.StatusNotFound {
		t.Errorf("a picture that is not there: status %d", got.StatusCode)
	}
}

// The pages can be used by everybody, in every width and scheme.
func TestBrowser_handbook(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	servicetest.Browse(t, "setup.mjs", s.Base, s.SignedIn(t, forms.Organiser), os.Getenv("RESONANZ_SHOTS"), "/handbook", "/handbook/operator", "/handbook/questions")
}

// Whoever reads a language as a native finds each question about it, with the text
// marked as what it is.
func TestPages_questions(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	page := s.Get(t, "/handbook/questions")
	page.WantStatus(t, http.StatusOK)
	said := servicetest.TextOf(page.Page)
	for _, tag := range s.Catalogues.Tags() {
		for _, q := range s.Catalogues.Questions(tag) {
			if page.ByID(tag) == nil || !strings.Contains(said, q.Now) || !strings.Contains(page.Body, `<bdi lang="`+tag+`"`) {
				t.Errorf("it does not ask about %s in %s", q.Key, tag)
			}
		}
	}
}
