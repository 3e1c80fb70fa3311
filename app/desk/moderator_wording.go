package desk

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"resonanz/app/stage"
	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/reports"
)

// wording turns the sentence of a statement into what moderators type, and back: in
// place of what follows the figures it has words in braces, in the language of the
// page.
type wording struct {
	page      *web.Page
	statement *reports.Statement
	reader    *reports.Reader
	values    map[string]string // by placeholder
}

func (m *composing) wording(s *reports.Statement) *wording {
	w := &wording{page: m.page, statement: s, reader: stage.NewReader(m.hall, m.Event)}
	w.values = w.reader.Values(s)
	return w
}

// word is a placeholder as it is typed.
func (w *wording) word(placeholder string) string {
	return "{" + w.page.T("closing.word."+placeholder) + "}"
}

// views returns the words that there are with what they stand for now.
func (w *wording) views() []wordView {
	var views []wordView
	for _, placeholder := range w.statement.Placeholders() {
		if placeholder != reports.WordItem { // which the sentence has already
			views = append(views, wordView{w.word(placeholder), w.values[placeholder]})
		}
	}
	return views
}

// shown returns a wording as it is typed, or the proposed one if there is none.
func (w *wording) shown(own string) string {
	if own == "" {
		own = w.reader.Wording(w.statement)
	}
	for _, placeholder := range w.statement.Placeholders() {
		own = strings.ReplaceAll(own, "{"+placeholder+"}", w.word(placeholder))
	}
	return own
}

var (
	inBraces  = regexp.MustCompile(`\{[^{}]*\}`)
	bareDigit = regexp.MustCompile(`[0-9]+`)
)

// read returns what was typed with the placeholders that are stored, "" for the
// proposed wording, or what is wrong with it. Figures that were typed as they are now
// become placeholders, so that they stay right.
func (w *wording) read(typed string) (own, problem string) {
	own = forms.Clean(typed)
	if own == "" || own == forms.Clean(w.shown("")) {
		return "", ""
	}
	for _, placeholder := range w.statement.Placeholders() {
		own = replaceFold(own, w.word(placeholder), "{"+placeholder+"}")
	}
	for _, placeholder := range []string{reports.WordShare, reports.WordOther} {
		if value := w.values[placeholder]; value != "" {
			own = strings.ReplaceAll(own, value, "{"+placeholder+"}")
		}
	}
	for _, found := range inBraces.FindAllString(own, -1) {
		if !slices.Contains(w.statement.Placeholders(), found[1:len(found)-1]) {
			return "", w.page.T("closing.error_word", "Word", found, "Words", w.words())
		}
	}
	n, _ := w.statement.Counted.Spoken()
	figures := []string{strconv.Itoa(n), strconv.Itoa(w.statement.Counted.N)}
	for _, digits := range bareDigit.FindAllString(inBraces.ReplaceAllString(own, ""), -1) {
		if slices.Contains(figures, digits) && !strings.Contains(w.values[reports.WordItem], digits) {
			return "", w.page.T("closing.error_number", "Number", digits, "Word", w.word(reports.WordShare))
		}
	}
	if utf8.RuneCountInString(own) > forms.MaxWording {
		return "", w.page.T("error.too_long", "Max", forms.MaxWording)
	}
	return own, ""
}

// words lists the words that can be typed.
func (w *wording) words() string {
	var words []string
	for _, view := range w.views() {
		words = append(words, view.Word)
	}
	return strings.Join(words, w.page.T("list.comma"))
}

// replaceFold is strings.ReplaceAll for words that may be typed in small letters.
func replaceFold(text, old, replacement string) string {
	return regexp.MustCompile("(?i)"+regexp.QuoteMeta(old)).ReplaceAllLiteralString(text, replacement)
}

// read returns the slide with the texts that were typed, or what is wrong with them.
func (m *composing) read(typed *slideView) (slide forms.ClosingSlide, problem string) {
	at := slices.IndexFunc(m.Closing.Deck, func(t reports.Told) bool { return t.Name() == typed.Name })
	if at < 0 {
		return forms.ClosingSlide{}, m.page.T("closing.gone_statement")
	}
	told := &m.Closing.Deck[at]
	slide = told.ClosingSlide
	slide.Note = strings.ReplaceAll(typed.Note, "\r\n", "\n")
	if utf8.RuneCountInString(slide.Note) > forms.MaxSlideNote {
		return slide, m.page.T("error.too_long", "Max", forms.MaxSlideNote)
	}
	if told.Claimed != nil {
		slide.Wording, problem = m.wording(told.Claimed).read(typed.Wording)
		slide.Lang = ""
		if slide.Wording != "" {
			slide.Lang = m.hall.Lang()
		}
	}
	return slide, problem
}
