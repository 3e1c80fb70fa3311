package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// The tests run in synctest bubbles: time.Sleep there moves a fake clock and
// waits for nothing, and a goroutine that outlives its Hub fails the test.

// board is what a Hub under test watches.
type board struct {
	mu        sync.Mutex
	revision  map[int64]int64
	snapshots int
	polls     int
}

func newBoard() *board { return &board{revision: map[int64]int64{}} }

// change changes a session and returns the frame that shows it.
func (b *board) change(id int64) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.revision[id]++
	return frame(id, b.revision[id])
}

func frame(id, revision int64) string {
	return fmt.Sprintf(`{"session":%d,"revision":%d}`, id, revision)
}

func (b *board) snapshot(_ context.Context, of Topic) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.snapshots++
	return []byte(frame(of.SessionID, b.revision[of.SessionID])), nil
}

func (b *board) revisions(_ context.Context, topics []Topic) (map[Topic]int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.polls++
	revisions := map[Topic]int64{}
	for _, of := range topics {
		revisions[of] = b.revision[of.SessionID]
	}
	return revisions, nil
}

func (b *board) counts() (snapshots, polls int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.snapshots, b.polls
}

func session(id int64) Topic { return Topic{SessionID: id, Audience: Moderators} }

func all(Topic) bool { return true }

func mustSubscribe(t testing.TB, h *Hub, id int64) *Subscriber {
	t.Helper()
	s, err := h.Subscribe(session(id))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// wantFrame fails unless exactly this frame is in the mailbox now; "" is none.
func wantFrame(t testing.TB, s *Subscriber, want string) {
	t.Helper()
	synctest.Wait()
	got := ""
	select {
	case f, ok := <-s.Frames():
		got = string(f)
		if !ok {
			got = "closed"
		}
	default:
	}
	if got != want {
		t.Fatalf("frame %q, want %q", got, want)
	}
}

func TestHub_Subscribe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		h := NewHub(Options{Snapshot: b.snapshot})
		defer h.Close()
		first := mustSubscribe(t, h, 7)
		wantFrame(t, first, frame(7, 0)) // built at once for the first
		wantFrame(t, mustSubscribe(t, h, 7), frame(7, 0))
		if n, _ := b.counts(); n != 1 {
			t.Errorf("%d snapshots for two subscribers, want 1", n)
		}
		other := mustSubscribe(t, h, 8)
		wantFrame(t, other, frame(8, 0))
		want := b.change(7)
		h.Poke(7, 9)
		time.Sleep(FrameEvery)
		wantFrame(t, first, want)
		wantFrame(t, other, "") // another session's change is none of its business
	})
}

// Audiences have frames of their own, and all of a session's are poked.
func TestHub_audiences(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		secret, shown := "before", "before"
		h := NewHub(Options{Snapshot: func(_ context.Context, of Topic) ([]byte, error) {
			if of.Audience == Moderators {
				return []byte(secret), nil
			}
			return []byte(shown), nil
		}})
		defer h.Close()
		moderator := mustSubscribe(t, h, 1)
		stage, err := h.Subscribe(Topic{SessionID: 1, Audience: Stage, Lang: "de"})
		if err != nil {
			t.Fatal(err)
		}
		wantFrame(t, moderator, "before")
		wantFrame(t, stage, "before")
		time.Sleep(FrameEvery)
		secret, shown = "secret", "shown"
		h.Poke(1)
		wantFrame(t, moderator, "secret")
		wantFrame(t, stage, "shown")
		time.Sleep(FrameEvery)
		secret, shown = "more", "nothing"
		h.PokeAll(Moderators)
		wantFrame(t, moderator, "more")
		wantFrame(t, stage, "")
		if n := h.Watching(func(of Topic) bool { return of.Audience == Stage }); n != 1 {
			t.Errorf("%d stages, want 1", n)
		}
	})
}

