package reports_test

import (
	"slices"
	"testing"

	"resonanz/forms"
	"resonanz/reports"
	"resonanz/reports/reportstest"
)

// TestChecksum changes with what is shown and with nothing else.
func TestChecksum(t *testing.T) {
	t.Parallel()
	c := reportstest.New(t, "herne-2016", 7)
	whole := reports.Checksum(c.Sessions...)
	turned := slices.Clone(c.Sessions)
	slices.Reverse(turned)
	turned[0].Turnout.N++
	if got := reports.Checksum(turned...); got != whole || len(got) != 64 || reports.ShortChecksum(got) != got[:4]+" "+got[4:8] {
		t.Errorf("got %s and %s", whole, got)
	}
	turned[0].Release.Tally.Add(forms.Cell{Item: "ziele.sprache", Option: "passt_noch"}, 1)
	if reports.Checksum(turned...) == whole {
		t.Error("another figure has the same checksum")
	}
	// printf '[]' | sha256sum
	if got := reports.Checksum(); got != "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945" {
		t.Errorf("nothing has the checksum %s", got)
	}
}
