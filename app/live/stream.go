package live

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"time"
)

const (
	// HeartbeatEvery is well below the 30 s after which some proxies and
	// mobile networks drop a silent connection. Writing is also the only way
	// to learn that a reader is gone.
	HeartbeatEvery = 12 * time.Second
	// WriteTimeout is how long a reader may take for one frame. Together with
	// the heartbeat it bounds how long a stalled one is kept.
	WriteTimeout = 10 * time.Second
	// MaxAge is how long a stream lives, give or take a fifth, so that readers
	// move on to other replicas and the vanished are not kept for ever.
	MaxAge = 10 * time.Minute

	minRetry = 2 * time.Second // reconnecting readers spread over
	maxRetry = 5 * time.Second // this time, so that a restart brings no storm
)

// Deadline is the part of a net.Conn that Stream needs.
type Deadline interface {
	SetWriteDeadline(t time.Time) error
}

// Stream writes frames as server-sent events
// (https://html.spec.whatwg.org/multipage/server-sent-events.html) until the
// frames end, done is closed, the stream is MaxAge old or the reader is gone.
// Frames are messages without a name. Heartbeats are events named "ping" and
// not comments, because a script cannot see comments and would not know a dead
// connection from a quiet one. An orderly end is an event named "bye", whose
// data says why: "age" (come back at once) or "close" (come back later).
//
// It returns nil after an orderly end and otherwise why it ended. A panic
// becomes an error, because no handler above a body writer would recover it
// and it would end the process. w must lead to conn, which keeps the deadline of the
// last write: it must not serve another response afterwards.
func Stream(w *bufio.Writer, conn Deadline, frames <-chan []byte, done <-chan struct{}) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	heartbeat := time.NewTicker(HeartbeatEvery)
	defer heartbeat.Stop()
	age := time.NewTimer(MaxAge*4/5 + rand.N(MaxAge*2/5))
	defer age.Stop()

	// Nothing of a response leaves the server before the first flush, so the
	// stream says something even if there is no frame yet.
	retry := minRetry + rand.N(maxRetry-minRetry)
	err = send(w, conn, fmt.Sprintf("retry: %d\n\n", retry.Milliseconds()))
	for err == nil {
		select {
		case <-done:
			return send(w, conn, "event: bye\ndata: close\n\n")
		case <-age.C:
			return send(w, conn, "event: bye\ndata: age\n\n")
		case <-heartbeat.C:
			err = send(w, conn, "event: ping\ndata: 1\n\n")
		case frame, ok := <-frames:
			if !ok {
				return send(w, conn, "event: bye\ndata: close\n\n")
			}
			err = sendFrame(w, conn, frame)
		}
	}
	return err
}

// send sets the deadline before it writes, because an event longer than the
// buffer of w goes out before the flush.
func send(w *bufio.Writer, conn Deadline, event string) error {
	if err := conn.SetWriteDeadline(time.Now().Add(WriteTimeout)); err != nil {
		return err
	}
	_, _ = w.WriteString(event) // Flush repeats its error
	return w.Flush()
}

// sendFrame writes each line of the frame as one line of data, straight from
// the bytes that all subscribers share.
func sendFrame(w *bufio.Writer, conn Deadline, frame []byte) error {
	if err := conn.SetWriteDeadline(time.Now().Add(WriteTimeout)); err != nil {
		return err
	}
	for line := range bytes.Lines(frame) {
		_, _ = w.WriteString("data: ")
		_, _ = w.Write(bytes.TrimRight(line, "\r\n"))
		_ = w.WriteByte('\n')
	}
	_ = w.WriteByte('\n')
	return w.Flush()
}
