// Package reports turns tallies into figures that people may see: summaries,
// comparisons, trends and sentences as plain values, with what must not be
// shown left out.
//
// Everything that shows figures gets them from Summarize or Compare, which are
// the only places that look into a tally; so one rule decides for pages, JSON,
// CSV and workbooks what may be seen.
package reports
