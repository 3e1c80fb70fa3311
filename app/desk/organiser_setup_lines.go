package desk

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"resonanz/forms"
)

// Sessions are written as lines of text, as a programme or a table has them: a
// time or two, the title and the room ("14:00 Bildung, Kleiner Saal"). Cells are
// apart by tabs, as a table that was copied has them, by "|" or by ";"; without
// these the last comma is before the room. A line with a day alone is about the
// lines after it.

// sessionLine is a line that says a session, or that cannot be read.
type sessionLine struct {
	Number      int // from 1, as typed
	Typed       string
	Title, Room string
	From, To    time.Time // in the zone of the event; zero if not said
	Problem     string    // key of a text below setup.lines, "" if the line can be read
}

// What may be wrong with a line.
const (
	lineTime  = "time"  // there is no such time
	lineDay   = "day"   // there is no such day
	lineNoDay = "noday" // a time, and nobody knows of which day
	lineEnds  = "ends"  // ends before it starts
	lineTitle = "title" // nothing but a time
	lineMore  = "more"  // more than title and room
	lineLong  = "long"  // a title or room that is too long
)

// lineReader reads lines one after the other.
type lineReader struct {
	first time.Time // midnight of the event's first day in its zone, zero if not known
	day   time.Time // of the lines that follow
}

