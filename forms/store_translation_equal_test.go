package forms

import (
	"maps"
	"testing"
)

// Equal texts are filled with the translation of one of them, once and with a way
// back; what somebody has translated stays, and where translations differ nothing
// is guessed.
func TestStore_FillEqualTexts(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	d := testDefinition()
	d.Event.Languages = []string{"de", "tr"}
	option := func(code, de, tr string) Option {
		text := Text{"de": de}
		if tr != "" {
			text["tr"] = tr
		}
		return Option{Code: code, Text: text}
	}
	form := &d.Forms[0]
	form.Questions = []Question{
		{Key: "eins", Kind: KindChoice, Text: Text{"de": "Eins?"}, Options: []Option{option("ja", "Ja", "Evet"), option("nein", "Nein", "Hayır"), option("weg", "Weg", "")}},
		{Key: "zwei", Kind: KindChoice, Text: Text{"de": "Zwei?"}, Options: []Option{option("ja", "Ja", ""), option("nein", "Nein", "Yok"), option("weg", "Weg", "")}},
		{Key: "drei", Kind: KindChoice, Text: Text{"de": "Drei?"}, Options: []Option{option("ja", "Ja", ""), option("nein", "Nein", ""), option("ja2", "ja", "")}},
	}
	draft := newDraft(t, store, d)
	path := func(question, code string) string { return PathOfQuestion(form.Key, question) + ".options." + code }
	want := map[string]string{path("zwei", "ja"): "Evet", path("drei", "ja"): "Evet"}
	if got := draft.Definition().EqualTexts("tr"); !maps.Equal(got, want) {
		t.Fatalf("equal texts: %q, want %q", got, want)
	}
	before := translationsOf(draft, "tr")
	for _, n := range []int{len(want), 0} {
		if filled, err := store.FillEqualTexts(t.Context(), draft.ID, "tr", "anna"); err != nil || filled != n {
			t.Fatalf("%d texts were filled, want %d: %v", filled, n, err)
		}
		all := maps.Clone(before)
		maps.Copy(all, want)
		if got := translationsOf(mustDraft(t, store, draft.ID), "tr"); !maps.Equal(got, all) {
			t.Errorf("translations: %q, want %q", got, all)
		}
	}
	if _, err := store.UndoStep(t.Context(), draft.ID, mustDraft(t, store, draft.ID).Revision, "anna"); err != nil {
		t.Fatal(err)
	}
	if got := translationsOf(mustDraft(t, store, draft.ID), "tr"); !maps.Equal(got, before) {
		t.Errorf("undone: %q, want %q", got, before)
	}
	if _, err := store.FillEqualTexts(t.Context(), draft.ID, "fr", "anna"); CodeOf(err) != CodeInvalid {
		t.Errorf("a language that is not offered: %v", err)
	}
}

func translationsOf(draft *Draft, language string) map[string]string {
	all := map[string]string{}
	for path, text := range draft.Definition().Texts() {
		if text[language] != "" {
			all[path] = text[language]
		}
	}
	return all
}

// A translation of an older base text is used for no other one.
func TestDefinition_EqualTexts_older(t *testing.T) {
	t.Parallel()
	d := Definition{Event: Event{Title: Text{"de": "Ja", "tr": "Evet", OriginOf("tr"): "Doch"}, Place: Text{"de": "Ja"}, Languages: []string{"de", "tr"}}}
	if got := d.EqualTexts("tr"); len(got) != 0 {
		t.Errorf("equal texts: %q, want none", got)
	}
}
