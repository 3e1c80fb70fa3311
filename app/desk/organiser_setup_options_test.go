package desk

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"resonanz/forms"
)

func option(code, text string) forms.Option {
	return forms.Option{Code: code, Text: forms.Text{"de": text, "en": "english " + code}}
}

// Lines that nobody has changed change nothing.
func TestOptionLines_unchanged(t *testing.T) {
	t.Parallel()
	one := rapid.Custom(func(t *rapid.T) forms.Option {
		text := rapid.OneOf(
			rapid.SampledFrom([]string{"", "Ja", "Nein", "a: b", "other: x", "na", "Wort\nUmbruch", "Ä: ö", "https://x.example", ":", "a:"}), rapid.String(),
		).Draw(t, "text")
		o := forms.Option{Code: rapid.SampledFrom([]string{"a", "b", "c", "other", "na", "1"}).Draw(t, "code"), Text: forms.Text{"en": "x"}}
		if text = forms.Clean(text); text != "" {
			o.Text["de"] = text
		}
		return o
	})
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfNDistinct(one, 0, 6, func(o forms.Option) string { return o.Code }).Draw(t, "options")
		lines := optionLines(want, "de")
		got, ok := readOptionLines(lines, "de", want)
		if diff := cmp.Diff(want, got); !ok || diff != "" && len(want)+len(got) > 0 {
			t.Fatalf("%q: %s", lines, diff)
		}
	})
}

func TestReadOptionLines(t *testing.T) {
	t.Parallel()
	older := []forms.Option{option("traeger", "Träger"), option("amt", "Verwaltung"), option("ehren", "Ehrenamt"), option("other", "Sonstiges")}
	for name, c := range map[string]struct{ typed, want string }{
		"order":      {"Ehrenamt\nTräger\nother: Sonstiges\nVerwaltung", "ehren=Ehrenamt traeger=Träger other=Sonstiges amt=Verwaltung"},
		"put right":  {"Träger\nVerwaltungen\nEhrenamt", "traeger=Träger amt=Verwaltungen ehren=Ehrenamt"},
		"other":      {"Träger\nSchule\nEhrenamt", "traeger=Träger schule=Schule ehren=Ehrenamt"},
		"in between": {"Träger\nTräger der Hilfe\nVerwaltung", "traeger=Träger traeger_der_hilfe=Träger der Hilfe amt=Verwaltung"},
		"by code":    {"amt: Behörde\nneu: Neues", "amt=Behörde neu=Neues"},
		"twice":      {"Träger\nTräger", "traeger=Träger traeger_2=Träger"},
		"code taken": {"Amt\namt: Verwaltung", "amt_2=Amt amt=Verwaltung"},
		"reserved":   {"Other", "other_2=Other"},
		"last":       {"Träger\nVerwaltung\nEhrenamt\nSonstige Rollen", "traeger=Träger amt=Verwaltung ehren=Ehrenamt sonstige_rollen=Sonstige Rollen"},
		"blanks":     {"\r\n  Träger \t\r\n\r\n", "traeger=Träger"},
		"Arabic":     {"نعم\nلا", "option=نعم option_2=لا"},
		"no code":    {"Ja: gern\nhttps: //x", "ja_gern=Ja: gern https=//x"},
		"nothing":    {" ", ""},
	} {
		got, ok := readOptionLines(c.typed, "de", older)
		var said []string
		for _, o := range got {
			said = append(said, o.Code+"="+o.Text["de"])
			for i := range older {
				if older[i].Code == o.Code && o.Text["en"] != older[i].Text["en"] {
					t.Errorf("%s: %s lost its translation", name, o.Code)
				}
			}
		}
		if strings.Join(said, " ") != c.want || !ok {
			t.Errorf("%s: %s, want %s", name, strings.Join(said, " "), c.want)
		}
	}
	if older[1].Text["de"] != "Verwaltung" {
		t.Error("reading lines changed the older options")
	}
	var many []string
	for i := range maxLines + 1 {
		many = append(many, fmt.Sprint("Zeile ", i))
	}
	if _, ok := readOptionLines(strings.Join(many, "\n"), "de", nil); ok {
		t.Error("too many lines were read")
	}
	if got, ok := readOptionLines(strings.Join(many[1:], "\n"), "de", nil); !ok || len(got) != maxLines {
		t.Errorf("%d lines were read", len(got))
	}
}
