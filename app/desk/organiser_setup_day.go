package desk

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The names of days and months in the languages in which organisers write. Each
// list begins again after its last name.
var (
	weekdayNames = strings.Fields(`sonntag montag dienstag mittwoch donnerstag freitag samstag so mo di mi do fr sa
		sunday monday tuesday wednesday thursday friday saturday sun mon tue wed thu fri sat`)
	monthNames = strings.Fields(`januar februar märz april mai juni juli august september oktober november dezember
		jan feb mrz apr mai jun jul aug sep okt nov dez
		january february march april may june july august september october november december
		jan feb mar apr may jun jul aug sept oct nov dec`)
)

var (
	dottedDay  = regexp.MustCompile(`^(\d{1,2})\. ?(\d{1,2})\.(?: ?(\d{4}|\d{2}))?$`)
	isoDay     = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})(?: 00:00(?::00)?)?$`)
	dayFirst   = regexp.MustCompile(`^(\d{1,2})(?:\.|st|nd|rd|th)? (\pL+)\.?(?:,? (\d{4}))?$`)
	monthFirst = regexp.MustCompile(`^(\pL+)\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?$`)
)

// readDate reads a text that is a day and nothing else: 4.5.2027, Dienstag, 4. Mai,
// May 4, 2027 or Freitag, which is that of the week in which the event begins. A
// day without a year is of the event's. ok says that the text means a day; the
// problem, that there is none such.
func (r *lineReader) readDate(text string) (day time.Time, problem string, ok bool) {
	text = strings.ToLower(strings.TrimRight(text, ": "))
	weekday := -1
	if name, rest, _ := strings.Cut(text, " "); slices.Contains(weekdayNames, strings.TrimRight(name, ".,")) {
		weekday = slices.Index(weekdayNames, strings.TrimRight(name, ".,")) % 7
		text = strings.TrimSpace(rest)
	}
	if weekday >= 0 && text == "" {
		return r.dayOfWeek(time.Weekday(weekday))
	}
	year, month, date, ok := dateIn(text)
	if !ok {
		return time.Time{}, "", false
	}
	zone := time.UTC
	if !r.first.IsZero() {
		zone = r.first.Location()
		if year == 0 {
			year = r.first.Year()
		}
	}
	day = time.Date(year, time.Month(month), date, 0, 0, 0, 0, zone)
	if year == 0 || day.Day() != date || int(day.Month()) != month {
		return time.Time{}, lineDay, true
	}
	return day, "", true
}

func (r *lineReader) dayOfWeek(weekday time.Weekday) (day time.Time, problem string, ok bool) {
	if r.first.IsZero() {
		return time.Time{}, lineDay, true
	}
	return r.first.AddDate(0, 0, (int(weekday)-int(r.first.Weekday())+7)%7), "", true
}

// dateIn returns the numbers of a day; the year is 0 if it is not said.
func dateIn(text string) (year, month, day int, ok bool) {
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	monthOf := func(name string) int {
		i := slices.Index(monthNames, name)
		if i < 0 {
			return 0
		}
		return i%12 + 1
	}
	if m := isoDay.FindStringSubmatch(text); m != nil {
		return number(m[1]), number(m[2]), number(m[3]), true
	}
	if m := dottedDay.FindStringSubmatch(text); m != nil {
		if year = number(m[3]); len(m[3]) == 2 {
			year += 2000
		}
		return year, number(m[2]), number(m[1]), true
	}
	if m := dayFirst.FindStringSubmatch(text); m != nil && monthOf(m[2]) > 0 {
		return number(m[3]), monthOf(m[2]), number(m[1]), true
	}
	if m := monthFirst.FindStringSubmatch(text); m != nil && monthOf(m[1]) > 0 {
		return number(m[3]), monthOf(m[1]), number(m[2]), true
	}
	return 0, 0, 0, false
}
