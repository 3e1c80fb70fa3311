package desk

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strings"
	"unicode"
)

// hint points out something in a comment that a moderator should look at
// before it is approved. It decides nothing.
type hint string

// The hints.
const (
	hintEmail hint = "email"
	hintPhone hint = "phone"
	hintIBAN  hint = "iban"
	hintName  hint = "name"
	hintRude  hint = "rude"
)

//go:embed words.json
var wordFile []byte

// hinter finds what to point out. It is safe for concurrent use.
type hinter struct {
	rude          []string // beginnings of words
	titles, names map[string]bool
}

func newHinter() (*hinter, error) {
	var file struct {
		Rude          map[string][]string
		Titles, Names []string
	}
	if err := json.Unmarshal(wordFile, &file); err != nil {
		return nil, err
	}
	h := &hinter{titles: map[string]bool{}, names: map[string]bool{}}
	for _, words := range file.Rude { // people mix languages
		h.rude = append(h.rude, words...)
	}
	for _, word := range file.Titles {
		h.titles[word] = true
	}
	for _, word := range file.Names {
		h.names[word] = true
	}
	return h, nil
}

var (
	emailPattern = regexp.MustCompile(`[^\s@]+@[^\s@]+\.\pL{2,}`)
	// Six digits and more, in groups as people write them. Years and times of
	// day are shorter.
	phonePattern = regexp.MustCompile(`(?:\+|\b0)\d(?:[ /().–-]{0,3}\d){5,}`)
	ibanPattern  = regexp.MustCompile(`(?i)\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?\b`)
)

// hints returns what to point out, in a fixed order.
func (h *hinter) hints(text string) []hint {
	var found []hint
	for _, pattern := range []struct {
		hint    hint
		matches func(string) bool
	}{
		{hintEmail, emailPattern.MatchString}, {hintIBAN, ibanPattern.MatchString}, {hintPhone, hasPhone},
		{hintName, h.namesSomebody}, {hintRude, h.isRude},
	} {
		if pattern.matches(text) {
			found = append(found, pattern.hint)
		}
	}
	return found
}

// hasPhone leaves out account numbers, which are long rows of digits too.
func hasPhone(text string) bool {
	return phonePattern.MatchString(ibanPattern.ReplaceAllString(text, ""))
}

func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '-' })
}

// namesSomebody looks for a title or a first name before a capitalised word.
func (h *hinter) namesSomebody(text string) bool {
	all := words(text)
	for i := 0; i+1 < len(all); i++ {
		word := strings.ToLower(all[i])
		next := []rune(all[i+1])
		if unicode.IsUpper(next[0]) && (h.titles[word] || h.names[word] && unicode.IsUpper([]rune(all[i])[0])) {
			return true
		}
	}
	return false
}

func (h *hinter) isRude(text string) bool {
	for _, word := range words(strings.ToLower(text)) {
		for _, rude := range h.rude {
			if strings.HasPrefix(word, rude) {
				return true
			}
		}
	}
	return false
}
