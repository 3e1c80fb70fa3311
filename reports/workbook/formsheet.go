package workbook

import (
	"resonanz/forms"

	"resonanz/reports"
)

// The columns of a form's sheet: the distribution, then the figures, then the
// chart.
const (
	formAnswer = 2 + iota
	formCount
	formShare
	formLow
	formHigh
	_
	formFact
	formValue
	_
	formChart
)

const (
	formChartColumns = 6
	// A block has at least this many rows, so that a chart has room for its
	// title and legend.
	formBlockRows = 8
	formRow       = 15.0 // points of a row, so that three questions stand on a page
)

// drawForm writes every question of a form with all sessions together.
func (s *sheet) drawForm(c *reports.Comparison) {
	s.columns(2, 36, 9, 9, 8, 8, 2, 25, 9, 2, 10, 10, 10, 10, 10, 10)
	n := 0
	for i := range c.Sessions {
		n += c.Sessions[i].Turnout.N
	}
	s.head(s.Words("workbook.form.head", "Responses", s.Words("workbook.count.responses", "n", n), "Sessions", s.Words("workbook.count.sessions", "n", len(c.Sessions))))
	for i, page := range evenly(s.blocks(c), s.pageHeight()) {
		if i > 0 {
			s.newPage()
		}
		for _, block := range page {
			block.draw(s, 0)
		}
	}
}

// blocks are the questions of a form, each with what stands beside it. The first
// block is the head of the sheet as well.
func (s *sheet) blocks(c *reports.Comparison) []part {
	var blocks []part
	above := s.used()
	for i := range c.Items {
		item := &c.Items[i]
		block := part{height: s.blockHeight(c, item) + above, draw: func(s *sheet, _ float64) { s.drawItem(c, item) }}
		if above = 0; item.Item.Beside != "" && len(blocks) > 0 {
			blocks[len(blocks)-1] = together(blocks[len(blocks)-1], block)
			continue
		}
		blocks = append(blocks, block)
	}
	return blocks
}

// blockHeight returns the height in points that a question takes.
func (s *sheet) blockHeight(c *reports.Comparison, item *reports.Compared) float64 {
	height := textHeight(s.question(&item.Item), s.width(formAnswer, s.last), look{size: 12, bold: true}) + defaultHeight // a free row below
	if s.above(c, item) != "" {
		height += defaultHeight
	}
	switch {
	case item.Item.Beside != "":
		return formRow
	case item.Item.Kind.IsText() || item.Total.Suppressed:
		return height + formRow
	}
	rows := max(formBlockRows, len(item.Total.Options)+1, len(s.factsOf(item))+1)
	if item.Item.Option(forms.OptionNA) != nil {
		rows = max(rows, len(item.Total.Options)+2)
	}
	return height + formRow*float64(rows)
}

// drawItem writes one question: heading, distribution, figures and chart.
func (s *sheet) drawItem(c *reports.Comparison, item *reports.Compared) {
	if item.Item.Beside != "" {
		s.row-- // right under what it stands beside
	} else {
		s.itemHeading(c, item)
	}
	start := s.row
	switch {
	case item.Item.Kind.IsText():
		s.textItem(c, item)
		return
	case item.Total.Suppressed:
		s.fill(formAnswer, formHigh, look{hatch: true})
		s.put(formAnswer, s.fewer(), look{hatch: true, italic: true})
		s.height(formRow)
		s.row += 2
		return
	}
	s.distribution(item)
	s.facts(start, item)
	rows := max(s.row-start, formBlockRows)
	for row := start; row < start+rows; row++ {
		s.check(s.file.SetRowHeight(s.name, row, formRow))
	}
	s.itemChart(start, rows, item)
	s.row = start + rows
	s.row++
}

// textItem says how many comments there are, and where.
func (s *sheet) textItem(c *reports.Comparison, item *reports.Compared) {
	n, approved := s.countComments(c, item)
	text := s.Words("workbook.count.comments", "n", n, "Approved", approved)
	if item.Item.Beside != "" {
		text = s.text(item.Item.Text, item.Item.Key) + ": " + text
	}
	s.put(formAnswer, text, look{colour: colourMuted})
	s.link(formFact, s.commentsPage(), s.Words("workbook.form.to_comments"), look{})
	s.height(formRow)
	s.row += 2
}

func (s *sheet) itemHeading(c *reports.Comparison, item *reports.Compared) {
	if above := s.above(c, item); above != "" {
		s.put(formAnswer, above, look{size: 9, colour: colourMuted})
		s.row++
	}
	s.wide(formAnswer, s.last, s.question(&item.Item), look{size: 12, bold: true, below: colourLine})
	s.row++
}

// above returns what stands in small letters above a question, if anything.
func (b *book) above(c *reports.Comparison, item *reports.Compared) (above string) {
	q := item.Item.Question
	if q.Kind == forms.KindBattery {
		above = b.text(q.Text, q.Key)
	}
	if q.Kind == forms.KindRecommend && len(q.Low) > 0 && len(q.High) > 0 {
		above = b.Words("workbook.form.ends", "Low", b.text(q.Low, "0"), "High", b.text(q.High, "10"))
	}
	if q.PerSession {
		for i, summary := range item.Sessions {
			if summary != nil {
				above = b.session(&c.Sessions[i])
			}
		}
	}
	if item.Version != c.Form.Version {
		above += b.Words("workbook.form.older", "Version", item.Version)
	}
	return above
}

