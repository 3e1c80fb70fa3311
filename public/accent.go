package public

import (
	"fmt"
	"math"
	"strconv"
)

// Stylesheet returns the address of base.css in the colours of an accent
// ("#1d5c63"). An event's colours are part of its style sheet and not a sheet
// of their own, which would be one more request on bad Wi-Fi; nor are they in
// the page, as the content policy allows no inline style. Anything that is not
// a colour has the colours of base.css.
func (a *Assets) Stylesheet(accent string) string { return a.inColour("base.css", accent, palette.css) }

// StageStylesheet is Stylesheet for stage.css.
func (a *Assets) StageStylesheet(accent string) string {
	return a.inColour("stage.css", accent, palette.stageCSS)
}

// inColour returns the address of a style sheet with what the accent's palette adds
// to it.
func (a *Assets) inColour(name, accent string, added func(palette) string) string {
	colour, ok := parseColour(accent)
	if !ok {
		return a.Path(name)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if known, ok := a.accented[name+accent]; ok {
		return known
	}
	if len(a.accented) >= maxAccented {
		return a.Path(name)
	}
	sheet := a.assets[a.Path(name)]
	content := append(sheet.Plain[:len(sheet.Plain):len(sheet.Plain)], added(paletteOf(colour))...)
	path := address(name, content)
	a.accented[name+accent] = path
	a.sheets[path] = compressed(sheet.Type, content)
	return path
}

// maxAccented bounds the style sheets that are kept, two for each accent: one belongs
// to an event, and one service has dozens of them. Further ones have no accent.
const maxAccented = 400

// colour is a colour in sRGB, 0 to 1.
type colour struct{ r, g, b float64 }

// parseColour reads "#rrggbb".
func parseColour(s string) (colour, bool) {
	if len(s) != 7 || s[0] != '#' {
		return colour{}, false
	}
	n, err := strconv.ParseUint(s[1:], 16, 32)
	if err != nil {
		return colour{}, false
	}
	channel := func(shift uint) float64 { return float64(n>>shift&0xff) / 255 }
	return colour{channel(16), channel(8), channel(0)}, true
}

// String returns the colour as "#rrggbb".
func (c colour) String() string {
	channel := func(v float64) int { return int(math.Round(v * 255)) }
	return fmt.Sprintf("#%02x%02x%02x", channel(c.r), channel(c.g), channel(c.b))
}

// rounded returns the colour as a screen gets it.
func (c colour) rounded() colour {
	c, _ = parseColour(c.String())
	return c
}

// mixed returns the colour with a share of another one in it.
func (c colour) mixed(other colour, share float64) colour {
	mix := func(a, b float64) float64 { return a + (b-a)*share }
	return colour{mix(c.r, other.r), mix(c.g, other.g), mix(c.b, other.b)}.rounded()
}

// luminance is the relative luminance of WCAG 2.2
// (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance).
func (c colour) luminance() float64 {
	linear := func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b)
}

// contrast is the contrast ratio of WCAG 2.2, 1 to 21.
func contrast(a, b colour) float64 {
	light, dark := a.luminance(), b.luminance()
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

// The fixed colours of base.css that an accent meets.
var (
	white        = colour{1, 1, 1}
	lightGround  = mustColour("#f6f4ef") // --bg
	darkGround   = mustColour("#14171a") // --bg and --on-accent in the dark
	darkSurface  = mustColour("#1e2226") // --surface in the dark
	lightSurface = white
)

func mustColour(s string) colour {
	c, ok := parseColour(s)
	if !ok {
		panic("malformed colour " + s)
	}
	return c
}

// palette is an accent as it is used: as text, lines and buttons, as the tint
// of what is chosen, and as the band on top with white text on it.
type palette struct {
	accent, tint, band             colour
	darkAccent, darkTint, darkBand colour
}

// The contrast that text has at least: WCAG 2.2 AA asks for 4.5. Tints behind
// text are reckoned with by a little more.
const (
	textContrast = 4.6
	bandContrast = 7 // of the dark band, which else would glare
)

// paletteOf returns the colours nearest to the accent that can be read, light
// and dark.
func paletteOf(accent colour) palette {
	p := palette{
		accent:     accent.until(false, func(c colour) bool { return contrast(c, lightGround) >= textContrast }),
		darkAccent: accent.until(true, func(c colour) bool { return contrast(c, darkSurface) >= textContrast }),
		darkBand:   accent.until(false, func(c colour) bool { return contrast(c, white) >= bandContrast }),
	}
	p.band = p.accent
	p.tint = lightSurface.mixed(p.accent, 0.1)
	p.darkTint = darkSurface.mixed(p.darkAccent, 0.14)
	return p
}

// until returns the colour made lighter, or darker, just so much that it will
// do. Its hue and saturation stay, so it does not pale.
func (c colour) until(lighter bool, does func(colour) bool) colour {
	const steps = 100
	h, s, l := c.hsl()
	end := 0.0
	if lighter {
		end = 1
	}
	for i := range steps {
		if other := fromHSL(h, s, l+(end-l)*float64(i)/steps); does(other) {
			return other
		}
	}
	return fromHSL(h, s, end)
}

// hsl returns hue (0 to 6), saturation and lightness (0 to 1)
// (https://www.w3.org/TR/css-color-4/#rgb-to-hsl).
func (c colour) hsl() (h, s, l float64) {
	high, low := max(c.r, c.g, c.b), min(c.r, c.g, c.b)
	l = (high + low) / 2
	spread := high - low
	if spread == 0 {
		return 0, 0, l
	}
	switch high {
	case c.r:
		h = math.Mod((c.g-c.b)/spread+6, 6)
	case c.g:
		h = (c.b-c.r)/spread + 2
	default:
		h = (c.r-c.g)/spread + 4
	}
	return h, spread / (1 - math.Abs(2*l-1)), l
}

// fromHSL is the inverse of hsl (https://www.w3.org/TR/css-color-4/#hsl-to-rgb).
func fromHSL(h, s, l float64) colour {
	channel := func(n float64) float64 {
		k := math.Mod(n+h*2, 12)
		return l - s*min(l, 1-l)*max(-1, min(k-3, 9-k, 1))
	}
	return colour{channel(0), channel(8), channel(4)}.rounded()
}

// css returns the style rules that put the palette in the place of that of
// base.css.
func (p palette) css() string {
	return fmt.Sprintf(":root{--accent:%s;--tint:%s;--band:%s}\n@media(prefers-color-scheme:dark){:root{--accent:%s;--tint:%s;--band:%s}}\n",
		p.accent, p.tint, p.band, p.darkAccent, p.darkTint, p.darkBand)
}

// stageCSS is css for the stage, which may be dark where the system is light.
func (p palette) stageCSS() string {
	return fmt.Sprintf(".stage{--accent:light-dark(%s,%s)}\n", p.accent, p.darkAccent)
}

// Contrast returns the contrast ratio of WCAG 2.2 that a colour has with the light
// ground of the pages, 1 to 21, and whether it is a colour. One that is too light
// is made darker where it is used for text (see Stylesheet).
func (a *Assets) Contrast(accent string) (ratio float64, ok bool) {
	colour, ok := parseColour(accent)
	return contrast(colour, lightGround), ok
}
