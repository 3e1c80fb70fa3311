package reports_test

import (
	"testing"

	"resonanz/forms"
	"resonanz/reports"
)

// TestThemes merges the forms of a word, leaves filler words out and keeps
// languages apart.
func TestThemes(t *testing.T) {
	t.Parallel()
	var comments []forms.Comment
	for _, text := range []string{
		"Wir brauchen mehr Sprachkurse am Abend.",
		"Der Sprachkurs war gut, die Sprachkurse sind wichtig!",
		"Kinderbetreuung während der Kurse wäre wichtig",
		"شكراً على النقاش المفيد",
		"كان النقاش مهما جدا",
		"Дякую за зустріч, це було корисно",
		"Наступна зустріч має бути для всіх",
		"We need more meetings in the evening",
		"The meeting was good and the evening was long",
	} {
		comments = append(comments, forms.Comment{Text: text})
	}
	got := map[string]int{}
	for _, theme := range reports.Themes(comments, []string{"de", "de-simple", "en", "ar", "uk"}, nil) {
		got[theme.Language+" "+theme.Word] = len(theme.Comments)
	}
	want := map[string]int{"de Sprachkurse": 2, "de wichtig": 2, "ar النقاش": 2, "uk зустріч": 2, "en meeting": 2, "en evening": 2}
	if !equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	named := []forms.Text{{"de": "Kinderbetreuung und Kurse", "en": "In the evening"}}
	first := map[string]string{}
	for _, theme := range reports.Themes(comments, []string{"de", "en"}, named) {
		if first[theme.Language] == "" {
			first[theme.Language] = theme.Word
		}
	}
	if first["en"] != "evening" {
		t.Errorf("the first themes are %v, want the one that a form names", first)
	}
	if themes := reports.Themes(nil, nil, nil); len(themes) != 0 {
		t.Errorf("themes of nothing: %v", themes)
	}
}
