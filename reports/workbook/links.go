package workbook

import "io"

// LinkLine is one line of a sheet of links.
type LinkLine struct{ Code, Title, Room, When, Address string }

// WriteLinksCSV writes links as a table for a mail merge, like WriteCSV: a header and
// a line for each.
func WriteLinksCSV(w io.Writer, links []LinkLine, o Options) error {
	headers := []string{
		o.Words("workbook.links.session"), o.Words("workbook.links.title"), o.Words("workbook.links.room"),
		o.Words("workbook.links.when"), o.Words("workbook.links.address"),
	}
	each := func(write func([]dataCell) error) error {
		for _, l := range links {
			cells := make([]dataCell, 0, len(headers))
			for _, text := range []string{l.Code, l.Title, l.Room, l.When, l.Address} {
				cells = append(cells, dataCell{kind: cellProse, text: text})
			}
			if err := write(cells); err != nil {
				return err
			}
		}
		return nil
	}
	return writeCSV(w, headers, each, o)
}
