package forms

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
)

const (
	// DefaultMemory bounds the programmes in memory, in bytes, with what is kept
	// with them: an event in twenty languages takes about half a megabyte, and
	// each rendered form some 30 KB.
	DefaultMemory = 64 << 20
	// programmeCheck is how long a programme is taken for current without asking
	// the database: half of the half second within which a change has to be seen.
	programmeCheck = 250 * time.Millisecond
)

// memory holds programmes, found by the codes of their events and sessions, up
// to a number of bytes; what was not used for longest goes first. It is safe
// for concurrent use.
type memory struct {
	limit     int
	load      func(ctx context.Context, eventID int64) (p *Programme, bytes int, err error)
	revisions func(ctx context.Context, eventIDs []int64) (map[int64]int64, error)

	checked atomic.Int64 // when the database was asked, in nanoseconds since started
	started time.Time

	mu     sync.RWMutex
	events map[int64]*heldProgramme
	codes  map[string]*heldProgramme
	bytes  int
}

// heldProgramme is a programme in memory, or on its way there.
type heldProgramme struct {
	load func() (*Programme, error) // loads it once
	*Programme
	bytes int
	used  atomic.Int64
	kept  map[any]*keptValue
}

// keptValue is something that was made of a programme, or is being made.
type keptValue struct {
	value func() (any, error) // makes it once
	bytes int
	used  atomic.Int64
}

func newMemory(s *Store, limit int) *memory {
	return &memory{
		limit: cmp.Or(limit, DefaultMemory), load: s.loadProgramme, revisions: s.eventRevisions, started: time.Now(),
		events: map[int64]*heldProgramme{}, codes: map[string]*heldProgramme{},
	}
}

// now returns the nanoseconds since the memory was started. It is the clock of
// the machine, as the database of other processes has no other either.
func (m *memory) now() int64 { return int64(time.Since(m.started)) }

// byCode returns the programme that the code belongs to, nil if it is not in
// memory.
func (m *memory) byCode(code string) *Programme {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.use(m.codes[code])
}

// byEvent returns the programme of the event, nil if it is not in memory.
func (m *memory) byEvent(eventID int64) *Programme {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.use(m.events[eventID])
}

// use returns the programme and notes that it was used. The caller holds mu.
func (m *memory) use(held *heldProgramme) *Programme {
	if held == nil {
		return nil
	}
	held.used.Store(m.checked.Load())
	return held.Programme
}

// programme returns the programme of the event, loaded once for all who ask for
// it meanwhile.
func (m *memory) programme(ctx context.Context, eventID int64) (*Programme, error) {
	if p := m.byEvent(eventID); p != nil {
		return p, nil
	}
	m.mu.Lock()
	held := m.events[eventID]
	if held == nil {
		held = &heldProgramme{kept: map[any]*keptValue{}}
		// The others wait for it even if the first one does not any more.
		ctx = context.WithoutCancel(ctx)
		held.load = sync.OnceValues(func() (*Programme, error) { return m.fill(ctx, eventID, held) })
		m.events[eventID] = held
	}
	m.mu.Unlock()
	return held.load()
}

// fill loads the programme and puts it where it is found, unless the event has
// changed meanwhile.
func (m *memory) fill(ctx context.Context, eventID int64, held *heldProgramme) (*Programme, error) {
	p, bytes, err := m.load(ctx, eventID)
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.events[eventID] != held: // forgotten: good for those who asked before
	case err != nil:
		delete(m.events, eventID)
	default:
		held.Programme, held.bytes = p, bytes
		held.used.Store(m.checked.Load())
		m.codes[p.Event.Code] = held
		for code := range p.codes {
			m.codes[code] = held
		}
		m.bytes += bytes
		m.evict()
	}
	return p, err
}

// forget lets the event be loaded anew by whoever asks for it from now on.
func (m *memory) forget(eventID int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop(eventID)
}

// drop takes a programme out of memory. The caller holds mu.
func (m *memory) drop(eventID int64) {
	held := m.events[eventID]
	delete(m.events, eventID)
	if held == nil || held.Programme == nil {
		return
	}
	for code, of := range m.codes {
		if of == held {
			delete(m.codes, code)
		}
	}
	m.bytes -= held.bytes
	for key := range held.kept {
		m.dropKept(held, key)
	}
}

// dropKept drops what is kept with a programme, if it still is. The caller holds
// mu.
func (m *memory) dropKept(held *heldProgramme, key any) {
	if kept := held.kept[key]; kept != nil {
		m.bytes -= kept.bytes
		delete(held.kept, key)
	}
}

