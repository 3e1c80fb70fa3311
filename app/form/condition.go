package form

import "resonanz/forms"

// condition says in words when the question applies, "" for always. Without a
// script the page shows every question; answers to those that do not apply are
// dropped (forms.Form.Parse). Where the question depends on one other question
// with options, the options that lead to it are named.
func (b *fieldBuilder) condition(q *forms.Question) string {
	c := q.Condition()
	if c == nil {
		return ""
	}
	var questions, answers []string
	for _, key := range c.Keys() {
		if item := b.form.Item(key); item != nil {
			questions = append(questions, b.page.Text(item.Text).Text)
			for _, o := range b.optionsOf(item) {
				if c.Holds(map[string][]string{key: {o.Code}}) {
					answers = append(answers, o.Label.Text)
				}
			}
		}
	}
	if len(questions) == 0 {
		return ""
	}
	if len(questions) == 1 && len(answers) > 0 {
		return b.page.T("form.only_if", "Question", questions[0], "Answers", b.page.Join("list.comma", answers))
	}
	return b.page.T("form.only_if_some", "Questions", b.page.Join("list.semicolon", questions))
}

// optionsOf returns all that can be ticked for the item.
func (b *fieldBuilder) optionsOf(item *forms.Item) []Choice {
	f := &field{}
	switch item.Kind {
	case forms.KindYesNo:
		b.addYesNo(f)
	case forms.KindRecommend:
		b.addSteps(f)
	case forms.KindRanking:
	default:
		b.addOptions(f, item)
	}
	return append(f.Choices, f.Apart...)
}
