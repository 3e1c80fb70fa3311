package public

import (
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestPalette_contrast tries the colours that organisers choose and many that
// nobody would.
func TestPalette_contrast(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	accents := []string{"#000000", "#ffffff", "#ffff00", "#00ff00", "#0000ff", "#ff0000", "#808080", "#0f6259", "#8a1c4a"}
	for range 5_000 {
		accents = append(accents, colour{random.Float64(), random.Float64(), random.Float64()}.String())
	}
	lightInk, darkInk := mustColour("#22262b"), mustColour("#eceae5")
	lightMuted, darkMuted := mustColour("#5a5f66"), mustColour("#aeb1b6")
	for _, accent := range accents {
		c, ok := parseColour(accent)
		if !ok {
			t.Fatalf("%s is no colour", accent)
		}
		p := paletteOf(c)
		for _, pair := range []struct {
			name string
			a, b colour
		}{
			{"accent on the ground", p.accent, lightGround},
			{"accent on a card", p.accent, lightSurface},
			{"white on a button", white, p.accent},
			{"white on the band", white, p.band},
			{"text on the tint", lightInk, p.tint},
			{"muted text on the tint", lightMuted, p.tint},
			{"accent on the dark ground", p.darkAccent, darkGround},
			{"accent on a dark card", p.darkAccent, darkSurface},
			{"dark text on a button", darkGround, p.darkAccent},
			{"white on the dark band", white, p.darkBand},
			{"text on the dark tint", darkInk, p.darkTint},
			{"muted text on the dark tint", darkMuted, p.darkTint},
		} {
			if got := contrast(pair.a, pair.b); got < 4.5 {
				t.Errorf("%s: %s: %s on %s has %.2f, want 4.5", accent, pair.name, pair.a, pair.b, got)
			}
		}
	}
}

// TestPalette_keeps leaves a colour alone that can be read as it is.
func TestPalette_keeps(t *testing.T) {
	t.Parallel()
	p := paletteOf(mustColour("#0f6259"))
	if got := p.accent.String(); got != "#0f6259" {
		t.Errorf("accent %s, want #0f6259", got)
	}
}

func TestContrast(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want float64
	}{
		{"#000000", "#ffffff", 21},
		{"#777777", "#ffffff", 4.48}, // the known grey just below the line
		{"#767676", "#ffffff", 4.54},
	} {
		if got := contrast(mustColour(test.a), mustColour(test.b)); math.Abs(got-test.want) > 0.005 {
			t.Errorf("%s on %s: %.3f, want %.2f", test.a, test.b, got, test.want)
		}
	}
}

// TestColours_agree compares the fixed colours here with those of base.css.
func TestColours_agree(t *testing.T) {
	t.Parallel()
	css, err := os.ReadFile("base.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, _ := strings.Cut(string(css), "prefers-color-scheme: dark")
	token := func(part, name string) string {
		found := regexp.MustCompile(`--` + name + `: (#[0-9a-f]+);`).FindStringSubmatch(part)
		if found == nil {
			t.Fatalf("base.css has no --%s", name)
		}
		return found[1]
	}
	for _, test := range []struct{ name, got, want string }{
		{"light ground", token(light, "bg"), lightGround.String()},
		{"light surface", token(light, "surface"), "#fff"},
		{"dark ground", token(dark, "bg"), darkGround.String()},
		{"dark surface", token(dark, "surface"), darkSurface.String()},
		{"text on a dark button", token(dark, "on-accent"), darkGround.String()},
		{"ink", token(light, "ink"), "#22262b"},
		{"muted", token(light, "muted"), "#5a5f66"},
		{"dark ink", token(dark, "ink"), "#eceae5"},
		{"dark muted", token(dark, "muted"), "#aeb1b6"},
	} {
		if test.got != test.want {
			t.Errorf("%s: %s in base.css, %s in the code", test.name, test.got, test.want)
		}
	}
	for _, part := range []struct {
		name, css string
		grounds   []string
	}{{"light", light, []string{"bg", "surface"}}, {"dark", dark, []string{"bg", "surface"}}} {
		for _, ground := range part.grounds {
			g := token(part.css, ground)
			if g == "#fff" {
				g = "#ffffff"
			}
			for name, want := range map[string]float64{"ink": 7, "muted": 4.5, "accent": 4.5, "error": 4.5, "edge": 3} {
				if got := contrast(mustColour(token(part.css, name)), mustColour(g)); got < want {
					t.Errorf("%s: --%s on --%s has %.2f, want %.1f", part.name, name, ground, got, want)
				}
			}
		}
	}
}

func TestStylesheet(t *testing.T) {
	t.Parallel()
	a, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	base := a.Path("base.css")
	path := a.Stylesheet("#0f6259")
	sheet, ok := a.Lookup(path)
	if !ok || path == base || !strings.Contains(string(sheet.Plain), "--accent:#0f6259") {
		t.Errorf("the style sheet at %q does not have the accent", path)
	}
	if again := a.Stylesheet("#0f6259"); again != path {
		t.Errorf("path %q, then %q", path, again)
	}
	for _, accent := range []string{"", "red", "#fff", "#12345g", "#1234567", "#+12345"} {
		if got := a.Stylesheet(accent); got != base {
			t.Errorf("accent %q: %q, want %q", accent, got, base)
		}
	}
	for i := range maxAccented + 1 {
		a.Stylesheet(colour{float64(i%16) / 16, float64(i/16) / 64, 0}.String())
	}
	if got := len(a.sheets); got > maxAccented {
		t.Errorf("%d style sheets are kept, want at most %d", got, maxAccented)
	}
}
