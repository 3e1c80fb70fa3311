package desk

import (
	"slices"
	"strconv"
	"strings"

	"resonanz/app/web"
	"resonanz/forms"
)

// Options are shown as lines of text or, as a list, with a field for each line and
// buttons that move and remove it. Both are read alike: see organiser_setup_options.go.

// listWords are what the buttons of a list say.
type listWords struct{ Up, Down, Remove, Add, AsLines, AsList string }

// listEntry is one line in a list of fields.
type listEntry struct {
	N           int // from 1
	Value       string
	Label       string
	First, Last bool // of those that are filled in
	Empty       bool
}

// The buttons of a list, whose values are VERB:FIELD:NUMBER, and those that show
// the options in the other way, after saving.
const (
	listUp      = "up"
	listDown    = "down"
	listRemove  = "remove"
	thenAsList  = "list"
	thenAsLines = "lines"
)

// fieldAs says how options are shown; asList is its value for a list.
const (
	fieldAs = "as"
	asList  = "list"
)

// minEntries is how many fields a list has at least; one more than there are
// lines is empty.
const minEntries = 3

// asEntries makes a field of lines a list of fields if the page shows such.
func (m fieldsOf) asEntries(f *field) *field {
	f.Words = &listWords{
		Up: m.page.T("setup.up"), Down: m.page.T("setup.down"), Remove: m.page.T("setup.remove"), Add: m.page.T("setup.question.add_entry"),
		AsLines: m.page.T("setup.question.as_lines"), AsList: m.page.T("setup.question.as_list"),
	}
	if !m.page.AsList {
		return f
	}
	f.Kind = fieldList
	lines := strings.Split(strings.Join(f.values(), "\n"), "\n")
	filled := slices.DeleteFunc(lines, func(line string) bool { return strings.TrimSpace(line) == "" })
	for n := 1; n <= max(minEntries, len(filled)+1); n++ {
		entry := listEntry{N: n, Label: m.page.T("setup.question.entry", "n", n), First: n == 1, Last: n >= len(filled), Empty: n > len(filled)}
		if !entry.Empty {
			entry.Value = filled[n-1]
		}
		f.Entries = append(f.Entries, entry)
	}
	return f
}

// pressedInList does to the values of a form what a button of a list says, and
// returns the id of the field to go on with, "" if no such button was pressed.
func pressedInList(values forms.Values) (next string) {
	verb, name, number := cutDo(web.FirstValue(values, fieldThen))
	n, err := strconv.Atoi(number)
	entries := values[name]
	if err != nil || n < 1 || n > len(entries) {
		return ""
	}
	entries = slices.Clone(entries)
	at := n - 1
	switch {
	case verb == listUp && at > 0:
		entries[at-1], entries[at] = entries[at], entries[at-1]
		n--
	case verb == listDown && at < len(entries)-1:
		entries[at+1], entries[at] = entries[at], entries[at+1]
		n++
	case verb == listRemove:
		entries = slices.Delete(entries, at, at+1)
	case verb != listUp && verb != listDown:
		return ""
	}
	values[name] = entries
	return "f-" + name + "-" + strconv.Itoa(n)
}

// savedAt returns the query and the place of the page that follows a saving.
func (t *typed) savedAt(list bool) string {
	to := "?" + querySaved
	if list && t.then != thenAsLines || t.then == thenAsList {
		to += "&" + fieldAs + "=" + asList
	}
	if t.changed != "" {
		to += "&" + queryChanged + "=" + t.changed
	}
	if t.next != "" {
		to += "#" + t.next
	}
	return to
}
