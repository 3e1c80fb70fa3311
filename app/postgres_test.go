package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"resonanz/forms"
	"resonanz/forms/definition"
	"resonanz/forms/postgrestest"
)

// Two services on one PostgreSQL database share a hall: a proxy gives each connection
// to the next of them. Nothing is lost or counted twice, and every tally is what the
// rows say. (What a phone has typed when a form comes back is held by one service.)
func TestPostgres_replicas(t *testing.T) {
	t.Parallel()
	database := postgrestest.New(t)
	source := bytes.Replace(definition.Conferences()[1].Source, []byte("simulated: yes"), []byte("simulated: no"), 1)
	file, directory := filepath.Join(t.TempDir(), "event.yaml"), t.TempDir()
	if err := os.WriteFile(file, source, 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "import", "-data", directory, "-db", database, file)
	store, err := forms.Open(t.Context(), directory, forms.Options{Database: database})
	if err != nil {
		t.Fatal(err)
	}
	err = setStates(t.Context(), store, mustEvent(t, store), forms.StateOpen, "")
	if closing := store.Close(); err != nil || closing != nil {
		t.Fatal(err, closing)
	}

	var replicas []*httputil.ReverseProxy
	for range 2 {
		p := start(t, "serve", "-data", t.TempDir(), "-db", database, "-listen", "127.0.0.1:0", "-ops-listen", "")
		address, err := url.Parse(p.until(t, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		replicas = append(replicas, &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(address)
			r.Out.Host = r.In.Host
		}})
	}
	var turn atomic.Int64
	type connection struct{}
	front := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Context().Value(connection{}).(*httputil.ReverseProxy).ServeHTTP(w, r)
	}))
	front.Config.ConnContext = func(ctx context.Context, _ net.Conn) context.Context {
		return context.WithValue(ctx, connection{}, replicas[turn.Add(1)%2])
	}
	front.Start()
	t.Cleanup(front.Close)
	output := mustRun(t, "rehearse", "-data", directory, "-db", database, "-url", front.URL, "-event", herneCode,
		"-participants", "60", "-rate", "0", "-think", "1ms")
	if !strings.Contains(output, "refused 0, not delivered 0, lost 0, counted twice 0") {
		t.Errorf("output of the rehearsal:\n%s", output)
	}
	mustRun(t, "verify", "-data", directory, "-db", database)
}
