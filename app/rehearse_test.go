package main

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"resonanz/app/rehearsal"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// herne imports the first reference conference into a new data directory, as
// an event with real participants, and opens all its sessions.
func herne(t testing.TB) (directory string) {
	t.Helper()
	directory = filepath.Join(t.TempDir(), "data")
	source := bytes.Replace(definition.Conferences()[1].Source, []byte("simulated: yes"), []byte("simulated: no"), 1)
	file := filepath.Join(t.TempDir(), "event.yaml")
	if err := os.WriteFile(file, source, 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "import", "-data", directory, file)
	withStore(t, directory, func(store *forms.Store) {
		event := mustEvent(t, store)
		if err := setStates(t.Context(), store, event, forms.StateOpen, ""); err != nil {
			t.Fatal(err)
		}
	})
	return directory
}

func withStore(t testing.TB, directory string, f func(*forms.Store)) {
	t.Helper()
	store, err := forms.Open(t.Context(), directory, forms.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	f(store)
}

const herneCode = "HERN"

func mustEvent(t testing.TB, store *forms.Store) *forms.Event {
	t.Helper()
	event, err := store.Event(t.Context(), herneCode)
	if err != nil {
		t.Fatal(err)
	}
	return event
}

// prepared returns a rehearsal of the event against the service.
func prepared(t testing.TB, directory, address string, participants, phones int) *rehearsal.Rehearsal {
	t.Helper()
	var r *rehearsal.Rehearsal
	withStore(t, directory, func(store *forms.Store) {
		var err error
		if r, err = rehearsal.New(t.Context(), store, mustEvent(t, store), address); err != nil {
			t.Fatal(err)
		}
	})
	r.Participants, r.Phones, r.Seed = participants, phones, 1
	return r
}

// recount counts what was sent, without the code that counts in the service.
func recount(deliveries []rehearsal.Delivery) map[string]forms.Tally {
	tallies := map[string]forms.Tally{}
	for _, d := range deliveries {
		tally := tallies[d.Session.Key]
		tally.N++
		for key, values := range d.Values {
			tally.Add(forms.Cell{Item: key, Option: "="}, 1)
			if isText(key) {
				continue
			}
			for _, value := range values {
				tally.Add(forms.Cell{Item: key, Option: value}, 1)
			}
		}
		tallies[d.Session.Key] = tally
	}
	return tallies
}

// shownOf returns what the final figures show of a recount: no question that
// fewer people answered than the conference's smallest group.
func shownOf(t forms.Tally) forms.Tally {
	for item, cells := range t.Cells {
		if !isText(item) && cells[forms.CellAnswered] < 5 {
			delete(t.Cells, item)
		}
	}
	return t
}

// answersIn returns a released tally without the numbers of people asked,
// which a recount of the answers does not have.
func answersIn(t forms.Tally) forms.Tally {
	for item, cells := range t.Cells {
		if delete(cells, forms.CellAsked); len(cells) == 0 {
			delete(t.Cells, item)
		}
	}
	return t
}

// isText reports whether the item is a free text in the reference conference.
func isText(key string) bool {
	switch key {
	case "mitnehmen", "naechstes", "satz", "frage":
		return true
	}
	return strings.HasSuffix(key, ".note") || strings.HasSuffix(key, ".other")
}

// texts returns how often each text was sent.
func texts(deliveries []rehearsal.Delivery) map[string]int {
	sent := map[string]int{}
	for _, d := range deliveries {
		for key, values := range d.Values {
			if isText(key) {
				sent[values[0]]++
			}
		}
	}
	return sent
}

// checkStored compares what is stored with the deliveries, of which all must
// have been acknowledged.
func checkStored(t *testing.T, directory string, deliveries []rehearsal.Delivery) {
	t.Helper()
	want, sent := recount(deliveries), texts(deliveries)
	withStore(t, directory, func(store *forms.Store) {
		event := mustEvent(t, store)
		checkDeliveries(t, store, deliveries)
		if err := setStates(t.Context(), store, event, forms.StateClosed, ""); err != nil {
			t.Fatal(err)
		}
		figures, err := store.EventFigures(t.Context(), event.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range figures.Sessions {
			if f.Turnout.N != want[f.Session.Key].N {
				t.Errorf("session %s: turnout %d, want %d", f.Session.Key, f.Turnout.N, want[f.Session.Key].N)
			}
			if f.Release == nil {
				t.Errorf("session %s: no figures for %d answers", f.Session.Key, f.Turnout.N)
			} else if diff := cmp.Diff(shownOf(want[f.Session.Key]), answersIn(f.Release.Tally)); diff != "" {
				t.Errorf("session %s: tally (-sent +stored):\n%s", f.Session.Key, diff)
			}
		}
		stored := map[string]int{}
		for _, comment := range figures.Comments {
			stored[comment.Text]++
		}
		if diff := cmp.Diff(sent, stored); diff != "" {
			t.Errorf("comments (-sent +stored):\n%s", diff)
		}
	})
	mustRun(t, "verify", "-data", directory)
}

// checkDeliveries checks that every acknowledged answer is stored.
func checkDeliveries(t *testing.T, store *forms.Store, deliveries []rehearsal.Delivery) {
	t.Helper()
	for _, d := range deliveries {
		if d.Fate != rehearsal.Acknowledged {
			t.Fatalf("an answer to session %s was not delivered: %v", d.Session.Key, d.Err)
		}
		there, err := store.Stored(t.Context(), d.Session.ID, d.Token)
		if err != nil {
			t.Fatal(err)
		}
		if !there {
			t.Fatalf("an acknowledged answer to session %s is not stored", d.Session.Key)
		}
	}
}

// The service is killed, or told to end, ten times while a hall answers. The
// phones go on trying. In the end every answer must be there once.
func TestRehearsal_interrupted(t *testing.T) {
	t.Parallel()
	for name, signal := range map[string]syscall.Signal{"kill": syscall.SIGKILL, "terminate": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			directory := herne(t)
			service, address := serving(t, directory, "127.0.0.1:0")
			r := prepared(t, directory, address, 120, 16)
			deliveries := make(chan rehearsal.Delivery)
			go r.Run(t.Context(), deliveries)
			const rounds, each = 10, 30
			var done []rehearsal.Delivery
			for d := range deliveries {
				done = append(done, d)
				if len(done)%each != 0 || len(done) > rounds*each {
					continue
				}
				code := service.end(t, signal)
				if signal == syscall.SIGTERM && code != exitOK {
					t.Errorf("exit code %d after the termination signal, want 0:\n%s", code, service.stderr.String())
				}
				withStore(t, directory, func(store *forms.Store) { checkDeliveries(t, store, done) })
				mustRun(t, "verify", "-data", directory)
				service, _ = serving(t, directory, strings.TrimPrefix(address, "http://"))
			}
			if len(done) < rounds*each {
				t.Fatalf("the rehearsal ended after %d answers, before the last interruption", len(done))
			}
			service.end(t, syscall.SIGTERM)
			checkStored(t, directory, done)
		})
	}
}

