package forms

import (
	"slices"

	"resonanz/forms/condition"
)

// Condition returns the condition under which the question is asked, nil for
// always. A stored form has passed Validate; a condition that cannot be read
// would be a fault of ours, and the question is then asked.
func (q *Question) Condition() condition.Condition {
	if q.Show == "" {
		return nil
	}
	c, err := condition.Parse(q.Show)
	if err != nil {
		return nil
	}
	return c
}

// condition checks that the condition can be read, refers only to what is
// asked before it, and compares only with codes that exist.
//
// It may not refer to a free text: texts are stored apart from all other
// answers, so how many were asked could not be recounted.
func (c *checker) condition(path string, q *Question, asked map[string]Item, f *Form) {
	if q.Show == "" {
		return
	}
	tree, err := condition.Parse(q.Show)
	if err != nil {
		c.add(path, ruleCondition, err)
		return
	}
	for _, key := range tree.Keys() {
		item, ok := asked[key]
		switch {
		case ok && item.Kind.IsText():
			c.add(path, ruleConditionText, key)
		case ok:
		case f.Item(key) != nil:
			c.add(path, ruleConditionLater, key)
		default:
			c.addMeant(path, key, sortedKeys(asked), ruleConditionUnknown, key)
		}
	}
	for _, expected := range condition.Codes(tree) {
		item, ok := asked[expected.Key]
		if !ok || item.Question.PerSession {
			continue
		}
		codes := item.codes()
		if len(codes) > 0 && !slices.Contains(codes, expected.Code) {
			c.addMeant(path, expected.Code, codes, ruleConditionOption, expected.Key, expected.Code)
		}
	}
}

// NeverAsked returns the keys of the questions whose conditions can never
// hold, whatever people answer. The form has passed Validate.
func (f *Form) NeverAsked() []string {
	items := map[string]condition.Item{}
	for _, item := range f.Items() {
		items[item.Key] = condition.Item{
			Range:    item.answerRange(),
			Required: item.Question.Required == Required && !item.Question.PerSession && item.Beside == "",
			Show:     item.Question.Condition(),
		}
	}
	var never []string
	for i := range f.Questions {
		q := &f.Questions[i]
		c := q.Condition()
		if c != nil && !condition.CanHold(c, func(key string) (condition.Item, bool) { i, ok := items[key]; return i, ok }) {
			never = append(never, q.Key)
		}
	}
	return never
}

// answerRange returns which answers the item can have, nil if they are not
// known: those of a free text, and of a question whose options stand at the
// sessions.
func (i *Item) answerRange() condition.Range {
	q := i.Question
	if q.PerSession && len(i.Options) == 0 {
		return nil
	}
	switch i.Kind {
	case KindChoice, KindScale, KindYesNo, KindConsent:
		return condition.One(i.codes())
	case KindRecommend:
		return condition.One{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}
	case KindChoices:
		several := condition.Several{Codes: i.codes(), Min: 0, Max: len(i.Options)}
		if q.Min != nil {
			several.Min = int(*q.Min)
		}
		if q.Max != nil {
			several.Max = int(*q.Max)
		}
		return several
	case KindRanking:
		return condition.Ranking(i.codes())
	case KindNumber:
		number := condition.Number{Min: -MaxNumber, Max: MaxNumber, Decimals: q.Decimals}
		if q.Min != nil {
			number.Min = *q.Min
		}
		if q.Max != nil {
			number.Max = *q.Max
		}
		return number
	case KindDate:
		return condition.Day{From: q.From, To: q.To}
	}
	return nil
}
