package live

import (
	"bytes"
	"fmt"
	"io"
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

// Conn is the part of a net.Conn that Stream needs.
type Conn interface {
	io.Writer
	SetWriteDeadline(t time.Time) error
}

// Event returns the frame as a server-sent event without a name: each line of
// it is a line of data
// (https://html.spec.whatwg.org/multipage/server-sent-events.html).
func Event(frame []byte) []byte {
	event := make([]byte, 0, len(frame)+len("data: \n\n"))
	for line := range bytes.Lines(frame) {
		event = append(event, "data: "...)
		event = append(event, bytes.TrimRight(line, "\r\n")...)
		event = append(event, '\n')
	}
	return append(event, '\n')
}

// Stream writes frames, which are events (see Event), until they end, done is
// closed, the stream is MaxAge old or the reader is gone. Heartbeats are events named "ping" and
// not comments, because a script cannot see comments and would not know a dead
// connection from a quiet one. An orderly end is an event named "bye", whose
// data says why: "age" (come back at once) or "close" (come back later).
//
// It returns nil after an orderly end and otherwise why it ended. A panic
// becomes an error, because nothing above would recover it and it would end the
// process.
func Stream(conn Conn, frames <-chan []byte, done <-chan struct{}) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	heartbeat := time.NewTicker(HeartbeatEvery)
	defer heartbeat.Stop()
	age := time.NewTimer(MaxAge*4/5 + rand.N(MaxAge*2/5))
	defer age.Stop()

	// The reader learns that the stream is there even if there is no frame yet.
	retry := minRetry + rand.N(maxRetry-minRetry)
	err = send(conn, fmt.Appendf(nil, "retry: %d\n\n", retry.Milliseconds()))
	for err == nil {
		select {
		case <-done:
			return send(conn, []byte(byeClose))
		case <-age.C:
			return send(conn, []byte(byeAge))
		case <-heartbeat.C:
			err = send(conn, []byte(ping))
		case frame, ok := <-frames:
			if !ok {
				return send(conn, []byte(byeClose))
			}
			err = send(conn, frame)
		}
	}
	return err
}

const (
	ping     = "event: ping\ndata: 1\n\n"
	byeClose = "event: bye\ndata: close\n\n"
	byeAge   = "event: bye\ndata: age\n\n"
)

func send(conn Conn, event []byte) error {
	if err := conn.SetWriteDeadline(time.Now().Add(WriteTimeout)); err != nil {
		return err
	}
	_, err := conn.Write(event)
	return err
}
