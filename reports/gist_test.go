package reports_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"resonanz/reports"
)

// Remarks that are equal but for case, punctuation and fillers have one gist, and
// those that one word turns round have not.
func TestGist(t *testing.T) {
	t.Parallel()
	languages := []string{"de", "de-simple", "en", "tr", "ar"}
	for _, equal := range [][]string{
		{"Das Essen war sehr gut!", "essen gut", "Essen: GUT", "Das Essen war echt gut :)"},
		{"The food was very good", "Food good."},
		{"Mehr Zeit", "mehr  Zeit!!!", "Bitte mehr Zeit"},
		{"شكراً جداً على النقاش", "شكرا على النقاش", "شكــرا على النقاش!"},
		{"Toplantı çok verimli", "toplantı verimli"},
		{"So war das", "so war das."},
		{"👍", " 👍 "},
	} {
		for _, text := range equal[1:] {
			if got, want := reports.Gist(text, languages), reports.Gist(equal[0], languages); got != want {
				t.Errorf("%q is %q, and %q is %q", text, got, equal[0], want)
			}
		}
	}
	for _, differ := range [][2]string{
		{"Das war gut", "Das war nicht gut"}, {"Mehr Zeit", "Weniger Zeit"}, {"Mit Kindern", "Ohne Kinder"}, {"Beginn 9 Uhr", "Beginn 10 Uhr"},
		{"👍", "👎"}, {"good", "not good"}, {"Alles", "Nichts"}, {"!", "?"}, {"So war das", "So waren die"},
	} {
		if got := reports.Gist(differ[0], languages); got == reports.Gist(differ[1], languages) {
			t.Errorf("%q and %q are both %q", differ[0], differ[1], got)
		}
	}
}

// However a remark is written, its gist is the same; and a gist is its own.
func TestGist_any(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"Essen", "nicht", "gut", "mehr", "Zeit", "Räume", "17", "şehir", "النقاش", "сегодня", "kein"}), 1, 6).Draw(t, "words")
		text := strings.Join(words, " ")
		between := rapid.SampledFrom([]string{"  ", ", ", "! ", " – ", "\n", "… "})
		written := ""
		for _, word := range words {
			if rapid.Bool().Draw(t, "shouted") {
				word = strings.ToUpper(word)
			}
			written += word + between.Draw(t, "between")
		}
		languages := []string{"de", "tr", "ar", "ru"}
		gist := reports.Gist(text, languages)
		if got := reports.Gist(written, languages); got != gist {
			t.Errorf("%q is %q, and %q is %q", written, got, text, gist)
		}
		if again := reports.Gist(gist, languages); again != gist {
			t.Errorf("the gist of %q is %q", gist, again)
		}
	})
}
