package workbook

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// What the data files rely on in the parts that excelize writes, which it does
// not promise; go.mod lists it. When this fails after an update, the data files
// have to follow.
func TestExcelize_parts(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	if _, err := f.NewSheet("Second"); err != nil {
		t.Fatal(err)
	}
	for sheet, text := range map[string]string{"Sheet1": "one & one", "Second": "two"} {
		if err := f.SetCellStr(sheet, "A1", text); err != nil {
			t.Fatal(err)
		}
	}
	var style int
	for i := range 2 {
		var err error
		if style, err = f.NewStyle(&excelize.Style{NumFmt: 14 + i}); err != nil {
			t.Fatal(err)
		}
	}
	drawn, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	parts, err := zip.NewReader(bytes.NewReader(drawn.Bytes()), int64(drawn.Len()))
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		t.Helper()
		part, err := readPart(parts, name)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return string(part)
	}

	// The nth sheet is the nth part, its rows end in one place, and its cells
	// name their texts by number.
	for _, name := range []string{"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"} {
		part := read(name)
		if n := strings.Count(part, "</row>"+sheetDataEnd); n != 1 {
			t.Errorf("%s has %d ends of rows, want 1:\n%s", name, n, part)
		}
		if !strings.Contains(part, `t="s"`) {
			t.Errorf("%s has no shared string:\n%s", name, part)
		}
	}
	if first := read("xl/worksheets/sheet1.xml"); strings.Contains(first, "two") || !strings.Contains(read("xl/workbook.xml"), `name="Second" sheetId="2"`) {
		t.Errorf("the first sheet is not in the first part:\n%s", first)
	}

	// Texts can be added at the end of the shared strings.
	longer, base, err := addShared([]byte(read(sharedStrings)), []string{"three"})
	if err != nil || base != 2 || !strings.HasSuffix(string(longer), "</si></sst>") || strings.Count(string(longer), "<si>") != 3 {
		t.Errorf("shared strings: %d before, %v\n%s", base, err, longer)
	}

	// A style is the number that cells have.
	if styles := read("xl/styles.xml"); style != 2 || !strings.Contains(styles, `<cellXfs count="3">`) {
		t.Errorf("the second style is number %d:\n%s", style, styles)
	}

	// Readers look for the types of the contents first.
	if !slices.ContainsFunc(parts.File, func(part *zip.File) bool { return part.Name == contentTypes }) {
		t.Errorf("there is no %s", contentTypes)
	}
}
