package reports

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"resonanz/forms"
)

const (
	// minQuotation is from how many characters a comment says something by itself.
	minQuotation = 20
	// maxQuotation is the longest comment that is read on a page of its own length.
	maxQuotation = 220
	// sameBeginning is from how many equal first characters two comments say the same.
	sameBeginning = 24
	// unreadable is the rank of comments that are quoted only if there are no others.
	unreadable = 3
)

// Quotations returns up to limit approved comments that are worth reading out, all
// different: first those of a readable length in the language, then in the first
// language of the event, then in another. Those that are too short or too long are
// taken only if there are no others. Of comments that are as good the first ones are
// taken; the order of comments says nothing. The language of a comment is guessed
// among the languages of the event.
func Quotations(comments []forms.Comment, languages []string, language string, limit int) []forms.Comment {
	base, _, _ := strings.Cut(language, "-")
	candidates := baseLanguages(languages)
	var quoted []forms.Comment
	seen := map[string]bool{}
	for _, c := range comments {
		beginning := []rune(strings.ToLower(strings.TrimSpace(c.Text)))
		same := string(beginning[:min(len(beginning), sameBeginning)])
		if c.Status == forms.CommentApproved && same != "" && !seen[same] {
			seen[same] = true
			quoted = append(quoted, c)
		}
	}
	rank := func(c *forms.Comment) int {
		n := utf8.RuneCountInString(c.Text)
		words := wordsOf(c.Text)
		language := guess(words, candidates)
		known := slices.ContainsFunc(words, func(word string) bool { return stopWords()[language][word] })
		switch {
		case n < minQuotation || n > maxQuotation:
			return unreadable
		case known && language == base:
			return 0
		case known && language == candidates[0]:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(quoted, func(a, b forms.Comment) int { return cmp.Compare(rank(&a), rank(&b)) })
	if len(quoted) > 0 && rank(&quoted[0]) < unreadable {
		quoted = slices.DeleteFunc(quoted, func(c forms.Comment) bool { return rank(&c) == unreadable })
	}
	return quoted[:min(len(quoted), limit)]
}
