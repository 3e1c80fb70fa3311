package web

import "sync"

// revocations tells open streams that their reader's link was revoked. A process
// knows the revocations that it made itself; after one by another process, a
// stream ends when it is live.MaxAge old and is not let in again. It is safe for
// concurrent use.
type revocations struct {
	mu    sync.Mutex
	links map[int64]chan struct{}
}

// of returns a channel that is closed when the link is revoked from now on.
func (r *revocations) of(linkID int64) <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.links == nil {
		r.links = map[int64]chan struct{}{}
	}
	if r.links[linkID] == nil { // there are as many as links that were used
		r.links[linkID] = make(chan struct{})
	}
	return r.links[linkID]
}

func (r *revocations) revoke(linkID int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if revoked := r.links[linkID]; revoked != nil {
		close(revoked)
		delete(r.links, linkID)
	}
}

// CutOff ends the streams of those who have come by the link.
func (s *Kit) CutOff(linkID int64) { s.revocations.revoke(linkID) }
