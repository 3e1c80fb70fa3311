package workbook_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"resonanz/forms"
	"resonanz/reports/reportstest"
	"resonanz/reports/workbook"
)

var update = flag.Bool("update", false, "write what tests compare with")

// TestWriteWorkbook_golden compares every sheet of a small workbook with what
// was approved by eye: cells with their looks, charts, tables and page set-up.
// Read the differences of testdata/workbook after go test ./reports/workbook -run golden
// -update.
func TestWriteWorkbook_golden(t *testing.T) {
	t.Parallel()
	e, o := smallSeries(t)
	var b bytes.Buffer
	if err := workbook.WriteWorkbook(&b, e, o); err != nil {
		t.Fatal(err)
	}
	r := render(t, b.Bytes())
	r.check()
	folder := filepath.Join("testdata", "workbook")
	kinds := []string{"briefing", "form", "comparison", "breakdown", "goals", "trend", "comments", "unapproved", "themes", "values", "codebook", "about", "chart-data"}
	sheets := r.file.GetSheetList()
	if len(sheets) != len(kinds) {
		t.Fatalf("sheets %q, want %q", sheets, kinds)
	}
	for i, kind := range kinds {
		name, got := filepath.Join(folder, kind+".txt"), r.describe(i)
		if *update {
			if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
	}
}

// smallSeries returns an event that has every kind of sheet, and what belongs
// to it: two sessions that are shown, one that is too small, comments in all
// states, a breakdown and an earlier event that asked one thing differently.
func smallSeries(t testing.TB) (forms.EventFigures, workbook.Options) {
	t.Helper()
	scale := func(n int, na bool) []forms.Option {
		options := reportstest.Steps(n, na)
		for i := range options {
			options[i].Text = forms.Text{"de": "Stufe " + options[i].Code, "en": "Step " + options[i].Code}
		}
		return options
	}
	text := func(s string) forms.Text { return forms.Text{"de": s, "en": "In English: " + s} }
	definition := func(year int, goal string) *forms.Definition {
		d := &forms.Definition{Event: conferenceEvent()}
		d.Event.Code, d.Event.Title, d.Event.Place = "7K2QX", text("Kleine Konferenz"), text("Rathaus")
		d.Event.Languages, d.Event.Hosts = []string{"de", "en"}, []forms.Text{text("Stadt"), text("Kreis")}
		d.Event.Starts, d.Event.Ends = day(year, 3), day(year, 3)
		d.Forms = []forms.Form{{Key: "bogen", Title: text("Bogen"), Questions: []forms.Question{
			{Key: "gesamt", Kind: forms.KindScale, Text: text("Wie war es?"), Options: scale(5, true), Required: forms.SoftRequired},
			{Key: "rolle", Kind: forms.KindChoice, Text: text("Ich bin hier als …"), Options: scale(3, false), Breakdown: true},
			{Key: "ziele", Kind: forms.KindBattery, Text: text("Passen die Ziele noch?"), Options: scale(3, true),
				Rows: []forms.Option{{Code: "eins", Text: text("Alle lernen Deutsch.")}, {Code: "zwei", Text: text(goal)}}},
			{Key: "empfehlung", Kind: forms.KindRecommend, Text: text("Empfehlen Sie uns weiter?"), Low: text("nie"), High: text("sicher")},
			{Key: "satz", Kind: forms.KindText, Text: text("=Ein Satz?"), Show: "${gesamt} != ''"},
		}}}
		for i, headcount := range []int{40, 30, 6} {
			d.Sessions = append(d.Sessions, forms.SessionDefinition{FormKey: "bogen", Session: forms.Session{Key: fmt.Sprint("s", i), Code: fmt.Sprint("AAAA", i), Kind: forms.Workshop,
				Title: text(fmt.Sprint("Sitzung ", i+1)), Room: "R " + fmt.Sprint(i), Headcount: headcount, Starts: day(year, 3), Position: i + 1}})
		}
		return d
	}
	c := &conference{reportstest.Fill(definition(2026, "Alle finden Arbeit."), rand.New(rand.NewPCG(3, 3)))}
	earlier := &conference{reportstest.Fill(definition(2023, "Jeder hat Arbeit."), rand.New(rand.NewPCG(4, 4)))}
	earlier.Comments = nil
	o := options(t, "de")
	o.Series, o.Breakdowns, o.By = []forms.EventFigures{earlier.EventFigures}, []forms.Breakdown{c.breakdown("rolle")}, "Ada"
	return c.EventFigures, o
}

// breakdown breaks the one form of the conference down, without complementary
// suppression.
func (c *conference) breakdown(item string) forms.Breakdown {
	b := forms.Breakdown{FormID: c.Sessions[0].Session.FormID, Item: item, Groups: map[string]forms.Tally{}}
	form := c.Sessions[0].Form.Prepared()
	for _, f := range c.Sessions {
		for _, a := range c.Answers[f.Session.ID] {
			if f.Release == nil || a[item] == nil {
				continue
			}
			tally := b.Groups[a[item][0]]
			for _, mark := range form.Marks(a) {
				tally.Add(mark, 1)
			}
			b.Groups[a[item][0]] = tally
		}
	}
	return b
}
