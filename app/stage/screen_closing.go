package stage

import (
	"context"
	"slices"
	"strings"
	"time"

	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/reports"
)

// The names of the slides that every closing round has: the first and the last one.
const (
	SlideWelcome = "welcome"
	SlideThanks  = "thanks"
)

const (
	// maxProposed and maxStarred are how many statements and comments a closing round
	// has that nobody has composed.
	maxProposed = 5
	maxStarred  = 3
)

// Closing is the closing round of an event.
type Closing struct {
	N, Sessions int                 // people who answered, and in how many sessions
	Statements  []reports.Statement // all that the figures support, as they are proposed
	Deck        []reports.Told      // the slides in their order
	Composed    bool                // by moderators
}

// closingScreen tells a slide after the other: a welcome with the turnout, what
// moderators have composed of statements and comments, or what is proposed, and
// thanks. All but the first and the last are sealed like any result. Its item is the
// name of a slide.
var closingScreen = Screen{
	Name: forms.ScreenClosing, Key: "S", Says: "closing.show", event: true, main: true, straight: true,
	read:  readClosing,
	items: func(k *Snapshot) []string { return k.Closing.Names() },
	permit: func(to, from *Snapshot) {
		to.Closing = &Closing{N: from.Closing.N, Sessions: from.Closing.Sessions}
		if told := from.Closing.slide(to.Stage.Item); told != nil && to.Stage.Revealed {
			only := *told
			only.Note = "" // which is for the speaker
			to.Closing.Deck = []reports.Told{only}
			to.Checksum, to.Asked = from.Checksum, from.Asked
		}
	},
	draw: func(p *web.Page, pic *Picture, k *Snapshot) {
		pic.Heading = web.Phrase{Text: p.T("stage.closing")} // the event stands above it
		switch {
		case len(k.Closing.Deck) > 0:
			drawSlide(p, pic, k, &k.Closing.Deck[0])
		case k.Stage.Item == SlideThanks:
			pic.Telling = &Telling{Said: web.Phrase{Text: p.T("told.thanks")}, Facts: hosts(p, k.Event)}
		case k.Stage.Item == "" || k.Stage.Item == SlideWelcome || k.Stage.Revealed: // also in place of a slide that is gone
			pic.Telling = &Telling{Said: web.Phrase{Text: p.T("told.welcome")}, Facts: NewReader(p, k.Event).Turnout(k.Closing.N, k.Closing.Sessions)}
		default:
			pic.Note, pic.Join = p.T("stage.sealed"), JoinBeside
		}
	},
}

func readClosing(ctx context.Context, s *Pages, k *Snapshot) error {
	if err := readAsked(ctx, s, k); err != nil {
		return err
	}
	figures, err := s.Store.EventFigures(ctx, k.Event.ID)
	if err != nil {
		return err
	}
	series, err := s.Store.Series(ctx, k.Event)
	if err != nil {
		return err
	}
	composed, err := s.Store.Closing(ctx, k.Event.ID)
	if err != nil {
		return err
	}
	c := &Closing{Statements: reports.Statements(&figures, series), Composed: len(composed.Slides) > 0}
	c.N, c.Sessions = reports.Turnout(&figures)
	if !c.Composed {
		composed = proposed(c.Statements, k.Comments)
	}
	c.Deck = reports.Deck(&composed, c.Statements, k.Comments)
	k.Closing = c
	if !figures.Interim {
		k.Checksum = reports.ShortChecksum(reports.Checksum(figures.Sessions...))
	}
	return nil
}

// proposed is a closing round that nobody has composed.
func proposed(statements []reports.Statement, starred []forms.ModeratedComment) forms.Closing {
	var c forms.Closing
	for _, s := range statements[:min(len(statements), maxProposed)] {
		c.Slides = append(c.Slides, forms.ClosingSlide{Statement: s.Key})
	}
	for i := range starred[:min(len(starred), maxStarred)] {
		c.Slides = append(c.Slides, forms.ClosingSlide{Comment: starred[i].ID})
	}
	return c
}

// Names returns the slides that can be shown, in their order.
func (c *Closing) Names() []string {
	if c == nil {
		return []string{SlideWelcome, SlideThanks}
	}
	names := []string{SlideWelcome}
	for i := range c.Deck {
		if !c.Deck[i].Gone() {
			names = append(names, c.Deck[i].Name())
		}
	}
	return append(names, SlideThanks)
}

