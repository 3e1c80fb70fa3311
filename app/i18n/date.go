package i18n

import (
	"fmt"
	"strings"
	"time"
)

// Dates are written with the names and patterns of the catalogue, the same
// Gregorian calendar and 24 hours in every language: they stand on signs and
// programmes beside each other. A time is written in the zone that it carries.

// Date writes a day: "17. November 2016".
func (p *Printer) Date(t time.Time) string { return p.pattern("date.day", t) }

// Time writes a time of day: "14:30 Uhr".
func (p *Printer) Time(t time.Time) string {
	return p.T("date.time", "time", clock(t))
}

// TimeRange writes from when until when something is on that day: "14:30 bis
// 16:00 Uhr". Without an end it is the beginning alone.
func (p *Printer) TimeRange(from, to time.Time) string {
	if to.IsZero() {
		return p.Time(from)
	}
	return p.T("date.time_range", "from", clock(from), "to", clock(to))
}

// DateRange writes when an event is: its day with the times, or its first and
// last day. Without an end it is the day and time of the beginning.
func (p *Printer) DateRange(from, to time.Time) string {
	if to.IsZero() || from.Format(time.DateOnly) == to.Format(time.DateOnly) {
		return p.T("date.day_and_times", "day", p.pattern("date.weekday", from), "times", p.TimeRange(from, to))
	}
	return p.T("date.day_range", "from", p.Date(from), "to", p.Date(to))
}

// pattern fills a date into the text of the key.
func (p *Printer) pattern(key string, t time.Time) string {
	day := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		day = p.T("date.first") // "1er" in French, "1º" in Italian
	}
	return p.T(key,
		"weekday", p.name("date.weekdays", int(t.Weekday())),
		"day", day,
		"month", p.name("date.months", int(t.Month())-1),
		"year", fmt.Sprint(t.Year()))
}

// name returns one name of a list. The loader has seen to it that all lists
// of a key are of the same length.
func (p *Printer) name(key string, i int) string {
	return strings.Split(p.T(key), "|")[i]
}

func clock(t time.Time) string { return t.Format("15:04") }

// isoDate writes an argument that is a date, of the form 2006-01-02 or a
// time.Time. Anything else is written as it is.
func (p *Printer) isoDate(value any) string {
	switch v := value.(type) {
	case time.Time:
		return p.Date(v)
	case string:
		if t, err := time.Parse(time.DateOnly, v); err == nil {
			return p.Date(t)
		}
	}
	return p.value(value)
}
