package forms

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func fieldsOf(problems Problems) []string {
	var fields []string
	for _, p := range problems {
		fields = append(fields, p.Field)
	}
	return fields
}

// TestForm_Validate covers the rules that a definition file cannot break, or
// only at length; the tests of package definition cover the others.
func TestForm_Validate(t *testing.T) {
	t.Parallel()
	many := func(n int) []Option {
		options := make([]Option, n)
		for i := range options {
			code := "o" + strings.Repeat("x", i%30) + string(rune('a'+i/30))
			options[i] = Option{Code: code, Text: in(code)}
		}
		return options
	}
	wrong := steps("gut", "mittel", "schlecht")
	wrong[0].Value, wrong[1].Value = 2, 3
	first := steps("gut", "mittel", "schlecht")
	first = append(first[3:], first[:3]...)
	valued := codes("a", "b")
	valued[1].Value = 1
	tests := []struct {
		name     string
		question Question
		field    string // "" for valid
	}{
		{"seven steps", Question{Kind: KindScale, Options: steps("a", "b", "c", "d", "e", "f", "g")}, ""},
		{"eight steps", Question{Kind: KindScale, Options: steps("a", "b", "c", "d", "e", "f", "g", "h")}, "options"},
		{"steps numbered upwards", Question{Kind: KindScale, Options: wrong}, "options.gut"},
		{"cannot say first", Question{Kind: KindScale, Options: first}, "options.na"},
		{"value of a choice", Question{Kind: KindChoice, Options: valued}, "options.b"},
		{"option twice", Question{Kind: KindChoice, Options: codes("a", "b", "a")}, "options.a"},
		{"option that looks like a cell", Question{Kind: KindChoice, Options: codes("a", "=")}, "options.="},
		{"most options", Question{Kind: KindChoice, Options: many(MaxOptions)}, ""},
		{"too many options", Question{Kind: KindChoice, Options: many(MaxOptions + 1)}, "options"},
		{"too many rows", Question{Kind: KindBattery, Options: steps("a", "b", "c"), Rows: many(MaxRows + 1)}, "rows"},
		{"no rows", Question{Kind: KindBattery, Options: steps("a", "b", "c")}, "rows"},
		{"faces", Question{Kind: KindScale, Options: steps("a", "b", "c"), Faces: true}, ""},
		{"faces beside four steps", Question{Kind: KindScale, Options: steps("a", "b", "c", "d"), Faces: true}, "faces"},
		{"faces beside numbers", Question{Kind: KindRecommend, Low: in("a"), High: in("b"), Faces: true}, "faces"},
		{"other in a ranking", Question{Kind: KindRanking, Options: codes("a", OptionOther)}, "options.other"},
		{"other as a row", Question{Kind: KindBattery, Options: steps("a", "b", "c"), Rows: codes(OptionOther)}, "rows.other"},
		{"more ticks than options", Question{Kind: KindChoices, Options: codes("a", "b"), Max: number(3)}, "max"},
		{"half a tick", Question{Kind: KindChoices, Options: codes("a", "b"), Min: number(1.5)}, "min"},
		{"not a number", Question{Kind: KindNumber, Min: number(math.NaN())}, "min"},
		{"beyond exact numbers", Question{Kind: KindNumber, Max: number(1e13)}, "max"},
		{"no such day", Question{Kind: KindDate, From: "2016-02-30"}, "from"},
		{"days upside down", Question{Kind: KindDate, From: "2016-02-02", To: "2016-01-01"}, "to"},
		{"longest line", Question{Kind: KindText, MaxLength: MaxTextLength}, ""},
		{"line too long", Question{Kind: KindText, MaxLength: MaxTextLength + 1}, "max_length"},
		{"negative length", Question{Kind: KindLongText, MaxLength: -1}, "max_length"},
		{"unworded end", Question{Kind: KindRecommend, Low: in("-")}, "high"},
		{"required information", Question{Kind: KindInfo, Required: Required}, "required"},
		{"unknown requirement", Question{Kind: KindYesNo, Required: "maybe"}, "required"},
		{"breakdown by a scale", Question{Kind: KindScale, Options: steps("a", "b", "c"), Breakdown: true}, "breakdown"},
		{"headline of a list", Question{Kind: KindBattery, Options: steps("a", "b", "c"), Rows: codes("a", "b"), Headline: true}, ""},
		{"sign-up by a scale", Question{Kind: KindScale, Options: steps("a", "b", "c"), SignUp: true}, "sign_up"},
		{"headline of a text", Question{Kind: KindText, Headline: true}, "headline"},
		{"options here and there", Question{Kind: KindChoice, PerSession: true, Options: codes("a", "b")}, "options"},
		{"long hint", Question{Kind: KindYesNo, Hint: in(strings.Repeat("x", MaxProseLength+1))}, "hint.de"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.question.Key, test.question.Text = "q", in("?")
			form := &Form{Key: "f", Title: in("F"), Questions: []Question{test.question}}
			problems := form.Validate([]string{"de"})
			switch want := "questions.q." + test.field; {
			case test.field == "" && problems != nil:
				t.Errorf("got %v, want no problem", problems)
			case test.field != "" && !slices.Contains(fieldsOf(problems), want):
				t.Errorf("got %v, want a problem at %s", problems, want)
			}
		})
	}
}

