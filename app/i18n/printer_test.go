package i18n

import (
	"math"
	"testing"
	"time"
)

func TestPrinter_T(t *testing.T) {
	t.Parallel()
	c := mustLoadFurther(t)
	de, ar := c.Printer("de"), c.Printer("ar")
	for _, test := range []struct{ got, want string }{
		{de.T("workbook.count.responses", "n", 1), "1 Antwort"},
		{de.T("workbook.count.responses", "n", 0), "0 Antworten"},
		{de.T("workbook.count.responses", "n", int64(12345)), "12.345 Antworten"},
		{de.T("workbook.count.responses", "n", 1.5), "1,5 Antworten"},
		{de.T("workbook.count.responses", "n", "1"), "1 Antwort"},
		{de.T("workbook.count.responses"), "{n} Antworten"},
		{de.T("workbook.count.responses", "n"), "{n} Antworten"},
		{de.T("workbook.count.responses", "m", 1), "{n} Antworten"},
		{de.T("error.number_max", map[string]any{"Max": 2.5}), "Die Zahl darf höchstens 2,5 sein."},
		{de.T("error.number_max", map[string]any(nil)), "Die Zahl darf höchstens {Max} sein."},
		{de.T("error.number_max", "Max", 1.0/3), "Die Zahl darf höchstens 0,333 sein."},
		{de.T("error.number_max", "Max", time.Second), "Die Zahl darf höchstens 1s sein."},
		{de.T("error.date_min", "Min", "2016-11-17"), "Der Tag darf nicht vor dem 17. November 2016 liegen."},
		{de.T("error.date_min", "Min", time.Date(2016, 3, 1, 0, 0, 0, 0, time.UTC)), "Der Tag darf nicht vor dem 1. März 2016 liegen."},
		{de.T("error.date_min", "Min", "never"), "Der Tag darf nicht vor dem never liegen."},
		{de.T("error.too_few", "Min", 1), "Wählen Sie mindestens 1 Antwort aus."},
		{ar.T("workbook.count.responses", "n", 0), "لا إجابات"},
		{ar.T("workbook.count.responses", "n", 2), "إجابتان"},
		{ar.T("workbook.count.responses", "n", 3), "3 إجابات"},
		{ar.T("workbook.count.responses", "n", 11), "11 إجابة"},
		{ar.T("workbook.count.responses", "n", 1e20), "100,000,000,000,000,000,000 إجابة"},
		{c.Printer("kmr").T("workbook.count.sessions", "n", 1000), "1.000 kes"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

// A text of the other direction is isolated from the sentence around it, and
// nothing else is.
func TestPrinter_T_isolates(t *testing.T) {
	t.Parallel()
	c := mustLoadFurther(t)
	for _, test := range []struct{ got, want string }{
		{c.Printer("ar").T("error.number_max", "Max", "Herne"), "العدد \u2068Herne\u2069 على الأكثر"},
		{c.Printer("ar").T("error.number_max", "Max", "17"), "العدد 17 على الأكثر"},
		{c.Printer("ar").T("error.number_max", "Max", "بلد"), "العدد بلد على الأكثر"},
		{c.Printer("en").T("error.number_max", "Max", "بلد"), "The number must be \u2068بلد\u2069 or less."},
		{c.Printer("en").T("error.number_max", "Max", "Київ"), "The number must be Київ or less."},
	} {
		if test.got != test.want {
			t.Errorf("got %+q, want %+q", test.got, test.want)
		}
	}
}

func TestPrinter_Join(t *testing.T) {
	t.Parallel()
	c := mustLoad(t)
	for _, test := range []struct{ tag, want string }{
		{"de", "a, b"}, {"ar", "\u2068a\u2069، \u2068b\u2069"}, {"ti", "a፣ b"},
	} {
		if got := c.Printer(test.tag).Join("list.comma", []string{"a", "b"}); got != test.want {
			t.Errorf("%s: got %+q, want %+q", test.tag, got, test.want)
		}
	}
}

func TestPrinter_Numbers(t *testing.T) {
	t.Parallel()
	c := mustLoadFurther(t)
	de, en, ar, fa := c.Printer("de"), c.Printer("en"), c.Printer("ar"), c.Printer("fa")
	for _, test := range []struct{ got, want string }{
		{de.Number(1234.5, 2), "1.234,50"},
		{de.Number(0.5, 0), "1"}, // away from zero, as in the workbook
		{de.Number(2.675, 1), "2,7"},
		{de.Number(-0.04, 1), "0,0"},
		{de.Number(math.NaN(), 1), "–"},
		{de.Number(math.Inf(-1), 1), "–"},
		{en.Number(-1234.5, 1), "\u22121,234.5"},
		{de.T("error.number_max", "Max", -3), "Die Zahl darf höchstens \u22123 sein."},
		{ar.Number(12.5, 1), "12.5"},
		{fa.Number(12.5, 1), "12.5"},
		{de.Percent(0.456), "46\u00a0%"},
		{de.Percent(-0.001), "0\u00a0%"},
		{de.Percent(math.NaN()), "–"},
		{en.Percent(0.125), "13%"},
		{c.Printer("kmr").Percent(1), "%100"},
		{ar.Percent(0.5), "50\u200e%\u200e"},
	} {
		if test.got != test.want {
			t.Errorf("got %+q, want %+q", test.got, test.want)
		}
	}
}

func TestPrinter_Dates(t *testing.T) {
	t.Parallel()
	c := mustLoadFurther(t)
	de, en := c.Printer("de"), c.Printer("en")
	from := time.Date(2016, 11, 17, 14, 0, 0, 0, time.UTC)
	to, next := from.Add(4*time.Hour+30*time.Minute), from.Add(48*time.Hour)
	for _, test := range []struct{ got, want string }{
		{de.Date(from), "17. November 2016"},
		{en.Date(from), "17 November 2016"},
		{de.Time(from), "14:00 Uhr"},
		{en.Time(from), "14:00"},
		{de.TimeRange(from, to), "14:00 bis 18:30 Uhr"},
		{de.TimeRange(from, time.Time{}), "14:00 Uhr"},
		{de.DateRange(from, to), "Donnerstag, 17. November 2016, 14:00 bis 18:30 Uhr"},
		{de.DateRange(from, time.Time{}), "Donnerstag, 17. November 2016, 14:00 Uhr"},
		{de.DateRange(from, next), "17. November 2016 bis 19. November 2016"},
		{en.DateRange(from, to), "Thursday 17 November 2016, 14:00 to 18:30"},
		{c.Printer("ar").Date(from), "17 November 2016"},
		{mustLoad(t).Printer("fr").Date(from.AddDate(0, 0, 14)), "1er décembre 2016"},
		{mustLoad(t).Printer("it").Date(from.AddDate(0, 0, 14)), "1º dicembre 2016"},
		{de.Time(from.In(time.FixedZone("", 3600))), "15:00 Uhr"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

func BenchmarkT(b *testing.B) {
	p := mustLoad(b).Printer("de")
	for b.Loop() {
		p.T("workbook.count.responses", "n", 12345)
	}
}
