package workbook

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
	"resonanz/reports"
)

// A listing is a sheet that is a plain table with filters: one header row, one
// fact per row, no merged cells.

// listing starts the table: the header row, frozen and repeated in print, with
// so many of the sheet's columns.
func (s *sheet) listing(columns int, headers ...string) {
	for i, header := range headers {
		s.put(2+i, header, look{size: 9, bold: true, fill: colourSoft, wrap: true})
	}
	s.height(28)
	s.row++
	s.freeze(columns)
}

// table turns the rows from start (the header) to the row before the current
// one into a table with filters, if it has any rows.
func (s *sheet) table(name string, start, columns int) {
	if s.row-1 <= start {
		return
	}
	no := false
	s.check(s.file.AddTable(s.name, &excelize.Table{
		Range: s.cell(2, start) + ":" + s.cell(1+columns, s.row-1), Name: name, StyleName: "", ShowRowStripes: &no,
	}))
}

// drawValues writes the distribution of every question in every session.
func (s *sheet) drawValues() {
	s.columns(2, 28, 9, 24, 18, 44, 12, 16, 30, 9, 9, 11, 9)
	s.head(s.Words("workbook.values.head", "Min", s.Event.MinGroup))
	start := s.row
	s.listing(0, s.Words("workbook.column.session"), s.Words("workbook.column.code"), s.Words("workbook.column.form"), s.Words("workbook.column.key"),
		s.Words("workbook.column.question"), s.Words("workbook.column.kind"), s.Words("workbook.column.option"), s.Words("workbook.column.answer"),
		s.Words("workbook.column.count"), s.Words("workbook.column.share"), s.Words("workbook.fact.n"), s.Words("workbook.fact.missing"))
	for i := range s.comparisons {
		c := &s.comparisons[i]
		for k := range c.Sessions {
			for m := range c.Items {
				if summary := c.Items[m].Sessions[k]; summary != nil && !c.Items[m].Item.Kind.IsText() {
					s.values(&c.Sessions[k], summary)
				}
			}
		}
	}
	s.table("Values", start, 12)
}

func (s *sheet) values(f *forms.Figures, summary *reports.Summary) {
	item := &summary.Item
	line := func(code, answer string, count any, share any) {
		l := look{size: 9, below: colourLine, wrap: true, top: true}
		s.put(2, s.session(f), l)
		s.put(3, f.Session.Code, l)
		s.put(4, s.text(f.Form.Title, f.Form.Key), l)
		s.put(5, item.Key, l)
		s.put(6, s.question(item), l)
		s.put(7, s.Words("workbook.kind."+string(item.Kind)), l)
		s.put(8, code, l)
		s.put(9, answer, l)
		s.height(max(lineHeight, textHeight(s.session(f), s.width(2, 2), l), textHeight(s.question(item), s.width(6, 6), l), textHeight(answer, s.width(9, 9), l)))
		number := look{size: 9, right: true, below: colourLine, top: true}
		s.put(10, count, number)
		percent := number
		percent.format = s.percent
		s.put(11, share, percent)
		var n, missing any
		if !summary.Suppressed {
			n = summary.N
			if m, known := summary.Missing(); known {
				missing = m
			}
		}
		s.put(12, n, number)
		s.put(13, missing, number)
		s.row++
	}
	if summary.Suppressed {
		line("", s.fewerMark(), nil, nil)
		return
	}
	for _, o := range summary.Options {
		if len(o.Places) > 0 {
			for i, count := range o.Places {
				line(forms.RankCell(o.Code, i+1), s.Words("workbook.answer.place", "Place", i+1, "Answer", s.answer(item, o)), count, float64(count)/float64(max(summary.Base, 1)))
			}
			continue
		}
		var share any
		if summary.Base > 0 {
			share = o.Share
		}
		line(o.Code, s.answer(item, o), o.Count, share)
	}
	if item.Kind == forms.KindScale && item.Option(forms.OptionNA) != nil {
		line(forms.OptionNA, s.notJudged(item), summary.NA, nil)
	}
}

// codebookKeys are the columns that say which text a row has.
const codebookKeys = 6

// printedLanguages are as many as can be read on paper beside the keys. The
// reader's language and the event's are the first.
const printedLanguages = 2

