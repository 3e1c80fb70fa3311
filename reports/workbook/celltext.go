package workbook

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// maxCellText is the most a cell holds, in UTF-16 code units (Microsoft,
// "Excel specifications and limits").
const maxCellText = 32767

// escapeLike is what a reader of the file takes for an escaped character
// (ISO/IEC 29500-1, 22.9.2.19, ST_Xstring).
var escapeLike = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// cellText returns the text as a string cell has to hold it: characters that
// XML cannot hold replaced by U+FFFD, cut visibly at maxCellText, and anything
// that looks like an escape escaped itself. Shared strings, other than
// streamed rows, are not escaped by excelize.
//
// A text that starts with = + - or @ stays what it is: a string cell is never
// taken for a formula; see look.quoted for what happens when somebody edits it.
func cellText(s string) string {
	s = cut(printable(s), maxCellText)
	if !strings.Contains(s, "_x") {
		return s
	}
	return escapeOverlapping(s)
}

// escapeOverlapping escapes the underscore of every escape-like run, also
// where one starts with the underscore that ends another.
func escapeOverlapping(s string) string {
	var b strings.Builder
	for {
		at := escapeLike.FindStringIndex(s)
		if at == nil {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:at[0]])
		b.WriteString("_x005F_")
		s = s[at[0]+1:]
	}
}

// formulaLike reports whether a spreadsheet program takes the text for a formula
// when it is typed (OWASP, "CSV Injection"; the wide forms of the signs count
// too, and blanks before them do not help).
func formulaLike(text string) bool {
	start := strings.TrimLeftFunc(text, func(r rune) bool {
		return r != '\t' && r != '\n' && (unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == '\uFFFD')
	})
	first, _ := utf8.DecodeRuneInString(start)
	return start != "" && strings.ContainsRune("=+-@\t\n＝＋－＠", first)
}

// printable replaces what XML 1.0 cannot hold (section 2.2, Char) and invalid
// UTF-8 by U+FFFD, and makes line breaks one kind.
func printable(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\n' || r == '\t' || r >= 0x20 && r != 0xFFFE && r != 0xFFFF:
			return r
		}
		return '\uFFFD'
	}, s)
}

// cut returns the text with at most limit UTF-16 code units, with … as the
// last if something is cut off; never half a character.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	limit = max(limit, 1)
	units, keep := 0, 0
	for i, r := range s {
		n := utf16.RuneLen(r)
		if units+n > limit {
			return s[:keep] + "…"
		}
		units += n
		if units <= limit-1 {
			keep = i + len(string(r))
		}
	}
	return s
}

// maxSheetName is the longest name of a sheet, in UTF-16 code units.
const maxSheetName = 31

// sheetName returns a name that Excel takes, close to the title and different,
// without regard to case, from those already taken, and takes it.
func sheetName(title string, taken map[string]bool) string {
	title = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`[]:*?/\`, r):
			return '-'
		case r < 0x20 || r == 0x7F || r == 0xFFFD:
			return ' '
		}
		return r
	}, printable(title))
	title = strings.Trim(strings.Join(strings.Fields(title), " "), "' ")
	if title == "" {
		title = "-"
	}
	name := strings.TrimRight(cut(title, maxSheetName), "' ")
	for n := 2; taken[strings.ToLower(name)] || strings.EqualFold(name, "History"); n++ {
		suffix := " (" + strconv.Itoa(n) + ")"
		name = cut(title, maxSheetName-len(suffix)) + suffix
	}
	taken[strings.ToLower(name)] = true
	return name
}
