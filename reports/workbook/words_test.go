package workbook_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"resonanz/reports/workbook"
)

// words returns the workbook's texts of a language from the catalogue of the
// service, and fails the test for a key or an argument that is missing.
func words(t testing.TB, language string) workbook.Words {
	t.Helper()
	catalogue := readWords(t, language)
	return func(key string, args ...any) string {
		text, ok := catalogue[key]
		if !ok {
			t.Errorf("%s: no text for %s", language, key)
			return key
		}
		byName := map[string]any{}
		for i := 0; i+1 < len(args); i += 2 {
			byName[args[i].(string)] = args[i+1]
		}
		form := "other"
		if byName["n"] == 1 && text["one"] != "" {
			form = "one"
		}
		return placeholder.ReplaceAllStringFunc(text[form], func(name string) string {
			v, ok := byName[strings.Trim(name, "{.}")]
			if !ok {
				t.Errorf("%s: %s has no argument %s", language, key, name)
			}
			return fmt.Sprint(v)
		})
	}
}

var placeholder = regexp.MustCompile(`\{\{\.[A-Za-z]+\}\}`)

// readWords returns key → plural form → text; a text without forms is "other".
func readWords(t testing.TB, language string) map[string]map[string]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "app", "i18n", "locales", language+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var entries map[string]any
	if err := json.Unmarshal(raw, &entries); err != nil {
		t.Fatal(err)
	}
	catalogue := map[string]map[string]string{}
	for key, entry := range entries {
		if !strings.HasPrefix(key, "workbook.") && !strings.HasPrefix(key, "told.") && key != "common.yes" {
			continue
		}
		catalogue[key] = map[string]string{}
		switch entry := entry.(type) {
		case string:
			catalogue[key]["other"] = entry
		case map[string]any:
			for form, text := range entry {
				catalogue[key][form] = text.(string)
			}
		}
	}
	return catalogue
}

// TestWords_used finds texts that nothing uses and keys without a text.
func TestWords_used(t *testing.T) {
	t.Parallel()
	german, english := readWords(t, "de"), readWords(t, "en")
	source := ""
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, filepath.Join("..", "statement.go"), filepath.Join("..", "deck.go"))
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source += string(raw)
	}
	// Keys put together from a prefix and a value of the domain.
	composed := regexp.MustCompile(`^workbook\.(kind|name|class|state|required|method|month|answer|podium)\.`)
	for key := range german {
		if strings.HasPrefix(key, "told.") {
			continue // the stage uses them too
		}
		if english[key] == nil {
			t.Errorf("%s is missing in English", key)
		}
		if !composed.MatchString(key) && !strings.Contains(source, `"`+key+`"`) {
			t.Errorf("%s is used nowhere", key)
		}
	}
	for _, key := range regexp.MustCompile(`"(workbook|told)\.[a-z_.]+[a-z]"`).FindAllString(source, -1) {
		if german[strings.Trim(key, `"`)] == nil {
			t.Errorf("%s has no text", key)
		}
	}
}
