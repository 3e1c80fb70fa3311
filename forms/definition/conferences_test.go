package definition

import (
	"slices"
	"testing"
	"time"

	"resonanz/forms"
)

func mustConference(tb testing.TB, name string) *forms.Definition {
	tb.Helper()
	for _, c := range Conferences() {
		if c.Name != name {
			continue
		}
		d, err := c.Definition()
		if err != nil {
			tb.Fatalf("refused: %v", err)
		}
		return d
	}
	tb.Fatalf("there is no conference %s", name)
	return nil
}

func TestConferences(t *testing.T) {
	t.Parallel()
	type shape struct {
		name                                 string
		headcount, hosts, workshops, plenary int
		forms                                []string
		starts                               time.Time
	}
	tests := []shape{
		{"enkreis", 200, 4, 4, 2, []string{"konferenz", "workshop", "programmpunkt"}, time.Date(2017, 3, 16, 12, 0, 0, 0, time.UTC)},
		{"herne-2016", 172, 1, 6, 2, []string{"konferenz", "workshop", "programmpunkt", "ziele"}, time.Date(2016, 11, 17, 13, 0, 0, 0, time.UTC)},
	}
	if got := len(Conferences()); got != len(tests) {
		t.Errorf("got %d conferences, want %d", got, len(tests))
	}
	for _, want := range tests {
		t.Run(want.name, func(t *testing.T) {
			t.Parallel()
			d := mustConference(t, want.name)
			kinds := map[forms.SessionKind]int{}
			for _, s := range d.Sessions {
				kinds[s.Kind]++
				if s.State != forms.StatePlanned || s.Code == "" {
					t.Errorf("session %s: got state %q and code %q, want planned and a fixed code", s.Key, s.State, s.Code)
				}
			}
			var keys []string
			for _, f := range d.Forms {
				keys = append(keys, f.Key)
			}
			if e := d.Event; e.Key != want.name || e.Headcount != want.headcount || len(e.Hosts) != want.hosts || !e.Starts.Equal(want.starts) || e.MinGroup != 5 || !e.Simulated {
				t.Errorf("event: got %+v, want %+v", e, want)
			}
			if kinds[forms.Workshop] != want.workshops || kinds[forms.Plenary] != want.plenary || kinds[forms.Talk] != 1 {
				t.Errorf("sessions: got %v, want %+v", kinds, want)
			}
			if !slices.Equal(keys, want.forms) {
				t.Errorf("forms: got %v, want %v", keys, want.forms)
			}
		})
	}
}

// TestConferences_Wording holds what every form of the reference conferences
// promises to those who answer.
func TestConferences_Wording(t *testing.T) {
	t.Parallel()
	for _, c := range Conferences() {
		d := mustConference(t, c.Name)
		for _, f := range d.Forms {
			for _, q := range f.Questions {
				where := c.Name + "/" + f.Key + "/" + q.Key
				if want := map[bool]forms.Requirement{true: forms.SoftRequired}[q.Key == "gesamt"]; q.Required != want {
					t.Errorf("%s: got requirement %q, want %q", where, q.Required, want)
				}
				if (q.Kind.IsText() || len(q.Note) > 0) && (len(q.Hint["de"]) == 0 || len(q.Hint["en"]) == 0) {
					t.Errorf("%s: a free text without the request not to name anybody", where)
				}
			}
		}
		questions := d.Form("konferenz").Questions
		if last := questions[len(questions)-1]; last.Key != "rolle" || !last.Breakdown {
			t.Errorf("%s: got %s as the last question, want rolle as the breakdown", c.Name, last.Key)
		}
	}
}

// TestConferences_Languages shows that every text is there in every language,
// and that what no native reader has checked is marked.
func TestConferences_Languages(t *testing.T) {
	t.Parallel()
	for _, c := range Conferences() {
		d := mustConference(t, c.Name)
		if got := len(d.Event.Languages); got != 20 {
			t.Errorf("%s: got %d languages, want 20", c.Name, got)
		}
		for _, language := range d.Event.Languages {
			for path, text := range d.Texts() {
				if text[language] == "" {
					t.Errorf("%s: %s: has no text in %s", c.Name, path, language)
				}
			}
			if got, want := slices.Contains(d.Event.Unchecked, language), language != "de" && language != "en"; got != want {
				t.Errorf("%s: %s: got unchecked %v, want %v", c.Name, language, got, want)
			}
		}
	}
}

// TestConferences_Scale shows where a scale goes: numbered from best to worst,
// "cannot say" last and without a number.
func TestConferences_Scale(t *testing.T) {
	t.Parallel()
	item := mustConference(t, "herne-2016").Form("konferenz").Item("gesamt")
	var codes []string
	var values []int
	for _, o := range item.Options {
		codes, values = append(codes, o.Code), append(values, o.Value)
	}
	if want := []string{"sehr_zufrieden", "zufrieden", "teils_teils", "unzufrieden", "sehr_unzufrieden", forms.OptionNA}; !slices.Equal(codes, want) {
		t.Errorf("codes: got %v, want %v", codes, want)
	}
	if want := []int{5, 4, 3, 2, 1, 0}; !slices.Equal(values, want) {
		t.Errorf("values: got %v, want %v", values, want)
	}
}

// TestFurther finds the earlier conference in the series of Herne with goals that can
// be compared and others that cannot, and three meetings of one series that ask the
// same.
func TestFurther(t *testing.T) {
	t.Parallel()
	series := map[string][]*forms.Definition{}
	for _, c := range Further() {
		d, err := c.Definition()
		if err != nil {
			t.Fatal(err)
		}
		if d.Event.Key != c.Name || !d.Event.Simulated || d.Event.Note["de"] == "" {
			t.Errorf("%s: %+v", c.Name, d.Event)
		}
		for path, text := range d.Texts() {
			if text["de"] == "" || text["en"] == "" {
				t.Errorf("%s: %s is not there in both languages", c.Name, path)
			}
		}
		series[d.Event.Series] = append(series[d.Event.Series], d)
	}
	herne := mustConference(t, "herne-2016")
	before := series[herne.Event.Series]
	if len(before) != 1 || !before[0].Event.Starts.Before(herne.Event.Starts) {
		t.Fatalf("got %d events before %s", len(before), herne.Event.Key)
	}
	now, then := herne.Form("ziele").Questions[0], before[0].Form("ziele").Questions[0]
	var joined, broken, missing int
	for _, row := range now.Rows {
		i := slices.IndexFunc(then.Rows, func(o forms.Option) bool { return o.Code == row.Code })
		switch {
		case i < 0:
			missing++
		case then.Rows[i].Text["de"] == row.Text["de"]:
			joined++
		default:
			broken++
		}
	}
	if now.Text["de"] != then.Text["de"] || joined != 3 || broken != 2 || missing != 1 {
		t.Errorf("%d goals can be compared, %d not, %d are new; want 3, 2, 1", joined, broken, missing)
	}
	meetings := series["herne-arbeitsgruppe-bildung"]
	if len(meetings) != 3 {
		t.Fatalf("got %d meetings, want 3", len(meetings))
	}
	for _, m := range meetings[1:] {
		if first := meetings[0].Forms[0].Questions; len(m.Forms[0].Questions) != len(first) || m.Forms[0].Questions[0].Text["de"] != first[0].Text["de"] {
			t.Errorf("%s asks something else", m.Event.Key)
		}
	}
}
