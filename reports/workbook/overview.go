package workbook

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
	"resonanz/reports"
)

// overviewTiles is the number of key figures; each takes two columns.
const overviewTiles = 5

// drawOverview writes the first sheet: what, who and where, the key figures, the
// chart over all scales, the programme with its turnout and the other sheets.
func (s *sheet) drawOverview() {
	s.columns(2, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13)
	s.head("")
	s.logo()
	s.wide(2, s.last, s.subtitle(), look{size: 11, colour: colourMuted})
	s.row++
	if hosts := s.hosts(); hosts != "" {
		s.wide(2, s.last, s.Words("workbook.overview.hosts", "Hosts", hosts), look{size: 11, colour: colourMuted})
		s.row++
	}
	s.height(14)
	s.row++
	s.tiles()
	s.summary()
	s.overviewChart()
	s.programme()
	s.contents()
}

// subtitle says when and where the event was.
func (b *book) subtitle() string {
	from, to := b.Event.Starts.In(b.Event.Location()), b.Event.Ends.In(b.Event.Location())
	line := b.text(b.Event.Place, "")
	if from.IsZero() || b.Event.Starts.IsZero() {
		return line
	}
	when := b.Words("workbook.overview.when", "Year", from.Format("2006"), "Month", b.Words("workbook.month."+from.Format("1")),
		"Day", from.Format("2"), "From", from.Format("15:04"), "To", to.Format("15:04"), "Zone", b.Event.Zone)
	if line == "" {
		return when
	}
	return when + " · " + line
}

// tile is a key figure: a big number and what it is.
type tile struct {
	value  any
	format string
	label  string
	name   string // of the cell, for formulas elsewhere
}

// rangeName returns a name for a cell, the same in every language:
// "Resonanz.konferenz.gesamt".
func rangeName(key string) string {
	return "Resonanz." + strings.Map(func(r rune) rune {
		if r == '.' || r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return '_'
	}, key)
}

func (s *sheet) tiles() {
	tiles := s.keyFigures()
	for i := range overviewTiles {
		column := 2 + 2*i
		number := look{size: 24, bold: true, colour: colourBrand, fill: colourSoft, centre: true}
		label := look{size: 9, colour: colourInk, fill: colourSoft, centre: true, wrap: true, top: true}
		if i >= len(tiles) {
			break
		}
		number.format = tiles[i].format
		s.fill(column, column+1, number)
		s.put(column, tiles[i].value, number)
		s.check(s.file.SetDefinedName(&excelize.DefinedName{Name: rangeName(tiles[i].name), RefersTo: s.area(column, s.row, column, s.row)}))
		s.check(s.file.MergeCell(s.name, s.cell(column, s.row), s.cell(column+1, s.row)))
		s.row++
		s.fill(column, column+1, label)
		s.put(column, tiles[i].label, label)
		s.check(s.file.MergeCell(s.name, s.cell(column, s.row), s.cell(column+1, s.row)))
		s.row--
	}
	s.height(44)
	s.row++
	s.height(54)
	s.row++
	s.height(12)
	s.row++
}

// keyFigures picks what is read first: how many answered, of how many, and
// then the first scale and the first score of the leading form, the first scale
// of the next, and whatever scales are left.
func (s *sheet) keyFigures() []tile {
	n, present, known := 0, 0, true
	for i := range s.Sessions {
		n += s.Sessions[i].Turnout.N
		headcount := s.Sessions[i].Session.Present(&s.Event)
		present += headcount
		known = known && headcount > 0
	}
	tiles := []tile{{n, "#,##0", s.Words("workbook.tile.responses", "n", len(s.Sessions)), "responses"}}
	if rate, label, ok := s.responseRate(n, present, known); ok {
		tiles = append(tiles, tile{rate, s.percent, label, "response_rate"})
	}
	var first, scores, further []tile
	for _, c := range s.leading() {
		scales := s.scaleTiles(c)
		first = append(first, scales[:min(len(scales), 1)]...)
		further = append(further, scales[min(len(scales), 1):]...)
		scores = append(scores, s.scoreTiles(c)...)
	}
	tiles = append(tiles, first[:min(len(first), 1)]...)
	tiles = append(tiles, scores[:min(len(scores), 1)]...)
	tiles = append(tiles, first[min(len(first), 1):]...)
	tiles = append(tiles, further...)
	return tiles[:min(len(tiles), overviewTiles)]
}

// leading returns the forms with the one first that asks most about the event:
// the one with most scales, batteries counted once.
func (b *book) leading() []*reports.Comparison {
	forms := make([]*reports.Comparison, len(b.comparisons))
	for i := range b.comparisons {
		forms[i] = &b.comparisons[i]
	}
	slices.SortStableFunc(forms, func(a, c *reports.Comparison) int { return len(scales(c)) - len(scales(a)) })
	return forms
}

// scales returns the items of a form that stand for it on the overview: scales
// that may be shown. Batteries have a sheet full of them; their first item
// stands for them only if there is nothing else.
func scales(c *reports.Comparison) []*reports.Compared {
	var single, battery []*reports.Compared
	for i := range c.Items {
		item := &c.Items[i]
		switch {
		case item.Total.TopTwo == nil || item.Version != c.Form.Version:
		case item.Item.Question.Kind == forms.KindBattery:
			battery = append(battery, item)
		default:
			single = append(single, item)
		}
	}
	if len(single) > 0 {
		return single
	}
	return battery[:min(len(battery), 1)]
}

