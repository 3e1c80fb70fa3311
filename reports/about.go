package reports

// drawAbout writes what one has to know about the figures.
func (s *sheet) drawAbout() {
	s.columns(2, 26, 84)
	s.head("")
	s.told("workbook.about.event", s.eventTitle())
	s.told("workbook.about.when", s.subtitle())
	s.told("workbook.about.hosts", s.hosts())
	s.told("workbook.about.note", s.text(s.Event.Note, ""))
	s.told("workbook.about.made", s.clock(s.Now))
	s.told("workbook.about.version", "Resonanz "+s.Version)
	s.told("workbook.about.address", s.Address)
	s.told("workbook.about.audience", s.Audience)
	n, simulated := 0, 0
	for i := range s.Sessions {
		n += s.Sessions[i].Turnout.N
		simulated += s.Sessions[i].Turnout.Simulated
	}
	s.told("workbook.about.responses", s.Words("workbook.about.counted", "Responses", s.Words("workbook.count.responses", "n", n), "Sessions", s.Words("workbook.count.sessions", "n", len(s.Sessions))))
	if s.simulated() {
		s.told("workbook.about.simulated", s.Words("workbook.about.simulated_text", "n", simulated))
	}
	if s.Interim {
		s.told("workbook.about.interim", s.Words("workbook.about.interim_text", "Min", s.Event.MinGroup))
	}
	s.section("workbook.about.disclosure")
	if s.Event.MinGroup > 1 {
		s.told("workbook.about.rule", s.Words("workbook.about.rule_text", "Min", s.Event.MinGroup))
		s.told("workbook.about.totals", s.Words("workbook.about.totals_text", "Min", s.Event.MinGroup))
		s.told("workbook.about.comments", s.Words("workbook.about.comments_text", "Min", s.Event.MinGroup))
	} else {
		s.told("workbook.about.rule", s.Words("workbook.about.rule_off"))
	}
	s.told("workbook.about.anonymous", s.Words("workbook.about.anonymous_text"))
	s.section("workbook.about.method")
	for _, term := range []string{"n", "share", "top", "mean", "nps", "interval", "limits"} {
		s.told("workbook.method."+term, s.Words("workbook.method."+term+"_text"))
	}
}

// section starts a new part, with some room around its heading.
func (s *sheet) section(key string) {
	s.row++
	s.heading(s.Words(key))
	s.height(6)
	s.row++
}

// told writes a term and what there is to say of it, if there is anything.
func (s *sheet) told(key, text string) {
	if text == "" {
		return
	}
	s.put(2, s.Words(key), look{colour: colourMuted, top: true})
	s.put(3, text, look{wrap: true, top: true})
	s.height(max(rowHeight, s.textHeight(text, s.width(3, 3), look{})+2))
	s.row++
}
