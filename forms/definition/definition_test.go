package definition

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"resonanz/forms"
)

// smallDefinition has one of everything, on lines that the tests below name.
const smallDefinition = `event:
  key: probe
  code: PRBE
  title: {de: Probe, en: Trial}
  zone: Europe/Berlin
  starts: 2016-11-17 14:00
  ends: 2016-11-17 18:00
  languages: [de, en]
  accent: "#0f6259"
scales:
  note:
    steps:
      gut: {de: Gut, en: Good}
      mittel: {de: Mittel, en: Fair}
      schlecht: {de: Schlecht, en: Poor}
    cannot_say: Weiß nicht
forms:
  bogen:
    title: Bogen
    questions:
      gesamt:
        kind: scale
        scale: note
        text: Wie war es?
      rolle:
        kind: choice
        text: Ich bin
        options:
          gast: Gast
          other: Anderes
      themen:
        kind: choices
        text: Themen
        per_session: yes
        show: ${rolle} = 'gast'
      alter:
        kind: number
        text: Alter
        min: 0
        max: 120
sessions:
  eins:
    kind: workshop
    form: bogen
    code: A1B2C
    title: Eins
    starts: 14:30
    ends: 15:30
    options:
      themen: {a: A, b: B}
  zwei:
    kind: talk
    form: bogen
    title: Zwei
    options:
      themen: {a: A, b: B}
`

func TestParse(t *testing.T) {
	t.Parallel()
	d := mustParse(t, smallDefinition).Definition
	if want := time.Date(2016, 11, 17, 13, 30, 0, 0, time.UTC); !d.Sessions[0].Starts.Equal(want) {
		t.Errorf("start of a session given as a time of day: got %v, want %v", d.Sessions[0].Starts, want)
	}
	if d.Event.MinGroup != forms.DefaultMinGroup {
		t.Errorf("min_group left out: got %d, want %d", d.Event.MinGroup, forms.DefaultMinGroup)
	}
	if got := d.Forms[0].Title["de"]; got != "Bogen" {
		t.Errorf("title without a language: got %q in the base language, want Bogen", got)
	}
	if got := d.Sessions[1].Position; got != 2 {
		t.Errorf("position of the second session: got %d, want 2", got)
	}
	asked := d.Forms[0].For(&d.Sessions[0].Session)
	if got := asked.Item("themen"); got == nil || len(got.Options) != 2 {
		t.Errorf("per-session options: got %+v, want the session's two", got)
	}
}

