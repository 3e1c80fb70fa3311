package stage

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"resonanz/app/live"
	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/reports"
)

// Picture is what a stage shows, in one language and ready to be read: the
// page and its module write down the same. It never says how
// long something has lasted, so that pictures stay equal while nothing changes.
type Picture struct {
	Screen   forms.Screen   `json:"screen"`
	Blank    bool           `json:"blank,omitempty"`
	Heading  web.Phrase     `json:"heading"`
	Revealed bool           `json:"revealed,omitempty"`
	Count    string         `json:"count,omitempty"` // responses
	Of       string         `json:"of,omitempty"`    // says what is counted
	Width    int            `json:"width,omitempty"` // of the turnout's bar, per cent
	State    string         `json:"state,omitempty"`
	Closes   int64          `json:"closes,omitempty"` // when the session closes, in milliseconds since 1970
	Frozen   string         `json:"frozen,omitempty"` // says since when
	Note     string         `json:"note,omitempty"`   // why there is nothing to see yet
	Remark   string         `json:"remark,omitempty"` // what the figures count too many, or not
	Tables   []pictureTable `json:"tables,omitempty"`
	Comments []web.Phrase   `json:"comments,omitempty"`
	Lines    []string       `json:"lines,omitempty"` // sentences to read out
	Checksum string         `json:"checksum,omitempty"`
}

// pictureTable is a chart, which is a table.
type pictureTable struct {
	Stem  web.Phrase   `json:"stem"`
	Label web.Phrase   `json:"label"`
	Facts string       `json:"facts,omitempty"`
	Rows  []pictureRow `json:"rows,omitempty"`
}

// Size returns the class of the rows' size: their number, at most a dozen.
func (t pictureTable) Size() int { return min(len(t.Rows), 12) }

type pictureRow struct {
	Label web.Phrase `json:"label"`
	Tone  string     `json:"tone,omitempty"`
	Width float64    `json:"width"` // of the bar, per cent
	Share string     `json:"share"`
	Count string     `json:"count,omitempty"`
}

// picture returns what the stage shows now.
func (s *Pages) picture(ctx context.Context, of live.Topic) (*Picture, error) {
	k, err := s.ReadSnapshot(ctx, of)
	if err != nil {
		return nil, err
	}
	k = Permitted(k, live.Stage)
	lang := of.Lang
	if lang == "" {
		lang = k.Event.Base()
	}
	return drawPicture(s.PageIn(lang, k.Event.Base()), &k), nil
}

func drawPicture(p *web.Page, k *Snapshot) *Picture {
	pic := &Picture{Screen: k.Stage.Screen, Blank: k.Stage.Blank, Revealed: k.Stage.Revealed, Heading: p.Text(k.Event.Title)}
	if pic.Blank {
		return pic
	}
	if k.Checksum != "" {
		pic.Checksum = p.T("stage.checksum", "Sum", k.Checksum)
	}
	if k.Figures.Form == nil {
		if pic.Screen == forms.ScreenClosing {
			pic.Heading = web.Phrase{Text: p.T("stage.closing")} // the event stands above it
			if !k.Stage.Revealed {
				pic.Note = p.T("stage.sealed")
			}
		}
		pic.Lines, pic.Comments = Sentences(p, k.Closing), Quotes(p, k.Comments)
		return pic
	}
	pic.Heading = p.Text(k.Figures.Session.Title)
	if pic.Screen == forms.ScreenNeutral {
		return pic
	}
	turnout := Attendance{N: k.Figures.Turnout.N, Headcount: k.Figures.Session.Present(k.Event)}
	pic.Count, pic.Of = p.Number(float64(turnout.N), 0), p.T("live.answers", "n", turnout.N)
	if turnout.Headcount > 0 {
		pic.Of += p.T("list.comma") + turnout.Of(p)
		pic.Width = turnout.Share()
	}
	pic.State = p.T("session.state." + string(k.Figures.Session.State))
	if at := k.Figures.Turnout.Closes; !at.IsZero() {
		pic.Closes = at.UnixMilli()
	}
	if f := k.Stage.Frozen; f != nil {
		pic.Frozen = p.T("stage.frozen", "Time", f.At.In(k.Event.Location()).Format("15:04"))
	}
	switch pic.Screen {
	case forms.ScreenResults:
		drawResults(p, pic, k)
	case forms.ScreenWords:
		drawWords(p, pic, k)
	case forms.ScreenComments:
		for _, comment := range starredFirst(k.Comments) {
			pic.Comments = append(pic.Comments, web.Phrase{Text: comment.Text})
		}
		if pic.Comments == nil {
			pic.Note = p.T("stage.no_comments")
		}
	}
	return pic
}

