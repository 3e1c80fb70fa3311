package participant

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// calendarPath ends the address of the dates that people can take into their
// calendars. Whoever asks gets the same bytes in a language, and nothing is kept of
// who asks.
const calendarPath = "/calendar.ics"

// calendarDate is one date of a calendar file.
type calendarDate struct {
	name    string // in its UID: the same for ever, so that a calendar updates it
	code    string // of what it is about
	at      time.Time
	title   string
	says    string // the same on a page, with the time
	address string // of a page about it, "" if there is none
}

// dates returns the dates of the visit's session or, for an event, of all of it:
// when results come, and when groups meet next.
func (s *Pages) dates(p *web.Page, v *web.Visit) []calendarDate {
	var dates []calendarDate
	add := func(name, code, title string, at time.Time, address string) {
		zone := v.Event.Location()
		when := p.T("date.day_and_times", "day", p.Date(at.In(zone)), "times", p.Time(at.In(zone)))
		dates = append(dates, calendarDate{
			name: name, code: code, at: at, title: p.T("calendar."+name+"_title", "Title", title), says: p.T("calendar."+name, "When", when), address: address,
		})
	}
	sessions, of := v.Programme.Sessions, p.Text(v.Event.Title).Text
	if v.Session != nil {
		sessions, of = []*forms.Session{v.Session}, p.Text(v.Session.Title).Text
	}
	if v.Event.Results == forms.ResultsAfterClosing {
		add("results", v.Code, of, resultsFrom(v), s.Settings().BaseURL+v.Path(v.Code)+web.ResultsPath)
	}
	for _, session := range sessions {
		if !session.NextMeeting.IsZero() {
			add("meeting", session.Code, p.Text(session.Title).Text, session.NextMeeting, "")
		}
	}
	return dates
}

// resultsFrom returns when results are to be there: once the session has closed by
// its schedule or else, like those of the event, at the end of the event.
func resultsFrom(v *web.Visit) time.Time {
	if v.Session != nil && !v.Session.ClosesAt().IsZero() {
		return v.Session.ClosesAt()
	}
	return v.Event.Ends
}

// upcoming returns what pages say of those of the visit's dates that are still to come.
func (s *Pages) upcoming(p *web.Page, v *web.Visit) []string {
	var says []string
	for _, date := range s.dates(p, v) {
		if date.at.After(s.Now()) {
			says = append(says, date.says)
		}
	}
	return says
}

func (s *Pages) sendCalendar(c *fiber.Ctx) error {
	v, err := s.ReadVisit(c)
	if err != nil {
		return err
	}
	if c.Params("lang") != v.Lang {
		return c.Redirect(v.Path(v.Code)+calendarPath, fiber.StatusSeeOther)
	}
	p := s.NewPage(c)
	dates := s.dates(&p, v)
	if dates == nil {
		return web.ErrNotFound
	}
	c.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="resonanz-`+v.Code+`.ics"`)
	c.Set(fiber.HeaderCacheControl, "private, no-cache") // dates move
	return c.SendString(calendarOf(dates, v.Lang, web.HostOf(s.Settings().BaseURL), p.EventName.Text))
}

// calendarOf writes dates as RFC 5545 has it. A date has no end, as nobody has said
// how long it takes. Nothing in it tells when it was asked for: DTSTAMP, which has to
// be there, is the time of the date itself.
func calendarOf(dates []calendarDate, lang, host, of string) string {
	const utc = "20060102T150405Z"
	var b strings.Builder
	line := func(name, value string) { b.WriteString(folded(name + ":" + value)) }
	text := func(name, value string) { line(name+";LANGUAGE="+lang, escaped(value)) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//Resonanz//Resonanz//EN")
	for _, date := range dates {
		at := date.at.UTC().Format(utc)
		line("BEGIN", "VEVENT")
		line("UID", date.name+"-"+date.code+"@"+host)
		line("DTSTAMP", at)
		line("DTSTART", at)
		text("SUMMARY", date.title)
		text("DESCRIPTION", of)
		if date.address != "" {
			line("URL", date.address)
		}
		line("TRANSP", "TRANSPARENT")
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	return b.String()
}

// escaped writes a text as a value of the type TEXT (RFC 5545, section 3.3.11).
// Calendars do not need the marks that keep the directions of a page's texts apart.
func escaped(text string) string {
	return strings.NewReplacer("\u2068", "", "\u2069", "", "\\", `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace(text)
}

// maxLine is the length of a line in bytes without its end (RFC 5545, section 3.1).
const maxLine = 75

// folded ends a line, and goes on in another one where it is too long, never within
// a character.
func folded(line string) string {
	var b strings.Builder
	for room := maxLine; len(line) > room; room = maxLine - 1 { // a line that goes on begins with a blank
		end := room
		for !utf8.RuneStart(line[end]) {
			end--
		}
		b.WriteString(line[:end] + "\r\n ")
		line = line[end:]
	}
	return b.String() + line + "\r\n"
}
