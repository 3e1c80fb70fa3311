package workbook

import (
	"resonanz/forms"
	"resonanz/reports"
)

// drawBreakdown sets the groups that a question makes side by side.
func (s *sheet) drawBreakdown(c *reports.Comparison, b *forms.Breakdown) {
	question, items := c.Groups(b, &s.Event)
	d := side{}
	for _, o := range question.Options {
		d.names = append(d.names, s.text(o.Text, o.Code))
	}
	for _, item := range items {
		line := sideLine{total: *item.Item}
		for _, group := range item.Groups {
			line.cells = append(line.cells, &reports.Compared{Item: item.Item.Item, Total: group})
		}
		d.lines = append(d.lines, line)
	}
	head := s.Words("workbook.breakdown.head", "Question", s.text(question.Text, question.Key), "Min", s.Event.MinGroup)
	if b.LeftOut > 0 {
		head += " " + s.Words("workbook.breakdown.left_out", "n", b.LeftOut)
	}
	s.drawSide(&d, head)
}
