package reports

import (
	"embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fillerFiles hold the words of a language that can be left out of a remark and
// leave it as it is: articles, "very", "was". Stop words are many more, and among
// them are those that turn a remark round ("not", "more", "without"). The other
// languages of the service have no file until somebody who speaks them writes one.
//
//go:embed fillers/*.txt
var fillerFiles embed.FS

// fillers returns language → its filler words, read once.
var fillers = sync.OnceValue(func() map[string]map[string]bool { return readWords(fillerFiles, "fillers") })

const (
	tatweel               = '\u0640'           // stretches Arabic words and says nothing
	firstVowel, lastVowel = '\u064b', '\u0652' // signs that few people write
)

// Gist returns what a remark says, for comparison: its words in order, in lower
// case, without punctuation, the vowel signs of Arabic, and filler words of the
// language that it seems to be in, among those of the event. Remarks that are as
// good as equal have the same gist; one that says nothing but fillers has all of
// its words.
func Gist(text string, languages []string) string {
	words := strings.FieldsFunc(folded(text), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) })
	if len(words) == 0 {
		return strings.TrimSpace(text)
	}
	filler := fillers()[guess(words, baseLanguages(languages))]
	kept := make([]string, 0, len(words))
	for _, word := range words {
		if !filler[word] {
			kept = append(kept, word)
		}
	}
	if len(kept) == 0 {
		kept = words
	}
	return strings.Join(kept, " ")
}

// folded writes a text in lower case and without what only decorates letters.
func folded(text string) string {
	return strings.Map(func(r rune) rune {
		if r == tatweel || r >= firstVowel && r <= lastVowel {
			return -1
		}
		return r
	}, strings.ToLower(norm.NFKC.String(text)))
}
