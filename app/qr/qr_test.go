package qr

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

var texts = []string{
	"HTTPS://FEEDBACK.EXAMPLE.ORG/7K2QX",
	"https://feedback.example.org/7K2QX/ar",
	"http://localhost:8080/7K2Q",
	"Grüße an Київ",
	"",
	strings.Repeat("long ", 80),
}

// modules returns the matrix of the text as rows of '#' and '.', with margin.
func modules(t testing.TB, text string) []string {
	t.Helper()
	matrix, err := encode(text)
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]string, len(matrix))
	for y, row := range matrix {
		for _, dark := range row {
			rows[y] += map[bool]string{true: "#", false: "."}[dark]
		}
	}
	return rows
}

func mustSVG(t testing.TB, text, title string) []byte {
	t.Helper()
	svg, err := SVG(text, title)
	if err != nil {
		t.Fatal(err)
	}
	return svg
}

// The margin is white, the three finder patterns stand in their corners and
// the timing patterns alternate between them (ISO/IEC 18004, 6.3).
func TestEncode(t *testing.T) {
	t.Parallel()
	const quiet = 4 // the standard's number, not ours
	finder := []string{"#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"}
	for _, text := range texts {
		rows := modules(t, text)
		n := len(rows)
		for i := range n {
			for j := range n {
				margin := i < quiet || j < quiet || i >= n-quiet || j >= n-quiet
				if margin && rows[i][j] == '#' {
					t.Fatalf("%.20q: dark module in the margin at %d, %d", text, j, i)
				}
			}
		}
		far := n - quiet - len(finder)
		for _, corner := range [][2]int{{quiet, quiet}, {far, quiet}, {quiet, far}} {
			for i, want := range finder {
				if got := rows[corner[1]+i][corner[0] : corner[0]+len(finder)]; got != want {
					t.Errorf("%.20q: finder pattern at %v, row %d is %s, want %s", text, corner, i, got, want)
				}
			}
		}
		for x := quiet + 8; x < far; x++ {
			if dark := rows[quiet+6][x] == '#'; dark != ((x-quiet)%2 == 0) {
				t.Errorf("%.20q: timing pattern is broken at %d", text, x)
			}
		}
	}
}

func TestSVG(t *testing.T) {
	t.Parallel()
	run := regexp.MustCompile(`^M(\d+) (\d+)h(\d+)v1h-(\d+)z`)
	for _, text := range texts {
		want := modules(t, text)
		var picture struct {
			ViewBox string `xml:"viewBox,attr"`
			Role    string `xml:"role,attr"`
			Title   string `xml:"title"`
			Rect    struct {
				Width string `xml:"width,attr"`
				Fill  string `xml:"fill,attr"`
			} `xml:"rect"`
			Paths []struct {
				D string `xml:"d,attr"`
			} `xml:"path"`
		}
		const title = `QR-Code: <Bildung> & "Arbeit" </title><script>`
		svg := mustSVG(t, text, title)
		if err := xml.Unmarshal(svg, &picture); err != nil {
			t.Fatal(err)
		}
		if picture.ViewBox != fmt.Sprintf("0 0 %d %d", len(want), len(want)) || picture.Role != "img" || picture.Title != title ||
			picture.Rect.Width != strconv.Itoa(len(want)) || picture.Rect.Fill != "#fff" || len(picture.Paths) != 1 {
			t.Errorf("%.20q: %+v", text, picture)
		}
		if bytes.Contains(svg, []byte("style")) || bytes.Contains(svg, []byte("<script")) {
			t.Errorf("%.20q: style or script in %.300s", text, svg)
		}
		got := make([][]byte, len(want))
		for y := range got {
			got[y] = bytes.Repeat([]byte("."), len(want))
		}
		for d := picture.Paths[0].D; d != ""; {
			m := run.FindStringSubmatch(d)
			if m == nil || m[3] != m[4] {
				t.Fatalf("%.20q: path goes on with %.30q", text, d)
			}
			x, _ := strconv.Atoi(m[1])
			y, _ := strconv.Atoi(m[2])
			n, _ := strconv.Atoi(m[3])
			copy(got[y][x:x+n], strings.Repeat("#", n))
			d = d[len(m[0]):]
		}
		for y := range want {
			if string(got[y]) != want[y] {
				t.Fatalf("%.20q: row %d is %s, want %s", text, y, got[y], want[y])
			}
		}
	}
}

