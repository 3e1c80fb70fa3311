package i18n

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"resonanz/forms"
	"resonanz/forms/definition"
)

func readJSON(t *testing.T, name string, value any) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, value); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// stem returns the beginning of a term's longest word, which its inflected
// forms share.
func stem(term string) string {
	longest := []rune{}
	for word := range strings.FieldsFuncSeq(strings.ToLower(term), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '’' && r != '\u200c' && r != '-'
	}) {
		if w := []rune(word); len(w) > len(longest) {
			longest = w
		}
	}
	return string(longest[:min(len(longest), max(3, len(longest)-3))])
}

// One thing has one word in a language: that of the glossary.
func TestLanguages_Glossary(t *testing.T) {
	t.Parallel()
	var glossary map[string]map[string]string
	readJSON(t, "glossary.json", &glossary)
	said := map[string][]string{
		"workshop": {"session.kind.workshop"}, "organisers": {"privacy.contact_text", "contact.consent"},
		"moderators": {"privacy.contact_text"}, "optional": {"common.optional"}, "top ratings": {"live.top"},
		"sign": {"start.code"}, "survey": {"receipt.again"}, "receipt": {"receipt.keep"}, "working group": {"contact.offer"},
	}
	c := mustLoad(t)
	for term, words := range glossary {
		for _, tag := range order {
			if words[tag] == "" {
				t.Errorf("%s: no word for %s", tag, term)
				continue
			}
			for _, key := range said[term] {
				if text := c.Printer(tag).T(key); !strings.Contains(strings.ToLower(text), stem(words[tag])) {
					t.Errorf("%s: %s does not call a %s %q: %s", tag, key, term, words[tag], text)
				}
			}
		}
	}
	for term := range said {
		if glossary[term] == nil {
			t.Errorf("the glossary lacks %s", term)
		}
	}
}

// Every question to native readers is about a text that still stands.
func TestLanguages_Questions(t *testing.T) {
	t.Parallel()
	all, c := texts(t), mustLoad(t)
	questions := slices.Concat(slices.Collect(maps.Values(c.questions))...)
	if len(questions) == 0 {
		t.Error("there are none")
	}
	for _, q := range questions {
		text := all[q.Language][q.Key]
		if entry, ok := c.printers[q.Language].chain[0].entries[q.Key]; ok {
			for _, form := range entry.forms {
				text += "\n"
				for _, part := range form {
					if text += part.text; part.name != "" {
						text += "{{." + part.name + "}}"
					}
				}
			}
		}
		if file, _, ok := strings.Cut(q.Key, ": "); ok { // a text of a conference's file
			for where, one := range all[q.Language] {
				if strings.HasPrefix(where, strings.Replace(file, "shared", "herne-2016", 1)+" ") {
					text += "\n" + one
				}
			}
		}
		if q.Key == "name" {
			text = c.Name(q.Language)
		}
		if q.Now == "" || q.Why == "" || !strings.Contains(text, q.Now) {
			t.Errorf("%s: %s: %q is not what it says: %s", q.Language, q.Key, q.Now, text)
		}
		if meta, _ := c.Meta(q.Language); meta.Reviewed {
			t.Errorf("%s is reviewed and has questions", q.Language)
		}
	}
}

// The steps of every scale, side by side in every language, are in
// testdata/steps.txt for people to compare their strength; -update writes it.
// A scale has the same number of steps everywhere, no two of them alike.
func TestLanguages_Steps(t *testing.T) {
	t.Parallel()
	var written strings.Builder
	seen := map[string]bool{}
	for _, conference := range definition.Conferences() {
		d, err := conference.Definition()
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range d.Forms {
			for _, item := range form.Items() {
				steps := slices.DeleteFunc(slices.Clone(item.Options), func(o forms.Option) bool { return o.Value == 0 })
				if len(steps) == 0 || seen[side(steps, original)] {
					continue
				}
				seen[side(steps, original)] = true
				for _, tag := range order {
					fmt.Fprintf(&written, "%-9s %s\n", tag, side(steps, tag))
					checkSteps(t, steps, tag)
				}
				written.WriteString("\n")
			}
		}
	}
	path := filepath.Join("testdata", "steps.txt")
	if *update {
		if err := os.WriteFile(path, []byte(written.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), written.String()); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

// side returns the steps side by side.
func side(steps []forms.Option, tag string) string {
	texts := make([]string, len(steps))
	for i, step := range steps {
		texts[i] = step.Text[tag]
	}
	return strings.Join(texts, " | ")
}

// checkSteps sees that the steps are all there and told apart, and that the
// middle one of five leans to neither side: it shares a word with another step
// only if it has one of each side that the other side does not have ("Teils ja,
// teils nein"). A scale of change has a middle that may share all its words.
func checkSteps(t *testing.T, steps []forms.Option, tag string) {
	t.Helper()
	seen := map[string]bool{}
	for _, step := range steps {
		text := step.Text[tag]
		if text == "" || seen[text] {
			t.Errorf("%s: step %s is missing or like another: %s", tag, step.Code, side(steps, tag))
		}
		seen[text] = true
	}
	if len(steps) != 5 || steps[2].Code == "gleich" {
		return
	}
	if !neutral(steps, tag) {
		t.Errorf("%s: the middle step leans to one side: %s", tag, side(steps, tag))
	}
}

func neutral(steps []forms.Option, tag string) bool {
	words := func(options ...forms.Option) map[string]bool {
		found := map[string]bool{}
		for _, o := range options {
			for word := range strings.FieldsFuncSeq(strings.ToLower(o.Text[tag]), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '’' && r != '\u200c' }) {
				if len([]rune(word)) > 2 || tag == "de-simple" {
					found[word] = true
				}
			}
		}
		return found
	}
	better, worse := words(steps[:2]...), words(steps[3:]...)
	var shares, onlyBetter, onlyWorse bool
	for word := range words(steps[2]) {
		shares = shares || better[word] || worse[word]
		onlyBetter = onlyBetter || better[word] && !worse[word]
		onlyWorse = onlyWorse || like(word, worse) && !better[word]
	}
	return !shares || onlyBetter && onlyWorse
}

// like says whether the word or the beginning of it is among the words: an
// ending may tell "مخالف" from "مخالفم".
func like(word string, words map[string]bool) bool {
	for w := range words {
		if strings.HasPrefix(w, word) {
			return true
		}
	}
	return false
}

// What leaned before is found out.
func TestNeutral(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Sehr zufrieden|Zufrieden|Teils, teils|Unzufrieden|Sehr unzufrieden": true,
		"Ja, genau|Eher ja|Teils ja, teils nein|Eher nein|Nein":              true,
		"راضٍ جدًا|راضٍ|راضٍ إلى حدٍّ ما|غير راضٍ|غير راضٍ إطلاقًا":          false,
		"Gelek razî me|Razî me|Hinekî razî me|Ne razî me|Qet ne razî me":     false,
		"Stimme zu|Stimme eher zu|Stimme etwas zu|Eher nicht|Nicht":          false,
	} {
		var steps []forms.Option
		for step := range strings.SplitSeq(text, "|") {
			steps = append(steps, forms.Option{Text: forms.Text{"de-simple": step}})
		}
		if got := neutral(steps, "de-simple"); got != want {
			t.Errorf("%s: neutral: got %v, want %v", text, got, want)
		}
	}
}
