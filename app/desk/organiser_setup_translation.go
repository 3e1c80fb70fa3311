package desk

import (
	"net/url"
	"slices"
	"strconv"
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
	Equal     int // missing texts of which an equal one is translated
	Repeats   int // missing texts that are equal to another missing one, without the first of them
	Filled    int // texts that have just been given the translation of an equal one
	Conflicts []textRow
	Gone      []string // translations that were typed for texts that have been removed
	Blocks    []textBlock
	Next      string // address of the page that goes on, "" on the last one
	First     string // address of the first page, "" on that
	Own       []ownText
	File      upload
	FileAt    string // address of the translation file

	missing map[string]bool // base texts that are on the page and lack a translation
	only    textState       // what is shown, "" for all
	after   string          // the text after which the page goes on: its state and its path
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

// The names of the fields of a text, to which its path is added, and of what else
// the form sends.
const (
	fieldWords  = "t."
	fieldRead   = "r." // revision
	fieldFits   = "fits"
	queryOnly   = "only"
	queryAfter  = "after"
	thenEqual   = "equal" // the button that fills equal texts, too
	queryFilled = "filled"
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
	p.Filled = c.QueryInt(queryFilled)
	p.File = upload{Label: p.T("setup.new.file_label"), Hint: p.T("setup.translation.file_hint"), Accept: acceptYAML}
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
	p.Equal = len(p.Whole.EqualTexts(p.Language.Lang))
	p.addFilters(p.only)
	start := p.startAfter(all, p.after)
	if p.after != "" {
		p.First = p.addressOfTexts(p.only, "")
	}
	p.missing = map[string]bool{}
	for _, t := range p.sorted(textMissing) {
		if base := t.text[p.Base.Lang]; p.missing[base] {
			p.Repeats++
		} else {
			p.missing[base] = true
		}
	}
	clear(p.missing)
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
	done := querySaved
	if web.FirstValue(values, fieldThen) == thenEqual {
		n, err := s.Store.FillEqualTexts(c.UserContext(), p.Draft.ID, p.Language.Lang, p.Account.Name)
		if err != nil {
			return err
		}
		done += "&" + queryFilled + "=" + strconv.Itoa(n)
	}
	to := p.addressOfTexts(p.only, p.after)
	if strings.Contains(to, "?") {
		return c.Redirect(to+"&"+done, fiber.StatusSeeOther)
	}
	return c.Redirect(to+"?"+done, fiber.StatusSeeOther)
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
