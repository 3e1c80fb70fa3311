package participant_test

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html/atom"

	"resonanz/app/participant"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
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
		"rendered": s.Post(t, "/"+servicetest.KindsOpen+"/de", url.Values{forms.FieldToken: {string(forms.NewToken())}, forms.FieldLanguage: {"de"}}).Body,
	} {
		if !same.MatchString(page) {
			t.Errorf("%s page: no token", name)
		}
		if diff := cmp.Diff(want, same.ReplaceAllString(page, "")); diff != "" {
			t.Errorf("%s page (-first +%s):\n%s", name, name, diff)
		}
	}

	kinds := servicetest.KindsSource
	servicetest.OpenEvent(t, s.Store, forms.Conference{Name: "kinds", Source: bytes.ReplaceAll(kinds, []byte("de: Abschluss"), []byte("de: Schluss"))})
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
	r := s.Post(t, "/"+servicetest.KindsOpen+"/de", url.Values{forms.FieldToken: {string(forms.NewToken())}, "satz": {strings.Repeat("x", 21)}})
	r.WantStatus(t, http.StatusUnprocessableEntity)
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

func TestSubmit(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	token := s.Get(t, "/"+servicetest.KindsOpen+"/de").Token(t)
	want := "/" + servicetest.KindsOpen + "/de/receipt/" + token
	for range 3 { // the same page, sent again
		r := s.Post(t, "/"+servicetest.KindsOpen+"/de", servicetest.Answers(token))
		r.WantStatus(t, http.StatusSeeOther)
		if got := r.Header.Get("Location"); got != want {
			t.Fatalf("location %q, want %q", got, want)
		}
	}
	if got := s.Turnout(t, servicetest.KindsOpen); got != 1 {
		t.Errorf("turnout %d, want 1", got)
	}
	s.Get(t, want).WantStatus(t, http.StatusOK)

	// Other answers, after the back button.
	other := servicetest.Answers(token)
	other.Set("gesamt", "schlecht")
	r := s.Post(t, "/"+servicetest.KindsOpen+"/de", other)
	if got := r.Header.Get("Location"); got != want+"?differs" {
		t.Errorf("location %q, want %q", got, want+"?differs")
	}
	if r = s.Get(t, r.Header.Get("Location")); !strings.Contains(r.Body, "Es gelten Ihre ersten Antworten") {
		t.Error("the receipt does not say which answers stand")
	}

	// A phone that never got the answer sends again after the end.
	s.SetState(t, servicetest.KindsOpen, forms.StateClosed)
	s.Post(t, "/"+servicetest.KindsOpen+"/de", servicetest.Answers(token)).WantStatus(t, http.StatusSeeOther)
	r = s.Post(t, "/"+servicetest.KindsOpen+"/de", servicetest.Answers(string(forms.NewToken())))
	r.WantStatus(t, http.StatusConflict)
	if got, want := r.Heading(), "Diese Befragung ist beendet"; got != want {
		t.Errorf("heading %q, want %q", got, want)
	}
}

func TestSubmit_errors(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	token := string(forms.NewToken())
	long := "Das ist länger als zwanzig Zeichen – oder <i>nicht</i>?"
	given := servicetest.Answers(token)
	given.Del("gesamt") // required
	given.Del("mehr")   // asked for once
	given["satz"] = []string{long}
	given["stunden"] = []string{"400"}
	given["reihenfolge.arbeit"] = []string{"3"}
	given["rolle.other"] = []string{strings.Repeat("ö", forms.MaxTextLength+1)}
	r := s.Post(t, "/"+servicetest.KindsOpen+"/de", given)
	r.WantStatus(t, http.StatusUnprocessableEntity)
	if got, want := r.Title(), "Fehler: Abschluss"; got != want {
		t.Errorf("title %q, want %q", got, want)
	}
	summary := r.ByID("summary")
	if summary == nil || !servicetest.HasAttribute(summary, "autofocus") || servicetest.Attribute(summary, "tabindex") != "-1" {
		t.Fatal("no summary that takes the focus")
	}
	var targets []string
	for node := range summary.Descendants() {
		if node.DataAtom == atom.A {
			targets = append(targets, servicetest.Attribute(node, "href"))
		}
	}
	want := []string{"#f-gesamt", "#f-rolle.other", "#f-stunden", "#f-reihenfolge", "#f-satz", "#f-mehr"}
	if diff := cmp.Diff(want, targets); diff != "" {
		t.Errorf("links of the summary (-want +got):\n%s", diff)
	}
	given[forms.FieldAsked] = []string{"1"}
	for name, values := range given {
		if diff := cmp.Diff(values, r.Typed(name)); diff != "" && name != "ziele.arbeit" {
			t.Errorf("%s (-typed +shown):\n%s", name, diff)
		}
	}
	if r.Token(t) != token {
		t.Error("the page has another token")
	}
	if s.Turnout(t, servicetest.KindsOpen) != 0 {
		t.Error("something was stored")
	}

	// Put right, and without what was asked for once.
	given = servicetest.Answers(token)
	given.Del("mehr")
	given.Set(forms.FieldAsked, "1")
	s.Post(t, "/"+servicetest.KindsOpen+"/de", given).WantStatus(t, http.StatusSeeOther)
}

