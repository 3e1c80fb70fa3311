package reports_test

import (
	"fmt"
	"testing"

	"resonanz/forms"
	"resonanz/reports"
)

func TestCommonWords(t *testing.T) {
	t.Parallel()
	var comments []forms.ModeratedComment
	say := func(n int, text string) {
		for range n {
			comments = append(comments, forms.ModeratedComment{Moderation: forms.Moderation{Text: text}})
		}
	}
	say(3, "Mehr Kinderbetreuung, und die Gespräche am Abend.")
	say(2, "Zu Gesprächen mit Kinderbetreuung, Gespräch!")
	say(4, "The childcare was good")
	got := ""
	for _, word := range reports.CommonWords(comments, []string{"de", "en"}, &forms.Form{}, 4) {
		got += fmt.Sprintf("%s/%s %d, ", word.Language, word.Word, len(word.Comments))
	}
	if want := "de/Gespräche 5, de/Kinderbetreuung 5, en/childcare 4, en/good 4, "; got != want {
		t.Errorf("words: %s want %s", got, want)
	}
	if few := reports.CommonWords(comments, []string{"de"}, &forms.Form{}, 10); len(few) > 0 {
		t.Errorf("words of fewer than ten people: %v", few)
	}
}