// check asks the database for the revisions of the programmes in memory, unless
// it was asked less than that long ago or is being asked, and forgets those that
// have changed.
func (m *memory) check(ctx context.Context, age time.Duration) error {
	last, now := m.checked.Load(), m.now()
	if age > 0 && (now-last < int64(age) || !m.checked.CompareAndSwap(last, now)) {
		return nil
	}
	m.mu.RLock()
	seen := make(map[int64]*heldProgramme, len(m.events))
	ids := make([]int64, 0, len(m.events))
	for id, held := range m.events {
		if held.Programme != nil {
			seen[id] = held
			ids = append(ids, id)
		}
	}
	m.mu.RUnlock()
	if len(ids) == 0 {
		return nil
	}
	revisions, err := m.revisions(ctx, ids)
	if err != nil {
		m.checked.CompareAndSwap(now, last) // the next one asks again
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, held := range seen {
		if revisions[id] != held.revision && m.events[id] == held {
			m.drop(id)
		}
	}
	return nil
}

// eventRevisions returns the revisions of the events that there are.
func (s *Store) eventRevisions(ctx context.Context, eventIDs []int64) (map[int64]int64, error) {
	rows, err := gorm.G[eventRow](s.r).Select("id", "revision").Where("id IN ?", eventIDs).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the revisions of events: %w", err)
	}
	revisions := make(map[int64]int64, len(rows))
	for _, row := range rows {
		revisions[row.ID] = row.Revision
	}
	return revisions, nil
}

// EventRevision is an event with its revision, which every change of its programme
// raises.
type EventRevision struct {
	ID       int64
	Code     string
	Revision int64
}

// LatestRevisions returns the revisions of the latest events, the last one first,
// at most limit.
func (s *Store) LatestRevisions(ctx context.Context, limit int) ([]EventRevision, error) {
	var latest []EventRevision
	err := gorm.G[eventRow](s.r).Select("id", "code", "revision").Order("starts DESC, id DESC").Limit(limit).Scan(ctx, &latest)
	if err != nil {
		return nil, fmt.Errorf("read the latest events: %w", err)
	}
	return latest, nil
}

// Keep returns what of made of the programme under the key. It is made once for
// all who ask for it meanwhile, and goes with the programme; bytes is what
// it takes in memory.
func (p *Programme) Keep(key any, of func() (value any, bytes int, err error)) (any, error) {
	m := p.memory
	m.mu.RLock()
	held := m.events[p.Event.ID]
	if held == nil || held.Programme != p { // an older one
		m.mu.RUnlock()
		value, _, err := of()
		return value, err
	}
	kept := held.kept[key]
	m.mu.RUnlock()
	if kept == nil {
		kept = m.keep(held, key, of)
	}
	kept.used.Store(m.checked.Load())
	return kept.value()
}

// keep notes that the value is being made, or returns what somebody else has
// noted first.
func (m *memory) keep(held *heldProgramme, key any, of func() (any, int, error)) *keptValue {
	m.mu.Lock()
	defer m.mu.Unlock()
	if kept := held.kept[key]; kept != nil {
		return kept
	}
	kept := &keptValue{}
	kept.value = sync.OnceValues(func() (any, error) {
		value, bytes, err := of()
		m.mu.Lock()
		defer m.mu.Unlock()
		switch {
		case held.kept[key] != kept || m.events[held.Event.ID] != held: // dropped meanwhile
		case err != nil:
			delete(held.kept, key)
		default:
			kept.bytes = bytes
			m.bytes += bytes
			m.evict()
		}
		return value, err
	})
	held.kept[key] = kept
	return kept
}

// evict drops what was not used for longest, until an eighth of the limit is
// free again; what is kept with a programme goes before it. The caller holds mu.
func (m *memory) evict() {
	if m.bytes <= m.limit {
		return
	}
	type candidate struct {
		used int64
		drop func()
	}
	var all []candidate
	for id, held := range m.events {
		for key, kept := range held.kept {
			all = append(all, candidate{kept.used.Load(), func() { m.dropKept(held, key) }})
		}
		if held.Programme != nil {
			all = append(all, candidate{held.used.Load(), func() { m.drop(id) }})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.used, b.used) })
	for _, c := range all {
		if m.bytes <= m.limit-m.limit/8 {
			return
		}
		c.drop()
	}
}
