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
	return strings.FieldsFunc(strings.ToLower(text), betweenWords)
}

func betweenWords(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\u200c' // Persian words hold non-joiners
}
