package forms

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStore_ImportKeepsWhatWasAnswered(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	mustSubmit(t, store, submission(t, store, &sessions[0], Values{"gesamt": {"gut"}}))

	d := testDefinition()
	d.Forms[0].Questions = append(d.Forms[0].Questions, Question{Key: "neu", Kind: KindYesNo, Text: Text{"de": "Neu?"}})
	done, err := store.Import(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if done.Created || done.Event.ID != event.ID || done.Event.Code != event.Code || !slices.Equal(done.Versions, []string{"workshop"}) {
		t.Errorf("second import: %+v", done)
	}
	again, err := store.Sessions(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]int{}
	for i := range again {
		if again[i].Code != sessions[i].Code {
			t.Errorf("the code of %s changed", again[i].Key)
		}
		form, err := store.Form(t.Context(), &again[i])
		if err != nil {
			t.Fatal(err)
		}
		versions[again[i].Key] = form.Version
	}
	if diff := cmp.Diff(map[string]int{"bildung": 1, "wohnen": 2, "kultur": 2}, versions); diff != "" {
		t.Errorf("form versions (-want +got):\n%s", diff)
	}
	mustVerify(t, store)

	t.Run("unanswered version changes in place", func(t *testing.T) {
		d.Forms[0].Questions[7].Text = Text{"de": "Ganz neu?"}
		if done, err := store.Import(t.Context(), d); err != nil || len(done.Versions) != 0 {
			t.Errorf("third import: %+v, %v; want no new version", done, err)
		}
		form, err := store.Form(t.Context(), &mustProgramme(t, store, event.ID)[1])
		if err != nil || form.Version != 2 || form.Questions[7].Text["de"] != "Ganz neu?" {
			t.Errorf("form = %+v, %v", form, err)
		}
	})
	t.Run("headlines are for those who sum up", func(t *testing.T) {
		d.Forms[0].Questions[0].Headline = true
		if done, err := store.Import(t.Context(), d); err != nil || len(done.Versions) != 0 {
			t.Errorf("import with a headline: %+v, %v; want no new version", done, err)
		}
		form, err := store.Form(t.Context(), &mustProgramme(t, store, event.ID)[1])
		if err != nil || form.Version != 2 || !form.Questions[0].Headline {
			t.Errorf("form = %+v, %v; want a headline", form, err)
		}
	})
	t.Run("refused", func(t *testing.T) {
		without := testDefinition()
		without.Sessions = without.Sessions[1:]
		if _, err := store.Import(t.Context(), without); CodeOf(err) != CodeConflict {
			t.Errorf("import without an answered session: %v, want %s", err, CodeConflict)
		}
		other := testDefinition()
		other.Sessions[0].Options["themen"] = []Option{option("ganz_anders", 0)}
		if _, err := store.Import(t.Context(), other); CodeOf(err) != CodeConflict {
			t.Errorf("import with other options in an answered session: %v, want %s", err, CodeConflict)
		}
	})
}

func mustProgramme(tb testing.TB, store *Store, eventID int64) []Session {
	tb.Helper()
	sessions, err := store.Sessions(tb.Context(), eventID)
	if err != nil {
		tb.Fatal(err)
	}
	return sessions
}
