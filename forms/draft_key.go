package forms

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// The lengths of a key that is made from a text, in bytes.
const (
	madeKey = 24 // readable as the name of a column
	maxKey  = 32 // of nameRule, keyRule and codeRule
)

// german are letters that people write out, and not without their marks.
var german = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "æ", "ae", "ø", "oe", "å", "aa", "ł", "l", "ı", "i")

// NewKey makes a key from a text: its first words in the letters a to z. It is
// valid for a form, a question, a session and an option. Where the text has no
// such letters the key is made from the other word, which begins with one. Taken
// reports whether a key is not free.
func NewKey(text, otherwise string, taken func(key string) bool) string {
	key := wordsOf(text)
	if key == "" || !nameRule.MatchString(key) {
		key = strings.Trim(otherwise+"_"+key, "_")
	}
	key = strings.TrimRight(key[:min(len(key), maxKey)], "_")
	free := key
	for n := 2; taken(free) || free == OptionOther || free == OptionNA; n++ {
		suffix := "_" + strconv.Itoa(n)
		free = strings.TrimRight(key[:min(len(key), maxKey-len(suffix))], "_") + suffix
	}
	return free
}

// wordsOf returns the first words of a text, joined by underscores.
func wordsOf(text string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r >= '\u0300' && r <= '\u036f', r == '\'', r == '’', r == '\u00ad': // marks, apostrophes, soft hyphens
			return -1
		}
		return ' '
	}, norm.NFKD.String(german.Replace(norm.NFC.String(strings.ToLower(text)))))
	key := ""
	for _, word := range strings.Fields(plain) {
		longer := strings.TrimPrefix(key+"_"+word, "_")
		if key != "" && len(longer) > madeKey {
			break
		}
		key = longer
	}
	return key[:min(len(key), madeKey)]
}

// ValidCode reports whether an option can have the code.
func ValidCode(code string) bool { return codeRule.MatchString(code) }
