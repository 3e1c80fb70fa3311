package pace

import (
	"math/rand/v2"
	"testing"
	"time"

	"resonanz/forms"
)

// mostFalse is how many of a thousand halls may be doubted without reason.
const mostFalse = 5

// Halls are not doubted: not when the Wi-Fi comes back and all send at once, nor
// when a tablet goes round, nor after a restart.
// Reference, One phone, many answers: "4 are warned without reason"
func TestWatch_leavesHallsAlone(t *testing.T) {
	t.Parallel()
	const halls = 1000
	wrong, answers, first := 0, 0, map[forms.Doubt]int{}
	for n := range uint64(halls) {
		random := rand.New(rand.NewPCG(n, 1))
		h := newHall(random)
		for _, s := range h.steps {
			if !s.load {
				answers++
			}
		}
		if doubts := h.play(random); len(doubts) > 0 {
			wrong++
			first[doubts[0]]++
			t.Logf("hall %d: %s, %d steps, %d processes, restart after %v, headcount %d", n, doubts[0], len(h.steps), h.replicas, h.restart, h.headcount)
		}
	}
	t.Logf("%d of %d halls with %d answers doubted without reason: %v", wrong, halls, answers, first)
	if wrong > mostFalse {
		t.Errorf("%d of %d halls doubted without reason, at most %d are to be", wrong, halls, mostFalse)
	}
}

// stage is a session of which a Watch has seen so many honest answers.
type stage struct {
	*Watch
	now  time.Time
	last uint64 // connection
}

func newStage(honest int) *stage {
	s := &stage{now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	s.Watch = New(func() time.Time { return s.now })
	s.Opened(1)
	for range honest {
		s.Loaded(1)
	}
	s.now = s.now.Add(time.Minute)
	for range honest {
		s.last++
		s.Answered(1, s.last)
		s.now = s.now.Add(time.Second)
	}
	return s
}

// until plays answers of a machine until a doubt comes up, at most most.
func (s *stage) until(most int, answer func(n int) forms.Doubt) (doubt forms.Doubt, after int) {
	for after = 1; after <= most; after++ {
		if doubt = answer(after); doubt != forms.NoDoubt {
			return doubt, after
		}
	}
	return forms.NoDoubt, most
}

func TestWatch_Answered(t *testing.T) {
	t.Parallel()
	const most = 200
	tests := map[string]struct {
		honest int
		answer func(s *stage) func(n int) forms.Doubt
		want   forms.Doubt
		after  int
	}{
		"a script over one connection": {40, func(s *stage) func(int) forms.Doubt {
			return func(int) forms.Doubt { return s.Answered(1, 1000) }
		}, forms.DoubtConnection, connectionLimit + 1},
		"one that loads the form each time": {0, func(s *stage) func(int) forms.Doubt {
			return func(int) forms.Doubt {
				s.Loaded(1)
				s.now = s.now.Add(shortestFilling + time.Second)
				return s.Answered(1, 1000)
			}
		}, forms.DoubtConnection, connectionLimit + 1},
		"one over new connections": {40, func(s *stage) func(int) forms.Doubt {
			return func(int) forms.Doubt {
				s.last++
				s.now = s.now.Add(time.Second)
				return s.Answered(1, s.last)
			}
		}, forms.DoubtPace, spare + 40*spareShare/100 + 1},
		"one that loads the form and fills it in at once": {0, func(s *stage) func(int) forms.Doubt {
			return func(int) forms.Doubt {
				s.last++
				s.Loaded(1)
				return s.Answered(1, s.last)
			}
		}, forms.DoubtPace, spare + 1},
		"a tablet that goes from hand to hand": {40, func(s *stage) func(int) forms.Doubt {
			return func(int) forms.Doubt {
				s.Loaded(1)
				s.now = s.now.Add(15 * time.Second)
				return s.Answered(1, 1000)
			}
		}, forms.NoDoubt, most},
		"a proxy that brings all over one connection": {40, func(s *stage) func(int) forms.Doubt {
			return func(int) forms.Doubt {
				s.Loaded(1)
				s.now = s.now.Add(shortestFilling)
				return s.Answered(1, 0)
			}
		}, forms.NoDoubt, most},
		"phones over sessions of their own": {0, func(s *stage) func(int) forms.Doubt {
			return func(n int) forms.Doubt {
				id := int64(n)
				s.Opened(id)
				s.Loaded(id)
				s.now = s.now.Add(shortestFilling)
				return s.Answered(id, 1000)
			}
		}, forms.NoDoubt, most},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(test.honest)
			if doubt, after := s.until(most, test.answer(s)); doubt != test.want || after != test.after {
				t.Errorf("doubt %q after %d answers, want %q after %d", doubt, after, test.want, test.after)
			}
		})
	}
}

// Who has trusted a session is not asked again for the same, and a prankster has
// to do twice as much each time.
func TestWatch_Trusted(t *testing.T) {
	t.Parallel()
	s := newStage(0)
	burst := func(int) forms.Doubt {
		s.last++
		return s.Answered(1, s.last)
	}
	for patience := 1; patience <= 8; patience *= 2 {
		if doubt, after := s.until(1000, burst); doubt != forms.DoubtPace || after != patience*spare+1 {
			t.Errorf("patience %d: doubt %q after %d answers, want %q after %d", patience, doubt, after, forms.DoubtPace, patience*spare+1)
		}
		s.Trusted(1)
	}
}

// After a start the forms of sessions that had been open are not known, for a
// while.
func TestWatch_grace(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	w := New(func() time.Time { return now })
	for n := range uint64(100) {
		if doubt := w.Answered(1, n+1); doubt != forms.NoDoubt {
			t.Fatalf("doubt %q right after the start", doubt)
		}
	}
	now = now.Add(grace)
	for n := range uint64(spare) {
		if doubt := w.Answered(1, n+1); doubt != forms.NoDoubt {
			t.Fatalf("doubt %q after %d answers", doubt, n+1)
		}
	}
	if doubt := w.Answered(1, 99); doubt != forms.DoubtPace {
		t.Errorf("doubt %q after %d answers of no form, want %q", doubt, spare+1, forms.DoubtPace)
	}
}

// Of connections nothing is left after a minute, and never more than a bound.
//
// Reference, One phone, many answers: "of connections, a keyed hash for a minute"
func TestWatch_forgets(t *testing.T) {
	t.Parallel()
	s := newStage(0)
	seed := s.seed
	for n := range uint64(connectionsKept + 1000) {
		s.Answered(1, n+1)
	}
	if len(s.connections) != connectionsKept {
		t.Errorf("%d connections are remembered, want %d", len(s.connections), connectionsKept)
	}
	if got := s.Recent(1); got != connectionsKept+1000 {
		t.Errorf("%d answers in the window, want %d", got, connectionsKept+1000)
	}
	s.now = s.now.Add(window)
	if got := s.Recent(1); got != 0 || len(s.connections) != 0 || s.seed == seed {
		t.Errorf("after a minute %d answers and %d connections are remembered, the key is the same: %v", got, len(s.connections), s.seed == seed)
	}
}
