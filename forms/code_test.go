package forms

import (
	"strings"
	"testing"
)

func TestNormalCode(t *testing.T) {
	t.Parallel()
	tests := []struct{ typed, want string }{
		{"HERN", "HERN"},
		{"hern", "HERN"},
		{"7k2qx", "7K2QX"},
		{" 7K-2 QX ", "7K2QX"},
		{"7k2\u00a0qx", "7K2QX"},
		{"oil0", "0110"},
		{"7K2QXX", ""},
		{"7K2", ""},
		{"", ""},
		{"7K2QU", ""}, // U is no symbol
		{"7K2Ä", ""},
		{"7K2\xff", ""},
		{strings.Repeat("A", 1<<20), ""},
	}
	for _, test := range tests {
		if got := NormalCode(test.typed); got != test.want {
			t.Errorf("NormalCode(%.20q): got %q, want %q", test.typed, got, test.want)
		}
	}
}

func TestNewCode(t *testing.T) {
	t.Parallel()
	for _, length := range []int{EventCodeLength, SessionCodeLength} {
		symbols := map[rune]bool{}
		for range 1000 {
			code := newCode(length)
			if len(code) != length || NormalCode(code) != code {
				t.Fatalf("newCode(%d): got %q, which is not in its written form", length, code)
			}
			for _, symbol := range code {
				symbols[symbol] = true
			}
		}
		if len(symbols) != len(codeAlphabet) {
			t.Errorf("newCode(%d): used %d symbols in a thousand codes, want all %d", length, len(symbols), len(codeAlphabet))
		}
	}
}

func TestParseToken(t *testing.T) {
	t.Parallel()
	const want = Token("0123456789abcdef0123456789abcdef")
	for _, written := range []string{string(want), "01234567-89ab-cdef-0123-456789abcdef", "01234567-89AB-CDEF-0123-456789ABCDEF"} {
		if got, err := ParseToken(written); err != nil || got != want {
			t.Errorf("ParseToken(%q): got %q, %v", written, got, err)
		}
	}
	for _, written := range []string{"", "0123", string(want) + "00", strings.Repeat("g", 32), "' OR 1=1 --"} {
		if got, err := ParseToken(written); CodeOf(err) != CodeInvalid {
			t.Errorf("ParseToken(%q): got %q, %v, want %s", written, got, err, CodeInvalid)
		}
	}
	token := NewToken()
	if got, err := ParseToken(string(token)); err != nil || got != token {
		t.Errorf("a new token is not in its written form: %q, %q, %v", token, got, err)
	}
}

// TestToken_ids checks that the keys under which one person's things are
// stored have nothing in common.
//
// Reference, The receipt: "their keys are hashes of the receipt's token"
func TestToken_ids(t *testing.T) {
	t.Parallel()
	a, b := NewToken(), NewToken()
	ids := map[rowID]string{}
	for name, id := range map[string]rowID{
		"response a": a.responseID(), "response b": b.responseID(),
		"comment a satz": a.commentID("satz"), "comment a mitnehmen": a.commentID("mitnehmen"), "comment b satz": b.commentID("satz"),
	} {
		if other, taken := ids[id]; taken {
			t.Errorf("%s and %s have the same key", name, other)
		}
		ids[id] = name
	}
	again := Token(string(a))
	if a.responseID() != again.responseID() || a.commentID("satz") != again.commentID("satz") {
		t.Error("the same token gives different keys")
	}
}
