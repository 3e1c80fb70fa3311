package workbook_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// rendered is a workbook as it was written: its parts, and what a reader finds
// in them.
type rendered struct {
	testing.TB
	parts  map[string][]byte
	file   *excelize.File
	charts []renderedChart
}

// renderedChart is what a chart's part holds.
type renderedChart struct {
	part string
	refs []string // to cells, in the order of the part
	// caches are the values that the part keeps of a reference.
	caches map[string][]string
	// loose are values that belong to no reference.
	loose []string
}

// knownParts are the parts in which a test looks for figures. Another one, such
// as cell comments or an embedded table, would have to be looked at as well.
var knownParts = regexp.MustCompile(`^(\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/(workbook|styles|sharedStrings|theme/theme1)\.xml|` +
	`xl/(charts/chart|drawings/drawing|tables/table|worksheets/sheet)\d+\.xml|xl/(_rels/workbook|(worksheets|drawings)/_rels/(sheet|drawing)\d+)\.xml\.rels)$`)

func render(t testing.TB, raw []byte) *rendered {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	r := &rendered{TB: t, parts: map[string][]byte{}, file: open(t, raw)}
	for _, part := range archive.File {
		in, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		if r.parts[part.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
		if !knownParts.MatchString(part.Name) {
			t.Errorf("nobody looks into the part %s", part.Name)
		}
		if strings.HasPrefix(part.Name, "xl/charts/") {
			r.charts = append(r.charts, readChart(t, part.Name, r.parts[part.Name]))
		}
	}
	return r
}

func readChart(t testing.TB, name string, part []byte) renderedChart {
	t.Helper()
	c := renderedChart{part: name, caches: map[string][]string{}}
	var path []string
	ref := ""
	for d := xml.NewDecoder(bytes.NewReader(part)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return c
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			path = append(path, token.Name.Local)
			if strings.HasSuffix(token.Name.Local, "Ref") {
				ref = ""
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			switch in := strings.Join(path, "/"); {
			case strings.HasSuffix(in, "Ref/f"):
				ref = string(token)
				c.refs = append(c.refs, ref)
			case strings.HasSuffix(in, "Cache/pt/v"):
				c.caches[ref] = append(c.caches[ref], string(token))
			case strings.HasSuffix(in, "/v"):
				c.loose = append(c.loose, string(token))
			}
		}
	}
}

// rows returns the raw values of a sheet; missing cells are "".
func (r *rendered) rows(sheet string) [][]string {
	r.Helper()
	rows, err := r.file.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		r.Fatal(err)
	}
	return rows
}

// area returns the raw values of the cells that a chart or a name refers to, in
// rows, and fails the test if the reference leads to no cells.
func (r *rendered) area(ref string) []string {
	r.Helper()
	sheet, cells, ok := cutLast(ref, "!")
	sheet = strings.ReplaceAll(strings.Trim(sheet, "'"), "''", "'")
	if i, err := r.file.GetSheetIndex(sheet); !ok || err != nil || i < 0 {
		r.Errorf("%s refers to no sheet", ref)
		return nil
	}
	from, to, ok := strings.Cut(strings.ReplaceAll(cells, "$", ""), ":")
	if !ok {
		to = from
	}
	x1, y1, err1 := excelize.CellNameToCoordinates(from)
	x2, y2, err2 := excelize.CellNameToCoordinates(to)
	if err1 != nil || err2 != nil {
		r.Errorf("%s refers to no cells", ref)
		return nil
	}
	var values []string
	for y := y1; y <= y2; y++ {
		for x := x1; x <= x2; x++ {
			cell, _ := excelize.CoordinatesToCellName(x, y)
			value, err := r.file.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
			if err != nil {
				r.Fatal(err)
			}
			values = append(values, value)
		}
	}
	return values
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// printTitles are the rows and columns that a sheet repeats in print.
var printTitles = regexp.MustCompile(`^('.*'!\$A:\$[A-Z]+,)?'.*'!\$\d+:\$\d+$`)

// check finds that all that is not in cells leads to cells: charts hold no
// values of their own, or the same as the cells, and names are no figures.
func (r *rendered) check() {
	r.Helper()
	for _, c := range r.charts {
		if len(c.loose) > 0 || len(c.refs) == 0 {
			r.Errorf("%s holds the values %q and refers to %q", c.part, c.loose, c.refs)
		}
		for _, ref := range c.refs {
			values := r.area(ref)
			for i, cached := range c.caches[ref] {
				if i >= len(values) || cached != values[i] {
					r.Errorf("%s keeps %q of %s, the cells are %q", c.part, cached, ref, values)
				}
			}
		}
	}
	for _, name := range r.file.GetDefinedName() {
		if name.Name == "_xlnm.Print_Area" || name.Name == "_xlnm.Print_Titles" && printTitles.MatchString(name.RefersTo) {
			continue
		}
		if values := r.area(name.RefersTo); len(values) != 1 || values[0] == "" {
			r.Errorf("the name %s is %q at %s", name.Name, values, name.RefersTo)
		}
	}
}