// drawCodebook writes every question and option of every form version with its
// texts in all languages.
func (s *sheet) drawCodebook() { s.drawCodebookAbout(s.Words("workbook.codebook.head")) }

func (s *sheet) drawCodebookAbout(about string) {
	languages := s.written()
	widths := []float64{2, 18, 9, 22, 16, 14, 9, 14, 26}
	for range languages {
		widths = append(widths, 46)
	}
	s.columns(widths...)
	s.head(about)
	start := s.row
	headers := []string{s.Words("workbook.column.form"), s.Words("workbook.column.version"), s.Words("workbook.column.key"), s.Words("workbook.column.kind"),
		s.Words("workbook.column.option"), s.Words("workbook.column.value"), s.Words("workbook.column.required"), s.Words("workbook.column.condition")}
	for _, language := range languages {
		headers = append(headers, s.Words("workbook.column.text", "Language", language))
	}
	s.listing(codebookKeys, headers...)
	seen := map[string]bool{}
	for i := range s.Sessions {
		f := &s.Sessions[i]
		for k := range f.Form.Questions {
			q := &f.Form.Questions[k]
			id := fmt.Sprint(f.Form.Key, "/", f.Form.Version, "/", q.Key)
			if q.PerSession {
				id += "/" + f.Session.Code
			}
			if !seen[id] {
				seen[id] = true
				s.codebook(f, q, languages)
			}
		}
	}
	s.table("Codebook", start, len(headers))
	s.check(s.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: s.name,
		RefersTo: s.area(1, 1, len(widths)-len(languages)+min(len(languages), printedLanguages), s.row)}))
}

func (s *sheet) codebook(f *forms.Figures, q *forms.Question, languages []string) {
	line := func(key, kind, option, value, required, condition string, text forms.Text, l look) {
		l.size, l.below, l.top = 9, colourLine, true
		for i, v := range []string{f.Form.Key, strconv.Itoa(f.Form.Version), key, kind, option, value, required, condition} {
			s.put(2+i, v, l)
		}
		l.wrap = true
		height := rowHeight
		for i, language := range languages {
			s.put(10+i, text[language], l)
			height = max(height, textHeight(text[language], 46, l))
		}
		s.height(height)
		s.row++
	}
	key := q.Key
	if q.PerSession {
		key += " (" + f.Session.Code + ")"
	}
	line(key, s.Words("workbook.kind."+string(q.Kind)), "", "", s.Words("workbook.required."+requirement(q.Required)), q.Show, q.Text, look{bold: true})
	for _, row := range q.Rows {
		line(q.Key+"."+row.Code, s.Words("workbook.kind.scale"), "", "", "", "", row.Text, look{bold: true})
	}
	for _, o := range q.Options {
		value := ""
		if o.Value > 0 {
			value = strconv.Itoa(o.Value)
		}
		line(key, "", o.Code, value, "", "", o.Text, look{})
	}
	if q.Kind == forms.KindRecommend {
		line(key, "", "0", "0", "", "", q.Low, look{})
		line(key, "", "10", "10", "", "", q.High, look{})
	}
	if len(q.Note) > 0 {
		line(key+".*.note", s.Words("workbook.kind.text"), "", "", "", "", q.Note, look{})
	}
}

func requirement(r forms.Requirement) string {
	if r == forms.Optional {
		return "optional"
	}
	return string(r)
}

// written returns the languages that the code book has texts in: the reader's and
// the event's first, then the others that the event offers.
func (b *book) written() []string {
	languages := append([]string{b.Language, b.Event.Base()}, b.languages()...)
	var written []string
	for _, language := range languages {
		has := func(f forms.Figures) bool {
			return slices.ContainsFunc(f.Form.Questions, func(q forms.Question) bool { return q.Text[language] != "" })
		}
		if !slices.Contains(written, language) && slices.ContainsFunc(b.Sessions, has) {
			written = append(written, language)
		}
	}
	return written
}

// languages returns the languages that the event offers.
func (b *book) languages() []string {
	languages := slices.Clone(b.Event.Languages)
	if len(languages) == 0 {
		languages = []string{b.Event.Base()}
	}
	return languages
}
