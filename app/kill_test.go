package main

import (
	"context"
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
func BenchmarkServe_killed(b *testing.B) {
	const phones, most = 20, 300 // answers of a round
	directory := herne(b)
	var session forms.Session
	var key string // answers of a rehearsal: no hall answers at this pace
	withStore(b, directory, func(store *forms.Store) {
		sessions, err := store.Sessions(b.Context(), mustEvent(b, store).ID)
		if err != nil {
			b.Fatal(err)
		}
		session = sessions[0]
		if key, err = store.RehearsalKey(b.Context(), session.EventID); err != nil {
			b.Fatal(err)
		}
	})
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
					body := url.Values{forms.FieldToken: {string(token)}, forms.FieldAsked: {"1"}, forms.FieldRehearsal: {key}, "mitnehmen": {string(token)}}.Encode()
					sent.Add(1)
					response, err := client.Post(address+"/"+session.Code+"/de", "application/x-www-form-urlencoded", strings.NewReader(body))
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
