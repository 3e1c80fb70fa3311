package workbook

import (
	"encoding/csv"
	"io"
	"strings"

	"resonanz/forms"
)

// WriteCSV writes the responses to one form as a table (RFC 4180, UTF-8 with a
// byte order mark, so that spreadsheet programs know the encoding): a header
// and a row per response, in words or, with codes, in codes. It has the cells of
// the sheet that WriteData writes, dates as ISO 8601. Where the reader's language
// has a decimal comma, numbers have one and the separator is a semicolon, as
// spreadsheet programs there expect. It fails with CodeNotFound if the data has
// no such form. It writes while it reads.
func WriteCSV(w io.Writer, d *forms.Data, formID int64, codes bool, o Options) error {
	b := newDataBook(d, o)
	defer b.file.Close()
	for i := range d.Tables {
		if d.Tables[i].Form.ID != formID {
			continue
		}
		t := b.dataTable(d, &d.Tables[i], codes, b.labels)
		headers := make([]string, len(t.columns))
		for k, column := range t.columns {
			headers[k] = column.header
		}
		return writeCSV(w, headers, b.responses(t), o)
	}
	return forms.Errorf(forms.CodeNotFound, "no form %d", formID)
}

// WriteCommentsCSV writes the comments as a table, like WriteCSV.
func WriteCommentsCSV(w io.Writer, d *forms.Data, o Options) error {
	b := newDataBook(d, o)
	defer b.file.Close()
	comments := b.comments()
	return writeCSV(w, comments.headers, comments.each, o)
}

const byteOrderMark = "\uFEFF"

func writeCSV(w io.Writer, headers []string, each func(func([]dataCell) error) error, o Options) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return forms.Errorf(forms.CodeInternal, "write CSV: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	decimal := o.Words("workbook.format.decimal")
	if decimal == "," {
		out.Comma = ';'
	}
	record := make([]string, len(headers))
	for i, header := range headers {
		record[i] = csvText(header)
	}
	err := out.Write(record)
	if err == nil {
		err = each(func(cells []dataCell) error {
			for i := range cells {
				switch text := cells[i].text; cells[i].kind {
				case cellNumber:
					record[i] = strings.Replace(text, ".", decimal, 1)
				case cellDate, cellEmpty:
					record[i] = text
				default:
					record[i] = csvText(text)
				}
			}
			return out.Write(record)
		})
	}
	if err == nil {
		out.Flush()
		err = out.Error()
	}
	if err != nil {
		return forms.Errorf(forms.CodeInternal, "write CSV: %w", err)
	}
	return nil
}

// csvText returns a text that no spreadsheet program takes for a formula. A
// table in CSV says nothing about the types of its cells, so a text that starts
// like a formula gets an apostrophe.
func csvText(text string) string {
	text = printable(text)
	if formulaLike(text) {
		return "'" + text
	}
	return text
}
