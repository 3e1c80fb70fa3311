package reports

import (
	"cmp"
	"slices"
	"strings"

	"resonanz/forms"
)

// CommonWords returns the words that the comments on one item use: first those that
// name a theme of the form, each time the most used first; stems merged, without the
// words that say nothing, as Themes finds them.
//
// A word that fewer than k people said is left out: somebody may be known by
// it. Everybody has one comment on an item, so comments are people. Two states
// of the list may differ by one comment: approved comments are public anyway.
func CommonWords(comments []forms.ModeratedComment, languages []string, form *forms.Form, k int) []Theme {
	texts := make([]forms.Comment, len(comments))
	for i := range comments {
		texts[i].Text = comments[i].Text
	}
	words := slices.DeleteFunc(Themes(texts, languages, Named(form)), func(t Theme) bool { return len(t.Comments) < k })
	slices.SortStableFunc(words, func(a, b Theme) int {
		return cmp.Or(namedFirst(&a, &b), cmp.Compare(len(b.Comments), len(a.Comments)), strings.Compare(a.Word, b.Word))
	})
	return words
}
