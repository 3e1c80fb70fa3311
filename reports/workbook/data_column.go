package workbook

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"resonanz/forms"
)

// cellKind is the type of a cell in a table of responses.
type cellKind uint8

const (
	cellEmpty  cellKind = iota
	cellShared          // a text that many rows have
	cellProse           // a text of its own
	cellNumber          // text is a decimal with a point
	cellDate            // text is an ISO 8601 date
)

// dataCell is one value of one response.
type dataCell struct {
	kind   cellKind
	text   string
	shared int // place among the shared strings, for cellShared
}

// dataColumn is one column of a table of responses.
type dataColumn struct {
	header string
	item   string // key of the item, "" for the session
	// pick turns an answer, which is not empty, into a cell.
	pick  func(sessionID int64, answer []string) dataCell
	width float64
}

// dataTable is the responses to one form with their labels or their codes.
type dataTable struct {
	*forms.DataTable
	name    string // of the form
	codes   bool
	columns []dataColumn
	cells   []dataCell // of one row
}

// row returns the cells of a response, valid until the next call.
func (t *dataTable) row(r *forms.Response) []dataCell {
	item, answer := "", []string(nil)
	for i := range t.columns {
		c := &t.columns[i]
		if c.item != item {
			item, answer = c.item, r.Answers[c.item]
		}
		switch {
		case c.item == "", len(answer) > 0:
			t.cells[i] = c.pick(r.SessionID, answer)
		default:
			t.cells[i] = dataCell{}
		}
	}
	return t.cells
}

// dataLabels are the texts of cells that many rows have, each once.
type dataLabels struct {
	texts []string
	index map[string]int
}

func (l *dataLabels) cell(text string) dataCell {
	i, ok := l.index[text]
	if !ok {
		i = len(l.texts)
		l.texts = append(l.texts, text)
		l.index[text] = i
	}
	return dataCell{kind: cellShared, text: text, shared: i}
}

// dataTables returns the tables of the data: for each form one with labels,
// then for each form one with codes.
func (b *book) dataTables(d *forms.Data, labels *dataLabels) []*dataTable {
	var tables []*dataTable
	for _, codes := range []bool{false, true} {
		for i := range d.Tables {
			tables = append(tables, b.dataTable(d, &d.Tables[i], codes, labels))
		}
	}
	return tables
}

func (b *book) dataTable(d *forms.Data, table *forms.DataTable, codes bool, labels *dataLabels) *dataTable {
	t := &dataTable{DataTable: table, codes: codes, name: b.text(table.Form.Title, table.Form.Key)}
	for i := range d.Tables {
		if other := d.Tables[i].Form; other.Key == table.Form.Key && other.Version > table.Form.Version {
			t.name = b.Words("workbook.data.version", "Form", t.name, "Version", table.Form.Version)
			break
		}
	}
	c := dataColumns{book: b, table: t, labels: labels, taken: map[string]bool{}}
	c.session()
	for _, f := range b.Sessions {
		if f.Session.FormID == table.Form.ID {
			c.asked = append(c.asked, f)
		}
	}
	for _, item := range table.Form.Items() {
		c.add(&item)
	}
	t.cells = make([]dataCell, len(t.columns))
	return t
}

// dataColumns is the making of the columns of a table.
type dataColumns struct {
	*book
	table  *dataTable
	labels *dataLabels
	asked  []forms.Figures // the sessions of the form
	taken  map[string]bool // headers, in lower case
}

// put adds a column. Its key is the header of codes, its title that of labels.
func (c *dataColumns) put(key, title, item string, width float64, pick func(int64, []string) dataCell) {
	if c.table.codes {
		title, width = key, max(10, float64(len(key))*1.15)
	}
	c.table.columns = append(c.table.columns, dataColumn{header: dataHeader(title, c.taken), item: item, pick: pick, width: min(width, 48)})
}

func (c *dataColumns) session() {
	cells, width := map[int64]dataCell{}, 16
	for i := range c.Sessions {
		f := &c.Sessions[i]
		text := c.book.session(f)
		if c.table.codes {
			text = f.Session.Code
		}
		cells[f.Session.ID] = c.labels.cell(text)
		width = max(width, utf8.RuneCountInString(text))
	}
	c.put("session", c.Words("workbook.column.session"), "", float64(width), func(id int64, _ []string) dataCell { return cells[id] })
}

func (c *dataColumns) add(item *forms.Item) {
	question := c.question(item)
	switch item.Kind {
	case forms.KindText, forms.KindLongText:
	case forms.KindNumber, forms.KindRecommend:
		c.put(item.Key, question, item.Key, 14, func(_ int64, answer []string) dataCell { return dataCell{kind: cellNumber, text: answer[0]} })
	case forms.KindDate:
		c.put(item.Key, question, item.Key, 14, func(_ int64, answer []string) dataCell { return dataCell{kind: cellDate, text: answer[0]} })
	case forms.KindChoices, forms.KindRanking:
		for _, o := range c.options(item) {
			c.put(item.Key+"."+o.code, question+" – "+o.text, item.Key, 16, c.place(item, o.code))
		}
	default:
		c.put(item.Key, question, item.Key, 20, c.one(item))
	}
}

