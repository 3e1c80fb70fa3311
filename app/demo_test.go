package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"resonanz/forms"
	"resonanz/forms/definition"
	"resonanz/reports"
)

func TestDemo(t *testing.T) {
	t.Parallel()
	p := start(t, "demo", "-listen", "127.0.0.1:0")
	p.until(t, "participant")
	var addresses []string
	for _, line := range p.printed {
		for word := range strings.FieldsSeq(line) {
			if strings.HasPrefix(word, "http://") {
				addresses = append(addresses, word)
			}
		}
	}
	for len(addresses) < 3 {
		addresses = append(addresses, p.until(t, "http://"))
	}
	links := 0
	for _, address := range addresses {
		if got := status(t, address); got != 200 {
			t.Errorf("status %d of %s, want 200", got, address)
		}
		if page, token, found := strings.Cut(address, "#"); found {
			links++
			got, err := http.DefaultTransport.RoundTrip(mustPost(t, page, url.Values{"token": {token}}))
			if err != nil || got.StatusCode != http.StatusSeeOther {
				t.Errorf("the moderator's link: %v, %v", got, err)
			}
		}
	}
	if links != 1 {
		t.Errorf("%d links for moderators, want 1", links)
	}
	if code := p.end(t, syscall.SIGINT); code != exitOK {
		t.Errorf("exit code %d after an interrupt, want 0:\n%s", code, p.stderr.String())
	}
	if strings.Contains(p.stderr.String(), "ERROR") {
		t.Errorf("the demo's log:\n%s", p.stderr.String())
	}
	left, err := os.ReadDir(p.temporary)
	if err != nil || len(left) > 0 {
		t.Errorf("the demo left %v behind (%v), want nothing", left, err)
	}
}

func mustPost(t *testing.T, address string, values url.Values) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(values.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return request
}

// The same seed gives the same figures, whoever answers first.
func TestDemo_figures(t *testing.T) {
	t.Parallel()
	var runs [2]map[string]forms.Figures
	for i := range runs {
		directory := filepath.Join(t.TempDir(), "kept")
		p := start(t, "demo", "-listen", "127.0.0.1:0", "-keep", directory)
		p.until(t, "organiser")
		p.end(t, syscall.SIGTERM)
		runs[i] = demoFigures(t, directory)
		if code, _, stderr := runCommand(t, "", "demo", "-keep", directory); code != exitFailed || !strings.Contains(stderr, "holds a database already") {
			t.Errorf("a demo over a database: exit code %d, want 1\n%s", code, stderr)
		}
		mustRun(t, "verify", "-data", directory)
	}
	for key, first := range runs[0] {
		second := runs[1][key]
		if first.Release == nil || second.Release == nil || first.Release.Tally.N < 10 {
			t.Fatalf("session %s shows %+v, want at least ten people", key, first.Release)
		}
		// The number of a release depends on how answers came together.
		if diff := cmp.Diff(first.Release.Tally, second.Release.Tally); diff != "" {
			t.Errorf("session %s has other figures the second time:\n%s", key, diff)
		}
		if live := strings.HasSuffix(key, "/"+demoLive); live != (first.Turnout.State == forms.StateOpen) {
			t.Errorf("session %s is %s", key, first.Turnout.State)
		} else if !live && first.Turnout.N != first.Turnout.Simulated {
			t.Errorf("session %s has %d answers, of which %d are marked as simulated", key, first.Turnout.N, first.Turnout.Simulated)
		}
	}
}

// demoFigures returns the figures of all sessions, by keys.
func demoFigures(t *testing.T, directory string) map[string]forms.Figures {
	t.Helper()
	all := map[string]forms.Figures{}
	withStore(t, directory, func(store *forms.Store) {
		events, err := store.Events(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if want := len(definition.Conferences()) + len(definition.Further()); len(events) != want {
			t.Fatalf("%d events, want %d", len(events), want)
		}
		large := 0
		for _, event := range events {
			figures, err := store.EventFigures(t.Context(), event.ID)
			if err != nil {
				t.Fatal(err)
			}
			if !event.Simulated || len(figures.Comments) == 0 {
				t.Errorf("event %s: simulated %v, %d comments; want true, some", event.Key, event.Simulated, len(figures.Comments))
			}
			if len(figures.Comments) >= 50 {
				large++
			}
			series, err := store.Series(t.Context(), &event)
			if err != nil || event.Series != "enkreis" && len(reports.Trends(&figures, series)) == 0 {
				t.Errorf("event %s cannot be compared with others of its series: %v", event.Key, err)
			}
			for _, f := range figures.Sessions {
				all[event.Key+"/"+f.Session.Key] = f
				if present := f.Session.Present(&event); f.Turnout.N > present {
					t.Errorf("session %s: %d answers of %d people", f.Session.Key, f.Turnout.N, present)
				}
			}
		}
		if large < 2 {
			t.Errorf("%d events have many comments, want both conferences", large)
		}
	})
	return all
}
