// Package workbook writes the files of an event: the workbook of its figures,
// and its data as workbook, CSV and JSON. What may be seen of the figures is
// decided by package reports.
package workbook

import (
	"cmp"
	"io"
	"slices"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/language"

	"resonanz/forms"
	"resonanz/forms/logo"
	"resonanz/reports"
)

// Words returns a text of the message catalogue in the reader's language. The
// args are alternating names and values, such as "n", 12. Keys of this package
// start with "workbook.".
type Words func(key string, args ...any) string

// Options say for whom a workbook is written.
type Options struct {
	Language string // of the reader, BCP 47; for texts that organisers wrote
	Words    Words  // in the same language
	Now      time.Time
	Version  string     // of the program
	Audience string     // who may see it, in words; "" if not said
	Address  string     // base of short addresses, like "https://r.example"
	By       string     // who made it, "" if not said
	Logo     logo.Image // of the event; empty if there is none
	// SessionID is the only session to write of, 0 for the whole event.
	SessionID int64
	// Series holds the other events of the event's series, in any order.
	Series []forms.EventFigures
	// Closing is what moderators have composed for the closing round; the briefing
	// tells the same.
	Closing forms.Closing
	// Breakdowns are those of the event, as the store took them.
	Breakdowns []forms.Breakdown
	// Spots are the questions that were asked at the event on the spot, in the order
	// in which they were.
	Spots []forms.Asked
}

// WriteWorkbook writes the workbook of an event (ISO/IEC 29500, .xlsx): first the
// briefing, the few pages that a council reads, and then, for those who work with the
// figures, each form with all its questions and native charts, the sessions of a form
// side by side, the single values, the comments, the code book and what one has to
// know about the figures.
//
// It holds what Summarize and Compare show and nothing else; a chart reads
// cells of the workbook. The cost does not depend on the number of responses, only on
// that of comments.
func WriteWorkbook(w io.Writer, e forms.EventFigures, o Options) error {
	if o.SessionID != 0 {
		e, o.Series, o.Breakdowns, o.Closing = oneSession(e, o.SessionID), nil, nil, forms.Closing{}
		o.Spots = slices.DeleteFunc(slices.Clone(o.Spots), func(of forms.Asked) bool { return *of.Session.ParentID != o.SessionID })
	}
	b := newBook(&e, o)
	defer b.file.Close() // frees temporary files; nothing is written by it
	for _, p := range b.plan() {
		b.pages = append(b.pages, page{p, sheetName(cmp.Or(p.name, p.title), b.names)})
	}
	for i, p := range b.pages {
		b.create(i, p.name)
	}
	for _, p := range b.pages {
		s := &sheet{book: b, name: p.name, title: p.title}
		s.setUp(p.portrait)
		s.tab(p.name == b.pages[0].name)
		p.draw(s)
	}
	b.properties()
	if b.err != nil {
		return forms.Errorf(forms.CodeInternal, "workbook: %w", b.err)
	}
	b.file.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return newArchive(w) })
	if err := b.file.Write(w); err != nil {
		return forms.Errorf(forms.CodeInternal, "write workbook: %w", err)
	}
	return nil
}

// oneSession leaves of an event what belongs to one of its sessions. That is less
// than the workbook of the event shows, so nothing can be worked out from both.
func oneSession(e forms.EventFigures, id int64) forms.EventFigures {
	other := func(f forms.Figures) bool { return f.Session.ID != id }
	e.Sessions = slices.DeleteFunc(slices.Clone(e.Sessions), other)
	e.Comments = slices.DeleteFunc(slices.Clone(e.Comments), func(c forms.Comment) bool { return c.SessionID != id })
	e.Podium = slices.DeleteFunc(slices.Clone(e.Podium), func(q forms.PodiumQuestion) bool { return q.SessionID != id })
	e.Pooled = nil
	e.Interim = slices.ContainsFunc(e.Sessions, func(f forms.Figures) bool { return !f.Session.Final() })
	return e
}