func TestSubmit_language(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	token := string(forms.NewToken())
	given := servicetest.Answers(token)
	given.Set(forms.FieldLanguage, "ar")
	r := s.Post(t, "/"+servicetest.KindsOpen+"/ar", given)
	r.WantStatus(t, http.StatusOK)
	given.Del(forms.FieldLanguage)
	for name, values := range given {
		if diff := cmp.Diff(values, r.Typed(name)); diff != "" && name != "ziele.arbeit" {
			t.Errorf("%s (-typed +shown):\n%s", name, diff)
		}
	}
	if got, want := servicetest.Attribute(r.ByID("answers"), "action"), "/"+servicetest.KindsOpen+"/ar"; got != want {
		t.Errorf("action %q, want %q", got, want)
	}
	// The form is not there in Arabic: it falls back and says in what language it is.
	legend := r.All(atom.Legend)[0]
	if span := legend.FirstChild; span.DataAtom != atom.Span || servicetest.Attribute(span, "lang") != "de" {
		t.Errorf("the legend %q does not say that it is German", servicetest.TextOf(legend))
	}
	if s.Turnout(t, servicetest.KindsOpen) != 0 {
		t.Error("something was stored")
	}
}

// TestSubmit_busy makes every commit fail for a while, as a full disk does.
func TestSubmit_busy(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	db, err := sql.Open("sqlite3", filepath.Join(s.Data, forms.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	exec := func(statement string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	exec(`CREATE TRIGGER full BEFORE INSERT ON responses BEGIN SELECT RAISE(ABORT, 'disk is full'); END`)
	token := string(forms.NewToken())
	r := s.Post(t, "/"+servicetest.KindsOpen+"/en", servicetest.Answers(token))
	r.WantStatus(t, http.StatusServiceUnavailable)
	if r.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	if got, want := r.Title(), "Error: Closing"; got != want {
		t.Errorf("title %q, want %q", got, want)
	}
	for name, values := range servicetest.Answers(token) {
		if diff := cmp.Diff(values, r.Typed(name)); diff != "" && name != "ziele.arbeit" {
			t.Errorf("%s (-typed +shown):\n%s", name, diff)
		}
	}
	exec(`DROP TRIGGER full`)
	s.Post(t, "/"+servicetest.KindsOpen+"/en", servicetest.Answers(r.Token(t))).WantStatus(t, http.StatusSeeOther)
	if got := s.Turnout(t, servicetest.KindsOpen); got != 1 {
		t.Errorf("turnout %d, want 1", got)
	}
}

func TestSubmit_tokenless(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for _, token := range []string{"", "0", strings.Repeat("g", 32)} {
		r := s.Post(t, "/"+servicetest.KindsOpen+"/de", servicetest.Answers(token))
		r.WantStatus(t, http.StatusUnprocessableEntity)
		if got := r.Typed("satz"); len(got) != 1 || got[0] != "Gut so" {
			t.Errorf("token %q: satz %q is not what was typed", token, got)
		}
		s.Post(t, "/"+servicetest.KindsOpen+"/de", servicetest.Answers(r.Token(t))).WantStatus(t, http.StatusSeeOther)
	}
}

func TestSubmit_simulated(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	_, event, err := s.Store.Session(t.Context(), servicetest.KindsOpen)
	if err != nil {
		t.Fatal(err)
	}
	key, err := s.Store.RehearsalKey(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, given := range []struct {
		key    string
		status int
	}{{key, http.StatusSeeOther}, {strings.Repeat("0", len(key)), http.StatusBadRequest}} {
		values := servicetest.Answers(string(forms.NewToken()))
		values.Set(forms.FieldRehearsal, given.key)
		s.Post(t, "/"+servicetest.KindsOpen+"/de", values).WantStatus(t, given.status)
	}
	s.Post(t, "/"+servicetest.KindsOpen+"/de", servicetest.Answers(string(forms.NewToken()))).WantStatus(t, http.StatusSeeOther)
	purged, err := s.Store.PurgeSimulated(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Turnout(t, servicetest.KindsOpen); purged != 1 || got != 1 {
		t.Errorf("purged %d, left %d, want 1 and 1", purged, got)
	}
}

// A script learns from the token that it was us who took the answers.
func TestSubmit_script(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	token, path := string(forms.NewToken()), "/"+servicetest.KindsOpen+"/de"
	send := func(values url.Values) *servicetest.Reply {
		return s.Post(t, path, values, "Accept", "application/json")
	}
	for _, given := range []string{token, strings.ToUpper(token[:8] + "-" + token[8:])} { // the second one is a repetition
		r := send(servicetest.Answers(given))
		r.WantStatus(t, http.StatusOK)
		if want := `{"token":"` + token + `","receipt":"` + path + "/receipt/" + token + `"}`; r.Body != want {
			t.Errorf("got %s, want %s", r.Body, want)
		}
	}
	other := servicetest.Answers(token)
	other.Set("satz", "Anders")
	if r := send(other); !strings.Contains(r.Body, "?"+participant.QueryDiffers) {
		t.Errorf("other answers under the same token: %s", r.Body)
	}
	wrong := servicetest.Answers(string(forms.NewToken()))
	wrong.Set("gesamt", "")
	if r := send(wrong); r.StatusCode != http.StatusUnprocessableEntity || r.Body != `{"error":"form"}` {
		t.Errorf("mistakes in the answers: status %d, %s", r.StatusCode, r.Body)
	}
	s.SetState(t, servicetest.KindsOpen, forms.StateClosed)
	if r := send(servicetest.Answers(token)); !strings.Contains(r.Body, token) {
		t.Errorf("a repetition after the end: %s", r.Body)
	}
	if r := send(servicetest.Answers(string(forms.NewToken()))); r.StatusCode != http.StatusConflict || r.Body != `{"error":"closed"}` {
		t.Errorf("too late: status %d, %s", r.StatusCode, r.Body)
	}
}
