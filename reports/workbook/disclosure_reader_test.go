package workbook_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// readCounts looks at every number that is labelled as one of answers, on its
// right or above.
func (o *observer) readCounts(r *rendered) {
	for _, sheet := range r.file.GetSheetList() {
		rows := r.rows(sheet)
		small := func(y, x int) {
			if y < len(rows) && x < len(rows[y]) {
				if n, err := strconv.ParseFloat(rows[y][x], 64); err == nil && n < float64(o.k) {
					o.Errorf("k=%d: %s, row %d shows %v answers", o.k, sheet, y+1, n)
				}
			}
		}
		for y, row := range rows {
			for x, cell := range row {
				if cell != "Antworten (n)" {
					continue
				}
				for right := x + 1; right < len(row); right++ {
					small(y, right)
				}
				for below := y + 1; below < len(rows); below++ {
					small(below, x)
				}
			}
		}
	}
}

// note keeps a group of people who answered an item.
func (o *observer) note(kind, item, of string, g map[string]bool) {
	if len(g) == 0 {
		return
	}
	one := group{g, fmt.Sprintf("%s of %s (%d came)", kind, of, o.came)}
	if !slices.ContainsFunc(o.groups[item], func(h group) bool { return h.distance(one) == 0 }) {
		o.groups[item] = append(o.groups[item], one)
	}
}

// readValues reads the sheet of single values: a group for each session and
// item.
func (o *observer) readValues(rows [][]string) {
	found, asked := map[[2]string]map[string]bool{}, map[[2]string]int{}
	for _, row := range rows {
		if len(row) < 12 || !strings.HasPrefix(row[8], "Person ") && row[4] != "rolle" {
			continue
		}
		key := [2]string{row[1], row[4]}
		if len(row) > 12 && row[12] != "" {
			asked[key] = o.number(row[11]) + o.number(row[12])
		}
		if row[9] == "1" && row[4] != "rolle" {
			if found[key] == nil {
				found[key] = map[string]bool{}
			}
			found[key][row[8]] = true
		}
	}
	for key, g := range found {
		o.note("values", key[1], key[0], g)
		all, some := asked[[2]string{key[0], "rolle"}], asked[[2]string{key[0], "warum"}]
		if key[1] != "warum" || some == 0 {
			continue
		}
		if all-some < o.k {
			o.Errorf("k=%d: %s: %d of %d were asked", o.k, key[0], some, all)
		}
		o.asked[key[0]] = append(o.asked[key[0]], some)
	}
}

func (o *observer) number(cell string) int {
	o.Helper()
	n, err := strconv.Atoi(cell)
	if err != nil {
		o.Fatal(err)
	}
	return n
}

// readForm reads the sheet of a form: a group for each item.
func (o *observer) readForm(rows [][]string) {
	item, found := "", map[string]map[string]bool{}
	for _, row := range rows {
		if len(row) > 1 && strings.HasPrefix(row[1], "Frage ") {
			item = strings.TrimPrefix(row[1], "Frage ")
			found[item] = map[string]bool{}
		}
		if len(row) > 2 && strings.HasPrefix(row[1], "Person ") && row[2] != "0" {
			found[item][row[1]] = true
		}
	}
	for item, g := range found {
		o.note("form", item, "all", g)
	}
}

// readBriefing reads the answers that stand below a question on the first sheet: a
// group for each question.
func (o *observer) readBriefing(rows [][]string) {
	const count = 12 // the column of the number of people
	item, found := "", map[string]map[string]bool{}
	for _, row := range rows {
		switch {
		case len(row) < 2:
		case strings.HasPrefix(row[1], "Frage "):
			item = strings.TrimPrefix(row[1], "Frage ")
			found[item] = map[string]bool{}
		case strings.HasPrefix(row[1], "Person ") && len(row) > count && row[count] != "0" && found[item] != nil:
			found[item][row[1]] = true
		}
	}
	for item, g := range found {
		o.note("briefing", item, "all", g)
	}
}

// readSide reads a sheet that sets sessions or groups side by side: a group for
// each column and item.
func (o *observer) readSide(rows [][]string, kind string) {
	var names []string
	item, shares := "", map[int]map[string]float64{}
	for _, row := range rows {
		switch {
		case len(row) < 2:
		case row[1] == "Frage":
			names = row
		case strings.HasPrefix(row[1], "Frage "):
			item, shares = strings.TrimPrefix(row[1], "Frage "), map[int]map[string]float64{}
		case strings.HasPrefix(row[1], "Person "):
			for x, cell := range row {
				if share, err := strconv.ParseFloat(cell, 64); err == nil && x > 1 && share > 0 {
					if shares[x] == nil {
						shares[x] = map[string]float64{}
					}
					shares[x][row[1]] = share
				}
			}
		case row[1] == "Antworten (n)":
			for x, of := range shares {
				g := map[string]bool{}
				for who, share := range of {
					g[who] = true
					if count := share * float64(o.number(row[x])); math.Abs(count-1) > 1e-9 {
						o.Errorf("%s: %v people are %s", item, count, who)
					}
				}
				o.note(kind, item, names[x], g)
			}
		}
	}
}
