package reports

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"resonanz/forms"
)

// Checksum returns a checksum of what the sessions show: SHA-256, in lower-case
// hexadecimal digits, of the released tallies as JSON, an array of
// {"code": …, "tally": …} sorted by code, with sorted keys and without spaces.
// Sessions without a release are not in it. Workbook and stage show the same
// one as long as the figures are the same.
func Checksum(sessions ...forms.Figures) string {
	type shown struct {
		Code  string      `json:"code"`
		Tally forms.Tally `json:"tally"`
	}
	all := []shown{}
	for _, f := range sessions {
		if f.Release != nil {
			all = append(all, shown{f.Session.Code, f.Release.Tally})
		}
	}
	slices.SortFunc(all, func(a, b shown) int { return strings.Compare(a.Code, b.Code) })
	text, err := json.Marshal(all) // maps come out sorted by key
	if err != nil {
		panic(err) // strings and ints always have a JSON form
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// ShortChecksum returns the first 8 digits of a checksum in two groups, as
// people compare them: "3f2a 91bc".
func ShortChecksum(sum string) string { return sum[:4] + " " + sum[4:8] }
