package forms

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"resonanz/forms/condition"
)

// valuesOf returns what a browser sends for canonical answers.
func valuesOf(f *Form, answers Answers) Values {
	values := Values{FieldAsked: {"1"}}
	for _, item := range f.Items() {
		answer := answers[item.Key]
		if item.Kind != KindRanking {
			values[item.Key] = answer
			continue
		}
		for place, code := range answer {
			values[item.Key+"."+code] = []string{strconv.Itoa(place + 1)}
		}
	}
	return values
}

// checkParse holds what must be true whatever a browser sends: what is
// accepted is accepted again unchanged, answers belong to shown items, and
// marks name cells that exist and are counted once.
func checkParse(t *testing.T, f *Form, values Values) {
	t.Helper()
	answers, errs := f.Parse(values)
	if errs != nil {
		if answers != nil {
			t.Fatalf("both answers and errors: %v, %v", answers, errs)
		}
		for _, e := range errs {
			if f.Item(e.Field) == nil || e.Key == "" {
				t.Fatalf("an error that nobody can show: %+v", e)
			}
		}
		return
	}
	again, errs := f.Parse(valuesOf(f, answers))
	if errs != nil || !again.Equal(answers) {
		t.Fatalf("not stable: %q became %q, %v", answers, again, errs)
	}
	p := newPlan(f)
	for key := range answers {
		item := f.Item(key)
		if item == nil {
			t.Fatalf("an answer to nothing: %s", key)
		}
		if !p.shown(item, answers) {
			t.Fatalf("an answer to the hidden %s in %q", key, answers)
		}
	}
	seen := map[Cell]bool{}
	for _, cell := range f.Marks(answers) {
		if seen[cell] {
			t.Fatalf("marked twice: %v", cell)
		}
		seen[cell] = true
		if !isCell(f, cell) {
			t.Fatalf("no such cell: %v", cell)
		}
	}
}

// isCell says whether the form has the cell.
func isCell(f *Form, c Cell) bool {
	item := f.Item(c.Item)
	switch {
	case item == nil:
		return false
	case c.Option == CellAnswered:
		return true
	case c.Option == CellAsked:
		return item.Question.Show != ""
	}
	switch item.Kind {
	case KindNumber:
		_, ok := condition.Decimal(c.Option)
		return ok
	case KindDate:
		return len(c.Option) == len("2016-11-17")
	case KindRecommend:
		n, err := strconv.Atoi(c.Option)
		return err == nil && n >= 0 && n <= 10
	case KindRanking:
		code, place, _ := strings.Cut(c.Option, "@")
		n, err := strconv.Atoi(place)
		return item.Option(code) != nil && err == nil && n >= 1 && n <= len(item.Options)
	case KindText, KindLongText:
		return false
	}
	return slices.Contains(item.codes(), c.Option)
}

var hostile = []string{
	"", " ", "a", "b", "c", "other", "na", "gut", "mittel", "yes", "no", "0", "1", "2", "3", "10", "-1", "1.5", "7,25", "٣",
	"2016-11-17", "=", "?", "a@1", "\x00", "\xff", "\r\n", "ein Satz", strings.Repeat("x", 300), "${eins}", "p", "q",
}

// TestForm_Parse_anyValues tries random values on the form of all kinds and on
// random forms made of its questions in random order.
func TestForm_Parse_anyValues(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(2016, 11))
	all := everyKind()
	for range 3000 {
		form := &Form{Key: "zufall", Title: in("Zufall"), Questions: slices.Clone(all.Questions)}
		if random.IntN(2) == 0 {
			random.Shuffle(len(form.Questions), func(i, j int) {
				form.Questions[i], form.Questions[j] = form.Questions[j], form.Questions[i]
			})
			form.Questions = form.Questions[:1+random.IntN(len(form.Questions))]
			// A condition on what comes later is refused by Validate; here
			// the question is just asked under another one.
			for i := range form.Questions {
				form.Questions[i].Show = ""
			}
			if first := form.Questions[0]; first.Kind == KindChoice && len(form.Questions) > 1 {
				form.Questions[1].Show = fmt.Sprintf("not(selected(${%s}, 'a'))", first.Key)
			}
		}
		values := Values{FieldAsked: {"1"}, "ok": {"yes"}}
		for _, item := range form.Items() {
			fields := []string{item.Key, item.Key + ".other"}
			for _, o := range item.Options {
				fields = append(fields, item.Key+"."+o.Code)
			}
			for _, field := range fields {
				for range random.IntN(3) {
					values[field] = append(values[field], hostile[random.IntN(len(hostile))])
				}
			}
			// Otherwise hardly any submission would be accepted.
			if _, problem := item.parse(values); problem != nil && random.IntN(20) > 0 {
				for _, field := range fields {
					delete(values, field)
				}
			}
		}
		checkParse(t, form, values)
	}
}

func FuzzForm_Parse(f *testing.F) {
	form := everyKind().Prepared()
	var fields []string
	for _, item := range form.Items() {
		fields = append(fields, item.Key)
		if item.Kind == KindRanking {
			for _, o := range item.Options {
				fields = append(fields, item.Key+"."+o.Code)
			}
		}
	}
	f.Add(byte(0), "b", byte(14), "gut", byte(18), "p")
	f.Add(byte(7), "٤٢٫٥", byte(8), "2016-11-17", byte(10), "a\r\nb")
	f.Add(byte(13), "1", byte(14), "2", byte(15), "3")
	f.Fuzz(func(t *testing.T, i byte, a string, j byte, b string, k byte, c string) {
		values := Values{"ok": {"yes"}, FieldAsked: {"1"}}
		for field, value := range map[byte]string{i: a, j: b, k: c} {
			name := fields[int(field)%len(fields)]
			values[name] = append(values[name], value)
		}
		checkParse(t, form, values)
	})
}