// readSessionLines reads what was typed. The event starts on the first day, in
// whose zone the times are; it may be zero. What says nothing (empty lines, days,
// the head of a table) is left out.
func readSessionLines(typed string, starts time.Time) []sessionLine {
	r := lineReader{}
	if !starts.IsZero() {
		r.first = midnight(starts)
		r.day = r.first
	}
	var lines []sessionLine
	n := 0
	for line := range strings.Lines(typed) {
		n++
		read := sessionLine{Number: n, Typed: forms.Clean(strings.ReplaceAll(line, "\t", " "))}
		if r.read(&read, line) {
			lines = append(lines, read)
		}
	}
	return lines
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// read reads a line and reports whether it is about a session.
func (r *lineReader) read(into *sessionLine, line string) bool {
	cells := cellsOf(line)
	if len(cells) == 0 || isHead(cells) {
		return false
	}
	var texts []string
	var from, to clock
	for _, cell := range cells {
		if day, problem, ok := r.readDate(cell); ok {
			if r.day = day; problem != "" {
				into.Problem = problem
			}
			continue
		}
		first, second, rest := cutTimes(cell)
		if from.said || !first.said {
			if from.said && !to.said && first.said && rest == "" {
				to = first // a column of its own
				continue
			}
			rest = cell
		} else {
			from, to = first, second
		}
		if rest != "" {
			texts = append(texts, rest)
		}
	}
	if len(texts) == 0 && !from.said {
		return into.Problem != "" // a day alone
	}
	if len(texts) == 1 && len(cells) == 1 {
		texts = cutRoom(texts[0], &from, &to)
	}
	r.fill(into, texts, from, to)
	return true
}

// fill puts together what a line says.
func (r *lineReader) fill(into *sessionLine, texts []string, from, to clock) {
	wrong := func(problem string, is bool) {
		if is && into.Problem == "" {
			into.Problem = problem
		}
	}
	if len(texts) > 0 {
		into.Title = texts[0]
	}
	if len(texts) > 1 {
		into.Room = texts[1]
	}
	wrong(lineTime, from.wrong() || to.wrong())
	wrong(lineTitle, into.Title == "")
	wrong(lineMore, len(texts) > 2)
	wrong(lineLong, utf8.RuneCountInString(into.Title) > forms.MaxLabelLength || utf8.RuneCountInString(into.Room) > forms.MaxRoomLength)
	wrong(lineNoDay, from.said && r.day.IsZero())
	if into.Problem != "" {
		return
	}
	into.From, into.To = from.on(r.day), to.on(r.day)
	wrong(lineEnds, to.said && !into.To.After(into.From))
}

// cellsOf returns what of a line stands apart, each cleaned.
func cellsOf(line string) []string {
	by := ""
	for _, separator := range []string{"\t", "|", ";"} {
		if by == "" && strings.Contains(strings.Trim(line, " \r\n"), separator) {
			by = separator
		}
	}
	split := []string{line}
	if by != "" {
		split = strings.Split(line, by)
	}
	var cells []string
	for _, cell := range split {
		cell = oneLine(forms.Clean(cell))
		if len(cells) == 0 {
			cell = strings.TrimLeft(cell, "•·*‣▪–—- ")
		}
		if cell != "" {
			cells = append(cells, cell)
		}
	}
	if by != "" && len(cells) == 1 { // a comma in it does not begin a room
		cells = append(cells, "")
	}
	return cells
}

// cutRoom cuts a text at its last comma. A time may stand at the end, too.
func cutRoom(text string, from, to *clock) []string {
	cut := strings.LastIndex(text, ",")
	if cut < 0 {
		return []string{text}
	}
	title, room := strings.TrimSpace(text[:cut]), strings.TrimSpace(text[cut+1:])
	if first, second, rest := cutTimes(room); first.said && rest == "" && !from.said {
		*from, *to = first, second
		return cutRoom(title, from, to)
	}
	if title == "" || room == "" {
		return []string{title + room}
	}
	return []string{title, room}
}

// headWords are the words of which the head of a table is made.
var headWords = []string{
	"zeit", "uhrzeit", "beginn", "von", "ende", "bis", "titel", "thema", "programm", "programmpunkt", "raum", "ort", "saal", "datum", "tag",
	"time", "start", "starts", "from", "end", "ends", "to", "until", "title", "topic", "session", "programme", "room", "place", "date", "day",
}

// isHead reports whether the cells are the head of a table.
func isHead(cells []string) bool {
	return len(cells) > 1 && !slices.ContainsFunc(cells, func(cell string) bool {
		return cell != "" && !slices.Contains(headWords, strings.ToLower(strings.TrimRight(cell, ":")))
	})
}

// clock is a time of day. What is said may be wrong, such as 25:00.
type clock struct {
	said         bool
	hour, minute int
}

func (c clock) wrong() bool { return c.said && (c.hour > 23 || c.minute > 59) }

// on returns the time on a day, zero if no time was said.
func (c clock) on(day time.Time) time.Time {
	if !c.said {
		return time.Time{}
	}
	return time.Date(day.Year(), day.Month(), day.Day(), c.hour, c.minute, 0, 0, day.Location())
}

// A time of day, and two of them. Seconds, which a table may have, are left out.
const oneTime = `(\d{1,2})(?:[:.](\d{2})(?::\d{2})?)?(?: ?(uhr|h|[ap]\.?m\.?))?`

var (
	timeRule  = regexp.MustCompile(`(?i)^` + oneTime)
	timesRule = regexp.MustCompile(`(?i)^(?:von |from )?` + oneTime + ` ?(?:-|–|—|bis|to|until) ?` + oneTime)
	badTime   = regexp.MustCompile(`^\d+:\d`)
)

// cutTimes returns the times with which a text begins and what comes after them.
// An hour alone is a time only if a word says so: "3 Fragen" is none.
func cutTimes(text string) (from, to clock, rest string) {
	if m := timesRule.FindStringSubmatch(text); m != nil && apart(text[len(m[0]):]) && (m[5] != "" || m[6] != "") {
		unit := m[3]
		if unit == "" {
			unit = m[6]
		}
		return newClock(m[1], m[2], unit), newClock(m[4], m[5], m[6]), afterTime(text[len(m[0]):])
	}
	if m := timeRule.FindStringSubmatch(text); m != nil && apart(text[len(m[0]):]) && (m[2] != "" || m[3] != "") {
		return newClock(m[1], m[2], m[3]), clock{}, afterTime(text[len(m[0]):])
	}
	if m := badTime.FindString(text); m != "" {
		_, after, _ := strings.Cut(text, " ")
		return clock{said: true, hour: 99}, clock{}, afterTime(after)
	}
	return clock{}, clock{}, text
}

// apart reports whether what comes after a time is not a part of it.
func apart(rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || !unicode.IsLetter(next) && !unicode.IsDigit(next) && next != '.'
}

func afterTime(rest string) string { return strings.TrimLeft(rest, " ,:–—-") }

func newClock(hour, minute, unit string) clock {
	c := clock{said: true}
	for _, digit := range hour {
		c.hour = 10*c.hour + int(digit-'0')
	}
	for _, digit := range minute {
		c.minute = 10*c.minute + int(digit-'0')
	}
	switch unit = strings.ToLower(unit + " ")[:1]; {
	case unit == "p" && c.hour < 12:
		c.hour += 12
	case unit == "a" && c.hour == 12:
		c.hour = 0
	}
	return c
}
