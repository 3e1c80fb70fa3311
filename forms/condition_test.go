package forms

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// askedIf returns a form of every kind of item whose last question is asked
// under the condition.
func askedIf(show string) *Form {
	form := everyKind()
	form.Questions = append(form.Questions, Question{Key: "zuletzt", Kind: KindYesNo, Text: in("?"), Show: show})
	return form
}

func TestForm_NeverAsked(t *testing.T) {
	t.Parallel()
	tests := []struct {
		show string
		want []string
	}{
		{"", nil},
		{"${eins} = 'a'", nil},
		{"${eins} = „a“", nil},
		{"${eins} = 'a' and ${eins} = 'b'", []string{"zuletzt"}},
		{"${zahl} > 120", []string{"zuletzt"}}, // its maximum
		{"${zahl} = 119.99", nil},
		{"${zahl} = 119.999", []string{"zuletzt"}},  // one decimal too many
		{"not(${ok} = 'yes')", []string{"zuletzt"}}, // which everybody has to tick
	}
	for _, test := range tests {
		form := askedIf(test.show)
		if problems := form.Validate([]string{"de"}); problems != nil {
			t.Fatalf("%s: %v", test.show, problems)
		}
		if diff := cmp.Diff(test.want, form.NeverAsked()); diff != "" {
			t.Errorf("%s: %s", test.show, diff)
		}
	}
}

// Whatever is sent, no answer to a question is accepted that is never asked.
func TestForm_NeverAsked_isNeverAnswered(t *testing.T) {
	t.Parallel()
	codes := rapid.SampledFrom([]string{"a", "b", "c", "other", "na", "gut", "yes", "no", "0", "3", "10", "1.5", "2016-11-17"})
	rapid.Check(t, func(t *rapid.T) {
		items := everyKind().Items()
		var keys []string
		for _, item := range items {
			if !item.Kind.IsText() {
				keys = append(keys, item.Key)
			}
		}
		atom := rapid.Custom(func(t *rapid.T) string {
			key, code := rapid.SampledFrom(keys).Draw(t, "key"), codes.Draw(t, "code")
			return rapid.SampledFrom([]string{
				"selected(${" + key + "}, '" + code + "')", "${" + key + "} = '" + code + "'", "${" + key + "} > '" + code + "'",
				"not(${" + key + "} = '" + code + "')", "${" + key + "} = ''", "count-selected(${" + key + "}) > 2",
			}).Draw(t, "atom")
		})
		form := askedIf(atom.Draw(t, "left") + rapid.SampledFrom([]string{" and ", " or "}).Draw(t, "word") + atom.Draw(t, "right"))
		never := len(form.NeverAsked()) > 0
		values := Values{FieldAsked: {"1"}, "ok": {"yes"}, "zuletzt": {"yes"}}
		for i := range items {
			value := codes.Draw(t, items[i].Key)
			if _, problem := items[i].parse(Values{items[i].Key: {value}}); problem == nil && items[i].Key != "ok" {
				values[items[i].Key] = []string{value}
			}
		}
		if answers, _ := form.Parse(values); never && answers["zuletzt"] != nil {
			t.Fatalf("%s is never met, but was: %v", form.Questions[len(form.Questions)-1].Show, answers)
		}
	})
}