// distribution writes the table of a question.
func (s *sheet) distribution(item *reports.Compared) {
	t := &item.Total
	ranking := item.Item.Kind == forms.KindRanking
	head := look{size: 9, colour: colourMuted, fill: colourSoft}
	right := head
	right.right = true
	s.put(formAnswer, s.Words("workbook.column.answer"), head)
	count, share := "workbook.column.count", "workbook.column.share"
	if ranking {
		count, share = "workbook.column.first", "workbook.column.rank"
	}
	s.put(formCount, s.Words(count), right)
	s.put(formShare, s.Words(share), right)
	s.put(formLow, s.Words("workbook.column.low"), right)
	s.put(formHigh, s.Words("workbook.column.high"), right)
	s.row++
	options := t.Options
	if ranking {
		options = reports.Best(options)
	}
	for _, o := range options {
		s.put(formAnswer, s.answer(&item.Item, o), look{below: colourLine})
		s.put(formCount, o.Count, look{right: true, below: colourLine})
		s.fill(formShare, formHigh, look{below: colourLine})
		switch {
		case ranking:
			s.put(formShare, o.MeanRank, look{right: true, bold: true, format: "0.0", below: colourLine})
		case t.Base > 0:
			s.put(formShare, o.Share, look{right: true, bold: true, format: s.percent, below: colourLine})
			interval := t.Interval(o, item.Population)
			s.put(formLow, interval.Low, look{right: true, colour: colourMuted, format: s.percent, below: colourLine})
			s.put(formHigh, interval.High, look{right: true, colour: colourMuted, format: s.percent, below: colourLine})
		}
		s.row++
	}
	if item.Item.Kind == forms.KindScale && item.Item.Option(forms.OptionNA) != nil {
		s.put(formAnswer, s.notJudged(&item.Item), look{italic: true, colour: colourMuted, below: colourLine})
		s.put(formCount, t.NA, look{right: true, colour: colourMuted, below: colourLine})
		s.fill(formShare, formHigh, look{below: colourLine})
		s.row++
	}
}

// fact is one figure beside a distribution.
type fact struct {
	label  string
	value  any // int or float64
	format string
}

// facts writes the figures of a question beside its distribution.
func (s *sheet) facts(row int, item *reports.Compared) {
	end := s.row
	s.row = row
	head := look{size: 9, colour: colourMuted, fill: colourSoft}
	s.fill(formFact, formValue, head)
	s.put(formFact, s.Words("workbook.column.figure"), head)
	s.row++
	for _, f := range s.factsOf(item) {
		s.put(formFact, f.label, look{below: colourLine})
		s.put(formValue, f.value, look{right: true, bold: true, format: f.format, below: colourLine})
		s.row++
	}
	s.row = max(end, s.row)
}

func (s *sheet) factsOf(item *reports.Compared) []fact {
	t := &item.Total
	facts := []fact{{s.Words("workbook.fact.n"), t.N, "0"}}
	if missing, known := t.Missing(); known {
		facts = append(facts, fact{s.Words("workbook.fact.missing"), missing, "0"})
	}
	if t.TopTwo != nil {
		facts = append(facts, fact{s.topName(t), t.TopTwo.Share, s.percent})
		if bounds, known := t.Bounds(item.Population); known {
			facts = append(facts, fact{s.Words("workbook.fact.at_least"), bounds.Low, s.percent}, fact{s.Words("workbook.fact.at_most"), bounds.High, s.percent})
		}
	}
	if t.NPS != nil {
		interval := t.NPS.Interval(item.Population)
		facts = append(facts, fact{s.Words("workbook.fact.nps"), t.NPS.Score, signed},
			fact{s.Words("workbook.fact.nps_low"), interval.Low, signed},
			fact{s.Words("workbook.fact.nps_high"), interval.High, signed},
			fact{s.Words("workbook.fact.promoters"), t.NPS.Promoters, "0"},
			fact{s.Words("workbook.fact.passives"), t.NPS.Passives, "0"},
			fact{s.Words("workbook.fact.detractors"), t.NPS.Detractors, "0"})
	}
	for _, f := range []struct {
		key, format string
		value       *float64
	}{{"workbook.fact.mean", "0.00", t.Mean}, {"workbook.fact.median", "0.0", t.Median}, {"workbook.fact.sd", "0.00", t.SD}} {
		if f.value != nil {
			facts = append(facts, fact{s.Words(f.key), *f.value, f.format})
		}
	}
	return facts
}

// signed is the number format of a score from −100 to 100.
const signed = "+0;−0;0"

// topName names the share of the best steps.
func (b *book) topName(t *reports.Summary) string {
	if len(t.Options) == forms.MinSteps {
		return b.Words("workbook.fact.top_one")
	}
	return b.Words("workbook.fact.top_two")
}

// countComments returns how many comments on the item are in the workbook, and
// how many of them are approved.
func (b *book) countComments(c *reports.Comparison, item *reports.Compared) (n, yes int) {
	versions, sessions := map[int64]bool{}, map[int64]bool{}
	for i, asked := range item.Sessions {
		if asked != nil {
			versions[c.Sessions[i].Session.FormID] = true
			sessions[c.Sessions[i].Session.ID] = true
		}
	}
	for i := range b.Comments {
		comment := &b.Comments[i]
		here := versions[comment.FormID]
		if item.Item.Question.PerSession {
			here = sessions[comment.SessionID]
		}
		if here && comment.Item == item.Item.Key {
			n++
			if approved(comment) {
				yes++
			}
		}
	}
	return n, yes
}

// pageOf returns the name of the sheet with the title.
func (b *book) pageOf(title string) string {
	for _, p := range b.pages {
		if p.title == title {
			return p.name
		}
	}
	return b.pages[0].name
}