// place returns the place of the option in a ranking, or for ticks 1 where the
// option is among them and 0 where it is not. It is empty in sessions that did
// not offer the option.
func (c *dataColumns) place(item *forms.Item, code string) func(int64, []string) dataCell {
	cells := make([]dataCell, forms.MaxOptions+1)
	for i := range cells {
		cells[i] = dataCell{kind: cellNumber, text: strconv.Itoa(i)}
	}
	offered := map[int64]bool{}
	for i := range c.asked {
		own := c.asked[i].Form.Item(item.Key)
		offered[c.asked[i].Session.ID] = own != nil && own.Option(code) != nil
	}
	return func(id int64, answer []string) dataCell {
		i := slices.Index(answer, code) + 1
		switch {
		case item.Question.PerSession && !offered[id]:
			return dataCell{}
		case item.Kind == forms.KindChoices:
			i = min(i, 1)
		}
		return cells[i]
	}
}

// one returns the single option that was chosen.
func (c *dataColumns) one(item *forms.Item) func(int64, []string) dataCell {
	if !item.Question.PerSession {
		cells := c.cells(item)
		return func(_ int64, answer []string) dataCell { return named(cells, answer[0]) }
	}
	sessions := map[int64]map[string]dataCell{}
	for i := range c.asked {
		if own := c.asked[i].Form.Item(item.Key); own != nil {
			sessions[c.asked[i].Session.ID] = c.cells(own)
		}
	}
	return func(id int64, answer []string) dataCell { return named(sessions[id], answer[0]) }
}

// named returns the cell of a code; a code without one stands for itself.
func named(cells map[string]dataCell, code string) dataCell {
	if cell, ok := cells[code]; ok {
		return cell
	}
	return dataCell{kind: cellProse, text: code}
}

// cells returns the cells of the item's options. Among the codes, a step of a
// scale is its value, so that it can be calculated with, and "cannot say" is a
// text, which no formula counts; yes is 1 and no is 0.
func (c *dataColumns) cells(item *forms.Item) map[string]dataCell {
	cells := map[string]dataCell{}
	if item.Kind == forms.KindYesNo || item.Kind == forms.KindConsent {
		for code, number := range map[string]string{forms.OptionYes: "1", forms.OptionNo: "0"} {
			if cells[code] = (dataCell{kind: cellNumber, text: number}); !c.table.codes {
				cells[code] = c.labels.cell(c.Words("workbook.answer." + code))
			}
		}
		return cells
	}
	for _, o := range item.Options {
		switch {
		case !c.table.codes:
			cells[o.Code] = c.labels.cell(c.text(o.Text, o.Code))
		case item.Kind == forms.KindScale && o.Value > 0:
			cells[o.Code] = dataCell{kind: cellNumber, text: strconv.Itoa(o.Value)}
		default:
			cells[o.Code] = c.labels.cell(o.Code)
		}
	}
	return cells
}

// dataOption is an option with a column of its own.
type dataOption struct{ code, text string }

// options returns the options of an item, also of one whose options each
// session brings itself; where sessions mean different things by one code, the
// text has all of them.
func (c *dataColumns) options(item *forms.Item) []dataOption {
	lists := [][]forms.Option{item.Options}
	if item.Question.PerSession {
		lists = nil
		for i := range c.asked {
			lists = append(lists, c.asked[i].Session.Options[item.Key])
		}
	}
	var options []dataOption
	for _, list := range lists {
		for _, o := range list {
			text := c.text(o.Text, o.Code)
			i := slices.IndexFunc(options, func(known dataOption) bool { return known.code == o.Code })
			switch {
			case i < 0:
				options = append(options, dataOption{o.Code, text})
			case !slices.Contains(strings.Split(options[i].text, " / "), text):
				options[i].text += " / " + text
			}
		}
	}
	return options
}

// maxHeader is the longest header of a table's column, in UTF-16 code units.
const maxHeader = 255

// dataHeader returns a header that a table takes: one line, and different,
// without regard to case, from those already taken. It takes it.
func dataHeader(title string, taken map[string]bool) string {
	title = strings.Join(strings.Fields(printable(title)), " ")
	if title == "" {
		title = "-"
	}
	header := cut(title, maxHeader)
	for n := 2; taken[strings.ToLower(header)]; n++ {
		suffix := " (" + strconv.Itoa(n) + ")"
		header = cut(title, maxHeader-len(suffix)) + suffix
	}
	taken[strings.ToLower(header)] = true
	return header
}
