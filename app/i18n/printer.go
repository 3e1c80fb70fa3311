package i18n

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Printer writes texts, numbers and dates in one language. It is safe for
// concurrent use.
//
// Digits are Latin in every language. People who live here meet them on every
// clock and price, the numbers on a phone and on the stage are then the same
// signs, and they need no further bidirectional marks. What participants type
// may have Arabic-Indic or Persian digits all the same (see forms).
type Printer struct {
	chain   []*catalogue // own, parents, bridge, original
	numbers *message.Printer
}

func newPrinter(tag string, catalogues map[string]*catalogue) *Printer {
	p := &Printer{}
	seen := map[string]bool{}
	add := func(tag string) {
		if c := catalogues[tag]; c != nil && !seen[tag] {
			seen[tag] = true
			p.chain = append(p.chain, c)
		}
	}
	for t := range parents(tag) {
		add(t)
	}
	add(bridge)
	add(original)
	latin, err := p.chain[0].cldr.SetTypeForKey("nu", "latn")
	if err != nil {
		latin = p.chain[0].cldr
	}
	p.numbers = message.NewPrinter(latin)
	return p
}

// Lang returns the tag of the printer's catalogue, for the lang attribute.
func (p *Printer) Lang() string { return p.chain[0].tag }

// Dir returns the direction of writing, "ltr" or "rtl".
func (p *Printer) Dir() string { return p.chain[0].meta.Dir }

// LangOf returns the tag of the language in which T writes the key. Where it
// differs from Lang the text is a fallback, which a page marks with a lang
// attribute of its own.
func (p *Printer) LangOf(key string) string {
	if c, _ := p.find(key); c != nil {
		return c.tag
	}
	return p.Lang()
}

func (p *Printer) find(key string) (*catalogue, *entry) {
	for _, c := range p.chain {
		if m, ok := c.entries[key]; ok {
			return c, &m
		}
	}
	return nil, nil
}

// T returns the text of a key with its arguments filled in. The arguments are
// names and values in turn, T("turnout", "n", 12), or one map[string]any from
// names to values. Whole numbers get the language's separators (a year is
// passed as a string), other numbers at most three decimals. A key that is in
// no catalogue comes back as ⟦key⟧ and an argument that is not given as
// {Name}, so that nobody overlooks them.
func (p *Printer) T(key string, args ...any) string {
	c, m := p.find(key)
	if m == nil {
		return "⟦" + key + "⟧"
	}
	form := plural.Other
	if m.by != "" {
		if n, ok := argument(args, m.by); ok {
			form = pluralForm(c, n)
		}
	}
	t, ok := m.forms[form]
	if !ok {
		t = m.forms[plural.Other]
	}
	var b strings.Builder
	for _, part := range t {
		if part.name == "" {
			b.WriteString(part.text)
			continue
		}
		value, ok := argument(args, part.name)
		switch {
		case !ok:
			b.WriteString("{" + part.name + "}")
		case part.date:
			b.WriteString(isolate(c.meta.Dir, p.isoDate(value)))
		default:
			b.WriteString(isolate(c.meta.Dir, p.value(value)))
		}
	}
	return b.String()
}

// Join writes a list with the separator of the key between its items, each of
// which may be of the other direction of writing.
func (p *Printer) Join(key string, items []string) string {
	isolated := make([]string, len(items))
	for i, item := range items {
		isolated[i] = isolate(p.Dir(), item)
	}
	return strings.Join(isolated, p.T(key))
}

func argument(args []any, name string) (any, bool) {
	if len(args) == 1 {
		byName, _ := args[0].(map[string]any)
		value, ok := byName[name]
		return value, ok
	}
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1], true
		}
	}
	return nil, false
}

// value writes an argument: numbers the language's way, everything else as it
// is.
func (p *Printer) value(value any) string {
	switch v := value.(type) {
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		return minus(p.numbers.Sprint(number.Decimal(v)))
	case float64:
		return p.Number(v, decimals(v))
	case string:
		return v
	}
	return fmt.Sprint(value)
}

// maxDecimals is the most decimals that T gives a number; a form's numbers
// have no more (forms.MaxDecimals).
const maxDecimals = 3

// decimals returns how many decimals v needs, at most maxDecimals.
func decimals(v float64) int {
	_, fraction, _ := strings.Cut(strconv.FormatFloat(v, 'f', maxDecimals, 64), ".")
	return len(strings.TrimRight(fraction, "0"))
}

// pluralForm returns the category of n with the decimals that T shows. The
// operands are those of https://unicode.org/reports/tr35/tr35-numbers.html#Operands.
func pluralForm(c *catalogue, n any) plural.Form {
	v, err := strconv.ParseFloat(fmt.Sprint(n), 64)
	if err != nil || math.IsNaN(v) || math.Abs(v) > 1e15 {
		return plural.Other
	}
	visible := decimals(v)
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(math.Abs(v), 'f', visible, 64), ".")
	i, _ := strconv.Atoi(whole)
	f, _ := strconv.Atoi("0" + fraction)
	// The shown decimals have no trailing zeros, so both pairs of operands agree.
	return plural.Cardinal.MatchPlural(c.cldr, i%1_000_000, visible, visible, f, f)
}

// Number writes v with exactly this many decimals, halves rounded away from
// zero as Excel does. What is not a number is a dash.
func (p *Printer) Number(v float64, decimals int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	scale := math.Pow10(decimals)
	if rounded := math.Round(v*scale) / scale; !math.IsInf(rounded, 0) {
		v = rounded
	}
	return minus(p.numbers.Sprint(number.Decimal(v, number.MinFractionDigits(decimals), number.MaxFractionDigits(decimals))))
}

// minus puts the sign of Unicode for the hyphen, which is shorter and at which
// a line breaks.
func minus(number string) string { return strings.Replace(number, "-", "\u2212", 1) }

// Percent writes a share between 0 and 1 as whole per cent. What is not a
// number is a dash.
func (p *Printer) Percent(share float64) string {
	if math.IsNaN(share) || math.IsInf(share, 0) {
		return "–"
	}
	whole := math.Round(share*100) / 100
	return minus(p.numbers.Sprint(number.Percent(whole, number.MaxFractionDigits(0))))
}

// isolate puts a text that runs against the direction of the sentence around it
// between first strong isolate and pop directional isolate (Unicode UAX 9), so
// that it does not tear the sentence apart.
func isolate(dir, text string) string {
	rtl := dir == "rtl"
	for _, r := range text {
		if unicode.IsLetter(r) && unicode.In(r, rightToLeft...) != rtl {
			return "\u2068" + text + "\u2069"
		}
	}
	return text
}

var rightToLeft = []*unicode.RangeTable{unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam}
