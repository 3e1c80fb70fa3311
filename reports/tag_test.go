package reports_test

import (
	"fmt"
	"testing"

	"resonanz/forms"
	"resonanz/reports"
)

// Tags lead the themes, counted by comments, and their words are not told again.
func TestThemes_tags(t *testing.T) {
	t.Parallel()
	comments := []forms.Comment{
		{Text: "Mehr Sprachkurse am Abend", Tags: []string{"Sprachkurse", "Zeit"}},
		{Text: "Sprachkurse für Eltern und Kinder", Tags: []string{"sprachkurse", "Sprachkurse"}},
		{Text: "Die Eltern brauchen Sprachkurse"},
	}
	got := ""
	for _, theme := range reports.Themes(comments, []string{"de", "en"}, nil) {
		got += fmt.Sprintf("%v %s %v, ", theme.Tag, theme.Word, theme.Comments)
	}
	if want := "true Sprachkurse [0 1], true Zeit [0], false Eltern [1 2], "; got != want {
		t.Errorf("themes: %s want %s", got, want)
	}
}
