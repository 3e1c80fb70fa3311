package forms

import (
	"fmt"
	"maps"
	"strings"
)

// Text is a text in several languages: BCP 47 tag → text. It is plain text,
// never HTML. A translation may have with it the base text of which it was made,
// see MadeOf.
type Text map[string]string

// In returns the text in the first of the languages that has it, and that
// language, so that a page can mark a fallback with its own lang attribute.
// A tag with a variant falls back to its base language ("de-simple" → "de")
// before the next tag is tried. Both results are "" if nothing fits.
func (t Text) In(languages ...string) (text, language string) {
	for _, tag := range languages {
		for tag != "" {
			if text := t[tag]; text != "" {
				return text, tag
			}
			cut := strings.LastIndexByte(tag, '-')
			if cut < 0 {
				break
			}
			tag = tag[:cut]
		}
	}
	return "", ""
}

// originMark ends the keys under which a Text keeps of what base text a
// translation was made. No tag of a language has it, so nobody is ever shown
// such a text, and it goes wherever the translation goes: into drafts, into
// files and into what is in force.
const originMark = "@"

// OriginOf returns the key under which a Text keeps the base text of which its
// translation into the language was made, if the base text has changed since.
func OriginOf(language string) string { return language + originMark }

// MadeOf returns the base text of which the translation into the language was
// made, if the base text has changed since, and "" otherwise.
func (t Text) MadeOf(language string) string {
	if t[language] == "" {
		return ""
	}
	return t[OriginOf(language)]
}

// translationIn returns the language of a key, and whether it is that of an
// origin.
func translationIn(key string) (language string, origin bool) {
	return strings.CutSuffix(key, originMark)
}

// keepOrigins notes for each translation that stays while the base text changes
// of what it was made. It is called on the text that takes the place of the
// older one. Translations that have changed, too, are of the new base text.
func (t Text) keepOrigins(older Text, base string) {
	for _, language := range sortedKeys(older) {
		words := older[language]
		origin := OriginOf(language)
		if _, of := translationIn(language); of || language == base || words == "" || t[language] == "" {
			continue
		}
		switch {
		case t[language] != words:
			delete(t, origin)
		case t[base] != older[base] && t[origin] == "" && older[base] != "":
			t[origin] = older[base]
			if letters := []rune(older[base]); len(letters) > MaxProseLength { // a draft may have any length
				t[origin] = string(letters[:MaxProseLength])
			}
		}
		if t[origin] == t[base] { // changed back
			delete(t, origin)
		}
	}
}

// withoutOrigins returns the text without what translations were made of.
func (t Text) withoutOrigins() Text {
	isOrigin := func(key, _ string) bool {
		_, origin := translationIn(key)
		return origin
	}
	for key := range t {
		if isOrigin(key, "") {
			t = maps.Clone(t)
			maps.DeleteFunc(t, isOrigin)
			break
		}
	}
	return t
}

// textAt calls add with a text, if there is any of it.
func textAt(path string, t Text, add func(string, Text) bool) bool {
	return len(t) == 0 || add(path, t)
}

func optionTexts(path string, options []Option, add func(string, Text) bool) bool {
	for i := range options {
		if !textAt(path+"."+options[i].Code, options[i].Text, add) {
			return false
		}
	}
	return true
}

// headTexts yields the texts of a form without its questions.
func headTexts(path string, title, intro Text, add func(string, Text) bool) bool {
	return textAt(path+".title", title, add) && textAt(path+".intro", intro, add)
}

// texts calls add with every text of the event that there is and its path, until
// it returns false, and reports whether it never did. So do those of the others.
func (e *Event) texts(path string, add func(string, Text) bool) bool {
	if !textAt(path+".title", e.Title, add) || !textAt(path+".place", e.Place, add) {
		return false
	}
	for i, host := range e.Hosts {
		if !textAt(fmt.Sprintf("%s.hosts[%d]", path, i+1), host, add) {
			return false
		}
	}
	return textAt(path+".note", e.Note, add)
}

func (q *Question) texts(path string, add func(string, Text) bool) bool {
	return textAt(path+".text", q.Text, add) && textAt(path+".hint", q.Hint, add) &&
		optionTexts(path+".options", q.Options, add) && optionTexts(path+".rows", q.Rows, add) && textAt(path+".note", q.Note, add) &&
		textAt(path+".low", q.Low, add) && textAt(path+".high", q.High, add) && textAt(path+".unit", q.Unit, add)
}

func (s *Session) texts(path string, add func(string, Text) bool) bool {
	if !textAt(path+".title", s.Title, add) {
		return false
	}
	for _, key := range sortedKeys(s.Options) {
		if !optionTexts(path+".options."+key, s.Options[key], add) {
			return false
		}
	}
	return true
}

func (p *LogoPart) texts(string, func(string, Text) bool) bool { return true }

func (p *FormPart) texts(path string, add func(string, Text) bool) bool {
	return headTexts(path, p.Title, p.Intro, add)
}

// NoText returns the problem of a path that is none of those of the event's
// texts.
func (e *Event) NoText(path string, paths []string) Problem {
	return ruleNoText.Problem(path, Closest(path, paths), e.Key)
}
