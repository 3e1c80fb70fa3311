package stage

import (
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
	"resonanz/app/web"
	"resonanz/forms"
)

// mirrorVisit is ReadVisit for the mirror, which an event may not have: its stage is
// for those in the room then.
func (s *Pages) mirrorVisit(c *fiber.Ctx) (*web.Visit, error) {
	v, err := s.ReadVisit(c)
	if err == nil && v.Event.Mirror != forms.MirrorStage {
		return nil, web.ErrNotFound
	}
	return v, err
}

// mirrors keeps the frames that whole halls of phones poll, by path. A frame is
// built as often as a stream would get it; a phone that has it already costs no
// query. It is safe for concurrent use.
type mirrors struct {
	mu     sync.Mutex
	byPath map[string]*mirror
}

type mirror struct {
	frame []byte
	tag   string
	due   time.Time // when it is to be built anew
}

// get returns the path's frame and its entity tag. ok is false for the caller
// that must build the frame anew; until it has, the others get the old one.
func (m *mirrors) get(path string, now time.Time) (frame []byte, tag string, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	it := m.byPath[path]
	if it == nil {
		return nil, "", false
	}
	if now.After(it.due) {
		it.due = now.Add(live.FrameEvery)
		return nil, "", false
	}
	return it.frame, it.tag, true
}

// keep keeps a frame that was built at that time. Paths have to be those of
// sessions in a language of their event, so that they stay few.
func (m *mirrors) keep(path string, frame []byte, tag string, built time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.byPath == nil {
		m.byPath = map[string]*mirror{}
	}
	m.byPath[path] = &mirror{frame, tag, built.Add(live.FrameEvery)}
}
