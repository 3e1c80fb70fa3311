package desk_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// draftAt returns the draft to which a page has led.
func (s *setup) draftAt(got *servicetest.Reply) *forms.Draft {
	s.Helper()
	got.WantStatus(s.T, http.StatusSeeOther)
	id, err := strconv.ParseInt(strings.TrimPrefix(got.Header.Get("Location"), "/organise/drafts/"), 10, 64)
	if err != nil {
		s.Fatal(err)
	}
	draft, err := s.Store.Draft(s.Context(), id)
	if err != nil {
		s.Fatal(err)
	}
	s.draft = id
	return draft
}

func (s *setup) begin(way, of string) *servicetest.Reply {
	s.Helper()
	return s.Post(s.T, "/organise/new", url.Values{"way": {way}, "of": {of}}, "Cookie", s.cookie)
}

// A template becomes an event that can be published once it has a day.
func TestServer_newEvent(t *testing.T) {
	t.Parallel()
	s := newSetup(t, &forms.Definition{})
	s.Get(t, "/organise/new", "Cookie", s.cookie).WantStatus(t, http.StatusOK)
	for _, template := range definition.Templates() {
		draft := s.draftAt(s.begin("template", template.Name))
		if n := len(draft.Check()); n != 2 { // beginning and end
			t.Errorf("%s: %d problems:\n%v", template.Name, n, draft.Check())
		}
	}
	s.begin("template", "none").WantStatus(t, http.StatusBadRequest)
	s.begin("", "").WantStatus(t, http.StatusBadRequest)
	s.begin("copy", "ZZZZ").WantStatus(t, http.StatusNotFound)
	empty := s.draftAt(s.begin("empty", ""))
	if list := s.Get(t, "/organise", "Cookie", s.cookie); !strings.Contains(list.Body, s.address("")) {
		t.Error("the list of events lacks a draft")
	}
	blocked := s.see("/publish")
	if blocked.ByID("main") == nil || !strings.Contains(blocked.Body, s.address("/event")) || !strings.Contains(blocked.Body, s.address("/forms")) {
		t.Errorf("the page does not say what is missing:\n%s", blocked.Body)
	}
	values := url.Values{"revision": {strconv.FormatInt(empty.Revision, 10)}}
	s.Post(t, s.address("/publish"), values, "Cookie", s.cookie).WantStatus(t, http.StatusConflict)

	s.draftAt(s.begin("template", "training"))
	s.wantSaved(s.send("/event", s.see("/event"), url.Values{"starts.day": {"2027-03-01"}, "starts.time": {"09:00"}, "ends.time": {"16:00"}}))
	values.Set("revision", strconv.FormatInt(s.revision()-1, 10))
	s.Post(t, s.address("/publish"), values, "Cookie", s.cookie).WantStatus(t, http.StatusConflict)
	values.Set("revision", strconv.FormatInt(s.revision(), 10))
	to := s.Post(t, s.address("/publish"), values, "Cookie", s.cookie)
	if to.WantStatus(t, http.StatusSeeOther); to.Header.Get("Location") != "/organise/"+s.event().Code {
		t.Errorf("led on to %s", to.Header.Get("Location"))
	}
	s.Get(t, to.Header.Get("Location"), "Cookie", s.cookie).WantStatus(t, http.StatusOK)
	again := s.Post(t, s.address("/publish"), values, "Cookie", s.cookie) // a double click
	if again.WantStatus(t, http.StatusSeeOther); again.Header.Get("Location") != to.Header.Get("Location") {
		t.Errorf("the second press led on to %s", again.Header.Get("Location"))
	}
}

// A copy has what is asked and no day, no code and no answer; the event that it
// is made of joins the series.
func TestServer_copyEvent(t *testing.T) {
	t.Parallel()
	s := newSetup(t, &forms.Definition{})
	older, err := s.Store.Event(t.Context(), servicetest.KindsEvent)
	if err != nil {
		t.Fatal(err)
	}
	if older.Series != "" {
		t.Fatal("the event has a series")
	}
	draft := s.draftAt(s.begin("copy", servicetest.KindsEvent))
	whole := draft.Definition()
	if whole.Event.Series != older.Key || whole.Event.Key == older.Key || whole.Event.Code == older.Code || !whole.Event.Starts.IsZero() {
		t.Errorf("the copy is %+v", whole.Event)
	}
	for _, session := range whole.Sessions {
		if session.Code == servicetest.KindsOpen || session.Code == "" || !session.Starts.IsZero() {
			t.Errorf("a session of the copy is %+v", session)
		}
	}
	if joined, err := s.Store.Event(t.Context(), servicetest.KindsEvent); err != nil || joined.Series != older.Key {
		t.Errorf("the earlier event is of the series %q, %v", joined.Series, err)
	}
	// Its own draft opens from its page.
	own := s.draftAt(s.Post(t, "/organise/"+servicetest.KindsEvent+"/draft", nil, "Cookie", s.cookie))
	if own.EventID != older.ID || own.Unpublished() {
		t.Errorf("the draft is of event %d, unpublished: %v", own.EventID, own.Unpublished())
	}
}

// upload sends a file to the address as a form does.
func (s *setup) upload(to string, source []byte) *servicetest.Reply {
	s.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", "event.yaml")
	if err == nil {
		_, err = part.Write(source)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		s.Fatal(err)
	}
	return s.Do(s.T, http.MethodPost, to, &body, "Content-Type", w.FormDataContentType(), "Cookie", s.cookie, "Accept-Language", "de")
}

// A definition file becomes a draft, or a list of its mistakes with their lines.
func TestServer_uploadDefinition(t *testing.T) {
	t.Parallel()
	s := newSetup(t, &forms.Definition{})
	for name, test := range map[string]struct {
		source []byte
		want   string
	}{
		"nothing":       {nil, "Bitte wählen Sie eine Datei"},
		"no YAML":       {[]byte("PK\x03\x04\x00"), "Zeile 1"},
		"a mistake":     {bytes.Replace(servicetest.KindsSource, []byte("kind: yesno"), []byte("kind: yesnoo"), 1), "yesnoo"},
		"5 MB":          {bytes.Repeat([]byte("# too long\n"), 5<<20/11), "größer als 1 MB"},
		"1 MB":          {bytes.Repeat([]byte("#"), definition.MaxSize+1), "größer als 1 MB"},
		"taken":         {servicetest.KindsSource, "gibt es schon"},
		"another YAML":  {[]byte("a: b"), "Zeile 1"},
		"billion laugh": {[]byte("a: &a [x,x]\nb: [*a,*a]\n"), "Zeile"},
	} {
		got := s.upload("/organise/new/file", test.source)
		if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.Body, test.want) || got.ByID("e-file") == nil {
			t.Errorf("%s: status %d, and the page does not say %q", name, got.StatusCode, test.want)
		}
	}
	key := []byte("key: neu-hochgeladen")
	source := bytes.Replace(servicetest.KindsSource, []byte("key: kinds"), key, 1)
	if !bytes.Contains(source, key) {
		t.Fatalf("the file has another key:\n%s", source[:200])
	}
	if draft := s.draftAt(s.upload("/organise/new/file", source)); draft.Check() != nil || draft.Definition().Event.Key != "neu-hochgeladen" {
		t.Errorf("the draft of the file has problems:\n%v", draft.Check())
	}
	s.Post(t, "/organise/new/file", url.Values{"file": {"x"}}, "Cookie", s.cookie).WantStatus(t, http.StatusUnsupportedMediaType)
}
