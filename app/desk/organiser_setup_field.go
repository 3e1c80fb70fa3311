package desk

import (
	"slices"
	"strings"

	"resonanz/app/web"
	"resonanz/forms"
)

// fieldKind is a kind of field, as the view "setup_field" knows it.
type fieldKind string

// The kinds of fields.
const (
	fieldLine   fieldKind = "line" // one line of text
	fieldArea   fieldKind = "area"
	fieldList   fieldKind = "list" // lines, each in a field of its own
	fieldNumber fieldKind = "number"
	fieldColour fieldKind = "colour"
	fieldSelect fieldKind = "select"
	fieldRadio  fieldKind = "radio"
	fieldTick   fieldKind = "tick"  // one box
	fieldTicks  fieldKind = "ticks" // several boxes
	fieldMoment fieldKind = "moment"
	fieldPress  fieldKind = "press"  // a button that saves and shows the page anew
	fieldHidden fieldKind = "hidden" // what a script or the next reading needs
	fieldUnused fieldKind = "unused" // not shown, as nothing can be said there yet
)

// field is a field of a part: how it is shown, and how what was typed is read
// into the part's content. Its name is that by which problems call it.
type field struct {
	Name    string
	Kind    fieldKind
	Label   string
	Hint    string
	Choices []choice
	Lang    string // of what is typed, "" for the language of the page
	Dir     string // direction of writing, "auto" unless it is known
	Rows    int    // of an area

	Words   *listWords // of lines that can be shown as a list, too
	Entries []listEntry

	DayLabel, TimeLabel string // of a moment's two controls

	Problem string
	Missing bool   // all that is wrong is that it is empty or not complete
	Theirs  string // what somebody else has saved, if that is something else; only if Differs
	Differs bool
	Unread  string // what to say if it cannot be read; "" for the words of the rule
	Begun   bool   // what cannot be read is only not complete yet

	shown []string                  // the value in the content, for each control
	read  func(typed []string) bool // takes it into the content, or says that it cannot be read
	typed *map[string]string        // of the content: what cannot be read
}

// choice is one of the answers to choose from.
type choice struct {
	Value, Label string
	Hint         string
	Lang         string // of the label, "" for the language of the page
	Chosen       bool
}

// ID returns the id of the field's first control.
func (f *field) ID() string { return "f-" + strings.Map(idRune, f.Name) }

// idRune keeps what style sheets and scripts can name without quotes.
func idRune(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-' {
		return r
	}
	return '-'
}

// Described returns the ids of what belongs to the field.
func (f *field) Described() string {
	var ids []string
	for _, part := range []struct {
		id    string
		there bool
	}{{"h-", f.Hint != ""}, {"e-", f.Problem != ""}, {"t-", f.Differs}} {
		if part.there {
			ids = append(ids, part.id+f.ID()[2:])
		}
	}
	return strings.Join(ids, " ")
}

// Value returns what the control shows, or the first of them.
func (f *field) Value() string {
	if f.Kind == fieldArea {
		return strings.Join(f.values(), "\n")
	}
	return f.value(0)
}

// Second returns what the second control shows: the time of a moment.
func (f *field) Second() string { return f.value(1) }

func (f *field) value(i int) string {
	values := f.values()
	if i < len(values) {
		return values[i]
	}
	return ""
}

// values returns what was typed and cannot be read, or else what the content has.
func (f *field) values() []string {
	if typed, ok := (*f.typed)[f.Name]; ok {
		return strings.Split(typed, "\n")
	}
	return f.shown
}

// Options returns the choices, with those that are chosen.
func (f *field) Options() []choice {
	options, values := slices.Clone(f.Choices), f.values()
	for i := range options {
		options[i].Chosen = slices.Contains(values, options[i].Value)
	}
	return options
}

// Ticked reports whether the box is ticked.
func (f *field) Ticked() bool { return f.Value() == ticked }

// Plain reports whether a date or a time is typed as text, because the browser's
// own control would not show it.
func (f *field) Plain() bool { _, unread := (*f.typed)[f.Name]; return unread }

// ticked is the value of a box.
const ticked = "yes"

// addProblem puts a problem beside the field. The first one stays.
func (f *field) addProblem(problem forms.Problem, text string) {
	missing := problem.Rule == "missing"
	if f.Problem != "" && (missing || !f.Missing) {
		return
	}
	f.Problem, f.Missing = text, missing
	if f.Plain() && f.Unread != "" {
		f.Problem, f.Missing = f.Unread, f.Begun
	}
}

// findField returns the field to which the name in a problem belongs, nil for none.
func findField(groups []fieldGroup, name string) *field {
	for _, group := range groups {
		for _, f := range group.Fields {
			if rest, ok := strings.CutPrefix(name, f.Name); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
				return f
			}
		}
	}
	return nil
}

// readFields reads what was sent into the content. A field of which nothing was
// sent stays as it is, but for boxes: browsers do not send those without a tick.
func readFields(groups []fieldGroup, content forms.PartContent, values forms.Values) {
	typed := typedOf(content)
	for _, group := range groups {
		for _, f := range group.Fields {
			given, sent := values[f.Name], values[f.Name] != nil || f.Kind == fieldTick || f.Kind == fieldTicks
			if f.Kind == fieldMoment {
				sent = values[f.Name+".day"] != nil || values[f.Name+".time"] != nil
				given = []string{forms.Clean(web.FirstValue(values, f.Name+".day")), forms.Clean(web.FirstValue(values, f.Name+".time"))}
			}
			if !sent {
				continue
			}
			delete(*typed, f.Name)
			if f.read(given) {
				continue
			}
			if *typed == nil {
				*typed = map[string]string{}
			}
			(*typed)[f.Name] = strings.Join(given, "\n")
		}
	}
	if len(*typed) == 0 {
		*typed = nil
	}
}

// typedOf returns where a content keeps what cannot be read.
func typedOf(content forms.PartContent) *map[string]string {
	switch part := content.(type) {
	case *forms.EventPart:
		return &part.Typed
	case *forms.FormPart:
		return &part.Typed
	case *forms.QuestionPart:
		return &part.Typed
	case *forms.SessionPart:
		return &part.Typed
	}
	panic("a part of a new kind")
}

// compareFields puts beside each field what the other version has, if that is
// something else. The versions may have different fields.
func compareFields(mine, theirs []fieldGroup) []fieldGroup {
	others := map[string]*field{}
	for _, group := range theirs {
		for _, f := range group.Fields {
			others[f.Name] = f
		}
	}
	for _, group := range mine {
		for _, f := range group.Fields {
			if other := others[f.Name]; other != nil && !slices.Equal(f.values(), other.values()) {
				f.Differs, f.Theirs = true, other.inWords()
			}
		}
	}
	return mine
}

// inWords returns what the field says, as it is read and not typed.
func (f *field) inWords() string {
	switch f.Kind {
	case fieldSelect, fieldRadio, fieldTick, fieldTicks:
		var words []string
		for _, option := range f.Options() {
			if option.Chosen {
				words = append(words, option.Label)
			}
		}
		return strings.Join(words, ", ")
	case fieldArea, fieldList:
		return strings.Join(f.values(), "\n")
	}
	return strings.TrimSpace(strings.Join(f.values(), " "))
}
