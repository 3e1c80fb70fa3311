package i18n

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// quotes are the quotation marks of each language.
var quotes = map[string]string{
	"de": "„“", "de-simple": "„“", "bg": "„“", "pl": "„”", "ro": "„”",
	"en": "“”", "tr": "“”", "sq": "“”", "kmr": "“”", "so": "“”", "ti": "“”",
	"ar": "«»", "fa": "«»", "ckb": "«»", "ps": "«»", "uk": "«»", "ru": "«»", "fr": "«»", "it": "«»", "es": "«»",
}

// misprint returns the first thing in the text that the typography of the
// language does not allow, "" if there is none.
func misprint(tag, text string) string {
	for _, rule := range []struct {
		pattern *regexp.Regexp
		only    string // the languages that the rule is for, all if empty
		but     string // languages that it is not for
	}{
		{pattern: straight},
		{pattern: hyphenMinus},
		{pattern: percent},
		{pattern: frenchSpace, only: " fr "},
		{pattern: gap, but: " de de-simple "},
		{pattern: enDash, only: " ru "},
	} {
		if rule.only != "" && !strings.Contains(rule.only, " "+tag+" ") || strings.Contains(rule.but, " "+tag+" ") {
			continue
		}
		if wrong := rule.pattern.FindString(text); wrong != "" {
			return wrong
		}
	}
	for _, r := range text {
		if strings.ContainsRune("„“”«»‚‹›", r) && !strings.ContainsRune(quotes[tag], r) {
			return string(r)
		}
	}
	return ""
}

var (
	straight    = regexp.MustCompile(`["']`)
	hyphenMinus = regexp.MustCompile(`(?:^|[\s(])-\d`)
	percent     = regexp.MustCompile(`[\d}] %`) // a line may break there
	frenchSpace = regexp.MustCompile(`[^\x{202f}\x{00a0}][;?!»:](?:\s|$)| [;?!:»]|«[^\x{202f}]`)
	gap         = regexp.MustCompile(`\p{L} …(?:$|[^ ])`)
	enDash      = regexp.MustCompile(` – `)
	doubleStop  = regexp.MustCompile(`[.።۔]\s?[“”»]?[.።۔]`)
)

func TestLanguages_Typography(t *testing.T) {
	t.Parallel()
	all := texts(t)
	for _, tag := range order {
		for where, text := range all[tag] {
			if strings.HasPrefix(where, "workbook.") && strings.Contains(text, `\`) {
				continue // a number format of the workbook
			}
			for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
				if wrong := misprint(tag, line); wrong != "" && !strings.HasPrefix(where, "list.") {
					t.Errorf("%s: %s: %q in %s", tag, where, wrong, line)
				}
			}
		}
	}
	for text, tag := range map[string]string{
		`Say "yes"`: "en", "don't": "en", "von -3 bis 3": "de", "95 % von": "de", "Merci !": "fr", "« Oui\u202f»": "fr",
		"Oui:": "fr", "Wysyłanie …": "pl", "да – нет": "ru", "”ja”": "de",
	} {
		if misprint(tag, text) == "" {
			t.Errorf("%s: %q passes", tag, text)
		}
	}
}

// Every sentence with a date reads well on every day of a year, and a sentence
// about a question that ends with a full stop has no second one.
func TestLanguages_Dates(t *testing.T) {
	t.Parallel()
	c := mustLoad(t)
	keys := []string{"contact.until", "privacy.long_date", "receipt.until", "error.date_min", "error.date_max"}
	for _, tag := range order {
		p := c.Printer(tag)
		for day := time.Date(2028, 1, 1, 14, 0, 0, 0, time.UTC); day.Year() == 2028; day = day.AddDate(0, 0, 1) {
			iso := day.Format(time.DateOnly)
			sentences := []string{p.Date(day), p.DateRange(day, day.Add(time.Hour)), p.DateRange(day, day.AddDate(0, 0, 2))}
			for _, key := range keys {
				sentences = append(sentences, p.T(key, "Date", iso, "Min", iso, "Max", iso))
			}
			for _, s := range sentences {
				if wrong := misprint(tag, s) + doubleStop.FindString(s); wrong != "" || strings.Contains(s, "{") || strings.Contains(s, "2028-") {
					t.Fatalf("%s: %q in %s", tag, wrong, s)
				}
			}
		}
		for _, key := range []string{"told.said", "told.answered", "told.most", "told.divided", "told.above", "told.more"} {
			s := p.T(key, "Item", "Alle lernen Deutsch.", "Session", "Saal 1.", "Told", "2 sagen: Gut.", "Share", "2 von 9", "Others", "3 von 9", "Best", "„Ja“", "Worst", "„Nein“", "Then", "2013")
			if wrong := doubleStop.FindString(s); wrong != "" {
				t.Errorf("%s: %s: %q in %s", tag, key, wrong, s)
			}
		}
		for _, key := range []string{"list.comma", "list.semicolon"} {
			if s := p.T(key); !strings.HasSuffix(s, " ") {
				t.Errorf("%s: %s: %q does not end with a space", tag, key, s)
			}
		}
	}
}
