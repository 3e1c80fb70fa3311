package reports

import (
	"cmp"
	"slices"
	"strings"

	"resonanz/forms"
)

// tagThemes returns the tags of the comments, those with most comments first. Two
// that differ in capitals only are one. A tag is a theme however few comments have
// it: somebody has read them.
func tagThemes(comments []forms.Comment) []Theme {
	var themes []Theme
	at := map[string]int{}
	for i := range comments {
		for _, tag := range comments[i].Tags {
			key := strings.ToLower(tag)
			n, known := at[key]
			if !known {
				n = len(themes)
				at[key] = n
				themes = append(themes, Theme{Tag: true, Word: tag})
			}
			if of := themes[n].Comments; len(of) == 0 || of[len(of)-1] != i {
				themes[n].Comments = append(of, i)
			}
		}
	}
	slices.SortStableFunc(themes, func(a, b Theme) int {
		return cmp.Or(cmp.Compare(len(b.Comments), len(a.Comments)), strings.Compare(a.Word, b.Word))
	})
	return themes
}

// stemsOfTags returns the stems of tags of one word, in each of the languages: whose
// a tag is nobody says.
func stemsOfTags(tags []Theme, languages []string) map[[2]string]bool {
	stems := map[[2]string]bool{}
	for _, tag := range tags {
		if words := wordsOf(tag.Word); len(words) == 1 {
			for _, language := range languages {
				stems[[2]string{language, stem(language, words[0])}] = true
			}
		}
	}
	return stems
}
