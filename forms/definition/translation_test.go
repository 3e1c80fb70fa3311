package definition

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"resonanz/forms"
)

// smallTranslation translates a few texts of smallDefinition, on lines that
// the tests below name.
const smallTranslation = `translation:
  of: probe
  language: tr
  checked_by: ""
texts:
  event.title: Deneme
  scales.note.steps.gut: İyi
  scales.note.cannot_say: Bilmiyorum
  forms.bogen.questions.rolle.options.gast: Konuk
  sessions.eins.title: Bir
  sessions.zwei.options.themen.a: A konusu
  sessions.zwei.title: ""
`

func mustParse(tb tester, src string) *File {
	tb.Helper()
	f, err := Parse([]byte(src))
	if err != nil {
		tb.Fatalf("refused:\n%v", err)
	}
	return f
}

func TestFile_Translate(t *testing.T) {
	t.Parallel()
	f := mustParse(t, smallDefinition)
	if err := f.Translate([]byte(smallTranslation)); err != nil {
		t.Fatalf("refused:\n%v", err)
	}
	if got, want := f.Definition.Event.Languages, []string{"de", "en", "tr"}; !slices.Equal(got, want) {
		t.Errorf("languages: got %v, want %v", got, want)
	}
	if got, want := f.Definition.Event.Unchecked, []string{"tr"}; !slices.Equal(got, want) {
		t.Errorf("unchecked: got %v, want %v", got, want)
	}
	form := f.Definition.Form("bogen")
	for _, test := range []struct {
		name string
		text forms.Text
		want string
	}{
		{"title", f.Definition.Event.Title, "Deneme"},
		{"step of a named scale", form.Item("gesamt").Option("gut").Text, "İyi"},
		{"cannot say", form.Item("gesamt").Option(forms.OptionNA).Text, "Bilmiyorum"},
		{"step without a translation", form.Item("gesamt").Option("mittel").Text, ""},
		{"option", form.Item("rolle").Option("gast").Text, "Konuk"},
		{"title of a session", f.Definition.Sessions[0].Title, "Bir"},
		{"title still to be translated", f.Definition.Sessions[1].Title, ""},
		{"option of one session", f.Definition.Sessions[1].Options["themen"][0].Text, "A konusu"},
		{"same option of another session", f.Definition.Sessions[0].Options["themen"][0].Text, ""},
	} {
		if got := test.text["tr"]; got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// TestFile_Translate_Unchecked shows that several files share a language,
// which is checked only if all of them are.
func TestFile_Translate_Unchecked(t *testing.T) {
	t.Parallel()
	checked := strings.Replace(smallTranslation, `checked_by: ""`, "checked_by: Sema K.", 1)
	second := "translation:\n  of: [anderes, probe]\n  language: tr\ntexts:\n  event.title: Deneme\n"
	first := strings.Replace(checked, "  event.title: Deneme\n", "", 1)
	for _, test := range []struct {
		name      string
		files     []string
		unchecked []string
	}{
		{"checked", []string{checked}, nil},
		{"one of two", []string{first, second}, []string{"tr"}},
		{"one of two, in the other order", []string{second, first}, []string{"tr"}},
	} {
		f := mustParse(t, smallDefinition)
		for _, file := range test.files {
			if err := f.Translate([]byte(file)); err != nil {
				t.Fatalf("%s: refused:\n%v", test.name, err)
			}
		}
		if diff := cmp.Diff(test.unchecked, f.Definition.Event.Unchecked); diff != "" {
			t.Errorf("%s: unchecked (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestFile_Translate_Mistakes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, old, new string
		line           int
		field, reason  string
	}{
		{"unknown path", "event.title", "event.titel", 6, "event.titel", "did you mean event.title?"},
		{"question without a hint", "event.title", "forms.bogen.questions.rolle.hint", 6, "forms.bogen.questions.rolle.hint", "is no text of the event probe"},
		{"steps by the question", "scales.note.steps.gut", "forms.bogen.questions.gesamt.options.gut", 7, "forms.bogen.questions.gesamt.options.gut", "is no text"},
		{"path twice", "scales.note.steps.gut", "event.title", 7, "event.title", "is there twice, first on line 6"},
		{"too long", "Deneme", strings.Repeat("ş", forms.MaxLabelLength+1), 6, "event.title", "at most 300 fit"},
		{"not a text", "Deneme", "[Deneme]", 6, "event.title", "a single value"},
		{"other event", "of: probe", "of: [a, b]", 2, "translation.of", "names a, b, but this event is probe"},
		{"no event", "  of: probe\n", "", 1, "translation.of", "is missing"},
		{"no language", "  language: tr\n", "", 1, "translation.language", "is missing"},
		{"not a language", "language: tr", "language: türkisch", 3, "translation.language", "not a language tag"},
		{"language not canonical", "language: tr", "language: TR", 3, "translation.language", "is written tr"},
		{"base language", "language: tr", "language: de", 3, "translation.language", "is the base language"},
		{"translated already", "language: tr", "language: en", 6, "event.title", "has a text in en already: Trial"},
		{"unknown field", "checked_by", "checkt_by", 4, "translation.checkt_by", "did you mean checked_by?"},
		{"unknown section", "texts:", "text:", 5, "text", "did you mean texts?"},
		{"no header", "translation:", "uebersetzung:", 1, "translation", "is missing"},
		{"a definition", smallTranslation, smallDefinition, 1, "translation", "is missing"},
		{"empty", smallTranslation, "", 1, "file", "is empty"},
		{"a list", smallTranslation, "- a\n", 1, "file", "not a list"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := mustParse(t, smallDefinition)
			if strings.Count(smallTranslation, test.old) == 0 {
				t.Fatalf("the test replaces %q, which is not there", test.old)
			}
			err := f.Translate([]byte(strings.Replace(smallTranslation, test.old, test.new, 1)))
			problems, ok := errors.AsType[Problems](err)
			if !ok {
				t.Fatalf("got %v, want Problems", err)
			}
			if !slices.ContainsFunc(problems, func(p Problem) bool {
				return p.Line == test.line && p.Field == test.field && strings.Contains(p.Reason, test.reason)
			}) {
				t.Errorf("want line %d: %s: … %s …; got\n%v", test.line, test.field, test.reason, problems)
			}
			if diff := cmp.Diff(mustParse(t, smallDefinition), f, cmp.AllowUnexported(File{}, places{}, forms.Form{})); diff != "" {
				t.Errorf("a refused file changed the definition (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFile_Missing(t *testing.T) {
	t.Parallel()
	f := mustParse(t, smallDefinition)
	if err := f.Translate([]byte(smallTranslation)); err != nil {
		t.Fatalf("refused:\n%v", err)
	}
	want := []string{
		"line 19: forms.bogen.title: has no text in tr: Bogen",
		"line 24: forms.bogen.questions.gesamt.text: has no text in tr: Wie war es?",
		"line 14: scales.note.steps.mittel: has no text in tr: Mittel",
		"line 15: scales.note.steps.schlecht: has no text in tr: Schlecht",
		"line 27: forms.bogen.questions.rolle.text: has no text in tr: Ich bin",
		"line 30: forms.bogen.questions.rolle.options.other: has no text in tr: Anderes",
		"line 33: forms.bogen.questions.themen.text: has no text in tr: Themen",
		"line 38: forms.bogen.questions.alter.text: has no text in tr: Alter",
		"line 50: sessions.eins.options.themen.a: has no text in tr: A",
		"line 50: sessions.eins.options.themen.b: has no text in tr: B",
		"line 54: sessions.zwei.title: has no text in tr: Zwei",
		"line 56: sessions.zwei.options.themen.b: has no text in tr: B",
	}
	if diff := cmp.Diff(strings.Join(want, "\n"), f.Missing("tr").Error()); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	if missing := f.Missing("de"); missing != nil {
		t.Errorf("the base language lacks\n%v", missing)
	}
}

// TestStore_Unchecked shows that an event keeps which of its languages are unchecked.
func TestStore_Unchecked(t *testing.T) {
	t.Parallel()
	store, err := forms.Open(t.Context(), t.TempDir(), forms.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	f := mustParse(t, smallDefinition)
	if err := f.Translate([]byte(smallTranslation)); err != nil {
		t.Fatalf("refused:\n%v", err)
	}
	if _, err := store.Import(t.Context(), f.Definition); err != nil {
		t.Fatal(err)
	}
	event, err := store.Event(t.Context(), f.Definition.Event.Code)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := event.Unchecked, []string{"tr"}; !slices.Equal(got, want) {
		t.Errorf("unchecked: got %v, want %v", got, want)
	}
}

// FuzzFile_Translate checks that reading never panics, and that whatever
// is accepted leaves a definition without mistakes.
func FuzzFile_Translate(f *testing.F) {
	f.Add([]byte(smallTranslation))
	for _, c := range Conferences() {
		f.Add(c.Translations[0])
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		into := mustParse(t, smallDefinition)
		err := into.Translate(src)
		if err == nil {
			if problems := into.Definition.Validate(); problems != nil {
				t.Fatalf("accepted, but\n%v", problems)
			}
			return
		}
		problems, ok := errors.AsType[Problems](err)
		if !ok || len(problems) == 0 {
			t.Fatalf("got %v, want Problems", err)
		}
	})
}

func BenchmarkConference_Definition(b *testing.B) {
	c := Conferences()[1]
	for b.Loop() {
		if _, err := c.Definition(); err != nil {
			b.Fatal(err)
		}
	}
}

// A translation file says what the definition says in the language, whatever
// that is.
func TestFormatTranslation(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := random{T: t}.definition("e")
		if len(d.Event.Languages) == 1 {
			return
		}
		language, want := d.Event.Languages[1], map[string]string{}
		for path, text := range d.Texts() {
			if text[language] != "" {
				want[path] = text[language]
			}
		}
		file, err := FormatTranslation(d, language)
		if err != nil {
			t.Fatal(err)
		}
		read, err := ReadTranslation(file, &d.Event)
		if err != nil {
			t.Fatalf("refused:\n%v\n%s", err, file)
		}
		if diff := cmp.Diff(want, read.Texts); diff != "" || read.Language != language || read.Checked {
			t.Fatalf("%s (-want +got):\n%s\n%s", read.Language, diff, file)
		}
	})
}
