package workbook_test

import (
	"testing"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
)

// TestWriteWorkbook_quoted finds that texts that look like formulas, and no
// others, carry the mark that keeps them texts when somebody edits the cell, in
// the workbook as in that of the data, where rows are written without excelize.
func TestWriteWorkbook_quoted(t *testing.T) {
	t.Parallel()
	c := newConference(t, "enkreis", 7)
	wanted := map[string]bool{"=1+1": true, "-1": true, "+49 2323": true, "@alle": true, " =A1": true, "＝SUM(A1)": true,
		"1 + 1 = 2": false, "a-b": false, "'=1": false, "": false}
	session := c.Sessions[0].Session
	c.Comments = nil
	for text := range wanted {
		c.Comments = append(c.Comments, forms.Comment{SessionID: session.ID, FormID: session.FormID, Item: "frage", Text: text, Status: forms.CommentApproved})
	}
	for name, raw := range map[string][]byte{"workbook": rawWorkbook(t, c.EventFigures, "de"), "data": dataWorkbook(t, c.data(), "de")} {
		f := open(t, raw)
		rows, err := f.GetRows("Kommentare")
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for y, row := range rows {
			for x, text := range row {
				want, known := wanted[text]
				if !known || text == "" {
					continue
				}
				found++
				cell, err := excelize.CoordinatesToCellName(x+1, y+1)
				if err != nil {
					t.Fatal(err)
				}
				id, err := f.GetCellStyle("Kommentare", cell)
				if err != nil {
					t.Fatal(err)
				}
				if mark := f.Styles.CellXfs.Xf[id].QuotePrefix; (mark != nil && *mark) != want {
					t.Errorf("%s: %q is marked as a text: %v", name, text, !want)
				}
			}
		}
		if found != len(wanted)-1 {
			t.Errorf("%s: %d of the texts found", name, found)
		}
	}
}

// TestWriteWorkbook_properties reads who made the workbook, of what, when and in
// which language.
func TestWriteWorkbook_properties(t *testing.T) {
	t.Parallel()
	c := newConference(t, "enkreis", 7)
	f := open(t, rawWorkbook(t, c.EventFigures, "de"))
	core, err := f.GetDocProps()
	if err != nil {
		t.Fatal(err)
	}
	app, err := f.GetAppProps()
	if err != nil {
		t.Fatal(err)
	}
	if core.Title != c.Event.Title["de"] || core.Creator != "Resonanz 0.1.0" || core.Language != "de" || core.Created != "2026-11-22T12:30:00Z" || app.Application != "Resonanz" || app.Company == "" {
		t.Errorf("properties %+v, %+v", core, app)
	}
}
