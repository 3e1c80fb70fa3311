package workbook

import (
	"archive/zip"
	"hash/crc32"
	"io"
	"math"

	"github.com/klauspost/compress/flate"
)

// dataLevel compresses sheets three times as fast as the standard library's
// default, to files 5 % larger.
const dataLevel = 6

// dataPart is a part of the package whose size is not known before it is
// written.
type dataPart struct {
	header *zip.FileHeader
	zipped io.Writer
	flate  *flate.Writer
	sum    uint32
}

// The versions of the format that a reader needs (APPNOTE.TXT 4.4.3).
const (
	zipPlain = 20
	zip64    = 45 // parts of 4 GiB and more
)

// open starts a part. archive/zip would only find out at its end that it needs
// zip64, when its header has long said otherwise, and spreadsheet programs take
// such a file for broken. So this says it beforehand for parts that may get that
// large.
func (p *dataPart) open(archive *zip.Writer, name string, large bool) error {
	p.header = &zip.FileHeader{Name: name, Method: zip.Deflate, Flags: 0x8, ReaderVersion: zipPlain} // sizes follow the data
	if large {
		p.header.ReaderVersion = zip64
	}
	p.sum = 0
	raw, err := archive.CreateRaw(p.header)
	if err != nil {
		return err
	}
	p.zipped = raw
	if p.flate == nil {
		p.flate, err = flate.NewWriter(writerFunc(p.compressed), dataLevel)
		return err
	}
	p.flate.Reset(writerFunc(p.compressed))
	return nil
}

// writerFunc is a function that writes.
type writerFunc func(b []byte) (int, error)

// Write calls the function.
func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func (p *dataPart) compressed(b []byte) (int, error) {
	n, err := p.zipped.Write(b)
	p.header.CompressedSize64 += uint64(n)
	return n, err
}

// Write adds to the part.
func (p *dataPart) Write(b []byte) (int, error) {
	n, err := p.flate.Write(b)
	p.sum = crc32.Update(p.sum, crc32.IEEETable, b[:n])
	p.header.UncompressedSize64 += uint64(n)
	return n, err
}

// Close ends the part. The archive writes its sizes before the next one.
func (p *dataPart) Close() error {
	err := p.flate.Close()
	p.header.CRC32 = p.sum
	// CreateRaw writes these two as they are given, deprecated or not.
	//lint:ignore SA1019 the archive is broken without it
	p.header.CompressedSize = uint32(min(p.header.CompressedSize64, math.MaxUint32))
	//lint:ignore SA1019 as above
	p.header.UncompressedSize = uint32(min(p.header.UncompressedSize64, math.MaxUint32))
	return err
}

// newArchive returns an archive that compresses with dataLevel. Its parts are
// written one after the other, so that one compressor does for all.
func newArchive(w io.Writer) *zip.Writer {
	archive := zip.NewWriter(w)
	var deflate *flate.Writer
	archive.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		if deflate != nil {
			deflate.Reset(out)
			return deflate, nil
		}
		var err error
		deflate, err = flate.NewWriter(out, dataLevel)
		return deflate, err
	})
	return archive
}
