package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"resonanz/app/auth"
	"resonanz/app/live"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// load is the program with an open session, in a process of its own. Whoever
// puts load on it shares the cores with it, and nothing else.
type load struct {
	*process
	base   string
	data   string
	code   string
	cookie string // of a moderator
	token  int    // of the last submission
	key    string // by which the submissions are simulated: they come over one connection
}

func newLoad(b *testing.B) *load {
	b.Helper()
	kinds := servicetest.KindsSource
	l := &load{data: filepath.Join(b.TempDir(), "data"), code: servicetest.KindsOpen}
	withStore(b, l.data, func(store *forms.Store) {
		servicetest.OpenEvent(b, store, definition.Conference{Name: "kinds", Source: kinds})
		session, _, err := store.Session(b.Context(), l.code)
		if err == nil {
			l.key, err = store.RehearsalKey(b.Context(), session.EventID)
		}
		if err != nil {
			b.Fatal(err)
		}
		account, secret := &forms.Account{Name: "load", Role: forms.Moderator, Hash: "none"}, auth.NewToken()
		if err := store.CreateAccount(b.Context(), forms.ByCommand, account); err != nil {
			b.Fatal(err)
		}
		if err := store.SignIn(b.Context(), account.ID, secret); err != nil {
			b.Fatal(err)
		}
		l.cookie = "resonanz=" + secret
	})
	l.process, l.base = serving(b, l.data, "127.0.0.1:0")
	return l
}

func (l *load) host() string { return strings.TrimPrefix(l.base, "http://") }

