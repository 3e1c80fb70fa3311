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

// Theme is a tag that moderators gave, or a word that several comments use, in
// whatever form.
type Theme struct {
	Tag      bool
	Language string // as guessed from the comments, BCP 47; "" if none fits, and of tags
	Word     string // the tag, or the form used most, as it is written most
	Named    bool   // one of the texts that name themes uses it
	Forms    []string
	Comments []int // indexes of the comments, in their order
}

// counted is how often a word is used.
type counted struct {
	forms    map[string]int            // in lower case
	written  map[string]map[string]int // form → as it is written
	comments []int
}

// word returns the form used most, as it is written most; of equals the last in the
// alphabet: that begins in lower case.
func (c *counted) word(form string) string {
	written := c.written[form]
	return slices.MaxFunc(slices.Collect(maps.Keys(written)), func(a, b string) int {
		return cmp.Or(cmp.Compare(written[a], written[b]), strings.Compare(a, b))
	})
}

// Themes returns what the comments are about: first the tags that they have, by the
// number of comments. Then the words that they use most, by language: first those
// that named texts use, which are the themes of the forms, each time by the number
// of comments; a word that is a tag is not told twice. The language of a comment is
// guessed from its words among the languages of the event; it is not stored
// anywhere.
func Themes(comments []forms.Comment, languages []string, named []forms.Text) []Theme {
	candidates := baseLanguages(languages)
	stems, tags := stemsOf(named, candidates), tagThemes(comments)
	told := stemsOfTags(tags, candidates)
	var themes []Theme
	for key, c := range countWords(comments, candidates) {
		if len(c.comments) < minThemeComments || told[key] {
			continue
		}
		theme := Theme{Language: key[0], Comments: c.comments, Forms: slices.Sorted(maps.Keys(c.forms))}
		slices.SortStableFunc(theme.Forms, func(a, b string) int { return c.forms[b] - c.forms[a] })
		theme.Word = c.word(theme.Forms[0])
		theme.Named = stems[key] && (!nounsOnly(key[0]) || capital(theme.Word))
		themes = append(themes, theme)
	}
	place := func(t *Theme) int {
		return (slices.Index(candidates, t.Language) + len(candidates) + 1) % (len(candidates) + 1)
	}
	slices.SortFunc(themes, func(a, b Theme) int {
		return cmp.Or(cmp.Compare(place(&a), place(&b)), namedFirst(&a, &b), cmp.Compare(len(b.Comments), len(a.Comments)), strings.Compare(a.Word, b.Word))
	})
	return append(tags, firstOfEach(themes)...)
}

// countWords counts the words that say something, by language and stem.
func countWords(comments []forms.Comment, candidates []string) map[[2]string]*counted {
	found := map[[2]string]*counted{}
	stemmed := map[[2]string]string{} // language, word: most words come again and again
	for i := range comments {
		written := strings.FieldsFunc(comments[i].Text, betweenWords)
		words := wordsOf(comments[i].Text)
		language := guess(words, candidates)
		for n, word := range words {
			if stopWords()[language][word] || short(word) {
				continue
			}
			root, known := stemmed[[2]string{language, word}]
			if !known {
				root = stem(language, word)
				stemmed[[2]string{language, word}] = root
			}
			key := [2]string{language, root}
			c := found[key]
			if c == nil {
				c = &counted{forms: map[string]int{}, written: map[string]map[string]int{}}
				found[key] = c
			}
			c.forms[word]++
			if c.written[word] == nil {
				c.written[word] = map[string]int{}
			}
			c.written[word][written[n]]++
			if len(c.comments) == 0 || c.comments[len(c.comments)-1] != i {
				c.comments = append(c.comments, i)
			}
		}
	}
	return found
}

// Named returns the texts in which a form names themes: the answers that one can
// choose, other than what people are here as, and the items of lists.
func Named(form *forms.Form) []forms.Text {
	var named []forms.Text
	for _, q := range form.Questions {
		options := q.Rows
		if q.Kind == forms.KindChoices || q.Kind == forms.KindChoice && !q.Breakdown {
			options = append(slices.Clone(options), q.Options...)
		}
		for _, o := range options {
			if o.Code != forms.OptionOther {
				named = append(named, o.Text)
			}
		}
	}
	return named
}

// namedFirst puts themes that the forms name before others.
func namedFirst(a, b *Theme) int {
	switch {
	case a.Named == b.Named:
		return 0
	case a.Named:
		return -1
	}
	return 1
}

// stemsOf returns the stems of the words of texts, with their languages.
func stemsOf(texts []forms.Text, languages []string) map[[2]string]bool {
	stems := map[[2]string]bool{}
	for _, text := range texts {
		for tag, words := range text {
			base, _, _ := strings.Cut(tag, "-")
			if !slices.Contains(languages, base) {
				continue
			}
			for _, written := range strings.FieldsFunc(words, betweenWords) {
				word := strings.ToLower(written)
				if !stopWords()[base][word] && !short(word) && (!nounsOnly(base) || capital(written)) {
					stems[[2]string{base, stem(base, word)}] = true
				}
			}
		}
	}
	return stems
}

// nounsOnly reports whether a language writes nouns with a capital. Its themes are
// nouns: "Feste" is one where parties are, and "feste" is not.
func nounsOnly(language string) bool { return language == "de" }

func capital(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(first)
}

// baseLanguages returns the languages without their variants: "de-simple" has the
// words of "de".
func baseLanguages(languages []string) []string {
	bases := make([]string, 0, len(languages))
	for _, tag := range languages {
		base, _, _ := strings.Cut(tag, "-")
		if !slices.Contains(bases, base) {
			bases = append(bases, base)
		}
	}
	return bases
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
