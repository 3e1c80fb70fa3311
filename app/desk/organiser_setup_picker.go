package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"resonanz/forms"
	"resonanz/forms/condition"
)

// pickedRows is how many rows a condition has on the page. Longer ones are not
// understood, and stay a text.
const pickedRows = 4

// picker shows a condition as rows to pick, and as the text that is stored. The
// text stays as it is, byte for byte, unless somebody changes it or the rows.
type picker struct {
	fieldsOf
	asker *asker
	q     *forms.QuestionPart
	was   string // the text that the page showed
	any   bool
	rows  [pickedRows]pickedRow
}

// pickedRow is one row as it was sent. It is complete once it has a value.
type pickedRow struct {
	key, typed string
	relation   condition.Relation
	values     []string
}

// fields returns the fields of the rows, and that of the text, with which all
// of them are read.
func (m *picker) fields() (rows []*field, text *field) {
	shown, sayable := m.shown()
	choices := m.earlier()
	if !sayable || len(choices) == 0 {
		shown = condition.Rows{}
	}
	either := "all"
	if shown.Any {
		either = "any"
	}
	combined := m.oneOf("show.any", fieldSelect, []choice{
		{Value: "all", Label: m.page.T("setup.question.show_all")}, {Value: "any", Label: m.page.T("setup.question.show_any")},
	}, either, func(any string) { m.any = any == "any" })
	was := m.field("show.was", fieldHidden, func(typed []string) bool { m.was = forms.Clean(typed[0]); return true }, m.q.Show)
	rows = append(rows, was, combined)
	filled := 0
	for i := range m.rows {
		var row condition.Row
		if i < len(shown.Rows) {
			row = shown.Rows[i]
		}
		fields, used := m.row(i, row, choices)
		if used {
			filled++
		}
		if !sayable || len(choices) == 0 || i > filled || i == filled && used {
			for _, f := range fields {
				f.Kind = fieldUnused
			}
		}
		rows = append(rows, fields...)
	}
	if filled < 2 { // there is nothing to join
		combined.Kind = fieldUnused
	}
	if sayable && len(choices) > 0 {
		show := m.field("show.answers", fieldPress, nil, thenAnswers)
		rows = append(rows, show)
	}
	text = m.field("show", fieldArea, func(typed []string) bool { m.read(forms.Clean(typed[0])); return true }, m.q.Show)
	text.Rows, text.Dir = 2, "ltr"
	return rows, m.hinted(text)
}

// shown returns the rows of the stored text. It has some, or says nothing yet.
func (m *picker) shown() (rows condition.Rows, sayable bool) {
	if m.q.Show == "" {
		return condition.Rows{}, true
	}
	tree := m.q.Question.Condition()
	if tree == nil {
		return condition.Rows{}, false
	}
	rows, sayable = condition.RowsOf(tree)
	unsayable := func(row condition.Row) bool { return !m.pickable(row) }
	return rows, sayable && len(rows.Rows) <= pickedRows && !slices.ContainsFunc(rows.Rows, unsayable)
}

// pickable reports whether the page can show the row so that it comes back as it
// is: about an earlier question, and with values that there are.
func (m *picker) pickable(row condition.Row) bool {
	if !slices.ContainsFunc(m.earlier(), func(c choice) bool { return c.Value == row.Key }) {
		return false
	}
	if !m.listed(row.Key) {
		value, ok := m.value(row.Key, row.Values[0])
		return ok && value == row.Values[0] && len(row.Values) == 1
	}
	known := m.asker.answers(row.Key)
	return !slices.ContainsFunc(row.Values, func(v string) bool {
		return v != "" && !slices.ContainsFunc(known, func(c choice) bool { return c.Value == v })
	})
}

// earlier returns the questions on which this one can depend.
func (m *picker) earlier() []choice {
	choices := []choice{{Value: "", Label: m.page.T("setup.question.show_always")}}
	for _, key := range m.asker.keys {
		if m.asker.numbers[m.asker.items[key].Question.Key] < m.asker.numbers[m.q.Key] {
			choices = append(choices, choice{Value: key, Label: m.asker.name(key)})
		}
	}
	if len(choices) == 1 {
		return nil
	}
	return choices
}

