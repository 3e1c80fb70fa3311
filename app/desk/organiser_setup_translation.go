package desk

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// translationPage shows the texts of a draft side by side with their translation
// into one language, what has to be done first.
type translationPage struct {
	*setupPage
	Language  completeness
	Base      translation // the base language
	Filters   []textFilter
	Conflicts []textRow
	Gone      []string // translations that were typed for texts that have been removed
	Blocks    []textBlock
	Next      string // address of the page that goes on, "" on the last one
	First     string // address of the first page, "" on that
	Own       []ownText
	Problem   string // with a file
	Mistakes  []mistake
	FileAt    string // address of the translation file

	only  textState // what is shown, "" for all
	after string    // the text after which the page goes on: its state and its path
}

// textFilter shows only the texts in a state, or all.
type textFilter struct {
	Says    string
	Address string
	Current bool
}

// textBlock is a run of texts of one place in one state.
type textBlock struct {
	State   string // the state in words, "" if it is that of the block before
	Place   web.Phrase
	Address string // of the page of the place
	Texts   []textRow

	path string // of the part
}

// textRow is one text with its translation.
type textRow struct {
	ID, Path, Revision string
	Is                 string // what of the place it is
	Base, Words        string
	MadeOf             string // the base text of which the translation was made, "" if it is as it is now
	Area               bool   // it may have several lines
	Rows               int
	Problem            string
	Conflict           *conflict
	Theirs             string // what somebody else has saved
}

// ownText is a text that Resonanz brings along in all its languages.
type ownText struct{ Base, Words, Lang, Dir string }

// The names of the fields of a text, to which its path is added, and of what else
// the form sends.
const (
	fieldWords = "t."
	fieldRead  = "r." // revision
	fieldFits  = "fits"
	queryOnly  = "only"
	queryAfter = "after"
)

// The bounds of one page: what fits one body (web.MaxBody) in any script, and
// what somebody translates before they save.
const (
	textsShown   = 30
	lettersShown = 4000 // code points of the base texts
)

// newTranslationPage returns the page of the language that the address names.
func (s *Pages) newTranslationPage(c *fiber.Ctx) (*translationPage, error) {
	draft, err := s.readDraft(c)
	if err != nil {
		return nil, err
	}
	p := &translationPage{setupPage: s.newSetupPage(c, draft, "setup.languages.heading")}
	if !slices.Contains(p.into(), c.Params("lang")) {
		return nil, web.ErrNotFound
	}
	checks, err := s.Store.Checks(c.UserContext(), draft.ID)
	if err != nil {
		return nil, err
	}
	for _, t := range s.translations(&p.Whole.Event) {
		switch t.Lang {
		case c.Params("lang"):
			p.Language = p.completeness(t, checks)
		case p.Whole.Event.Base():
			p.Base = t
		}
	}
	p.setHeading(p.T("setup.translation.heading", "Language", p.Language.Name))
	p.FileAt = p.Language.Address + "/file"
	p.only, p.after = textState(c.Query(queryOnly)), c.Query(queryAfter)
	p.Here = p.Language.Address
	return p, nil
}

// sortedText is a text in the order of the page.
type sortedText struct {
	path  string
	text  forms.Text
	state textState
}

// sorted returns the texts that the filter lets through, what has to be done
// first.
func (p *translationPage) sorted(only textState) []sortedText {
	lists := map[textState][]sortedText{}
	for path, text := range p.Whole.Texts() {
		if text[p.Base.Lang] != "" {
			state := stateOf(text, p.Language.Lang)
			lists[state] = append(lists[state], sortedText{path, text, state})
		}
	}
	if slices.Contains(textStates, only) {
		return lists[only]
	}
	return slices.Concat(lists[textMissing], lists[textOlder], lists[textDone])
}

// fill puts the texts on the page that come after the last one of the page before.
func (p *translationPage) fill() {
	all := p.sorted(p.only)
	p.addFilters(p.only)
	start := p.startAfter(all, p.after)
	if p.after != "" {
		p.First = p.addressOfTexts(p.only, "")
	}
	letters := 0
	for i, t := range all[start:] {
		letters += utf8.RuneCountInString(t.text[p.Base.Lang])
		if i == textsShown || i > 0 && letters > lettersShown {
			last := all[start+i-1]
			p.Next = p.addressOfTexts(p.only, string(last.state)+":"+last.path)
			break
		}
		p.addText(t)
	}
}

// startAfter returns where the texts go on after the key. The text may be in
// another state by now, or may have been removed.
func (p *translationPage) startAfter(all []sortedText, after string) int {
	state, path, _ := strings.Cut(after, ":")
	order := map[string]int{}
	for at := range p.Whole.Texts() {
		order[at] = len(order) + 1
	}
	rank := func(state textState, path string) int {
		return slices.Index(textStates, state)*(len(order)+1) + order[path]
	}
	last := rank(textState(state), path)
	start := slices.IndexFunc(all, func(t sortedText) bool { return rank(t.state, t.path) > last })
	if start < 0 {
		return len(all)
	}
	return start
}

