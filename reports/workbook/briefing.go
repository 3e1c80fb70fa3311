package workbook

import "slices"

// The briefing is the first sheet: the pages that a council reads. Everything behind
// it is for people who work with the figures.
//
// A page is made of parts. Each part says how high it is and how much higher it may
// be, so that pages are filled; a part stands on one page with all that belongs to
// it, its chart as well as the table that the chart reads.

const (
	// maxBriefing is how many pages a mayor reads before a meeting.
	maxBriefing = 8
	// briefingColumns share the width of A4 evenly between the margins.
	briefingColumns = 12
	briefingColumn  = 6.6 // characters: less than the paper holds, as programs measure them differently
	// briefingHeight is the height in points of A4 between the margins, less what
	// programs differ in when they round the heights of rows.
	briefingHeight = 842 - 2*54 - 16
	briefingHead   = 34 // of a page's title
	briefingGap    = 18 // above a title below something else
)

// The columns of the briefing: what is told, the bars beside it, two figures.
const (
	briefFirst = 2
	briefBars  = 7
	briefShare = 12
	briefCount = 13
	briefLast  = briefFirst + briefingColumns - 1
)

// part is a piece of a page.
type part struct {
	height  float64 // points that it needs
	stretch float64 // points more that it may take
	// draw writes the part from the current row on, exactly its height and the
	// extra points high.
	draw func(s *sheet, extra float64)
}

// leaf is a page with its title; it goes on over several if it has to.
type leaf struct {
	title, lead string
	// weight says which leaf goes first when there are too many pages, the lightest.
	weight int
	parts  []part
}

// drawBriefing writes the pages.
func (s *sheet) drawBriefing() {
	widths := []float64{1}
	for range briefingColumns {
		widths = append(widths, briefingColumn)
	}
	s.columns(widths...)
	cover := s.cover()
	s.fillPage(cover, briefingHeight-s.used())
	for _, page := range s.bound(s.leaves()) {
		s.newPage()
		s.fillPage(page, briefingHeight)
	}
}

// bound puts leaves on pages: each begins one, unless it is so short that it fits
// below the one before.
func (s *sheet) bound(leaves []leaf) [][]part {
	var pages [][]part
	for _, l := range leaves {
		for i, parts := range l.packed() {
			page := []part{{height: briefingHead, draw: func(s *sheet, _ float64) { s.leafTitle(l.title) }}}
			if i == 0 && l.lead != "" {
				page = append(page, s.lead(l.lead))
			}
			page = append(page, parts...)
			if last := len(pages) - 1; i == 0 && last >= 0 && heightOfParts(pages[last])+briefingGap+heightOfParts(page) <= briefingHeight {
				gap := part{height: briefingGap, draw: func(s *sheet, _ float64) { s.next(briefingGap) }}
				pages[last] = append(append(pages[last], gap), page...)
				continue
			}
			pages = append(pages, page)
		}
	}
	return pages
}

func heightOfParts(parts []part) float64 {
	sum := 0.0
	for _, p := range parts {
		sum += p.height
	}
	return sum
}

// leaves returns the pages behind the cover, in their order and no more than are
// read.
func (s *sheet) leaves() []leaf {
	leaves := []leaf{s.asked()}
	leaves = append(leaves, s.goalLeaves()...)
	leaves = append(leaves, s.formLeaves()...)
	leaves = append(leaves, s.workshopLeaves()...)
	leaves = append(leaves, s.outlook())
	leaves = slices.DeleteFunc(leaves, func(l leaf) bool { return len(l.parts) == 0 })
	for pages(leaves) > maxBriefing-1 {
		lightest := slices.MinFunc(leaves, func(a, b leaf) int { return a.weight - b.weight })
		if lightest.weight >= weightKept {
			break
		}
		leaves = slices.DeleteFunc(leaves, func(l leaf) bool { return l.title == lightest.title })
	}
	return leaves
}

// The weights of leaves. Those that are kept make a briefing longer rather than
// wrong.
const (
	weightFurther  = 1 + iota // forms that are asked beside the main one
	weightTopics              // what workshops were about
	weightCompared            // workshops side by side
	weightKept
)

func pages(leaves []leaf) int {
	n := 0
	for i := range leaves {
		n += len(leaves[i].packed())
	}
	return n
}

// packed spreads the parts over pages.
func (l *leaf) packed() [][]part { return evenly(l.parts, briefingHeight-briefingHead-l.leadHeight()) }

// evenly spreads parts over as few pages as hold them, as evenly as their order allows:
// a last page with one part looks forgotten.
func evenly(parts []part, room float64) [][]part {
	pages := pack(parts, room)
	for limit := room * 0.5; len(pages) > 1 && limit < room; limit += 20 {
		if even := pack(parts, limit); len(even) == len(pages) {
			return even
		}
	}
	return pages
}

func pack(parts []part, room float64) [][]part {
	var pages [][]part
	used := 0.0
	for _, p := range parts {
		if len(pages) == 0 || used+p.height > room {
			pages, used = append(pages, nil), 0
		}
		used += p.height
		pages[len(pages)-1] = append(pages[len(pages)-1], p)
	}
	return pages
}

// fillPage draws the parts of a page and shares out the room that is left.
func (s *sheet) fillPage(parts []part, room float64) {
	used, stretch := 0.0, 0.0
	for _, p := range parts {
		used += p.height
		stretch += p.stretch
	}
	share := 0.0
	if stretch > 0 {
		share = max(0, min(1, (room-used)/stretch))
	}
	for _, p := range parts {
		p.draw(s, p.stretch*share)
	}
}

// leadHeight is the height of the line below the title.
func (l *leaf) leadHeight() float64 {
	if l.lead == "" {
		return 0
	}
	return briefingText(l.lead, briefingColumns, look{}) + 6
}

// lead is the line below the title.
func (s *sheet) lead(text string) part {
	height := briefingText(text, briefingColumns, look{}) + 6
	return part{height: height, draw: func(s *sheet, _ float64) {
		s.span(briefFirst, briefLast, text, look{colour: colourMuted, top: true, wrap: true})
		s.next(height)
	}}
}

// leafTitle writes the title of a page.
func (s *sheet) leafTitle(text string) {
	s.fill(briefFirst, briefLast, look{below: colourBrand})
	s.put(briefFirst, text, look{size: 16, bold: true, below: colourBrand})
	s.next(briefingHead - 8)
	s.next(8)
}

// next gives the current row its height and goes to the next one.
func (s *sheet) next(points float64) {
	s.height(points)
	s.row++
}

// span writes a text over columns of the current row without changing its height.
func (s *sheet) span(from, to int, text string, l look) {
	s.put(from, text, l)
	if from != to {
		s.fill(from+1, to, l)
		s.check(s.file.MergeCell(s.name, s.cell(from, s.row), s.cell(to, s.row)))
	}
}

// briefingText returns the height of a text over so many columns.
func briefingText(text string, columns int, l look) float64 {
	return textHeight(text, float64(columns)*briefingColumn, l)
}
