package reports

import "resonanz/forms"

// drawBreakdown sets the groups that a question makes side by side. The store
// gives of each group only what may be shown, and of the rest nothing.
func (s *sheet) drawBreakdown(c *Comparison, b *forms.Breakdown) {
	d := side{}
	var groups [][]Summary
	asked := c.asked(b.FormID)
	question := asked.Item(b.Item)
	for _, o := range question.Options {
		d.names = append(d.names, s.text(o.Text, o.Code))
		groups = append(groups, Summarize(asked, b.Groups[o.Code], s.Event.MinGroup))
	}
	for i := range c.Items {
		item := &c.Items[i]
		line := sideLine{total: *item}
		for _, group := range groups {
			for k := range group {
				if item.Item.Key == group[k].Item.Key && item.Item.Key != b.Item && same(&item.Item, &group[k].Item, s.Event.Base()) {
					line.cells = append(line.cells, &Compared{Item: item.Item, Total: group[k]})
				}
			}
		}
		if len(line.cells) == len(groups) {
			d.lines = append(d.lines, line)
		}
	}
	s.drawSide(&d, s.Words("workbook.breakdown.head", "Question", s.text(question.Text, question.Key), "Min", s.Event.MinGroup))
}

// asked returns the form with the ID as one of the sessions asked it, or nil.
func (c *Comparison) asked(formID int64) *forms.Form {
	for i := range c.Sessions {
		if c.Sessions[i].Session.FormID == formID {
			return c.Sessions[i].Form
		}
	}
	return nil
}
