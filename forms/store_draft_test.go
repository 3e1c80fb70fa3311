package forms

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

type tester interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func mustDraft(t tester, store *Store, id int64) *Draft {
	t.Helper()
	draft, err := store.Draft(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return draft
}

func newDraft(t tester, store *Store, d *Definition) *Draft {
	t.Helper()
	draft, err := store.CreateDraft(context.Background(), d, "anna")
	if err != nil {
		t.Fatal(err)
	}
	return draft
}

// partsOf returns what a draft says: its parts in their order, without revisions.
func partsOf(draft *Draft) []Part {
	parts := slices.Clone(draft.Parts)
	for i := range parts {
		parts[i].Revision = 0
	}
	return parts
}

var sameParts = cmp.Options{cmpopts.EquateEmpty()}

// Whatever is done to a draft, undoing all of it, the last step first, brings
// back every state of before; undoing that does all of it again.
func TestDraft_undo(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	rapid.Check(t, func(t *rapid.T) {
		draft := newDraft(t, store, testDefinition())
		states := [][]Part{partsOf(draft)}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			randomEdit(t, store, draft.ID)
			after := mustDraft(t, store, draft.ID)
			if after.Revision > draft.Revision {
				states = append(states, partsOf(after))
			}
			draft = after
		}
		for i := len(states) - 1; i > 0; i-- {
			step := int64(i + 1) // the first made the draft
			if _, err := store.UndoStep(context.Background(), draft.ID, step, "anna"); err != nil {
				t.Fatalf("undo step %d: %v", step, err)
			}
			if diff := cmp.Diff(states[i-1], partsOf(mustDraft(t, store, draft.ID)), sameParts); diff != "" {
				t.Fatalf("after step %d was undone (-want +got):\n%s", step, diff)
			}
		}
		undone := mustDraft(t, store, draft.ID).Revision
		for i := 1; i < len(states); i++ {
			if _, err := store.UndoStep(context.Background(), draft.ID, undone-int64(i)+1, "anna"); err != nil {
				t.Fatalf("do step %d again: %v", i+1, err)
			}
			if diff := cmp.Diff(states[i], partsOf(mustDraft(t, store, draft.ID)), sameParts); diff != "" {
				t.Fatalf("after step %d was done again (-want +got):\n%s", i+1, diff)
			}
		}
	})
}

// randomEdit does one of the things that organisers do. It may be nothing.
func randomEdit(t *rapid.T, store *Store, id int64) {
	draft := mustDraft(t, store, id)
	part := rapid.SampledFrom(draft.Parts).Draw(t, "part")
	list, _ := splitPath(part.Path)
	siblings := []string{"", AtEnd}
	for _, other := range draft.Parts {
		if in, _ := splitPath(other.Path); in == list {
			siblings = append(siblings, other.Path)
		}
	}
	after := rapid.SampledFrom(siblings).Draw(t, "after")
	key := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(t, "key")
	ctx := context.Background()
	var err error
	switch rapid.SampledFrom([]string{"edit", "add", "remove", "move", "duplicate", "undo"}).Draw(t, "what") {
	case "edit":
		_, err = store.SavePart(ctx, id, part.Path, part.Revision, retitled(part.Content, key), "anna")
	case "add":
		if part.Path == PathOfEvent {
			_, err = store.AddPart(ctx, id, PathOfForm(key), after, &FormPart{Title: Text{"de": key}}, "anna")
			break
		}
		_, err = store.AddPart(ctx, id, list+"."+key, after, retitled(newContent(part.Path), key), "anna")
	case "remove":
		err = store.RemovePart(ctx, id, part.Path, part.Revision, "anna")
	case "move":
		err = store.MovePart(ctx, id, part.Path, after, "anna")
	case "duplicate":
		_, err = store.DuplicatePart(ctx, id, part.Path, key, "anna")
	case "undo":
		_, err = store.UndoStep(ctx, id, rapid.Int64Range(1, draft.Revision).Draw(t, "step"), "anna")
	}
	if CodeOf(err) == CodeInternal {
		t.Fatal(err)
	}
}

func retitled(content PartContent, title string) PartContent {
	switch part := content.(type) {
	case *EventPart:
		part.Title = Text{"de": title}
	case *FormPart:
		part.Title = Text{"de": title}
	case *QuestionPart:
		part.Text = Text{"de": title}
	case *SessionPart:
		part.Title, part.Typed = Text{"de": title}, map[string]string{"starts": title}
	}
	return content
}