// row returns the fields of one row, and whether it says something.
func (m *picker) row(i int, row condition.Row, choices []choice) (fields []*field, used bool) {
	name := func(part string) string { return fmt.Sprintf("show.%d.%s", i+1, part) }
	typed := (*m.typed)[name("item")]
	key := row.Key
	if typed != "" {
		key = typed
	}
	if key != "" && !slices.ContainsFunc(choices, func(c choice) bool { return c.Value == key }) {
		choices = append(slices.Clone(choices), choice{Value: key, Label: m.asker.name(key)})
	}
	item := m.oneOf(name("item"), fieldSelect, choices, key, func(key string) { m.rows[i].key = key })
	item.Label = m.page.T("setup.question.show_item", "n", i+1)
	item.Unread, item.Begun = m.page.T("setup.question.show_incomplete"), true
	relations, answers := m.asker.relations(key), m.asker.answers(key)
	if row.Relation == condition.Is && relations[0] == condition.OneOf {
		row.Relation = condition.OneOf // of one
	}
	if row.Relation != "" && !slices.Contains(relations, row.Relation) {
		relations = append(slices.Clone(relations), row.Relation)
	}
	var kinds []choice
	for _, relation := range relations {
		kinds = append(kinds, choice{Value: string(relation), Label: m.page.T("setup.relation." + strings.ReplaceAll(string(relation), "-", "_"))})
	}
	relation := m.oneOf(name("relation"), fieldSelect, kinds, string(row.Relation), func(r string) { m.rows[i].relation = condition.Relation(r) })
	relation.Label = m.page.T("setup.question.show_relation", "n", i+1)
	answers = append(answers, choice{Value: "", Label: m.page.T("setup.when.nothing")})
	values := m.someOf(name("values"), answers, row.Values, func(values []string) { m.rows[i].values = values })
	values.Label = m.page.T("setup.question.show_values", "n", i+1)
	value := m.field(name("value"), fieldLine, func(typed []string) bool { m.rows[i].typed = forms.Clean(typed[0]); return true }, append(row.Values, "")[0])
	value.Label = m.page.T("setup.question.show_value", "n", i+1)
	switch listed := m.listed(key); {
	case key == "":
		relation.Kind, values.Kind, value.Kind = fieldUnused, fieldUnused, fieldUnused
	case listed:
		value.Kind = fieldUnused
	default:
		values.Kind = fieldUnused
	}
	return []*field{item, relation, values, value}, key != ""
}

// listed reports whether the answers to the item can be ticked.
func (m *picker) listed(key string) bool {
	switch m.asker.items[key].Kind {
	case forms.KindRecommend, forms.KindNumber, forms.KindDate:
		return false
	}
	return len(m.asker.answers(key)) > 0
}

// lastPicked returns the id of the field with which a row goes on whose question
// was picked last, "" if there is none.
func lastPicked(groups []fieldGroup) string {
	id, picked := "", false
	for _, group := range groups {
		for _, f := range group.Fields {
			switch row, part, _ := strings.Cut(strings.TrimPrefix(f.Name, "show."), "."); {
			case row == "" || !strings.HasPrefix(f.Name, "show."):
			case part == "item":
				picked = f.Value() != ""
			case picked && f.Kind != fieldUnused && (part == "values" || part == "value"):
				id = f.ID()
			}
		}
	}
	return id
}

// read takes the text if it has been changed, and otherwise what was picked.
func (m *picker) read(text string) {
	for name := range *m.typed {
		if strings.HasPrefix(name, "show.") {
			delete(*m.typed, name)
		}
	}
	if text != m.was {
		m.q.Show = text
		return
	}
	m.q.Show = m.was
	shown, sayable := m.shown()
	if !sayable {
		return
	}
	rows, open := condition.Rows{Any: m.any}, []pickedRow{}
	for _, picked := range m.rows {
		if row, ok := m.complete(picked); ok {
			rows.Rows = append(rows.Rows, row)
		} else if picked.key != "" {
			open = append(open, picked)
		}
	}
	if sorted(rows) != sorted(shown) {
		m.q.Show = textOf(rows)
	}
	for i, picked := range open { // they stand behind those that are complete
		if *m.typed == nil {
			*m.typed = map[string]string{}
		}
		name := fmt.Sprintf("show.%d.", len(rows.Rows)+i+1)
		(*m.typed)[name+"item"] = picked.key
		if picked.typed != "" {
			(*m.typed)[name+"value"] = picked.typed
		}
	}
}

// sorted returns the text of rows whose values are in the order of the alphabet:
// ticks have none of their own.
func sorted(rows condition.Rows) string {
	rows.Rows = slices.Clone(rows.Rows)
	for i := range rows.Rows {
		values := slices.Sorted(slices.Values(rows.Rows[i].Values))
		rows.Rows[i].Values = slices.Compact(values)
	}
	return textOf(rows)
}

func textOf(rows condition.Rows) string {
	tree := rows.Condition()
	if tree == nil {
		return ""
	}
	return tree.String()
}

// complete returns the row that somebody picked, if it can be asked already.
func (m *picker) complete(picked pickedRow) (condition.Row, bool) {
	relations := m.asker.relations(picked.key)
	row := condition.Row{Key: picked.key, Relation: picked.relation, Values: picked.values}
	if row.Relation == "" {
		row.Relation = relations[0]
	}
	if m.listed(picked.key) {
		known := m.asker.answers(picked.key)
		row.Values = slices.DeleteFunc(slices.Clone(row.Values), func(v string) bool {
			return v != "" && !slices.ContainsFunc(known, func(c choice) bool { return c.Value == v })
		})
		if row.Relation == condition.IsNot && len(row.Values) > 1 { // it compares with one
			return row, false
		}
	} else if value, ok := m.value(picked.key, picked.typed); ok {
		row.Values = []string{value}
	} else {
		row.Values = nil
	}
	return row, picked.key != "" && len(row.Values) > 0
}

// value reads what an answer is compared with: a number or a day.
func (m *picker) value(key, typed string) (string, bool) {
	if m.asker.items[key].Kind == forms.KindDate {
		day, ok := readDay(typed)
		return day.Format(time.DateOnly), ok
	}
	number := strings.ReplaceAll(strings.ReplaceAll(typed, " ", ""), ",", ".")
	_, ok := condition.Decimal(number)
	return number, ok
}
