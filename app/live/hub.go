// Package live brings what may be known of a session to everybody who watches
// it, as it changes.
//
// A Hub serves one process. After each commit it is poked with the sessions
// that changed; commits of other processes on the same database it finds by
// polling the revisions of watched topics. Every frame is the whole snapshot
// of a topic, built once and shared by all its subscribers, so nobody can
// miss a part of it and a slow reader costs nothing: it gets the newest frame
// when it is ready for one, and never learns of those between. Who watches is
// part of the topic, so that no frame can reach another audience.
package live

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"
)

const (
	// FrameEvery is the least time between two frames of a topic: five a second
	// are as many as anybody can follow, and with four the last of 5,000 readers
	// on two cores would wait for more than 300 ms (BenchmarkLoad_streams).
	FrameEvery = 200 * time.Millisecond

	// DefaultMaxPerTopic and DefaultMaxTotal bound the subscribers. A stream
	// costs some 12 kB (BenchmarkLoad_streams), so the total is about a tenth
	// of a gigabyte; whoever comes later polls.
	DefaultMaxPerTopic = 5000
	DefaultMaxTotal    = 8000

	builders     = 4               // snapshots that are built at the same time
	buildTimeout = 5 * time.Second // far beyond any snapshot; ends a hanging one
)

// ErrFull says that there are as many subscribers as the Hub takes, ErrClosed
// that the Hub is closed.
var (
	ErrFull   = errors.New("too many subscribers")
	ErrClosed = errors.New("hub is closed")
)

// Topic is what is watched, and by whom.
type Topic struct {
	SessionID int64 // 0 for an event as a whole
	EventID   int64
	Audience  Audience
	Lang      string // of the texts in the frames, "" where they have none
}

// Audience is who a frame is for. It decides what the frame may hold.
type Audience string

// The audiences. What is on a stage is public: participants may have it on
// their phones.
const (
	Moderators Audience = "moderators"
	Comments   Audience = "comments" // moderators, at the comments
	Stage      Audience = "stage"
	Phones     Audience = "phones" // that have a session open; what they hear holds no figures
	// Podium are the phones on the page of a session's podium, PodiumDesk those who
	// moderate it.
	Podium     Audience = "podium"
	PodiumDesk Audience = "podium desk"
)

// Options are what a Hub is made of.
type Options struct {
	// Snapshot returns the frame of a topic as it is now. Frames are shared
	// and must not be changed. It is called from several goroutines.
	Snapshot func(ctx context.Context, topic Topic) ([]byte, error)
	// Revisions returns a number for each of the topics, 0 before its first
	// change and another one after each. Without it only pokes lead to new
	// frames.
	Revisions func(ctx context.Context, topics []Topic) (map[Topic]int64, error)

	Every       time.Duration // least time between two frames and two polls, default FrameEvery
	MaxPerTopic int           // default DefaultMaxPerTopic
	MaxTotal    int           // default DefaultMaxTotal
	Log         *slog.Logger  // default: discard
}

// Hub hands the frames of topics to their subscribers. It is safe for
// concurrent use.
type Hub struct {
	options Options
	cancel  context.CancelFunc
	ended   chan struct{}
	wake    chan struct{} // capacity 1: something has become dirty

	mu      sync.Mutex
	topics  map[Topic]*topic // what is watched
	total   int              // subscribers of all topics
	phones  int              // of these, those of phones
	closed  bool
	pollBad bool // the last poll failed
}

// topic is one watched Topic.
type topic struct {
	Topic
	subscribers map[*Subscriber]struct{}
	frame       []byte // the newest, nil before the first
	dirty       bool   // the frame may be out of date
	bad         bool   // the last snapshot failed
	built       time.Time
	revision    int64
}

// Subscriber is one watcher of a topic.
type Subscriber struct {
	hub    *Hub
	topic  Topic
	frames chan []byte // capacity 1, the latest wins
}

// NewHub returns a running Hub. The caller closes it.
func NewHub(o Options) *Hub {
	if o.Every == 0 {
		o.Every = FrameEvery
	}
	if o.MaxPerTopic == 0 {
		o.MaxPerTopic = DefaultMaxPerTopic
	}
	if o.MaxTotal == 0 {
		o.MaxTotal = DefaultMaxTotal
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	h := &Hub{
		options: o,
		cancel:  cancel,
		ended:   make(chan struct{}),
		wake:    make(chan struct{}, 1),
		topics:  map[Topic]*topic{},
	}
	go h.run(ctx)
	return h
}

// Subscribe starts to watch a topic. The current frame comes at once, or as
// soon as it is built if nobody has watched the topic yet. It returns
// ErrFull, and ErrClosed after Close. The caller closes the Subscriber.
func (h *Hub) Subscribe(of Topic) (*Subscriber, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, ErrClosed
	}
	t := h.topics[of]
	if of.Audience == Phones && h.phones >= h.options.MaxTotal/2 { // halls of phones leave room for their stages
		return nil, ErrFull
	}
	if h.total >= h.options.MaxTotal || t != nil && len(t.subscribers) >= h.options.MaxPerTopic {
		return nil, ErrFull
	}
	if t == nil {
		t = &topic{Topic: of, subscribers: map[*Subscriber]struct{}{}, dirty: true}
		h.topics[of] = t
		h.wakeUp()
	}
	s := &Subscriber{hub: h, topic: of, frames: make(chan []byte, 1)}
	t.subscribers[s] = struct{}{}
	h.total++
	if of.Audience == Phones {
		h.phones++
	}
	if t.frame != nil {
		s.frames <- t.frame
	}
	return s, nil
}

// Frames returns the frames to show, always the newest. The channel is closed
// when the Hub is.
func (s *Subscriber) Frames() <-chan []byte { return s.frames }

// Close ends the watching. It may be called more than once.
func (s *Subscriber) Close() {
	h := s.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.topics[s.topic]
	if t == nil {
		return
	}
	if _, ok := t.subscribers[s]; !ok {
		return
	}
	delete(t.subscribers, s)
	h.total--
	if s.topic.Audience == Phones {
		h.phones--
	}
	if len(t.subscribers) == 0 {
		delete(h.topics, s.topic)
	}
}

// Poke says that the sessions have changed. It never blocks.
func (h *Hub) Poke(sessionIDs ...int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range h.topics {
		if t.SessionID != 0 && slices.Contains(sessionIDs, t.SessionID) {
			t.dirty = true
			h.wakeUp()
		}
	}
}

// PokeAll says that something has changed that may be in any frame of the
// audience.
func (h *Hub) PokeAll(audience Audience) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range h.topics {
		if t.Audience == audience {
			t.dirty = true
			h.wakeUp()
		}
	}
}

// Watching returns how many subscribers the topics have that match.
func (h *Hub) Watching(match func(Topic) bool) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, t := range h.topics {
		if match(t.Topic) {
			n += len(t.subscribers)
		}
	}
	return n
}

// Close ends all subscriptions at once and waits for what the Hub runs. It may
// be called more than once.
func (h *Hub) Close() {
	h.mu.Lock()
	if !h.closed {
		h.closed = true
		for _, t := range h.topics {
			for s := range t.subscribers {
				close(s.frames)
			}
		}
		h.topics, h.total, h.phones = nil, 0, 0
		h.cancel()
	}
	h.mu.Unlock()
	<-h.ended
}

func (h *Hub) wakeUp() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}
