package rehearsal

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"resonanz/forms"
	"resonanz/forms/definition"
)

func mustVoices(t testing.TB) voices {
	t.Helper()
	v, err := loadVoices()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func mustDefinitions(t testing.TB) []*forms.Definition {
	t.Helper()
	var definitions []*forms.Definition
	for _, c := range definition.Conferences() {
		file, err := definition.Parse(c.Source)
		if err != nil {
			t.Fatalf("conference %s: %v", c.Name, err)
		}
		definitions = append(definitions, file.Definition)
	}
	return definitions
}

func TestPerson_answer(t *testing.T) {
	t.Parallel()
	v := mustVoices(t)
	const people = 300
	for _, definition := range mustDefinitions(t) {
		for _, session := range definition.Sessions {
			form := definition.Form(session.FormKey).For(&session.Session)
			given := map[string]int{}
			for number := range uint64(people) {
				values := newPerson(1, number, v).answer(&session.Session, form)
				if diff := cmp.Diff(values, newPerson(1, number, v).answer(&session.Session, form)); diff != "" {
					t.Fatalf("%s: person %d answers differently the second time:\n%s", session.Key, number, diff)
				}
				values[forms.FieldAsked] = []string{"1"}
				answers, problems := form.Parse(values)
				if problems != nil {
					t.Fatalf("%s: person %d is refused: %v", session.Key, number, problems)
				}
				if len(answers) == 0 {
					t.Fatalf("%s: person %d answers nothing", session.Key, number)
				}
				for key := range answers {
					given[key]++
				}
			}
			for _, item := range form.Items() {
				if n := given[item.Key]; n == 0 || n == people && item.Question.Required != forms.Required {
					t.Errorf("%s: %d of %d people answer %s, want some but not all", session.Key, n, people, item.Key)
				}
			}
		}
	}
}

func TestPerson_kinds(t *testing.T) {
	t.Parallel()
	text := forms.Text{"de": "x"}
	option := func(codes ...string) (options []forms.Option) {
		for _, code := range codes {
			options = append(options, forms.Option{Code: code, Text: text})
		}
		return options
	}
	two, three := 2.0, 3.0
	form := &forms.Form{Key: "all", Questions: []forms.Question{
		{Key: "ranking", Kind: forms.KindRanking, Text: text, Options: option("a", "b", "c")},
		{Key: "ticks", Kind: forms.KindChoices, Text: text, Options: option("a", "b", "c", "d", forms.OptionOther), Min: &two, Max: &three},
		{Key: "number", Kind: forms.KindNumber, Text: text, Min: &two, Max: &three, Required: forms.Required},
		{Key: "day", Kind: forms.KindDate, Text: text, From: "2016-11-01", To: "2016-11-03", Required: forms.Required},
		{Key: "before", Kind: forms.KindDate, Text: text, To: "1999-01-01"},
		{Key: "consent", Kind: forms.KindConsent, Text: text, Required: forms.Required},
		{Key: "yes", Kind: forms.KindYesNo, Text: text},
		{Key: "only", Kind: forms.KindText, Text: text, Show: "${yes} = 'yes'", Required: forms.Required},
		{Key: "info", Kind: forms.KindInfo, Text: text},
	}}
	v := mustVoices(t)
	for number := range uint64(300) {
		values := newPerson(7, number, v).answer(&forms.Session{}, form)
		if _, problems := form.Parse(values); problems != nil {
			t.Fatalf("person %d sends %v and is refused: %v", number, values, problems)
		}
		if values["only"] != nil && values["yes"][0] != forms.OptionYes {
			t.Fatalf("person %d answers a question that is not asked: %v", number, values)
		}
	}
}

// A form that only informs has nothing to answer.
func TestPerson_informed(t *testing.T) {
	t.Parallel()
	form := &forms.Form{Key: "info", Questions: []forms.Question{{Key: "info", Kind: forms.KindInfo, Text: forms.Text{"de": "x"}}}}
	if values := newPerson(7, 1, mustVoices(t)).answer(&forms.Session{}, form); len(values) != 0 {
		t.Errorf("answers %v", values)
	}
}

func TestRehearsal_attended(t *testing.T) {
	t.Parallel()
	v := mustVoices(t)
	for _, definition := range mustDefinitions(t) {
		r := &Rehearsal{Event: &definition.Event, voices: v}
		for _, session := range definition.Sessions {
			r.Sessions = append(r.Sessions, OpenSession{session.Session, definition.Form(session.FormKey).For(&session.Session)})
		}
		for r.Seed = range 20 {
			checkAttended(t, definition, r)
		}
	}
}

// checkAttended counts who answers what.
func checkAttended(t *testing.T, definition *forms.Definition, r *Rehearsal) {
	t.Helper()
	r.Participants = definition.Event.Headcount
	drawn := map[string]int{}
	for number, seat := range r.seats() {
		workshops := 0
		for _, s := range r.attended(newPerson(r.Seed, uint64(number), r.voices), seat) {
			drawn[s.Session.Key]++
			if s.Session.Kind == forms.Workshop {
				workshops++
			}
		}
		if workshops > 1 {
			t.Fatalf("%s: person %d is in %d workshops, want one at most", definition.Event.Key, number, workshops)
		}
	}
	for _, s := range definition.Sessions {
		if n := drawn[s.Key]; n < definition.Event.MinGroup || n > s.Headcount || n < s.Headcount/2 {
			t.Errorf("%s: %d of the %d people in %s answer, want most", definition.Event.Key, n, s.Headcount, s.Key)
		}
	}
}

// A question on topics is answered with topics of its workshop, and people do not say
// all the same.
func TestPerson_text(t *testing.T) {
	t.Parallel()
	v := mustVoices(t)
	for _, definition := range mustDefinitions(t) {
		for _, session := range definition.Sessions {
			form := definition.Form(session.FormKey).For(&session.Session)
			for _, item := range form.Items() {
				if !item.Kind.IsText() {
					continue
				}
				written := map[string]bool{}
				for number := range uint64(200) {
					p := newPerson(1, number, v)
					p.session = session.Key
					written[p.text(&item)] = true
				}
				if least := map[bool]int{true: 3, false: 6}[item.Beside == item.Question.Key]; len(written) < least {
					t.Errorf("%s: %s is answered with %d texts, want %d or more: %v", session.Key, item.Key, len(written), least, written)
				}
				if item.Key == "themen.other" && (written["Presse"] || written["Dolmetscherin"]) {
					t.Errorf("%s: topics are answered with roles: %v", session.Key, written)
				}
				if item.Beside == item.Question.Key && item.Question.PerSession && v[session.Key+"."+item.Key] == nil {
					t.Errorf("%s has no topics of its own", session.Key)
				}
			}
		}
	}
}

// People write no more than the form takes.
func TestShortened(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text  string
		limit int
		want  string
	}{
		{"Kurz", 10, "Kurz"}, {"Mehr Zeit, bitte", 10, "Mehr Zeit,"}, {"Mehr Zeit, bitte", 12, "Mehr Zeit,"}, {"Übersichtlichkeit", 4, "Über"}, {"a b", 1, "a"},
	} {
		if got := shortened(test.text, test.limit); got != test.want {
			t.Errorf("%q in %d characters: %q, want %q", test.text, test.limit, got, test.want)
		}
	}
}
