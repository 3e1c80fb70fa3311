package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"resonanz/forms"
)

// begun is a submission of which the service has read the head and waits for
// the body.
type begun struct {
	conn    net.Conn
	reader  *bufio.Reader
	body    string
	session forms.Session
	token   forms.Token
}

func begin(t *testing.T, directory, address string) begun {
	t.Helper()
	r := prepared(t, directory, address, 1, 1)
	b := begun{session: r.Sessions[len(r.Sessions)-1].Session}
	page, err := http.Get(address + "/" + b.session.Code + "/de")
	if err != nil {
		t.Fatal(err)
	}
	defer page.Body.Close()
	content, err := io.ReadAll(page.Body)
	if err != nil {
		t.Fatal(err)
	}
	_, token, _ := strings.Cut(string(content), `name="`+forms.FieldToken+`" value="`)
	token, _, _ = strings.Cut(token, `"`)
	b.token, b.body = forms.Token(token), url.Values{forms.FieldToken: {token}, forms.FieldAsked: {"1"}, "mitnehmen": {"Viel."}}.Encode()
	action := page.Request.URL
	if b.conn, err = net.Dial("tcp", action.Host); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.conn.Close() })
	_, err = fmt.Fprintf(b.conn, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
		"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n", action.Path, action.Host, len(b.body))
	if err != nil {
		t.Fatal(err)
	}
	b.reader = bufio.NewReader(b.conn)
	if line, err := b.reader.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("the service answers %q, %v; want to be asked for the body", line, err)
	}
	if _, err := b.reader.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return b
}

// refusing waits until the service takes no more connections.
func refusing(t *testing.T, address string) {
	t.Helper()
	for t.Context().Err() == nil {
		conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
		if err != nil {
			return
		}
		_ = conn.Close()
	}
}

// A service that is told to end takes no new connections and finishes the
// submission that is under way.
//
// Reference, Robustness: "After SIGTERM nobody new is let in"
func TestServe_finishes(t *testing.T) {
	t.Parallel()
	directory := herne(t)
	p, address := serving(t, directory, "127.0.0.1:0")
	b := begin(t, directory, address)
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	refusing(t, address)
	if _, err := b.conn.Write([]byte(b.body)); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(b.reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d of the submission under way, want 303", response.StatusCode)
	}
	// The browser is led on to the receipt, and gets it although the service
	// takes no new connections.
	if _, err := fmt.Fprintf(b.conn, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", response.Header.Get("Location")); err != nil {
		t.Fatal(err)
	}
	if response, err = http.ReadResponse(b.reader, nil); err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK || !response.Close {
		t.Errorf("status %d of the receipt, connection closed: %v; want 200 and true", response.StatusCode, response.Close)
	}
	if code := p.wait(t); code != exitOK {
		t.Errorf("exit code %d, want 0:\n%s", code, p.stderr.String())
	}
	withStore(t, directory, func(store *forms.Store) {
		if there, err := store.Stored(t.Context(), b.session.ID, b.token); err != nil || !there {
			t.Errorf("the submission under way is stored: %v, %v; want true", there, err)
		}
	})
}

// A second signal ends a service that still waits for a phone.
func TestServe_secondSignal(t *testing.T) {
	t.Parallel()
	directory := herne(t)
	p, address := serving(t, directory, "127.0.0.1:0")
	begin(t, directory, address)
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	refusing(t, address)
	if code := p.end(t, syscall.SIGTERM); code != -1 {
		t.Errorf("exit code %d after the second signal, want to be ended by it:\n%s", code, p.stderr.String())
	}
}

// A request of which half has come and the rest never does is no failure of a
// service that is told to end.
func TestServe_halfSent(t *testing.T) {
	t.Parallel()
	p, address := serving(t, herne(t), "127.0.0.1:0")
	for _, half := range []string{"POST /HE", "POST /HERN/de HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.Write([]byte(half)); err != nil {
			t.Fatal(err)
		}
	}
	status(t, address) // after it the service has taken the others
	if code := p.end(t, syscall.SIGTERM); code != exitOK {
		t.Errorf("exit code %d, want 0:\n%s", code, p.stderr.String())
	}
}

// Reference, Data protection: "The log has routes and status codes, no addresses".
func TestServe(t *testing.T) {
	t.Parallel()
	directory := filepath.Join(t.TempDir(), "data")
	p := start(t, "serve", "-data", directory, "-listen", "127.0.0.1:0", "-ops-listen", "127.0.0.1:0", "-log-level", "debug")
	address := p.until(t, "http://")
	link := p.until(t, "http://")
	if !strings.HasPrefix(link, address+"/welcome#") || len(link) < len(address)+len("/welcome#")+22 {
		t.Errorf("one-time link %s, want one with 128 bits in the fragment", link)
	}
	if got := status(t, address+"/"); got != 200 {
		t.Errorf("status %d of the start page, want 200", got)
	}
	if code := p.end(t, syscall.SIGTERM); code != exitOK {
		t.Errorf("exit code %d after the termination signal, want 0:\n%s", code, p.stderr.String())
	}
	if strings.Contains(p.stderr.String(), "127.0.0.1") || !strings.Contains(p.stderr.String(), `"route":"/"`) {
		t.Errorf("the log, want routes and no addresses:\n%s", p.stderr.String())
	}
	mustRun(t, "user", "add", "anna", "-data", directory)
	p, _ = serving(t, directory, "127.0.0.1:0")
	p.end(t, syscall.SIGTERM)
	if len(p.printed) != 1 {
		t.Errorf("with an account it prints %q, want no one-time link", p.printed)
	}
}
