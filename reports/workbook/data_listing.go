package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"math"
)

// listingWriter writes the sheets of a listing, one after the other.
type listingWriter struct {
	*dataListing
	archive *zip.Writer
	parts   *zip.Reader // the sheets without rows
	part    *dataPart
	rows    *rowXML
	sheet   int // the number of sheets begun
	left    int // rows that the sheet still lacks
	tail    []byte
}

// sheetDataEnd is where rows are put in.
const sheetDataEnd = "</sheetData>"

// The most bytes that a cell takes: a number with its name and type, or a long
// text, escaped.
const (
	maxCellBytes  = 64
	maxProseBytes = 5 * maxCellText
)

// errRows is a count of rows that does not agree with the rows.
var errRows = errors.New("not the number of rows announced")

func (l *listingWriter) write(shared, date, prose, quoted int) error {
	var err error
	if l.rows, err = newRowXML(len(l.headers)); err != nil {
		return err
	}
	l.rows.shared, l.rows.date, l.rows.prose, l.rows.quoted = shared, date, prose, quoted
	if err := l.begin(); err != nil {
		return err
	}
	if err := l.each(l.row); err != nil {
		return err
	}
	return l.end()
}

func (l *listingWriter) row(cells []dataCell) error {
	if l.left == 0 {
		if err := l.end(); err != nil {
			return err
		}
		if err := l.begin(); err != nil {
			return err
		}
	}
	l.left--
	l.rows.write(cells)
	return l.rows.err
}

// begin writes a sheet up to its header.
func (l *listingWriter) begin() error {
	if l.sheet == len(l.sheets) {
		return errRows
	}
	at := l.sheets[l.sheet]
	l.sheet++
	src, err := readPart(l.parts, at.part)
	if err != nil {
		return err
	}
	head, tail, ok := bytes.Cut(src, []byte(sheetDataEnd))
	if !ok {
		return fmt.Errorf("%s is not as expected", at.part)
	}
	l.tail, l.left = tail, at.rows
	most := maxCellBytes * len(l.headers)
	if l.wide {
		most += maxProseBytes
	}
	if err := l.part.open(l.archive, at.part, most*at.rows >= math.MaxUint32); err != nil {
		return err
	}
	l.rows.start(l.part, 2)
	_, err = l.part.Write(head)
	return err
}

// end writes what follows the rows.
func (l *listingWriter) end() error {
	if l.left > 0 {
		return errRows
	}
	if err := l.rows.flush(); err != nil {
		return err
	}
	if _, err := l.part.Write([]byte(sheetDataEnd)); err != nil {
		return err
	}
	if _, err := l.part.Write(l.tail); err != nil {
		return err
	}
	return l.part.Close()
}
