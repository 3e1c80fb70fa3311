// Package logo makes a picture that somebody gives for the logo of an event into
// one that is safe to show: small, of known kinds, and written anew. What was
// given is never shown.
package logo

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Image is a logo as Read returns it: a PNG picture without transparency, or a
// drawing of the subset of SVG that Read lets pass. It is empty if there is none.
type Image []byte

// The limits of what is given.
const (
	// MaxUpload is the size of the longest file in bytes: photographs of phones
	// and scans for print are shorter.
	MaxUpload = 5 << 20
	// MaxPixels bounds what a picture takes when it is unpacked, up to eight bytes
	// for each: a small file can hold a huge picture.
	MaxPixels = 8 << 20
)

// The limits of a logo. On a form it is 48 pixels high, on signs and on the stage
// a few times as much.
const (
	MaxSize   = 32 << 10 // bytes
	MaxWidth  = 640      // pixels
	MaxHeight = 320      // pixels
)

// Refused is the error of a file that makes no logo.
type Refused struct {
	Reason Reason
	Name   string // of the element or attribute, "" unless the reason is about one
}

// Reason says why a file makes no logo. People read it in words of their own
// language.
type Reason string

// The reasons.
const (
	Kind        Reason = "kind"         // it is neither PNG nor JPEG nor SVG
	TooLong     Reason = "too_long"     // it has more than MaxUpload bytes
	TooLarge    Reason = "too_large"    // it has more than MaxPixels pixels
	Broken      Reason = "broken"       // it cannot be read to its end
	Element     Reason = "element"      // the drawing has an element that is not let pass
	Attribute   Reason = "attribute"    // the drawing has an attribute, or a value of it, that is not let pass
	NoSize      Reason = "no_size"      // the drawing does not say how large it is
	TooDetailed Reason = "too_detailed" // the drawing would have more than MaxSize bytes, or is nested too deep
)

// Reasons are all reasons.
func Reasons() []Reason {
	return []Reason{Kind, TooLong, TooLarge, Broken, Element, Attribute, NoSize, TooDetailed}
}

// Error returns the text for logs and for the command line.
func (r *Refused) Error() string {
	if r.Name != "" {
		return fmt.Sprintf("the logo is refused (%s %s)", r.Reason, r.Name)
	}
	return fmt.Sprintf("the logo is refused (%s)", r.Reason)
}

// Read makes a logo of a PNG, JPEG or SVG file. What it returns it makes the
// same of again. The error is *Refused if the file makes none.
func Read(file []byte) (Image, error) {
	switch {
	case len(file) > MaxUpload:
		return nil, &Refused{Reason: TooLong}
	case bytes.HasPrefix(file, []byte(pngBegins)), bytes.HasPrefix(file, []byte("\xff\xd8\xff")):
		return readPicture(file)
	case looksLikeXML(file):
		return readDrawing(file)
	}
	return nil, &Refused{Reason: Kind}
}

// pngBegins is how every PNG file begins (ISO/IEC 15948, 5.2).
const pngBegins = "\x89PNG\r\n\x1a\n"

// IsPicture reports whether the logo is made of pixels.
func (i Image) IsPicture() bool { return bytes.HasPrefix(i, []byte(pngBegins)) }

// Type returns the media type.
func (i Image) Type() string {
	if i.IsPicture() {
		return "image/png"
	}
	return "image/svg+xml"
}

// Name returns a name that no other logo has, with its size in pixels:
// "HASH-640x160". It is "" if there is no logo.
func (i Image) Name() string {
	if len(i) == 0 {
		return ""
	}
	sum := sha256.Sum256(i)
	width, height := i.Size()
	return fmt.Sprintf("%x-%dx%d", sum[:16], width, height) // half a hash is as hard to meet by chance as an address has to be
}

// Fit returns the size in which the logo with the name fits into a box. A small
// one stays as it is. It is 0 if that is the name of none.
func Fit(name string, boxWidth, boxHeight int) (width, height int) {
	width, height = sizeIn(name)
	return fit(width, height, boxWidth, boxHeight)
}

// sizeIn returns the size that the name of a logo tells, 0 if it is none.
func sizeIn(name string) (width, height int) {
	_, size, _ := strings.Cut(name, "-")
	if _, err := fmt.Sscanf(size, "%dx%d", &width, &height); err != nil {
		return 0, 0
	}
	return width, height
}

// drawnSize finds the size in a drawing as Read writes it.
var drawnSize = regexp.MustCompile(`^<svg [^>]*width="(\d+)" height="(\d+)"`)

// Size returns the width and the height in pixels.
func (i Image) Size() (width, height int) {
	if i.IsPicture() {
		size, err := pictureSize(i)
		if err != nil {
			return 0, 0
		}
		return size.Width, size.Height
	}
	if size := drawnSize.FindSubmatch(i); size != nil {
		width, _ = strconv.Atoi(string(size[1])) // digits, of a number that is small
		height, _ = strconv.Atoi(string(size[2]))
	}
	return width, height
}
