// Package i18n holds what Resonanz itself says to people, in every language.
//
// There is one catalogue per language in locales/, a message file of go-i18n v2
// (https://github.com/nicksnyder/go-i18n), which translation platforms read and
// write. Texts that organisers write (questions, titles) are not here but in
// forms.Text.
//
// A catalogue maps a key to a text, or to one text per plural category of the
// language (CLDR cardinals):
//
//	"error.number_max": "Die Zahl darf höchstens {{.Max}} sein.",
//	"workbook.count.responses": {"one": "{{.n}} Antwort", "other": "{{.n}} Antworten"},
//
// German is the original: a catalogue may lack some of its keys, but has no
// others and uses the same arguments. What is true of a message in every
// language stands in arguments.json: which argument chooses the plural category
// if it is not n, and which arguments are dates. What is true of a language
// stands in languages.json.
package i18n

import (
	"cmp"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

//go:embed locales/*.json languages.json arguments.json questions.json
var embedded embed.FS

const (
	original = "de" // every key is written in this language first
	bridge   = "en" // understood by most who miss a text in their own language
)

// Catalogues is the set of all catalogues. It does not change after Load and
// is safe for concurrent use.
type Catalogues struct {
	tags      []string
	printers  map[string]*Printer
	questions map[string][]Question // by language
}

// Meta is what is true of a language and its catalogue.
type Meta struct {
	// Tag is the language's BCP 47 tag, which names its file.
	Tag string `json:"tag"`
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

func (m Meta) check() error {
	if m.Name == "" || (m.Dir != "ltr" && m.Dir != "rtl") {
		return fmt.Errorf("language %q: name, and dir \"ltr\" or \"rtl\", are needed", m.Tag)
	}
	return nil
}

// argumentRule is what is true of a message's arguments in every language.
type argumentRule struct {
	// Plural is the argument that chooses the plural category, n if empty.
	Plural string `json:"plural"`
	// Dates are the arguments that are shown as dates.
	Dates []string `json:"dates"`
}

// Load returns the embedded catalogues, which a process reads once. An error names
// every mistake in them.
var Load = sync.OnceValues(func() (*Catalogues, error) {
	c, err := load(embedded)
	if err != nil {
		return nil, err
	}
	return c, c.readQuestions(embedded)
})

func load(files fs.FS) (*Catalogues, error) {
	var languages []Meta
	var arguments map[string]argumentRule
	if err := errors.Join(readStrict(files, "languages.json", &languages), readStrict(files, "arguments.json", &arguments)); err != nil {
		return nil, err
	}
	catalogues := make(map[string]*catalogue, len(languages))
	c := &Catalogues{printers: make(map[string]*Printer, len(languages))}
	var problems []error
	for _, meta := range languages {
		catalogue, err := readCatalogue(files, meta, arguments)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		catalogues[meta.Tag] = catalogue
		c.tags = append(c.tags, meta.Tag)
	}
	problems = append(problems, unlisted(files, languages)...)
	reference := catalogues[original]
	if len(problems) == 0 && (reference == nil || catalogues[bridge] == nil) {
		problems = append(problems, fmt.Errorf("catalogues %s and %s are needed", original, bridge))
	}
	for _, tag := range c.tags {
		if reference != nil {
			problems = append(problems, catalogues[tag].compare(reference)...)
		}
	}
	for key := range arguments {
		if reference != nil && reference.entries[key].forms == nil {
			problems = append(problems, fmt.Errorf("arguments.json: %s: unknown key", key))
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	for _, tag := range c.tags {
		c.printers[tag] = newPrinter(tag, catalogues)
	}
	return c, nil
}

func readCatalogue(files fs.FS, meta Meta, arguments map[string]argumentRule) (*catalogue, error) {
	if err := meta.check(); err != nil {
		return nil, err
	}
	data, err := fs.ReadFile(files, "locales/"+meta.Tag+".json")
	if err != nil {
		return nil, err
	}
	c, err := parseCatalogue(meta.Tag, data, arguments)
	if err != nil {
		return nil, err
	}
	c.meta = meta
	c.cldr, err = language.Parse(cmp.Or(meta.CLDR, meta.Tag))
	return c, err
}

// unlisted returns an error for each catalogue that languages.json lacks.
func unlisted(files fs.FS, languages []Meta) []error {
	names, err := fs.Glob(files, "locales/*.json")
	problems := []error{err}
	for _, name := range names {
		tag := strings.TrimSuffix(path.Base(name), ".json")
		if !slices.ContainsFunc(languages, func(m Meta) bool { return m.Tag == tag }) {
			problems = append(problems, fmt.Errorf("catalogue %s is not in languages.json", tag))
		}
	}
	return slices.DeleteFunc(problems, func(err error) bool { return err == nil })
}

// readStrict decodes a JSON file into value and refuses members that it does
// not know.
func readStrict(files fs.FS, name string, value any) error {
	file, err := files.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	decoder := json.NewDecoder(file)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(value); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// Tags returns the tags of all catalogues in the order in which languages are
// offered to people.
func (c *Catalogues) Tags() []string { return slices.Clone(c.tags) }

// Meta returns what is true of the language of the tag; ok is false if it has no
// catalogue.
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
