package forms

import "resonanz/forms/disclosure"

// part is what one session adds to a breakdown.
type part struct {
	groups  map[string]Tally // the answers by option code, "" for those who chose nothing
	shown   Tally            // what the session shows of the same items
	leftOut int
}

// part counts the responses of a session by the groups that the item makes, in
// one pass: those that may be read one by one. It leaves out the items that fewer
// than the minimum of people of the session answered, which no figures show.
func (u *untaken) part(f *Figures, by string) (part, error) {
	p := part{groups: map[string]Tally{}, leftOut: f.Release.Tally.N}
	items := map[string]bool{}
	for _, item := range f.Form.planned().items {
		// A conditional item may be of an earlier moment than the rows.
		_, known := f.Release.Tally.Asked(&item)
		if known && f.Release.Tally.Answered(item.Key) >= u.minGroup && item.Key != by && !item.Question.PerSession && !item.Kind.IsText() {
			items[item.Key] = true
		}
	}
	for item := range items {
		for option, n := range f.Release.Tally.Cells[item] {
			p.shown.Add(Cell{item, option}, n)
		}
	}
	reader := newAnswerReader()
	for src, err := range u.column("answers", readableRows, []int64{f.Session.ID}, disclosure.Shown) {
		if err != nil {
			return part{}, err
		}
		answers, err := reader.read(src)
		if err != nil {
			return part{}, err
		}
		group := ""
		if chosen := answers[by]; len(chosen) > 0 {
			group = chosen[0]
		}
		tally := p.groups[group]
		for _, cell := range f.Form.Marks(answers) {
			if items[cell.Item] && cell.Option != CellAsked {
				tally.Add(cell, 1)
			}
		}
		p.groups[group] = tally
		p.leftOut--
	}
	return p, nil
}

// missing returns how many of those whom the session shows are in no group.
func (p *part) missing(item string) int {
	n := p.shown.Answered(item)
	for _, tally := range p.groups {
		n -= tally.Answered(item)
	}
	return n
}

// apart returns how many people of the session are in the groups, and how many
// others it shows.
func (p *part) apart(item string, codes []string) (in, others int) {
	for _, code := range codes {
		in += p.groups[code].Answered(item)
	}
	return in, p.shown.Answered(item) - in
}
