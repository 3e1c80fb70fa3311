package workbook_test

import (
	"encoding/xml"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// describe writes down a sheet for people to read: its page, columns, tables and
// charts, then row by row its cells, with their looks where these are not those
// of the cell above.
func (r *rendered) describe(i int) string {
	var b strings.Builder
	sheet := r.file.GetSheetList()[i]
	part := string(r.parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)])
	fmt.Fprintf(&b, "%s\n", sheet)
	for _, element := range []string{"pageSetUpPr", "sheetView", "pane", "pageMargins", "pageSetup", "oddHeader", "oddFooter", "brk", "xm:f", "xm:sqref"} {
		for _, found := range regexp.MustCompile(`<(`+element+`)( [^>]*)?>([^<]*)`).FindAllStringSubmatch(part, -1) {
			fmt.Fprintf(&b, "%s%s %s\n", found[1], strings.TrimSuffix(found[2], "/"), found[3])
		}
	}
	for _, col := range regexp.MustCompile(`<col ([^>]*)>`).FindAllStringSubmatch(part, -1) {
		fmt.Fprintf(&b, "col %s\n", strings.TrimSuffix(col[1], "/"))
	}
	for _, name := range r.file.GetDefinedName() {
		if name.Scope == sheet || strings.HasPrefix(name.RefersTo, "'"+sheet+"'!") {
			fmt.Fprintf(&b, "name %s = %s\n", name.Name, name.RefersTo)
		}
	}
	tables, err := r.file.GetTables(sheet)
	if err != nil {
		r.Fatal(err)
	}
	for _, table := range tables {
		fmt.Fprintf(&b, "table %s %s\n", table.Name, table.Range)
	}
	merged, err := r.file.GetMergeCells(sheet)
	if err != nil {
		r.Fatal(err)
	}
	for _, cells := range merged {
		fmt.Fprintf(&b, "merged %s:%s\n", cells.GetStartAxis(), cells.GetEndAxis())
	}
	formats, err := r.file.GetConditionalFormats(sheet)
	if err != nil {
		r.Fatal(err)
	}
	var conditional []string
	for cells, f := range formats {
		conditional = append(conditional, fmt.Sprintf("colours %s %s %s–%s %s%s%s", cells, f[0].Type, f[0].MinValue, f[0].MaxValue, f[0].MinColor, f[0].MaxColor, f[0].BarColor))
	}
	slices.Sort(conditional)
	for _, line := range conditional {
		fmt.Fprintln(&b, line)
	}
	r.describeCharts(&b, i)
	looks := map[int]string{} // by column, of the cell above
	for y, row := range r.rows(sheet) {
		line := ""
		for x, value := range row {
			if value == "" {
				continue
			}
			cell, _ := excelize.CoordinatesToCellName(x+1, y+1)
			line += " " + cell + "=" + r.value(sheet, cell, value)
			if look := r.look(sheet, cell); look != looks[x] {
				line += " {" + look + "}"
				looks[x] = look
			}
		}
		if line != "" {
			fmt.Fprintln(&b, line[1:])
		}
	}
	return b.String()
}

// value writes down a cell: a text in quotes, a number as it is.
func (r *rendered) value(sheet, cell, raw string) string {
	kind, err := r.file.GetCellType(sheet, cell)
	if err != nil {
		r.Fatal(err)
	}
	if ok, target, _ := r.file.GetCellHyperLink(sheet, cell); ok {
		raw += " → " + target
	}
	if kind == excelize.CellTypeSharedString {
		return strconv.Quote(raw)
	}
	if n, err := strconv.ParseFloat(raw, 64); err == nil {
		return strconv.FormatFloat(n, 'g', 6, 64)
	}
	return raw
}

func (r *rendered) look(sheet, cell string) string {
	id, err := r.file.GetCellStyle(sheet, cell)
	if err != nil {
		r.Fatal(err)
	}
	style, err := r.file.GetStyle(id)
	if err != nil {
		r.Fatal(err)
	}
	words := []string{fmt.Sprintf("%gpt", style.Font.Size)}
	add := func(word string, on bool) {
		if on {
			words = append(words, word)
		}
	}
	add("bold", style.Font.Bold)
	add("italic", style.Font.Italic)
	add("#"+style.Font.Color, style.Font.Color != "22262B")
	if style.Fill.Type != "" && len(style.Fill.Color) > 0 {
		add(fmt.Sprintf("fill%d:%s", style.Fill.Pattern, style.Fill.Color[0]), true)
	}
	if style.CustomNumFmt != nil {
		add("["+*style.CustomNumFmt+"]", true)
	}
	if style.Alignment != nil {
		add(style.Alignment.Horizontal, style.Alignment.Horizontal != "left")
		add(style.Alignment.Vertical, style.Alignment.Vertical != "center")
		add("wrap", style.Alignment.WrapText)
	}
	for _, border := range style.Border {
		add(border.Type+":"+border.Color, true)
	}
	add("quoted", r.file.Styles.CellXfs.Xf[id].QuotePrefix != nil && *r.file.Styles.CellXfs.Xf[id].QuotePrefix)
	return strings.Join(words, " ")
}

// relations returns the targets of a part by their ids.
func (r *rendered) relations(part string) map[string]string {
	var relations struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	src := r.parts[path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")]
	if len(src) == 0 {
		return nil
	}
	if err := xml.Unmarshal(src, &relations); err != nil {
		r.Fatal(err)
	}
	targets := map[string]string{}
	for _, one := range relations.Relationship {
		targets[one.ID] = strings.TrimPrefix(path.Join("/", path.Dir(part), one.Target), "/")
	}
	return targets
}

// describeCharts writes down the charts of a sheet: where they stand, their kind,
// titles, texts and the cells that they read.
func (r *rendered) describeCharts(b *strings.Builder, i int) {
	for _, target := range r.relations(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)) {
		if !strings.HasPrefix(target, "xl/drawings/") {
			continue
		}
		var drawing struct {
			Anchor []struct {
				Row    int `xml:"from>row"`
				Col    int `xml:"from>col"`
				Object struct {
					Descr string `xml:"descr,attr"`
				} `xml:"graphicFrame>nvGraphicFramePr>cNvPr"`
				Chart struct {
					ID string `xml:"id,attr"`
				} `xml:"graphicFrame>graphic>graphicData>chart"`
			} `xml:",any"`
		}
		if err := xml.Unmarshal(r.parts[target], &drawing); err != nil {
			r.Fatal(err)
		}
		charts := r.relations(target)
		for _, a := range drawing.Anchor {
			from, _ := excelize.CoordinatesToCellName(a.Col+1, a.Row+1)
			src := string(r.parts[charts[a.Chart.ID]])
			kind := regexp.MustCompile(`<c?:?(\w+Chart)>.*?val="(\w+)"(?:.*?<c?:?grouping val="(\w+)")?`).FindStringSubmatch(src)
			title := append(regexp.MustCompile(`<a:t>([^<]*)</a:t>`).FindStringSubmatch(src), "", "")
			// Labels and titles of the briefing's charts stand in the cells beside them.
			if len(kind) == 0 || title[1] == "" && i > 0 || a.Object.Descr == "" {
				r.Errorf("%s at %s has no kind, title or alternative text", charts[a.Chart.ID], from)
				continue
			}
			fmt.Fprintf(b, "chart %s %s %q\n  %q\n", from, strings.Join(kind[1:], " "), title[1], a.Object.Descr)
			for _, c := range r.charts {
				if c.part == charts[a.Chart.ID] {
					fmt.Fprintf(b, "  %s\n", strings.Join(c.refs, " "))
				}
			}
		}
	}
}
