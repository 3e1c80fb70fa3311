package workbook

import (
	"github.com/xuri/excelize/v2"

	"resonanz/forms"
	"resonanz/reports"
)

// The colours of the workbook, those of the pages (public/base.css) where they
// mean the same. Figures run from petrol (good) over grey (neutral) to rust
// (bad), which stay apart for all common kinds of colour blindness. Printed in
// grey, both ends are dark, but they lie on different sides and carry their
// numbers.
const (
	colourInk    = "22262B" // text
	colourMuted  = "5A5F66" // what is said beside
	colourLine   = "DDD8CD"
	colourSoft   = "F6F4EF" // table headers and tiles
	colourBrand  = "1D5C63" // titles' rule, links, bars; looks have the event's accent instead
	colourPaper  = "FFFFFF"
	colourPlain  = "6C7A86" // bars that are neither good nor bad
	colourNotice = "FBF0CF" // interim and simulated
	colourEdge   = "A8790A"
	colourHeat   = "7DB4BA" // the full end of the heat table; ink on it is 6:1

	colourBest   = "1D5C63"
	colourGood   = "4E979E"
	colourFair   = "93C3C7"
	colourMiddle = "CCCCCA"
	colourPoor   = "F1C592"
	colourBad    = "DB8C4B"
	colourWorst  = "A34B1A"
)

// stepColours are the colours of scales with 3 to 7 steps, best first.
var stepColours = map[int][]string{
	3: {colourBest, colourMiddle, colourWorst},
	4: {colourBest, colourFair, colourPoor, colourWorst},
	5: {colourBest, colourFair, colourMiddle, colourPoor, colourWorst},
	6: {colourBest, colourGood, colourFair, colourPoor, colourBad, colourWorst},
	7: {colourBest, colourGood, colourFair, colourMiddle, colourPoor, colourBad, colourWorst},
}

// on returns the colour of text on a colour.
func on(colour string) string {
	switch colour {
	case colourBest, colourGood, colourWorst:
		return colourPaper
	}
	return colourInk
}

// scaleColours returns the colours of the scale's steps.
func scaleColours(options []reports.Share) []string {
	return stepColours[min(max(len(options), forms.MinSteps), forms.MaxSteps)]
}

// fontFamily is on every machine with a spreadsheet program, or one of the
// same widths is (Liberation Sans).
const fontFamily = "Arial"

// look is how a cell looks. The zero value is plain text.
type look struct {
	size   float64 // points, 0 for 10
	bold   bool
	italic bool
	colour string // "" for colourInk
	fill   string
	format string // number format
	right  bool
	centre bool
	wrap   bool
	top    bool   // vertical alignment; the default is the middle
	below  string // colour of a line below
	above  string // colour of a line above
	hatch  bool   // something is left out here
	link   bool
	quoted bool // the text stays a text when somebody edits the cell, as if typed with an apostrophe
}

// style returns the look in a workbook that runs from left to right, or the
// other way, with the accent in place of colourBrand.
func (l look) style(rightToLeft bool, accent string) *excelize.Style {
	for _, colour := range []*string{&l.colour, &l.below} {
		if *colour == colourBrand {
			*colour = accent
		}
	}
	start, end := "left", "right"
	if rightToLeft {
		start, end = end, start
	}
	font := &excelize.Font{Family: fontFamily, Size: 10, Color: colourInk, Bold: l.bold, Italic: l.italic}
	if l.size > 0 {
		font.Size = l.size
	}
	if l.colour != "" {
		font.Color = l.colour
	}
	if l.link {
		font.Color, font.Underline = accent, "single"
	}
	style := &excelize.Style{Font: font, Alignment: &excelize.Alignment{Vertical: "center", WrapText: l.wrap}}
	if l.top {
		style.Alignment.Vertical = "top"
	}
	switch {
	case l.right:
		style.Alignment.Horizontal = end
	case l.centre:
		style.Alignment.Horizontal = "center"
	default:
		style.Alignment.Horizontal = start
	}
	if l.fill != "" {
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{l.fill}}
	}
	if l.hatch {
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 14, Color: []string{colourLine}}
	}
	if l.below != "" {
		style.Border = append(style.Border, excelize.Border{Type: "bottom", Color: l.below, Style: 1})
	}
	if l.above != "" {
		style.Border = append(style.Border, excelize.Border{Type: "top", Color: l.above, Style: 1})
	}
	if l.format != "" {
		style.CustomNumFmt = &l.format
	}
	return style
}
