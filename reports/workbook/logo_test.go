package workbook_test

import (
	"bytes"
	"testing"

	"resonanz/forms/logo"
	"resonanz/reports/workbook"
)

// A logo that is a drawing stands on the first sheet as it is, in its proportions.
func TestWriteWorkbook_drawnLogo(t *testing.T) {
	t.Parallel()
	drawing, err := logo.Read([]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100" width="400" height="100"><path fill="#0b6156" d="M0 0h400v100z"/></svg>`))
	if err != nil {
		t.Fatal(err)
	}
	o := options(t, "de")
	o.Logo = drawing
	var raw bytes.Buffer
	if err := workbook.WriteWorkbook(&raw, newConference(t, "enkreis", 7).EventFigures, o); err != nil {
		t.Fatal(err)
	}
	f := open(t, raw.Bytes())
	cells, err := f.GetPictureCells(f.GetSheetList()[0])
	if err != nil || len(cells) != 1 {
		t.Fatalf("pictures in %v, %v; want one", cells, err)
	}
	pictures, err := f.GetPictures(f.GetSheetList()[0], cells[0])
	if err != nil || len(pictures) != 1 || pictures[0].Extension != ".svg" || !bytes.Equal(pictures[0].File, drawing) || pictures[0].Format.ScaleX != pictures[0].Format.ScaleY {
		t.Errorf("%d pictures, %v; want the drawing in its proportions", len(pictures), err)
	}
}