func TestParse_Mistakes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, old, new string
		line           int
		field, reason  string
	}{
		{"unknown field", "  code: PRBE", "  cod: PRBE", 3, "event.cod", "did you mean code?"},
		{"unknown top field", "scales:\n", "skales:\n", 10, "skales", "did you mean scales?"},
		{"duplicate key", "  code: PRBE", "  key: probe", 3, "event.key", "is there twice, first on line 2"},
		{"bad key", "key: probe", "key: Große Probe", 2, "event.key", "a letter from a to z"},
		{"code with look-alikes", "PRBE", "PRIL", 3, "event.code", "is written PR11"},
		{"code too long", "PRBE", "PRBEX", 3, "event.code", "4 symbols"},
		{"no base language", "{de: Probe, en: Trial}", "{en: Trial}", 4, "event.title", "base language de"},
		{"language not offered", "en: Trial}", "tr: Deneme}", 4, "event.title.tr", "not among the event's languages"},
		{"empty text", "en: Trial}", "en: ''}", 4, "event.title.en", "is empty"},
		{"text is a list", "{de: Probe, en: Trial}", "[Probe]", 4, "event.title", "not a list"},
		{"unknown zone", "Europe/Berlin", "Europe/Herne", 5, "event.zone", "not a time zone"},
		{"zone of the machine", "Europe/Berlin", "Local", 5, "event.zone", "not a time zone"},
		{"bad time", "2016-11-17 14:00", "17.11.2016 14:00", 6, "event.starts", "not a time like"},
		{"skipped hour", "2016-11-17 14:00", "2016-03-27 02:30", 6, "event.starts", "clocks are changed"},
		{"ends first", "2016-11-17 18:00", "2016-11-16 18:00", 7, "event.ends", "not after the start"},
		{"unknown language", "[de, en]", "[de, en, xx]", 8, "event.languages[3]", "not a language tag"},
		{"language not canonical", "[de, en]", "[de, en, DE-simple]", 8, "event.languages[3]", "is written de-simple"},
		{"language twice", "[de, en]", "[de, en, en]", 8, "event.languages[3]", "twice"},
		{"not a colour", "#0f6259", "teal", 9, "event.accent", "not a colour"},
		{"min_group out of range", "  accent:", "  min_group: 21\n  accent:", 9, "event.min_group", "from 1 to 20"},
		{"min_group zero", "  accent:", "  min_group: 0\n  accent:", 9, "event.min_group", "from 1 to 20"},
		{"not a number", "  accent:", "  headcount: viele\n  accent:", 9, "event.headcount", "whole number"},
		{"not yes or no", "  accent:", "  simulated: vielleicht\n  accent:", 9, "event.simulated", "yes or no"},
		{"contacts is no list", "  accent:", "  contacts: eins\n  accent:", 9, "event.contacts", "must be a list"},
		{"contacts without a session", "  accent:", "  contacts: [zwei, ein]\n  accent:", 9, "event.contacts[2]", "did you mean eins?"},
		{"contacts twice", "  accent:", "  contacts:\n    - eins\n    - eins\n  accent:", 11, "event.contacts[2]", "twice"},
		{"alias", "  title: {de: Probe, en: Trial}", "  title: &t {de: Probe}\n  note: *t", 5, "event.note", "alias"},
		{"merge", "  code: PRBE", "  <<: {code: PRBE}", 3, "event", "merge"},
		{"tag", "PRBE", "!!str PRBE", 3, "event.code", "tag"},
		{"scale not used", "scales:\n", "scales:\n  frei: {steps: {a: A, b: B, c: C}}\n", 11, "scales.frei", "used by no question"},
		{"two steps", "      mittel: {de: Mittel, en: Fair}\n", "", 12, "scales.note.steps", "has 2 steps"},
		{"step without base", "{de: Mittel, en: Fair}", "{en: Fair}", 14, "scales.note.steps.mittel", "base language"},
		{"bad cannot_say", "cannot_say: Weiß nicht", "cannot_say: {en: No idea}", 16, "scales.note.cannot_say", "base language"},
		{"unknown scale", "scale: note", "scale: noten", 23, "forms.bogen.questions.gesamt.scale", "did you mean note?"},
		{"unknown kind", "kind: scale", "kind: scala", 22, "forms.bogen.questions.gesamt.kind", "did you mean scale?"},
		{"no text", "        text: Wie war es?\n", "", 21, "forms.bogen.questions.gesamt.text", "is missing"},
		{"bad question key", "      gesamt:", "      ge-samt:", 21, "forms.bogen.questions.ge-samt", "must start"},
		{"bad option code", "          gast:", "          Gast:", 29, "forms.bogen.questions.rolle.options.Gast", "a–z"},
		{"reserved code", "          gast:", "          na:", 29, "forms.bogen.questions.rolle.options.na", "reserved"},
		{"one option", "          gast: Gast\n", "", 28, "forms.bogen.questions.rolle.options", "at least two"},
		{"scale on a choice", "        options:\n          gast: Gast\n          other: Anderes", "        scale: note", 28, "forms.bogen.questions.rolle.scale", "does not go with"},
		{"condition unreadable", "= 'gast'", "is 'gast'", 35, "forms.bogen.questions.themen.show", "at character 10"},
		{"condition on nothing", "${rolle}", "${role}", 35, "forms.bogen.questions.themen.show", "did you mean rolle?"},
		{"condition on later", "${rolle} = 'gast'", "${alter} > 3", 35, "forms.bogen.questions.themen.show", "not asked before"},
		{"condition on itself", "${rolle} = 'gast'", "${themen} = ''", 35, "forms.bogen.questions.themen.show", "not asked before"},
		{"condition on a text", "${rolle} = 'gast'", "${rolle.other} = ''", 35, "forms.bogen.questions.themen.show", "free text"},
		{"condition on no option", "= 'gast'", "= 'gsat'", 35, "forms.bogen.questions.themen.show", "did you mean gast?"},
		{"range upside down", "max: 120", "max: -1", 40, "forms.bogen.questions.alter.max", "less than min"},
		{"field of another kind", "max: 120", "breakdown: yes", 40, "forms.bogen.questions.alter.breakdown", "kind number"},
		{"required perhaps", "max: 120", "required: perhaps", 40, "forms.bogen.questions.alter.required", "yes, soft or no"},
		{"bound no number", "max: 120", "max: 1e3", 40, "forms.bogen.questions.alter.max", "must be a number"},
		{"too many decimals", "max: 120", "decimals: 9", 40, "forms.bogen.questions.alter.decimals", "from 0 to 3"},
		{"unknown session kind", "kind: workshop", "kind: workshp", 43, "sessions.eins.kind", "did you mean workshop?"},
		{"unknown form", "    form: bogen\n    code", "    form: bogn\n    code", 44, "sessions.eins.form", "did you mean bogen?"},
		{"session code", "A1B2C", "A1B2", 45, "sessions.eins.code", "5 symbols"},
		{"code twice", "    title: Zwei", "    title: Zwei\n    code: A1B2C", 55, "sessions.zwei.code", "of the session eins already"},
		{"session before the event", "14:30", "13:30", 47, "sessions.eins.starts", "not during the event"},
		{"options missing", "      themen: {a: A, b: B}\n  zwei", "      thema: {a: A, b: B}\n  zwei", 49, "sessions.eins.options.themen", "is missing"},
		{"options of no question", "      themen: {a: A, b: B}\n  zwei", "      themen: {a: A, b: B}\n      orte: {a: A, b: B}\n  zwei", 51, "sessions.eins.options.orte", "no per-session question"},
		{"not YAML", "sessions:", "sessions: [", 0, "file", "not YAML"},
		{"second document", "sessions:", "---\nsessions:", 0, "file", "more than one document"},
		{"not UTF-8", "Anderes", "Anderes \xff", 30, "file", "UTF-8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if strings.Count(smallDefinition, test.old) == 0 {
				t.Fatalf("the test replaces %q, which is not there", test.old)
			}
			_, err := Parse([]byte(strings.Replace(smallDefinition, test.old, test.new, 1)))
			problems, ok := errors.AsType[Problems](err)
			if !ok {
				t.Fatalf("got %v, want Problems", err)
			}
			if !slices.ContainsFunc(problems, func(p Problem) bool {
				return (test.line == 0 || p.Line == test.line) && p.Field == test.field && strings.Contains(p.Reason, test.reason)
			}) {
				t.Errorf("want line %d: %s: … %s …; got\n%v", test.line, test.field, test.reason, problems)
			}
		})
	}
}

