package participant_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// parseCalendar reads a file as a calendar does (RFC 5545): lines end with CRLF and
// have at most 75 bytes, one that begins with a blank goes on, and a backslash
// protects what follows. It returns the properties of each date, by name.
func parseCalendar(t *testing.T, file string) []map[string]string {
	t.Helper()
	if !strings.HasSuffix(file, "\r\n") || strings.Contains(strings.ReplaceAll(file, "\r\n", ""), "\n") {
		t.Fatalf("lines do not end with CRLF:\n%q", file)
	}
	for _, line := range strings.Split(file, "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
	}
	lines := strings.Split(strings.TrimSuffix(strings.ReplaceAll(file, "\r\n ", ""), "\r\n"), "\r\n")
	if lines[0] != "BEGIN:VCALENDAR" || lines[1] != "VERSION:2.0" || lines[len(lines)-1] != "END:VCALENDAR" {
		t.Fatalf("no calendar:\n%s", file)
	}
	var dates []map[string]string
	for _, line := range lines {
		name, value, found := strings.Cut(line, ":")
		if !found {
			t.Fatalf("a line without a value: %q", line)
		}
		if line == "BEGIN:VEVENT" {
			dates = append(dates, map[string]string{})
			continue
		}
		name, _, _ = strings.Cut(name, ";")
		if len(dates) > 0 && name != "END" {
			dates[len(dates)-1][name] = unescaped(value)
		}
	}
	return dates
}

func unescaped(value string) string {
	var b strings.Builder
	for at := 0; at < len(value); at++ {
		if value[at] == '\\' && at+1 < len(value) {
			if at++; value[at] == 'n' || value[at] == 'N' {
				b.WriteByte('\n')
				continue
			}
		}
		b.WriteByte(value[at])
	}
	return b.String()
}

// A calendar file says when results come and when groups meet, in the language of
// its address, the same to everybody.
func TestCalendar(t *testing.T) {
	t.Parallel()
	now := time.Now().UTC().Truncate(time.Minute)
	s := servicetest.New(t, servicetest.Secure)
	const title = "Über „Bildung“, Sprache; und Arbeit\\Ausbildung in einer Zeile, die für eine Zeile zu lang ist: ä ö ü"
	text := func(words string) forms.Text { return forms.Text{"de": words, "ar": "التعليم " + words} }
	d := &forms.Definition{
		Event: forms.Event{
			Key: "kalender", Title: text("Konferenz"), Zone: "Europe/Berlin", Languages: []string{"de", "ar"}, MinGroup: 5, Retention: 90,
			Starts: now.Add(-time.Hour), Ends: now.Add(3 * time.Hour), Results: forms.ResultsAfterClosing,
		},
		Forms: []forms.Form{{Key: "bogen", Title: text("Bogen"), Questions: []forms.Question{{Key: "dabei", Kind: forms.KindYesNo, Text: text("Dabei?")}}}},
		Sessions: []forms.SessionDefinition{
			{FormKey: "bogen", Session: forms.Session{
				Key: "bildung", Kind: forms.Workshop, Title: text(title), Starts: now.Add(-time.Hour), Ends: now.Add(time.Hour),
				Opens: forms.OpenBySchedule, ClosesAfter: 15, NextMeeting: now.AddDate(0, 2, 0),
			}},
			{FormKey: "bogen", Session: forms.Session{Key: "arbeit", Kind: forms.Workshop, Title: text("Arbeit"), State: forms.StateOpen}},
		},
	}
	done, err := s.Store.Import(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := s.Store.Sessions(t.Context(), done.Event.ID)
	if err != nil {
		t.Fatal(err)
	}
	const layout = "20060102T150405Z"
	for code, want := range map[string]map[string]time.Time{
		done.Event.Code:  {"results-" + done.Event.Code: done.Event.Ends, "meeting-" + sessions[0].Code: sessions[0].NextMeeting},
		sessions[0].Code: {"results-" + sessions[0].Code: sessions[0].Ends.Add(15 * time.Minute), "meeting-" + sessions[0].Code: sessions[0].NextMeeting},
		sessions[1].Code: {"results-" + sessions[1].Code: done.Event.Ends},
	} {
		r := s.Get(t, "/"+code+"/de/calendar.ics")
		r.WantStatus(t, http.StatusOK)
		if got := r.Header.Get("Content-Type"); got != "text/calendar; charset=utf-8" {
			t.Errorf("%s: Content-Type %q", code, got)
		}
		if again := s.Get(t, "/"+code+"/de/calendar.ics"); again.Body != r.Body || again.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: another file for somebody else", code)
		}
		got := map[string]time.Time{}
		for _, date := range parseCalendar(t, r.Body) {
			name, host, _ := strings.Cut(date["UID"], "@")
			at, err := time.Parse(layout, date["DTSTART"])
			if err != nil || host == "" || date["DTSTAMP"] == "" || date["SUMMARY"] == "" {
				t.Errorf("%s: %v, %v", code, date, err)
			}
			got[name] = at
		}
		if !maps.EqualFunc(got, want, time.Time.Equal) {
			t.Errorf("%s: dates %v, want %v", code, got, want)
		}
	}
	for lang, want := range map[string][]string{
		"de": {"Ergebnisse: " + title, "Treffen der Gruppe: " + title}, "ar": {"النتائج: التعليم " + title, "لقاء المجموعة: التعليم " + title},
	} {
		var titles []string
		for _, date := range parseCalendar(t, s.Get(t, "/"+sessions[0].Code+"/"+lang+"/calendar.ics").Body) {
			titles = append(titles, date["SUMMARY"])
		}
		if !slices.Equal(titles, want) {
			t.Errorf("%s: titles %q, want %q", lang, titles, want)
		}
	}
	s.Get(t, "/K1NDA/de/calendar.ics").WantStatus(t, http.StatusNotFound) // has no dates
}

// An event may keep its stage for those in the room: phones do not get it then, and no
// page leads there.
func TestReceipt_withoutMirror(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	event, err := s.Store.Event(t.Context(), servicetest.KindsEvent)
	if err != nil {
		t.Fatal(err)
	}
	receipt := s.Post(t, "/"+servicetest.KindsOpen+"/de", servicetest.Answers(string(forms.NewToken()))).Header.Get("Location")
	stage := "/" + servicetest.KindsOpen + "/de/stage"
	for mirror, want := range map[forms.MirrorMode]int{forms.MirrorStage: http.StatusOK, forms.MirrorNone: http.StatusNotFound} {
		d, err := s.Store.Definition(t.Context(), event.ID)
		if err != nil {
			t.Fatal(err)
		}
		d.Event.Mirror = mirror
		if _, err := s.Store.Import(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		s.Get(t, stage).WantStatus(t, want)
		if leads := strings.Contains(s.Get(t, receipt).Body, `href="`+stage+`"`); leads != (want == http.StatusOK) {
			t.Errorf("mirror %q: the receipt leads to it: %v", mirror, leads)
		}
	}
}
