package main

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"resonanz/forms"
)

// BenchmarkServe_killed kills the service under load, in each round after
// another number of answers, and looks whether all that it had acknowledged
// are there: go test ./app -bench Serve_killed -benchtime 100x
//
// Reference, Once: "an answer is acknowledged only when it is on disk"
func BenchmarkServe_killed(b *testing.B) {
	const phones, most = 20, 300 // answers of a round
	directory := herne(b)
	session, key := rehearsed(b, directory)
	var acknowledged sync.Map
	sent, total := atomic.Int64{}, 0
	for b.Loop() {
		p, address := serving(b, directory, "127.0.0.1:0")
		round, answered := 1+rand.IntN(most), make(chan struct{}, phones)
		ctx, stop := context.WithCancel(b.Context())
		client := http.Client{
			Transport:     &http.Transport{MaxIdleConnsPerHost: phones},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
		var group sync.WaitGroup
		for range phones {
			group.Go(func() {
				for ctx.Err() == nil {
					token := forms.NewToken()
					sent.Add(1)
					response, err := client.Post(address+"/"+session.Code+"/de", "application/x-www-form-urlencoded", simulatedAnswer(token, key))
					if err != nil {
						return // the service is gone
					}
					_ = response.Body.Close()
					if response.StatusCode != http.StatusSeeOther {
						b.Errorf("status %d", response.StatusCode)
						return
					}
					acknowledged.Store(token, true)
					select {
					case answered <- struct{}{}:
					case <-ctx.Done():
					}
				}
			})
		}
		gone := make(chan struct{})
		go func() { group.Wait(); close(gone) }()
		for range round {
			select {
			case <-answered:
			case <-gone:
				b.Fatal("no phone is left")
			}
		}
		p.end(b, syscall.SIGKILL)
		stop()
		group.Wait()
	}
	withStore(b, directory, func(store *forms.Store) {
		acknowledged.Range(func(token, _ any) bool {
			total++
			if there, err := store.Stored(b.Context(), session.ID, token.(forms.Token)); err != nil || !there {
				b.Errorf("an acknowledged answer is stored: %v, %v", there, err)
			}
			return true
		})
	})
	if code, stdout, stderr := runCommand(b, "", "verify", "-data", directory); code != exitOK {
		b.Errorf("verify: exit code %d\n%s%s", code, stdout, stderr)
	}
	b.ReportMetric(float64(total), "acknowledged")
	b.ReportMetric(float64(sent.Load()), "sent")
}

// A service that is told to end while phones answer gives each of them its
// receipt, and has stored all that it acknowledged.
//
// Reference, Robustness: "ends with its receipt"
func TestServe_terminated(t *testing.T) {
	t.Parallel()
	const phones, round = 20, 200 // answers before the signal
	directory := herne(t)
	session, key := rehearsed(t, directory)
	p, address := serving(t, directory, "127.0.0.1:0")
	var acknowledged, receipts atomic.Int64
	var tokens sync.Map
	answered := make(chan struct{}, 100*round)
	var group sync.WaitGroup
	for range phones {
		group.Go(func() {
			client := http.Client{
				Transport:     &http.Transport{MaxConnsPerHost: 1},
				CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			}
			for {
				token := forms.NewToken()
				response, err := client.Post(address+"/"+session.Code+"/de", "application/x-www-form-urlencoded", simulatedAnswer(token, key))
				if err != nil {
					return // the service takes nothing more
				}
				_ = response.Body.Close()
				if response.StatusCode != http.StatusSeeOther {
					t.Errorf("an answer: status %d", response.StatusCode)
					return
				}
				acknowledged.Add(1)
				tokens.Store(token, true)
				answered <- struct{}{}
				if response, err = client.Get(address + response.Header.Get("Location")); err != nil {
					t.Errorf("a receipt: %v", err)
					return
				}
				_ = response.Body.Close()
				if response.StatusCode != http.StatusOK {
					t.Errorf("a receipt: status %d", response.StatusCode)
					return
				}
				receipts.Add(1)
			}
		})
	}
	for range round {
		<-answered
	}
	if code := p.end(t, syscall.SIGTERM); code != exitOK {
		t.Errorf("exit code %d, want 0:\n%s", code, p.stderr.String())
	}
	group.Wait()
	t.Logf("%d answers acknowledged, %d receipts", acknowledged.Load(), receipts.Load())
	withStore(t, directory, func(store *forms.Store) {
		tokens.Range(func(token, _ any) bool {
			if there, err := store.Stored(t.Context(), session.ID, token.(forms.Token)); err != nil || !there {
				t.Errorf("an acknowledged answer is stored: %v, %v", there, err)
			}
			return true
		})
	})
	mustRun(t, "verify", "-data", directory)
}

// rehearsed returns the first session of the event, and the key by which answers
// to it are simulated: no hall answers at this pace.
func rehearsed(t testing.TB, directory string) (session forms.Session, key string) {
	t.Helper()
	withStore(t, directory, func(store *forms.Store) {
		sessions, err := store.Sessions(t.Context(), mustEvent(t, store).ID)
		if err != nil {
			t.Fatal(err)
		}
		session = sessions[len(sessions)-1]
		if key, err = store.RehearsalKey(t.Context(), session.EventID); err != nil {
			t.Fatal(err)
		}
	})
	return session, key
}

// simulatedAnswer returns the body of a form with a text that is the token.
func simulatedAnswer(token forms.Token, key string) io.Reader {
	return strings.NewReader(url.Values{forms.FieldToken: {string(token)}, forms.FieldAsked: {"1"}, forms.FieldRehearsal: {key}, "mitnehmen": {string(token)}}.Encode())
}
