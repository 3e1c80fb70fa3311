package web

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync/atomic"
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
	// usualBody is what nearly every body fits in, in bytes, and the most that is
	// set aside for one at first.
	usualBody = 8 << 10
	// bodiesInFlight is the memory in bytes for all bodies that are being read
	// or worked on. 1,000 phones that send at the same moment take an eighth of
	// it. Bodies beyond usualBody get half of it at most, so that many long ones
	// do not keep usual ones out.
	bodiesInFlight = 64 << 20
	// maxDrain is how much of an unwanted body is read and thrown away, so that
	// the browser gets to read the answer: it sends all before it listens.
	maxDrain = 8 << 20
	// MaxPairs is the greatest number of names and values in a body. The
	// largest form that can be, 60 questions of 40 options to tick, has 2,460.
	MaxPairs = 4096
)

// bodyBudget is the memory that bodies may still take, in bytes.
type bodyBudget struct{ left atomic.Int64 }

func newBodyBudget() *bodyBudget {
	b := &bodyBudget{}
	b.left.Store(bodiesInFlight)
	return b
}

// take takes n bytes and reports whether it could; at least keep bytes stay.
func (b *bodyBudget) take(n, keep int) bool {
	if b.left.Add(-int64(n)) >= int64(keep) {
		return true
	}
	b.left.Add(int64(n))
	return false
}

func (b *bodyBudget) give(n int) { b.left.Add(int64(n)) }

// body is the body of a request, which is read when a handler asks for it.
type body struct {
	stream    io.Reader
	announced int // bytes, -1 if that was not said
	budget    *bodyBudget
	taken     int   // from the budget
	err       error // of reading, io.EOF at the end
}

type bodyKey struct{}

// boundBody leaves the body to the handler, which asks for it after all that
// can be refused without. What nobody has asked for is thrown away, so that the
// connection stays usable. It is here and not left to fasthttp, which takes as
// much as is sent before it looks where to, and answers a long body before it
// has arrived: the browser then shows a broken connection instead of our page.
func (s *Kit) boundBody(c *fiber.Ctx) error {
	stream := c.Context().RequestBodyStream()
	if stream == nil {
		return c.Next()
	}
	b := &body{stream: stream, announced: c.Request().Header.ContentLength(), budget: s.bodies}
	c.Locals(bodyKey{}, b)
	err := c.Next()
	b.budget.give(b.taken)
	if b.err == nil {
		_, b.err = io.CopyN(io.Discard, stream, maxDrain)
	}
	if b.err != io.EOF { // the next request would begin in the middle of this one
		c.Context().SetConnectionClose()
	}
	return err
}

// read returns the whole body.
func (b *body) read() ([]byte, error) {
	if b.announced > MaxBody {
		return nil, errBodyTooLarge
	}
	var content []byte
	for b.err == nil {
		if len(content) == cap(content) {
			if cap(content) > MaxBody {
				return nil, errBodyTooLarge
			}
			if content = b.grow(content); content == nil {
				return nil, ErrBusy
			}
		}
		var n int
		n, b.err = b.stream.Read(content[len(content):cap(content)])
		content = content[:len(content)+n]
	}
	if b.err == io.EOF && (b.announced < 0 || len(content) == b.announced) {
		if len(content) > MaxBody {
			return nil, errBodyTooLarge
		}
		return content, nil
	}
	if b.err == io.EOF {
		b.err = io.ErrUnexpectedEOF
	}
	if netErr, ok := errors.AsType[net.Error](b.err); ok && netErr.Timeout() {
		return nil, errTooSlow
	}
	return nil, errCutOff
}

// grow returns the content with room for as much again, nil if there is no
// memory for it. Memory is taken as bytes arrive: announcing them costs nothing.
func (b *body) grow(content []byte) []byte {
	size, keep := 2*cap(content), bodiesInFlight/2
	if size == 0 {
		size, keep = usualBody, 0
		if b.announced >= 0 {
			size = min(size, b.announced+1) // to see that it ends
		}
	}
	if size > MaxBody {
		size = MaxBody + 1 // to see that there is more
	}
	if !b.budget.take(size-b.taken, keep) {
		return nil
	}
	b.taken = size
	return append(make([]byte, 0, size), content...)
}

// FormValues reads a urlencoded body. It looks at nothing else: neither the
// query nor multipart bodies, which no page of ours sends.
func FormValues(c *fiber.Ctx) (forms.Values, error) {
	contentType, _, _ := bytes.Cut(c.Request().Header.ContentType(), []byte(";"))
	if !bytes.EqualFold(bytes.TrimSpace(contentType), []byte(fiber.MIMEApplicationForm)) ||
		len(c.Request().Header.ContentEncoding()) > 0 {
		return nil, errMediaType
	}
	var content []byte // none, if the request says so
	if b, ok := c.Locals(bodyKey{}).(*body); ok {
		var err error
		if content, err = b.read(); err != nil {
			return nil, err
		}
	}
	return ParseForm(content)
}

// ParseForm returns the values of a urlencoded form.
func ParseForm(content []byte) (forms.Values, error) {
	if bytes.Count(content, []byte("&")) >= MaxPairs {
		return nil, errTooManyKeys
	}
	var args fasthttp.Args
	args.ParseBytes(content)
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
