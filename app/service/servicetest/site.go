// Package servicetest starts the whole service for tests, and reads what it
// answers as a browser does.
package servicetest

import (
	"context"
	_ "embed"
	"flag"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"resonanz/app/config"
	"resonanz/app/service"
	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// The codes of the event in testdata/kinds.yaml, which has a question of every
// kind.
const (
	KindsEvent   = "K1ND"
	KindsOpen    = "K1NDA"
	KindsPlanned = "K1NDB"
)

// KindsSource is the definition in testdata/kinds.yaml.
//
//go:embed testdata/kinds.yaml
var KindsSource []byte

// Site is a server that answers on a port of its own, with a real store that
// holds the reference conferences and the event in testdata/kinds.yaml. All
// sessions but KindsPlanned are open.
type Site struct {
	*web.Server
	service.Parts
	Data   string // directory of the store
	Base   string
	Stop   context.CancelFunc
	Served chan error // what Serve returned, capacity 1
}

// New starts a service, which ends with the test. The changes are made to its
// settings before that.
func New(tb testing.TB, change ...func(*config.Config)) *Site {
	tb.Helper()
	data := tb.TempDir()
	for name, content := range filled(tb) {
		if err := os.WriteFile(filepath.Join(data, name), content, 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	store, err := forms.Open(tb.Context(), data, forms.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	var cfg config.Config
	if err := cfg.Bind(flag.NewFlagSet("", flag.ContinueOnError), config.Source{}); err != nil {
		tb.Fatal(err)
	}
	for _, f := range change {
		f(&cfg)
	}
	parts, err := service.New(cfg, store, slog.New(slog.DiscardHandler), web.NewMetrics())
	if err != nil {
		tb.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- parts.Server.Serve(ctx, ln) }()
	tb.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			tb.Errorf("serve: %v", err)
		}
		if err := store.Close(); err != nil {
			tb.Errorf("close the store: %v", err)
		}
	})
	return &Site{Server: parts.Server, Parts: parts, Data: data, Base: "http://" + ln.Addr().String(), Stop: cancel, Served: served}
}

// begun is the data directory with which every site begins. A process fills one
// and copies it: with the race detector that takes a second.
var begun struct {
	sync.Mutex
	files map[string][]byte // by name
}

// filled returns the files of a data directory with the events of a Site.
func filled(tb testing.TB) map[string][]byte {
	tb.Helper()
	begun.Lock()
	defer begun.Unlock()
	if begun.files != nil {
		return begun.files
	}
	data := tb.TempDir()
	store, err := forms.Open(tb.Context(), data, forms.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	for _, conference := range append(definition.Conferences(), definition.Conference{Name: "kinds", Source: KindsSource}) {
		OpenEvent(tb, store, conference)
	}
	if err := store.Close(); err != nil {
		tb.Fatal(err)
	}
	entries, err := os.ReadDir(data)
	if err != nil {
		tb.Fatal(err)
	}
	files := map[string][]byte{}
	for _, entry := range entries {
		if files[entry.Name()], err = os.ReadFile(filepath.Join(data, entry.Name())); err != nil {
			tb.Fatal(err)
		}
	}
	begun.files = files
	return files
}

// OpenEvent imports the event of the definition and opens its sessions.
func OpenEvent(tb testing.TB, store *forms.Store, conference definition.Conference) {
	tb.Helper()
	d, err := conference.Definition()
	if err != nil {
		tb.Fatalf("%s: %v", conference.Name, err)
	}
	imported, err := store.Import(tb.Context(), d)
	if err != nil {
		tb.Fatalf("%s: %v", conference.Name, err)
	}
	sessions, err := store.Sessions(tb.Context(), imported.Event.ID)
	if err != nil {
		tb.Fatal(err)
	}
	for _, session := range sessions {
		if session.Code == KindsPlanned {
			continue
		}
		if err := store.SetState(tb.Context(), session.ID, forms.StateOpen); err != nil {
			tb.Fatal(err)
		}
	}
}

// SetState changes the state of the session with the code.
func (s *Site) SetState(tb testing.TB, code string, state forms.State) {
	tb.Helper()
	session, _, err := s.Store.Session(tb.Context(), code)
	if err == nil {
		err = s.Store.SetState(tb.Context(), session.ID, state)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// Turnout returns how many have answered in the session with the code.
func (s *Site) Turnout(tb testing.TB, code string) int {
	tb.Helper()
	session, event, err := s.Store.Session(tb.Context(), code)
	if err != nil {
		tb.Fatal(err)
	}
	turnouts, err := s.Store.Turnouts(tb.Context(), event.ID)
	if err != nil {
		tb.Fatal(err)
	}
	return turnouts[session.ID].N
}

// ReadSession returns the session with the code and its turnout.
func (s *Site) ReadSession(tb testing.TB, code string) (forms.Session, forms.Turnout) {
	tb.Helper()
	session, event, err := s.Store.Session(tb.Context(), code)
	if err != nil {
		tb.Fatal(err)
	}
	turnouts, err := s.Store.Turnouts(tb.Context(), event.ID)
	if err != nil {
		tb.Fatal(err)
	}
	return *session, turnouts[session.ID]
}

// Doubt records a doubt about the session with the code.
func (s *Site) Doubt(tb testing.TB, code string) forms.Session {
	tb.Helper()
	session, _ := s.ReadSession(tb, code)
	if err := s.Store.SetDoubt(tb.Context(), session.ID, forms.DoubtPace); err != nil {
		tb.Fatal(err)
	}
	return session
}

// Do sends a request; a redirect is an answer like any other.
func (s *Site) Do(tb testing.TB, method, path string, body io.Reader, headers ...string) *Reply {
	tb.Helper()
	request, err := http.NewRequestWithContext(tb.Context(), method, s.Base+path, body)
	if err != nil {
		tb.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		tb.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		tb.Fatal(err)
	}
	page, err := html.Parse(strings.NewReader(string(content)))
	if err != nil {
		tb.Fatal(err)
	}
	return &Reply{response, string(content), page}
}

// Get asks for the path. Headers are names and values in turn.
func (s *Site) Get(tb testing.TB, path string, headers ...string) *Reply {
	tb.Helper()
	return s.Do(tb, http.MethodGet, path, nil, headers...)
}

// Post sends a form as a browser does.
func (s *Site) Post(tb testing.TB, path string, values url.Values, headers ...string) *Reply {
	tb.Helper()
	headers = append([]string{"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin"}, headers...)
	return s.Do(tb, http.MethodPost, path, strings.NewReader(values.Encode()), headers...)
}

// Send sends a form and goes where the answer leads if that is the form again,
// with what was typed.
func (s *Site) Send(tb testing.TB, path string, values url.Values, headers ...string) *Reply {
	tb.Helper()
	r := s.Post(tb, path, values, headers...)
	if to := r.Header.Get("Location"); strings.Contains(to, "?typed=") {
		return s.Get(tb, to, headers...)
	}
	return r
}

// Answers are complete answers to the form of testdata/kinds.yaml.
func Answers(token string) url.Values {
	return url.Values{
		forms.FieldToken: {token}, "gesamt": {"gut"}, "ziele.sprache": {"teils"}, "ziele.sprache.note": {"mehr Kurse"},
		"ziele.arbeit": {""}, "rolle": {"other"}, "rolle.other": {"Chor"}, "themen": {"wohnen", "arbeit"},
		"empfehlung": {"9"}, "gruppe": {"yes"}, "wann": {"2026-12-01"}, "stunden": {"4"},
		"reihenfolge.sprache": {"2"}, "reihenfolge.arbeit": {"1"}, "reihenfolge.wohnen": {"3"},
		"satz": {"Gut so"}, "mehr": {"Weiter <b>so</b> & mehr"}, "zitat": {"yes"},
	}
}