// Two people who work on different parts never disturb each other. If they work
// on the same one, the second is told what the first has made of it, and loses
// nothing; saying the same, or once more, is no conflict.
func TestStore_SavePart(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	draft := newDraft(t, store, testDefinition())
	one, other := PathOfQuestion("workshop", "gesamt"), PathOfQuestion("workshop", "rolle")
	save := func(path string, revision int64, text, account string) (int64, error) {
		content := mustDraft(t, store, draft.ID).Part(path).Content.(*QuestionPart)
		content.Text = Text{"de": text}
		return store.SavePart(t.Context(), draft.ID, path, revision, content, account)
	}
	read := draft.Part(one).Revision
	first, err := save(one, read, "Annas Text", "anna")
	if err != nil || first != draft.Revision+1 {
		t.Fatalf("saved as %d: %v", first, err)
	}
	if _, err := save(other, read, "Berts Text", "bert"); err != nil {
		t.Errorf("another part: %v", err)
	}
	if err := store.MovePart(t.Context(), draft.ID, one, AtEnd, "bert"); err != nil {
		t.Errorf("a move: %v", err)
	}
	if again, err := save(one, read, "Annas Text ", "bert"); err != nil || again != first {
		t.Errorf("the same once more: %d, %v; want %d", again, err, first)
	}
	_, err = save(one, read, "Berts Text", "bert")
	conflict, ok := errors.AsType[*PartConflict](err)
	if CodeOf(err) != CodeConflict || !ok || conflict.Current.Revision != first || conflict.Step.Number != first || conflict.Step.Account != "anna" {
		t.Fatalf("the same part: %v (%+v)", err, conflict)
	}
	if got := conflict.Current.Content.(*QuestionPart).Text["de"]; got != "Annas Text" {
		t.Errorf("the conflict carries %q", got)
	}
	if _, err := save(one, conflict.Current.Revision, "Berts Text", "bert"); err != nil {
		t.Errorf("after the conflict: %v", err)
	}
	content := mustDraft(t, store, draft.ID).Part(other).Content
	if err := store.RemovePart(t.Context(), draft.ID, other, read, "anna"); CodeOf(err) != CodeConflict {
		t.Errorf("removed what somebody else had changed: %v", err)
	}
	if err := store.RemovePart(t.Context(), draft.ID, other, mustDraft(t, store, draft.ID).Part(other).Revision, "anna"); err != nil {
		t.Fatal(err)
	}
	_, err = store.SavePart(t.Context(), draft.ID, other, read, content, "bert")
	if conflict, ok := errors.AsType[*PartConflict](err); !ok || conflict.Current != nil || conflict.Step.Account != "anna" {
		t.Errorf("a part that has been removed: %v", err)
	}
	for path, content := range map[string]PartContent{one: &FormPart{}, "forms.Groß": &FormPart{}, "forms.a.b": &FormPart{}, "elsewhere": &FormPart{}} {
		if _, err := store.AddPart(t.Context(), draft.ID, path, "", content, "anna"); CodeOf(err) != CodeInvalid {
			t.Errorf("%T at %s: %v, want %s", content, path, err, CodeInvalid)
		}
	}
	if _, err := store.AddPart(t.Context(), draft.ID, PathOfQuestion("none", "q"), "", &QuestionPart{}, "anna"); CodeOf(err) != CodeNotFound {
		t.Errorf("a question of no form: %v", err)
	}
}

