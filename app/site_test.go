package main

import (
	"context"
	_ "embed"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"resonanz/app/config"
	"resonanz/forms"
)

// The codes of the event in testdata/kinds.yaml, which has a question of every
// kind.
const (
	kindsEvent   = "K1ND"
	kindsOpen    = "K1NDA"
	kindsPlanned = "K1NDB"
)

//go:embed testdata/kinds.yaml
var kindsSource []byte

// site is a server that answers on a port of its own, with a real store that
// holds the reference conferences and the event in testdata/kinds.yaml. All
// sessions but kindsPlanned are open.
type site struct {
	*Server
	parts
	data   string // directory of the store
	base   string
	stop   context.CancelFunc
	served chan error // what Serve returned, capacity 1
}

func newSite(tb testing.TB, change ...func(*config.Config)) *site {
	tb.Helper()
	kinds := kindsSource
	data := tb.TempDir()
	store, err := forms.Open(tb.Context(), data, forms.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	for _, conference := range append(forms.Conferences(), forms.Conference{Name: "kinds", Source: kinds}) {
		openEvent(tb, store, conference)
	}
	var cfg config.Config
	for _, f := range change {
		f(&cfg)
	}
	parts, err := newParts(cfg, store, slog.New(slog.DiscardHandler), NewMetrics())
	if err != nil {
		tb.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- parts.server.Serve(ctx, ln) }()
	tb.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			tb.Errorf("serve: %v", err)
		}
		if err := store.Close(); err != nil {
			tb.Errorf("close the store: %v", err)
		}
	})
	return &site{Server: parts.server, parts: parts, data: data, base: "http://" + ln.Addr().String(), stop: cancel, served: served}
}

func openEvent(tb testing.TB, store *forms.Store, conference forms.Conference) {
	tb.Helper()
	definition, err := conference.Definition()
	if err != nil {
		tb.Fatalf("%s: %v", conference.Name, err)
	}
	imported, err := store.Import(tb.Context(), definition)
	if err != nil {
		tb.Fatalf("%s: %v", conference.Name, err)
	}
	sessions, err := store.Programme(tb.Context(), imported.Event.ID)
	if err != nil {
		tb.Fatal(err)
	}
	for _, session := range sessions {
		if session.Code == kindsPlanned {
			continue
		}
		if err := store.SetState(tb.Context(), session.ID, forms.StateOpen); err != nil {
			tb.Fatal(err)
		}
	}
}

// setState changes the state of the session with the code.
func (s *site) setState(tb testing.TB, code string, state forms.State) {
	tb.Helper()
	session, _, err := s.store.Session(tb.Context(), code)
	if err == nil {
		err = s.store.SetState(tb.Context(), session.ID, state)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// turnout returns how many have answered in the session with the code.
func (s *site) turnout(tb testing.TB, code string) int {
	tb.Helper()
	session, event, err := s.store.Session(tb.Context(), code)
	if err != nil {
		tb.Fatal(err)
	}
	turnouts, err := s.store.Turnouts(tb.Context(), event.ID)
	if err != nil {
		tb.Fatal(err)
	}
	return turnouts[session.ID].N
}

// reply is what the service answered.
type reply struct {
	*http.Response
	body string
	page *html.Node
}

// do sends a request; a redirect is an answer like any other.
func (s *site) do(tb testing.TB, method, path string, body io.Reader, headers ...string) *reply {
	tb.Helper()
	request, err := http.NewRequestWithContext(tb.Context(), method, s.base+path, body)
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
	return &reply{response, string(content), page}
}

func (s *site) get(tb testing.TB, path string, headers ...string) *reply {
	tb.Helper()
	return s.do(tb, http.MethodGet, path, nil, headers...)
}

// post sends a form as a browser does.
func (s *site) post(tb testing.TB, path string, values url.Values, headers ...string) *reply {
	tb.Helper()
	headers = append([]string{"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin"}, headers...)
	return s.do(tb, http.MethodPost, path, strings.NewReader(values.Encode()), headers...)
}

// wantStatus ends the test if the status is another one.
func (r *reply) wantStatus(tb testing.TB, status int) {
	tb.Helper()
	if r.StatusCode != status {
		tb.Fatalf("%s %s: status %d, want %d\n%s", r.Request.Method, r.Request.URL.Path, r.StatusCode, status, r.body)
	}
}

// all returns the elements of a kind, in the order of the page.
func (r *reply) all(kind atom.Atom) []*html.Node {
	var found []*html.Node
	for node := range r.page.Descendants() {
		if node.Type == html.ElementNode && node.DataAtom == kind {
			found = append(found, node)
		}
	}
	return found
}

// id returns the element with the id, nil if there is none.
func (r *reply) id(id string) *html.Node {
	for node := range r.page.Descendants() {
		if attr(node, "id") == id {
			return node
		}
	}
	return nil
}

// controls returns the inputs, text areas and selects of a name.
func (r *reply) controls(name string) []*html.Node {
	var found []*html.Node
	for node := range r.page.Descendants() {
		if attr(node, "name") == name && slices.Contains([]atom.Atom{atom.Input, atom.Textarea, atom.Select, atom.Button}, node.DataAtom) {
			found = append(found, node)
		}
	}
	return found
}

// typed returns what the page has in the controls of a name: what is written
// or chosen, and the values of what is ticked.
func (r *reply) typed(name string) []string {
	var values []string
	for _, control := range r.controls(name) {
		switch {
		case control.DataAtom == atom.Textarea:
			values = append(values, strings.TrimPrefix(text(control), "\n"))
		case control.DataAtom == atom.Select:
			for option := range control.Descendants() {
				if option.DataAtom == atom.Option && has(option, "selected") {
					values = append(values, text(option))
				}
			}
		case attr(control, "type") == "radio" || attr(control, "type") == "checkbox":
			if has(control, "checked") {
				values = append(values, attr(control, "value"))
			}
		default:
			values = append(values, attr(control, "value"))
		}
	}
	return values
}

// title returns the title of the document.
func (r *reply) title() string { return text(r.all(atom.Title)[0]) }

// heading returns the first heading.
func (r *reply) heading() string { return text(r.all(atom.H1)[0]) }

// token returns the receipt token of the page's form.
func (r *reply) token(tb testing.TB) string {
	tb.Helper()
	found := r.controls(forms.FieldToken)
	if len(found) != 1 {
		tb.Fatalf("%d token fields, want 1\n%s", len(found), r.body)
	}
	return attr(found[0], "value")
}

func attr(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(node *html.Node, name string) bool {
	return slices.ContainsFunc(node.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func text(node *html.Node) string {
	var b strings.Builder
	for part := range node.Descendants() {
		if part.Type == html.TextNode {
			b.WriteString(part.Data)
		}
	}
	return b.String()
}

// answers are complete answers to the form of testdata/kinds.yaml.
func answers(token string) url.Values {
	return url.Values{
		forms.FieldToken: {token}, "gesamt": {"gut"}, "ziele.sprache": {"teils"}, "ziele.sprache.note": {"mehr Kurse"},
		"ziele.arbeit": {""}, "rolle": {"other"}, "rolle.other": {"Chor"}, "themen": {"wohnen", "arbeit"},
		"empfehlung": {"9"}, "gruppe": {"yes"}, "wann": {"2026-12-01"}, "stunden": {"4"},
		"reihenfolge.sprache": {"2"}, "reihenfolge.arbeit": {"1"}, "reihenfolge.wohnen": {"3"},
		"satz": {"Gut so"}, "mehr": {"Weiter <b>so</b> & mehr"}, "zitat": {"yes"},
	}
}
