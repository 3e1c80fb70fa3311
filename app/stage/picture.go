package stage

import (
	"context"

	"resonanz/app/live"
	"resonanz/app/web"
	"resonanz/forms"
)

// Picture is what a stage shows, in one language and ready to be read: the page and
// its module write down the same, and show all that the picture has. It never says
// how long something has lasted, so that pictures stay equal while nothing changes.
type Picture struct {
	Screen   forms.Screen   `json:"screen"`
	Blank    bool           `json:"blank,omitempty"`
	Heading  web.Phrase     `json:"heading"`
	Revealed bool           `json:"revealed,omitempty"`
	Join     Join           `json:"join,omitempty"`  // where it says how to take part
	Count    string         `json:"count,omitempty"` // responses
	Of       string         `json:"of,omitempty"`    // says what is counted
	Width    int            `json:"width,omitempty"` // of the turnout's bar, per cent
	State    string         `json:"state,omitempty"`
	Closes   int64          `json:"closes,omitempty"` // when the session closes, in milliseconds since 1970
	Frozen   string         `json:"frozen,omitempty"` // says since when
	Note     string         `json:"note,omitempty"`   // why there is nothing to see yet
	Remark   string         `json:"remark,omitempty"` // what the figures count too many, or not
	Tables   []pictureTable `json:"tables,omitempty"`
	Quotes   []Quotation    `json:"quotes,omitempty"`
	Podium   []podiumLine   `json:"podium,omitempty"`
	Telling  *Telling       `json:"telling,omitempty"` // a slide of a closing round
	Cloud    *Cloud         `json:"cloud,omitempty"`   // of the rows of the table
	Slide    string         `json:"slide,omitempty"`   // text of a moderator

	Until     int64  `json:"until,omitempty"` // when the countdown ends, in milliseconds since 1970
	UntilSays string `json:"until_says,omitempty"`
	Checksum  string `json:"checksum,omitempty"`
}

// Join is where a stage says how to take part: by the code to scan, by the address,
// and by how many have.
type Join string

// The places: nowhere, as large as the screen has room for, or beside what is shown.
const (
	JoinNowhere Join = ""
	JoinWhole   Join = "whole"
	JoinBeside  Join = "beside"
)

// pictureTable is a chart, which is a table.
type pictureTable struct {
	Stem  web.Phrase   `json:"stem"`
	Label web.Phrase   `json:"label"`
	Facts string       `json:"facts,omitempty"`
	List  bool         `json:"list,omitempty"` // its rows have no bars
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

// drawPicture draws what is around every screen, and the one that is on.
func drawPicture(p *web.Page, k *Snapshot) *Picture {
	pic := &Picture{Screen: k.Stage.Screen, Blank: k.Stage.Blank, Revealed: k.Stage.Revealed, Heading: p.Text(k.Event.Title)}
	if pic.Blank {
		return pic
	}
	if k.Checksum != "" {
		pic.Checksum = p.T("stage.checksum", "Sum", k.Checksum)
	}
	if until := k.Stage.Until; !until.IsZero() {
		pic.Until, pic.UntilSays = until.UnixMilli(), p.T("stage.until", "Time", until.In(k.Event.Location()).Format("15:04"))
	}
	screen := k.screen()
	if k.OfSession() {
		pic.Heading = p.Text(k.Figures.Session.Title)
		if !screen.quiet {
			drawTurnout(p, pic, k)
		}
	}
	screen.draw(p, pic, k)
	return pic
}

// drawTurnout adds how many have answered, and how long that can be done.
func drawTurnout(p *web.Page, pic *Picture, k *Snapshot) {
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
}
