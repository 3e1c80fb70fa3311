// Package qr draws the QR codes of signs and screens. They hold addresses:
// readers agree on ASCII only, and guess the encoding of everything else.
package qr

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"strings"

	"github.com/boombuler/barcode/qr"
)

const (
	// quiet is the width of the white margin in modules, as ISO/IEC 18004 asks.
	quiet = 4

	// MaxPixels bounds the side of a PNG: a square of 30 cm at 300 dpi.
	MaxPixels = 3600

	// alphanumeric are the signs that QR codes keep in 5½ bits instead of 8.
	alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
)

// encode returns the modules of the text's code with its margin, row by row,
// true for dark. The error correction level is M, of which 15 % may be dirty or
// torn: signs hang on doors, so L is too little, and more would make the
// modules smaller.
func encode(text string) ([][]bool, error) {
	mode := qr.Unicode
	if strings.Trim(text, alphanumeric) == "" {
		mode = qr.AlphaNumeric
	}
	code, err := qr.Encode(text, qr.M, mode)
	if err != nil {
		return nil, fmt.Errorf("QR code of %d bytes: %w", len(text), err)
	}
	inner := code.Bounds().Dx()
	modules := make([][]bool, inner+2*quiet)
	for y := range modules {
		modules[y] = make([]bool, len(modules))
	}
	for y := range inner {
		for x := range inner {
			modules[quiet+y][quiet+x] = code.At(x, y) == color.Black
		}
	}
	return modules, nil
}

// SVG returns the QR code of the text as an SVG image with a title for those
// who cannot see it. One unit is one module. It is black on white whatever the
// page around it looks like, because many readers need it that way round.
// An error says that the text is too long (more than some 2,300 bytes).
func SVG(text, title string) ([]byte, error) {
	path, side, err := Path(text)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[1]d" role="img" shape-rendering="crispEdges"><title>`, side)
	_ = xml.EscapeText(&b, []byte(title)) // a Buffer takes everything
	fmt.Fprintf(&b, `</title><rect width="%[1]d" height="%[1]d" fill="#fff"/><path d="%[2]s"/></svg>`, side, path)
	return b.Bytes(), nil
}

// Path returns the dark modules of the text's QR code as the path of an SVG
// image and the side of that image in modules.
func Path(text string) (path string, side int, err error) {
	modules, err := encode(text)
	if err != nil {
		return "", 0, err
	}
	var b strings.Builder
	for y, row := range modules {
		for x := 0; x < len(row); x++ {
			run := 0
			for row[x+run] { // the margin ends every run
				run++
			}
			if run > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x, y, run, run)
				x += run
			}
		}
	}
	return b.String(), len(modules), nil
}

// PNG returns the QR code of the text as a PNG image. Its modules are whole
// pixels wide, so its side is the largest multiple of them within pixels (at
// least one pixel each, at most MaxPixels in all). An error says that the text
// is too long.
func PNG(text string, pixels int) ([]byte, error) {
	modules, err := encode(text)
	if err != nil {
		return nil, err
	}
	scale := max(1, min(pixels, MaxPixels)/len(modules))
	side := len(modules) * scale
	picture := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		line := picture.Pix[y*picture.Stride:][:side]
		for x := range line {
			if modules[y/scale][x/scale] {
				line[x] = 1
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Wifi returns what phones read from a QR code to join a Wi-Fi, with a password
// unless that is empty.
func Wifi(name, password string) string {
	plain := strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`, `:`, `\:`, `"`, `\"`)
	if password == "" {
		return "WIFI:T:nopass;S:" + plain.Replace(name) + ";;"
	}
	return "WIFI:T:WPA;S:" + plain.Replace(name) + ";P:" + plain.Replace(password) + ";;"
}

// Address returns the address of a code of an event or a session below base.
// Scheme and host mean the same in upper case, and codes are upper case, so
// that the whole address fits the alphanumeric mode and the QR code becomes
// smaller, with larger modules on the same sign. A base with a path, or with
// other signs than that mode has, is left as it is.
func Address(base, code string) string {
	base = strings.TrimSuffix(base, "/")
	plain := base + "/" + code
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Path != "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return plain
	}
	upper := strings.ToUpper(base) + "/" + code
	if strings.Trim(upper, alphanumeric) != "" {
		return plain
	}
	return upper
}
