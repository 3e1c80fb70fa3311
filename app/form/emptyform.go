package form

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"slices"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/config"
	"resonanz/app/web"
	"resonanz/forms"
)

// A form that nobody has typed into is the page that a whole hall loads within
// a minute. It is the same for all but for the receipt token, so it is rendered
// and compressed once, and the token is put in between its two halves.

// emptyFormKey is the key under which a programme keeps its rendered forms, whose
// foot has settings of the installation.
type emptyFormKey struct {
	sessionID int64
	lang      string
	settings  *config.Installation
}

// emptyForm is a rendered form, cut where the token goes.
type emptyForm struct {
	before, after             []byte
	packedBefore, packedAfter []byte // deflated
	sumBefore                 uint32 // CRC-32 of before
}

// ShowEmpty sends the form of an open session with a new token.
func (s *Pages) ShowEmpty(c *fiber.Ctx, v *web.Visit, form *forms.Form) error {
	kept, err := v.Programme.Keep(emptyFormKey{v.Session.ID, v.Lang, s.Settings()}, func() (any, int, error) {
		page, err := s.renderEmpty(c, v, form)
		if err != nil {
			return nil, 0, err
		}
		return page, len(page.before) + len(page.after) + len(page.packedBefore) + len(page.packedAfter), nil
	})
	if err != nil {
		return err
	}
	page, token := kept.(*emptyForm), []byte(forms.NewToken())
	if web.Compressible(c) {
		web.BeginPage(c, true)
		return page.writeGzipped(c.Response().BodyWriter(), token)
	}
	return web.SendPage(c, slices.Concat(page.before, token, page.after), false)
}

func (s *Pages) renderEmpty(c *fiber.Ctx, v *web.Visit, form *forms.Form) (*emptyForm, error) {
	token := forms.NewToken()
	content, err := s.Execute("form", s.newPage(c, v, form, Filling{Token: token}))
	if err != nil {
		return nil, err
	}
	var p emptyForm
	var found bool
	if p.before, p.after, found = bytes.Cut(content, []byte(token)); !found {
		return nil, errors.New("the form page has no token")
	}
	p.packedBefore, p.packedAfter = deflated(p.before, false), deflated(p.after, true)
	p.sumBefore = crc32.ChecksumIEEE(p.before)
	return &p, nil
}

// deflated returns the content as a piece of a deflate stream that refers to
// no other piece and ends at a whole byte.
func deflated(content []byte, last bool) []byte {
	var b bytes.Buffer
	// Writing to a buffer does not fail, and the level is a valid one.
	w, _ := flate.NewWriter(&b, flate.BestCompression)
	_, _ = w.Write(content)
	if last {
		_ = w.Close()
	} else {
		_ = w.Flush()
	}
	return b.Bytes()
}

// gzipHeader is the head of a gzip stream without name and time (RFC 1952,
// section 2.3).
var gzipHeader = []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}

// writeGzipped writes the page with the token as a gzip stream: the two deflated
// halves and between them the token in a stored block (RFC 1951, section
// 3.2.4), so that nothing needs compressing. Nobody can choose any part of the
// page, so its length tells nothing about the token.
func (p *emptyForm) writeGzipped(w io.Writer, token []byte) error {
	sum := crc32.Update(p.sumBefore, crc32.IEEETable, token)
	sum = crc32.Update(sum, crc32.IEEETable, p.after)
	block := make([]byte, 0, 64)
	block = append(block, 0) // a stored block, not the last one
	block = binary.LittleEndian.AppendUint16(block, uint16(len(token)))
	block = binary.LittleEndian.AppendUint16(block, ^uint16(len(token)))
	block = append(block, token...)
	end := make([]byte, 0, 8)
	end = binary.LittleEndian.AppendUint32(end, sum)
	end = binary.LittleEndian.AppendUint32(end, uint32(len(p.before)+len(token)+len(p.after)))
	for _, piece := range [][]byte{gzipHeader, p.packedBefore, block, p.packedAfter, end} {
		if _, err := w.Write(piece); err != nil {
			return err
		}
	}
	return nil
}