// responseRate returns the share of those present who answered: over all
// sessions if all headcounts are known, otherwise of the first plenary.
func (s *sheet) responseRate(n, present int, known bool) (rate float64, label string, ok bool) {
	if known && present >= max(n, 1) {
		return float64(n) / float64(present), s.Words("workbook.tile.rate"), true
	}
	for i := range s.Sessions {
		f := &s.Sessions[i]
		if headcount := f.Session.Present(&s.Event); f.Session.Kind == forms.Plenary && headcount >= max(f.Turnout.N, 1) {
			return float64(f.Turnout.N) / float64(headcount), s.Words("workbook.tile.rate_of", "Session", s.session(f)), true
		}
	}
	return 0, "", false
}

func (s *sheet) scaleTiles(c *reports.Comparison) []tile {
	var tiles []tile
	for _, item := range scales(c) {
		tiles = append(tiles, tile{item.Total.TopTwo.Share, s.percent, s.labelled(c, item) + "\n" + s.topName(&item.Total), c.Form.Key + "." + item.Item.Key})
	}
	return tiles
}

func (s *sheet) scoreTiles(c *reports.Comparison) []tile {
	var tiles []tile
	for i := range c.Items {
		if nps := c.Items[i].Total.NPS; nps != nil {
			tiles = append(tiles, tile{nps.Score, signed, s.Words("workbook.tile.nps", "Form", s.text(c.Form.Title, c.Form.Key)), c.Form.Key + "." + c.Items[i].Item.Key})
		}
	}
	return tiles
}

// maxLabel is the length at which the wording of an item is cut where it is
// only a label.
const maxLabel = 64

// labelled names an item, with its form unless that is the leading one.
func (b *book) labelled(c *reports.Comparison, item *reports.Compared) string {
	label := cut(printable(b.question(&item.Item)), maxLabel)
	if b.leading()[0] != c {
		return b.text(c.Form.Title, c.Form.Key) + ": " + label
	}
	return label
}

// summary writes the sentences of the closing round.
func (s *sheet) summary() {
	s.heading(s.Words("workbook.overview.summary"))
	for _, sentence := range reports.Closing(s.EventFigures) {
		args := slices.Clone(sentence.Args)
		for i, arg := range args {
			if text, ok := arg.(forms.Text); ok {
				args[i] = s.text(text, "–")
			}
		}
		s.wide(2, s.last, s.Words(sentence.Key, args...), look{top: true})
		s.row++
	}
	s.height(8)
	s.row++
}

// programme lists the sessions with their turnout.
func (s *sheet) programme() {
	s.heading(s.Words("workbook.overview.programme"))
	head := look{size: 9, colour: colourMuted, fill: colourSoft}
	right := head
	right.right = true
	s.fill(2, s.last, head)
	s.put(2, s.Words("workbook.column.time"), head)
	s.put(3, s.Words("workbook.column.session"), head)
	s.put(7, s.Words("workbook.column.room"), head)
	s.put(9, s.Words("workbook.column.responses"), right)
	s.put(10, s.Words("workbook.column.present"), right)
	s.put(11, s.Words("workbook.column.rate"), right)
	s.row++
	for i := range s.Sessions {
		f := &s.Sessions[i]
		s.fill(2, s.last, look{below: colourLine})
		if !f.Session.Starts.IsZero() {
			s.put(2, f.Session.Starts.In(s.Event.Location()), look{format: "hh:mm", below: colourLine})
		}
		s.put(3, s.session(f), look{below: colourLine})
		s.put(7, f.Session.Room, look{below: colourLine})
		s.put(9, f.Turnout.N, look{right: true, bold: true, below: colourLine})
		if headcount := f.Session.Present(&s.Event); headcount > 0 {
			s.put(10, headcount, look{right: true, below: colourLine})
			if f.Turnout.N > headcount { // people were miscounted
				s.put(11, s.Words("workbook.expected", "n", headcount), look{right: true, below: colourLine})
			} else {
				s.put(11, float64(f.Turnout.N)/float64(headcount), look{right: true, format: s.percent, below: colourLine})
			}
		}
		s.height(rowHeight)
		s.row++
	}
	s.row++
}

// contentsHeight keeps the contents of a large event on the first page.
const contentsHeight = 14.5

// contents lists the other sheets.
func (s *sheet) contents() {
	s.heading(s.Words("workbook.overview.contents"))
	for _, p := range s.pages[1:] {
		s.link(2, p.name, p.title, look{})
		s.put(6, p.about, look{colour: colourMuted})
		s.height(contentsHeight)
		s.row++
	}
	s.row++
	s.put(2, s.Words("workbook.overview.made", "Version", s.Version, "Time", s.clock(s.Now)), look{size: 8, colour: colourMuted})
	s.row++
}

// clock writes a moment in the event's zone.
func (b *book) clock(t time.Time) string {
	t = t.In(b.Event.Location())
	return b.Words("workbook.clock", "Year", t.Format("2006"), "Month", t.Format("01"), "Day", t.Format("02"), "Time", t.Format("15:04"), "Zone", b.Event.Zone)
}