func TestForm_Validate_whole(t *testing.T) {
	t.Parallel()
	same := Question{Key: "q", Kind: KindYesNo, Text: in("?")}
	form := &Form{Key: "f", Title: in("F"), Questions: []Question{same, same}}
	if got, want := fieldsOf(form.Validate([]string{"de"})), []string{"questions.q"}; !slices.Equal(got, want) {
		t.Errorf("one key for two questions: got problems at %v, want %v", got, want)
	}
	form.Questions = slices.Repeat([]Question{same}, MaxQuestions+1)
	if got := fieldsOf(form.Validate([]string{"de"})); !slices.Contains(got, "questions") {
		t.Errorf("%d questions: got problems at %v, want one at questions", MaxQuestions+1, got)
	}
	if got := fieldsOf((&Form{}).Validate([]string{"de"})); !slices.Equal(got, []string{"", "title", "questions"}) {
		t.Errorf("empty form: got problems at %q", got)
	}
}

// TestEvent_Validate_accent has the greys on both sides of a contrast of 4.5:1
// and colours whose channels weigh differently (contrasts by WCAG's formula).
func TestEvent_Validate_accent(t *testing.T) {
	t.Parallel()
	for colour, want := range map[string]bool{
		"":        true,
		"#767676": true,
		"#FFFFFF": true, // the style sheet darkens it until it can be read
		"767676":  false,
		"#76767":  false,
		"#-76767": false,
		"red":     false,
	} {
		c := &checker{}
		if c.accent(colour); (c.problems == nil) != want {
			t.Errorf("%q: got %v, want accepted: %v", colour, c.problems, want)
		}
	}
}

func TestForm_CompatibleWith(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(questions []Question)
		field  string // "" for compatible
	}{
		{"nothing", func([]Question) {}, ""},
		{"another question text", func(q []Question) { q[1].Text = in("!") }, ""},
		{"a translation", func(q []Question) { q[1].Options[0].Text = Text{"de": "a", "en": "A"} }, ""},
		{"a new option", func(q []Question) { q[1].Options = codes("a", "neu", "b", OptionOther) }, ""},
		{"an option less", func(q []Question) { q[1].Options = codes("b", OptionOther) }, ""},
		{"another order of choices", func(q []Question) { q[1].Options = codes("b", "a", OptionOther) }, ""},
		{"another kind", func(q []Question) { q[1].Kind = KindChoices }, "questions.eins.kind"},
		{"another meaning", func(q []Question) { q[1].Options[0].Text = in("z") }, "questions.eins.options.a"},
		{"two options exchanged", func(q []Question) {
			q[1].Options[0].Text, q[1].Options[1].Text = q[1].Options[1].Text, q[1].Options[0].Text
		}, "questions.eins.options.b"},
		{"a scale turned round", func(q []Question) { q[3].Options = steps("schlecht", "mittel", "gut") }, "questions.note.options.gut"},
		{"a step more", func(q []Question) { q[3].Options = steps("gut", "mittel", "schlecht", "elend") }, "questions.note.options.gut"},
		{"another row", func(q []Question) { q[12].Rows[0].Text = in("Wohnen") }, "questions.ziele.rows.arbeit"},
		{"a key used anew", func(q []Question) { q[1].Key = "neu" }, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			form := everyKind()
			test.change(form.Questions)
			problems := form.compatibleWith(everyKind(), "de")
			if got := fieldsOf(problems); test.field == "" && got != nil || test.field != "" && !slices.Contains(got, test.field) {
				t.Errorf("got %v, want a problem at %q", problems, test.field)
			}
		})
	}
}

func TestSession_CompatibleWith(t *testing.T) {
	t.Parallel()
	older := &Session{Options: map[string][]Option{"themen": codes("a", "b")}}
	changed := codes("a", "c")
	changed[0].Text = in("etwas anderes")
	session := &Session{Options: map[string][]Option{"themen": changed, "orte": codes("a")}}
	if got, want := fieldsOf(session.compatibleWith(older, "de")), []string{"options.themen.a"}; !slices.Equal(got, want) {
		t.Errorf("got problems at %v, want %v", got, want)
	}
}

func TestClosest(t *testing.T) {
	t.Parallel()
	words := []string{"title", "place", "kind", "x"}
	for word, want := range map[string]string{
		"titel": "title",
		"Kind":  "kind",
		"plce":  "place",
		"room":  "",
		"":      "",
		"xyz":   "",
	} {
		if got := Closest(word, words); got != want {
			t.Errorf("closest to %q: got %q, want %q", word, got, want)
		}
	}
	if got := Closest(strings.Repeat("t", 1<<16), words); got != "" {
		t.Errorf("closest to a long word: got %q", got)
	}
}
