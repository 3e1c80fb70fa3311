package forms

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// save changes one part of a draft.
func save[P PartContent](t tester, store *Store, draftID int64, path string, change func(P)) int64 {
	t.Helper()
	part := mustDraft(t, store, draftID).Part(path)
	content := part.Content.(P)
	change(content)
	revision, err := store.SavePart(context.Background(), draftID, path, part.Revision, content, "anna")
	if err != nil {
		t.Fatal(err)
	}
	return revision
}

func mustPublish(t *testing.T, store *Store, draftID int64) Imported {
	t.Helper()
	done, err := store.Publish(t.Context(), draftID, mustDraft(t, store, draftID).Revision, "anna")
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func mustDefinition(t *testing.T, store *Store, eventID int64) *Definition {
	t.Helper()
	d, err := store.Definition(t.Context(), eventID)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var sameDefinition = cmp.Options{cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(Form{})}

// A draft becomes an event with the codes that it had from the beginning, and
// stays its draft.
func TestStore_Publish(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	d := testDefinition()
	d.Event.Zone, d.Event.Figures = "", FiguresInSteps
	draft := newDraft(t, store, d)
	_, err := store.Publish(t.Context(), draft.ID, draft.Revision, "anna")
	if problems, ok := errors.AsType[Problems](err); CodeOf(err) != CodeInvalid || !ok || problems[0].Field != "event.zone" {
		t.Fatalf("without a zone: %v", err)
	}
	revision := save(t, store, draft.ID, PathOfEvent, func(p *EventPart) { p.Zone = "Europe/Berlin" })
	if _, err := store.Publish(t.Context(), draft.ID, draft.Revision, "anna"); CodeOf(err) != CodeConflict {
		t.Errorf("publish what has changed since: %v, want %s", err, CodeConflict)
	}
	done, err := store.Publish(t.Context(), draft.ID, revision, "anna")
	if err != nil || !done.Created || done.Event.Code != draft.Part(PathOfEvent).Content.(*EventPart).Code {
		t.Fatalf("published: %+v, %v", done, err)
	}
	if diff := cmp.Diff(mustDraft(t, store, draft.ID).Definition(), mustDefinition(t, store, done.Event.ID), sameDefinition); diff != "" {
		t.Errorf("draft (-) and what is in force (+):\n%s", diff)
	}
	own, err := store.DraftOf(t.Context(), done.Event.ID, "bert")
	if err != nil || own.ID != draft.ID || own.Unpublished() {
		t.Errorf("the draft of the event: %+v, %v", own, err)
	}
	if drafts, err := store.NewDrafts(t.Context()); err != nil || len(drafts) != 0 {
		t.Errorf("drafts of events that are to be: %+v, %v", drafts, err)
	}
	if err := store.DeleteDraft(t.Context(), draft.ID); CodeOf(err) != CodeConflict {
		t.Errorf("delete the draft of an event: %v", err)
	}
	if _, err := store.CreateDraft(t.Context(), testDefinition(), "anna"); CodeOf(err) != CodeConflict {
		t.Errorf("another draft with the key of an event: %v", err)
	}
	save(t, store, draft.ID, PathOfEvent, func(p *EventPart) { p.Key = "anders" })
	_, err = store.PlanPublication(t.Context(), draft.ID)
	if problems, ok := errors.AsType[Problems](err); !ok || problems[0].Field != "event.key" {
		t.Errorf("another key for an event: %v", err)
	}
	if err := store.w.Exec("DELETE FROM events WHERE id = ?", done.Event.ID).Error; err != nil {
		t.Fatal(err)
	}
	if n := draftRows(t, store); n != 0 {
		t.Errorf("%d rows of the draft outlive the event", n)
	}
}

// A plan says what publishing does and changes nothing.
func TestStore_PlanPublication(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	mustSubmit(t, store, submission(t, store, &sessions[0], Values{"gesamt": {"gut"}}))
	draft, err := store.DraftOf(t.Context(), event.ID, "anna")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.AddPart(t.Context(), draft.ID, PathOfQuestion("workshop", "neu"), "", &QuestionPart{Question: Question{Kind: KindYesNo, Text: Text{"de": "Neu?"}}}, "anna"); err != nil {
		t.Fatal(err)
	}
	if err := store.RemovePart(t.Context(), draft.ID, PathOfQuestion("workshop", "oft"), 1, "anna"); err != nil {
		t.Fatal(err)
	}
	if err := store.RemovePart(t.Context(), draft.ID, PathOfSession("wohnen"), 1, "anna"); err != nil {
		t.Fatal(err)
	}
	before := mustDefinition(t, store, event.ID)
	plan, err := store.PlanPublication(t.Context(), draft.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := Imported{
		Versions: []string{"workshop"},
		Changes:  []FormChange{{Form: "workshop", Version: 2, Takes: []string{"kultur"}, Keeps: []string{"bildung"}, Apart: []string{"neu", "oft"}}},
		Deleted:  []Session{mustProgramme(t, store, event.ID)[1]},
	}
	if diff := cmp.Diff(want, plan, cmpopts.IgnoreFields(Imported{}, "Event")); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, mustDefinition(t, store, event.ID), sameDefinition); diff != "" {
		t.Errorf("the plan has changed the event:\n%s", diff)
	}
	if !mustDraft(t, store, draft.ID).Unpublished() {
		t.Error("the plan has published the draft")
	}
	done := mustPublish(t, store, draft.ID)
	if diff := cmp.Diff(plan, done); diff != "" {
		t.Errorf("planned (-) and done (+):\n%s", diff)
	}
	if steps, err := store.Steps(t.Context(), draft.ID, 0, 1); err != nil || steps[0].Cause != StepPublish || steps[0].Number != mustDraft(t, store, draft.ID).Published {
		t.Errorf("the last step: %+v, %v", steps, err)
	}
	mustVerify(t, store)

	// Taken back, the session has the code that is on its sign.
	steps, err := store.Steps(t.Context(), draft.ID, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.UndoStep(t.Context(), draft.ID, steps[1].Number, "anna"); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, store, draft.ID)
	if session := mustProgramme(t, store, event.ID)[1]; session.Key != "wohnen" || session.Code != sessions[1].Code {
		t.Errorf("the session is %+v, want the code %s", session, sessions[1].Code)
	}
}

// Nothing is published against what people have answered: all of it is named, by
// part, and nothing changes.
func TestStore_Publish_refused(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	mustSubmit(t, store, submission(t, store, &sessions[0], Values{"gesamt": {"gut"}}))
	mustSubmit(t, store, submission(t, store, &sessions[1], Values{"gesamt": {"gut"}}))
	draft, err := store.DraftOf(t.Context(), event.ID, "anna")
	if err != nil {
		t.Fatal(err)
	}
	save(t, store, draft.ID, PathOfEvent, func(p *EventPart) { p.MinGroup, p.Passes, p.Code = 3, true, "AAAA" })
	save(t, store, draft.ID, PathOfQuestion("workshop", "rolle"), func(p *QuestionPart) { p.Options[0].Text["de"] = "Verwaltung" })
	save(t, store, draft.ID, PathOfSession("wohnen"), func(p *SessionPart) { p.Options["themen"] = []Option{option("x", 0), option("y", 0)} })
	if err := store.RemovePart(t.Context(), draft.ID, PathOfSession("bildung"), 1, "anna"); err != nil {
		t.Fatal(err)
	}
	before := mustDefinition(t, store, event.ID)
	_, err = store.Publish(t.Context(), draft.ID, mustDraft(t, store, draft.ID).Revision, "anna")
	problems, _ := errors.AsType[Problems](err)
	fields := fieldsOf(problems)
	slices.Sort(fields)
	want := []string{"event.code", "event.codes", "event.min_group", "forms.workshop.questions.rolle.options.amt", "sessions.bildung", "sessions.wohnen.options.themen"}
	if diff := cmp.Diff(want, fields); CodeOf(err) != CodeConflict || diff != "" {
		t.Errorf("%v, fields (-want +got):\n%s", err, diff)
	}
	if diff := cmp.Diff(before, mustDefinition(t, store, event.ID), sameDefinition); diff != "" {
		t.Errorf("refused, and yet changed:\n%s", diff)
	}
}

// A file that is imported is what the draft says then. What had not been
// published is in the history, and can be brought back.
func TestStore_Import_draft(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, _ := testEvent(t, store)
	draft, err := store.DraftOf(t.Context(), event.ID, "anna")
	if err != nil {
		t.Fatal(err)
	}
	save(t, store, draft.ID, PathOfForm("workshop"), func(p *FormPart) { p.Title = Text{"de": "Annas Titel"} })
	if err := store.MovePart(t.Context(), draft.ID, PathOfSession("kultur"), "", "anna"); err != nil {
		t.Fatal(err)
	}
	before := mustDraft(t, store, draft.ID)
	d := testDefinition()
	d.Sessions = append(d.Sessions[1:], SessionDefinition{FormKey: "workshop", Session: Session{Key: "neu", Kind: Talk, Title: Text{"de": "Neu"}, Options: d.Sessions[0].Options}})
	d.Forms[0].Questions = slices.Delete(d.Forms[0].Questions, 4, 6)
	d.Forms[0].Questions[0].Hint = Text{"de": "Aus der Datei"}
	refuse := errors.New("not this time")
	if _, err := store.Import(t.Context(), d, func(done Imported) error {
		if len(done.Deleted) != 1 || done.Deleted[0].Key != "bildung" {
			t.Errorf("would delete %+v, want bildung", done.Deleted)
		}
		return refuse
	}); !errors.Is(err, refuse) {
		t.Fatalf("an import that nobody agrees to: %v", err)
	}
	if diff := cmp.Diff(before, mustDraft(t, store, draft.ID), sameParts); diff != "" {
		t.Fatalf("an import that nobody agreed to has changed the draft:\n%s", diff)
	}
	done, err := store.Import(t.Context(), d)
	if err != nil || done.Unpublished != 2 {
		t.Fatalf("imported: %+v, %v; want 2 steps that had not been published", done, err)
	}
	after := mustDraft(t, store, draft.ID)
	if diff := cmp.Diff(mustDefinition(t, store, event.ID), after.Definition(), sameDefinition); diff != "" || after.Unpublished() {
		t.Errorf("what is in force (-) and the draft (+):\n%s", diff)
	}
	if _, err := store.UndoStep(t.Context(), draft.ID, after.Revision, "anna"); err != nil {
		t.Fatal(err)
	}
	undone := mustDraft(t, store, draft.ID)
	if diff := cmp.Diff(partsOf(before), partsOf(undone), sameParts); diff != "" || !undone.Unpublished() {
		t.Errorf("the import undone (-want +got):\n%s", diff)
	}
	if err := store.RevertDraft(t.Context(), draft.ID, "anna"); err != nil {
		t.Fatal(err)
	}
	reverted := mustDraft(t, store, draft.ID)
	if diff := cmp.Diff(partsOf(after), partsOf(reverted), sameParts); diff != "" || reverted.Unpublished() {
		t.Errorf("reverted (-want +got):\n%s", diff)
	}
	if again, err := store.Import(t.Context(), d); err != nil || again.Unpublished != 0 || mustDraft(t, store, draft.ID).Revision != reverted.Revision {
		t.Errorf("the same file once more: %+v, %v; want no step", again, err)
	}
}

// A headcount or a retention that is set past the draft is not taken back by its
// next publication, and publishes nothing else.
func TestStore_draftFollows(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	draft, err := store.DraftOf(t.Context(), event.ID, "anna")
	if err != nil {
		t.Fatal(err)
	}
	set := func(headcount, retention int) {
		t.Helper()
		err := store.SetHeadcount(t.Context(), sessions[1].ID, headcount)
		if err == nil {
			err = store.SetRetention(t.Context(), "bert", event.ID, retention)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	set(31, 40)
	if mustDraft(t, store, draft.ID).Unpublished() {
		t.Error("what is in force is called unpublished")
	}
	save(t, store, draft.ID, PathOfSession("bildung"), func(p *SessionPart) { p.Room = "Saal" })
	set(32, 30)
	if after := mustDraft(t, store, draft.ID); !after.Unpublished() {
		t.Error("a room that is not in force is called published")
	}
	mustPublish(t, store, draft.ID)
	d := mustDefinition(t, store, event.ID)
	if d.Event.Retention != 30 || d.Sessions[1].Headcount != 32 || d.Sessions[0].Room != "Saal" {
		t.Errorf("published: retention %d, headcount %d, room %q; want 30, 32, Saal", d.Event.Retention, d.Sessions[1].Headcount, d.Sessions[0].Room)
	}
	if err := store.RemovePart(t.Context(), draft.ID, PathOfSession("wohnen"), mustDraft(t, store, draft.ID).Part(PathOfSession("wohnen")).Revision, "anna"); err != nil {
		t.Fatal(err)
	}
	set(33, 30)
}
