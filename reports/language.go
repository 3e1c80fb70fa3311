package reports

import (
	"embed"
	"path"
	"strings"
	"sync"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/turkish"
)

// stopWordFiles hold the words of a language that say nothing by themselves,
// separated by white space; the file's name is the language's tag.
//
//go:embed stopwords/*.txt
var stopWordFiles embed.FS

// stopWords returns language → its stop words, read once.
var stopWords = sync.OnceValue(func() map[string]map[string]bool { return readWords(stopWordFiles, "stopwords") })

// readWords reads a folder of lists of words, one for each language.
func readWords(folder embed.FS, name string) map[string]map[string]bool {
	words := map[string]map[string]bool{}
	files, err := folder.ReadDir(name)
	if err != nil {
		panic(err) // the files are part of the program
	}
	for _, file := range files {
		text, err := folder.ReadFile(path.Join(name, file.Name()))
		if err != nil {
			panic(err)
		}
		list := map[string]bool{}
		for _, word := range strings.Fields(string(text)) {
			list[word] = true
		}
		words[strings.TrimSuffix(file.Name(), ".txt")] = list
	}
	return words
}

// stem returns what the forms of a word have in common, by the Snowball
// algorithm of the language (Porter, snowballstem.org); the word itself in
// languages that have none.
func stem(language, word string) string {
	env := snowballstem.NewEnv(word)
	switch language {
	case "ar":
		arabic.Stem(env)
	case "de":
		german.Stem(env)
	case "en":
		english.Stem(env)
	case "es":
		spanish.Stem(env)
	case "fr":
		french.Stem(env)
	case "it":
		italian.Stem(env)
	case "ro":
		romanian.Stem(env)
	case "ru":
		russian.Stem(env)
	case "tr":
		turkish.Stem(env)
	}
	return env.Current()
}

// guess returns the language that the words are most likely of, for counting
// only: the one of which most words are stop words. Among equals the first
// candidate wins, if its stop words are of the script of the words.
func guess(words []string, candidates []string) string {
	best, most := "", 0
	for _, language := range candidates {
		hits := 0
		for _, word := range words {
			if stopWords()[language][word] {
				hits++
			}
		}
		if hits > most {
			best, most = language, hits
		}
	}
	if best != "" || len(words) == 0 {
		return best
	}
	for _, language := range candidates {
		for word := range stopWords()[language] {
			if scriptOf(word) == scriptOf(words[0]) {
				return language
			}
			break // one word tells the script of all
		}
	}
	return ""
}

// scriptOf returns the script of the first letter.
func scriptOf(word string) *unicode.RangeTable {
	for _, r := range word {
		for _, script := range []*unicode.RangeTable{unicode.Latin, unicode.Arabic, unicode.Cyrillic, unicode.Ethiopic} {
			if unicode.Is(script, r) {
				return script
			}
		}
	}
	return nil
}
