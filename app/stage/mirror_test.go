package stage

import (
	"testing"
	"time"

	"resonanz/app/live"
	"resonanz/app/web"
)

// A frame is handed out until it is due; then one shall build it, and the others
// have the old one meanwhile.
func TestMirrors(t *testing.T) {
	t.Parallel()
	var m mirrors
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	want := func(what string, at time.Time, frame string) {
		t.Helper()
		if got, tag, ok := m.get("K1NDA/de", at); string(got) != frame || ok != (frame != "") || ok && tag != web.EntityTag(got) {
			t.Errorf("%s: %q with the tag %s, %t; want %q", what, got, tag, ok, frame)
		}
	}
	want("at first", now, "")
	m.keep("K1NDA/de", []byte("one"), web.EntityTag([]byte("one")), now)
	want("when it is new", now.Add(live.FrameEvery), "one")
	late := now.Add(live.FrameEvery + 1)
	want("the first when it is due", late, "")
	want("the second", late, "one")
	m.keep("K1NDA/de", []byte("two"), web.EntityTag([]byte("two")), late)
	want("built again", late, "two")
	if _, _, ok := m.get("K1NDA/en", late); ok {
		t.Error("another language has the same frame")
	}
}
