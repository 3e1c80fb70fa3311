package forms

import (
	"maps"

	"gorm.io/gorm"
)

// maxStates bounds the states of a part, which are kept in memory. A session of
// 20,000 answers at groups of five stays below it. Of longer ones every second
// is forgotten: what is shown of thousands comes near a group only by design.
const maxStates = 4_000

// part is what one session adds to a breakdown.
type part struct {
	// groups are the answers by option code, "" for those who chose nothing.
	groups map[string]Tally
	// states are the moments that may have been shown, the last one at the end:
	// by item, how many of each group had answered.
	states map[string][]map[string]int
}

// partOf counts the responses of a session by the groups that the item makes, in
// one pass. It leaves out the items of which the session's release does not show
// all answers.
func partOf(tx *gorm.DB, f *Figures, by string) (part, error) {
	p, whole, held := part{groups: map[string]Tally{}, states: map[string][]map[string]int{}}, Tally{}, 0
	// What is shown is always what the held copies up to some number count.
	const rows = "SELECT held_no, answers FROM responses WHERE session_id = ? ORDER BY held_no"
	err := eachRow(tx, rows, f.Session.ID, func(no int, text string) error {
		if no != held {
			p.note()
			held = no
		}
		answers, err := answersOf(text)
		group := ""
		if chosen := answers[by]; len(chosen) > 0 {
			group = chosen[0]
		}
		tally := p.groups[group]
		for _, cell := range f.Form.Marks(answers) {
			if cell.Option != CellAsked {
				tally.Add(cell, 1)
				whole.Add(cell, 1)
			}
		}
		p.groups[group] = tally
		return err
	})
	if err != nil {
		return part{}, err
	}
	p.note()
	for _, item := range f.Form.planned().items {
		released := maps.Clone(f.Release.Tally.Cells[item.Key])
		delete(released, CellAsked)
		if item.Key != by && !item.Question.PerSession && maps.Equal(released, whole.Cells[item.Key]) {
			continue
		}
		delete(p.states, item.Key)
		for _, tally := range p.groups {
			delete(tally.Cells, item.Key)
		}
	}
	return p, nil
}

// note adds the state of now to the states of each item that has changed.
func (p *part) note() {
	now := map[string]map[string]int{}
	for code, tally := range p.groups {
		for item := range tally.Cells {
			if now[item] == nil {
				now[item] = map[string]int{}
			}
			now[item][code] = tally.Answered(item)
		}
	}
	for item, state := range now {
		states := p.states[item]
		if n := len(states); n > 0 && maps.Equal(states[n-1], state) {
			continue
		}
		if len(states) == maxStates {
			for i := range maxStates / 2 {
				states[i] = states[2*i+1]
			}
			states = states[:maxStates/2]
		}
		p.states[item] = append(states, state)
	}
}

// apart returns by how many people the session's part of the groups differs from
// what was shown of the session, or from nothing: at least, at any time, and in
// the end.
func (p *part) apart(item string, codes []string) (least, final int) {
	n := 0
	for _, code := range codes {
		n += p.groups[code].Answered(item)
	}
	least, final = n, n
	for _, state := range p.states[item] {
		apart := n
		for _, count := range state {
			apart += count
		}
		for _, code := range codes {
			apart -= 2 * state[code]
		}
		least, final = min(least, apart), min(n, apart)
	}
	return least, final
}
