package workbook_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
)

// TestWriteWorkbook_hostile writes texts that would like to be something else.
func TestWriteWorkbook_hostile(t *testing.T) {
	t.Parallel()
	c := newConference(t, "enkreis", 7)
	long := strings.Repeat("ü😀", 20000)
	texts := map[string]string{ // given → read back
		"=cmd|'/c calc'!A1":      "",
		"+49 2323":               "",
		"@SUM(A1)":               "",
		"-1":                     "",
		"_x0041_":                "",
		"a_x0041_x0042_b":        "",
		"_x005F_":                "",
		"bell\aand\x00nul":       "bell\uFFFDand\uFFFDnul",
		"<b>&amp;</b>":           "",
		"العربية مع English 12%": "",
		"👩🏽‍🚀 familie":           "",
		" leading and trailing ": "",
		long:                     strings.Repeat("ü😀", 10922) + "…", // 32,767 UTF-16 units
	}
	session := c.Sessions[0].Session
	c.Comments = nil
	for text := range texts {
		c.Comments = append(c.Comments, forms.Comment{SessionID: session.ID, FormID: session.FormID, Item: "mitnehmen", Text: text, Status: forms.CommentApproved})
	}
	for _, title := range []string{"a/b:c*d?[e]\\f'", strings.Repeat("Ä", 40), strings.Repeat("Ä", 40), "History", "=1+1"} {
		i := len(title) % len(c.Sessions)
		c.Sessions[i].Session.Title = forms.Text{"de": title}
	}
	c.Event.Title = forms.Text{"de": "R&D 2016 = &D " + strings.Repeat("&", 80)}
	f := open(t, rawWorkbook(t, c.EventFigures, "de"))
	rows, err := f.GetRows("Kommentare", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]bool{}
	for _, row := range rows {
		if len(row) > 3 {
			read[row[3]] = true
		}
	}
	for given, want := range texts {
		if want == "" {
			want = given
		}
		if !read[want] {
			t.Errorf("%.40q is not there", want)
		}
	}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for col := range row {
				cell, _ := excelize.CoordinatesToCellName(col+1, r+1)
				if formula, _ := f.GetCellFormula(sheet, cell); formula != "" {
					t.Errorf("%s!%s is a formula: %s", sheet, cell, formula)
				}
			}
		}
	}
}
