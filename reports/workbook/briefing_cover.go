package workbook

import (
	"resonanz/forms"
	"resonanz/reports"
)

// maxTold is how many proposed sentences the first page has: it is read in a minute.
const maxTold = 7

// cover writes the head of the first page, and returns what stands below it: the key
// figures, the sentences and the chart over all scales.
func (s *sheet) cover() []part {
	s.head("")
	s.logo()
	for _, line := range []string{s.subtitle(), s.hostedBy()} {
		if line != "" {
			s.wide(briefFirst, s.last, line, look{size: 10, colour: colourMuted})
			s.row++
		}
	}
	s.next(10)
	parts := []part{{height: tileNumber + tileLabel, draw: func(s *sheet, _ float64) { s.tiles() }},
		s.subheading(s.Words("workbook.overview.summary"))}
	for _, sentence := range s.sentences() {
		parts = append(parts, s.paragraph("• "+sentence, look{}))
	}
	if bars := s.divergingBars(); len(bars) > 0 {
		parts = append(parts, s.subheading(s.Words("workbook.chart.diverging")))
		room := briefingHeight - s.used() - legendRow
		for _, p := range parts {
			room -= p.height
		}
		parts = append(parts, s.overall(bars, room))
	}
	return parts
}

// hostedBy names the hosts.
func (b *book) hostedBy() string {
	if hosts := b.hosts(); hosts != "" {
		return b.Words("workbook.overview.hosts", "Hosts", hosts)
	}
	return ""
}

// sentences returns those of the first page.
func (b *book) sentences() []string {
	reader := reports.Reader{Words: b.Words, Text: func(t forms.Text) string { return b.text(t, "–") }, Base: b.Event.Base()}
	return reader.Sentences(&b.Closing, reports.Statements(b.EventFigures, b.Series), maxTold)
}

// overall is the chart over all scales with its labels and legend, or over as many of
// the first as there is room for.
func (s *sheet) overall(bars []diverging, room float64) part {
	line := 0.0
	for n := len(bars); n > 0; n-- {
		bars, line = bars[:n], barHeight
		for i := range bars {
			line = max(line, labelHeight(bars[i].label))
		}
		if line*float64(n) <= room {
			break
		}
	}
	n := float64(len(bars))
	return part{height: legendRow + line*n, stretch: 16 * n, draw: func(s *sheet, extra float64) {
		s.legend(s.classNames())
		s.next(legendRow)
		start, height := s.row, line+extra/n
		for i := range bars {
			s.span(briefFirst, briefBars-1, bars[i].label, look{size: labelSize, wrap: true})
			s.next(height)
		}
		s.divergingChart(start, height, bars)
	}}
}

// asked is the page on what was asked and who answered.
func (s *sheet) asked() leaf {
	l := leaf{title: s.Words("workbook.briefing.asked"), weight: weightKept}
	programme := s.programme()
	l.parts = append(l.parts, programme)
	l.parts = append(l.parts, s.subheading(s.Words("workbook.briefing.forms")))
	for i := range s.comparisons {
		l.parts = append(l.parts, s.paragraph(s.formLine(&s.comparisons[i]), look{}))
	}
	if item := s.role(); item != nil {
		l.parts = append(l.parts, together(s.subheading(s.question(&item.Item)), s.paragraph(s.Words("workbook.briefing.role", "n", item.Total.N), look{colour: colourMuted}), s.plain(item, item.Total.Options)))
	}
	if note := s.text(s.Event.Note, ""); note != "" {
		l.parts = append(l.parts, s.paragraph(note, look{size: 9, colour: colourMuted}))
	}
	l.parts = append(l.parts, s.paragraph(s.Words("workbook.briefing.read", "Min", s.Event.MinGroup), look{size: 9, colour: colourMuted}))
	return l
}

// formLine says what a form asked, and where.
func (b *book) formLine(c *reports.Comparison) string {
	questions := 0
	for _, item := range c.Form.Items() {
		if item.Beside == "" {
			questions++
		}
	}
	where := b.session(&c.Sessions[0])
	if n := len(c.Sessions); n > 1 {
		where = b.Words("workbook.count.sessions", "n", n)
	}
	return b.Words("workbook.briefing.form", "Form", b.text(c.Form.Title, c.Form.Key), "n", questions, "Where", where)
}

// role returns the question that says who answered: the first one by which figures
// are broken down, else the first choice. It is nil if there is none to be shown.
func (s *sheet) role() *reports.Compared {
	var first *reports.Compared
	for _, c := range s.leading() {
		for i := range c.Items {
			item := &c.Items[i]
			if item.Item.Kind != forms.KindChoice || item.Item.Question.PerSession || item.Total.Suppressed || item.Total.Base == 0 || item.Version != c.Form.Version {
				continue
			}
			if item.Item.Question.Breakdown {
				return item
			}
			if first == nil {
				first = item
			}
		}
	}
	return first
}

// The columns of the programme.
const (
	programmeTime    = briefFirst
	programmeSession = 3
	programmeRoom    = 8
	programmeN       = 10
	programmePresent = 11
	programmeRate    = 12
)

// programme is the table of the sessions with their turnout.
func (s *sheet) programme() part {
	height, lines := 28.0, make([]float64, len(s.Sessions))
	for i := range s.Sessions {
		lines[i] = max(rowHeight, briefingText(s.session(&s.Sessions[i]), programmeRoom-programmeSession, look{size: 9}))
		height += lines[i]
	}
	return part{height: height, stretch: 6 * float64(len(s.Sessions)), draw: func(s *sheet, extra float64) {
		head := look{size: 8, colour: colourMuted, fill: colourSoft}
		right := head
		right.right = true
		s.fill(briefFirst, briefLast, head)
		s.put(programmeTime, s.Words("workbook.column.time"), head)
		s.put(programmeSession, s.Words("workbook.column.session"), head)
		s.put(programmeRoom, s.Words("workbook.column.room"), head)
		s.put(programmeN, s.Words("workbook.column.responses"), right)
		s.put(programmePresent, s.Words("workbook.column.present"), right)
		s.span(programmeRate, briefLast, s.Words("workbook.column.rate"), right)
		s.next(20)
		for i := range s.Sessions {
			s.turnout(&s.Sessions[i])
			s.next(lines[i] + extra/float64(len(s.Sessions)))
		}
		s.next(8)
	}}
}

// turnout writes the line of a session.
func (s *sheet) turnout(f *forms.Figures) {
	text := look{size: 9, below: colourLine, wrap: true}
	s.fill(briefFirst, briefLast, text)
	if !f.Session.Starts.IsZero() {
		s.put(programmeTime, f.Session.Starts.In(s.Event.Location()), look{size: 9, format: "hh:mm", below: colourLine})
	}
	s.span(programmeSession, programmeRoom-1, s.session(f), text)
	s.span(programmeRoom, programmeN-1, f.Session.Room, text)
	number := look{right: true, below: colourLine}
	bold := number
	bold.bold = true
	s.put(programmeN, f.Turnout.N, bold)
	headcount := f.Session.Present(&s.Event)
	if headcount == 0 {
		return
	}
	s.put(programmePresent, headcount, number)
	s.check(s.file.MergeCell(s.name, s.cell(programmeRate, s.row), s.cell(briefLast, s.row)))
	if f.Turnout.N > headcount { // people were miscounted
		s.put(programmeRate, s.Words("workbook.expected", "n", headcount), number)
		return
	}
	number.format = s.percent
	s.put(programmeRate, float64(f.Turnout.N)/float64(headcount), number)
}
