package workbook

import (
	"slices"
	"strconv"
	"strings"

	"resonanz/forms"
	"resonanz/reports"
)

// outlook is the last page: who goes on, what people write about, and what stands
// behind the briefing.
func (s *sheet) outlook() leaf {
	l := leaf{title: s.Words("workbook.briefing.outlook"), weight: weightKept}
	for _, c := range s.leading() {
		for i := range c.Items {
			if item := &c.Items[i]; item.Item.Kind == forms.KindYesNo && !item.Total.Suppressed && item.Total.Base > 0 && item.Version == c.Form.Version {
				l.parts = append(l.parts, s.willing(c, item))
			}
		}
	}
	if groups := s.groups(); groups != "" {
		l.parts = append(l.parts, s.paragraph(groups, look{}))
	}
	if words := s.words(); words != "" {
		l.parts = append(l.parts, together(s.subheading(s.Words("workbook.briefing.words")), s.paragraph(words, look{}),
			s.paragraph(s.Words("workbook.briefing.words_how", "Min", s.Event.MinGroup), look{size: 9, colour: colourMuted})))
	}
	l.parts = append(l.parts, s.contents())
	for i, c := range s.leading() {
		if i > 0 && !s.workshops(c) && len(reports.SingleScales(c)) < minFormScales {
			l.addIfRoom(s.open(c))
		}
	}
	return l
}

// addIfRoom puts parts before the last one, as many as the page has room for.
func (l *leaf) addIfRoom(parts []part) {
	for _, p := range parts {
		more := leaf{title: l.title, lead: l.lead, parts: slices.Insert(slices.Clone(l.parts), len(l.parts)-1, p)}
		if len(more.packed()) == 1 {
			l.parts = more.parts
		}
	}
}

// willing is a yes or no of a form, session by session.
func (s *sheet) willing(c *reports.Comparison, item *reports.Compared) part {
	yes := func(t *reports.Summary) reports.Share { return t.Options[0] }
	shown := *item
	shown.Total.Options = nil
	for i, summary := range item.Sessions {
		if summary != nil && !summary.Suppressed && summary.Base > 0 && len(c.Sessions) > 1 {
			share := yes(summary)
			share.Text, share.Code = forms.Text{s.Language: s.session(&c.Sessions[i])}, ""
			shown.Total.Options = append(shown.Total.Options, share)
		}
	}
	all := yes(&item.Total)
	all.Text, all.Code = forms.Text{s.Language: s.Words("workbook.column.total")}, ""
	shown.Total.Options = append(shown.Total.Options, all)
	// The lines are sessions, and no longer yes and no.
	shown.Item.Kind = forms.KindChoice
	text := s.Words("workbook.briefing.willing", "n", all.Count, "Base", item.Total.Base)
	return together(s.subheading(s.question(&item.Item)), s.paragraph(text, look{}), s.plain(&shown, shown.Total.Options))
}

// groups says for which groups people can sign up.
func (b *book) groups() string {
	names := ""
	for i := range b.Sessions {
		if slices.Contains(b.Event.Contacts, b.Sessions[i].Session.Key) {
			if names != "" {
				names += " · "
			}
			names += b.session(&b.Sessions[i])
		}
	}
	if names == "" {
		return ""
	}
	return b.Words("workbook.briefing.groups", "Groups", names)
}

// wordsShown are the words that are read on one line or two.
const wordsShown = 16

// words are those that most comments use, with the number of comments. A word that
// fewer people use than may be shown is left out.
func (b *book) words() string {
	line, n := "", 0
	for _, t := range b.themes() {
		if len(t.Comments) < b.Event.MinGroup || n == wordsShown {
			continue
		}
		if n++; line != "" {
			line += " · "
		}
		line += t.Word + " (" + strconv.Itoa(len(t.Comments)) + ")"
	}
	return line
}

// contents lists the sheets behind the briefing.
func (s *sheet) contents() part {
	n := float64(len(s.pages) - 1)
	return part{height: 26 + contentsHeight*n + 22, stretch: 3 * n, draw: func(s *sheet, extra float64) {
		s.span(briefFirst, briefLast, s.Words("workbook.briefing.behind"), look{size: 11, bold: true, below: colourLine})
		s.next(26)
		for _, p := range s.pages[1:] {
			s.link(briefFirst, p.name, p.name, look{size: 9})
			s.span(briefBars-1, briefLast, p.about, look{size: 9, colour: colourMuted})
			s.next(contentsHeight + extra/n)
		}
		s.span(briefFirst, briefLast, s.Words("workbook.overview.made", "Version", s.Version, "Time", s.clock(s.Now)), look{size: 8, colour: colourMuted})
		s.next(22)
	}}
}

// contentsHeight is that of a line of the contents.
const contentsHeight = 14.5

// besides reports whether a comment stands beside an answer and not by itself.
func besides(c *forms.Comment) bool {
	return strings.HasSuffix(c.Item, ".other") || strings.HasSuffix(c.Item, ".note")
}
