package reports_test

import (
	"strings"
	"testing"

	"resonanz/forms"
	"resonanz/reports"
	"resonanz/reports/reportstest"
)

// TestHeadlines tells the first scales of the main form, and of the goals how many most
// people still find fitting, with the figures of the comparison.
func TestHeadlines(t *testing.T) {
	t.Parallel()
	c := reportstest.New(t, "herne-2016", 7)
	told := map[string]reports.Sentence{}
	var keys []string
	for _, s := range reports.Headlines(&c.EventFigures) {
		told[s.Key+" "+s.Item] = s
		keys = append(keys, s.Item)
	}
	if got := strings.Join(keys[:4], " "); got != "gesamt austausch klarheit klima" {
		t.Errorf("the first sentences are on %s", got)
	}
	most, goals := 0, 0
	for _, comparison := range reports.Compare(&c.EventFigures) {
		for _, item := range reports.ListScales(&comparison, "ziele") {
			goals++
			if item.Total.TopTwo.Share > 0.5 {
				most++
			}
		}
		for _, item := range reports.SingleScales(&comparison) {
			s, ok := told["workbook.headline.two_steps "+item.Item.Key]
			if comparison.Form.Key == "konferenz" && item.Item.Key != "gesamt" && ok && (s.Args[3] != item.Total.TopTwo.Count || s.Args[5] != item.Total.Base) {
				t.Errorf("%s: told %v, want %d of %d", item.Item.Key, s.Args, item.Total.TopTwo.Count, item.Total.Base)
			}
		}
	}
	for key, s := range told {
		if strings.HasPrefix(key, "workbook.headline.goals") && (s.Args[1] != most || s.Args[3] != goals || s.Args[5].(forms.Text)["de"] != "Passt noch") {
			t.Errorf("told %v of the goals, want %d of %d", s.Args, most, goals)
		}
	}
	if goals != 6 {
		t.Errorf("%d goals", goals)
	}
}
