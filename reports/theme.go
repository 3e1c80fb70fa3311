package reports

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"resonanz/forms"
)

const (
	// minThemeLetters keeps abbreviations and particles out. Scripts that write
	// no vowels, or a syllable as one letter, have shorter words.
	minThemeLetters, minThemeLettersDense = 4, 3
	// minThemeComments is how many comments make a word a theme: one alone is
	// no theme.
	minThemeComments = 2
	// maxThemes of a language still fit on two pages.
	maxThemes = 40
	// themeQuotes are enough to hear what is meant.
	themeQuotes = 3
)

// Theme is a word that several comments use, in whatever form.
type Theme struct {
	Language string // as guessed from the comments, BCP 47; "" if none fits
	Word     string // the form used most
	Forms    []string
	Comments []int // indexes of the comments, in their order
}

// Themes returns the words that the comments use most, by language and then by
// the number of comments. The language of a comment is guessed from its words
// among the languages of the event; it is not stored anywhere.
func Themes(comments []forms.Comment, languages []string) []Theme {
	candidates := make([]string, 0, len(languages))
	for _, tag := range languages {
		base, _, _ := strings.Cut(tag, "-")
		if !slices.Contains(candidates, base) {
			candidates = append(candidates, base)
		}
	}
	type counted struct {
		forms    map[string]int
		comments []int
	}
	found := map[[2]string]*counted{} // language, stem
	for i := range comments {
		words := wordsOf(comments[i].Text)
		language := guess(words, candidates)
		for _, word := range words {
			if stopWords()[language][word] || short(word) {
				continue
			}
			key := [2]string{language, stem(language, word)}
			c := found[key]
			if c == nil {
				c = &counted{forms: map[string]int{}}
				found[key] = c
			}
			c.forms[word]++
			if len(c.comments) == 0 || c.comments[len(c.comments)-1] != i {
				c.comments = append(c.comments, i)
			}
		}
	}
	var themes []Theme
	for key, c := range found {
		if len(c.comments) < minThemeComments {
			continue
		}
		theme := Theme{Language: key[0], Comments: c.comments, Forms: slices.Sorted(maps.Keys(c.forms))}
		slices.SortStableFunc(theme.Forms, func(a, b string) int { return c.forms[b] - c.forms[a] })
		theme.Word = theme.Forms[0]
		themes = append(themes, theme)
	}
	place := func(t *Theme) int {
		return (slices.Index(candidates, t.Language) + len(candidates) + 1) % (len(candidates) + 1)
	}
	slices.SortFunc(themes, func(a, b Theme) int {
		return cmp.Or(cmp.Compare(place(&a), place(&b)), cmp.Compare(len(b.Comments), len(a.Comments)), strings.Compare(a.Word, b.Word))
	})
	return firstOfEach(themes)
}

func short(word string) bool {
	n := utf8.RuneCountInString(word)
	if script := scriptOf(word); script == unicode.Arabic || script == unicode.Ethiopic {
		return n < minThemeLettersDense
	}
	return n < minThemeLetters
}

// firstOfEach keeps the first maxThemes of each language.
func firstOfEach(themes []Theme) []Theme {
	n := map[string]int{}
	return slices.DeleteFunc(themes, func(t Theme) bool {
		n[t.Language]++
		return n[t.Language] > maxThemes
	})
}

// wordsOf returns the words of a text in lower case: letters with what joins
// them.
func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(printable(text)), betweenWords)
}

func betweenWords(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\u200c' // Persian words hold non-joiners
}

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
	for _, t := range Themes(comments, s.languages()) {
		l := look{wrap: true, top: true, below: colourLine}
		s.put(2, cmp.Or(t.Language, "–"), look{top: true, below: colourLine, colour: colourMuted})
		s.put(3, t.Word, look{top: true, bold: true, below: colourLine})
		s.put(4, strings.Join(t.Forms, ", "), look{wrap: true, top: true, size: 9, colour: colourMuted, below: colourLine})
		s.put(5, len(t.Comments), look{top: true, centre: true, bold: true, below: colourLine})
		height := max(rowHeight, s.textHeight(strings.Join(t.Forms, ", "), 34, look{size: 9}))
		for i, quote := range t.quotes(comments, yes > 0) {
			s.put(6+i, quote, l)
			height = max(height, s.textHeight(quote, 60, l))
		}
		s.height(height)
		s.row++
	}
	s.table("Themes", start, len(headers))
}

// quotes returns the first different comments of a theme, "" for what is missing
// of themeQuotes.
func (t *Theme) quotes(comments []forms.Comment, approvedOnly bool) []string {
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
