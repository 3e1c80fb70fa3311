package live

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// run builds a frame as soon as its topic is dirty and its last frame is
// old enough, and polls at the same pace.
func (h *Hub) run(ctx context.Context) {
	defer close(h.ended)
	var polled time.Time
	timer := time.NewTimer(h.options.Every)
	defer timer.Stop()
	for {
		if time.Since(polled) >= h.options.Every {
			polled = time.Now()
			h.poll(ctx)
		}
		due, wait := h.due()
		h.build(ctx, due)
		timer.Reset(min(wait, h.options.Every))
		select {
		case <-ctx.Done():
			return
		case <-h.wake:
		case <-timer.C:
		}
	}
}

// due takes the dirty topics that may have a frame now, and says how long the
// next one has to wait.
func (h *Hub) due() (due []*topic, wait time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	wait = h.options.Every
	for _, t := range h.topics {
		if !t.dirty {
			continue
		}
		if left := h.options.Every - now.Sub(t.built); left > 0 {
			wait = min(wait, left)
			continue
		}
		t.dirty, t.built = false, now
		due = append(due, t)
	}
	return due, wait
}

func (h *Hub) build(ctx context.Context, due []*topic) {
	if len(due) == 0 {
		return
	}
	work := make(chan *topic, len(due))
	for _, t := range due {
		work <- t
	}
	close(work)
	var wg sync.WaitGroup
	for range min(builders, len(due)) {
		wg.Go(func() {
			for t := range work {
				frame, err := h.snapshot(ctx, t.Topic)
				h.deliver(ctx, t, frame, err)
			}
		})
	}
	wg.Wait()
}

func (h *Hub) snapshot(ctx context.Context, of Topic) (frame []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, buildTimeout)
	defer cancel()
	return h.options.Snapshot(ctx, of)
}

// deliver puts the frame into every mailbox. One that says the same as the
// last is not sent. After an error the topic stays dirty and is tried again.
func (h *Hub) deliver(ctx context.Context, t *topic, frame []byte, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	if err != nil {
		if !t.bad { // once, not with every try
			h.options.Log.ErrorContext(ctx, "live snapshot", "session", t.SessionID, "event", t.EventID, "audience", t.Audience, "error", err)
		}
		t.bad, t.dirty = true, true
		return
	}
	t.bad = false
	if t.frame != nil && bytes.Equal(t.frame, frame) {
		return
	}
	t.frame = frame
	for s := range t.subscribers {
		select {
		case <-s.frames:
		default:
		}
		s.frames <- frame // never blocks: only this lock's holder sends
	}
}

// poll marks the watched topics dirty whose revision has changed.
func (h *Hub) poll(ctx context.Context) {
	if h.options.Revisions == nil {
		return
	}
	h.mu.Lock()
	topics := slices.Collect(maps.Keys(h.topics))
	h.mu.Unlock()
	if len(topics) == 0 {
		return
	}
	revisions, err := h.revisions(ctx, topics)
	h.mu.Lock()
	defer h.mu.Unlock()
	if err != nil {
		if !h.pollBad && !h.closed {
			h.options.Log.ErrorContext(ctx, "live poll", "error", err)
		}
		h.pollBad = true
		return
	}
	h.pollBad = false
	for of, revision := range revisions {
		if t := h.topics[of]; t != nil && t.revision != revision {
			t.revision, t.dirty = revision, true
		}
	}
}

func (h *Hub) revisions(ctx context.Context, topics []Topic) (revisions map[Topic]int64, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, buildTimeout)
	defer cancel()
	return h.options.Revisions(ctx, topics)
}