// TestParse_AllMistakes checks that one mistake does not hide the
// others, and that none is reported twice.
func TestParse_AllMistakes(t *testing.T) {
	t.Parallel()
	src := strings.NewReplacer(
		"key: probe", "key: Probe",
		"{de: Mittel, en: Fair}", "[Mittel]",
		"text: Ich bin", "txt: Ich bin",
		"max: 120", "max: viel",
		"    title: Zwei", "    titel: Zwei",
	).Replace(smallDefinition)
	_, err := Parse([]byte(src))
	problems, _ := errors.AsType[Problems](err)
	var got []string
	for _, p := range problems {
		got = append(got, p.Field)
	}
	want := []string{
		"event.key", "scales.note.steps.mittel", "forms.bogen.questions.rolle.text", "forms.bogen.questions.rolle.txt",
		"forms.bogen.questions.alter.max", "sessions.zwei.title", "sessions.zwei.titel",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got problems\n%v\nwant them at %v", problems, want)
	}
	if !slices.IsSortedFunc(problems, func(a, b Problem) int { return a.Line - b.Line }) {
		t.Errorf("problems are not sorted by line:\n%v", problems)
	}
}

func TestProblems_Error(t *testing.T) {
	t.Parallel()
	problems := Problems{{3, forms.Problem{Field: "event.key", Reason: "is missing"}}, {45, forms.Problem{Field: "sessions.eins.code", Reason: "is taken"}}}
	if got, want := problems.Error(), "line 3: event.key: is missing\nline 45: sessions.eins.code: is taken"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestParse_Required(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]forms.Requirement{"yes": forms.Required, "true": forms.Required, "no": forms.Optional, "soft": forms.SoftRequired} {
		f, err := Parse([]byte(strings.Replace(smallDefinition, "kind: number", "required: "+written+"\n        kind: number", 1)))
		if err != nil {
			t.Errorf("required: %s: refused: %v", written, err)
			continue
		}
		if got := f.Definition.Forms[0].Item("alter").Question.Required; got != want {
			t.Errorf("required: %s: got %q, want %q", written, got, want)
		}
	}
}

