package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// write writes the skeleton's parts to w, with the rows in their sheets.
func (b *dataBook) write(w io.Writer) error {
	drawn, err := b.file.WriteToBuffer()
	if err != nil {
		return err
	}
	parts, err := zip.NewReader(bytes.NewReader(drawn.Bytes()), int64(drawn.Len()))
	if err != nil {
		return err
	}
	archive := zip.NewWriter(w)
	base, err := b.copyParts(archive, parts)
	if err != nil {
		return err
	}
	if err := archive.Flush(); err != nil {
		return err
	}
	if f, ok := w.(interface{ Flush() error }); ok {
		if err := f.Flush(); err != nil {
			return err
		}
	}
	part := &dataPart{}
	for i := range b.listings {
		l := listingWriter{dataListing: &b.listings[i], archive: archive, parts: parts, part: part}
		if err := l.write(base, b.date, b.prose, b.quoted); err != nil {
			return fmt.Errorf("%s: %w", l.table, err)
		}
	}
	return archive.Close()
}

const (
	contentTypes  = "[Content_Types].xml" // readers look for it first
	sharedStrings = "xl/sharedStrings.xml"
)

// copyParts copies all parts but the sheets that are still without rows, and
// adds the labels to the shared strings. It returns the index of the first.
func (b *dataBook) copyParts(archive *zip.Writer, parts *zip.Reader) (base int, err error) {
	waiting := map[string]bool{sharedStrings: true, contentTypes: true}
	for _, l := range b.listings {
		for _, s := range l.sheets {
			waiting[s.part] = true
		}
	}
	copied := []*zip.File{}
	for _, part := range parts.File {
		if part.Name == contentTypes {
			copied = append([]*zip.File{part}, copied...)
		} else if !waiting[part.Name] {
			copied = append(copied, part)
		}
	}
	for _, part := range copied {
		if err := archive.Copy(part); err != nil {
			return 0, err
		}
	}
	src, err := readPart(parts, sharedStrings)
	if err != nil {
		return 0, err
	}
	src, base, err = addShared(src, b.labels.texts)
	if err != nil {
		return 0, err
	}
	part := &dataPart{}
	if err := part.open(archive, sharedStrings, false); err != nil {
		return 0, err
	}
	if _, err := part.Write(src); err != nil {
		return 0, err
	}
	return base, part.Close()
}

func readPart(parts *zip.Reader, name string) ([]byte, error) {
	f, err := parts.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// sharedCounts are the counts at the head of the shared strings, which are
// optional (ISO/IEC 29500-1, 18.4.9) and not right any more.
var sharedCounts = regexp.MustCompile(` (count|uniqueCount)="[0-9]*"`)

// addShared adds texts to the part of shared strings and returns the index of
// the first.
func addShared(part []byte, texts []string) ([]byte, int, error) {
	head, list, ok := strings.Cut(string(part), "<si>")
	list, tail, closed := strings.Cut("<si>"+list, "</sst>")
	if !ok || !closed || tail != "" {
		return nil, 0, fmt.Errorf("%s is not as expected", sharedStrings)
	}
	b := []byte(sharedCounts.ReplaceAllString(head, "") + list)
	for _, text := range texts {
		b = append(b, "<si>"...)
		b = appendText(b, text)
		b = append(b, "</si>"...)
	}
	return append(b, "</sst>"...), strings.Count(list, "<si>"), nil
}
