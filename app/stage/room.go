package stage

import (
	"maps"
	"sync"
	"time"
)

const (
	// roomMinutes is how far back a room remembers: a form that has not been
	// sent a quarter of an hour after it was loaded will not be.
	roomMinutes = 15
	// pollGrace is how long a stage screen that polls counts as connected: three
	// of its polls, and some for the way.
	pollGrace = 20 * time.Second
	// maxPolling bounds what a room remembers of polling screens; a conference
	// has a few.
	maxPolling = 100
)

// Rooms counts, minute by minute, what happens in the sessions: how many forms
// were loaded, how many answers came, and when a stage screen left. It knows
// nobody, is never stored, and in a service of several processes each knows its
// own part. It is safe for concurrent use.
type Rooms struct {
	now func() time.Time

	mu        sync.Mutex
	bySession map[int64]*room // by session id
}

// room is one session's last minutes, the oldest first.
type room struct {
	minute  int64 // of the last place, since 1970
	loaded  [roomMinutes]int
	arrived [roomMinutes]int
	lost    time.Time            // when a stage screen was last lost, zero if one has come since
	missing string               // name of the screen that was last lost
	polling map[string]time.Time // when stage screens that have no stream were heard, by names of their own
	leaving map[string]bool      // names of screens that somebody has closed, and whose streams have not ended yet
}

func newRooms(now func() time.Time) *Rooms {
	return &Rooms{now: now, bySession: map[int64]*room{}}
}

// of returns the session's room, moved on to this minute. The caller holds mu.
func (r *Rooms) of(sessionID int64) *room {
	minute := r.now().Unix() / 60
	it := r.bySession[sessionID]
	if it == nil {
		it = &room{minute: minute}
		r.bySession[sessionID] = it
	}
	for ; it.minute < minute; it.minute++ {
		if minute-it.minute > roomMinutes { // all of it is long ago
			it.loaded, it.arrived, it.minute = [roomMinutes]int{}, [roomMinutes]int{}, minute
			break
		}
		copy(it.loaded[:], it.loaded[1:])
		copy(it.arrived[:], it.arrived[1:])
		it.loaded[roomMinutes-1], it.arrived[roomMinutes-1] = 0, 0
	}
	return it
}

func (r *Rooms) change(sessionID int64, change func(*room)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(r.of(sessionID))
}

// FormLoaded counts a form that a browser loaded.
func (r *Rooms) FormLoaded(sessionID int64) {
	r.change(sessionID, func(it *room) { it.loaded[roomMinutes-1]++ })
}

// Answered counts a response that was stored.
func (r *Rooms) Answered(sessionID int64) {
	r.change(sessionID, func(it *room) { it.arrived[roomMinutes-1]++ })
}

// stageCame and stageLeft note the screens of a session that have a stream. One
// that polled until now has a name.
func (r *Rooms) stageCame(sessionID int64, screen string) {
	r.change(sessionID, func(it *room) {
		r.found(it)
		delete(it.polling, screen)
		delete(it.leaving, screen) // it is back from the browser's history
	})
}

func (r *Rooms) stageLeft(sessionID int64, screen string) {
	r.change(sessionID, func(it *room) {
		if it.leaving[screen] {
			delete(it.leaving, screen)
			return
		}
		it.lost, it.missing = r.now(), screen
	})
}

// stageClosed notes that somebody has closed the window of a screen, which is no
// loss. The news may come before the end of its stream or after it.
func (r *Rooms) stageClosed(sessionID int64, screen string) {
	r.change(sessionID, func(it *room) {
		_, polled := it.polling[screen]
		delete(it.polling, screen)
		switch {
		case !it.lost.IsZero() && it.missing == screen:
			it.lost = time.Time{}
		case !polled && len(it.leaving) < maxPolling:
			if it.leaving == nil {
				it.leaving = map[string]bool{}
			}
			it.leaving[screen] = true
		}
	})
}

// stagePolled notes a screen that polls because it gets no stream, and reports
// whether moderators can see that.
func (r *Rooms) stagePolled(sessionID int64, screen string) (news bool) {
	r.change(sessionID, func(it *room) {
		heard, known := it.polling[screen]
		news = !known || r.now().Sub(heard) > pollGrace
		if news {
			r.found(it)
		}
		if it.polling == nil {
			it.polling = map[string]time.Time{}
		}
		if known || len(it.polling) < maxPolling {
			it.polling[screen] = r.now()
		}
	})
	return news
}

// found forgets that screens were lost, since one has come.
func (r *Rooms) found(it *room) {
	it.lost = time.Time{}
	maps.DeleteFunc(it.polling, func(_ string, heard time.Time) bool { return r.now().Sub(heard) > pollGrace })
}

// Look returns the answers of each of the last minutes, an estimate of how many
// have the form open now, how many stage screens poll, and when one was lost. The
// estimate counts everybody who has loaded the form and not sent it.
func (r *Rooms) Look(sessionID int64) (rate []int, filling, polling int, lost time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	it := r.of(sessionID)
	for i := range roomMinutes {
		filling += it.loaded[i] - it.arrived[i]
	}
	lost = it.lost
	for _, heard := range it.polling {
		if r.now().Sub(heard) <= pollGrace {
			polling++
		} else if heard.After(lost) {
			lost = heard
		}
	}
	return append(rate, it.arrived[:]...), max(0, filling), polling, lost
}
