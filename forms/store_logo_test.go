package forms

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"resonanz/forms/logo"
)

func readLogo(t *testing.T, inner string) logo.Image {
	t.Helper()
	image, err := logo.Read([]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1">` + inner + `</svg>`))
	if err != nil {
		t.Fatal(err)
	}
	return image
}

// A logo goes from the draft into what is in force, with its event, and its
// changes can be undone. What edits of the event write down does not hold it.
func TestStore_logo(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	first, second := readLogo(t, `<path d="M0 0h4z"/>`), readLogo(t, `<circle r="1"/>`)
	d := testDefinition()
	d.Logo = first
	done, err := store.Import(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	want := func(want logo.Image) {
		t.Helper()
		event, err := store.EventByID(t.Context(), done.Event.ID)
		if err != nil || event.Logo != want.Name() {
			t.Fatalf("the event's logo is %q, %v; want %q", event.Logo, err, want.Name())
		}
		for _, image := range []logo.Image{first, second} {
			got, err := store.Logo(t.Context(), image.Name())
			if image.Name() == want.Name() && (err != nil || string(got) != string(want)) || image.Name() != want.Name() && CodeOf(err) != CodeNotFound {
				t.Errorf("%s: %q, %v", image.Name(), got, err)
			}
		}
		again, err := store.Definition(t.Context(), event.ID)
		if err != nil || again.Event.Logo != "" {
			t.Fatalf("%q, %v", again.Event.Logo, err)
		}
		if diff := cmp.Diff(want, again.Logo); diff != "" {
			t.Errorf("definition (-want +got):\n%s", diff)
		}
	}
	want(first)
	draft, err := store.DraftOf(t.Context(), done.Event.ID, "eva")
	if err != nil {
		t.Fatal(err)
	}
	publish := func() {
		t.Helper()
		if draft, err = store.Draft(t.Context(), draft.ID); err == nil {
			_, err = store.Publish(t.Context(), draft.ID, draft.Revision, "eva")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.SavePart(t.Context(), draft.ID, PathOfLogo, draft.Part(PathOfLogo).Revision, &LogoPart{Image: second}, "eva"); err != nil {
		t.Fatal(err)
	}
	want(first)
	publish()
	want(second)
	if draft, err = store.Draft(t.Context(), draft.ID); err != nil {
		t.Fatal(err)
	}
	if err := store.RemovePart(t.Context(), draft.ID, PathOfLogo, draft.Part(PathOfLogo).Revision, "eva"); err != nil {
		t.Fatal(err)
	}
	publish()
	want(nil)
	steps, err := store.Steps(t.Context(), draft.ID, 0, 2)
	if err != nil || len(steps) != 2 {
		t.Fatalf("%d steps, %v", len(steps), err)
	}
	if _, err := store.UndoStep(t.Context(), draft.ID, steps[1].Number, "eva"); err != nil {
		t.Fatal(err)
	}
	publish()
	want(second)
	if _, err := store.Import(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	want(first)
	if draft, err = store.Draft(t.Context(), draft.ID); err != nil || string(draft.Definition().Logo) != string(first) || draft.Unpublished() {
		t.Errorf("the draft has another logo than the file: %v", err)
	}
	if content, err := encode(draft.Part(PathOfEvent).Content); err != nil || len(content) > 2000 {
		t.Errorf("%d bytes of the event, %v", len(content), err)
	}
	if _, err := store.DeleteEvent(t.Context(), "eva", done.Event.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Logo(t.Context(), first.Name()); CodeOf(err) != CodeNotFound {
		t.Errorf("the logo of a deleted event: %v", err)
	}
	noOrphans(t, store)
}

// Events of every earlier version have no logo.
func TestMigrate_logo(t *testing.T) {
	t.Parallel()
	known, err := migrations("sqlite")
	if err != nil {
		t.Fatal(err)
	}
	for step := 1; step < len(known); step++ {
		store := upgraded(t, step, "SELECT 1")
		events, err := store.Events(t.Context())
		if err != nil || len(events) == 0 || events[0].Logo != "" {
			t.Errorf("from step %d: %+v, %v", step, events, err)
		}
	}
}
