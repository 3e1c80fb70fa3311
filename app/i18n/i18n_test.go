package i18n

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

func mustLoad(t testing.TB) *Catalogues {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// order is the order in which languages are offered to people.
var order = []string{
	"de", "de-simple", "en", "tr", "ar", "fa", "uk", "ru", "pl", "ro",
	"bg", "fr", "it", "es", "sq", "kmr", "ckb", "ps", "so", "ti",
}

// withLocales loads the embedded German and English catalogues together with
// further ones and the languages of the list.
func withLocales(t testing.TB, list string, further map[string]string) (*Catalogues, error) {
	t.Helper()
	files := fstest.MapFS{"languages.json": {Data: []byte(list)}}
	for _, name := range []string{"locales/de.json", "locales/en.json", "arguments.json"} {
		data, err := fs.ReadFile(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	for name, data := range further {
		if !strings.Contains(name, ".") {
			name = "locales/" + name + ".json"
		}
		files[name] = &fstest.MapFile{Data: []byte(data)}
	}
	return load(files)
}

const (
	arabic = `{"common.yes": "نعم",
		"workbook.count.responses": {"zero": "لا إجابات", "one": "إجابة واحدة", "two": "إجابتان", "few": "{{.n}} إجابات", "many": "{{.n}} إجابة", "other": "{{.n}} إجابة"},
		"error.number_max": "العدد {{.Max}} على الأكثر"}`
	simple = `{"form.none": "Das sage ich nicht."}`
	farsi  = `{"common.yes": "بله"}`
	kurdi  = `{"workbook.count.sessions": {"one": "{{.n}} kes", "other": "{{.n}} kes"}}`

	listed = `[{"tag": "de", "name": "Deutsch", "dir": "ltr", "reviewed": true},
		{"tag": "de-simple", "name": "Leichte Sprache", "dir": "ltr", "reviewed": true, "reviewer": "Prüfgruppe"},
		{"tag": "en", "name": "English", "dir": "ltr", "reviewed": true},
		{"tag": "ar", "name": "العربية", "dir": "rtl", "reviewed": false},
		{"tag": "fa", "name": "فارسی", "dir": "rtl", "reviewed": false, "also": ["prs"]},
		{"tag": "kmr", "name": "Kurmancî", "dir": "ltr", "reviewed": false, "cldr": "tr"},
		{"tag": "aa", "name": "Afar", "dir": "ltr", "reviewed": false}]`
)

func mustLoadFurther(t testing.TB) *Catalogues {
	t.Helper()
	c, err := withLocales(t, listed, map[string]string{"ar": arabic, "de-simple": simple, "fa": farsi, "kmr": kurdi, "aa": simple})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// keysOf returns all keys, sorted.
func keysOf(c *Catalogues) []string {
	return slices.Sorted(maps.Keys(c.printers[original].chain[0].entries))
}

// sources returns the code and the templates of the program by path.
func sources(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || (filepath.Ext(path) != ".go" && filepath.Ext(path) != ".html") {
			return err
		}
		data, err := os.ReadFile(path)
		files[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Every key that a template or the code names is in the catalogues.
func TestKeys_Used(t *testing.T) {
	t.Parallel()
	keys := keysOf(mustLoad(t))
	used := regexp.MustCompile(`(?:\b[tT][ (]|\b(?:Err)?Key\w+\s*=\s*)"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"`)
	seen := map[string]bool{}
	for path, source := range sources(t) {
		for _, match := range used.FindAllStringSubmatch(source, -1) {
			seen[match[1]] = true
			if !slices.Contains(keys, match[1]) {
				t.Errorf("%s: key %q is in no catalogue", path, match[1])
			}
		}
	}
	if !seen["error.required"] || !seen["date.time"] || !seen["password.common"] {
		t.Error("the walk did not find the keys of forms, auth and this package")
	}
}

// Every key of the catalogues stands in a template or in the code, or begins
// like one that is put together there ("session.kind." + kind).
func TestKeys_Needed(t *testing.T) {
	t.Parallel()
	named := regexp.MustCompile(`"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"`)
	begun := regexp.MustCompile(`"((?:[a-z0-9_]+\.)+)" ?\+`)
	whole, beginnings := map[string]bool{}, map[string]bool{}
	for _, source := range sources(t) {
		for _, match := range named.FindAllStringSubmatch(source, -1) {
			whole[match[1]] = true
		}
		for _, match := range begun.FindAllStringSubmatch(source, -1) {
			beginnings[match[1]] = true
		}
	}
	for _, key := range keysOf(mustLoad(t)) {
		like := func(beginning string) bool { return strings.HasPrefix(key, beginning) }
		if !whole[key] && !slices.ContainsFunc(slices.Collect(maps.Keys(beginnings)), like) {
			t.Errorf("nothing says %q", key)
		}
	}
}

func TestLoad_Mistakes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, data, want string }{
		"no_json":          {"fr", `{`, "catalogue fr"},
		"no_object":        {"fr", `"text"`, "catalogue fr"},
		"trailing":         {"fr", `{} {}`, "catalogue fr"},
		"unknown_key":      {"fr", `{"common.sure": "Oui"}`, "common.sure: unknown key"},
		"malformed_key":    {"fr", `{"Common Yes": "Oui"}`, "malformed key"},
		"empty":            {"fr", `{"common.yes": " "}`, "empty text"},
		"number":           {"fr", `{"common.yes": 1}`, "catalogue fr"},
		"encoding":         {"fr", "{\"common.yes\": \"Ou\xff\"}", "UTF-8"},
		"stray_brace":      {"fr", `{"common.yes": "Oui}"}`, "stray brace"},
		"bad_placeholder":  {"fr", `{"error.number_max": "Max. {{.Max Max}}"}`, "stray brace"},
		"function":         {"fr", `{"error.number_max": "{{printf \"%1000000000d\" .Max}}"}`, "stray brace"},
		"other_delimiters": {"fr", `{"error.number_max": {"leftDelim": "<<", "rightDelim": ">>", "other": "<<.Max>>"}}`, `arguments [], want ["Max"]`},
		"other_argument":   {"fr", `{"error.number_max": "Max. {{.Maximum}}"}`, `arguments ["Maximum"], want ["Max"]`},
		"missing_argument": {"fr", `{"error.number_max": "Trop"}`, `arguments [], want ["Max"]`},
		"list":             {"fr", `{"date.months": "janvier|février"}`, "list of 2, want 12"},
		"no_category":      {"fr", `{"workbook.count.sessions": {"single": "{{.n}}"}}`, "workbook.count.sessions.single: unknown key"},
		"category_missing": {"pl", `{"workbook.count.sessions": {"one": "{{.n}}", "other": "{{.n}}"}}`, "plural category few"},
		"category_surplus": {"tr", `{"workbook.count.sessions": {"one": "{{.n}}", "few": "{{.n}}", "other": "{{.n}}"}}`, "plural category few"},
		"no_original":      {"de", `{`, "catalogue de"},
		"not_listed":       {"es", `{}`, "es is not in languages.json"},
		"no_list":          {"languages.json", `{`, "languages.json"},
		"no_name":          {"languages.json", `[{"tag": "fr", "dir": "ltr"}]`, "name"},
		"direction":        {"languages.json", `[{"tag": "fr", "name": "X", "dir": "up"}]`, "dir"},
		"unknown_member":   {"languages.json", `[{"tag": "fr", "name": "X", "dir": "ltr", "flag": "fr"}]`, "flag"},
		"no_language":      {"languages.json", `[{"tag": "no_such", "name": "X", "dir": "ltr"}]`, "no_such"},
		"no_file":          {"languages.json", `[{"tag": "it", "name": "X", "dir": "ltr"}]`, "it.json"},
		"no_rules":         {"arguments.json", `[]`, "arguments.json"},
		"rule_of_no_key":   {"arguments.json", `{"common.sure": {"plural": "Max"}}`, "common.sure: unknown key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := `[{"tag": "de", "name": "X", "dir": "ltr"}, {"tag": "en", "name": "X", "dir": "ltr"}`
			for _, tag := range []string{"fr", "pl", "tr"} {
				if test.file == tag {
					list += `, {"tag": "` + tag + `", "name": "X", "dir": "ltr"}`
				}
			}
			_, err := withLocales(t, list+"]", map[string]string{test.file: test.data})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("load = %v, want %q in it", err, test.want)
			}
		})
	}
}

var update = flag.Bool("update", false, "write what tests compare with")

// The files are written one way, sorted and with a line per text, as the tool of
// go-i18n and translation platforms write them: merges stay easy, and a key that
// comes twice is found. With -update they are written anew.
func TestCatalogues_Layout(t *testing.T) {
	t.Parallel()
	for _, tag := range order {
		path := filepath.Join("locales", tag+".json")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var messages map[string]any
		if err := json.Unmarshal(data, &messages); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		var want bytes.Buffer
		encoder := json.NewEncoder(&want)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(messages); err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(path, want.Bytes(), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if diff := gocmp.Diff(want.String(), string(data)); diff != "" {
			t.Errorf("%s is not written as go-i18n writes it (-want +got):\n%s", path, diff)
		}
	}
}

// The library prints from the files what this package prints, with its own
// plural rules: they are message files of go-i18n and not only look like them.
func TestCatalogues_Library(t *testing.T) {
	t.Parallel()
	c := mustLoad(t)
	for _, tag := range order {
		rules := cmp.Or(c.printers[tag].chain[0].meta.CLDR, tag) // the library has no rules for kmr
		bundle := goi18n.NewBundle(language.MustParse(rules))
		data, err := fs.ReadFile(embedded, "locales/"+tag+".json")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := bundle.ParseMessageFileBytes(data, rules+".json"); err != nil {
			t.Fatal(err)
		}
		localizer := goi18n.NewLocalizer(bundle, rules)
		for key, entry := range c.printers[tag].chain[0].entries {
			if entry.by != "n" {
				continue
			}
			data := map[string]any{}
			for _, name := range entry.arguments() {
				data[name] = "7"
			}
			for n := range 120 {
				data["n"] = strconv.Itoa(n)
				got, err := localizer.Localize(&goi18n.LocalizeConfig{MessageID: key, PluralCount: n, TemplateData: data})
				if want := c.Printer(tag).T(key, data); err != nil || got != want {
					t.Fatalf("%s: %s, n = %d: the library says %q (%v), we say %q", tag, key, n, got, err, want)
				}
			}
		}
	}
}

// The 20 languages of the reference conferences: x/text knows each tag, and
// the plural categories are those of CLDR.
func TestCategories(t *testing.T) {
	t.Parallel()
	want := map[string]string{"ar": "few many one other two zero", "uk": "few many one other", "ru": "few many one other", "pl": "few many one other", "ro": "few one other"}
	for _, tag := range order {
		cldr := tag
		if tag == "kmr" {
			cldr = "tr" // as its catalogue says
		}
		needed := (&catalogue{cldr: language.MustParse(cldr)}).categories(counts)
		var names []string
		for _, name := range slices.Sorted(maps.Keys(categories)) {
			if needed[categories[name]] {
				names = append(names, name)
			}
		}
		if want[tag] == "" {
			want[tag] = "one other"
		}
		if got := strings.Join(names, " "); got != want[tag] {
			t.Errorf("%s: categories %q, want %q", tag, got, want[tag])
		}
	}
}

func TestCatalogues_Tags(t *testing.T) {
	t.Parallel()
	c := mustLoadFurther(t)
	if got, want := strings.Join(c.Tags(), " "), "de de-simple en ar fa kmr aa"; got != want {
		t.Errorf("Tags() = %s, want %s", got, want)
	}
	if got := c.Name("ar"); got != "العربية" {
		t.Errorf("Name(ar) = %s", got)
	}
	if got := c.Name("xx"); got != "xx" {
		t.Errorf("Name(xx) = %s", got)
	}
	if meta, ok := c.Meta("de-simple"); !ok || !meta.Reviewed || meta.Reviewer != "Prüfgruppe" {
		t.Errorf("Meta(de-simple) = %+v, %v", meta, ok)
	}
	if _, ok := c.Meta("xx"); ok {
		t.Error("Meta(xx) is there")
	}
}

func TestCatalogues_Printer(t *testing.T) {
	t.Parallel()
	c := mustLoadFurther(t)
	for tag, want := range map[string]string{"de": "de", "de-AT": "de", "de-simple": "de-simple", "ar-SY": "ar", "xx": "en", "": "en", "-": "en", "en-x-": "en"} {
		if got := c.Printer(tag).Lang(); got != want {
			t.Errorf("Printer(%q).Lang() = %s, want %s", tag, got, want)
		}
	}
	if c.Printer("ar").Dir() != "rtl" || c.Printer("de").Dir() != "ltr" {
		t.Error("wrong direction of writing")
	}
	for _, test := range []struct{ tag, key, text, lang string }{
		{"de-simple", "form.none", "Das sage ich nicht.", "de-simple"},
		{"de-simple", "common.yes", "Ja", "de"},
		{"ar", "common.yes", "نعم", "ar"},
		{"ar", "common.no", "No", "en"},
		{"ar", "no.such", "⟦no.such⟧", "ar"},
	} {
		p := c.Printer(test.tag)
		if got := p.T(test.key); got != test.text {
			t.Errorf("%s: T(%s) = %s, want %s", test.tag, test.key, got, test.text)
		}
		if got := p.LangOf(test.key); got != test.lang {
			t.Errorf("%s: LangOf(%s) = %s, want %s", test.tag, test.key, got, test.lang)
		}
	}
}

func TestCatalogues_Match(t *testing.T) {
	t.Parallel()
	c := mustLoadFurther(t)
	offered := []string{"de", "de-simple", "en", "tr", "ar", "fa", "uk", "kmr", "ckb"}
	for header, want := range map[string]string{
		"":                               "de",
		"en-GB,en;q=0.9":                 "en",
		"de-AT":                          "de",
		"de-simple":                      "de-simple",
		"en;q=0.1,tr;q=0.9":              "tr",
		"ja,ar-SY;q=0.5":                 "ar",
		"prs":                            "fa", // Dari, by the catalogue's "also"
		"fa-AF":                          "fa",
		"ku-TR":                          "kmr",
		"ckb-IQ":                         "ckb",
		"zh":                             "de", // no match at all: the first that is offered
		"*":                              "de",
		"xx;;;":                          "de",
		strings.Repeat("en,", 1000):      "de",
		"en" + strings.Repeat("-x", 100): "en",
		"\x00\xff":                       "de",
	} {
		if got := c.Match(header, offered); got != want {
			t.Errorf("Match(%.30q) = %s, want %s", header, got, want)
		}
	}
	if got := c.Match("en", nil); got != "" {
		t.Errorf("nothing offered: Match = %q", got)
	}
	if got := c.Match("en", []string{"?"}); got != "?" {
		t.Errorf("no language offered: Match = %q", got)
	}
}

// One set of catalogues serves all requests at once.
func TestCatalogues_Concurrent(t *testing.T) {
	t.Parallel()
	c := mustLoadFurther(t)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for n := range 200 {
				for _, tag := range c.Tags() {
					p := c.Printer(tag)
					p.T("workbook.count.responses", "n", n)
					p.Percent(float64(n) / 200)
				}
				c.Match("ar-SY,en;q=0.5", []string{"de", "en", "ar"})
			}
		})
	}
	wg.Wait()
}

// Whatever the file holds, the loader answers with a catalogue or an error,
// and what it accepts can be printed.
func FuzzParseCatalogue(f *testing.F) {
	for _, seed := range []string{arabic, simple, kurdi, `{}`, `{"a":{"b":{"one":"{{.b}}","other":"{{.b}}"}}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		c, err := parseCatalogue("de", []byte(data), map[string]argumentRule{"a.b": {Plural: "b", Dates: []string{"b"}}})
		if err != nil {
			return
		}
		c.compare(c)
		p := &Printer{chain: []*catalogue{c}}
		for key := range c.entries {
			_ = p.T(key)
			_ = p.T(key, "n", "3")
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	c := mustLoad(b)
	for b.Loop() {
		c.Match("tr-TR,tr;q=0.9,de;q=0.8", order)
	}
}
