package workbook

import (
	"cmp"
	"slices"
	"strings"

	"resonanz/forms"
	"resonanz/reports"
)

// themeQuotes are enough to hear what is meant.
const themeQuotes = 3

// drawThemes writes the themes of the comments with some quotes of each: of
// approved ones, or if nobody has approved any, of all.
func (s *sheet) drawThemes(comments []forms.Comment) {
	s.columns(2, 12, 24, 34, 13, 60, 60, 60)
	yes, _ := s.countApproved()
	quoted := s.Words("workbook.themes.quoted")
	if yes == 0 {
		quoted = s.Words("workbook.themes.quoted_all")
	}
	s.head(s.Words("workbook.themes.head") + " " + quoted)
	start := s.row
	headers := []string{s.Words("workbook.themes.language"), s.Words("workbook.themes.word"), s.Words("workbook.themes.forms"), s.Words("workbook.themes.comments")}
	for i := range themeQuotes {
		headers = append(headers, s.Words("workbook.themes.quote", "Number", i+1))
	}
	s.listing(0, headers...)
	for _, t := range s.themes() {
		l := look{wrap: true, top: true, below: colourLine}
		s.put(2, cmp.Or(t.Language, "–"), look{top: true, below: colourLine, colour: colourMuted})
		s.put(3, t.Word, look{top: true, bold: true, below: colourLine})
		written := strings.Join(t.Forms, ", ")
		if t.Tag {
			written = s.Words("workbook.themes.tag")
		}
		s.put(4, written, look{wrap: true, top: true, size: 9, colour: colourMuted, below: colourLine})
		s.put(5, len(t.Comments), look{top: true, centre: true, bold: true, below: colourLine})
		height := max(rowHeight, textHeight(written, 34, look{size: 9}))
		for i, quote := range quotesOf(&t, comments, yes > 0) {
			s.put(6+i, quote, l)
			height = max(height, textHeight(quote, 60, l))
		}
		s.height(height)
		s.row++
	}
	s.table("Themes", start, len(headers))
}

// themes returns the themes of the comments that are heard, first the tags, then what
// a form names. They are looked for once: that takes longer than to write them.
func (b *book) themes() []reports.Theme {
	if b.themesFound == nil {
		var named []forms.Text
		for i := range b.Sessions {
			named = append(named, reports.Named(b.Sessions[i].Form)...)
		}
		b.themesFound = append([]reports.Theme{}, reports.Themes(b.heard(), b.languages(), named)...)
	}
	return b.themesFound
}

// quotesOf returns the first different comments of a theme, "" for what is
// missing of themeQuotes.
func quotesOf(t *reports.Theme, comments []forms.Comment, approvedOnly bool) []string {
	quotes := make([]string, 0, themeQuotes)
	for _, i := range t.Comments {
		if approvedOnly && !approved(&comments[i]) {
			continue
		}
		if quote := cut(printable(comments[i].Text), maxQuote); len(quotes) < themeQuotes && !slices.Contains(quotes, quote) {
			quotes = append(quotes, quote)
		}
	}
	return append(quotes, make([]string, themeQuotes-len(quotes))...)
}

// maxQuote is the length at which a quote is cut; the whole comment stands on
// its own sheet.
const maxQuote = 300