// planned is a sheet to be drawn.
type planned struct {
	name         string // on its tab, before it is made one of its own; "" for the title
	title, about string // about is its line in the table of contents
	portrait     bool
	draw         func(*sheet)
}

// page is a planned sheet with its name in this workbook.
type page struct {
	planned
	name string
}

// book is a workbook that is being written. The first error sticks, and
// everything after it does nothing.
type book struct {
	*forms.EventFigures
	Options
	file         *excelize.File
	comparisons  []reports.Comparison
	trends       []reports.Trend
	pages        []page
	leadingForms []*reports.Comparison
	charts       int             // how many have been drawn
	bars         []diverging     // on the sheet of the charts' data, in its order
	themesFound  []reports.Theme // see themes
	accent       string          // the event's colour, for what is no figure
	names        map[string]bool
	looks        map[look]int
	percent      string // number format of shares in the language
	rightToLeft  bool   // the language is written from right to left
	err          error
}

func newBook(e *forms.EventFigures, o Options) *book {
	b := &book{
		EventFigures: e, Options: o, file: excelize.NewFile(), comparisons: reports.Compare(e), trends: reports.Trends(e, o.Series),
		names: map[string]bool{}, looks: map[look]int{}, accent: accentOf(e.Event.Accent),
		percent: o.Words("workbook.format.percent"), rightToLeft: rightToLeft(o.Language),
	}
	b.leadingForms = reports.Leading(b.comparisons)
	return b
}

// leading returns the forms with the one first that asks most.
func (b *book) leading() []*reports.Comparison { return b.leadingForms }

// plan lists the sheets in their order.
func (b *book) plan() []planned {
	pages := []planned{{title: b.Words("workbook.briefing.title"), portrait: true, draw: (*sheet).drawBriefing}}
	for i := range b.comparisons {
		c := &b.comparisons[i]
		pages = append(pages, planned{name: b.formSheet(c), title: b.text(c.Form.Title, c.Form.Key), about: b.Words("workbook.form.about", "n", len(c.Sessions)),
			draw: func(s *sheet) { s.drawForm(c) }})
	}
	for i := range b.comparisons {
		c := &b.comparisons[i]
		if len(c.Sessions) > 1 {
			pages = append(pages, planned{name: b.Words("workbook.comparison.name", "Form", b.formName(c)), title: b.Words("workbook.comparison.title", "Form", b.text(c.Form.Title, c.Form.Key)),
				about: b.Words("workbook.comparison.about"), draw: func(s *sheet) { s.drawComparison(c) }})
		}
	}
	for i := range b.Breakdowns {
		for k := range b.comparisons {
			c := &b.comparisons[k]
			if asked := c.Asked(b.Breakdowns[i].FormID); asked != nil && asked.Item(b.Breakdowns[i].Item) != nil {
				pages = append(pages, planned{name: b.Words("workbook.breakdown.name", "Form", b.formName(c)), title: b.Words("workbook.breakdown.title", "Form", b.text(c.Form.Title, c.Form.Key)),
					about: b.Words("workbook.breakdown.about"), draw: func(s *sheet) { s.drawBreakdown(c, &b.Breakdowns[i]) }})
			}
		}
	}
	for _, r := range b.reviews() {
		pages = append(pages, planned{name: b.goalsName(r.form), title: b.Words("workbook.goals.title", "Form", b.text(r.form.Form.Title, r.form.Form.Key)),
			about: b.Words("workbook.goals.about"), draw: func(s *sheet) { s.drawGoals(r) }})
	}
	if len(b.trends) > 0 {
		pages = append(pages, planned{title: b.Words("workbook.trend.title"), about: b.Words("workbook.trend.about"), draw: (*sheet).drawTrend})
	}
	pages = append(pages, b.spotPages()...)
	pages = append(pages, b.commentPages()...)
	if len(b.Podium) > 0 {
		pages = append(pages, planned{title: b.Words("workbook.podium.title"), about: b.Words("workbook.podium.about"), draw: (*sheet).drawPodium})
	}
	if len(b.themes()) > 0 {
		pages = append(pages, planned{title: b.Words("workbook.themes.title"), about: b.Words("workbook.themes.about"), draw: func(s *sheet) { s.drawThemes(b.heard()) }})
	}
	return append(pages,
		planned{title: b.Words("workbook.values.title"), about: b.Words("workbook.values.about"), draw: (*sheet).drawValues},
		planned{title: b.Words("workbook.codebook.title"), about: b.Words("workbook.codebook.about"), draw: (*sheet).drawCodebook},
		planned{title: b.Words("workbook.about.title"), about: b.Words("workbook.about.about"), portrait: true, draw: (*sheet).drawAbout},
		planned{title: b.Words("workbook.chart_data.title"), about: b.Words("workbook.chart_data.about"), draw: (*sheet).drawChartData},
	)
}