// maxOnStage is how many comments can be read from the last row.
const maxOnStage = 6

// starredFirst returns as many comments as a stage has room for.
func starredFirst(comments []forms.ModeratedComment) []forms.ModeratedComment {
	slices.SortStableFunc(comments, func(a, b forms.ModeratedComment) int {
		switch {
		case a.Starred == b.Starred:
			return 0
		case a.Starred:
			return -1
		}
		return 1
	})
	return comments[:min(len(comments), maxOnStage)]
}

// drawResults adds the figures of one item, or the most telling one of each.
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
		if items != nil {
			pic.Tables = []pictureTable{overview(p, k, items)}
		}
		return
	}
	item := k.Figures.Form.Item(k.Stage.Item)
	if item == nil || item.Kind.IsText() {
		return
	}
	q := NewChart(p, item, items)
	table := pictureTable{Stem: q.Stem, Label: q.Label, Facts: facts(p, &q)}
	if q.Suppressed {
		pic.Note = whyNone(p, k)
	}
	for _, bar := range q.Bars {
		row := pictureRow{Label: bar.Label, Tone: bar.Tone, Width: bar.Width()}
		if bar.Known {
			row.Share, row.Count = p.Percent(bar.Share), p.Number(float64(bar.Count), 0)
		}
		table.Rows = append(table.Rows, row)
	}
	pic.Tables = append(pic.Tables, table)
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

// maxWords is how many rows can be read from the last row.
const maxWords = 12

// drawWords adds the words that many use about one question.
func drawWords(p *web.Page, pic *Picture, k *Snapshot) {
	item := k.Figures.Form.Item(k.Stage.Item)
	if item == nil {
		return
	}
	if !k.Stage.Revealed {
		pic.Note = p.T("stage.sealed")
		return
	}
	words := reports.CommonWords(k.Comments, k.Event.Languages, k.Figures.Form, k.Event.MinGroup)
	if len(words) == 0 {
		pic.Note = p.T("stage.no_words", "k", k.Event.MinGroup)
		return
	}
	table := pictureTable{Label: p.Text(item.Text), Facts: p.T("stage.words_of", "n", len(k.Comments))}
	if beside := k.Figures.Form.Item(item.Beside); beside != nil {
		table.Stem = p.Text(beside.Text)
	}
	for _, word := range words[:min(len(words), maxWords)] {
		label, n := web.Phrase{Text: word.Word}, len(word.Comments)
		if word.Language != p.Lang() {
			label.Lang = word.Language
		}
		width := rounded(100*float64(n)/float64(len(words[0].Comments)), 1)
		table.Rows = append(table.Rows, pictureRow{Label: label, Width: width, Share: p.Number(float64(n), 0)})
	}
	pic.Tables = append(pic.Tables, table)
}

// facts sums a question up in a line. Its n is that of the shares; who could not say
// is counted apart.
func facts(p *web.Page, q *Chart) string {
	var facts []string
	add := func(key, value string) { facts = append(facts, p.T(key)+" "+value) }
	if q.N > 0 {
		facts = append(facts, fmt.Sprintf("n = %s", p.Number(float64(q.N-q.NA), 0)))
	}
	if q.NA > 0 {
		facts = append(facts, q.NALabel.Text+" "+p.Number(float64(q.NA), 0))
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
// a scale, yes, and those who recommend.
func overview(p *web.Page, k *Snapshot, items []Figures) pictureTable {
	t := pictureTable{Label: web.Phrase{Text: p.T("stage.overview")}}
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

// Sentences writes down what the closing round says.
func Sentences(p *web.Page, closing []reports.Sentence) []string {
	var lines []string
	for _, s := range closing {
		args := make([]any, len(s.Args))
		for i, arg := range s.Args {
			if text, ok := arg.(forms.Text); ok {
				arg = p.Text(text).Text
			}
			args[i] = arg
		}
		lines = append(lines, p.T(s.Key, args...))
	}
	return lines
}

// Quotes returns as many of the comments as a stage has room for.
func Quotes(p *web.Page, comments []forms.ModeratedComment) []web.Phrase {
	var quotes []web.Phrase
	for _, comment := range comments[:min(len(comments), maxOnStage)] {
		quotes = append(quotes, web.Phrase{Text: comment.Text})
	}
	return quotes
}
