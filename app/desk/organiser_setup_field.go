package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"resonanz/app/web"
	"resonanz/forms"
)

// fieldKind is a kind of field, as the view "setup_field" knows it.
type fieldKind string

// The kinds of fields.
const (
	fieldLine   fieldKind = "line" // one line of text
	fieldArea   fieldKind = "area"
	fieldNumber fieldKind = "number"
	fieldColour fieldKind = "colour"
	fieldSelect fieldKind = "select"
	fieldRadio  fieldKind = "radio"
	fieldTick   fieldKind = "tick"  // one box
	fieldTicks  fieldKind = "ticks" // several boxes
	fieldMoment fieldKind = "moment"
	fieldHidden fieldKind = "hidden" // what a script or the next reading needs
	fieldUnused fieldKind = "unused" // not shown, as nothing can be said there yet
)

// fieldGroup is a group of fields under a heading.
type fieldGroup struct {
	Heading string
	Hint    string
	Fold    bool // folded up, until something in it is wrong
	Fields  []*field
}

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

	DayLabel, TimeLabel string // of a moment's two controls

	Problem string
	Missing bool   // all that is wrong is that it is empty
	Theirs  string // what somebody else has saved, if that is something else; only if Differs
	Differs bool
	Unread  string // what to say if it cannot be read; "" for the words of the rule

	shown []string                  // the value in the content, for each control
	read  func(typed []string) bool // takes it into the content, or says that it cannot be read
	typed *map[string]string        // of the content: what cannot be read
}

// Wrong reports whether something in the group is.
func (g fieldGroup) Wrong() bool {
	return slices.ContainsFunc(g.Fields, func(f *field) bool { return f.Problem != "" || f.Differs })
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
		f.Problem = f.Unread
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
	case fieldArea:
		return strings.Join(f.values(), "\n")
	}
	return strings.TrimSpace(strings.Join(f.values(), " "))
}

// fieldsOf makes the fields of a content. Their texts are setup.<page>.<name>, and
// for a hint setup.<page>.<name>_hint.
type fieldsOf struct {
	page   *setupPage
	prefix string // of the keys of texts
	typed  *map[string]string
}

func (p *partPage) fieldsOf(page string) fieldsOf {
	return fieldsOf{page: p.setupPage, prefix: "setup." + page + ".", typed: typedOf(p.Content)}
}

func (m fieldsOf) field(name string, kind fieldKind, read func([]string) bool, shown ...string) *field {
	f := &field{Name: name, Kind: kind, Label: m.page.T(m.prefix + name), Dir: "auto", shown: shown, typed: m.typed}
	f.read = read
	return f
}

// hinted adds the hint of the field.
func (m fieldsOf) hinted(f *field, args ...any) *field {
	f.Hint = m.page.T(m.prefix+f.Name+"_hint", args...)
	return f
}

// words is a line of text in no language of its own.
func (m fieldsOf) words(name string, into *string) *field {
	return m.field(name, fieldLine, func(typed []string) bool { *into = typed[0]; return true }, *into)
}

// text is a line of a text in the base language. Its translations stay.
func (m fieldsOf) text(name string, into *forms.Text) *field {
	base := m.page.Whole.Event.Base()
	f := m.field(name, fieldLine, func(typed []string) bool {
		if *into == nil {
			*into = forms.Text{}
		}
		(*into)[base] = typed[0]
		return true
	}, (*into)[base])
	f.Lang = base
	return f
}

// area is text, of several lines.
func (m fieldsOf) area(name string, into *forms.Text, rows int) *field {
	f := m.text(name, into)
	f.Kind, f.Rows = fieldArea, rows
	return f
}

// number is a whole number; 0 is shown as nothing.
func (m fieldsOf) number(name string, into *int) *field {
	shown := ""
	if *into != 0 {
		shown = strconv.Itoa(*into)
	}
	f := m.field(name, fieldNumber, func(typed []string) (ok bool) {
		*into, ok = readNumber(typed[0])
		return ok
	}, shown)
	f.Unread, f.Dir = m.page.T("setup.unread_number"), "ltr"
	return f
}

// readNumber reads a whole number with or without points between the thousands;
// nothing is 0.
func readNumber(typed string) (int, bool) {
	typed = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(forms.Clean(typed))
	if whole, thousands, ok := strings.Cut(typed, "."); ok && len(thousands) == 3 {
		typed = whole + thousands
	}
	if typed == "" {
		return 0, true
	}
	n, err := strconv.Atoi(typed)
	return n, err == nil
}

// tick is a box. Its label stands beside it.
func (m fieldsOf) tick(name string, into *bool) *field {
	shown := ""
	if *into {
		shown = ticked
	}
	f := m.field(name, fieldTick, func(typed []string) bool { *into = slices.Contains(typed, ticked); return true }, shown)
	f.Choices = []choice{{Value: ticked, Label: m.page.T("common.yes")}, {Value: "", Label: m.page.T("common.no")}}
	return f
}

// oneOf is a choice of one, by a list or by buttons.
func (m fieldsOf) oneOf(name string, kind fieldKind, choices []choice, shown string, into func(string)) *field {
	f := m.field(name, kind, func(typed []string) bool { into(typed[0]); return true }, shown)
	f.Choices = choices
	return f
}

// someOf is a choice of several.
func (m fieldsOf) someOf(name string, choices []choice, shown []string, into func([]string)) *field {
	f := m.field(name, fieldTicks, func(typed []string) bool { into(typed); return true }, shown...)
	f.Choices = choices
	return f
}

// moment is a day and a time of day in the event's zone. A day that is left empty
// is the other one, if it is known.
func (m fieldsOf) moment(name string, into *time.Time, same *time.Time) *field {
	zone := m.page.Whole.Event.Location()
	shown := []string{"", ""}
	if !into.IsZero() {
		local := into.In(zone)
		shown = []string{local.Format(time.DateOnly), local.Format("15:04")}
		if same != nil && local.Format(time.DateOnly) == same.In(zone).Format(time.DateOnly) {
			shown[0] = ""
		}
	}
	f := m.field(name, fieldMoment, func(typed []string) bool {
		*into = time.Time{}
		if typed[0] == "" && typed[1] == "" {
			return true
		}
		zone := m.page.Whole.Event.Location() // the zone may have been sent, too
		day, ok := readDay(typed[0])
		if typed[0] == "" && same != nil && !same.IsZero() {
			day, ok = same.In(zone), true
		}
		hour, minute, known := readTime(typed[1])
		if ok && known {
			*into = time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, zone).UTC()
		}
		return ok && known
	}, shown...)
	f.Unread = m.page.T("setup.unread_moment")
	f.DayLabel, f.TimeLabel = m.page.T("setup.day"), m.page.T("setup.time")
	return f
}

// readDay reads a day as browsers send it, or as it is written in German.
func readDay(typed string) (time.Time, bool) {
	typed = strings.Trim(strings.ReplaceAll(typed, " ", ""), ".")
	for _, layout := range []string{time.DateOnly, "2.1.2006", "2.1.06"} {
		if day, err := time.Parse(layout, typed); err == nil {
			return day, true
		}
	}
	return time.Time{}, false
}

// readTime reads a time of day such as 14:30, 14.30 Uhr or 14.
func readTime(typed string) (hour, minute int, ok bool) {
	typed = strings.TrimSpace(strings.TrimSuffix(strings.ReplaceAll(typed, ".", ":"), "Uhr"))
	for _, layout := range []string{"15:04", "15:04:05", "15"} {
		if t, err := time.Parse(layout, typed); err == nil {
			return t.Hour(), t.Minute(), true
		}
	}
	return 0, 0, false
}
