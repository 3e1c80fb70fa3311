package reports

import "resonanz/forms"

// Grouped is one item by the groups that a question makes.
type Grouped struct {
	Item   *Compared // over everybody
	Groups []Summary // parallel to the options of the question
}

// Groups returns the question of a breakdown and the items that all of its
// groups were asked, other than the question itself. The store gives of each
// group only what may be shown, and of the rest nothing.
func (c *Comparison) Groups(b *forms.Breakdown, event *forms.Event) (question *forms.Item, items []Grouped) {
	asked := c.Asked(b.FormID)
	question = asked.Item(b.Item)
	var groups [][]Summary
	for _, o := range question.Options {
		groups = append(groups, Summarize(asked, b.Groups[o.Code], event.MinGroup))
	}
	for i := range c.Items {
		grouped := Grouped{Item: &c.Items[i]}
		for _, group := range groups {
			for k := range group {
				if key := group[k].Item.Key; key != b.Item && same(&grouped.Item.Item, &group[k].Item, event.Base()) {
					grouped.Groups = append(grouped.Groups, group[k])
				}
			}
		}
		if len(grouped.Groups) == len(groups) {
			items = append(items, grouped)
		}
	}
	return question, items
}

// Asked returns the form with the ID as one of the sessions asked it, or nil.
func (c *Comparison) Asked(formID int64) *forms.Form {
	for i := range c.Sessions {
		if c.Sessions[i].Session.FormID == formID {
			return c.Sessions[i].Form
		}
	}
	return nil
}
