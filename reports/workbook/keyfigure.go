package workbook

import (
	"strings"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"

	"resonanz/forms"
	"resonanz/reports"
)

const (
	// keyTiles is the number of key figures.
	keyTiles    = 4
	tileColumns = briefingColumns / keyTiles
	// The heights of a tile's number and of what it is, in points.
	tileNumber, tileLabel = 40.0, 48.0
)

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
	number := look{size: 24, bold: true, colour: colourBrand, fill: colourSoft, centre: true}
	label := look{size: 8, colour: colourInk, fill: colourSoft, centre: true, wrap: true, top: true}
	tiles := s.keyFigures()
	for i, one := range tiles {
		column := briefFirst + tileColumns*i
		number.format = one.format
		s.fill(column, column+tileColumns-1, number)
		s.put(column, one.value, number)
		s.check(s.file.SetDefinedName(&excelize.DefinedName{Name: rangeName(one.name), RefersTo: s.area(column, s.row, column, s.row)}))
		s.check(s.file.MergeCell(s.name, s.cell(column, s.row), s.cell(column+tileColumns-1, s.row)))
	}
	s.next(tileNumber)
	for i, one := range tiles {
		column := briefFirst + tileColumns*i
		s.span(column, column+tileColumns-1, one.label, label)
	}
	s.next(tileLabel)
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
	return tiles[:min(len(tiles), keyTiles)]
}

// scales returns the items of a form that stand for it on the cover: scales
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

// labelled names an item, with its form unless that is the leading one.
func (b *book) labelled(c *reports.Comparison, item *reports.Compared) string {
	label := b.question(&item.Item)
	if b.leading()[0] != c {
		return b.text(c.Form.Title, c.Form.Key) + ": " + label
	}
	return label
}

// clock writes a moment in the event's zone.
func (b *book) clock(t time.Time) string {
	t = t.In(b.Event.Location())
	return b.Words("workbook.clock", "Year", t.Format("2006"), "Month", t.Format("01"), "Day", t.Format("02"), "Time", t.Format("15:04"), "Zone", b.Event.Zone)
}
