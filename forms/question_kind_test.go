package forms

import (
	"strings"
	"testing"
)

// Nothing of the old kind is in the way of the new one, and options stay where
// the new kind has some.
func TestQuestion_Become(t *testing.T) {
	t.Parallel()
	one := 1.0
	for from := range kindFields {
		for to := range kindFields {
			q := Question{Key: "q", Kind: from, Text: Text{"de": "?"}, Required: Required}
			option := []Option{{Code: "a", Text: Text{"de": "A"}}, {Code: OptionOther, Text: Text{"de": "B"}}, {Code: OptionNA, Text: Text{"de": "C"}}}
			full := Question{Options: option, PerSession: true, Faces: true, Rows: option[:1], Note: q.Text, Low: q.Text, High: q.Text,
				Min: &one, Max: &one, Decimals: 1, Unit: q.Text, From: "2026-01-01", To: "2026-01-02", MaxLength: 9, Breakdown: true, Headline: true, SignUp: true}
			for _, field := range kindFields[from] {
				switch field {
				case "options":
					q.Options = full.Options
				case "per_session":
					q.PerSession = full.PerSession
				case "faces":
					q.Faces = full.Faces
				case "rows":
					q.Rows = full.Rows
				case "note":
					q.Note = full.Note
				case "low", "high":
					q.Low, q.High = full.Low, full.High
				case "min", "max":
					q.Min, q.Max = full.Min, full.Max
				case "decimals":
					q.Decimals = full.Decimals
				case "unit":
					q.Unit = full.Unit
				case "from", "to":
					q.From, q.To = full.From, full.To
				case "max_length":
					q.MaxLength = full.MaxLength
				case "breakdown":
					q.Breakdown = full.Breakdown
				case "headline":
					q.Headline = full.Headline
				case "sign_up":
					q.SignUp = full.SignUp
				}
			}
			had := len(q.Options) > 0
			q.Become(to)
			c := &checker{languages: []string{"de"}}
			c.question("q", &q)
			for _, p := range c.problems {
				if from != to && (strings.Contains(p.Reason, "does not go") || strings.Contains(p.Reason, "reserved") || strings.Contains(p.Reason, "asks for nothing")) {
					t.Errorf("%s → %s: %s", from, to, p)
				}
			}
			if to == KindChoice && had && q.Option("a") == nil {
				t.Errorf("%s → %s lost its options", from, to)
			}
		}
	}
}