// submit sends the answers of one more person.
func (l *load) submit(b *testing.B) {
	b.Helper()
	l.token++
	fields := servicetest.Answers(fmt.Sprintf("%032x", l.token))
	fields.Set(forms.FieldAsked, "1")
	fields.Set(forms.FieldRehearsal, l.key)
	request, err := http.NewRequest(http.MethodPost, l.base+"/"+l.code+"/de", strings.NewReader(fields.Encode()))
	if err != nil {
		b.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		b.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusSeeOther {
		b.Fatalf("submission: status %d", response.StatusCode)
	}
}

// resident returns the memory that the program has in RAM, in bytes.
func (l *load) resident(b *testing.B) int {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", l.cmd.Process.Pid))
	if err != nil {
		b.Skip(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kB, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		b.Fatal(err)
	}
	return kB << 10
}

// reader is one open stream of a stage. It reads what a frame says of the
// turnout, and no more, so that 5,000 of them leave the service its cores.
type reader struct {
	conn  net.Conn
	in    *bufio.Reader
	retry time.Duration // after which the service wants to be asked again
}

// open asks for the stream. The error is that of the connection, or a status.
func (l *load) open() (*reader, error) {
	conn, err := net.Dial("tcp", l.host())
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(conn, "GET /screen/%s/stream HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", l.code, l.host(), l.cookie)
	r := &reader{conn: conn, in: bufio.NewReaderSize(conn, 1<<10)}
	var status []byte
	if err == nil {
		status, err = r.in.ReadSlice('\n')
	}
	if err == nil && !bytes.Contains(status, []byte(" 200 ")) {
		err = fmt.Errorf("stream: %s", bytes.TrimSpace(status))
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return r, nil
}

// turnout waits for the next frame and returns its turnout.
func (r *reader) turnout() (int, error) {
	for {
		line, err := r.in.ReadSlice('\n')
		n, isFrame := frameTurnout(line)
		if wait, found := bytes.CutPrefix(line, []byte("retry: ")); found {
			milliseconds, _ := strconv.Atoi(string(bytes.TrimSpace(wait)))
			r.retry = time.Duration(milliseconds) * time.Millisecond
		}
		for err == bufio.ErrBufferFull { // the rest of the line does not matter
			_, err = r.in.ReadSlice('\n')
		}
		if isFrame || err != nil {
			return n, err
		}
	}
}

// frameTurnout returns the turnout from the beginning of a frame.
func frameTurnout(line []byte) (n int, isFrame bool) {
	_, rest, found := bytes.Cut(line, []byte(`"count":"`))
	if !bytes.HasPrefix(line, []byte("data: {")) {
		return 0, false
	}
	if !found { // nobody has answered yet
		return 0, true
	}
	for _, digit := range rest {
		if digit < '0' || digit > '9' {
			break
		}
		n = 10*n + int(digit-'0')
	}
	return n, true
}

// openStreams opens so many streams, each of which has its first frame.
func (l *load) openStreams(b *testing.B, n int) []*reader {
	b.Helper()
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil || files.Cur < uint64(n)+100 {
		b.Skipf("the system allows %d open files: %v", files.Cur, err)
	}
	readers := make([]*reader, n)
	limit := make(chan struct{}, 100) // at a time; more would overrun the queue of connections to be accepted
	var group sync.WaitGroup
	for i := range readers {
		limit <- struct{}{}
		group.Go(func() {
			defer func() { <-limit }()
			r, err := l.open()
			if err == nil {
				_, err = r.turnout()
			}
			if err != nil {
				b.Error(err)
				return
			}
			readers[i] = r
		})
	}
	group.Wait()
	if b.Failed() {
		b.FailNow()
	}
	return readers
}

const (
	loadStreams = 5_000
	loadTime    = 10 * time.Second
	loadEvery   = 50 * time.Millisecond // a hall of 200 people who all send within ten seconds
)

// BenchmarkLoad_streams has 5,000 streams open while answers come in: how long
// after an answer was sent a stream shows it, what a stream costs, and how
// long they take to end with the service.
func BenchmarkLoad_streams(b *testing.B) {
	l := newLoad(b)
	l.submit(b)
	before := l.resident(b)
	readers := l.openStreams(b, loadStreams)
	quiet := l.resident(b)

	sent := make([]atomic.Int64, int(loadTime/loadEvery)+2) // by the turnout that the answer leads to
	var delays histogram
	var ended sync.WaitGroup
	for _, r := range readers {
		ended.Go(func() {
			defer r.conn.Close()
			for shown := 1; ; {
				n, err := r.turnout()
				if err != nil {
					return
				}
				for now := time.Now().UnixNano(); shown < n; shown++ {
					delays.add(time.Duration(now - sent[shown+1].Load()))
				}
			}
		})
	}
	b.ResetTimer()
	ticker := time.NewTicker(loadEvery)
	defer ticker.Stop()
	for n := 2; n < len(sent); n++ {
		<-ticker.C
		sent[n].Store(time.Now().UnixNano())
		l.submit(b)
	}
	b.StopTimer()
	busy := l.resident(b)
	b.ReportMetric(float64(busy>>20), "MB-in-all")
	begin := time.Now()
	l.end(b, syscall.SIGTERM)
	ended.Wait()
	b.ReportMetric(float64(time.Since(begin).Milliseconds()), "ms-to-end")
	b.ReportMetric(float64(quiet-before)/loadStreams/1024, "kB/stream")
	b.ReportMetric(float64(busy-before)/loadStreams/1024, "kB/stream-busy")
	b.ReportMetric(float64(delays.quantile(0.5).Milliseconds()), "ms-p50")
	b.ReportMetric(float64(delays.quantile(0.99).Milliseconds()), "ms-p99")
	b.ReportMetric(float64(delays.count())/loadStreams, "answers")
}

// histogram counts durations by the millisecond. It is safe for concurrent
// use.
type histogram [5_000]atomic.Int64

func (h *histogram) add(d time.Duration) { h[min(max(d.Milliseconds(), 0), int64(len(h))-1)].Add(1) }

func (h *histogram) count() (n int64) {
	for i := range h {
		n += h[i].Load()
	}
	return n
}

func (h *histogram) quantile(q float64) time.Duration {
	left := int64(q * float64(h.count()))
	for i := range h {
		if left -= h[i].Load(); left < 0 {
			return time.Duration(i+1) * time.Millisecond
		}
	}
	return time.Duration(len(h)) * time.Millisecond
}

// BenchmarkLoad_polls has phones ask for what is on the stage, which they
// have: 64 connections, one request at a time on each.
func BenchmarkLoad_polls(b *testing.B) {
	l := newLoad(b)
	path := "/" + l.code + "/de/stage/picture"
	response, err := http.Get(l.base + path)
	if err != nil {
		b.Fatal(err)
	}
	_ = response.Body.Close()
	request := fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\nIf-None-Match: %s\r\n\r\n", path, l.host(), response.Header.Get("ETag"))
	var left atomic.Int64
	left.Store(int64(b.N))
	var phones sync.WaitGroup
	b.ResetTimer()
	for range 64 {
		phones.Go(func() {
			conn, err := net.Dial("tcp", l.host())
			if err != nil {
				b.Error(err)
				return
			}
			defer conn.Close()
			answer := make([]byte, 4<<10)
			for left.Add(-1) >= 0 {
				_, _ = conn.Write(request)
				n, err := conn.Read(answer) // a 304 has no body and comes in one piece
				if err != nil || !bytes.HasPrefix(answer, []byte("HTTP/1.1 304 ")) || !bytes.HasSuffix(answer[:n], []byte("\r\n\r\n")) {
					b.Errorf("%v: %q", err, answer[:n])
					return
				}
			}
		})
	}
	phones.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "polls/s")
}

// BenchmarkLoad_reconnects starts the service again while 2,000 streams are
// open: how long after it is back all of them have the newest frame, when
// they come back as browsers do.
func BenchmarkLoad_reconnects(b *testing.B) {
	const streams = 2_000
	l := newLoad(b)
	readers := l.openStreams(b, streams)
	current := make(chan time.Time, streams)
	for _, r := range readers {
		go func() {
			l.comeBack(b, r)
			current <- time.Now()
		}()
	}
	b.ResetTimer()
	l.end(b, syscall.SIGTERM)
	l.process, _ = serving(b, l.data, l.host())
	back := time.Now()
	l.submit(b)
	var last time.Time
	for range readers {
		last = <-current
	}
	b.ReportMetric(last.Sub(back).Seconds(), "s-to-current")
}

// comeBack reads until the stream ends and opens it again, as browsers do,
// until it tells of the first answer. Only a service that is not there may
// refuse it.
func (l *load) comeBack(b *testing.B, r *reader) {
	retry, n, err := r.retry, 0, error(nil)
	for n != 1 {
		if n, err = r.turnout(); err == nil {
			continue
		}
		_ = r.conn.Close()
		for err != nil {
			time.Sleep(retry)
			if r, err = l.open(); err != nil && !errors.Is(err, syscall.ECONNREFUSED) {
				b.Error(err)
				return
			}
		}
	}
	_ = r.conn.Close()
}

// BenchmarkLoad_stalled has a moderator's phone that takes nothing any more
// while answers with long texts come in: how long it is kept.
func BenchmarkLoad_stalled(b *testing.B) {
	s := servicetest.New(b)
	cookie := s.SignedIn(b, forms.Moderator)
	text := strings.Repeat("x", forms.MaxLongTextLength)
	say := func() { s.Answer(b, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}, "mehr": {text}}) }
	for range 50 { // a frame of 100 kB
		say()
	}
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.Base, "http://"))
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	_ = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
	watching := func() bool { return s.Hub.Watching(func(live.Topic) bool { return true }) > 0 }
	_, _ = fmt.Fprintf(conn, "GET /moderate/%s/stream HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n\r\n", servicetest.KindsOpen, cookie)
	for !watching() {
		time.Sleep(loadEvery)
	}
	b.ResetTimer()
	for watching() {
		say()
		time.Sleep(loadEvery)
	}
	b.ReportMetric(b.Elapsed().Seconds(), "s-to-gone")
}
