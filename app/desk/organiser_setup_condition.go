package desk

import (
	"slices"
	"strconv"
	"strings"

	"resonanz/forms"
	"resonanz/forms/condition"
)

// asker says in words when the questions of a form are asked, and offers what
// their conditions can be made of.
type asker struct {
	page    *setupPage
	items   map[string]forms.Item
	keys    []string // of items that conditions can refer to, in the order of the form
	numbers map[string]int
}

func newAsker(p *setupPage, form *forms.Form) *asker {
	a := &asker{page: p, items: map[string]forms.Item{}, numbers: map[string]int{}}
	for i := range form.Questions {
		q := &form.Questions[i]
		a.numbers[q.Key] = i + 1
		for _, item := range q.Items() {
			a.items[item.Key] = item
			if !item.Kind.IsText() { // see forms: texts are stored apart
				a.keys = append(a.keys, item.Key)
			}
		}
	}
	return a
}

// maxQuoted is how much of a question is quoted, in characters: enough to tell
// it from others that begin alike.
const maxQuoted = 60

// name returns the number of the item's question and the beginning of its text.
func (a *asker) name(key string) string {
	item, ok := a.items[key]
	if !ok {
		return a.page.T("setup.when.gone", "Key", key)
	}
	n, text := a.numbers[item.Question.Key], oneLine(a.page.Text(item.Text).Text)
	if text == "" {
		return a.page.T("setup.when.untitled", "Number", n)
	}
	if runes := []rune(text); len(runes) > maxQuoted {
		text = strings.TrimSpace(string(runes[:maxQuoted])) + "…"
	}
	return a.page.T("setup.when.question", "Number", n, "Text", text)
}

// answers returns what can be answered to the item, nil if that is a number or
// a day.
func (a *asker) answers(key string) []choice {
	item := a.items[key]
	var choices []choice
	switch item.Kind {
	case forms.KindYesNo:
		choices = []choice{{Value: forms.OptionYes, Label: a.page.T("common.yes")}, {Value: forms.OptionNo, Label: a.page.T("common.no")}}
	case forms.KindConsent:
		choices = []choice{{Value: forms.OptionYes, Label: a.page.T("setup.when.ticked")}}
	}
	for _, o := range item.Options {
		text := a.page.Text(o.Text)
		if text.Text == "" {
			text.Text = o.Code
		}
		choices = append(choices, choice{Value: o.Code, Label: text.Text, Lang: text.Lang})
	}
	return choices
}

// sentence says when a question is asked, "" for always.
func (a *asker) sentence(q *forms.Question) string {
	if q.Show == "" {
		return ""
	}
	tree := q.Condition()
	if tree == nil {
		return a.page.T("setup.when.unread")
	}
	return a.page.T("setup.when.only", "Condition", a.words(tree))
}

// words says a condition in words, as a clause after "if".
func (a *asker) words(c condition.Condition) string {
	if rows, ok := condition.RowsOf(c); ok {
		var clauses []string
		for _, row := range rows.Rows {
			clauses = append(clauses, a.clause(row))
		}
		return strings.Join(clauses, a.between(rows.Any))
	}
	switch c := c.(type) {
	case condition.All:
		return a.chain(c, false)
	case condition.Any:
		return a.chain(c, true)
	case condition.Not:
		return a.page.T("setup.when.not", "Condition", a.words(c.Condition))
	case condition.Comparison:
		return a.page.T("setup.when.compares", "Left", a.value(c.Left), "Operator", string(c.Operator), "Right", a.value(c.Right))
	}
	return c.String()
}

func (a *asker) between(either bool) string {
	if either {
		return " " + a.page.T("setup.when.or") + " "
	}
	return " " + a.page.T("setup.when.and") + " "
}

// chain puts parts that are chains themselves between parentheses.
func (a *asker) chain(parts []condition.Condition, either bool) string {
	var clauses []string
	for _, part := range parts {
		words := a.words(part)
		if rows, ok := condition.RowsOf(part); !ok || len(rows.Rows) > 1 {
			words = "(" + words + ")"
		}
		clauses = append(clauses, words)
	}
	return strings.Join(clauses, a.between(either))
}

// clause says one row in words.
func (a *asker) clause(row condition.Row) string {
	relation := string(row.Relation)
	if slices.Equal(row.Values, []string{""}) {
		switch row.Relation {
		case condition.Is:
			relation = "unanswered"
		case condition.IsNot:
			relation = "answered"
		}
	}
	var answers []string
	for _, value := range row.Values {
		answers = append(answers, a.answer(row.Key, value))
	}
	last := len(answers) - 1
	words := strings.Join(answers[:last], ", ")
	if words != "" {
		words += " " + a.page.T("setup.when.or") + " "
	}
	key := "setup.when." + strings.ReplaceAll(relation, "-", "_")
	return a.page.T(key, "Question", a.name(row.Key), "Answers", words+answers[last])
}

// answer says one answer to an item in words.
func (a *asker) answer(key, value string) string {
	if value == "" {
		return a.page.T("setup.when.nothing")
	}
	choices := a.answers(key)
	if i := slices.IndexFunc(choices, func(c choice) bool { return c.Value == value }); i >= 0 {
		return a.page.T("setup.when.quoted", "Text", choices[i].Label)
	}
	return value
}

func (a *asker) value(v condition.Value) string {
	switch v := v.(type) {
	case condition.Reference:
		return a.name(string(v))
	case condition.Count:
		return a.page.T("setup.when.count", "Question", a.name(string(v)))
	case condition.Literal:
		if v == "" {
			return a.page.T("setup.when.nothing")
		}
		return string(v)
	}
	return ""
}

// decided returns the numbers of the questions whose conditions refer to each
// question, by its key.
func (a *asker) decided(form *forms.Form) map[string][]int {
	decided := map[string][]int{}
	for i := range form.Questions {
		tree := form.Questions[i].Condition()
		if tree == nil {
			continue
		}
		for _, key := range tree.Keys() {
			of, _, _ := strings.Cut(key, ".")
			if n := i + 1; !slices.Contains(decided[of], n) {
				decided[of] = append(decided[of], n)
			}
		}
	}
	return decided
}

// relations returns how answers to the item can be compared, the usual one first.
func (a *asker) relations(key string) []condition.Relation {
	switch a.items[key].Kind {
	case forms.KindChoices, forms.KindRanking:
		return []condition.Relation{condition.Includes}
	case forms.KindRecommend, forms.KindNumber, forms.KindDate:
		return []condition.Relation{condition.Lowest, condition.Highest, condition.Is, condition.IsNot}
	}
	return []condition.Relation{condition.OneOf, condition.IsNot}
}

// numberedWords joins the numbers of questions.
func numberedWords(p *setupPage, numbers []int) string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = strconv.Itoa(n)
	}
	return p.T("setup.question.decides", "n", len(numbers), "Numbers", strings.Join(words, ", "))
}
