package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"resonanz/forms"
)

// What is kept is bounded in number, in bytes and in time; the oldest goes first.
func TestKeptPosts_bounds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	kept := &keptPosts{}
	first := kept.add("/organise/a", forms.Values{"a": {"b"}}, now)
	if kept.find(first, now.Add(keptLasts)) == nil || kept.find("", now) != nil {
		t.Error("what is kept is not found, or something else is")
	}
	for i := range keptMost {
		kept.add("/organise/a", forms.Values{"a": {fmt.Sprint(i)}}, now)
	}
	if kept.find(first, now) != nil || len(kept.posts) != keptMost {
		t.Errorf("%d requests are kept", len(kept.posts))
	}
	last := kept.add("/organise/a", forms.Values{"a": {strings.Repeat("x", keptBytes-1)}}, now)
	if len(kept.posts) != 1 || kept.bytes > keptBytes || kept.find(last, now) == nil {
		t.Errorf("%d requests of %d bytes are kept", len(kept.posts), kept.bytes)
	}
	if kept.find(last, now.Add(keptLasts+1)) != nil || kept.bytes != 0 {
		t.Error("what is kept does not end")
	}
}
