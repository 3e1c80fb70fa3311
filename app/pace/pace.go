// Package pace tells a hall from a machine that pretends to be one. Without
// one-time codes a single phone can answer many times, and who knows most of
// the answers of a group learns the rest. It cannot be prevented, but it looks
// different: a hall opens a form for each answer, takes its time over it, and
// brings it over a connection of its own.
//
// Addresses are no part of it: a whole hall has one. The package knows counts
// by session, and of connections a keyed hash for a minute. Nothing of it is
// stored. What happens to a session in doubt is not its business.
package pace

import (
	"hash/maphash"
	"sync"
	"time"

	"resonanz/forms"
)

const (
	// window is how long a connection is remembered.
	window = time.Minute
	// connectionLimit is how many answers to one session one connection may
	// bring in a window. A tablet that goes from hand to hand brings three.
	connectionLimit = 5
	// connectionsKept bounds the memory. Further connections of the same window
	// are not counted.
	connectionsKept = 1 << 16

	// shortestFilling is how long it takes at least from opening a form to
	// sending it: to see one question, tick and send.
	shortestFilling = 3 * time.Second
	// Some answers come from forms that this process did not see being opened:
	// another process sent them, or the browser had kept the page. That many may
	// come ahead of the forms opened, and for each hundred of these so many more.
	spare      = 8
	spareShare = 10
	// grace is how long after its start a process does not miss forms: phones
	// may have opened them before.
	grace = 15 * time.Minute
)

// Watch watches the sessions of a service. It is safe for concurrent use.
type Watch struct {
	now     func() time.Time
	started time.Time

	mu       sync.Mutex
	sessions map[int64]*session

	begun       time.Time // of the window
	seed        maphash.Seed
	connections map[uint64]int // answers in the window, by connection and session
}

// session is what a Watch knows of one.
type session struct {
	whole    bool // its forms have been seen since it opened
	opened   int  // forms, at least shortestFilling ago
	second   int64
	fresh    [int(shortestFilling / time.Second)]int // forms opened since, by second, the oldest first
	answers  int
	patience int // factor on what is let pass; it doubles whenever somebody has trusted the session
	recent   int // answers in the window
}

// New returns a Watch that begins now.
func New(now func() time.Time) *Watch {
	return &Watch{now: now, started: now(), sessions: map[int64]*session{}}
}

// Opened says that the session was opened: before, there were no forms.
func (w *Watch) Opened(id int64) {
	w.change(id, func(s *session) { s.whole = true })
}

// Loaded says that somebody has got the session's form.
func (w *Watch) Loaded(id int64) {
	w.change(id, func(s *session) { s.fresh[len(s.fresh)-1]++ })
}

// Trusted says that somebody has looked at a session in doubt and found it
// right. From now on it takes twice as much to raise a doubt.
func (w *Watch) Trusted(id int64) {
	w.change(id, func(s *session) {
		s.patience *= 2
		s.opened, s.answers = max(0, s.opened-s.answers), 0
	})
}

// Answered says that an answer to the session was stored, and returns the
// doubt that it raises. The connection is a number of its own among those of
// the process, 0 if it may serve more than one phone.
func (w *Watch) Answered(id int64, connection uint64) (doubt forms.Doubt) {
	w.change(id, func(s *session) {
		s.recent++
		if connection != 0 && w.over(connection, id) > s.patience*connectionLimit {
			doubt = forms.DoubtConnection
		}
		if !s.whole && w.now().Sub(w.started) < grace {
			return
		}
		s.answers++
		if s.answers-s.opened > s.patience*(spare+s.opened*spareShare/100) {
			doubt = forms.DoubtPace
		}
	})
	return doubt
}

// Recent returns how many answers to the session have come within a minute.
func (w *Watch) Recent(id int64) (n int) {
	w.change(id, func(s *session) { n = s.recent })
	return n
}

// over counts an answer over the connection and returns how many have come over
// it in this window.
func (w *Watch) over(connection uint64, id int64) int {
	key := maphash.Comparable(w.seed, struct {
		connection uint64
		id         int64
	}{connection, id})
	if _, known := w.connections[key]; !known && len(w.connections) >= connectionsKept {
		return 0
	}
	w.connections[key]++
	return w.connections[key]
}

// change calls f with what is known of the session, as of now.
func (w *Watch) change(id int64, f func(*session)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now()
	if w.connections == nil || now.Sub(w.begun) >= window {
		w.begun, w.seed, w.connections = now, maphash.MakeSeed(), map[uint64]int{}
		for _, s := range w.sessions {
			s.recent = 0
		}
	}
	s := w.sessions[id]
	if s == nil {
		s = &session{patience: 1, second: now.Unix()}
		w.sessions[id] = s
	}
	s.ripen(now.Unix())
	f(s)
}

// ripen moves on to the second: forms that have been open for long enough are
// counted among those from which an answer can come.
func (s *session) ripen(second int64) {
	for ; s.second < second; s.second++ {
		if s.fresh == [len(s.fresh)]int{} {
			s.second = second
			return
		}
		s.opened += s.fresh[0]
		copy(s.fresh[:], s.fresh[1:])
		s.fresh[len(s.fresh)-1] = 0
	}
}
