package reports

import "resonanz/forms"

// Summarize returns what may be shown of each item of the form, in the order
// of the form. It decides what is suppressed, for everything that shows
// figures. The tally is a release, or a sum of releases that may be shown
// beside them (see Compare), of the form as it was asked.
//
// An item that fewer than minGroup people answered is suppressed. Inside an
// item that is shown, the count of an option may be small: it says how some of
// a large enough group answered, not who. A minGroup below 2 hides nothing.
func Summarize(form *forms.Form, tally forms.Tally, minGroup int) []Summary {
	items := form.Items()
	summaries := make([]Summary, len(items))
	for i, item := range items {
		if suppressed(tally.Answered(item.Key), minGroup) {
			summaries[i] = Summary{Item: item, Suppressed: true}
			continue
		}
		summaries[i] = summarize(item, tally, askedShown(form, &item, tally, minGroup))
	}
	return summaries
}

func suppressed(n, minGroup int) bool { return minGroup > 1 && n < minGroup }

// askedShown returns how many people were asked the item, or nil if that may
// not be known. For an item with a condition the number says how people
// answered the questions in the condition. So it is shown only if each of
// those questions is shown itself, and if those who were not asked are no
// small group: a condition on two questions would tell of a combination that
// nothing else shows.
func askedShown(form *forms.Form, item *forms.Item, tally forms.Tally, minGroup int) *int {
	asked, known := tally.Asked(item)
	if !known {
		return nil
	}
	if item.Question.Show == "" {
		return &asked
	}
	if suppressed(tally.N-asked, minGroup) {
		return nil
	}
	condition := item.Question.Condition()
	if condition == nil {
		return nil // it cannot be read: when in doubt, hide
	}
	for _, key := range condition.Keys() {
		if suppressed(tally.Answered(key), minGroup) {
			return nil
		}
	}
	return &asked
}
