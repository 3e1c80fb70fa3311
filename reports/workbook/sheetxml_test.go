package workbook

import (
	"bytes"
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

var escaped = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

// unescape reads a text as ISO/IEC 29500-1, 22.9.2.19 says.
func unescape(s string) string {
	return escaped.ReplaceAllStringFunc(s, func(e string) string {
		code, _ := strconv.ParseUint(e[2:6], 16, 16)
		return string(utf16.Decode([]uint16{uint16(code)}))
	})
}

// Whatever the text, the row is well-formed, holds the text as defined, and
// its other cells are unharmed.
func FuzzRowXML(f *testing.F) {
	for _, text := range []string{"", "=1+1", "_x0041_", "_x_x0041_x0042_", "]]>&<>\"'", "a\r\nb\rc\td", "\x00\x1f\x7f\uFFFE", "\xed\xa0\x80", strings.Repeat("ä😀", 20000)} {
		f.Add(text, 12, "2026-02-28")
	}
	f.Fuzz(func(t *testing.T, text string, shared int, date string) {
		x, err := newRowXML(29)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		x.start(&out, 7)
		cells := make([]dataCell, 29)
		cells[0] = dataCell{kind: cellShared, shared: shared}
		cells[2] = dataCell{kind: cellProse, text: text}
		cells[27] = dataCell{kind: cellDate, text: date}
		cells[28] = dataCell{kind: cellNumber, text: "-1.5"}
		x.write(cells)
		if err := x.flush(); err != nil {
			t.Fatal(err)
		}
		var row struct {
			R int `xml:"r,attr"`
			C []struct {
				R string `xml:"r,attr"`
				T string `xml:"t,attr"`
				V string `xml:"v"`
				I struct {
					T string `xml:"t"`
				} `xml:"is"`
			} `xml:"c"`
		}
		if err := xml.Unmarshal(out.Bytes(), &row); err != nil {
			t.Fatalf("%q: %v in %.200q", text, err, out.Bytes())
		}
		if row.R != 7 || len(row.C) != 4 || row.C[0].R != "A7" || row.C[1].R != "C7" || row.C[2].R != "AB7" || row.C[3].V != "-1.5" || row.C[0].V != strconv.Itoa(shared) {
			t.Fatalf("%q: %+v", text, row)
		}
		got, want := unescape(row.C[1].I.T), cut(printable(text), maxCellText)
		if got != want || !utf8.ValidString(got) {
			t.Errorf("%.100q came back as %.100q, want %.100q", text, got, want)
		}
		if n := len(utf16.Encode([]rune(got))); n > maxCellText {
			t.Errorf("%d units in a cell", n)
		}
	})
}

func TestDateSerial(t *testing.T) {
	t.Parallel()
	// As Excel shows them.
	for date, want := range map[string]int{"1900-01-01": 1, "1900-02-28": 59, "1900-03-01": 61, "2000-01-01": 36526, "2026-11-22": 46348, "9999-12-31": 2958465} {
		if got := dateSerial(date); got != want {
			t.Errorf("dateSerial(%s) = %d, want %d", date, got, want)
		}
	}
}

// Headers are one line, short enough and different without regard to case.
func TestDataHeader(t *testing.T) {
	t.Parallel()
	taken := map[string]bool{}
	long := strings.Repeat("ü", 300)
	for _, title := range []string{"Frage", "frage", "", " \n\t", "FRAGE", long, long, "a\nb"} {
		header := dataHeader(title, taken)
		if header == "" || strings.ContainsAny(header, "\n\t") || len(utf16.Encode([]rune(header))) > maxHeader {
			t.Errorf("%.20q: header %q", title, header)
		}
	}
	if len(taken) != 8 {
		t.Errorf("%d different headers, want 8", len(taken))
	}
}
