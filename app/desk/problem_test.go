package desk_test

import (
	"slices"
	"strings"
	"testing"

	"resonanz/app/desk"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
	"resonanz/forms/condition"
	"resonanz/forms/definition"
	"resonanz/forms/logo"
)

// Every rule can be said to organisers, in German and English, with all that it
// mentions.
func TestProblemText(t *testing.T) {
	t.Parallel()
	catalogues := servicetest.New(t).Desk.Catalogues
	if len(forms.Rules()) < 90 {
		t.Fatalf("only %d rules", len(forms.Rules()))
	}
	for _, rule := range forms.Rules() {
		problem := forms.Problem{Rule: rule.Name, Meant: "meant"}
		for _, name := range rule.Args {
			problem.Args = append(problem.Args, name, map[string]any{"n": 7, "Date": "2016-11-17", "Kind": "scale"}[name])
			if problem.Args[len(problem.Args)-1] == nil {
				problem.Args[len(problem.Args)-1] = "<" + name + ">"
			}
		}
		for _, language := range []string{"de", "en"} {
			p := catalogues.Printer(language)
			if got := p.LangOf("forms.problem." + rule.Name); got != language {
				t.Errorf("%s: %s is said in %s", language, rule.Name, got)
			}
			// What is in English only is for the command line.
			if strings.Contains(desk.ProblemText(p.T, problem), "<Reason>") && !slices.Contains([]string{"condition", "file_logo"}, rule.Name) {
				t.Errorf("%s: %s gives a reason in English", language, rule.Name)
			}
			text := desk.ProblemText(p.T, problem)
			if strings.ContainsAny(text, "⟦⟧{}") || !strings.Contains(text, "meant") {
				t.Errorf("%s: %s: %s", language, rule.Name, text)
			}
		}
	}
}

// What a rule mentions and people read in words of their own language has these in
// German and English.
func TestProblemText_words(t *testing.T) {
	t.Parallel()
	catalogues := servicetest.New(t).Desk.Catalogues
	words := map[string]any{}
	for _, fault := range condition.Faults() {
		words["fault."+string(fault)] = &condition.Error{Fault: fault, Character: 7, Symbol: ")", Reason: "English"}
	}
	for _, shape := range definition.Shapes() {
		words["shape."+string(shape)] = shape
	}
	for key, value := range words {
		for _, language := range []string{"de", "en"} {
			p := catalogues.Printer(language)
			if got := p.LangOf("forms.problem." + key); got != language {
				t.Errorf("%s: %s is said in %s", language, key, got)
			}
			problem := forms.Problem{Rule: "condition", Args: []any{"Reason", value}}
			if text := desk.ProblemText(p.T, problem); strings.ContainsAny(text, "⟦⟧{}") || strings.Contains(text, "English") {
				t.Errorf("%s: %s: %s", language, key, text)
			}
		}
	}
	for _, reason := range logo.Reasons() {
		for _, language := range []string{"de", "en"} {
			if got := catalogues.Printer(language).LangOf("setup.logo.refused." + string(reason)); got != language {
				t.Errorf("%s: %s is said in %s", language, reason, got)
			}
		}
	}
}

// What a rule mentions comes out in both languages.
func TestProblemText_arguments(t *testing.T) {
	t.Parallel()
	catalogues := servicetest.New(t).Desk.Catalogues
	form := forms.Form{Key: "f", Title: forms.Text{"de": "F"}, Questions: []forms.Question{
		{Key: "a", Kind: forms.KindYesNo, Text: forms.Text{"de": strings.Repeat("x", 301)}, Breakdown: true},
		{Key: "b", Kind: "zahl", Text: forms.Text{"de": "B"}},
		{Key: "c", Kind: forms.KindInfo, Text: forms.Text{"de": "C"}, Show: "${aa} = 'yes'"},
	}}
	want := map[string][2]string{
		"questions.a.breakdown": {"Diese Angabe passt nicht zur Art der Frage: Ja/Nein.", "This does not go with the kind of the question: Yes/no."},
		"questions.a.text.de":   {"Der Text hat 301 Zeichen. Höchstens 300 passen.", "The text has 301 characters. At most 300 fit."},
		"questions.b.kind":      {"Die Art der Frage „zahl“ gibt es nicht.", "There is no kind of question “zahl”."},
		"questions.c.show":      {"Die Bedingung hängt von „aa“ ab. Diese Frage gibt es nicht. Meinten Sie „a“?", "The condition depends on “aa”. There is no such question. Did you mean “a”?"},
	}
	problems := form.Validate([]string{"de"})
	if len(problems) != len(want) {
		t.Fatalf("problems:\n%v", problems)
	}
	for _, problem := range problems {
		for i, language := range []string{"de", "en"} {
			if got := desk.ProblemText(catalogues.Printer(language).T, problem); got != want[problem.Field][i] {
				t.Errorf("%s: got %q, want %q", problem.Field, got, want[problem.Field][i])
			}
		}
	}
}
