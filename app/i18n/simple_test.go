package i18n

import (
	"regexp"
	"strings"
	"testing"
)

// What can be counted of the rules of Leichte Sprache (DIN SPEC 33429): short
// sentences of one statement, short words, no passive, no genitive, no
// conditional, numbers in digits.
func TestLanguages_Simple(t *testing.T) {
	t.Parallel()
	const mostWords, mostLetters, mostCommas = 12, 17, 1
	sentence, word := regexp.MustCompile(`[.!?:\n|]+`), regexp.MustCompile(`\p{L}+`)
	for where, text := range texts(t)["de-simple"] {
		for s := range strings.SplitSeq(sentence.ReplaceAllString(text, "\n"), "\n") {
			if n := len(strings.Fields(s)); n > mostWords {
				t.Errorf("%s: a sentence of %d words: %s", where, n, s)
			}
			if strings.Count(s, ",") > mostCommas && !lists[where] {
				t.Errorf("%s: more than one statement: %s", where, s)
			}
		}
		for _, w := range word.FindAllString(text, -1) {
			if n := len([]rune(w)); n > mostLetters {
				t.Errorf("%s: a word of %d letters: %s", where, n, w)
			}
		}
		if wrong := hard(text); wrong != "" {
			t.Errorf("%s: %q is not Leichte Sprache: %s", where, wrong, text)
		}
	}
	for _, text := range []string{"Die Antworten werden gelöscht.", "Ende des Monats", "Sie könnten antworten.", "Das dauert zwei Minuten.", "Warten Sie, so lange sie offen ist."} {
		if hard(text) == "" {
			t.Errorf("%q passes", text)
		}
	}
}

// lists are texts whose commas stand between things, not statements.
var lists = map[string]bool{
	"access.lead": true, "privacy.not_text": true, "privacy.contact_text": true,
	"herne-2016 event.note": true, "enkreis event.note": true,
	"herne-2016 forms.konferenz.questions.organisation.text": true, "enkreis forms.konferenz.questions.organisation.text": true,
}

var hardWord = regexp.MustCompile(`(?i)\b(wird|werden|wurden?|worden|des|eines|dessen|deren|könnten?|würden?|hätten?|wären?|so lange (?:der|die|das|diese|sie)|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|hundert|geheim)\b`)

func hard(text string) string { return hardWord.FindString(text) }

// A hard word that a text cannot do without is explained in the same text.
func TestLanguages_SimpleExplained(t *testing.T) {
	t.Parallel()
	explained := map[string]string{
		"anonym": "Niemand weiß", "IP-Adresse": "Nummer von Ihrem Gerät", "DSGVO": "Die Abkürzung ist: DSGVO",
		"TDDDG": "Die Abkürzung ist: TDDDG", "Prüf-Gruppe": "In einer Prüf-Gruppe sind", "Dolmetschen": "das heißt",
		"Diskriminierung": "das heißt",
	}
	for where, text := range texts(t)["de-simple"] {
		for word, explanation := range explained {
			if strings.Contains(text, word) && !strings.Contains(text, explanation) {
				t.Errorf("%s: %s is not explained: %s", where, word, text)
			}
		}
		if strings.HasSuffix(where, ".title") && strings.Contains(strings.TrimSpace(text), "\n") {
			t.Errorf("%s: a title of several lines runs together: %q", where, text)
		}
	}
}
