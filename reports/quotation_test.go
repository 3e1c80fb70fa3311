package reports_test

import (
	"strings"
	"testing"

	"resonanz/forms"
	"resonanz/reports"
)

// TestQuotations quotes what moderators have approved, no two comments that say the
// same, and those first that can be read out.
func TestQuotations(t *testing.T) {
	t.Parallel()
	var comments []forms.Comment
	say := func(status forms.CommentStatus, texts ...string) {
		for _, text := range texts {
			comments = append(comments, forms.Comment{Text: text, Status: status})
		}
	}
	say(forms.CommentPending, "Das hat noch niemand freigegeben und steht nirgends.")
	say(forms.CommentHidden, "Das ist ausgeblendet und steht nirgends, auch nicht hier.")
	say(forms.CommentApproved, "Gut.", "Daha fazla akşam kursu istiyoruz.", strings.Repeat("Das ist sehr lang. ", 20),
		"Mehr Zeit für Gespräche am Tisch, bitte.", "MEHR Zeit für Gespräche am Tisch!", "Wir brauchen Kurse am Abend für alle.", " ")
	var got []string
	for _, c := range reports.Quotations(comments, []string{"de", "tr"}, "de", 4) {
		got = append(got, c.Text)
	}
	want := []string{"Mehr Zeit für Gespräche am Tisch, bitte.", "Wir brauchen Kurse am Abend für alle.", "Daha fazla akşam kursu istiyoruz."}
	if short := reports.Quotations([]forms.Comment{{Text: "Gut.", Status: forms.CommentApproved}}, nil, "de", 4); len(short) != 1 {
		t.Errorf("of short comments only, %d are quoted", len(short))
	}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
}
