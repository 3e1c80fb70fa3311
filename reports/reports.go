// Package reports turns tallies into what people read: figures, with what must
// not be shown left out, and the workbook of an event.
//
// Everything that shows figures gets them from Summarize or Compare, which are
// the only places that look into a tally; so one rule decides for pages, JSON,
// CSV and workbooks what may be seen.
package reports

// Words returns a text of the message catalogue in the reader's language. The
// args are alternating names and values, such as "n", 12. Keys of this package
// start with "workbook." or, for the sentences of Closing, with "closing.".
type Words func(key string, args ...any) string
