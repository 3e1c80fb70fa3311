package forms

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// shiftable is a definition with three sessions in the afternoon, one after the
// other.
func shiftable() *Definition {
	d := testDefinition()
	d.Event.Zone = "Europe/Berlin"
	d.Event.Starts, d.Event.Ends = time.Date(2027, 5, 4, 12, 0, 0, 0, time.UTC), time.Date(2027, 5, 4, 16, 0, 0, 0, time.UTC)
	pattern := d.Sessions[0]
	d.Sessions = nil
	for i, key := range []string{"eins", "zwei", "drei"} {
		session := pattern
		session.Key, session.Code = key, ""
		session.Starts = d.Event.Starts.Add(time.Duration(i) * time.Hour)
		session.Ends = session.Starts.Add(time.Hour)
		d.Sessions = append(d.Sessions, session)
	}
	d.Sessions[2].Ends = d.Event.Ends
	return d
}

// timesOf writes when the event and its sessions begin and end, in UTC.
func timesOf(d *Definition) string {
	write := func(from, to time.Time) string { return from.UTC().Format("15:04") + "-" + to.UTC().Format("15:04") }
	words := write(d.Event.Starts, d.Event.Ends)
	for _, session := range d.Sessions {
		words += " " + write(session.Starts, session.Ends)
	}
	return words
}

// A day that runs late is moved at once, in force and in the draft, which keeps
// what else is in it to itself. The event ends later if that takes it.
func TestStore_ShiftEvent(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	ctx := t.Context()
	done, err := store.Import(ctx, shiftable())
	if err != nil {
		t.Fatal(err)
	}
	id := done.Event.ID
	shift := Shift{Keys: []string{"zwei", "drei"}, By: 7 * time.Minute}
	if _, err := store.ShiftEvent(ctx, id, shift, "eva"); err != nil {
		t.Fatal(err)
	}
	const later = "12:00-16:07 12:00-13:00 13:07-14:07 14:07-16:07"
	if got := timesOf(mustDefinition(t, store, id)); got != later {
		t.Errorf("in force: %s", got)
	}
	programme, err := store.FindEvent(ctx, id)
	if err != nil || programme.Sessions[1].Starts.Format("15:04") != "13:07" {
		t.Errorf("in memory: %v, %v", programme.Sessions[1].Starts, err)
	}
	draft, err := store.DraftOf(ctx, id, "eva")
	if err != nil || draft.Unpublished() || timesOf(draft.Definition()) != later {
		t.Fatalf("the draft has %s, unpublished %v, %v", timesOf(draft.Definition()), draft.Unpublished(), err)
	}

	save(t, store, draft.ID, PathOfSession("eins"), func(p *SessionPart) { p.Room = "Foyer" })
	step, err := store.ShiftEvent(ctx, id, Shift{Keys: shift.Keys, By: -shift.By}, "eva")
	if err != nil {
		t.Fatal(err)
	}
	draft = mustDraft(t, store, draft.ID)
	d := mustDefinition(t, store, id)
	if want := "12:00-16:07 12:00-13:00 13:00-14:00 14:00-16:00"; timesOf(d) != want || timesOf(draft.Definition()) != want {
		t.Errorf("back: %s in force, %s in the draft", timesOf(d), timesOf(draft.Definition()))
	}
	if d.Sessions[0].Room == "Foyer" || draft.Definition().Sessions[0].Room != "Foyer" || !draft.Unpublished() {
		t.Error("what somebody else changed in the draft is in force, or gone")
	}
	steps, err := store.Steps(ctx, draft.ID, step+1, 1)
	if err != nil || len(steps) != 1 || len(steps[0].Changes) != 2 || steps[0].Account != "eva" || steps[0].Cause != StepFollow {
		t.Errorf("the step is %+v, %v", steps, err)
	}
}

func TestStore_ShiftDraft(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	draft := newDraft(t, store, shiftable())
	before := timesOf(draft.Definition())
	for by, want := range map[time.Duration]Code{
		0: CodeInvalid, time.Second: CodeInvalid, MaxShift + time.Minute: CodeInvalid, 10 * time.Hour: CodeConflict,
	} {
		if _, err := store.ShiftDraft(t.Context(), draft.ID, Shift{Keys: []string{"eins"}, By: by}, "eva"); CodeOf(err) != want {
			t.Errorf("by %v: %v, want %s", by, err, want)
		}
	}
	if diff := cmp.Diff(draft.Revision, mustDraft(t, store, draft.ID).Revision); diff != "" {
		t.Errorf("what is refused makes a step: %s", diff)
	}
	step, err := store.ShiftDraft(t.Context(), draft.ID, Shift{Keys: []string{"eins", "drei"}, By: -30 * time.Minute}, "eva")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := timesOf(mustDraft(t, store, draft.ID).Definition()), "11:30-16:00 11:30-12:30 13:00-14:00 13:30-15:30"; got != want {
		t.Errorf("moved: %s, want %s", got, want)
	}
	if _, err := store.UndoStep(t.Context(), draft.ID, step, "eva"); err != nil {
		t.Fatal(err)
	}
	if got := timesOf(mustDraft(t, store, draft.ID).Definition()); got != before {
		t.Errorf("undone: %s, want %s", got, before)
	}
}