// However often a session changes, there are at most five frames a second,
// and the last change is always shown within one of them.
func TestHub_Poke_pace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		h := NewHub(Options{Snapshot: b.snapshot})
		defer h.Close()
		s := mustSubscribe(t, h, 1)
		wantFrame(t, s, frame(1, 0))
		time.Sleep(10 * time.Second)
		want := b.change(1)
		h.Poke(1)
		wantFrame(t, s, want) // after a quiet time a change is shown at once
		before, _ := b.counts()
		for range 1000 { // 10 s of changes
			want = b.change(1)
			h.Poke(1)
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(FrameEvery)
		wantFrame(t, s, want) // never read between: the newest is there
		wantFrame(t, s, "")
		if after, _ := b.counts(); after-before < 48 || after-before > 52 {
			t.Errorf("%d snapshots in 10.2 s, want 5 a second", after-before)
		}
	})
}

func TestHub_Poke_unchanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		h := NewHub(Options{Snapshot: b.snapshot})
		defer h.Close()
		s := mustSubscribe(t, h, 1)
		wantFrame(t, s, frame(1, 0))
		h.Poke(1)
		time.Sleep(time.Second)
		wantFrame(t, s, "")
	})
}

// Commits of other processes are found by polling, and only while somebody
// watches.
func TestHub_Revisions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		h := NewHub(Options{Snapshot: b.snapshot, Revisions: b.revisions})
		defer h.Close()
		time.Sleep(time.Minute)
		if _, polls := b.counts(); polls != 0 {
			t.Errorf("%d polls though nobody watches", polls)
		}
		s := mustSubscribe(t, h, 1)
		wantFrame(t, s, frame(1, 0))
		want := b.change(1)
		time.Sleep(2 * FrameEvery)
		wantFrame(t, s, want)
		before, polled := b.counts()
		time.Sleep(10 * time.Second)
		wantFrame(t, s, "")
		if after, polls := b.counts(); after != before || polls-polled < 49 || polls-polled > 51 {
			t.Errorf("%d snapshots and %d polls in 10 quiet seconds, want 0 and 50", after-before, polls-polled)
		}
		s.Close()
		_, polled = b.counts()
		time.Sleep(time.Minute)
		if _, polls := b.counts(); polls != polled {
			t.Errorf("%d polls after the last watcher left", polls-polled)
		}
	})
}

func TestHub_Subscribe_full(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Options{Snapshot: newBoard().snapshot, MaxPerTopic: 2, MaxTotal: 3})
		defer h.Close()
		first := mustSubscribe(t, h, 1)
		mustSubscribe(t, h, 1)
		if _, err := h.Subscribe(session(1)); !errors.Is(err, ErrFull) {
			t.Errorf("third of a session: %v, want ErrFull", err)
		}
		mustSubscribe(t, h, 2)
		if _, err := h.Subscribe(session(3)); !errors.Is(err, ErrFull) {
			t.Errorf("fourth of all: %v, want ErrFull", err)
		}
		first.Close()
		first.Close()
		if n := h.Watching(all); n != 2 {
			t.Errorf("Watching() = %d, want 2", n)
		}
		mustSubscribe(t, h, 3)
	})
}

func TestHub_Close(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		h := NewHub(Options{Snapshot: func(ctx context.Context, of Topic) ([]byte, error) {
			if of.SessionID == 2 { // hangs until it is told to stop
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return b.snapshot(ctx, of)
		}})
		s := mustSubscribe(t, h, 1)
		wantFrame(t, s, frame(1, 0))
		hanging := mustSubscribe(t, h, 2)
		synctest.Wait()
		start := time.Now()
		h.Close()
		h.Close()
		if took := time.Since(start); took != 0 {
			t.Errorf("Close took %v", took)
		}
		wantFrame(t, s, "closed")
		wantFrame(t, hanging, "closed")
		s.Close()
		h.Poke(1)
		if _, err := h.Subscribe(session(1)); !errors.Is(err, ErrClosed) {
			t.Errorf("Subscribe after Close: %v, want ErrClosed", err)
		}
		if n := h.Watching(all); n != 0 {
			t.Errorf("Watching() = %d after Close", n)
		}
	})
}

