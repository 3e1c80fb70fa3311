package forms

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// edit is an edit of the text at the path, as it is now.
func edit(t tester, store *Store, draftID int64, path, language, words string) TextEdit {
	t.Helper()
	whole := mustDraft(t, store, draftID).Definition()
	for at, text := range whole.Texts() {
		if at == path {
			return TextEdit{Path: path, Words: words, Revision: text.TextRevision(whole.Event.Base(), language)}
		}
	}
	t.Fatalf("no text %s", path)
	return TextEdit{}
}

func saveTexts(t tester, store *Store, draftID int64, language string, edits ...TextEdit) []TextConflict {
	t.Helper()
	conflicts, err := store.SaveTexts(context.Background(), draftID, language, edits, "anna")
	if err != nil {
		t.Fatal(err)
	}
	return conflicts
}

// A translation remembers the base text of which it was made for as long as
// the base text is another one, whatever is typed in which order.
func TestStore_SaveTexts_origin(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	const path = "forms.workshop.questions.gesamt.options.gut"
	rapid.Check(t, func(t *rapid.T) {
		draft := newDraft(t, store, testDefinition())
		base := "gut"
		words, from := map[string]string{"en": "gut"}, map[string]string{"en": "gut"}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			language := "en"
			text := rapid.SampledFrom([]string{"gut", "gut!", "sehr gut", "prima"}).Draw(t, "text")
			switch rapid.SampledFrom([]string{"base", "translate", "fits", "undo"}).Draw(t, "act") {
			case "base":
				save(t, store, draft.ID, PathOfQuestion("workshop", "gesamt"), func(q *QuestionPart) { q.Options[0].Text["de"] = text })
				base = text
			case "translate":
				if text == "prima" {
					text = "" // taken back
				}
				made := words[language] != text
				saveTexts(t, store, draft.ID, language, edit(t, store, draft.ID, path, language, text))
				if words[language] = text; made {
					from[language] = base
				}
			case "fits":
				fits := edit(t, store, draft.ID, path, language, words[language])
				fits.Fits = true
				saveTexts(t, store, draft.ID, language, fits)
				from[language] = base
			case "undo": // and undo that
				before := mustDraft(t, store, draft.ID)
				if before.Revision > 1 {
					for range 2 {
						if _, err := store.UndoStep(context.Background(), draft.ID, mustDraft(t, store, draft.ID).Revision, "anna"); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
			got := mustDraft(t, store, draft.ID).Definition().Form("workshop").Questions[0].Options[0].Text
			want := ""
			if words[language] != "" && from[language] != base {
				want = from[language]
			}
			if got["de"] != base || got[language] != words[language] || got.MadeOf(language) != want {
				t.Fatalf("%q, want %q of %q, made of %q", got, words[language], base, want)
			}
		}
	})
}

// People who translate disturb each other only in the same text of the same
// language.
func TestStore_SaveTexts_conflict(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	d := testDefinition()
	d.Event.Languages = []string{"de", "en", "tr"}
	draft := newDraft(t, store, d)
	const one, other = "forms.workshop.questions.gesamt.text", "forms.workshop.questions.gesamt.options.gut"
	read := edit(t, store, draft.ID, one, "en", "Overall")
	next := edit(t, store, draft.ID, other, "en", "good")
	gone := edit(t, store, draft.ID, "sessions.wohnen.title", "en", "Housing")
	turkish := edit(t, store, draft.ID, one, "tr", "Genel")
	if got := saveTexts(t, store, draft.ID, "en", read); got != nil {
		t.Fatalf("the first: %+v", got)
	}
	if got := saveTexts(t, store, draft.ID, "tr", turkish); got != nil {
		t.Errorf("another language: %+v", got)
	}
	if got := saveTexts(t, store, draft.ID, "en", read); got != nil {
		t.Errorf("the same words once more: %+v", got)
	}
	if err := store.RemovePart(t.Context(), draft.ID, "sessions.wohnen", mustDraft(t, store, draft.ID).Part("sessions.wohnen").Revision, "bert"); err != nil {
		t.Fatal(err)
	}
	late := read
	late.Words = "In total"
	got := saveTexts(t, store, draft.ID, "en", late, next, gone)
	if len(got) != 2 || got[0].Path != one || got[0].Current["en"] != "Overall" || got[0].Step.Account != "anna" || got[1].Current != nil || got[1].Step.Account != "bert" {
		t.Errorf("conflicts: %+v", got)
	}
	q := mustDraft(t, store, draft.ID).Definition().Form("workshop").Questions[0]
	if q.Text["en"] != "Overall" || q.Text["tr"] != "Genel" || q.Options[0].Text["en"] != "good" {
		t.Errorf("saved: %q, %q", q.Text, q.Options[0].Text)
	}
	fresh := edit(t, store, draft.ID, one, "en", "In total")
	save(t, store, draft.ID, PathOfQuestion("workshop", "gesamt"), func(q *QuestionPart) { q.Text["de"] = "Alles in allem" })
	if got := saveTexts(t, store, draft.ID, "en", fresh); len(got) != 1 || got[0].Current["de"] != "Alles in allem" {
		t.Errorf("of a base text that has changed: %+v", got)
	}
	for _, language := range []string{"de", "fr"} {
		if _, err := store.SaveTexts(t.Context(), draft.ID, language, nil, "anna"); CodeOf(err) != CodeInvalid {
			t.Errorf("into %s: %v, want %s", language, err, CodeInvalid)
		}
	}
}

// A language is checked until something in it is translated anew; who checked it
// and when stands in the history.
func TestStore_CheckLanguage(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	draft := newDraft(t, store, testDefinition())
	const path = "forms.workshop.title"
	unchecked := func(want ...string) {
		t.Helper()
		if got := mustDraft(t, store, draft.ID).Definition().Event.Unchecked; !slices.Equal(got, want) {
			t.Errorf("unchecked: %v, want %v", got, want)
		}
	}
	saveTexts(t, store, draft.ID, "en", edit(t, store, draft.ID, path, "en", "Workshops"))
	unchecked("en")
	if err := store.CheckLanguage(t.Context(), draft.ID, "en", "bert"); err != nil {
		t.Fatal(err)
	}
	unchecked()
	checks, err := store.Checks(t.Context(), draft.ID)
	if err != nil || len(checks) != 1 || checks["en"].Account != "bert" {
		t.Errorf("checks: %+v, %v", checks, err)
	}
	before := mustDraft(t, store, draft.ID).Revision
	saveTexts(t, store, draft.ID, "en", edit(t, store, draft.ID, path, "en", "Workshops "))
	if after := mustDraft(t, store, draft.ID).Revision; after != before {
		t.Errorf("the same words make step %d", after)
	}
	unchecked()
	saveTexts(t, store, draft.ID, "en", edit(t, store, draft.ID, path, "en", "Workshop"))
	unchecked("en")
}

// Of what a translation was made goes into what is in force with a publication,
// without a new version of a form that people have answered.
func TestStore_Publish_origin(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	draft, err := store.DraftOf(t.Context(), event.ID, "anna")
	if err != nil {
		t.Fatal(err)
	}
	publish := func() Imported {
		t.Helper()
		done, err := store.Publish(t.Context(), draft.ID, mustDraft(t, store, draft.ID).Revision, "anna")
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	const path = "forms.workshop.questions.gesamt.text"
	saveTexts(t, store, draft.ID, "en", edit(t, store, draft.ID, path, "en", "Overall"))
	save(t, store, draft.ID, PathOfQuestion("workshop", "gesamt"), func(q *QuestionPart) { q.Text["de"] = "Insgesamt" })
	publish()
	mustSubmit(t, store, submission(t, store, &sessions[0], Values{"oft": {"1"}}))
	made := func() string {
		return mustDefinition(t, store, event.ID).Form("workshop").Questions[0].Text.MadeOf("en")
	}
	if got := made(); got != "Gesamt" {
		t.Errorf("in force it was made of %q", got)
	}
	fits := edit(t, store, draft.ID, path, "en", "Overall")
	fits.Fits = true
	saveTexts(t, store, draft.ID, "en", fits)
	if done := publish(); len(done.Versions) != 0 || made() != "" {
		t.Errorf("that it fits made the versions %v, and it was made of %q", done.Versions, made())
	}
	form, err := store.Form(t.Context(), &sessions[0])
	if err != nil || form.Version != 1 {
		t.Errorf("version %d, %v", form.Version, err)
	}
	text := fmt.Sprint(form.Questions[0].Text)
	saveTexts(t, store, draft.ID, "en", edit(t, store, draft.ID, path, "en", "In all"))
	if done := publish(); len(done.Versions) != 1 {
		t.Errorf("another translation made the versions %v", done.Versions)
	}
	if form, err := store.Form(t.Context(), &sessions[0]); err != nil || fmt.Sprint(form.Questions[0].Text) != text {
		t.Errorf("a session with answers asks %q now, %v", form.Questions[0].Text, err)
	}
}

// A base text that was too long does not keep the draft from being published once
// it is put right.
func TestStore_SaveTexts_long(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	draft := newDraft(t, store, testDefinition())
	const path = "forms.workshop.questions.gesamt.text"
	saveTexts(t, store, draft.ID, "en", edit(t, store, draft.ID, path, "en", "Overall"))
	save(t, store, draft.ID, PathOfQuestion("workshop", "gesamt"), func(q *QuestionPart) { q.Text["de"] = strings.Repeat("ö", MaxProseLength+9) })
	saveTexts(t, store, draft.ID, "en", edit(t, store, draft.ID, path, "en", "All in all"))
	save(t, store, draft.ID, PathOfQuestion("workshop", "gesamt"), func(q *QuestionPart) { q.Text["de"] = "Kurz" })
	if problems := mustDraft(t, store, draft.ID).Check(); problems != nil {
		t.Errorf("the draft cannot be published:\n%v", problems)
	}
	if n := len([]rune(mustDraft(t, store, draft.ID).Definition().Form("workshop").Questions[0].Text.MadeOf("en"))); n != MaxProseLength {
		t.Errorf("%d letters of the base text are kept, want %d", n, MaxProseLength)
	}
}