// slide returns the slide with the name if it can be shown, nil otherwise.
func (c *Closing) slide(name string) *reports.Told {
	if i := slices.IndexFunc(c.Deck, func(t reports.Told) bool { return t.Name() == name }); i >= 0 && !c.Deck[i].Gone() {
		return &c.Deck[i]
	}
	return nil
}

// Telling is what a slide of a closing round says, beside its one picture.
type Telling struct {
	Said  web.Phrase `json:"said"`
	Facts string     `json:"facts,omitempty"`
	Dots  int        `json:"dots,omitempty"` // of a hundred
}

// dot is one of a hundred.
type dot struct {
	X, Y int // of its centre, in a square of a hundred by a hundred
	On   bool
}

// dots returns a hundred dots, ten by ten, of which the first n are on.
func dots(n int) []dot {
	all := make([]dot, 0, 100)
	for i := range cap(all) {
		all = append(all, dot{X: 5 + 10*(i%10), Y: 5 + 10*(i/10), On: i < n})
	}
	return all
}

// drawSlide draws a statement with its picture, or a comment with its question.
func drawSlide(p *web.Page, pic *Picture, k *Snapshot, told *reports.Told) {
	if told.Quoted != nil {
		pic.Quotes = quotations(p, k, []forms.ModeratedComment{*told.Quoted})
		return
	}
	s := told.Claimed
	pic.Telling = &Telling{Said: Says(p, k.Event, told), Dots: s.Dots()}
	if s.Claim != reports.ClaimMost {
		pic.Telling.Facts = p.Number(float64(s.Counted.Base), 0) + " " + p.T("live.answers", "n", s.Counted.Base)
	}
	if pic.Telling.Dots > 0 {
		return
	}
	rows := s.Rows
	if len(rows) == 0 {
		rows = []reports.PictureRow{{Counted: s.Counted, Marked: true}}
	}
	table := pictureTable{}
	for _, row := range rows {
		table.Rows = append(table.Rows, drawRow(p, row))
	}
	pic.Tables = []pictureTable{table}
}

func drawRow(p *web.Page, row reports.PictureRow) pictureRow {
	drawn := pictureRow{Label: p.Text(row.Label), Tone: "rest", Width: rounded(100*row.Counted.Share(), 1), Share: p.Percent(row.Counted.Share())}
	if row.Plain != "" {
		drawn.Label = web.Phrase{Text: row.Plain}
		if day, err := time.Parse(time.DateOnly, row.Plain); err == nil {
			drawn.Label.Text = p.Date(day)
		}
	}
	if row.Marked {
		drawn.Tone = ""
	}
	if n, of := row.Counted.Spoken(); of == row.Counted.Base { // a small group, head by head
		drawn.Share = NewReader(p, &forms.Event{}).Of(n, of)
	}
	return drawn
}

// NewReader returns a reader of statements in the language of the page.
func NewReader(p *web.Page, e *forms.Event) *reports.Reader {
	return &reports.Reader{Words: p.T, Text: func(t forms.Text) string { return p.Text(t).Text }, Base: e.Base()}
}

// Says says a slide with a statement in the language of the page, or as moderators
// have worded it in theirs.
func Says(p *web.Page, e *forms.Event, told *reports.Told) web.Phrase {
	said := web.Phrase{Text: NewReader(p, e).Say(told)}
	if told.Wording != "" && told.Lang != p.Lang() {
		said.Lang = told.Lang
	}
	return said
}

// hosts names who has invited.
func hosts(p *web.Page, e *forms.Event) string {
	names := make([]string, len(e.Hosts))
	for i, host := range e.Hosts {
		names[i] = p.Text(host).Text
	}
	return strings.Join(names, " · ")
}

// Origin returns the question that a comment of an event answers, and the session.
func (k *Snapshot) Origin(p *web.Page, c *forms.ModeratedComment) (question, session web.Phrase) {
	if i := slices.IndexFunc(k.Asked, func(a asked) bool { return a.sessionID == c.SessionID }); i >= 0 {
		_, question = questionOf(p, k.Asked[i].form, c.Item)
		session = p.Text(k.Asked[i].title)
	}
	return question, session
}
