package handbook

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// readMessages returns the messages of a language, plural forms beside each other.
func readMessages(t *testing.T, lang string) []string {
	t.Helper()
	source, err := os.ReadFile("../i18n/locales/" + lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var entries map[string]any
	if err := json.Unmarshal(source, &entries); err != nil {
		t.Fatal(err)
	}
	var messages []string
	for _, entry := range entries {
		switch entry := entry.(type) {
		case string:
			messages = append(messages, entry)
		case map[string]any:
			for _, form := range entry {
				messages = append(messages, form.(string))
			}
		}
	}
	return messages
}

// Every button, field and heading that the guide names is a text of the pages.
func TestGuide_names(t *testing.T) {
	t.Parallel()
	argument := regexp.MustCompile(`\{\{[^}]*\}\}`)
	for _, lang := range []string{"de", "en"} {
		var patterns []string
		for _, message := range readMessages(t, lang) {
			words := argument.Split(message, -1)
			if strings.ContainsFunc(strings.Join(words, ""), unicode.IsLetter) { // others could say anything
				for i := range words {
					words[i] = regexp.QuoteMeta(words[i])
				}
				patterns = append(patterns, strings.Join(words, `[^ ]+`))
			}
		}
		said := regexp.MustCompile("^(?:" + strings.Join(patterns, "|") + ")$")
		source, err := texts.ReadFile("guide." + lang + ".md")
		if err != nil {
			t.Fatal(err)
		}
		names := 0
		err = ast.Walk(goldmark.DefaultParser().Parse(text.NewReader(source)), func(node ast.Node, entering bool) (ast.WalkStatus, error) {
			if name, ok := node.(*ast.Emphasis); ok && entering && name.Level == 1 {
				names++
				if says := plainText(name, source); !said.MatchString(says) {
					t.Errorf("guide.%s.md names %q, which no page says", lang, says)
				}
			}
			return ast.WalkContinue, nil
		})
		if err != nil || names < 60 {
			t.Errorf("guide.%s.md names %d texts of pages, %v", lang, names, err)
		}
	}
}

// Both guides have the same sections with the same pictures, and every picture is
// in one of them.
func TestGuide_languages(t *testing.T) {
	t.Parallel()
	pictures, err := readPictures()
	if err != nil {
		t.Fatal(err)
	}
	shapes, used := map[string]string{}, 0
	for _, lang := range []string{"de", "en"} {
		source, err := texts.ReadFile("guide." + lang + ".md")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(source)) {
			switch {
			case strings.HasPrefix(line, "#"):
				shapes[lang] += strings.Repeat("#", strings.Count(line, "#")) + "\n"
			case strings.HasPrefix(line, "!["):
				used++
				shapes[lang] += line[strings.LastIndex(line, "/"):]
			}
		}
	}
	if shapes["de"] != shapes["en"] {
		t.Errorf("the guides differ in their shape:\n%s\n%s", shapes["de"], shapes["en"])
	}
	if used != len(pictures) {
		t.Errorf("%d pictures are there, %d are shown", len(pictures), used)
	}
}

// A text shows what it says and no more, whoever writes in it: HTML is left out,
// and so are addresses that run a script.
func TestReadDocument_html(t *testing.T) {
	t.Parallel()
	d, err := readDocument([]byte("# Titel\n\n<script>alert(1)</script>\n\nEins <b onclick=x>zwei</b> & 3 < 4.\n\n[hier](https://example.org/\"onclick=x)\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if body := string(d.Body); strings.Contains(body, "<script") || strings.Contains(body, "<b") || strings.Contains(body, `"onclick`) || !strings.Contains(body, "&amp; 3 &lt; 4") {
		t.Errorf("the page has it as HTML:\n%s", body)
	}
}
