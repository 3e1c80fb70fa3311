//go:build linux

package main

import (
	"database/sql"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"resonanz/forms"
)

// ailing is the program on a machine that fails it, with its operations listener.
type ailing struct {
	*process
	address, ops string
	session      forms.Session
}

func newAiling(t *testing.T, directory string) *ailing {
	t.Helper()
	a := &ailing{}
	withStore(t, directory, func(store *forms.Store) {
		sessions, err := store.Sessions(t.Context(), mustEvent(t, store).ID)
		if err != nil {
			t.Fatal(err)
		}
		a.session = sessions[len(sessions)-1]
	})
	a.ops = "127.0.0.1:" + freePort(t)
	a.process = start(t, "serve", "-data", directory, "-listen", "127.0.0.1:0", "-ops-listen", a.ops, "-log-format", "text")
	a.address = a.until(t, "http://")
	return a
}

// submit sends answers and returns the status.
func (a *ailing) submit(t *testing.T, token forms.Token) *http.Response {
	t.Helper()
	values := url.Values{forms.FieldToken: {string(token)}, forms.FieldAsked: {"1"}, "mitnehmen": {"Viel."}}
	response, err := http.DefaultTransport.RoundTrip(request(t, a.address+"/"+a.session.Code+"/de", values))
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response
}

func request(t *testing.T, address string, values url.Values) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(values.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Close = true // each phone has a connection of its own
	return r
}

// checkBusy sends answers of some people at once, all of which have to be put off.
func (a *ailing) checkBusy(t *testing.T, tokens []forms.Token) {
	t.Helper()
	var phones sync.WaitGroup
	for _, token := range tokens {
		phones.Go(func() {
			if r := a.submit(t, token); r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" {
				t.Errorf("status %d, Retry-After %q; want 503 and a time", r.StatusCode, r.Header.Get("Retry-After"))
			}
		})
	}
	phones.Wait()
	if got := status(t, "http://"+a.ops+"/readyz"); got != http.StatusServiceUnavailable {
		t.Errorf("/readyz: status %d while nothing can be stored, want 503", got)
	}
	if got := status(t, a.address+"/HERN"); got != http.StatusOK {
		t.Errorf("status %d of the programme, want 200", got)
	}
}

// checkRecovered sees that the service is ready without anybody's answers, and
// stores those that were put off.
func (a *ailing) checkRecovered(t *testing.T, tokens []forms.Token) {
	t.Helper()
	if got := status(t, "http://"+a.ops+"/readyz"); got != http.StatusOK {
		t.Errorf("/readyz: status %d after it is over, want 200", got)
	}
	for _, token := range tokens {
		if r := a.submit(t, token); r.StatusCode != http.StatusSeeOther {
			t.Errorf("status %d after it is over, want 303", r.StatusCode)
		}
	}
	if code := a.end(t, syscall.SIGTERM); code != exitOK {
		t.Errorf("exit code %d, want 0", code)
	}
	if n := strings.Count(a.stderr.String(), "submissions not stored"); n != 1 {
		t.Errorf("%d lines about answers that were not stored, want 1", n)
	}
	if lines := strings.Count(a.stderr.String(), "\n"); lines > 6 { // one for each part that noticed
		t.Errorf("%d lines in the log, want a handful:\n%s", lines, a.stderr.String())
	}
}

func newTokens(n int) []forms.Token {
	tokens := make([]forms.Token, n)
	for i := range tokens {
		tokens[i] = forms.NewToken()
	}
	return tokens
}

// While another program holds the lock of the database all are put off at once,
// and nobody has to restart anything afterwards.
//
// Reference, Robustness: "`/readyz` says no until a commit succeeds"
func TestServe_locked(t *testing.T) {
	t.Parallel()
	directory := herne(t)
	a := newAiling(t, directory)
	db, err := sql.Open("sqlite3", filepath.Join(directory, forms.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, statement := range []string{"PRAGMA busy_timeout = 10000", "BEGIN IMMEDIATE"} {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	tokens := newTokens(20)
	a.checkBusy(t, tokens)
	if _, err := conn.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	a.checkRecovered(t, tokens)
}

// The same with a disk that is full.
//
// Reference, Robustness: "nothing has to be restarted"
func TestServe_diskFull(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	if err := syscall.Mount("tmpfs", directory, "tmpfs", 0, "size=8m"); err != nil {
		t.Skipf("a small disk needs the right to mount one: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(directory, syscall.MNT_DETACH) })
	data := filepath.Join(directory, "data")
	copyDirectory(t, herne(t), data)
	a := newAiling(t, data)
	filler := filepath.Join(directory, "filler")
	fill(t, filler)
	tokens := newTokens(20)
	a.checkBusy(t, tokens)
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	a.checkRecovered(t, tokens)
}

// fill writes to the file until the disk is full.
func fill(t *testing.T, file string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{64 << 10, 4 << 10, 1} {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
}

func copyDirectory(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil && !errors.Is(err, fs.ErrExist) {
		t.Fatal(err)
	}
	if err := os.Chmod(to, 0o700); err != nil {
		t.Fatal(err)
	}
}

// freePort returns a port that nothing listens on.
func freePort(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	return port
}
