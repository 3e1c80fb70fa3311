package i18n

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

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

func parseCatalogue(tag string, data []byte) (*catalogue, error) {
	c := &catalogue{tag: tag, entries: map[string]entry{}}
	hasMeta := false
	err := eachKey(data, func(key string, value json.RawMessage) error {
		if key == "_meta" {
			hasMeta = true
			return c.parseMeta(value)
		}
		if !keyPattern.MatchString(key) {
			return errors.New("malformed key")
		}
		m, err := parseEntry(value)
		c.entries[key] = m
		return err
	})
	if err == nil && !hasMeta {
		err = errors.New("_meta is missing")
	}
	if err != nil {
		return nil, fmt.Errorf("catalogue %s: %w", tag, err)
	}
	return c, nil
}

func (c *catalogue) parseMeta(value json.RawMessage) error {
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c.meta); err != nil {
		return err
	}
	if c.meta.Name == "" || (c.meta.Dir != "ltr" && c.meta.Dir != "rtl") {
		return errors.New("name, and dir \"ltr\" or \"rtl\", are needed")
	}
	tag := c.tag
	if c.meta.CLDR != "" {
		tag = c.meta.CLDR
	}
	var err error
	c.cldr, err = language.Parse(tag)
	return err
}

var (
	keyPattern         = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*$`)
	placeholderPattern = regexp.MustCompile(`\{([A-Za-z][A-Za-z0-9_]*)(:date)?\}`)
)

func parseEntry(value json.RawMessage) (entry, error) {
	var text string
	if json.Unmarshal(value, &text) == nil {
		t, err := parseTemplate(text)
		return entry{forms: map[plural.Form]template{plural.Other: t}}, err
	}
	m := entry{by: "n", forms: map[plural.Form]template{}}
	err := eachKey(value, func(key string, value json.RawMessage) error {
		if err := json.Unmarshal(value, &text); err != nil {
			return errors.New("is no text")
		}
		if key == "by" {
			m.by = text
			return nil
		}
		form, ok := categories[key]
		if !ok {
			return errors.New("is no plural category")
		}
		t, err := parseTemplate(text)
		m.forms[form] = t
		return err
	})
	return m, err
}

func parseTemplate(text string) (template, error) {
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
		t = append(t, part{name: text[at[2]:at[3]], date: at[4] >= 0})
		end = at[1]
	}
	return t, plain(text[end:])
}

// eachKey calls f for each member of a JSON object, in order. Unlike
// json.Unmarshal it refuses a key that comes twice, which a merge of two
// people's additions easily leaves behind.
func eachKey(data []byte, f func(key string, value json.RawMessage) error) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return errors.New("is no JSON object")
	}
	seen := map[string]bool{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		key, ok := token.(string)
		if !ok || seen[key] {
			return fmt.Errorf("key %q comes twice", key)
		}
		seen[key] = true
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		if err := f(key, value); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	if _, err := decoder.Token(); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("something follows the object")
	}
	return nil
}

// compare returns what is wrong with the catalogue beside the original:
// unknown keys, other arguments, plural forms that the language does not have
// or needs. That a key is missing is no mistake: it falls back.
func (c *catalogue) compare(reference *catalogue) []error {
	needed := c.categories()
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
			if has != needed[form] {
				problems = append(problems, fmt.Errorf("catalogue %s: %s: plural category %s: there %v, needed %v", c.tag, key, name, has, needed[form]))
			}
		}
	}
	return problems
}

// categories returns the plural categories that counts have in the language:
// those of the whole numbers to 200, after which the rules of CLDR repeat
// (https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html).
// Categories of millions and of compact numbers ("many" in Spanish, French and
// Italian) are left to "other".
func (c *catalogue) categories() map[plural.Form]bool {
	needed := map[plural.Form]bool{plural.Other: true}
	for n := range 201 {
		needed[plural.Cardinal.MatchPlural(c.cldr, n, 0, 0, 0, 0)] = true
	}
	return needed
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
