package stage

import (
	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
	"resonanz/app/web"
	"resonanz/forms"
)

// resultsPage shows participants what a session ended with, or of an event which
// sessions have ended.
type resultsPage struct {
	web.Page
	Heading  web.Phrase
	Note     string // why there is nothing, "" if there is
	N        int    // people in the figures
	Remark   string // what they count too many, or not
	Checksum string
	Charts   []Chart
	Texts    []publishedTexts
	Sessions []publishedSession
	MinGroup int
}

// publishedTexts are the approved comments to one question.
type publishedTexts struct {
	Stem, Label web.Phrase
	Comments    []string
}

// publishedSession is a session of an event with the address of its results.
type publishedSession struct {
	Title   web.Phrase
	Address string
}

// showResults shows what the organiser publishes of a session, or of an event.
func (s *Pages) showResults(c *fiber.Ctx) error {
	v, err := s.ReadVisit(c)
	if err != nil {
		return err
	}
	if v.Event.Results != forms.ResultsAfterClosing {
		return web.ErrNotFound
	}
	if c.Params("lang") != v.Lang {
		return c.Redirect(v.Path(v.Code)+web.ResultsPath, fiber.StatusSeeOther)
	}
	v.Rest = web.ResultsPath
	p := &resultsPage{Page: s.NewPage(c), MinGroup: v.Event.MinGroup}
	p.Stylesheets = append(p.Stylesheets, s.Assets.Path("results.css"))
	p.Heading = p.EventName
	if v.Session == nil {
		p.list(v)
	} else if err := s.addResults(c, v, p); err != nil {
		return err
	}
	p.Title = p.T("results.title") + " · " + p.Heading.Text
	c.Set(fiber.HeaderCacheControl, "private, no-cache") // a session may open again
	return s.Render(c, fiber.StatusOK, "results", p)
}

// Count returns N as a number that pages can write.
func (p *resultsPage) Count() float64 { return float64(p.N) }

// list adds the sessions of the event that have ended.
func (p *resultsPage) list(v *web.Visit) {
	for _, session := range v.Programme.Sessions {
		if session.Final() {
			p.Sessions = append(p.Sessions, publishedSession{p.Text(session.Title), v.Path(session.Code) + web.ResultsPath})
		}
	}
	if p.Sessions == nil {
		p.Note = p.T("stage.after_closing")
	}
}

// addResults adds the figures and comments of the visit's session.
func (s *Pages) addResults(c *fiber.Ctx, v *web.Visit, p *resultsPage) error {
	p.Heading = p.Text(v.Session.Title)
	k, err := s.ReadSnapshot(c.UserContext(), web.TopicOf(v, live.Stage))
	if err != nil {
		return err
	}
	k, ok := Published(k)
	if !ok {
		p.Note = p.T("stage.after_closing")
		return nil
	}
	items := k.Items()
	if items == nil {
		p.Note = whyNone(&p.Page, &k)
		return nil
	}
	p.N, p.Remark = k.Figures.Release.Tally.N, remark(&p.Page, k.Figures.Turnout)
	if k.Checksum != "" {
		p.Checksum = p.T("stage.checksum", "Sum", k.Checksum)
	}
	form := k.Figures.Form
	for _, item := range form.Items() {
		if !item.Kind.IsText() {
			p.Charts = append(p.Charts, NewChart(&p.Page, &item, items))
		} else if texts := p.texts(form, &item, k.Comments); len(texts.Comments) > 0 {
			p.Texts = append(p.Texts, texts)
		}
	}
	return nil
}

func (p *resultsPage) texts(form *forms.Form, item *forms.Item, comments []forms.ModeratedComment) publishedTexts {
	texts := publishedTexts{Label: p.Text(item.Text)}
	if beside := form.Item(item.Beside); beside != nil {
		texts.Stem = p.Text(beside.Text)
	}
	for i := range comments {
		if comments[i].Item == item.Key {
			texts.Comments = append(texts.Comments, comments[i].Text)
		}
	}
	return texts
}
