package forms

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// lookedAt is a definition in which there is nothing to find.
func lookedAt() *Definition {
	day := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	in := func(s string) Text { return Text{"de": s} }
	options := []Option{{Code: "amt", Text: in("Amt")}, {Code: "verein", Text: in("Verein")}}
	return &Definition{
		Event: Event{
			Key: "probe", Title: in("Probe"), Zone: "Europe/Berlin", Languages: []string{"de"}, MinGroup: 5, Retention: 90, Headcount: 60,
			Starts: day, Ends: day.Add(8 * time.Hour),
		},
		Forms: []Form{{Key: "abschluss", Title: in("Abschluss"), Questions: []Question{
			{Key: "rolle", Kind: KindChoice, Text: in("Rolle"), Options: options, Breakdown: true},
			{Key: "mehr", Kind: KindLongText, Text: in("Mehr"), Show: "${rolle} = 'amt'"},
		}}},
		Sessions: []SessionDefinition{
			{FormKey: "abschluss", Session: Session{Key: "saal", Kind: Plenary, Title: in("Saal")}},
			{FormKey: "abschluss", Session: Session{Key: "werkstatt", Kind: Workshop, Title: in("Werkstatt"), Headcount: 20}},
		},
	}
}

func TestDefinition_Findings(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 2, 1, 9, 0, 0, 0, time.UTC)
	question := PathOfQuestion("abschluss", "rolle")
	for name, test := range map[string]struct {
		change func(d *Definition)
		want   []Finding
	}{
		"nothing": {func(*Definition) {}, nil},
		"over":    {func(d *Definition) { d.Event.Ends = now.Add(-time.Minute) }, []Finding{{"event.ends", FindingPast, nil}}},
		"deleted before anybody looks": {func(d *Definition) { d.Event.Retention = 13 },
			[]Finding{{"event.retention", FindingRetention, []any{"n", 13, "Least", 14}}}},
		"never asked": {func(d *Definition) { d.Forms[0].Questions[1].Show = "${rolle} = 'amt' and ${rolle} = 'verein'" },
			[]Finding{{PathOfQuestion("abschluss", "mehr"), FindingNever, nil}}},
		"too long": {func(d *Definition) {
			for len(d.Forms[0].Questions) < 15 {
				d.Forms[0].Questions = append(d.Forms[0].Questions, Question{Key: "x" + string(rune('a'+len(d.Forms[0].Questions))), Kind: KindYesNo, Text: Text{"de": "?"}})
			}
		}, []Finding{{"forms.abschluss", FindingLong, []any{"Minutes", 2.5}}}},
		"asked nowhere": {func(d *Definition) { d.Sessions = nil }, []Finding{{"forms.abschluss", FindingUnasked, nil}}},
		// 9 people in the smallest workshop, and 2 roles: 4 people each.
		"small groups": {func(d *Definition) { d.Sessions[1].Headcount = 9 },
			[]Finding{{question, FindingGroups, []any{"n", 4, "Session", Text{"de": "Werkstatt"}}}}},
		"just large enough": {func(d *Definition) { d.Sessions[1].Headcount = 10 }, nil},
		"groups of which nobody knows": {func(d *Definition) { d.Sessions[1].Headcount, d.Event.Headcount = 0, 0 },
			[]Finding{{"event.headcount", FindingHeadcount, nil}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := lookedAt()
			test.change(d)
			if diff := cmp.Diff(test.want, d.Findings(now)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestForm_Seconds(t *testing.T) {
	t.Parallel()
	three := make([]Option, 3)
	for want, q := range map[int]Question{
		0: {Kind: KindInfo}, 10: {Kind: KindScale}, 18: {Kind: KindBattery, Rows: three}, 15: {Kind: KindLongText}, 30: {Kind: KindText, Required: Required},
	} {
		if got := (&Form{Questions: []Question{q}}).Seconds(); got != want {
			t.Errorf("%s: %d s, want %d", q.Kind, got, want)
		}
		q.Show = "${a} = 'b'" // asked of some only
		if got := (&Form{Questions: []Question{q}}).Seconds(); got != 0 {
			t.Errorf("%s of some people: %d s, want 0", q.Kind, got)
		}
	}
}
