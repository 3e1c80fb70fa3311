package workbook_test

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"resonanz/forms"
	"resonanz/reports/workbook"
)

// TestWriteWorkbook_comments has moderators approve, edit, tag and hide what was
// written, and finds each comment on the sheet where it belongs, and of the
// unapproved ones nothing anywhere else.
func TestWriteWorkbook_comments(t *testing.T) {
	t.Parallel()
	h := newHall(t, openStore(t), conferenceOf(t, "enkreis"), 5)
	h.fill()
	var texts []string
	for i := range h.sessions {
		comments, err := h.store.Comments(t.Context(), h.sessions[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, comment := range comments {
			n := len(texts)
			text := []string{"offen", "frei", "versteckt", "bearbeitet"}[n%4] + " Ergebnisse"
			texts = append(texts, text)
			if err := h.store.Moderate(t.Context(), h.sessions[i].ID, comment.ID, func(m *forms.Moderation) {
				m.Text, m.Tags = text, []string{"Eins", "Zwei"}
				m.Status = []forms.CommentStatus{forms.CommentPending, forms.CommentApproved, forms.CommentHidden, forms.CommentApproved}[n%4]
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	e, o := h.figures("de")
	var b bytes.Buffer
	if err := workbook.WriteWorkbook(&b, e, o); err != nil {
		t.Fatal(err)
	}
	f := open(t, b.Bytes())
	want := map[string][]string{ // sheet → beginning of a comment's text
		"Kommentare":                    {"bearbeitet", "frei"},
		"Kommentare, nicht freigegeben": {"offen", "versteckt"},
		"Themen":                        {"bearbeitet", "frei"},
	}
	total := 0
	for _, sheet := range f.GetSheetList()[1:] { // the briefing quotes some
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]bool{}
		for _, row := range rows {
			for i, cell := range row {
				if kind, _, ok := strings.Cut(cell, " Ergebnisse"); ok {
					found[kind] = true
					if sheet != "Themen" {
						total++
						if row[i+1] != "Eins, Zwei" || kind == "versteckt" != (row[i+2] == "ausgeblendet") || row[i+2] == "" {
							t.Errorf("%s: %q", sheet, row)
						}
					}
				}
			}
		}
		var kinds []string
		for kind := range found {
			kinds = append(kinds, kind)
		}
		slices.Sort(kinds)
		if !slices.Equal(kinds, want[sheet]) {
			t.Errorf("%s shows comments %q, want %q", sheet, kinds, want[sheet])
		}
	}
	if total != len(texts) || total < 20 {
		t.Errorf("%d comments in the workbook, want %d", total, len(texts))
	}
}

// TestWriteWorkbook_unmoderated has only the sheet of unapproved comments where
// nobody has approved any, and every link to comments leads to it.
//
// Reference, Single responses: "comments that no moderator has approved have a sheet of their own"
func TestWriteWorkbook_unmoderated(t *testing.T) {
	t.Parallel()
	c := newConference(t, "enkreis", 7)
	for i := range c.Comments {
		c.Comments[i].Status = forms.CommentPending
	}
	f := open(t, rawWorkbook(t, c.EventFigures, "de"))
	if sheets := f.GetSheetList(); slices.Contains(sheets, "Kommentare") || !slices.Contains(sheets, "Themen") {
		t.Errorf("sheets %q", sheets)
	}
	links := 0
	form := f.GetSheetList()[1]
	for row := range 400 {
		if ok, target, err := f.GetCellHyperLink(form, "H"+strconv.Itoa(row+1)); err != nil {
			t.Fatal(err)
		} else if ok {
			links++
			if target != "'Kommentare, nicht freigegeben'!A1" {
				t.Errorf("a link leads to %s", target)
			}
		}
	}
	if links == 0 {
		t.Error("no link leads to the comments")
	}
}
