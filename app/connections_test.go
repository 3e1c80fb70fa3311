//go:build linux

package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// idle opens n connections and says half a word on every second one.
func idle(t testing.TB, address string, n int) []net.Conn {
	t.Helper()
	conns := make([]net.Conn, n)
	for i := range conns {
		conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		if conns[i] = conn; i%2 == 1 {
			_, _ = io.WriteString(conn, "GET")
		}
	}
	return conns
}

// phone loads a page on a connection of its own.
func phone(t testing.TB, address string) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("%s: status %d", address, response.StatusCode)
	}
}

// A client that opens more connections than the system has descriptors for
// keeps nobody out: those that have waited longest are closed.
//
// Reference, Robustness: "the connection that has waited"
func TestServe_connections(t *testing.T) {
	t.Parallel()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	p := startCommand(t, exec.Command("sh", "-c", `ulimit -n 256; exec "$0" "$@"`,
		path, "serve", "-data", herne(t), "-listen", "127.0.0.1:0", "-ops-listen", ""))
	address := p.until(t, "http://")
	conns := idle(t, address, 600)
	for range 20 {
		phone(t, address+"/HERN")
	}
	_, err = conns[0].Read(make([]byte, 1))
	if err == nil {
		t.Error("the connection that has waited longest is answered")
	}
	last := conns[len(conns)-1]
	fmt.Fprintf(last, " / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	if answer, err := io.ReadAll(last); err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 200") {
		t.Errorf("the connection that has waited shortest: %v, %.100s", err, answer)
	}
}

// The soft limit of the system is raised to the hard one.
//
// Reference, Robustness: "as many as the system has descriptors for"
func TestServe_softLimit(t *testing.T) {
	t.Parallel()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	p := startCommand(t, exec.Command("sh", "-c", `ulimit -S -n 128; exec "$0" "$@"`,
		path, "serve", "-data", herne(t), "-listen", "127.0.0.1:0", "-ops-listen", ""))
	address := p.until(t, "http://")
	conns := idle(t, address, 300)
	phone(t, address+"/HERN") // after it the service has taken the others
	if err := conns[0].SetReadDeadline(time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if _, err := conns[0].Read(make([]byte, 1)); err == io.EOF {
		t.Error("connections are closed at the soft limit")
	}
	var limit unix.Rlimit
	if err := unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_NOFILE, nil, &limit); err != nil || limit.Cur+1 < limit.Max { // Go leaves one
		t.Errorf("limit %d of %d: %v", limit.Cur, limit.Max, err)
	}
}

// A system that has no descriptor left for the next connection is waited out.
func TestServe_noDescriptors(t *testing.T) {
	t.Parallel()
	p, address := serving(t, herne(t), "127.0.0.1:0")
	conns := idle(t, address, 60)
	phone(t, address+"/HERN")
	var before unix.Rlimit
	if err := unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_NOFILE, nil, &before); err != nil {
		t.Fatal(err)
	}
	if err := unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: 16, Max: before.Max}, nil); err != nil {
		t.Fatal(err)
	}
	idle(t, address, 5)
	_, _ = conns[0].Read(make([]byte, 1)) // until it is closed to make room
	if err := unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_NOFILE, &before, nil); err != nil {
		t.Fatal(err)
	}
	phone(t, address+"/HERN")
	if code := p.end(t, unix.SIGTERM); code != exitOK || !strings.Contains(p.stderr.String(), "accept a connection") {
		t.Errorf("exit code %d, want 0 and a word about it:\n%s", code, p.stderr.String())
	}
}
