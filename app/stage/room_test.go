package stage

import (
	"slices"
	"strconv"
	"testing"
	"time"
)

func TestRooms(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_000_000*60, 0)
	r := newRooms(func() time.Time { return now })
	want := func(last []int, filling int) {
		t.Helper()
		rate, open, _, _ := r.Look(1)
		if !slices.Equal(rate[roomMinutes-len(last):], last) || open != filling {
			t.Errorf("%v and %d open, want %v and %d", rate, open, last, filling)
		}
	}
	want([]int{0}, 0)
	for range 3 {
		r.FormLoaded(1)
	}
	r.Answered(1)
	want([]int{1}, 2)
	now = now.Add(2 * time.Minute)
	r.Answered(1)
	r.FormLoaded(2)
	want([]int{1, 0, 1}, 1)
	r.Answered(1)
	r.Answered(1) // by a phone that kept the form from before
	want([]int{1, 0, 3}, 0)
	now = now.Add(13 * time.Minute)
	want([]int{3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0)
	now = now.Add(24 * time.Hour)
	want(make([]int, roomMinutes), 0)

	screens := func(when string, wantPolling int, wantLost time.Time) {
		t.Helper()
		if _, _, polling, lost := r.Look(1); polling != wantPolling || !lost.Equal(wantLost) {
			t.Errorf("%s: %d polling, lost %v; want %d, %v", when, polling, lost, wantPolling, wantLost)
		}
	}
	r.stageLeft(1, "")
	screens("lost", 0, now)
	r.stageCame(1, "")
	screens("back", 0, time.Time{})
	r.stageLeft(1, "")
	if !r.stagePolled(1, "a") || r.stagePolled(1, "a") {
		t.Error("it is news when a screen polls, once")
	}
	screens("polling instead", 1, time.Time{})
	heard := now
	now = now.Add(pollGrace + time.Second)
	screens("silent", 0, heard)
	r.stagePolled(1, "b")
	screens("another one", 1, time.Time{})
	r.stageCame(1, "b")
	screens("with a stream again", 0, time.Time{})
	r.stageCame(1, "c")
	r.stageClosed(1, "c")
	r.stageLeft(1, "c")
	screens("closed on purpose", 0, time.Time{})
	r.stageLeft(1, "c")
	screens("crashed", 0, now)
	r.stageClosed(1, "d") // another one
	screens("still crashed", 0, now)
	r.stageClosed(1, "c")
	screens("closed, as is heard later", 0, time.Time{})
	r.stagePolled(1, "e")
	r.stageClosed(1, "e")
	now = now.Add(2 * pollGrace)
	screens("a polling one closed on purpose", 0, time.Time{})
	for n := range 2 * maxPolling {
		r.stagePolled(1, strconv.Itoa(n))
	}
	if n := len(r.bySession[1].polling); n > maxPolling {
		t.Errorf("%d names are kept", n)
	}
}
