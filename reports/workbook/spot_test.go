package workbook_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
	"resonanz/reports/workbook"
)

// Questions on the spot stand on a sheet of their own: each with its time, its
// session, how many answered, and the figures and texts that may be shown. A
// workbook of another session has none of them.
func TestWriteWorkbook_spots(t *testing.T) {
	t.Parallel()
	h := newHall(t, openStore(t), conditional(), 1)
	h.fill()
	session := &h.sessions[0]
	ask := func(q forms.Question, values ...string) {
		t.Helper()
		spot, err := h.store.Ask(t.Context(), session.ID, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, value := range values {
			h.submit(&spot, forms.Values{"frage": {value}})
		}
		h.set(&spot, forms.StateClosed)
		comments, err := h.store.Comments(t.Context(), spot.ID)
		if err != nil {
			t.Fatal(err)
		}
		for i := range comments {
			if strings.Contains(comments[i].Text, "frei") {
				if err := h.store.Moderate(t.Context(), spot.ID, comments[i].ID, func(m *forms.Moderation) { m.Status = forms.CommentApproved }); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	base := h.event.Base()
	options := []forms.Option{{Code: "o1", Text: forms.Text{base: "Gerne sofort"}}, {Code: "o2", Text: forms.Text{base: "Lieber später"}}}
	ask(forms.Question{Kind: forms.KindChoice, Text: forms.Text{base: "Wann beginnen wir?"}, Options: options}, "o1", "o1", "o1", "o1", "o1", "o1", "o2", "o2", "o2", "o2", "o2")
	ask(forms.Question{Kind: forms.KindChoice, Text: forms.Text{base: "Zu wenige?"}, Options: options}, "o1", "o2")
	ask(forms.Question{Kind: forms.KindText, Text: forms.Text{base: "Was noch?"}}, "frei 1", "frei 2", "frei 3", "geheim 1", "geheim 2", "geheim 3")

	figures, o := h.figures("de")
	var err error
	if o.Spots, err = h.store.Asked(t.Context(), h.event.ID); err != nil {
		t.Fatal(err)
	}
	written := func(o workbook.Options) (sheets []string, said string) {
		t.Helper()
		var b bytes.Buffer
		if err := workbook.WriteWorkbook(&b, figures, o); err != nil {
			t.Fatal(err)
		}
		file, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		for _, sheet := range file.GetSheetList() {
			if sheets = append(sheets, sheet); sheet == "Fragen an den Saal" {
				said = fmt.Sprint(cellsOf(t, file, sheet))
			}
		}
		return sheets, said
	}
	sheets, said := written(o)
	for _, want := range []string{"Wann beginnen wir?", "Gerne sofort", "11 Antworten", "Zu wenige?", "2 Antworten", "Was noch?", "frei 2"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing on the sheet, of %q: %s", want, sheets, said)
		}
	}
	if strings.Contains(said, "geheim") {
		t.Errorf("a text that nobody approved is on the sheet: %s", said)
	}
	if len(h.sessions) > 1 {
		o.SessionID = h.sessions[1].ID
		if _, said := written(o); said != "" {
			t.Errorf("the workbook of another session: %s", said)
		}
	}
}
