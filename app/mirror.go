package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"time"

	"resonanz/app/live"
)

// mirrors keeps the frames that whole halls of phones poll: each is built at
// most as often as a stream would get it. It is safe for concurrent use.
type mirrors struct {
	mu    sync.Mutex
	known map[live.Topic]*mirror
}

type mirror struct {
	mu    sync.Mutex
	frame []byte
	tag   string
	built time.Time
}

// get returns the topic's frame and its entity tag.
func (m *mirrors) get(ctx context.Context, of live.Topic, build func(context.Context, live.Topic) ([]byte, error)) (frame []byte, tag string, err error) {
	m.mu.Lock()
	if m.known == nil {
		m.known = map[live.Topic]*mirror{}
	}
	it := m.known[of]
	if it == nil { // there are as many as sessions and languages
		it = &mirror{}
		m.known[of] = it
	}
	m.mu.Unlock()
	it.mu.Lock()
	defer it.mu.Unlock()
	if time.Since(it.built) < live.FrameEvery {
		return it.frame, it.tag, nil
	}
	if frame, err = build(ctx, of); err != nil {
		return nil, "", err
	}
	it.frame, it.tag, it.built = frame, entityTag(frame), time.Now()
	return it.frame, it.tag, nil
}

func entityTag(content []byte) string {
	sum := sha256.Sum256(content)
	return `"` + hex.EncodeToString(sum[:8]) + `"`
}
