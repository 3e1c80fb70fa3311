package workbook

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// skeleton draws everything but the rows.
func (b *dataBook) skeleton() {
	b.check(b.file.SetDefaultFont(fontFamily)) // of the rows, which have no style of their own
	for i, p := range b.pages {
		b.create(i, p.name)
	}
	for i := range b.listings {
		for k := range b.listings[i].sheets {
			b.header(&b.listings[i], k)
		}
	}
	for _, p := range b.pages {
		if p.draw != nil {
			s := &sheet{book: b.book, name: p.name, title: p.title}
			s.setUp(p.portrait)
			p.draw(s)
		}
	}
	b.properties()
}

// header draws a listing's sheet without its rows: the header, frozen, with
// filters over the rows that will follow.
func (b *dataBook) header(l *dataListing, i int) {
	at := l.sheets[i]
	s := &sheet{book: b.book, name: at.name, title: l.title, row: 1}
	s.setUp(false)
	yes := true
	b.check(b.file.SetSheetView(s.name, 0, &excelize.ViewOptions{ShowGridLines: &yes}))
	s.columns(l.widths...)
	for column, header := range l.headers {
		s.put(1+column, header, look{size: 9, bold: true, fill: colourSoft, wrap: true, top: true})
	}
	if !slices.ContainsFunc(l.headers, func(h string) bool { return len(h) > 30 }) {
		s.height(18)
	} else {
		s.height(52)
	}
	s.row++
	s.freeze(1)
	area := s.cell(1, 1) + ":" + s.cell(len(l.headers), 1+at.rows)
	b.check(b.file.SetSheetDimension(s.name, area))
	// A name like "a_x0041_b" reads as "aAb" in the table's own list of headers,
	// which excelize does not guard; such a table would be taken for broken.
	if at.rows == 0 || slices.ContainsFunc(l.headers, escapeLike.MatchString) {
		return
	}
	no, name := false, l.table
	if i > 0 {
		name += "_" + strconv.Itoa(i+1)
	}
	b.check(b.file.AddTable(s.name, &excelize.Table{Range: area, Name: name, ShowRowStripes: &no}))
}

// drawCodebook says which options the rows do not tell, too.
func (b *dataBook) drawCodebook(s *sheet) {
	about := []string{s.Words("workbook.codebook.head")}
	for i := range b.data.Tables {
		t := &b.data.Tables[i]
		for _, key := range slices.Sorted(maps.Keys(t.Blanked)) {
			item := t.Form.Item(key)
			var names []string
			for _, code := range t.Blanked[key] {
				name := code
				if option := item.Option(code); option != nil {
					name = s.text(option.Text, code)
				}
				names = append(names, name)
			}
			about = append(about, s.Words("workbook.data.blanked", "Question", s.text(item.Text, key), "Options", strings.Join(names, ", "), "Min", s.Event.MinGroup))
		}
	}
	s.drawCodebookAbout(strings.Join(about, "\n"))
}

// drawAbout writes what one has to know about the rows.
func (b *dataBook) drawAbout(s *sheet) {
	s.columns(2, 26, 84)
	s.head(s.Words("workbook.data.head"))
	s.told("workbook.about.event", s.eventTitle())
	s.told("workbook.about.hosts", s.hosts())
	s.told("workbook.about.made", s.clock(s.Now))
	s.told("workbook.about.version", "Resonanz "+s.Version)
	s.told("workbook.about.audience", s.Audience)
	for _, t := range b.tables {
		if t.codes {
			continue
		}
		text := s.Words("workbook.data.rows", "n", t.Rows, "Form", t.name)
		if t.LeftOut > 0 {
			text += "\n" + s.Words("workbook.data.left_out", "n", t.LeftOut, "Min", s.Event.MinGroup)
		}
		s.told("workbook.about.responses", text)
	}
	s.row++
	s.heading(s.Words("workbook.about.disclosure"))
	s.told("workbook.about.rule", s.Words("workbook.data.rule", "Min", s.Event.MinGroup))
	s.told("workbook.column.session", s.Words("workbook.data.session", "Min", s.Event.MinGroup))
	s.told("workbook.data.order", s.Words("workbook.data.order_text"))
	s.told("workbook.comments.title", s.Words("workbook.data.comments"))
	s.row++
	s.heading(s.Words("workbook.data.cells"))
	s.told("workbook.data.empty", s.Words("workbook.data.empty_text"))
	s.told("workbook.kind.scale", s.Words("workbook.data.scale"))
	s.told("workbook.kind.choices", s.Words("workbook.data.choices"))
	s.told("workbook.kind.ranking", s.Words("workbook.data.ranking"))
	s.told("workbook.kind.yesno", s.Words("workbook.data.yesno"))
}
