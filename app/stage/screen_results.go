package stage

import (
	"strings"

	"resonanz/app/web"
	"resonanz/forms"
)

// resultsScreen shows the figures of one item, whose key is the screen's item, or
// the most telling one of each. While they are sealed it shows what is asked, and
// how to take part.
var resultsScreen = Screen{
	Name: forms.ScreenResults, Key: "E", Says: "live.stage_all", List: "live.stage_one", session: true, main: true,
	items: func(k *Snapshot) []string {
		keys := []string{""}
		for _, item := range k.Figures.Form.Items() {
			if !item.Kind.IsText() {
				keys = append(keys, item.Key)
			}
		}
		return keys
	},
	says: saysItem,
	permit: func(to, from *Snapshot) {
		if !to.Stage.Revealed {
			return
		}
		release := from.Figures.Release
		if release != nil && to.Stage.Item != "" {
			one := forms.Tally{N: release.Tally.N, Cells: map[string]map[string]int{to.Stage.Item: release.Tally.Cells[to.Stage.Item]}}
			release = &forms.Release{Tally: one}
		}
		to.Figures.Release = release
		if to.Stage.Frozen == nil { // it tells something of what it is made of
			to.Checksum = from.Checksum
		}
	},
	draw: drawResults,
}

func drawResults(p *web.Page, pic *Picture, k *Snapshot) {
	items := k.Items()
	switch {
	case !k.Stage.Revealed:
		pic.Note = p.T("stage.sealed")
	case items == nil:
		pic.Note = whyNone(p, k)
	default:
		pic.Remark = remark(p, k.Figures.Turnout)
	}
	if k.Stage.Item == "" {
		pic.Tables = []pictureTable{overview(p, k, items)}
	} else if item := k.Figures.Form.Item(k.Stage.Item); item != nil && !item.Kind.IsText() {
		q := NewChart(p, item, items)
		if q.Suppressed {
			pic.Note = whyNone(p, k)
		}
		pic.Tables = []pictureTable{chart(p, &q)}
	}
	if pic.Note != "" {
		pic.Join = JoinBeside
	}
}

// chart draws one item; without figures, what can be answered.
func chart(p *web.Page, q *Chart) pictureTable {
	table := pictureTable{Stem: q.Stem, Label: q.Label, Facts: facts(p, q)}
	for _, bar := range q.Bars {
		row := pictureRow{Label: bar.Label, Tone: bar.Tone, Width: bar.Width()}
		if bar.Known {
			row.Share, row.Count = p.Percent(bar.Share), p.Number(float64(bar.Count), 0)
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// whyNone says why there are no figures, and whether there will be some.
func whyNone(p *web.Page, k *Snapshot) string {
	switch t := k.Figures.Turnout; {
	case t.Doubt != forms.NoDoubt: // which is not for the hall
		return p.T("stage.sealed")
	case t.State == forms.StateClosed:
		return p.T("stage.none", "k", k.Event.MinGroup)
	case k.Event.Figures == forms.FiguresAfterClosing:
		return p.T("stage.after_closing")
	default:
		return p.T("stage.too_few", "k", k.Event.MinGroup)
	}
}

// remark says what the figures of a closed session count too many, or not.
func remark(p *web.Page, t forms.Turnout) string {
	var said []string
	if t.Withdrawn > 0 {
		said = append(said, p.T("stage.withdrawn", "n", t.Withdrawn))
	}
	if t.NotIncluded > 0 {
		said = append(said, p.T("stage.not_included", "n", t.NotIncluded))
	}
	return strings.Join(said, " · ")
}

// facts sums a question up in a line. It begins with what the shares are shares of; who
// could not say is counted apart.
func facts(p *web.Page, q *Chart) string {
	var facts []string
	add := func(key, value string) { facts = append(facts, p.T(key)+" "+value) }
	if n := q.N - q.NA; q.N > 0 {
		base := p.Number(float64(n), 0) + " " + p.T("live.answers", "n", n)
		if q.Scale {
			base = p.T("stage.ratings", "n", n)
		}
		if q.NA > 0 {
			base += p.T("list.comma") + q.NALabel.Text + ": " + p.Number(float64(q.NA), 0)
		}
		facts = append(facts, base)
	}
	if q.Top != nil {
		add("live.top", p.Percent(*q.Top))
	}
	if q.NPS != nil {
		add("live.nps", p.Number(*q.NPS, 0))
	} else if q.Mean != nil {
		add("live.mean", p.Number(*q.Mean, 1))
	}
	return strings.Join(facts, " · ")
}

// overview has one row for each item that one share sums up: the best steps of
// a scale, yes, and those who recommend. Without figures the rows say what is asked.
func overview(p *web.Page, k *Snapshot, items []Figures) pictureTable {
	t := pictureTable{Label: web.Phrase{Text: p.T("stage.overview")}}
	if items == nil {
		t.List = true
		for _, question := range k.Figures.Form.Questions {
			if !question.Kind.IsText() {
				t.Rows = append(t.Rows, pictureRow{Label: p.Text(question.Text)})
			}
		}
		return t
	}
	for _, figures := range items {
		item := k.Figures.Form.Item(figures.Key)
		share, of := 0.0, ""
		switch {
		case figures.Suppressed || len(figures.Options) == 0:
			continue
		case figures.Top != nil:
			share, of = *figures.Top, p.T("live.top")
		case item.Kind == forms.KindYesNo:
			share, of = figures.Options[0].Share, p.T("common.yes")
		case item.Kind == forms.KindRecommend:
			share, of = figures.Options[0].Share, recommendHigh
		default:
			continue
		}
		label := p.Text(item.Text)
		t.Rows = append(t.Rows, pictureRow{Label: label, Width: rounded(100*share, 1), Share: p.Percent(share), Count: of})
	}
	return t
}
