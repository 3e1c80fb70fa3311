package forms

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Codes are short and made of Crockford's base 32 symbols, which leave out the
// look-alikes I, L, O and U (https://www.crockford.com/base32.html). The length
// tells an event's code from a session's. Codes are printed on signs: they
// say where, they protect nothing.
const (
	EventCodeLength   = 4 // a million
	SessionCodeLength = 5 // 33 million, so that a mistyped code rarely hits another session
	codeAlphabet      = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)

// NormalCode returns the code as it is stored: upper case, without blanks and
// hyphens, with O read as 0 and I and L as 1. It returns "" if no code can be
// meant.
func NormalCode(typed string) string {
	code := inAlphabet(typed)
	if len(code) != EventCodeLength && len(code) != SessionCodeLength {
		return ""
	}
	if strings.Trim(code, codeAlphabet) != "" {
		return ""
	}
	return code
}

// inAlphabet returns what was typed in upper case, without blanks and hyphens,
// and with look-alikes replaced. Symbols of no code stay as they are.
func inAlphabet(typed string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '\u00a0', '\u2011':
			return -1
		case 'O':
			return '0'
		case 'I', 'L':
			return '1'
		}
		return r
	}, strings.ToUpper(typed))
}

// newCode returns a random code of the given length.
func newCode(length int) string {
	random := make([]byte, length)
	_, _ = rand.Read(random) // never fails: crypto/rand ends the process instead
	for i, b := range random {
		random[i] = codeAlphabet[int(b)%len(codeAlphabet)]
	}
	return string(random)
}

// Token is a receipt token: a random number that only the participant's page
// knows. Whoever has it can see that the answers arrived and take them back;
// nobody else can tell which response, or which comments, came from it.
type Token string

// NewToken returns a random token of 128 bits.
func NewToken() Token {
	var random [16]byte
	_, _ = rand.Read(random[:])
	return Token(hex.EncodeToString(random[:]))
}

// ParseToken returns the token in its one written form, 32 hexadecimal digits.
// It takes the form of crypto.randomUUID as well, which a page opened without
// the server uses.
func ParseToken(s string) (Token, error) {
	s = strings.ToLower(strings.ReplaceAll(s, "-", ""))
	if raw, err := hex.DecodeString(s); err != nil || len(raw) != 16 {
		return "", Errorf(CodeInvalid, "malformed receipt token")
	}
	return Token(s), nil
}

// rowID is the primary key of a response or a comment within its session.
type rowID [16]byte

// responseID returns the key under which the token's response is stored.
func (t Token) responseID() rowID {
	sum := sha256.Sum256([]byte(t))
	return rowID(sum[:16])
}

// commentID returns the key under which the token's text for the item is
// stored. Without the token it cannot be told from any other, so comments
// cannot be joined to ratings, or to each other.
func (t Token) commentID(item string) rowID {
	sum := sha256.Sum256([]byte(string(t) + "\x00" + item))
	return rowID(sum[:16])
}
