package desk

import (
	"slices"
	"strings"
	"unicode/utf8"

	"resonanz/app/web"
	"resonanz/forms"
)

// textRow is one text with its translation.
type textRow struct {
	ID, Path, Revision string
	Is                 string // what of the place it is
	Again              bool   // an equal text that is missing, too, stands before it on the page
	Base, Words        string
	MadeOf             string // the base text of which the translation was made, "" if it is as it is now
	Area               bool   // it may have several lines
	Rows               int
	Problem            string
	Conflict           *conflict
	Theirs             string // what somebody else has saved
}

// pair is a text with the page that it is on.
type pair struct {
	Page *translationPage
	Text textRow
}

// Pair returns what the part "pair" shows.
func (p *translationPage) Pair(row textRow) pair { return pair{p, row} }

// ownText is a text that Resonanz brings along in all its languages.
type ownText struct{ Base, Words, Lang, Dir string }

// addText puts a text at the end of the page.
func (p *translationPage) addText(t sortedText) {
	place := forms.PathOf(t.path)
	state := p.T("setup.translation.state." + string(t.state))
	n := len(p.Blocks)
	if n == 0 || p.Blocks[n-1].path != place || state != p.lastState() {
		block := textBlock{Place: p.placeOf(place), Address: p.addressOf(t.path), path: place}
		if state != p.lastState() {
			block.State = state
		}
		p.Blocks = append(p.Blocks, block)
	}
	block := &p.Blocks[len(p.Blocks)-1]
	row := p.row(t.path, t.text)
	row.Again = t.state == textMissing && p.missing[row.Base]
	p.missing[row.Base] = p.missing[row.Base] || t.state == textMissing
	block.Texts = append(block.Texts, row)
}

func (p *translationPage) lastState() string {
	for _, block := range slices.Backward(p.Blocks) {
		if block.State != "" {
			return block.State
		}
	}
	return ""
}

// placeOf returns what the place of a text is called.
func (p *translationPage) placeOf(path string) web.Phrase {
	if path == forms.PathOfEvent {
		return web.Phrase{Text: p.T("setup.tasks.event")}
	}
	return p.nameOf(path)
}

func (p *translationPage) row(path string, text forms.Text) textRow {
	base := text[p.Base.Lang]
	row := textRow{
		ID: "f-" + strings.Map(idRune, path), Path: path, Revision: text.TextRevision(p.Base.Lang, p.Language.Lang), Is: p.partOf(path),
		Base: base, Words: text[p.Language.Lang], MadeOf: text.MadeOf(p.Language.Lang),
	}
	const line, most = 60, 10 // letters that are seen at once, and lines
	row.Rows = min(1+utf8.RuneCountInString(base)/line+strings.Count(base, "\n"), most)
	row.Area = row.Rows > 1
	for _, problem := range p.problemsOf(forms.PathOf(path)) {
		if problem.Field == path+"."+p.Language.Lang {
			row.Problem = ProblemText(p.T, problem)
		}
	}
	return row
}

// partOf says what a text is within its place, such as its title.
func (p *translationPage) partOf(path string) string {
	name := strings.TrimPrefix(path, forms.PathOf(path)+".")
	if cut := strings.IndexAny(name, ".["); cut >= 0 {
		name = name[:cut]
	}
	return p.T("setup.translation.is." + name)
}

// addOwn adds what Resonanz says itself on these forms.
func (s *Pages) addOwn(p *translationPage) {
	var keys []string
	add := func(key string) {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	for i := range p.Whole.Sessions {
		if kind := p.Whole.Sessions[i].Kind; kind != "" {
			add("session.kind." + string(kind))
		}
	}
	for _, form := range p.Whole.Forms {
		for _, q := range form.Questions {
			switch q.Kind {
			case forms.KindYesNo:
				add("common.yes")
				add("common.no")
				add("form.none")
			case forms.KindScale, forms.KindRecommend:
				add("form.none")
			}
		}
	}
	base, language := s.Catalogues.Printer(p.Base.Lang), s.Catalogues.Printer(p.Language.Lang)
	for _, key := range keys {
		p.Own = append(p.Own, ownText{Base: base.T(key), Words: language.T(key), Lang: language.Lang(), Dir: language.Dir()})
	}
}