// A snapshot or a poll that fails, panics or hangs is logged once, tried again
// and hurts nobody else.
func TestHub_failures(t *testing.T) {
	for name, fail := range map[string]func(ctx context.Context) error{
		"error": func(context.Context) error { return errors.New("disk gone") },
		"panic": func(context.Context) error { panic("disk gone") },
		"hangs": func(ctx context.Context) error { <-ctx.Done(); return errors.New("disk gone") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBoard()
				var failing atomic.Bool
				var log bytes.Buffer
				h := NewHub(Options{
					Log: slog.New(slog.NewTextHandler(&log, nil)),
					Snapshot: func(ctx context.Context, of Topic) ([]byte, error) {
						if of.SessionID == 1 && failing.Load() {
							return nil, fail(ctx)
						}
						return b.snapshot(ctx, of)
					},
					Revisions: func(ctx context.Context, _ []Topic) (map[Topic]int64, error) {
						if failing.Load() {
							return nil, fail(ctx)
						}
						return nil, nil // no change: the new frame is a second try
					},
				})
				defer h.Close()
				failing.Store(true)
				bad, good := mustSubscribe(t, h, 1), mustSubscribe(t, h, 2)
				time.Sleep(time.Minute)
				wantFrame(t, bad, "")
				wantFrame(t, good, frame(2, 0))
				failing.Store(false)
				time.Sleep(time.Minute)
				wantFrame(t, bad, frame(1, 0))
				if n := strings.Count(log.String(), "disk gone"); n != 2 && name != "hangs" {
					t.Errorf("logged %d times, want once for the snapshot and once for the poll:\n%s", n, &log)
				}
			})
		})
	}
}

// Thousands come, go, read slowly or not at all while the sessions change; in
// the end everybody who is left has the last state.
func TestHub_crowd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const sessions, crowd = 6, 3000
		b := newBoard()
		h := NewHub(Options{Snapshot: b.snapshot, Revisions: b.revisions})
		var wg sync.WaitGroup
		for i := range crowd {
			id := int64(i % sessions)
			s := mustSubscribe(t, h, id)
			wg.Go(func() {
				last := ""
				for f := range s.Frames() {
					last = string(f)
					switch i % 3 {
					case 1:
						time.Sleep(700 * time.Millisecond) // a slow reader
					case 2:
						s.Close()
						return
					}
				}
				if want := frame(id, 100); last != want {
					t.Errorf("subscriber %d ends with %s, want %s", i, last, want)
				}
			})
		}
		for range 100 {
			for id := range int64(sessions) {
				b.change(id)
				if id%2 == 0 { // the others are found by polling
					h.Poke(id)
				}
			}
			time.Sleep(30 * time.Millisecond)
		}
		time.Sleep(2 * time.Second)
		h.Close()
		wg.Wait()
	})
}

// BenchmarkHub_fanOut is the time from a poke until 5,000 subscribers have
// the frame.
func BenchmarkHub_fanOut(b *testing.B) {
	const crowd = 5000
	payload := bytes.Repeat([]byte("x"), 4000)
	var revision atomic.Int64
	h := NewHub(Options{Every: time.Nanosecond, Snapshot: func(context.Context, Topic) ([]byte, error) {
		return fmt.Appendf(nil, "%d %s", revision.Load(), payload), nil
	}})
	defer h.Close()
	var got sync.WaitGroup
	got.Add(crowd)
	for range crowd {
		s := mustSubscribe(b, h, 1)
		go func() {
			for range s.Frames() {
				got.Done()
			}
		}()
	}
	got.Wait()
	for b.Loop() {
		got.Add(crowd)
		revision.Add(1)
		h.Poke(1)
		got.Wait()
	}
}
