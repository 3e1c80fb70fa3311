package web

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"

	"github.com/gofiber/fiber/v2"
)

// uploadRest is how many bytes of an upload are not the file: the other fields
// and what stands between them.
const uploadRest = 16 << 10

// ReadFile returns the file that a form sends in the field, at most so many
// bytes, and nothing if none was chosen. An error has the status 413 if it is
// longer.
func ReadFile(c *fiber.Ctx, field string, most int) ([]byte, error) {
	kind, params, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	b, sent := c.Locals(bodyKey{}).(*body)
	if err != nil || kind != fiber.MIMEMultipartForm || !sent {
		return nil, errMediaType
	}
	if b.announced > most+uploadRest {
		return nil, errBodyTooLarge
	}
	size := most + uploadRest + 1 // to see that there is more
	if !b.budget.take(size-b.taken, bodiesInFlight/2) {
		return nil, ErrBusy
	}
	b.taken = size
	content, err := io.ReadAll(io.LimitReader(b, int64(size)))
	if err != nil {
		return nil, errCutOff
	}
	if len(content) == size {
		return nil, errBodyTooLarge
	}
	parts := multipart.NewReader(bytes.NewReader(content), params["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, errBadEncoding
		}
		if part.FormName() != field {
			continue
		}
		file, err := io.ReadAll(part)
		if err != nil {
			return nil, errBadEncoding
		}
		if len(file) > most {
			return nil, errBodyTooLarge
		}
		return file, nil
	}
}

// Read reads on in the body, and keeps how that ended.
func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	n := 0
	n, b.err = b.stream.Read(p)
	return n, b.err
}