func TestParse_Hostile(t *testing.T) {
	t.Parallel()
	bomb := "a: &a [x, x]\n"
	for c := 'b'; c < 'z'; c++ {
		bomb += string(c) + ": &" + string(c) + " [*" + string(c-1) + ", *" + string(c-1) + "]\n"
	}
	tests := map[string]string{
		"empty":         "",
		"only comments": "# nothing\n",
		"a word":        "word",
		"a list":        "- event\n- forms\n",
		"null fields":   "event:\nforms:\nsessions:\nscales:\n",
		"alias bomb":    bomb,
		"deep":          strings.Repeat("[", 20000),
		"deep maps":     strings.Repeat("{a: ", 9000),
		"too large":     "#" + strings.Repeat(" ", MaxSize),
		"UTF-16":        "\xff\xfee\x00v\x00",
		"binary":        "event: \x00\x01",
		"itself":        "event: &e {title: *e}",
	}
	for name, src := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse([]byte(src))
			problems, ok := errors.AsType[Problems](err)
			if !ok || len(problems) == 0 {
				t.Fatalf("got %v, want Problems", err)
			}
			for _, p := range problems {
				if p.Line < 1 || p.Field == "" || p.Reason == "" {
					t.Errorf("a problem that helps nobody: %+v", p)
				}
			}
		})
	}
}

// FuzzParse checks that reading never panics, that every mistake
// has a line of the file, and that what is accepted can be answered.
func FuzzParse(f *testing.F) {
	f.Add([]byte(smallDefinition))
	f.Add([]byte("{}"))
	for _, c := range Conferences() {
		f.Add(c.Source)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		f, err := Parse(src)
		if err != nil {
			problems, ok := errors.AsType[Problems](err)
			if !ok || len(problems) == 0 {
				t.Fatalf("got %v, want Problems", err)
			}
			// YAML breaks lines at these as well.
			breaks := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")
			lines := strings.Count(breaks.Replace(string(src)), "\n") + 1
			for _, p := range problems {
				if p.Line < 1 || p.Line > lines || p.Field == "" || p.Reason == "" {
					t.Fatalf("a problem that helps nobody in %d lines: %+v", lines, p)
				}
			}
			return
		}
		for _, s := range f.Definition.Sessions {
			form := f.Definition.Form(s.FormKey).For(&s.Session).Prepared()
			answers, _ := form.Parse(forms.Values{forms.FieldAsked: {"1"}})
			form.Marks(answers)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	source := Conferences()[1].Source
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		if _, err := Parse(source); err != nil {
			b.Fatal(err)
		}
	}
}