func TestRehearse_command(t *testing.T) {
	t.Parallel()
	directory := herne(t)
	_, address := serving(t, directory, "127.0.0.1:0")
	output := mustRun(t, "rehearse", "-data", directory, "-url", address, "-event", herneCode,
		"-participants", "20", "-rate", "0", "-think", "1ms")
	if !strings.Contains(output, "refused 0, not delivered 0, lost 0, counted twice 0") {
		t.Errorf("output of a rehearsal without loss:\n%s", output)
	}
	if output := mustRun(t, "rehearse", "-data", directory, "-event", herneCode, "-purge"); !strings.Contains(output, "simulated answers removed") {
		t.Errorf("output of -purge:\n%s", output)
	}
	withStore(t, directory, func(store *forms.Store) {
		turnouts, err := store.Turnouts(t.Context(), mustEvent(t, store).ID)
		if err != nil {
			t.Fatal(err)
		}
		for id, turnout := range turnouts {
			if turnout.N != 0 {
				t.Errorf("session %d has %d answers after -purge", id, turnout.N)
			}
		}
	})
	mustRun(t, "verify", "-data", directory)
}

// A rehearsal must notice what it is there to notice.
func TestRehearse_notices(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		// Reply answers a submission in place of the service, or reports that
		// it leaves it to the service.
		Reply func(w http.ResponseWriter, r *http.Request, forward func(url.Values)) bool
		want  string
	}{
		{"lost", func(w http.ResponseWriter, r *http.Request, _ func(url.Values)) bool {
			http.Redirect(w, r, r.URL.Path+"/receipt/"+r.PostFormValue(forms.FieldToken), http.StatusSeeOther)
			return true
		}, "answers were lost"},
		{"doubled", func(w http.ResponseWriter, r *http.Request, forward func(url.Values)) bool {
			again := maps.Clone(r.PostForm)
			again.Set(forms.FieldToken, string(forms.NewToken()))
			again.Set(forms.FieldAsked, "1")
			forward(again)
			return false
		}, "answers were lost or counted twice"},
		{"refused", func(w http.ResponseWriter, _ *http.Request, _ func(url.Values)) bool {
			w.WriteHeader(http.StatusConflict)
			return true
		}, "not every answer was delivered"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			directory := herne(t)
			_, address := serving(t, directory, "127.0.0.1:0")
			front := httptest.NewServer(between(t, address, test.Reply))
			defer front.Close()
			code, stdout, stderr := runCommand(t, "", "rehearse", "-data", directory, "-url", front.URL,
				"-event", herneCode, "-participants", "3", "-rate", "0", "-think", "0")
			if code != exitFailed || !strings.Contains(stderr, test.want) {
				t.Errorf("exit code %d, want 1 and %q:\n%s%s", code, test.want, stdout, stderr)
			}
		})
	}
}

// between is a proxy before the service that answers some submissions itself.
func between(t *testing.T, address string, answer func(http.ResponseWriter, *http.Request, func(url.Values)) bool) http.Handler {
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			if err := r.ParseForm(); err != nil {
				t.Error(err)
			}
			forward := func(fields url.Values) {
				again, err := http.NewRequest(http.MethodPost, address+r.URL.Path, strings.NewReader(fields.Encode()))
				if err != nil {
					t.Error(err)
				}
				again.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				response, err := http.DefaultTransport.RoundTrip(again)
				if err != nil {
					t.Error(err)
				} else if response.StatusCode != http.StatusSeeOther {
					t.Errorf("a forwarded form got the status %d", response.StatusCode)
				} else {
					_ = response.Body.Close()
				}
			}
			if answer(w, r, forward) {
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		proxy.ServeHTTP(w, r)
	})
}
