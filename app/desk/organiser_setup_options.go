package desk

import (
	"maps"
	"slices"
	"strings"

	"resonanz/forms"
)

// Options are written as lines of text: a text alone, or its code, a colon and
// the text. People need not know codes: an option keeps its code as long as its
// text stays, or is only put right.

// maxLines is how many lines are read. Far more than forms.MaxOptions, so that a
// long list that was pasted can be shortened on the page.
const maxLines = 200

// optionLines writes the options in the language, one on each line. A code is
// written only where the text alone would not lead back to it, and where it has
// a meaning of its own.
func optionLines(options []forms.Option, language string) string {
	texts := map[string]int{}
	for _, o := range options {
		texts[oneLine(o.Text[language])]++
	}
	lines := make([]string, len(options))
	for i, o := range options {
		text := oneLine(o.Text[language])
		code, _ := cutCode(text)
		if text == "" || code != "" || texts[text] > 1 || o.Code == forms.OptionOther || o.Code == forms.OptionNA {
			text = strings.TrimSpace(o.Code + ": " + text)
		}
		lines[i] = text
	}
	return strings.Join(lines, "\n")
}

// oneLine returns the text as one line.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// cutCode returns the code with which a line begins, "" if there is none, and
// the text.
func cutCode(line string) (code, text string) {
	code, text, found := strings.Cut(line, ":")
	if found && forms.ValidCode(code) {
		return code, strings.TrimSpace(text)
	}
	return "", line
}

// readOptionLines reads options from lines in the language. Those that there are
// keep their code, their other languages and their breaks of lines: by the code, if it is
// written, or else by the text, or else, where a line stands in the place of one and
// has a text like it. ok is false if there are too many lines.
func readOptionLines(typed, language string, older []forms.Option) (options []forms.Option, ok bool) {
	var lines []string
	for line := range strings.Lines(forms.Clean(typed)) {
		if line = oneLine(line); line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) > maxLines {
		return nil, false
	}
	from := matchLines(lines, language, older)
	taken := map[string]bool{}
	for i, line := range lines {
		if code, _ := cutCode(line); code != "" {
			taken[code] = true
		} else if from[i] >= 0 {
			taken[older[from[i]].Code] = true
		}
	}
	for i, line := range lines {
		code, text := cutCode(line)
		option := forms.Option{Code: code}
		if from[i] >= 0 {
			option = older[from[i]]
		} else if code == "" {
			option.Code = forms.NewKey(text, "option", func(key string) bool { return taken[key] })
			taken[option.Code] = true
		}
		if oneLine(option.Text[language]) != text {
			option.Text = maps.Clone(option.Text)
			if option.Text == nil {
				option.Text = forms.Text{}
			}
			option.Text[language] = text
		}
		options = append(options, option)
	}
	return options, true
}

// matchLines returns for each line which of the older options it is, -1 for a
// new one. No option is two lines.
func matchLines(lines []string, language string, older []forms.Option) []int {
	from, used := make([]int, len(lines)), make([]bool, len(older))
	find := func(i int, like func(o *forms.Option) bool) {
		for j := range older {
			if from[i] < 0 && !used[j] && like(&older[j]) {
				from[i], used[j] = j, true
			}
		}
	}
	for i, line := range lines {
		from[i] = -1
		if code, text := cutCode(line); code != "" {
			find(i, func(o *forms.Option) bool { return o.Code == code && oneLine(o.Text[language]) == text })
			find(i, func(o *forms.Option) bool { return o.Code == code })
		}
	}
	for i, line := range lines {
		if code, _ := cutCode(line); code == "" {
			find(i, func(o *forms.Option) bool { return oneLine(o.Text[language]) == line })
		}
	}
	for i, line := range lines {
		code, _ := cutCode(line)
		place := i // the first line has no line before it
		if i > 0 {
			place = from[i-1] + 1
		}
		if from[i] >= 0 || code != "" || place >= len(older) || used[place] || i > 0 && from[i-1] < 0 {
			continue
		}
		if o := &older[place]; o.Code != forms.OptionOther && o.Code != forms.OptionNA && alike(oneLine(o.Text[language]), line) {
			from[i], used[place] = place, true
		}
	}
	return from
}

// alike reports whether one text is the other, put right or made a little longer
// or shorter: at least half of their words or three quarters of their letters
// are the same.
func alike(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	return 2*common(strings.Fields(a), strings.Fields(b)) >= max(len(strings.Fields(a)), len(strings.Fields(b))) ||
		4*common([]rune(a), []rune(b)) >= 3*max(len([]rune(a)), len([]rune(b)))
}

// common returns the length of the longest sequence that is in both lists, with
// gaps. Lists are cut, as no option is that long.
func common[E comparable](a, b []E) int {
	a, b = a[:min(len(a), forms.MaxLabelLength)], b[:min(len(b), forms.MaxLabelLength)]
	lengths := make([]int, len(b)+1)
	for i := range a {
		diagonal := 0
		for j := range b {
			above := lengths[j+1]
			if a[i] == b[j] {
				lengths[j+1] = diagonal + 1
			} else {
				lengths[j+1] = max(above, lengths[j])
			}
			diagonal = above
		}
	}
	return slices.Max(lengths)
}
