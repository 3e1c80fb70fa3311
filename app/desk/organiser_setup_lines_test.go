package desk

import (
	"strings"
	"testing"
	"time"

	"resonanz/forms"
)

var eventStarts = time.Date(2027, 5, 4, 9, 0, 0, 0, time.FixedZone("CEST", 7200))

// inWordsOf writes what was read of a line: day, times, title and room, or what is wrong.
func inWordsOf(line *sessionLine) string {
	if line.Problem != "" {
		return "!" + line.Problem
	}
	words := ""
	if !line.From.IsZero() {
		words = line.From.Format("2.1. 15:04")
	}
	if !line.To.IsZero() {
		words += "-" + line.To.Format("15:04")
	}
	return words + "/" + line.Title + "/" + line.Room
}

func TestReadSessionLines(t *testing.T) {
	for typed, want := range map[string]string{
		"14:00 Bildung, Kleiner Saal":                         "4.5. 14:00/Bildung/Kleiner Saal",
		"14:00–15:30 Bildung | Kleiner Saal":                  "4.5. 14:00-15:30/Bildung/Kleiner Saal",
		"14.00 - 15.30 Uhr: Bildung":                          "4.5. 14:00-15:30/Bildung/",
		"• 9 bis 10 Uhr, Begrüßung":                           "4.5. 09:00-10:00/Begrüßung/",
		"14:00\t15:30\tBildung, Arbeit\tKleiner Saal":         "4.5. 14:00-15:30/Bildung, Arbeit/Kleiner Saal",
		"Bildung\tSaal\t14:00:00":                             "4.5. 14:00/Bildung/Saal",
		"14:00 Bildung, Arbeit und Teilhabe |":                "4.5. 14:00/Bildung, Arbeit und Teilhabe/",
		"14:00; Bildung; Saal 2":                              "4.5. 14:00/Bildung/Saal 2",
		"2:30 pm–4 pm Housing, Room 2":                        "4.5. 14:30-16:00/Housing/Room 2",
		"9–10 am Welcome":                                     "4.5. 09:00-10:00/Welcome/",
		"12:15 am Night":                                      "4.5. 00:15/Night/",
		"Bildung, Kleiner Saal, 14:00–15:30":                  "4.5. 14:00-15:30/Bildung/Kleiner Saal",
		"3 Fragen an die Stadt, Foyer":                        "/3 Fragen an die Stadt/Foyer",
		"14:00 – 3 Fragen":                                    "4.5. 14:00/3 Fragen/",
		"Bildung":                                             "/Bildung/",
		"Zeit\tTitel\tRaum\n14:00\tBildung\tSaal":             "4.5. 14:00/Bildung/Saal",
		"5.5.2027\n10:00 Wohnen":                              "5.5. 10:00/Wohnen/",
		"Mittwoch, 5. Mai 2027:\n10:00 Wohnen":                "5.5. 10:00/Wohnen/",
		"May 5\n10:00 Wohnen\n2027-05-06\n\n11 Uhr Abschluss": "5.5. 10:00/Wohnen/ 6.5. 11:00/Abschluss/",
		"Freitag\n10:00 Wohnen":                               "7.5. 10:00/Wohnen/",
		"05.05.2027\t10:00\tWohnen\n\t11:00\tArbeit":          "5.5. 10:00/Wohnen/ 5.5. 11:00/Arbeit/",
		"25:00 Bildung":                                       "!time",
		"14:75 Bildung":                                       "!time",
		"14:0 Bildung":                                        "!time",
		"31.2.2027\n10:00 Wohnen":                             "!day !noday",
		"14:00":                                               "!title",
		"15:00–14:00 Bildung":                                 "!ends",
		"14:00 | Bildung | Saal | Frau Kaya":                  "!more",
		"14:00 " + strings.Repeat("x", 301):                   "!long",
		" \n\n":                                               "",
		"14:00 <b>Tag der نزاهة</b>, قاعة":                    "4.5. 14:00/<b>Tag der نزاهة</b>/قاعة",
	} {
		var words []string
		for _, line := range readSessionLines(typed, eventStarts) {
			words = append(words, inWordsOf(&line))
		}
		if got := strings.Join(words, " "); got != want {
			t.Errorf("%q is read as %q, not %q", typed, got, want)
		}
	}
	if got := readSessionLines("14:00 Bildung", time.Time{}); got[0].Problem != lineNoDay {
		t.Errorf("a time of no day is %+v", got[0])
	}
	if got := readSessionLines("a\n\n25:00 b", eventStarts); got[1].Number != 3 || got[1].Typed != "25:00 b" {
		t.Errorf("the line is %+v", got[1])
	}
}

// Whatever is typed is read as a session or has a problem, and what is written
// plainly is read as it was meant.
func FuzzReadSessionLines(f *testing.F) {
	f.Add("14:00–15:30 Bildung | Kleiner Saal", "Wohnen", uint16(840))
	f.Add("Freitag\n25:00\t\t;|,\n1.1.", "3. Markt", uint16(0))
	f.Fuzz(func(t *testing.T, typed, title string, minute uint16) {
		for _, line := range readSessionLines(typed, eventStarts) {
			if line.Problem == "" && (line.Title == "" || !line.To.IsZero() && !line.To.After(line.From)) {
				t.Errorf("%q is read as %+v", line.Typed, line)
			}
		}
		title = oneLine(strings.NewReplacer("|", "", ";", "", "\t", " ").Replace(forms.Clean(title)))
		if title == "" || strings.TrimLeft(title, " ,:–—-•·*‣▪") != title || len(title) > 300 {
			return
		}
		if from, _, _ := cutTimes(title); from.said {
			return
		}
		at := midnight(eventStarts).Add(time.Duration(minute%1440) * time.Minute)
		lines := readSessionLines(at.Format("15:04")+"\t"+title+"\tSaal", eventStarts)
		if _, _, day := (&lineReader{first: midnight(eventStarts)}).readDate(title); day {
			return
		}
		if len(lines) != 1 || lines[0].Title != title || lines[0].Room != "Saal" || !lines[0].From.Equal(at) {
			t.Errorf("%q at %v is read as %+v", title, at, lines)
		}
	})
}
