package workbook

import (
	"resonanz/forms"
	"resonanz/reports"
)

// Questions on the spot have a sheet of their own and count in no other: they are in
// no form, and who answered them is another crowd each time.

// spotPages plans their sheet, if any was asked.
func (b *book) spotPages() []planned {
	if len(b.Spots) == 0 {
		return nil
	}
	return []planned{{title: b.Words("workbook.spots.title"), about: b.Words("workbook.spots.about", "n", len(b.Spots)), draw: (*sheet).drawSpots}}
}

// drawSpots writes a block for each, in the order in which they were asked.
func (s *sheet) drawSpots() {
	s.columns(2, 36, 9, 9, 8, 8, 2, 25, 9, 2, 10, 10, 10, 10, 10, 10)
	s.head(s.Words("workbook.spots.head", "n", len(s.Spots), "Min", s.Event.MinGroup))
	var blocks []part
	above := s.used()
	for i := range s.Spots {
		of := &s.Spots[i]
		c := &reports.Compare(&forms.EventFigures{Event: s.Event, Sessions: []forms.Figures{of.Figures}})[0]
		said := approvedTexts(of)
		height := s.blockHeight(c, &c.Items[0]) + defaultHeight + above
		for _, text := range said {
			height += max(rowHeight, textHeight(text, s.width(formAnswer, s.last), look{}))
		}
		blocks = append(blocks, part{height: height, draw: func(s *sheet, _ float64) { s.drawSpot(c, of, said) }})
		above = 0
	}
	for i, page := range evenly(blocks, s.pageHeight()) {
		if i > 0 {
			s.newPage()
		}
		for _, block := range page {
			block.draw(s, 0)
		}
	}
}

// approvedTexts are the texts that moderators have approved. Others are in the
// service only.
func approvedTexts(of *forms.Asked) []string {
	var said []string
	for i := range of.Comments {
		if approved(&of.Comments[i]) {
			said = append(said, of.Comments[i].Text)
		}
	}
	return said
}

// drawSpot writes one question: when and where it was asked and how many answered,
// and what they said.
func (s *sheet) drawSpot(c *reports.Comparison, of *forms.Asked, said []string) {
	asked := of.Session.Starts.In(s.Event.Location())
	s.put(formAnswer, s.Words("workbook.spots.asked", "Time", asked.Format("15:04"), "Session", s.parentOf(of),
		"Responses", s.Words("workbook.count.responses", "n", of.Turnout.N)), look{size: 9, colour: colourMuted})
	s.row++
	item := &c.Items[0]
	if !item.Item.Kind.IsText() {
		s.drawItem(c, item)
		return
	}
	s.itemHeading(c, item)
	s.put(formAnswer, s.Words("workbook.count.comments", "n", len(of.Comments), "Approved", len(said)), look{colour: colourMuted})
	s.row++
	for _, text := range said {
		s.wide(formAnswer, s.last, text, look{})
		s.row++
	}
	s.row++
}

// parentOf returns the title of the session in which the question was asked.
func (b *book) parentOf(of *forms.Asked) string {
	for i := range b.Sessions {
		if b.Sessions[i].Session.ID == *of.Session.ParentID {
			return b.session(&b.Sessions[i])
		}
	}
	return ""
}
