package participant_test

import (
	"database/sql"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html/atom"

	"resonanz/app/participant"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

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
	r := s.Send(t, "/"+servicetest.KindsOpen+"/de", given)
	r.WantStatus(t, http.StatusOK)
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
	want := []string{"#f-gesamt", "#f-rolle.other", "#f-stunden", "#f-reihenfolge", "#f-satz"}
	if diff := cmp.Diff(want, targets); diff != "" {
		t.Errorf("links of the summary (-want +got):\n%s", diff)
	}
	if left := r.ByID("e-mehr"); left == nil || servicetest.Attribute(left, "class") == "error" {
		t.Error("no calm word at the question that may be left out")
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

// Who leaves out a question that is asked for once is asked calmly, once, and
// nothing speaks of an error.
func TestSubmit_leftOut(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	given := servicetest.Answers(string(forms.NewToken()))
	given.Del("mehr")
	r := s.Send(t, "/"+servicetest.KindsOpen+"/de", given)
	summary := r.ByID("summary")
	if summary == nil || servicetest.Attribute(summary, "role") != "status" || !strings.Contains(servicetest.TextOf(summary), "Sie haben etwas ausgelassen") {
		t.Fatal("no calm question above the form")
	}
	for node := range summary.Descendants() {
		if node.DataAtom == atom.A && servicetest.Attribute(node, "href") != "#f-mehr" {
			t.Errorf("a link to %s", servicetest.Attribute(node, "href"))
		}
	}
	left := r.ByID("e-mehr")
	if left == nil || len(r.Controls("mehr")) != 1 || !strings.Contains(servicetest.Attribute(r.Controls("mehr")[0], "aria-describedby"), "e-mehr") {
		t.Error("nothing at the question itself")
	}
	for _, loud := range []string{"Fehler", `class="error"`, "wrong", "aria-invalid", `role="alert"`} {
		if strings.Contains(r.Body, loud) {
			t.Errorf("the page has %q", loud)
		}
	}
	given[forms.FieldAsked] = r.Typed(forms.FieldAsked)
	s.Post(t, "/"+servicetest.KindsOpen+"/de", given).WantStatus(t, http.StatusSeeOther)
}

// A form without an answer is asked again, kindly, however often it is sent,
// and in every language: it counts nothing, and raises no doubt.
func TestSubmit_empty(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	const code = "ZN8F7" // of the closing form in 20 languages; nothing in it must be answered
	_, event, err := s.Store.Session(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, language := range event.Languages {
		path, token := "/"+code+"/"+language, string(forms.NewToken())
		empty := url.Values{forms.FieldToken: {token}, "rolle": {""}, "fremd": {"x"}}
		for range 2 {
			r := s.Send(t, path, empty)
			r.WantStatus(t, http.StatusOK)
			summary := r.ByID("summary")
			if summary == nil || servicetest.Attribute(summary, "role") != "status" {
				t.Fatalf("%s: no calm summary", language)
			}
			says := servicetest.TextOf(summary)
			if other, ok := seen[says]; ok && other != language {
				t.Errorf("%s says the same as %s: %s", language, other, says)
			}
			seen[says] = language
			if r.Title() != r.Heading() || strings.Contains(r.Body, `class="error"`) {
				t.Errorf("%s: the page speaks of an error", language)
			}
			empty.Set(forms.FieldAsked, "1")
		}
		if language == "de" {
			answered := url.Values{forms.FieldToken: {token}, forms.FieldAsked: {"1"}, "rolle.other": {"Chor"}}
			s.Post(t, path, answered).WantStatus(t, http.StatusSeeOther)
			// Sent again without anything: what is stored stands.
			r := s.Post(t, path, empty)
			if got, want := r.Header.Get("Location"), path+"/receipt/"+token+"?differs"; got != want {
				t.Errorf("location %q, want %q", got, want)
			}
		}
	}
	session, turnout := s.ReadSession(t, code)
	if turnout.N != 1 || session.Doubt != forms.NoDoubt {
		t.Errorf("turnout %d and doubt %q, want 1 and none", turnout.N, session.Doubt)
	}
	r := s.Post(t, "/"+code+"/de", url.Values{forms.FieldToken: {string(forms.NewToken())}}, "Accept", "application/json")
	if r.StatusCode != http.StatusUnprocessableEntity || r.Body != `{"error":"form"}` {
		t.Errorf("for a script: status %d, %s", r.StatusCode, r.Body)
	}
}

func TestSubmit_language(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	token := string(forms.NewToken())
	given := servicetest.Answers(token)
	given.Set(forms.FieldLanguage, "ar")
	r := s.Send(t, "/"+servicetest.KindsOpen+"/ar", given)
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
		r := s.Send(t, "/"+servicetest.KindsOpen+"/de", servicetest.Answers(token))
		r.WantStatus(t, http.StatusOK)
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
