package auth

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The length of a password in code points. Length is what makes guessing hard,
// so nothing is asked of its composition; the upper limit leaves room for
// every passphrase and bounds what is hashed.
const (
	MinPassword = 12
	MaxPassword = 200
)

// The keys of the message catalogue that say why a password is refused, with
// their arguments.
const (
	KeyTooShort = "password.too_short" // Min
	KeyTooLong  = "password.too_long"  // Max
	KeyCommon   = "password.common"    // among the first that anybody would try
	KeyName     = "password.name"      // little more than the account's name
)

//go:embed common.txt
var commonList string

// common are the words of common.txt. A row of signs there ("abcdef…") forbids
// every piece of itself.
var common = strings.Fields(commonList)

// breachedList is what breached.md describes.
//
//go:embed breached.txt.gz
var breachedList []byte

// breached returns the long passwords that are tried first. The list is part of
// the program, so it panics if it cannot be read.
var breached = sync.OnceValue(func() map[string]bool {
	r, err := gzip.NewReader(bytes.NewReader(breachedList))
	if err != nil {
		panic(err)
	}
	list, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	passwords := map[string]bool{}
	for password := range strings.Lines(string(list)) {
		passwords[strings.TrimSuffix(password, "\n")] = true
	}
	return passwords
})

// PasswordProblem returns the key of the message that says why the account may
// not have the password, with its arguments, or "" if it may.
func PasswordProblem(password, account string) (key string, args map[string]any) {
	password = norm.NFC.String(password)
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		return KeyTooShort, map[string]any{"Min": MinPassword}
	case n > MaxPassword || !utf8.ValidString(password):
		return KeyTooLong, map[string]any{"Max": MaxPassword}
	}
	password = strings.ToLower(password)
	if isCommon(password) {
		return KeyCommon, nil
	}
	account = strings.ToLower(norm.NFC.String(account))
	if account != "" && utf8.RuneCountInString(strings.ReplaceAll(password, account, "")) < MinPassword/2 {
		return KeyName, nil
	}
	return "", nil
}

// isCommon reports whether a lower-case password is known from breaches, has
// hardly any different signs, is a piece of a row of keys, or is made of one or two common words
// with digits and punctuation around them or in place of letters.
func isCommon(password string) bool {
	if breached()[password] {
		return true
	}
	signs := map[rune]bool{}
	for _, r := range password {
		signs[r] = true
	}
	if len(signs) < 5 {
		return true
	}
	for _, word := range common {
		if strings.Contains(word, password) {
			return true
		}
	}
	letters := core(password)
	if slices.Contains(common, letters) {
		return true
	}
	for _, word := range common {
		if rest, ok := strings.CutPrefix(letters, word); ok && slices.Contains(common, rest) {
			return true
		}
	}
	return false
}

// inPlaceOfLetters are the signs that people write for letters.
var inPlaceOfLetters = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s")

// core returns the letters of a password, without what stands around them.
func core(password string) string {
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	inner := inPlaceOfLetters.Replace(strings.TrimFunc(password, notLetter))
	return strings.Map(func(r rune) rune {
		if notLetter(r) {
			return -1
		}
		return r
	}, inner)
}