func TestPNG(t *testing.T) {
	t.Parallel()
	for _, text := range texts {
		want := modules(t, text)
		n := len(want)
		for _, test := range []struct{ pixels, side int }{
			{3*n - 1, 2 * n}, {n, n}, {-1, n},
		} {
			data, err := PNG(text, test.pixels)
			if err != nil {
				t.Fatal(err)
			}
			picture, err := png.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if side := picture.Bounds().Dx(); side != test.side || picture.Bounds().Dy() != side {
				t.Fatalf("%.20q: %d pixels asked, side %d, want %d", text, test.pixels, side, test.side)
			}
			scale := test.side / n
			for y := range n {
				var row strings.Builder
				for x := range n {
					r, _, _, _ := picture.At(x*scale+scale/2, y*scale+scale-1).RGBA()
					row.WriteByte(map[uint32]byte{0: '#', 0xffff: '.'}[r])
				}
				if row.String() != want[y] {
					t.Fatalf("%.20q: row %d is %s, want %s", text, y, row.String(), want[y])
				}
			}
		}
	}
}

// However large a picture is asked for, there is an end.
func TestPNG_largest(t *testing.T) {
	t.Parallel()
	data, err := PNG(texts[0], 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil || picture.Width > MaxPixels || picture.Width < MaxPixels*9/10 {
		t.Errorf("side %d, %v, want nearly %d", picture.Width, err, MaxPixels)
	}
}

func TestEncode_too_long(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("x", 2400)
	if _, err := SVG(text, ""); err == nil {
		t.Error("SVG takes 2,400 bytes")
	}
	if _, err := PNG(text, 100); err == nil {
		t.Error("PNG takes 2,400 bytes")
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ base, want string }{
		{"https://feedback.example.org", "HTTPS://FEEDBACK.EXAMPLE.ORG/7K2QX"},
		{"https://feedback.example.org/", "HTTPS://FEEDBACK.EXAMPLE.ORG/7K2QX"},
		{"http://192.168.8.1:8080", "HTTP://192.168.8.1:8080/7K2QX"},
		{"https://example.org/feedback", "https://example.org/feedback/7K2QX"},
		{"https://example.org/FEEDBACK", "https://example.org/FEEDBACK/7K2QX"},
		{"http://[fd00::1]:8080", "http://[fd00::1]:8080/7K2QX"},
		{"https://rückmeldung.example", "https://rückmeldung.example/7K2QX"},
		{"https://ßtraße.example", "https://ßtraße.example/7K2QX"},
		{"https://user@example.org", "https://user@example.org/7K2QX"},
		{"feedback.example.org", "feedback.example.org/7K2QX"},
		{"", "/7K2QX"},
	} {
		if got := Address(test.base, "7K2QX"); got != test.want {
			t.Errorf("Address(%q) = %s, want %s", test.base, got, test.want)
		}
	}
	small, large := len(modules(t, Address("https://feedback.example.org", "7K2QX"))), len(modules(t, "https://feedback.example.org/7K2QX"))
	if small >= large {
		t.Errorf("the upper-case address takes %d modules, the plain one %d", small, large)
	}
}

// An independent reader reads what was written. It needs zbarimg.
func TestPNG_read(t *testing.T) {
	t.Parallel()
	zbarimg, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Skip("zbarimg is not installed")
	}
	for _, text := range texts {
		if text == "" || len(text) != utf8.RuneCountInString(text) {
			continue // zbar reports no empty codes and takes UTF-8 for Japanese
		}
		data, err := PNG(text, 800)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "code.png")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		command := exec.CommandContext(t.Context(), zbarimg, "--quiet", "--raw", "--nodbus", file)
		command.Stderr = io.Discard
		output, err := command.Output()
		if got := strings.TrimSuffix(string(output), "\n"); err != nil || got != text {
			t.Errorf("zbarimg reads %q, %v, want %q", got, err, text)
		}
	}
}

func FuzzSVG(f *testing.F) {
	for _, text := range texts {
		f.Add(text, text)
	}
	f.Fuzz(func(t *testing.T, text, title string) {
		svg, err := SVG(text, title)
		if err != nil {
			return
		}
		decoder := xml.NewDecoder(bytes.NewReader(svg))
		var elements []string
		for {
			token, err := decoder.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if start, ok := token.(xml.StartElement); ok {
				elements = append(elements, start.Name.Local)
			}
		}
		if !slices.Equal(elements, []string{"svg", "title", "rect", "path"}) {
			t.Errorf("elements %q", elements)
		}
	})
}

func BenchmarkSVG(b *testing.B) {
	for b.Loop() {
		if _, err := SVG(texts[0], "7K2QX"); err != nil {
			b.Fatal(err)
		}
	}
}

func TestWifi(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, password, want string }{
		{"Gast", "", "WIFI:T:nopass;S:Gast;;"}, {"Gast", "Sommer2026", "WIFI:T:WPA;S:Gast;P:Sommer2026;;"},
		{`a;b`, `c\d:"e",f`, `WIFI:T:WPA;S:a\;b;P:c\\d\:\"e\"\,f;;`},
	} {
		if got := Wifi(test.name, test.password); got != test.want {
			t.Errorf("%s, %s: %s, want %s", test.name, test.password, got, test.want)
		}
	}
}
