package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
	"resonanz/forms"
)

// eventStream is the media type of server-sent events.
const eventStream = "text/event-stream"

// TopicOf returns the topic of the visit's session or event for the audience.
func TopicOf(v *Visit, audience live.Audience) live.Topic {
	topic := live.Topic{EventID: v.Event.ID, Audience: audience}
	if v.Session != nil {
		topic.SessionID = v.Session.ID
	}
	return topic
}

// SendStream sends the frames of a topic as server-sent events until the browser
// leaves or the service ends. Nothing of the request is touched once the
// handler has returned, since the connection's buffers serve another one then.
// If watch is not nil, it is called when the stream begins, and what it returns
// when the stream ends.
func (s *Kit) SendStream(c *fiber.Ctx, topic live.Topic, watch func() (end func())) error {
	if c.Method() != fiber.MethodGet { // a HEAD would hold a stream that nobody reads
		return ErrMethod
	}
	done, err := s.admitted(c)
	if err != nil {
		return err
	}
	frames, err := s.Hub.Subscribe(topic)
	if errors.Is(err, live.ErrFull) || errors.Is(err, live.ErrClosed) {
		return ErrBusy
	}
	if err != nil {
		return err
	}
	if !s.streaming.begin() {
		frames.Close()
		return ErrBusy
	}
	c.Set(fiber.HeaderContentType, eventStream)
	c.Set(fiber.HeaderCacheControl, "no-store, no-transform")
	c.Set("X-Accel-Buffering", "no") // nginx would hold the frames back
	header := &c.Response().Header
	header.SetContentLength(-2) // as long as the connection, which serves nothing else
	head := slices.Clone(header.Header())
	s.Metrics.StreamOpened()
	end := func() {}
	if watch != nil {
		end = watch()
	}
	c.Context().HijackSetNoResponse(true)
	c.Context().Hijack(func(conn net.Conn) {
		go func() {
			defer s.streaming.done()
			defer s.Metrics.StreamClosed()
			defer end()
			s.serveStream(hijacked(conn), head, frames, done)
		}()
	})
	return nil
}

// serveStream serves a stream on a connection that it has to itself: the server
// can forget the request, whose buffers cost more than all else of a stream.
func (s *Kit) serveStream(conn net.Conn, head []byte, frames *live.Subscriber, done <-chan struct{}) {
	defer frames.Close()
	defer conn.Close()
	err := prepare(conn)
	if err == nil {
		_ = conn.SetWriteDeadline(time.Now().Add(live.WriteTimeout)) // Write repeats its error
		_, err = conn.Write(head)
	}
	if err == nil {
		err = live.Stream(conn, frames.Frames(), done)
	}
	if err != nil { // most of all, that the reader has left
		s.Log.Debug("stream", "error", err)
	}
}

// streamBuffer is what the system may keep of a stream for a slow reader, in
// bytes: some dozens of frames. By itself it would grow to megabytes, and a
// reader that has stalled would be noticed that much later.
const streamBuffer = 64 << 10

func prepare(conn net.Conn) error {
	if it, ok := conn.(*connection); ok {
		conn = it.Conn
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		if err := tcp.SetWriteBuffer(streamBuffer); err != nil {
			return err
		}
		return giveUp(tcp, live.WriteTimeout)
	}
	return nil
}

// streamedFrame returns the topic's frame as streams send it.
func (s *Kit) streamedFrame(ctx context.Context, of live.Topic) ([]byte, error) {
	frame, err := s.Frame(ctx, of)
	if err != nil {
		return nil, err
	}
	return live.Event(frame), nil
}

// admitted returns a channel that is closed when the reader of a stream may read
// no further: when the service ends, or when the reader is cut off.
func (s *Kit) admitted(c *fiber.Ctx) (<-chan struct{}, error) {
	account := AccountOf(c)
	if account == nil {
		return c.Context().Done(), nil
	}
	revoked := s.revocations.of(readerOf(account)) // the end of the service closes the frames
	// It may have been revoked since this request was let in.
	_, err := s.Store.SignedIn(c.UserContext(), c.Cookies(s.sessionCookie()))
	if forms.CodeOf(err) == forms.CodeNotFound {
		err = errSignedOut
	}
	return revoked, err
}

// SendFrame sends a topic's frame as it is now, unless the browser has it.
func (s *Kit) SendFrame(c *fiber.Ctx, topic live.Topic) error {
	frame, err := s.Frame(c.UserContext(), topic)
	if err != nil {
		return err
	}
	return SendTagged(c, frame, EntityTag(frame))
}

// SendTagged sends a frame, unless the browser has it.
func SendTagged(c *fiber.Ctx, frame []byte, tag string) error {
	c.Set(fiber.HeaderETag, tag)
	if c.Get(fiber.HeaderIfNoneMatch) == tag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(frame)
}

// frameFunc returns what those who watch a topic see of it now, as a value that
// becomes JSON. Each part of the service has the one for its audience.
type frameFunc func(context.Context, live.Topic) (any, error)

// ShowTo sets what the audience gets to see.
func (s *Kit) ShowTo(audience live.Audience, frame frameFunc) { s.frames[audience] = frame }

// Frame returns what goes over the wire to those who watch the topic.
func (s *Kit) Frame(ctx context.Context, of live.Topic) ([]byte, error) {
	frame, err := s.frames[of.Audience](ctx, of)
	if err != nil {
		return nil, err
	}
	return json.Marshal(frame)
}

// revisions returns the revisions of what is watched.
func (s *Kit) revisions(ctx context.Context, topics []live.Topic) (map[live.Topic]int64, error) {
	var sessionIDs, eventIDs []int64
	for _, of := range topics {
		if of.SessionID != 0 {
			sessionIDs = append(sessionIDs, of.SessionID)
		} else {
			eventIDs = append(eventIDs, of.EventID)
		}
	}
	var sessions, events map[int64]int64
	var err error
	if len(sessionIDs) > 0 {
		slices.Sort(sessionIDs)
		if sessions, err = s.Store.Revisions(ctx, slices.Compact(sessionIDs)); err != nil {
			return nil, err
		}
	}
	if len(eventIDs) > 0 {
		slices.Sort(eventIDs)
		if events, err = s.Store.EventRevisions(ctx, slices.Compact(eventIDs)); err != nil {
			return nil, err
		}
	}
	revisions := make(map[live.Topic]int64, len(topics))
	for _, of := range topics {
		if of.SessionID != 0 {
			revisions[of] = sessions[of.SessionID]
		} else {
			revisions[of] = events[of.EventID]
		}
	}
	return revisions, nil
}

// EntityTag returns the entity tag of the content.
func EntityTag(content []byte) string {
	sum := sha256.Sum256(content)
	return `"` + hex.EncodeToString(sum[:8]) + `"`
}
