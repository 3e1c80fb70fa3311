package forms

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func mustSettings(t *testing.T, store *Store) map[string]string {
	t.Helper()
	settings, err := store.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return settings.Values
}

// This process knows at once what was stored, another one a quarter of a second
// later.
func TestStore_SaveSettings(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	store, other := newStoreIn(t, directory, nil), newStoreIn(t, directory, nil)
	mustSettings(t, other)
	save := func(values, before map[string]string, want Code) {
		t.Helper()
		if err := store.SaveSettings(t.Context(), "eva", values, before); CodeOf(err) != want {
			t.Fatalf("%v: error %v, want %q", values, err, want)
		}
	}
	save(map[string]string{"operator": "Stadt A", "contact": "a@b.example"}, nil, "")
	want := map[string]string{"operator": "Stadt A", "contact": "a@b.example"}
	if diff := cmp.Diff(want, mustSettings(t, store)); diff != "" {
		t.Errorf("this process (-want +got):\n%s", diff)
	}
	first, err := store.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// The check is due as soon as it is longer ago than programmeCheck.
	other.settings.checked.Store(other.memory.now() - int64(programmeCheck))
	if diff := cmp.Diff(want, mustSettings(t, other)); diff != "" {
		t.Errorf("the other process (-want +got):\n%s", diff)
	}
	if programmeCheck > 250*time.Millisecond {
		t.Errorf("another process knows after %s", programmeCheck)
	}
	// All or nothing, if one has changed.
	save(map[string]string{"operator": "Stadt B", "contact": "b@b.example"}, map[string]string{"operator": "Stadt A", "contact": ""}, CodeConflict)
	if again, err := store.Settings(t.Context()); err != nil || again != first {
		t.Errorf("settings %v, %v: nothing was stored, so they are the same", again, err)
	}
	save(map[string]string{"contact": ""}, map[string]string{"contact": "a@b.example"}, "")
	if diff := cmp.Diff(map[string]string{"operator": "Stadt A"}, mustSettings(t, store)); diff != "" {
		t.Errorf("after emptying one (-want +got):\n%s", diff)
	}
	notes, err := store.ServiceAudit(t.Context(), 9)
	if err != nil || len(notes) != 2 || notes[0].Action != NoteSettings || notes[0].About != "contact" || notes[1].About != "contact, operator" {
		t.Errorf("audit log %+v, %v", notes, err)
	}
}

// A database of every earlier step has no settings, and takes some.
func TestMigrate_settings(t *testing.T) {
	t.Parallel()
	for step := 1; step <= 11; step++ {
		store := upgraded(t, step, "SELECT 1")
		if got := mustSettings(t, store); len(got) > 0 {
			t.Errorf("step %d: %v", step, got)
		}
		if err := store.SaveSettings(t.Context(), "eva", map[string]string{"operator": "Stadt"}, nil); err != nil {
			t.Errorf("step %d: %v", step, err)
		}
		mustVerify(t, store)
	}
}
