package web

import (
	"sync"

	"resonanz/forms"
)

// revocations tells open streams that their reader may read no further, because
// the link was revoked or the sign-ins of the account were ended. A process knows
// what it did itself; after another process did it, a stream ends when it is
// live.MaxAge old and is not let in again. It is safe for concurrent use.
type revocations struct {
	mu      sync.Mutex
	readers map[reader]chan struct{}
}

// reader is whoever reads streams: an account, or all who came by a link.
type reader struct{ account, link int64 }

func readerOf(a *forms.Account) reader {
	if a.Link != nil {
		return reader{link: a.Link.ID}
	}
	return reader{account: a.ID}
}

// of returns a channel that is closed when the reader is cut off from now on.
func (r *revocations) of(who reader) <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.readers == nil {
		r.readers = map[reader]chan struct{}{}
	}
	if r.readers[who] == nil { // there are as many as accounts and links that were used
		r.readers[who] = make(chan struct{})
	}
	return r.readers[who]
}

func (r *revocations) revoke(who reader) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if revoked := r.readers[who]; revoked != nil {
		close(revoked)
		delete(r.readers, who)
	}
}

// CutOffLink ends the streams of those who have come by the link.
func (s *Kit) CutOffLink(linkID int64) { s.revocations.revoke(reader{link: linkID}) }

// CutOffAccount ends the streams of the account.
func (s *Kit) CutOffAccount(accountID int64) { s.revocations.revoke(reader{account: accountID}) }
