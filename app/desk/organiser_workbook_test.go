package desk

import (
	"mime"
	"strings"
	"testing"
)

func TestDisposition(t *testing.T) {
	for name, want := range map[string]string{
		"Konferenz.xlsx":                     "Konferenz.xlsx",
		"Zukunft: wie?\r\nX-Evil: 1/..\\.x":  "Zukunft wie X-Evil 1 .. .x",
		"Тест \"مؤتمر\".xlsx":                "Тест مؤتمر .xlsx",
		"  viele   Leerzeichen\tund\u0000.x": "viele Leerzeichen und .x",
	} {
		header := disposition("attachment", name)
		_, params, err := mime.ParseMediaType(header)
		if err != nil || params["filename"] != want || strings.ContainsAny(header, "\r\n") {
			t.Errorf("%q: %q %v, want %q", name, params["filename"], err, want)
		}
	}
}
