package forms

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func mustClosing(t *testing.T, store *Store, eventID int64) Closing {
	t.Helper()
	closing, err := store.Closing(t.Context(), eventID)
	if err != nil {
		t.Fatal(err)
	}
	return closing
}

// A closing round keeps what moderators say in which order, and whoever watches the
// event hears of each change.
func TestStore_ChangeClosing(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, _ := testEvent(t, store)
	if closing := mustClosing(t, store, event.ID); closing.Revision != 0 || closing.Slides != nil {
		t.Fatalf("a closing round that nobody has composed: %+v", closing)
	}
	seen := func() int64 {
		revisions, err := store.EventRevisions(t.Context(), []int64{event.ID})
		if err != nil {
			t.Fatal(err)
		}
		return revisions[event.ID]
	}
	before := seen()
	want := []ClosingSlide{{Statement: "share/workshop/gesamt", Wording: "{share} sind froh.", Lang: "de", Note: "langsam"}, {Comment: "00ff"}}
	change := func(c *Closing) error { c.Slides = want; return nil }
	if err := store.ChangeClosing(t.Context(), event.ID, change); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, mustClosing(t, store, event.ID).Slides); diff != "" {
		t.Errorf("slides (-want +got):\n%s", diff)
	}
	if after := seen(); after <= before {
		t.Errorf("the event's revision went from %d to %d", before, after)
	}
	for name, change := range map[string]func(c *Closing) error{
		"of nothing": func(c *Closing) error { c.Slides = append(c.Slides, ClosingSlide{}); return nil },
		"of two": func(c *Closing) error {
			c.Slides = append(c.Slides, ClosingSlide{Statement: "a", Comment: "b"})
			return nil
		},
		"twice":          func(c *Closing) error { c.Slides = append(c.Slides, ClosingSlide{Comment: "00ff"}); return nil },
		"wordy":          func(c *Closing) error { c.Slides[0].Wording = strings.Repeat("x", MaxWording+1); return nil },
		"told at length": func(c *Closing) error { c.Slides[0].Note = strings.Repeat("x", MaxSlideNote+1); return nil },
		"endless": func(c *Closing) error {
			for i := range MaxClosingSlides {
				c.Slides = append(c.Slides, ClosingSlide{Statement: fmt.Sprint(i)})
			}
			return nil
		},
	} {
		if err := store.ChangeClosing(t.Context(), event.ID, change); CodeOf(err) != CodeInvalid {
			t.Errorf("%s: %v, want %s", name, err, CodeInvalid)
		}
	}
	if _, err := store.DeleteEvent(t.Context(), "eva", event.ID); err != nil {
		t.Fatal(err)
	}
	noOrphans(t, store)
}

// Of a comment that somebody takes back not even the quotation stays.
func TestStore_Closing_withdrawn(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	sub := submission(t, store, &sessions[0], Values{"gesamt": {"gut"}, "satz": {"Das war gut."}})
	other := submission(t, store, &sessions[0], Values{"gesamt": {"gut"}, "satz": {"Das war besser."}})
	mustSubmit(t, store, sub)
	mustSubmit(t, store, other)
	quoted := func(s *Submission) ClosingSlide {
		id := s.Token.commentID("satz")
		return ClosingSlide{Comment: fmt.Sprintf("%x", id[:])}
	}
	slides := []ClosingSlide{quoted(&sub), {Statement: "share/workshop/gesamt"}, quoted(&other)}
	if err := store.ChangeClosing(t.Context(), event.ID, func(c *Closing) error { c.Slides = slides; return nil }); err != nil {
		t.Fatal(err)
	}
	if err := store.Withdraw(t.Context(), sessions[0].ID, sub.Token); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(slides[1:], mustClosing(t, store, event.ID).Slides); diff != "" {
		t.Errorf("slides (-want +got):\n%s", diff)
	}
}

// An event of any earlier version has no closing round, and can get one.
func TestMigrate_closings(t *testing.T) {
	t.Parallel()
	known, err := migrations("sqlite")
	if err != nil {
		t.Fatal(err)
	}
	for step := 1; step < len(known); step++ {
		store := upgraded(t, step, "SELECT 1")
		if err := store.ChangeClosing(t.Context(), 1, func(c *Closing) error { c.Slides = []ClosingSlide{{Comment: "00ff"}}; return nil }); err != nil {
			t.Fatalf("from step %d: %v", step, err)
		}
		if closing := mustClosing(t, store, 1); closing.Revision != 1 || len(closing.Slides) != 1 {
			t.Errorf("from step %d: %+v", step, closing)
		}
	}
}
