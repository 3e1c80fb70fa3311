package web

import (
	"bytes"

	"github.com/gofiber/fiber/v2"
)

// refuseUnclear refuses a request of which two servers could see different
// ends, and closes its connection: whatever follows might be the rest of it
// (RFC 9112, sections 5.2 and 6.3). A proxy that reads such a request in
// another way than we do would take a stranger's bytes for a request of its
// next visitor.
func (s *Kit) refuseUnclear(c *fiber.Ctx) error {
	if isUnclear(c.Request().Header.RawHeaders()) {
		c.Context().SetConnectionClose()
		return errUnclear
	}
	return c.Next()
}

var (
	transferEncoding = []byte("transfer-encoding")
	contentLength    = []byte("content-length")
	chunked          = []byte("chunked")
)

// isUnclear reports whether a head has a folded line, names both a length and
// an encoding, or an encoding in any other form than "chunked", spelled out
// once. It looks at the lines as they came: what fasthttp makes of them has
// lost the difference.
func isUnclear(head []byte) bool {
	length, encoded := false, 0
	for line := range bytes.Lines(head) {
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
		if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
			return true
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch {
		case bytes.EqualFold(name, contentLength):
			length = true
		case bytes.EqualFold(name, transferEncoding):
			encoded++
			if !bytes.EqualFold(bytes.Trim(value, " "), chunked) {
				return true
			}
		}
	}
	return encoded > 1 || encoded == 1 && length
}
