package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"resonanz/app/web"
	"resonanz/forms"
)

func TestOperations(t *testing.T) {
	t.Parallel()
	store, err := forms.Open(t.Context(), t.TempDir(), forms.Options{})
	if err != nil {
		t.Fatal(err)
	}
	metrics := web.NewMetrics()
	metrics.Request("/:code/:lang", http.StatusSeeOther, 0.002)
	metrics.Accepted()
	metrics.Duplicate()
	metrics.Refused(web.RefusedBusy)
	metrics.Refused("something that a visitor typed")
	metrics.StreamOpened()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- web.ServeOperations(ctx, ln, store, metrics) }()
	defer func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	}()
	address := "http://" + ln.Addr().String()
	tests := []struct {
		path   string
		status int
		want   []string
	}{
		{"/healthz", http.StatusOK, []string{"ok"}},
		{"/readyz", http.StatusOK, []string{"ready"}},
		{"/", http.StatusNotFound, nil},
		{"/metrics", http.StatusOK, []string{
			`resonanz_requests_total{route="/:code/:lang",status="3xx"} 1`,
			`resonanz_submissions_total{result="accepted"} 1`,
			`resonanz_submissions_total{result="duplicate"} 1`,
			`resonanz_refused_total{reason="busy"} 1`,
			`resonanz_refused_total{reason="closed"} 0`,
			`resonanz_refused_total{reason="other"} 1`,
			`resonanz_streams 1`,
			`go_goroutines`,
		}},
	}
	for _, test := range tests {
		code, body := get(t, address+test.path)
		if code != test.status {
			t.Errorf("%s: status %d, want %d", test.path, code, test.status)
		}
		for _, want := range test.want {
			if !strings.Contains(body, want) {
				t.Errorf("%s does not have %q:\n%s", test.path, want, body)
			}
		}
	}
	if code, _, stderr := runCommand(t, "", "healthcheck", "-ops-listen", ln.Addr().String()); code != exitOK {
		t.Errorf("healthcheck: exit code %d, want 0\n%s", code, stderr)
	}

	// A service that cannot store answers lives, but is not ready.
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if code, _ := get(t, address+"/healthz"); code != http.StatusOK {
		t.Errorf("/healthz without a store: status %d, want 200", code)
	}
	if code, _ := get(t, address+"/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("/readyz without a store: status %d, want 503", code)
	}
	if code, _, _ := runCommand(t, "", "healthcheck", "-ops-listen", ln.Addr().String()); code != exitFailed {
		t.Errorf("healthcheck without a store: exit code %d, want 1", code)
	}
}

func get(t *testing.T, address string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, http.DefaultClient, r)
}

// read sends the request and returns the answer.
func read(t *testing.T, client *http.Client, r *http.Request) (status int, body string) {
	t.Helper()
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(content)
}

func TestLocalURL(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if got := web.LocalURL(ln); !strings.HasPrefix(got, "http://localhost:") {
		t.Errorf("address %s of a listener on all interfaces, want localhost", got)
	}
}

// Phones cannot open localhost: whatever the machine has for them can be reached.
func TestNetworkURLs(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	all := web.NetworkURLs(ln)
	if len(all) == 0 {
		t.Skip("this machine is in no network")
	}
	for _, address := range all {
		conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		if host, _, _ := net.SplitHostPort(conn.RemoteAddr().String()); net.ParseIP(host).IsLoopback() {
			t.Errorf("%s is this machine alone", address)
		}
		_ = conn.Close()
	}
	own, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer own.Close()
	if got := web.NetworkURLs(own); len(got) > 0 {
		t.Errorf("addresses %v of a listener on the loopback, want none", got)
	}
}
