package participant_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// wifi is a network between a browser and the service that can fail in the
// ways in which those of halls do.
type wifi struct {
	address string // the service as it is reached through the network
	target  string // host:port of the service
	ln      net.Listener

	mu    sync.Mutex
	state string
	conns map[net.Conn]bool
}

// The states of the network.
const (
	wifiOpen    = "open"
	wifiOff     = "off"     // nothing gets through
	wifiRequest = "request" // breaks in the middle of what is sent
	wifiAnswer  = "answer"  // breaks before the answer to what was sent, which the service has dealt with
	wifiPortal  = "portal"  // a sign-in page answers 200 to everything
)

const portalAnswer = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\nConnection: close\r\n\r\n<h1>Please pay!</h1>"

// newWifi puts a network before the service. The second result is an address
// whose last segment sets the state.
func newWifi(t *testing.T, s *servicetest.Site) (*wifi, string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wifi{
		address: "http://" + ln.Addr().String(), target: strings.TrimPrefix(s.Base, "http://"),
		ln: ln, state: wifiOpen, conns: map[net.Conn]bool{},
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			running.Go(func() { w.carry(conn) })
		}
	})
	control := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		w.set(strings.TrimPrefix(r.URL.Path, "/"))
	}))
	t.Cleanup(func() {
		control.Close()
		_ = ln.Close()
		w.set(wifiOff)
		running.Wait()
	})
	return w, control.URL
}

// set changes the state. A network that goes away takes its connections along.
func (w *wifi) set(state string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.state = state
	if state != wifiOff && state != wifiPortal {
		return
	}
	for conn := range w.conns {
		_ = conn.Close()
	}
}

func (w *wifi) now() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state
}

// hold keeps the connection until the returned function closes it, or closes
// it at once if nothing gets through.
func (w *wifi) hold(conn net.Conn) func() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.state == wifiOff {
		_ = conn.Close()
	}
	w.conns[conn] = true
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.conns, conn)
		_ = conn.Close()
	}
}

// carry carries what the browser and the service say to each other.
func (w *wifi) carry(browser net.Conn) {
	defer w.hold(browser)()
	service, err := net.Dial("tcp", w.target)
	if err != nil {
		return
	}
	defer w.hold(service)()
	var posting sync.Mutex
	muted := false // what the service says is thrown away, and ends the connection
	go func() {
		buffer := make([]byte, 32<<10)
		for {
			n, err := service.Read(buffer)
			posting.Lock()
			lost := muted
			posting.Unlock()
			if n > 0 && !lost {
				_, _ = browser.Write(buffer[:n])
			}
			if err != nil || lost {
				_ = browser.Close()
				return
			}
		}
	}()
	buffer := make([]byte, 32<<10)
	for {
		n, err := browser.Read(buffer)
		if n > 0 {
			said, state := buffer[:n], w.now()
			posts := bytes.HasPrefix(said, []byte("POST "))
			switch {
			case state == wifiPortal:
				_, _ = io.WriteString(browser, portalAnswer)
				return
			case state == wifiRequest && posts:
				_, _ = service.Write(said[:n/2])
				return
			case state == wifiAnswer && posts:
				posting.Lock()
				muted = true
				posting.Unlock()
			}
			_, _ = service.Write(said)
		}
		if err != nil {
			return
		}
	}
}

// wifiRounds is how many participants of a seed answer one after the other,
// each with cuts that chance picks.
const wifiRounds = 100

// Reference, On bad Wi-Fi: "waits for the network by itself"
// Reference, On bad Wi-Fi: "The acknowledgement has to echo the random token before anything is deleted"
func TestBrowser_badWifi(t *testing.T) {
	t.Parallel()
	for _, seed := range []string{"1", "2"} {
		t.Run(seed, func(t *testing.T) {
			t.Parallel()
			s := servicetest.New(t)
			network, control := newWifi(t, s)
			t.Log(servicetest.Browse(t, "wifi.mjs", network.address, control, servicetest.KindsOpen, strconv.Itoa(wifiRounds), seed))
			if !t.Failed() && !t.Skipped() {
				checkEachOnce(t, s)
			}
		})
	}
}

// checkEachOnce reports what of the rounds of wifi.mjs has not arrived exactly
// once.
func checkEachOnce(t *testing.T, s *servicetest.Site) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(s.Data, forms.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), "SELECT body FROM comments WHERE item = 'satz'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	times := map[string]int{}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		times[text]++
	}
	for text, n := range times {
		if n != 1 {
			t.Errorf("%s arrived %d times", text, n)
		}
	}
	for _, text := range []string{"Schritt", "Nichts behalten"} {
		if times[text] != 1 {
			t.Errorf("%s arrived %d times", text, times[text])
		}
	}
	for round := range wifiRounds {
		if text := fmt.Sprintf("Runde %d", round); times[text] != 1 {
			t.Errorf("%s arrived %d times", text, times[text])
		}
	}
	if got, want := s.Turnout(t, servicetest.KindsOpen), wifiRounds+2; got != want {
		t.Errorf("turnout %d, want %d", got, want)
	}
}
