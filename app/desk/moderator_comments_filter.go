package desk

import (
	"net/url"
	"slices"
	"strings"

	"resonanz/forms"
)

// The states by which comments are filtered, in the order in which they are
// offered. A comment with a star is in two of them.
const (
	statePending  = string(forms.CommentPending)
	stateApproved = string(forms.CommentApproved)
	stateHidden   = string(forms.CommentHidden)
	stateStarred  = "starred"
	stateAll      = "all"
)

var filterStates = []string{statePending, stateApproved, stateHidden, stateStarred, stateAll}

// commentFilter is which comments are on a page, and how.
type commentFilter struct {
	State   string
	Item    string // key of a form, a slash, key of an item; "" for all
	Session string // code, "" for all
	After   string // token of the comment with which the page before ended, "" on the first
	Tokens  string // of the only comments that are wanted, "" for all
	Whole   bool   // texts are shown whole
	Ticked  bool   // lines without hints are ticked
}

// readFilter reads a filter from the values of an address or of a form.
func readFilter(value func(name string) string) commentFilter {
	f := commentFilter{
		State: value("state"), Item: value("item"), Session: value("session"), After: value("after"), Tokens: value("only"),
		Whole: value("whole") == "1", Ticked: value("ticked") == "1",
	}
	if !slices.Contains(filterStates, f.State) {
		f.State = statePending
	}
	return f
}

// query writes the filter as the query of an address. What is as usual is left
// out, and so are the ticks and what only a module asks for.
func (f *commentFilter) query() string {
	values := url.Values{}
	for name, value := range map[string]string{"item": f.Item, "session": f.Session, "after": f.After} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if f.State != statePending {
		values.Set("state", f.State)
	}
	if f.Whole {
		values.Set("whole", "1")
	}
	if f.Ticked {
		values.Set("ticked", "1")
	}
	if len(values) == 0 {
		return "?"
	}
	return "?" + values.Encode()
}

// leaves reports whether the filter leaves the comment.
func (f *commentFilter) leaves(e *entry) bool {
	switch {
	case f.Item != "" && e.asked.value() != f.Item, f.Session != "" && e.session.Code != f.Session, f.Tokens != "" && !f.names(e.ID):
		return false
	case f.State == stateStarred:
		return e.Starred
	}
	return f.State == stateAll || f.State == string(e.Status)
}

// names reports whether the comment is one of the only ones that are wanted.
func (f *commentFilter) names(id string) bool {
	for rest := f.Tokens; len(rest) >= tokenLength; rest = rest[tokenLength:] {
		if strings.HasPrefix(id, rest[:tokenID]) {
			return true
		}
	}
	return false
}