// Several parts are removed in one step, or none if one has been changed
// meanwhile; those that have gone already are no reason to keep the others.
func TestStore_RemoveParts(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	before := newDraft(t, store, testDefinition())
	id := before.ID
	var parts []Part
	for _, part := range before.Parts {
		if list, _ := splitPath(part.Path); list == listOfSessions || part.Path == PathOfForm("workshop") {
			parts = append(parts, part)
		}
	}
	changed := parts[len(parts)-1]
	save(t, store, id, changed.Path, func(s *SessionPart) { s.Room = "Saal" })
	if _, err := store.RemoveParts(t.Context(), id, parts, "anna"); CodeOf(err) != CodeConflict || len(mustDraft(t, store, id).Parts) != len(before.Parts) {
		t.Fatalf("one of them has been changed: %v", err)
	}
	parts[len(parts)-1].Revision = mustDraft(t, store, id).Revision
	kept := mustDraft(t, store, id)
	if err := store.RemovePart(t.Context(), id, parts[0].Path, parts[0].Revision, "bert"); err != nil {
		t.Fatal(err)
	}
	one := mustDraft(t, store, id)
	removed, err := store.RemoveParts(t.Context(), id, parts, "anna")
	if err != nil || removed == "" || removed == parts[0].Path {
		t.Fatalf("removed %q: %v", removed, err)
	}
	after := mustDraft(t, store, id)
	if after.Revision != one.Revision+1 || len(after.Definition().Sessions) != 0 || after.Definition().Form("workshop") != nil {
		t.Errorf("after the removal the draft has %d parts, at revision %d", len(after.Parts), after.Revision)
	}
	if again, err := store.RemoveParts(t.Context(), id, parts, "anna"); err != nil || again != "" || mustDraft(t, store, id).Revision != after.Revision {
		t.Errorf("what has gone: %q, %v", again, err)
	}
	for _, step := range []int64{after.Revision, one.Revision} {
		if _, err := store.UndoStep(t.Context(), id, step, "anna"); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := mustDraft(t, store, id).Definition(), kept.Definition(); !sameJSON(got, want) {
		t.Errorf("undone, the draft is\n%+v, want\n%+v", got, want)
	}
}

// A step that later ones depend on is not undone, and the error names the last
// of them.
func TestStore_UndoStep_refused(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	draft := newDraft(t, store, testDefinition())
	add := func(path string, content PartContent) Part {
		part, err := store.AddPart(t.Context(), draft.ID, path, AtEnd, content, "anna")
		if err != nil {
			t.Fatal(err)
		}
		return part
	}
	form, question := PathOfForm("neu"), PathOfQuestion("neu", "q")
	added := add(form, &FormPart{}).Revision
	asked := add(question, &QuestionPart{}).Revision
	edited, err := store.SavePart(t.Context(), draft.ID, question, asked, &QuestionPart{Question: Question{Kind: KindYesNo}}, "bert")
	if err != nil {
		t.Fatal(err)
	}
	refused := func(step int64, path string, later int64) {
		t.Helper()
		_, err := store.UndoStep(t.Context(), draft.ID, step, "anna")
		got, ok := errors.AsType[*UndoRefused](err)
		if CodeOf(err) != CodeConflict || !ok || got.Path != path || got.Later.Number != later || got.Later.Account != "bert" {
			t.Errorf("undo step %d: %v, want it refused because of step %d on %s", step, err, later, path)
		}
	}
	refused(added, question, edited)
	refused(asked, question, edited)
	again, err := store.SavePart(t.Context(), draft.ID, question, edited, &QuestionPart{Question: Question{Kind: KindDate}}, "bert")
	if err != nil {
		t.Fatal(err)
	}
	refused(edited, question, again)
	if err := store.RemovePart(t.Context(), draft.ID, form, added, "bert"); err != nil {
		t.Fatal(err)
	}
	refused(again, question, again+1)
	if _, err := store.UndoStep(t.Context(), draft.ID, 1, "anna"); CodeOf(err) != CodeInvalid {
		t.Errorf("undo the making of the draft: %v", err)
	}
}

// History, drafts and what cannot be read are there after a restart.
func TestStore_Steps(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	store := openStore(t, directory, Options{})
	draft := newDraft(t, store, testDefinition())
	path := PathOfSession("wohnen")
	content := draft.Part(path).Content.(*SessionPart)
	content.Typed = map[string]string{"starts": "halb drei", "options.themen": "a;b"}
	if _, err := store.SavePart(t.Context(), draft.ID, path, 1, content, "bert"); err != nil {
		t.Fatal(err)
	}
	if err := store.MovePart(t.Context(), draft.ID, path, "", "anna"); err != nil {
		t.Fatal(err)
	}
	before := mustDraft(t, store, draft.ID)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	store = newStoreIn(t, directory, nil)
	if diff := cmp.Diff(before, mustDraft(t, store, draft.ID), sameParts); diff != "" {
		t.Errorf("draft (-before +after the restart):\n%s", diff)
	}
	steps, err := store.Steps(t.Context(), draft.ID, 0, 2)
	if err != nil || len(steps) != 2 || steps[0].Changes[0].Action != ActionMove || steps[0].Changes[0].WasAfter != PathOfSession("bildung") {
		t.Fatalf("the last two steps: %+v, %v", steps, err)
	}
	change := steps[1].Changes[0]
	if was, became := change.Was.(*SessionPart), change.Became.(*SessionPart); steps[1].Account != "bert" || len(was.Typed) != 0 || became.Typed["starts"] != "halb drei" {
		t.Errorf("the edit: %+v", steps[1])
	}
	rest, err := store.Steps(t.Context(), draft.ID, 2, 10)
	if err != nil || len(rest) != 1 || rest[0].Cause != StepCreate || rest[0].Account != "anna" {
		t.Errorf("the steps before: %+v, %v", rest, err)
	}
	fields := fieldsOf(before.Check())
	for _, want := range []string{"sessions.wohnen.starts", "sessions.wohnen.options.themen"} {
		if !slices.Contains(fields, want) || PathOf(want) != path {
			t.Errorf("problems at %v, want %s of %s", fields, want, PathOf(want))
		}
	}
	drafts, err := store.NewDrafts(t.Context())
	if err != nil || len(drafts) != 1 || drafts[0].Event.Title["de"] != "Probe" || drafts[0].Account != "anna" || drafts[0].Changed.IsZero() {
		t.Errorf("drafts: %+v, %v", drafts, err)
	}
	if err := store.DeleteDraft(t.Context(), draft.ID); err != nil {
		t.Fatal(err)
	}
	if n := draftRows(t, store); n != 0 {
		t.Errorf("%d rows are left of a draft", n)
	}
}

func draftRows(t *testing.T, store *Store) (n int) {
	t.Helper()
	if err := store.r.Raw("SELECT (SELECT COUNT(*) FROM drafts) + (SELECT COUNT(*) FROM draft_parts) + (SELECT COUNT(*) FROM draft_changes)").Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

// A draft needs nothing to begin with, and whatever is wrong belongs to a part.
func TestDraft_Check(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	draft := newDraft(t, store, &Definition{})
	for _, problem := range draft.Check() {
		if path := PathOf(problem.Field); path != PathOfEvent && problem.Field != "forms" {
			t.Errorf("%s belongs to %q", problem.Field, path)
		}
	}
	if whole := newDraft(t, store, testDefinition()); whole.Check() != nil {
		t.Errorf("nothing is wrong, but\n%v", whole.Check())
	}
}

// bigDefinition has 60 sessions of a form with 60 questions in 20 languages.
func bigDefinition() *Definition {
	d := testDefinition()
	text := Text{}
	for i := range 20 {
		language := []string{"de", "en", "tr", "ar", "fa", "uk", "ru", "pl", "ro", "bg", "fr", "it", "es", "sq", "kmr", "ckb", "ps", "so", "ti", "el"}[i]
		d.Event.Languages = append(d.Event.Languages[:i], language)
		text[language] = "Wie zufrieden sind Sie insgesamt mit der Konferenz?"
	}
	form := Form{Key: "workshop", Title: text}
	for i := range MaxQuestions {
		form.Questions = append(form.Questions, Question{Key: fmt.Sprintf("q%d", i), Kind: KindScale, Text: text, Options: []Option{
			{"gut", text, 3}, {"mittel", text, 2}, {"schlecht", text, 1}, {OptionNA, text, 0},
		}})
	}
	d.Forms, d.Sessions = []Form{form}, nil
	for i := range 60 {
		d.Sessions = append(d.Sessions, SessionDefinition{FormKey: "workshop", Session: Session{Key: fmt.Sprintf("s%d", i), Kind: Workshop, Title: text}})
	}
	return d
}

func BenchmarkDraft(b *testing.B) {
	store := newStore(b)
	draft := newDraft(b, store, bigDefinition())
	path := PathOfQuestion("workshop", "q30")
	change := func(b *testing.B, i int) {
		part := mustDraft(b, store, draft.ID).Part(path)
		content := part.Content.(*QuestionPart)
		content.Text["de"] = fmt.Sprint("Wie war es? ", i, part.Revision)
		b.StartTimer()
		if _, err := store.SavePart(b.Context(), draft.ID, path, part.Revision, content, "anna"); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("SavePart", func(b *testing.B) {
		for i := range b.N {
			b.StopTimer()
			change(b, i)
		}
	})
	b.Run("Draft", func(b *testing.B) {
		for b.Loop() {
			mustDraft(b, store, draft.ID)
		}
	})
	b.Run("Check", func(b *testing.B) {
		draft := mustDraft(b, store, draft.ID)
		for b.Loop() {
			draft.Check()
		}
	})
	b.Run("Publish", func(b *testing.B) {
		for i := range b.N {
			b.StopTimer()
			change(b, i)
			if _, err := store.Publish(b.Context(), draft.ID, mustDraft(b, store, draft.ID).Revision, "anna"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("PlanPublication", func(b *testing.B) {
		for b.Loop() {
			if _, err := store.PlanPublication(b.Context(), draft.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
}
