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
	type ranked struct {
		comment forms.Comment
		rank    int
	}
	var quoted []ranked
	seen := map[string]bool{}
	for _, c := range comments {
		beginning := []rune(strings.ToLower(strings.TrimSpace(c.Text)))
		same := string(beginning[:min(len(beginning), sameBeginning)])
		if c.Status == forms.CommentApproved && same != "" && !seen[same] {
			seen[same] = true
			quoted = append(quoted, ranked{c, readability(c.Text, candidates, base)})
		}
	}
	slices.SortStableFunc(quoted, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })
	best := make([]forms.Comment, 0, limit)
	for _, q := range quoted {
		if len(best) < limit && (q.rank < unreadable || quoted[0].rank == unreadable) {
			best = append(best, q.comment)
		}
	}
	return best
}

// readability ranks a comment for a reader of the language: 0 is the best, and
// unreadable the last.
func readability(text string, languages []string, reader string) int {
	if n := utf8.RuneCountInString(text); n < minQuotation || n > maxQuotation {
		return unreadable
	}
	words := wordsOf(text)
	language := guess(words, languages)
	known := slices.ContainsFunc(words, func(word string) bool { return stopWords()[language][word] })
	switch {
	case known && language == reader:
		return 0
	case known && language == languages[0]:
		return 1
	}
	return 2
}
