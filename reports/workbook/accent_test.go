package workbook

import "testing"

// An accent is used as it is if it can be read on white, and is made darker if not.
func TestAccentOf(t *testing.T) {
	t.Parallel()
	for accent, want := range map[string]string{"#0f6259": "0F6259", "#8a3512": "8A3512", "": colourBrand, "red": colourBrand, "#zzzzzz": colourBrand, "#ffe100": "827300"} {
		if got := accentOf(accent); got != want {
			t.Errorf("%q is written as %s, want %s", accent, got, want)
		}
	}
}
