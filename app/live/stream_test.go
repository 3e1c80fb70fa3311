package live

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// stream is a running Stream with its reader's end of the connection.
type stream struct {
	frames chan []byte
	done   chan struct{}
	reader *bufio.Reader
	conn   net.Conn
	result chan error
}

func newStream(t *testing.T) *stream {
	t.Helper()
	server, client := net.Pipe()
	s := &stream{
		frames: make(chan []byte, 1),
		done:   make(chan struct{}),
		reader: bufio.NewReader(client),
		conn:   client,
		result: make(chan error, 1),
	}
	go func() {
		s.result <- Stream(server, s.frames, s.done)
		_ = server.Close()
	}()
	return s
}

// event reads up to the next empty line.
func (s *stream) event(t *testing.T) string {
	t.Helper()
	var event strings.Builder
	for {
		line, err := s.reader.ReadString('\n')
		if err != nil {
			t.Fatalf("after %q: %v", event.String(), err)
		}
		if line == "\n" {
			return event.String()
		}
		event.WriteString(line)
	}
}

func (s *stream) want(t *testing.T, want string) {
	t.Helper()
	if got := s.event(t); got != want {
		t.Fatalf("event %q, want %q", got, want)
	}
}

// wantEnd fails unless the stream has ended in an orderly way with that word.
func (s *stream) wantEnd(t *testing.T, reason string) {
	t.Helper()
	s.want(t, "event: bye\ndata: "+reason+"\n")
	if err := <-s.result; err != nil {
		t.Errorf("Stream = %v, want nil", err)
	}
	if _, err := s.reader.ReadByte(); err != io.EOF {
		t.Errorf("after bye: %v, want the end", err)
	}
}

func TestStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStream(t)
		start := time.Now()
		if hello := s.event(t); !regexp.MustCompile(`^retry: [2-4]\d\d\d\n$`).MatchString(hello) {
			t.Errorf("first event %q, want a retry of 2 to 5 s", hello)
		}
		s.frames <- Event([]byte(`{"long":"` + strings.Repeat("x", 5000) + `"}`))
		s.want(t, `data: {"long":"`+strings.Repeat("x", 5000)+"\"}\n")
		s.frames <- Event([]byte("two\r\nlines\n"))
		s.want(t, "data: two\ndata: lines\n")
		if took := time.Since(start); took != 0 {
			t.Errorf("frames took %v", took)
		}
		// Longer than WriteTimeout after the last write: the deadline is new.
		s.want(t, "event: ping\ndata: 1\n")
		s.want(t, "event: ping\ndata: 1\n")
		if took := time.Since(start); took != 2*HeartbeatEvery {
			t.Errorf("second heartbeat after %v, want %v", took, 2*HeartbeatEvery)
		}
		close(s.done)
		s.wantEnd(t, "close")
	})
}

// A frame that waits already is sent at once, and the end of the frames ends the
// stream.
func TestStream_first_frame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStream(t)
		s.frames <- Event([]byte("1"))
		s.event(t)
		s.want(t, "data: 1\n")
		close(s.frames) // the Hub is closed
		s.wantEnd(t, "close")
	})
}

func TestStream_age(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ages := map[time.Duration]bool{}
		for range 20 {
			s := newStream(t)
			start := time.Now()
			s.event(t)
			event := "event: ping\ndata: 1\n"
			for event == "event: ping\ndata: 1\n" {
				event = s.event(t)
			}
			if event != "event: bye\ndata: age\n" {
				t.Fatalf("event %q, want bye", event)
			}
			age := time.Since(start)
			if age < 8*time.Minute || age > 12*time.Minute {
				t.Errorf("ended after %v, want 10 min ± 20 %%", age)
			}
			ages[age] = true
		}
		if len(ages) < 10 {
			t.Errorf("20 streams ended at %d different ages", len(ages))
		}
	})
}

// A reader that stalls is given up WriteTimeout after the frame that it does
// not take, one that is gone with the next write.
func TestStream_stalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStream(t)
		s.event(t)
		start := time.Now()
		if err := <-s.result; !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("Stream = %v, want a passed deadline", err)
		}
		if took := time.Since(start); took != HeartbeatEvery+WriteTimeout {
			t.Errorf("given up after %v, want %v", took, HeartbeatEvery+WriteTimeout)
		}
	})
}

func TestStream_gone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStream(t)
		s.event(t)
		_ = s.conn.Close()
		start := time.Now()
		if err := <-s.result; !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("Stream = %v, want a closed pipe", err)
		}
		if took := time.Since(start); took > HeartbeatEvery {
			t.Errorf("noticed after %v, want at most %v", took, HeartbeatEvery)
		}
	})
}

type brokenConn struct{ io.Writer }

func (brokenConn) SetWriteDeadline(time.Time) error { panic("broken") }

func TestStream_panic(t *testing.T) {
	t.Parallel()
	err := Stream(brokenConn{}, nil, nil)
	if err == nil || err.Error() != "panic: broken" {
		t.Errorf("Stream = %v, want the panic as an error", err)
	}
}
