package workbook

import (
	"cmp"
	"slices"

	"resonanz/forms"
)

// drawPodium writes the questions to the podiums, by session and votes: that order
// says nothing about when they were asked.
func (s *sheet) drawPodium() {
	widths := []float64{2, 28, 84, 12, 18}
	s.columns(widths...)
	s.head(s.Words("workbook.podium.head"))
	start := s.row
	s.listing(0, s.Words("workbook.column.session"), s.Words("workbook.column.question"), s.Words("workbook.column.votes"), s.Words("workbook.column.state"))
	names, places := map[int64]string{}, map[int64]int{}
	for i := range s.Sessions {
		id := s.Sessions[i].Session.ID
		names[id], places[id] = s.session(&s.Sessions[i]), i
	}
	questions := slices.Clone(s.Podium)
	slices.SortStableFunc(questions, func(a, b forms.PodiumQuestion) int { return cmp.Compare(places[a.SessionID], places[b.SessionID]) })
	for _, q := range questions {
		beside := look{wrap: true, top: true, below: colourLine, size: 9, colour: colourMuted}
		body := look{wrap: true, top: true, below: colourLine}
		s.put(2, names[q.SessionID], beside)
		s.put(3, q.Text, body)
		s.put(4, q.Votes, body)
		s.put(5, s.Words("workbook.podium."+string(q.Status)), beside)
		s.height(max(rowHeight, textHeight(q.Text, widths[2], body), textHeight(names[q.SessionID], widths[1], beside)))
		s.row++
	}
	s.table("Podium", start, len(widths)-1)
}
