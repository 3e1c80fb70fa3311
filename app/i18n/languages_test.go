package i18n

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/language"

	"resonanz/forms/definition"
)

// desk are the beginnings of the keys that only organisers, moderators and
// operators meet, on pages and in workbooks that are there in German and
// English. All others are said to participants, in every language.
var desk = []string{
	"account.", "accounts.", "action.", "after.", "backup.", "closing.", "comment.", "comments.", "deletion.", "desk.", "doubt.", "event.", "events.", "forms.problem.", "handbook.", "link.", "live.", "moderation.", "podium_desk.", "new_password.", "note.",
	"password.", "problem.signed_out.", "sessions.", "settings.", "setup.", "shift.", "sure.",
	"sign.back", "sign.how", "sign.title", "sign_in.", "slips.", "spot.", "stage.key", "stage.made", "welcome.", "workbook.",
}

// shared are the keys among them that participants meet as well: where a code
// is typed, in a form, and on the stage.
var shared = []string{
	"action.continue", "event.qr_alt", "form.places", "live.answers", "live.expected", "live.in_room", "live.mean", "live.top",
}

func forDesk(key string) bool {
	return !slices.Contains(shared, key) &&
		slices.ContainsFunc(desk, func(beginning string) bool { return strings.HasPrefix(key, beginning) })
}

// Participants are spoken to in each of the 20 languages of the reference
// conferences, and what no native reader has checked says so.
func TestLanguages(t *testing.T) {
	t.Parallel()
	c := mustLoad(t)
	if got := c.Tags(); !slices.Equal(got, order) {
		t.Fatalf("catalogues: got %q, want %q", got, order)
	}
	for _, tag := range order {
		for _, key := range keysOf(c) {
			if forDesk(key) && tag != original && tag != bridge {
				continue
			}
			if got := c.Printer(tag).LangOf(key); got != tag {
				t.Errorf("%s: key %s is missing", tag, key)
			}
		}
		meta, _ := c.Meta(tag)
		if got, want := meta.Reviewed, tag == original; got != want && meta.Reviewer == "" {
			t.Errorf("%s: reviewed %v without a reviewer", tag, got)
		}
		if got, want := meta.Dir == "rtl", slices.Contains([]string{"ar", "fa", "ckb", "ps"}, tag); got != want {
			t.Errorf("%s: written from right to left: got %v, want %v", tag, got, want)
		}
	}
	for _, conference := range definition.Conferences() {
		d, err := conference.Definition()
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(d.Event.Languages, order) {
			t.Errorf("%s: languages: got %q, want %q", conference.Name, d.Event.Languages, order)
		}
	}
}

// texts returns all that is written, by language: the catalogues, key → its
// forms, and the texts of the reference conferences.
func texts(t *testing.T) map[string]map[string]string {
	t.Helper()
	all := map[string]map[string]string{}
	c := mustLoad(t)
	for _, tag := range order {
		all[tag] = map[string]string{}
		for key, entry := range c.printers[tag].chain[0].entries {
			for _, form := range slices.Sorted(maps.Keys(entry.forms)) {
				for _, part := range entry.forms[form] {
					all[tag][key] += part.text
				}
				all[tag][key] += "\n"
			}
		}
	}
	for _, conference := range definition.Conferences() {
		d, err := conference.Definition()
		if err != nil {
			t.Fatal(err)
		}
		for path, text := range d.Texts() {
			for tag, translated := range text {
				all[tag][conference.Name+" "+path] = translated
			}
		}
	}
	return all
}

// international are the words that stay in Latin letters in every language:
// techniques, standards, codes, and names as they stand on a building or a sign.
var international = regexp.MustCompile(`\b(Resonanz|Excel|QR|PDF|IP|[Cc]ookie|JavaScript|WCAG|AA|EN|[ae] (?:\p{L}+ )?GDPR|GDPR|TDDDG|7K2QX|Pluto|LWL|Henrichshütte|Ennepe-Ruhr)\b|\b[ae] توری`)

