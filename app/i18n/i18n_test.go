package i18n

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

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

// withLocales loads the embedded catalogues together with further ones.
func withLocales(t testing.TB, further map[string]string) (*Catalogues, error) {
	t.Helper()
	files := fstest.MapFS{}
	for _, tag := range []string{original, bridge} {
		data, err := fs.ReadFile(embedded, "locales/"+tag+".json")
		if err != nil {
			t.Fatal(err)
		}
		files[tag+".json"] = &fstest.MapFile{Data: data}
	}
	for tag, data := range further {
		files[tag+".json"] = &fstest.MapFile{Data: []byte(data)}
	}
	return load(files)
}

const (
	arabic = `{"_meta": {"name": "العربية", "dir": "rtl", "reviewed": false},
		"common.yes": "نعم",
		"workbook.count.responses": {"zero": "لا إجابات", "one": "إجابة واحدة", "two": "إجابتان", "few": "{n} إجابات", "many": "{n} إجابة", "other": "{n} إجابة"},
		"error.number_max": "العدد {Max} على الأكثر"}`
	simple = `{"_meta": {"name": "Leichte Sprache", "dir": "ltr", "reviewed": true, "reviewer": "Prüfgruppe"}, "form.none": "Das sage ich nicht."}`
	farsi  = `{"_meta": {"name": "فارسی / دری", "dir": "rtl", "reviewed": false, "also": ["prs"]}, "common.yes": "بله"}`
	kurdi  = `{"_meta": {"name": "Kurmancî", "dir": "ltr", "reviewed": false, "cldr": "tr"}, "workbook.count.sessions": {"one": "{n} kes", "other": "{n} kes"}}`
)

func mustLoadFurther(t testing.TB) *Catalogues {
	t.Helper()
	c, err := withLocales(t, map[string]string{"ar": arabic, "de-simple": simple, "fa": farsi, "kmr": kurdi, "aa": simple})
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
	meta := `{"_meta": {"name": "X", "dir": "ltr"}`
	for name, test := range map[string]struct{ tag, data, want string }{
		"no_json":          {"fr", `{`, "catalogue fr"},
		"no_object":        {"fr", `[]`, "is no JSON object"},
		"trailing":         {"fr", meta + `} {}`, "something follows"},
		"no_meta":          {"fr", `{}`, "_meta is missing"},
		"no_name":          {"fr", `{"_meta": {"dir": "ltr"}}`, "name"},
		"direction":        {"fr", `{"_meta": {"name": "X", "dir": "up"}}`, "dir"},
		"unknown_meta":     {"fr", `{"_meta": {"name": "X", "dir": "ltr", "flag": "fr"}}`, "flag"},
		"no_language":      {"no_such", meta + `}`, "no_such"},
		"twice":            {"fr", meta + `, "common.yes": "Oui", "common.yes": "Oui"}`, `"common.yes" comes twice`},
		"unknown_key":      {"fr", meta + `, "common.sure": "Oui"}`, "common.sure: unknown key"},
		"malformed_key":    {"fr", meta + `, "Common Yes": "Oui"}`, "malformed key"},
		"empty":            {"fr", meta + `, "common.yes": " "}`, "empty text"},
		"number":           {"fr", meta + `, "common.yes": 1}`, "common.yes"},
		"encoding":         {"fr", meta + ", \"common.yes\": \"Ou\xff\"}", "UTF-8"},
		"stray_brace":      {"fr", meta + `, "common.yes": "Oui}"}`, "stray brace"},
		"bad_placeholder":  {"fr", meta + `, "error.number_max": "Max. {Max Max}"}`, "stray brace"},
		"other_argument":   {"fr", meta + `, "error.number_max": "Max. {Maximum}"}`, `arguments ["Maximum"], want ["Max"]`},
		"missing_argument": {"fr", meta + `, "error.number_max": "Trop"}`, `arguments [], want ["Max"]`},
		"no_date":          {"fr", meta + `, "error.date_max": "Max. {Max}"}`, `want ["Max:date"]`},
		"list":             {"fr", meta + `, "date.months": "janvier|février"}`, "list of 2, want 12"},
		"no_category":      {"fr", meta + `, "workbook.count.sessions": {"single": "{n}", "other": "{n}"}}`, "is no plural category"},
		"category_missing": {"pl", meta + `, "workbook.count.sessions": {"one": "{n}", "other": "{n}"}}`, "plural category few"},
		"category_surplus": {"tr", meta + `, "workbook.count.sessions": {"one": "{n}", "few": "{n}", "other": "{n}"}}`, "plural category few"},
		"no_original":      {"de", `{`, "catalogue de"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := withLocales(t, map[string]string{test.tag: test.data})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("load = %v, want %q in it", err, test.want)
			}
		})
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
		needed := (&catalogue{cldr: language.MustParse(cldr)}).categories()
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
	for _, seed := range []string{arabic, simple, kurdi, `{}`, `{"_meta":{"name":"X","dir":"ltr","cldr":"x"},"a":{"by":"b","one":"{b}"}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		c, err := parseCatalogue("de", []byte(data))
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