func (p *translationPage) addressOfTexts(only textState, after string) string {
	query := url.Values{}
	if only != "" {
		query.Set(queryOnly, string(only))
	}
	if after != "" {
		query.Set(queryAfter, after)
	}
	if len(query) == 0 {
		return p.Language.Address
	}
	return p.Language.Address + "?" + query.Encode()
}

func (p *translationPage) addFilters(only textState) {
	l := &p.Language
	for _, filter := range []struct {
		state textState
		n     int
	}{{"", l.Texts}, {textMissing, l.Missing}, {textOlder, l.Older}, {textDone, l.Texts - l.Missing - l.Older}} {
		name := string(filter.state)
		if name == "" {
			name = "all"
		}
		p.Filters = append(p.Filters, textFilter{
			Says: p.T("setup.translation.show."+name, "Count", filter.n), Address: p.addressOfTexts(filter.state, ""), Current: filter.state == only,
		})
	}
}

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
	block.Texts = append(block.Texts, p.row(t.path, t.text))
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

func (s *Pages) showTranslation(c *fiber.Ctx) error {
	p, err := s.newTranslationPage(c)
	if err != nil {
		return err
	}
	return s.renderTranslation(c, p, fiber.StatusOK)
}

func (s *Pages) renderTranslation(c *fiber.Ctx, p *translationPage, status int) error {
	p.fill()
	if p.First == "" {
		s.addOwn(p)
	}
	return s.Render(c, status, "setup_translation", p)
}

// saveTranslation saves what was typed. Texts that somebody else has changed
// meanwhile are shown in both versions, and the next press saves them.
func (s *Pages) saveTranslation(c *fiber.Ctx) error {
	p, err := s.newTranslationPage(c)
	if err != nil {
		return err
	}
	values, err := web.FormValues(c)
	if err != nil {
		return err
	}
	var edits []forms.TextEdit
	for name := range values {
		if path, ok := strings.CutPrefix(name, fieldWords); ok {
			edits = append(edits, forms.TextEdit{
				Path: path, Revision: web.FirstValue(values, fieldRead+path), Words: web.FirstValue(values, name), Fits: slices.Contains(values[fieldFits], path),
			})
		}
	}
	slices.SortFunc(edits, func(a, b forms.TextEdit) int { return strings.Compare(a.Path, b.Path) })
	conflicts, err := s.Store.SaveTexts(c.UserContext(), p.Draft.ID, p.Language.Lang, edits, p.Account.Name)
	if err != nil {
		return err
	}
	if len(conflicts) > 0 {
		if p, err = s.newTranslationPage(c); err != nil { // with what has been saved
			return err
		}
		for _, conflict := range conflicts {
			p.addConflict(conflict, forms.Clean(web.FirstValue(values, fieldWords+conflict.Path)))
		}
		p.Title = p.T("form.error_title", "Title", p.Title)
		return s.renderTranslation(c, p, fiber.StatusConflict)
	}
	to := p.addressOfTexts(p.only, p.after)
	if strings.Contains(to, "?") {
		return c.Redirect(to+"&"+querySaved, fiber.StatusSeeOther)
	}
	return c.Redirect(to+"?"+querySaved, fiber.StatusSeeOther)
}

// addConflict shows both versions of a text.
func (p *translationPage) addConflict(lost forms.TextConflict, typed string) {
	if lost.Current == nil {
		p.Gone = append(p.Gone, typed)
		return
	}
	row := p.row(lost.Path, lost.Current)
	row.ID += "-typed"
	row.Theirs, row.Words = row.Words, typed
	at := lost.Step.At.In(p.Whole.Event.Location())
	row.Conflict = &conflict{Who: lost.Step.Account, When: p.Time(at)}
	p.Conflicts = append(p.Conflicts, row)
}

// InConflict reports whether the text stands among those that two people have
// changed.
func (p *translationPage) InConflict(path string) bool {
	return slices.ContainsFunc(p.Conflicts, func(row textRow) bool { return row.Path == path })
}

// Query returns the query of the page's address, which says what it shows.
func (p *translationPage) Query() string {
	if only, after := p.only, p.after; only != "" || after != "" {
		_, query, _ := strings.Cut(p.addressOfTexts(only, after), "?")
		return "?" + query
	}
	return ""
}

// pair is a text with the page that it is on.
type pair struct {
	Page *translationPage
	Text textRow
}

// Pair returns what the part "pair" shows.
func (p *translationPage) Pair(row textRow) pair { return pair{p, row} }
