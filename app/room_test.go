package main

import (
	"slices"
	"testing"
	"time"
)

func TestRooms(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_000_000*60, 0)
	r := newRooms(func() time.Time { return now })
	want := func(last []int, filling int) {
		t.Helper()
		rate, open, _ := r.look(1)
		if !slices.Equal(rate[roomMinutes-len(last):], last) || open != filling {
			t.Errorf("%v and %d open, want %v and %d", rate, open, last, filling)
		}
	}
	want([]int{0}, 0)
	for range 3 {
		r.formLoaded(1)
	}
	r.answered(1)
	want([]int{1}, 2)
	now = now.Add(2 * time.Minute)
	r.answered(1)
	r.formLoaded(2)
	want([]int{1, 0, 1}, 1)
	r.answered(1)
	r.answered(1) // by a phone that kept the form from before
	want([]int{1, 0, 3}, 0)
	now = now.Add(13 * time.Minute)
	want([]int{3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0)
	now = now.Add(24 * time.Hour)
	want(make([]int, roomMinutes), 0)

	r.stageLeft(1)
	if _, _, lost := r.look(1); !lost.Equal(now) {
		t.Errorf("lost %v, want %v", lost, now)
	}
	r.stageCame(1)
	if _, _, lost := r.look(1); !lost.IsZero() {
		t.Errorf("lost %v after it came back", lost)
	}
}