func (b *book) check(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *book) create(i int, name string) {
	if i == 0 {
		b.check(b.file.SetSheetName("Sheet1", name))
		return
	}
	_, err := b.file.NewSheet(name)
	b.check(err)
}

// style returns the number of the look in this workbook.
func (b *book) style(l look) int {
	id, ok := b.looks[l]
	if !ok {
		if l.quoted {
			id = b.quotedStyle(l)
		} else {
			var err error
			id, err = b.file.NewStyle(l.style(b.rightToLeft, b.accent))
			b.check(err)
		}
		b.looks[l] = id
	}
	return id
}

// quotedStyle adds a copy of the look's style with the mark that excelize has no
// name for (ISO/IEC 29500-1, 18.8.45, quotePrefix).
func (b *book) quotedStyle(l look) int {
	l.quoted = false
	xf, yes := b.file.Styles.CellXfs.Xf[b.style(l)], true
	xf.QuotePrefix = &yes
	b.file.Styles.CellXfs.Xf = append(b.file.Styles.CellXfs.Xf, xf)
	b.file.Styles.CellXfs.Count = len(b.file.Styles.CellXfs.Xf)
	return b.file.Styles.CellXfs.Count - 1
}

// text returns a text that an organiser wrote in the reader's language, or the
// event's, or the fallback.
func (b *book) text(t forms.Text, fallback string) string {
	if text, _ := t.In(b.Language, b.Event.Base()); text != "" {
		return text
	}
	return fallback
}

// eventTitle names the event, and the session if the workbook is of one.
func (b *book) eventTitle() string {
	title := b.text(b.Event.Title, b.Event.Code)
	if b.SessionID != 0 && len(b.Sessions) == 1 {
		title += " · " + b.session(&b.Sessions[0])
	}
	return title
}

// rightToLeft reports whether the script in which a language is usually written
// runs from right to left.
func rightToLeft(tag string) bool {
	script, _ := language.Make(tag).Script()
	return slices.Contains([]string{"Arab", "Hebr", "Syrc", "Thaa"}, script.String())
}

// simulated reports whether any answer in the workbook is made up.
func (b *book) simulated() bool {
	return b.Event.Simulated || slices.ContainsFunc(b.Sessions, func(f forms.Figures) bool { return f.Turnout.Simulated > 0 })
}

// notices returns what has to be said on every sheet.
func (b *book) notices() []string {
	var notices []string
	if b.simulated() {
		notices = append(notices, b.Words("workbook.notice.simulated"))
	}
	if b.Interim {
		notices = append(notices, b.Words("workbook.notice.interim"))
	}
	return notices
}

func (b *book) properties() {
	now := b.Now.UTC().Format(time.RFC3339)
	b.check(b.file.SetDocProps(&excelize.DocProperties{
		Title: printable(b.eventTitle()), Subject: printable(b.pages[0].title), Creator: "Resonanz " + b.Version,
		LastModifiedBy: "Resonanz", Language: b.Language, Created: now, Modified: now,
	}))
	b.check(b.file.SetAppProps(&excelize.AppProperties{Application: "Resonanz", Company: printable(b.hosts())}))
}
