package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"testing"
)

// A part that may grow beyond 4 GiB says so in its own header; what is read is
// what was written.
func TestDataPart(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	part := &dataPart{}
	texts := map[string]string{"small": "one", "large": "two"}
	for _, name := range []string{"small", "large"} {
		start := out.Len()
		if err := part.open(archive, name, name == "large"); err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(texts[name])); err != nil {
			t.Fatal(err)
		}
		if err := part.Close(); err != nil {
			t.Fatal(err)
		}
		if err := archive.Flush(); err != nil {
			t.Fatal(err)
		}
		head := bytes.Index(out.Bytes()[start:], []byte("PK\x03\x04")) + start
		if got, want := binary.LittleEndian.Uint16(out.Bytes()[head+4:]), uint16(20); (got != want) != (name == "large") {
			t.Errorf("%s needs version %d of the format", name, got)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	read, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range read.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != texts[f.Name] {
			t.Errorf("%s: %q, %v", f.Name, got, err)
		}
	}
}
