// Package i18n holds what Resonanz itself says to people, in every language.
//
// There is one catalogue per language, a flat JSON file in locales/. Texts that
// organisers write (questions, titles) are not here but in forms.Text.
//
// A catalogue maps a key to a text, or to one text per plural category of the
// language (CLDR cardinals):
//
//	"_meta": {"name": "Deutsch", "dir": "ltr", "reviewed": true},
//	"error.too_long": "Kürzen Sie Ihre Antwort auf {Max} Zeichen.",
//	"workbook.count.responses": {"one": "{n} Antwort", "other": "{n} Antworten"},
//	"error.date_min": "Das Datum darf nicht vor dem {Min:date} liegen."
//
// The plural category follows the argument n, or the one that "by" names:
// {"by": "Min", "one": …}. {Min:date} shows a date of the form 2006-01-02 the
// way the language writes dates. German is the original: a catalogue may lack
// some of its keys, but has no others and uses the same arguments.
package i18n

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

//go:embed locales/*.json
var embedded embed.FS

const (
	original = "de" // every key is written in this language first
	bridge   = "en" // understood by most who miss a text in their own language
)

// order is the order in which languages are offered to people. Catalogues of
// further languages follow in the order of their tags.
var order = []string{
	"de", "de-simple", "en", "tr", "ar", "fa", "uk", "ru", "pl", "ro",
	"bg", "fr", "it", "es", "sq", "kmr", "ckb", "ps", "so", "ti",
}

// Catalogues is the set of all catalogues. It does not change after Load and
// is safe for concurrent use.
type Catalogues struct {
	tags     []string
	printers map[string]*Printer
}

// Meta is what a catalogue says about itself.
type Meta struct {
	// Name is the language's name in the language itself.
	Name string `json:"name"`
	// Dir is the direction of writing, "ltr" or "rtl".
	Dir string `json:"dir"`
	// Reviewed says that a native reader has checked the texts, Reviewer who.
	Reviewed bool   `json:"reviewed"`
	Reviewer string `json:"reviewer,omitempty"`
	// CLDR is the tag whose plural rules and number format apply, where the
	// catalogue's own tag has no data in x/text: "tr" for Kurmanji.
	CLDR string `json:"cldr,omitempty"`
	// Also lists further tags whose speakers are served by this catalogue:
	// "prs" (Dari) for "fa".
	Also []string `json:"also,omitempty"`
}

// Load reads the embedded catalogues. An error names every mistake in them.
func Load() (*Catalogues, error) {
	locales, err := fs.Sub(embedded, "locales")
	if err != nil {
		return nil, err
	}
	return load(locales)
}

func load(locales fs.FS) (*Catalogues, error) {
	names, err := fs.Glob(locales, "*.json")
	if err != nil {
		return nil, err
	}
	catalogues := make(map[string]*catalogue, len(names))
	var problems []error
	for _, name := range names {
		tag := strings.TrimSuffix(path.Base(name), ".json")
		data, err := fs.ReadFile(locales, name)
		if err != nil {
			return nil, err
		}
		catalogue, err := parseCatalogue(tag, data)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		catalogues[tag] = catalogue
	}
	if len(problems) == 0 && (catalogues[original] == nil || catalogues[bridge] == nil) {
		problems = append(problems, fmt.Errorf("catalogues %s and %s are needed", original, bridge))
	}
	for _, tag := range slices.Sorted(maps.Keys(catalogues)) {
		if reference := catalogues[original]; reference != nil {
			problems = append(problems, catalogues[tag].compare(reference)...)
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	c := &Catalogues{tags: sortTags(catalogues), printers: make(map[string]*Printer, len(catalogues))}
	for tag := range catalogues {
		c.printers[tag] = newPrinter(tag, catalogues)
	}
	return c, nil
}

func sortTags(catalogues map[string]*catalogue) []string {
	rank := func(tag string) int {
		if i := slices.Index(order, tag); i >= 0 {
			return i
		}
		return len(order)
	}
	return slices.SortedFunc(maps.Keys(catalogues), func(a, b string) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
}

// Tags returns the tags of all catalogues in the order in which languages are
// offered to people.
func (c *Catalogues) Tags() []string { return slices.Clone(c.tags) }

// Meta returns what the catalogue of the tag says about itself; ok is false if
// there is none.
func (c *Catalogues) Meta(tag string) (meta Meta, ok bool) {
	p, ok := c.printers[tag]
	if !ok {
		return Meta{}, false
	}
	return p.chain[0].meta, true
}

// Name returns the name of a language in that language, or the tag itself if
// it has no catalogue.
func (c *Catalogues) Name(tag string) string {
	if p, ok := c.printers[tag]; ok {
		return p.chain[0].meta.Name
	}
	return tag
}

// Printer returns the printer of a language. A tag without a catalogue gets
// the printer of its base language ("fr-CA" → "fr"), or else the English one.
func (c *Catalogues) Printer(tag string) *Printer {
	for t := range parents(tag) {
		if p, ok := c.printers[t]; ok {
			return p
		}
	}
	return c.printers[bridge]
}

// parents yields the tag, then the tag without its last subtag, and so on.
func parents(tag string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for tag != "" && yield(tag) {
			tag = tag[:max(0, strings.LastIndexByte(tag, '-'))]
		}
	}
}

// maxAcceptLanguage bounds the header that Match looks at, in bytes. Browsers
// send well under 200.
const maxAcceptLanguage = 512

// Match returns the offered tag that suits the value of an Accept-Language
// header best, the first one if none does, and "" if none is offered.
func (c *Catalogues) Match(acceptLanguage string, offered []string) string {
	if len(offered) == 0 {
		return ""
	}
	if len(acceptLanguage) > maxAcceptLanguage {
		return offered[0]
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return offered[0]
	}
	// The matcher takes "de-simple" for "de", so whoever asks for a tag
	// exactly as it is offered is served first.
	if i := slices.Index(offered, wanted[0].String()); i >= 0 {
		return offered[i]
	}
	var tags []language.Tag
	var target []string
	add := func(tag, serves string) {
		if t, err := language.Parse(tag); err == nil {
			tags, target = append(tags, t), append(target, serves)
		}
	}
	for _, tag := range offered {
		add(tag, tag)
	}
	for _, tag := range offered {
		if meta, ok := c.Meta(tag); ok {
			for _, also := range meta.Also {
				add(also, tag)
			}
		}
	}
	if len(tags) == 0 {
		return offered[0]
	}
	// The index is used and not the tag, to which the matcher adds extensions.
	_, i, confidence := language.NewMatcher(tags).Match(wanted...)
	if confidence == language.No {
		return offered[0]
	}
	return target[i]
}
