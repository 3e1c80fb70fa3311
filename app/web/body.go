package web

import (
	"bytes"
	"errors"
	"io"
	"net"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"resonanz/forms"
)

// The bounds of what a browser may send.
const (
	// MaxBody is the longest body of a request in bytes: 28 long texts of
	// German at their limit, or seven of Arabic or Tigrinya, where urlencoding
	// makes 18 KB of 2,000 letters (forms.MaxLongTextLength). A form asks for
	// two or three.
	MaxBody = 128 << 10
	// maxDrain is how much of a longer body is read and thrown away, so that
	// the browser gets to read the answer: it sends all before it listens.
	maxDrain = 8 << 20
	// MaxPairs is the greatest number of names and values in a body. The
	// largest form that can be, 60 questions of 40 options to tick, has 2,460.
	MaxPairs = 4096
)

// takeBody reads the body of a request, whatever becomes of it, so that the
// connection stays usable and every handler finds a bounded, whole body. It
// is here and not left to fasthttp, which answers a long body before it has
// arrived: the browser then shows a broken connection instead of our page.
func (s *Kit) takeBody(c *fiber.Ctx) error {
	stream := c.Context().RequestBodyStream()
	if stream == nil {
		return c.Next()
	}
	announced := c.Request().Header.ContentLength() // -1 if chunked
	body, err := io.ReadAll(io.LimitReader(stream, MaxBody+1))
	if err == nil && len(body) > MaxBody {
		c.Context().SetConnectionClose()
		if _, err = io.CopyN(io.Discard, stream, maxDrain); err == nil || errors.Is(err, io.EOF) {
			return errBodyTooLarge
		}
	}
	if err != nil || announced >= 0 && len(body) != announced {
		c.Context().SetConnectionClose()
		if netErr, ok := errors.AsType[net.Error](err); ok && netErr.Timeout() {
			return errTooSlow
		}
		return errCutOff
	}
	c.Request().SetBody(body)
	return c.Next()
}

// FormValues reads a urlencoded body. It looks at nothing else: neither the
// query nor multipart bodies, which no page of ours sends.
func FormValues(c *fiber.Ctx) (forms.Values, error) {
	contentType, _, _ := bytes.Cut(c.Request().Header.ContentType(), []byte(";"))
	if !bytes.EqualFold(bytes.TrimSpace(contentType), []byte(fiber.MIMEApplicationForm)) ||
		len(c.Request().Header.ContentEncoding()) > 0 {
		return nil, errMediaType
	}
	body := c.Request().Body()
	if bytes.Count(body, []byte("&")) >= MaxPairs {
		return nil, errTooManyKeys
	}
	var args fasthttp.Args
	args.ParseBytes(body)
	values := make(forms.Values, args.Len())
	for name, value := range args.All() {
		if !utf8.Valid(name) || !utf8.Valid(value) {
			return nil, errBadEncoding
		}
		values[string(name)] = append(values[string(name)], string(value))
	}
	return values, nil
}

// FirstValue returns the field's first value, "" if it has none.
func FirstValue(values forms.Values, name string) string {
	if given := values[name]; len(given) > 0 {
		return given[0]
	}
	return ""
}
