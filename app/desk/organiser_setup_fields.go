package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"resonanz/forms"
)

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