var scripts = map[string]*unicode.RangeTable{
	"Latn": unicode.Latin, "Cyrl": unicode.Cyrillic, "Arab": unicode.Arabic, "Ethi": unicode.Ethiopic,
}

// letters tells languages of one script apart: letters that somewhere in the
// texts must be, and letters that none of its words has.
var letters = map[string]struct{ needed, none string }{
	"de":        {"äöüß", ""},
	"de-simple": {"äöüß", ""},
	"en":        {"", "äöüß"},
	"tr":        {"çğıöşüİ", "äßqwxêîûÄQWX"},
	"ar":        {"ةكيىأإ", "پچژگکیەێۆڕڵټډړږښګڼۍې"},
	"fa":        {"پچژگکی", "ةكيىەێۆڕڵټډړږښځڅګڼۍې"},
	"ckb":       {"پچژگکیەێۆڕڵ", "ةكيىثذصضطظټډړږښځڅګڼۍې"},
	"ps":        {"ټډړږښځڅګڼۍې", "ةكىگەێۆڕڵ"},
	"uk":        {"іїєщ’", "ыэёъ"},
	"ru":        {"ыэёъ", "іїєґў"},
	"bg":        {"ъщю", "ыэёіїєґ"},
	"pl":        {"ąćęłńóśźż", "äöüßqvx"},
	"ro":        {"ăâîșț", "äöüßşţ"},
	"fr":        {"àçéèêîôù", "äöüß"},
	"it":        {"àèéìòù", "äöüßñçêîû"},
	"es":        {"áéíóúñ¿¡", "äößçêîûàèù"},
	"sq":        {"çë", "äöüßêîûéèà"},
	"kmr":       {"çêîşû", "äöüßğıİéèà"},
	"so":        {"’", "äöüßpvzçêîşûëéèà"},
	"ti":        {"ኣዝቕኸ።፣", "አ"},
}

// Every text is written in the script of its language, and with its letters.
func TestLanguages_Letters(t *testing.T) {
	t.Parallel()
	all := texts(t)
	for _, tag := range order {
		script, _ := language.MustParse(tag).Script()
		var written strings.Builder
		for where, text := range all[tag] {
			text = international.ReplaceAllString(text, "")
			if wrong := foreign(scripts[script.String()], text); wrong != "" {
				t.Errorf("%s: %s: %q is not in the script of the language: %s", tag, where, wrong, text)
			}
			if i := strings.IndexAny(text, letters[tag].none); i >= 0 {
				t.Errorf("%s: %s: %q is no letter of the language: %s", tag, where, []rune(text[i:])[0], text)
			}
			written.WriteString(text)
		}
		for _, letter := range letters[tag].needed {
			if !strings.ContainsRune(written.String(), letter) {
				t.Errorf("%s: no text has the letter %q", tag, letter)
			}
		}
	}
	for tag, text := range map[string]string{"Arab": "Ja", "Cyrl": "Так i ні", "Latn": "Дa", "Ethi": "እወ yes"} {
		if foreign(scripts[tag], text) == "" {
			t.Errorf("%s: %q passes", tag, text)
		}
	}
}

func foreign(script *unicode.RangeTable, text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) || unicode.Is(script, r) {
			return -1
		}
		return r
	}, text)
}

// alike are texts that a language rightly shares with German or English.
var alike = regexp.MustCompile(`^(Workshop|Programme?|Resonanz.*|No|Culture|Formation|Conflicts|Education|Error.*|Stadt Hattingen)$`)

// No text is a copy of the German or English one that nobody has translated.
// Leichte Sprache is German, and patterns of dates hold no words.
func TestLanguages_Translated(t *testing.T) {
	t.Parallel()
	all := texts(t)
	for _, tag := range order {
		if tag == "de" || tag == "de-simple" || tag == "en" {
			continue
		}
		for where, text := range all[tag] {
			hasWords := strings.IndexFunc(text, unicode.IsLetter) >= 0
			if !hasWords || alike.MatchString(strings.TrimSpace(text)) {
				continue
			}
			if text == all["de"][where] || text == all["en"][where] {
				t.Errorf("%s: %s: not translated: %s", tag, where, text)
			}
		}
	}
}
