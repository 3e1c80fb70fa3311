package workbook_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"resonanz/forms"
	"resonanz/reports/workbook"
)

// TestWriteWorkbook_podium finds every question to a podium on one sheet, by session
// and votes, with what became of it; a workbook of one session has its own only.
func TestWriteWorkbook_podium(t *testing.T) {
	t.Parallel()
	h := newHall(t, openStore(t), conferenceOf(t, "enkreis"), 5)
	e, o := h.figures("de")
	first, second := e.Sessions[0].Session.ID, e.Sessions[1].Session.ID
	e.Podium = []forms.PodiumQuestion{ // most votes first, as the store has them
		{SessionID: second, Text: "Warum?", Status: forms.PodiumAnswered, Votes: 12},
		{SessionID: first, Text: "=1+1", Status: forms.PodiumApproved, Votes: 3},
		{SessionID: first, Text: "Wann?", Status: forms.PodiumHidden, Votes: 0},
	}
	for _, test := range []struct {
		session int64
		want    []string
	}{
		{0, []string{"=1+1|3|auf der Liste", "Wann?|0|ausgeblendet", "Warum?|12|beantwortet"}},
		{second, []string{"Warum?|12|beantwortet"}},
	} {
		o.SessionID = test.session
		var b bytes.Buffer
		if err := workbook.WriteWorkbook(&b, e, o); err != nil {
			t.Fatal(err)
		}
		rows, err := open(t, b.Bytes()).GetRows("Podium")
		if err != nil {
			t.Fatal(err)
		}
		head := slices.IndexFunc(rows, func(row []string) bool { return slices.Contains(row, "Stimmen") })
		var got []string
		for _, row := range rows[head+1:] {
			if len(row) > 4 {
				got = append(got, strings.Join(row[2:5], "|"))
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("session %d (-want +got):\n%s", test.session, diff)
		}
	}
	e.Podium, o.SessionID = nil, 0
	var b bytes.Buffer
	if err := workbook.WriteWorkbook(&b, e, o); err != nil {
		t.Fatal(err)
	}
	if slices.Contains(open(t, b.Bytes()).GetSheetList(), "Podium") {
		t.Error("without questions there is a sheet for them")
	}
}
