package forms

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// answerReader decodes stored answers. It uses one map and one copy of each
// code again and again, because a million rows hold the same few hundred codes.
// What it returns is valid until the next read.
type answerReader struct {
	answers  Answers
	values   []string          // of all answers, one after the other
	interned map[string]string // codes and keys seen so far
	src      []byte            // what is left to decode
}

// maxInterned bounds the codes that a reader remembers; numbers can be any.
const maxInterned = 10_000

func newAnswerReader() *answerReader {
	return &answerReader{answers: Answers{}, interned: map[string]string{}}
}

// read decodes what json.Marshal made of Answers.
func (r *answerReader) read(src []byte) (Answers, error) {
	clear(r.answers)
	r.values, r.src = r.values[:0], src
	if r.plain() {
		return r.answers, nil
	}
	clear(r.answers)
	return r.answers, json.Unmarshal(src, &r.answers)
}

// plain decodes {"key":["value",…],…} and reports whether the source is of
// this form, without blanks and escapes, as almost all are.
func (r *answerReader) plain() bool {
	if !r.take('{') {
		return false
	}
	if r.take('}') {
		return len(r.src) == 0
	}
	for {
		key, ok := r.string()
		if !ok || !r.take(':') || !r.take('[') {
			return false
		}
		from := len(r.values)
		for !r.take(']') {
			if len(r.values) > from && !r.take(',') {
				return false
			}
			value, ok := r.string()
			if !ok {
				return false
			}
			r.values = append(r.values, value)
		}
		r.answers[key] = r.values[from:len(r.values):len(r.values)]
		if r.take('}') {
			return len(r.src) == 0
		}
		if !r.take(',') {
			return false
		}
	}
}

func (r *answerReader) take(c byte) bool {
	if len(r.src) == 0 || r.src[0] != c {
		return false
	}
	r.src = r.src[1:]
	return true
}

func (r *answerReader) string() (string, bool) {
	if !r.take('"') {
		return "", false
	}
	end := bytes.IndexByte(r.src, '"')
	if end < 0 {
		return "", false
	}
	src := r.src[:end]
	r.src = r.src[end+1:]
	if s, ok := r.interned[string(src)]; ok {
		return s, true
	}
	escaped := bytes.ContainsFunc(src, func(c rune) bool { return c == '\\' || c < ' ' })
	if escaped || !utf8.Valid(src) {
		return "", false
	}
	s := string(src)
	if len(r.interned) < maxInterned {
		r.interned[s] = s
	}
	return s, true
}
