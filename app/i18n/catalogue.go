package i18n

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// catalogue is one language's file.
type catalogue struct {
	tag     string
	meta    Meta
	cldr    language.Tag
	entries map[string]entry
}

// entry is what one key says: the form plural.Other alone, or one form per
// plural category that depends on the argument by.
type entry struct {
	by    string // "" for a text without plural forms
	forms map[plural.Form]template
}

// template is a text cut at its placeholders.
type template []part

// part is a piece of text or, if name is set, the place of an argument.
type part struct {
	text string
	name string
	date bool
}

var categories = map[string]plural.Form{
	"zero": plural.Zero, "one": plural.One, "two": plural.Two,
	"few": plural.Few, "many": plural.Many, "other": plural.Other,
}

// parseCatalogue reads a go-i18n message file. The library alone decides what
// the file says; which of its templates are allowed is decided here.
func parseCatalogue(tag string, data []byte, arguments map[string]argumentRule) (*catalogue, error) {
	c := &catalogue{tag: tag, entries: map[string]entry{}}
	file, err := goi18n.ParseMessageFileBytes(data, tag+".json", nil)
	if err != nil {
		return nil, fmt.Errorf("catalogue %s: %w", tag, err)
	}
	for _, message := range file.Messages {
		key := message.ID
		if !keyPattern.MatchString(key) {
			return nil, fmt.Errorf("catalogue %s: %s: malformed key", tag, key)
		}
		if c.entries[key], err = parseEntry(message, arguments[key]); err != nil {
			return nil, fmt.Errorf("catalogue %s: %s: %w", tag, key, err)
		}
	}
	return c, nil
}

var (
	keyPattern         = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*$`)
	placeholderPattern = regexp.MustCompile(`\{\{\.([A-Za-z][A-Za-z0-9_]*)\}\}`)
)

func parseEntry(message *goi18n.Message, rule argumentRule) (entry, error) {
	m := entry{forms: map[plural.Form]template{}}
	texts := map[plural.Form]string{
		plural.Zero: message.Zero, plural.One: message.One, plural.Two: message.Two,
		plural.Few: message.Few, plural.Many: message.Many, plural.Other: message.Other,
	}
	for form, text := range texts {
		if text == "" && form != plural.Other {
			continue // the library tells an empty form and none no more apart
		}
		t, err := parseTemplate(text, rule.Dates)
		if err != nil {
			return m, err
		}
		m.forms[form] = t
	}
	if len(m.forms) > 1 {
		m.by = cmp.Or(rule.Plural, "n")
	}
	return m, nil
}

// parseTemplate cuts a text at its placeholders. Of the language of
// text/template it allows {{.Name}} alone: whoever translates can neither call
// functions nor make a page fail.
func parseTemplate(text string, dates []string) (template, error) {
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("empty text")
	}
	if strings.ContainsRune(text, '\uFFFD') {
		return nil, errors.New("not valid UTF-8")
	}
	var t template
	plain := func(text string) error {
		if strings.ContainsAny(text, "{}") {
			return fmt.Errorf("stray brace in %q", text)
		}
		if text != "" {
			t = append(t, part{text: text})
		}
		return nil
	}
	end := 0
	for _, at := range placeholderPattern.FindAllStringSubmatchIndex(text, -1) {
		if err := plain(text[end:at[0]]); err != nil {
			return nil, err
		}
		name := text[at[2]:at[3]]
		t = append(t, part{name: name, date: slices.Contains(dates, name)})
		end = at[1]
	}
	return t, plain(text[end:])
}

// compare returns what is wrong with the catalogue beside the original:
// unknown keys, other arguments, plural forms that the language does not have
// or needs. That a key is missing is no mistake: it falls back.
func (c *catalogue) compare(reference *catalogue) []error {
	needed, possible := c.categories(counts), c.categories(counts, compact)
	var problems []error
	for _, key := range slices.Sorted(maps.Keys(c.entries)) {
		m := c.entries[key]
		r, ok := reference.entries[key]
		if !ok {
			problems = append(problems, fmt.Errorf("catalogue %s: %s: unknown key", c.tag, key))
			continue
		}
		if got, want := m.arguments(), r.arguments(); !slices.Equal(got, want) {
			problems = append(problems, fmt.Errorf("catalogue %s: %s: arguments %q, want %q", c.tag, key, got, want))
		}
		if got, want := m.length(), r.length(); got != want {
			problems = append(problems, fmt.Errorf("catalogue %s: %s: list of %d, want %d", c.tag, key, got, want))
		}
		if m.by == "" {
			continue
		}
		for name, form := range categories {
			_, has := m.forms[form]
			if needed[form] && !has || has && !possible[form] {
				problems = append(problems, fmt.Errorf("catalogue %s: %s: plural category %s: there %v, needed %v", c.tag, key, name, has, needed[form]))
			}
		}
	}
	return problems
}

// Numbers whose plural categories together are those of a language. Rules of
// CLDR repeat after 200 (https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html).
var (
	counts  = [2]int{0, 200}
	compact = [2]int{1_000_000, 1_000_000} // "many" in Spanish, French and Italian
)

// categories returns the plural categories that whole numbers in the spans have
// in the language. Those of compact numbers may be there, as translation
// platforms ask for them, but need not.
func (c *catalogue) categories(spans ...[2]int) map[plural.Form]bool {
	found := map[plural.Form]bool{plural.Other: true}
	for _, span := range spans {
		for n := span[0]; n <= span[1]; n++ {
			found[plural.Cardinal.MatchPlural(c.cldr, n, 0, 0, 0, 0)] = true
		}
	}
	return found
}

// arguments returns the names of the arguments that any form uses or that
// chooses the form, sorted, with ":date" where it is shown as a date.
func (m entry) arguments() []string {
	names := map[string]bool{}
	for _, t := range m.forms {
		for _, p := range t {
			switch {
			case p.date:
				names[p.name+":date"] = true
			case p.name != "":
				names[p.name] = true
			}
		}
	}
	if m.by != "" {
		names[m.by] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// length returns how many names a list ("Januar|Februar|…") has, 1 for any
// other text.
func (m entry) length() int {
	n := 1
	for _, p := range m.forms[plural.Other] {
		n += strings.Count(p.text, "|")
	}
	return n
}
