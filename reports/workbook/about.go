package workbook

import (
	"strconv"
	"strings"

	"resonanz/reports"
)

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
	s.told("workbook.about.by", s.By)
	s.told("workbook.about.audience", s.Audience)
	filter := s.Words("workbook.about.filter_none")
	if s.SessionID != 0 && len(s.Sessions) == 1 {
		filter = s.Words("workbook.about.filter_session", "Session", s.session(&s.Sessions[0]))
	}
	s.told("workbook.about.filter", filter)
	n, simulated := 0, 0
	for i := range s.Sessions {
		n += s.Sessions[i].Turnout.N
		simulated += s.Sessions[i].Turnout.Simulated
	}
	s.told("workbook.about.responses", s.Words("workbook.about.counted", "Responses", s.Words("workbook.count.responses", "n", n), "Sessions", s.Words("workbook.count.sessions", "n", len(s.Sessions))))
	s.counted()
	s.told("workbook.about.present", s.present())
	s.told("workbook.about.languages", strings.Join(s.languages(), ", "))
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
	for _, term := range []string{"n", "share", "top", "mean", "nps", "interval", "bounds", "limits"} {
		s.told("workbook.method."+term, s.Words("workbook.method."+term+"_text"))
	}
	s.checksums()
}

// present says how many people were there.
func (b *book) present() string {
	var known []string
	for i := range b.Sessions {
		if n := b.Sessions[i].Session.Present(&b.Event); n > 0 {
			known = append(known, b.session(&b.Sessions[i])+": "+strconv.Itoa(n))
		}
	}
	if b.Event.Headcount > 0 && b.SessionID == 0 {
		known = append([]string{b.Words("workbook.about.event") + ": " + strconv.Itoa(b.Event.Headcount)}, known...)
	}
	return strings.Join(known, " · ")
}

// counted says of sessions what their final figures count too many, or not.
func (s *sheet) counted() {
	var withdrawn, not []string
	for i := range s.Sessions {
		f := &s.Sessions[i]
		if n := f.Turnout.Withdrawn; n > 0 {
			withdrawn = append(withdrawn, s.Words("workbook.about.withdrawn_text", "n", n, "Session", s.session(f), "Min", s.Event.MinGroup))
		}
		if n := f.Turnout.NotIncluded; n > 0 {
			not = append(not, s.Words("workbook.about.not_included_text", "n", n, "Session", s.session(f), "Min", s.Event.MinGroup))
		}
	}
	s.told("workbook.about.withdrawn", strings.Join(withdrawn, "\n"))
	s.told("workbook.about.not_included", strings.Join(not, "\n"))
}

// checksums lists what can be compared with the stage.
func (s *sheet) checksums() {
	s.row++
	s.newPage()
	s.heading(s.Words("workbook.about.checksum"))
	s.told("workbook.about.checksum_how", s.Words("workbook.about.checksum_text"))
	sum := reports.Checksum(s.Sessions...)
	s.told("workbook.about.checksum_all", reports.ShortChecksum(sum)+"  ("+sum+")")
	for i := range s.Sessions {
		if f := &s.Sessions[i]; f.Release != nil {
			s.line(s.session(f)+" ("+f.Session.Code+")", reports.ShortChecksum(reports.Checksum(*f)))
		}
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
	if text != "" {
		s.line(s.Words(key), text)
	}
}

func (s *sheet) line(term, text string) {
	s.put(2, term, look{colour: colourMuted, top: true, wrap: true})
	s.put(3, text, look{wrap: true, top: true})
	s.height(max(rowHeight, textHeight(text, s.width(3, 3), look{})+2, textHeight(term, s.width(2, 2), look{})+2))
	s.row++
}
