package stage

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/reports"
)

// speakerPage shows a speaker what came of a session: the figures that moderators
// see, with those of the event beside them, and the comments that are approved. It is
// in the languages of the event and changes nothing.
type speakerPage struct {
	resultsPage
	Compared []comparedChart
	Says     string // whether the figures are final
	Open     bool   // the module loads the page again and again
	Leave    bool   // the reader has come by a link
}

// comparedChart is a chart with the event's figures beside its own.
type comparedChart struct {
	Chart
	Event map[string]float64 // shares, by code of the option
	Of    int                // people in them, 0 if there are none
}

// listSpoken lists the sessions of the visitor's link, or leads to the only one.
func (s *Pages) listSpoken(c *fiber.Ctx) error {
	account := web.AccountOf(c)
	if account.Link == nil { // an organiser, who has a list of all
		return c.Redirect(web.Landing(account.Role), fiber.StatusSeeOther)
	}
	programme, err := s.Store.FindEvent(c.UserContext(), account.Link.EventID)
	if err != nil {
		return err
	}
	event := programme.Event
	v := &web.Visit{Code: event.Code, Programme: programme, Event: event, Lang: c.Params("lang")}
	if !slices.Contains(event.Languages, v.Lang) {
		v.Lang = s.Catalogues.Match(c.Get(fiber.HeaderAcceptLanguage), event.Languages)
	}
	web.BeginVisit(c, v)
	p := s.newSpeakerPage(c, v, "")
	p.Heading, p.Leave = p.EventName, true
	for _, session := range programme.Sessions {
		if account.May(event, session) {
			p.Sessions = append(p.Sessions, publishedSession{p.Text(session.Title), spokenPath(session.Code, v.Lang)})
		}
	}
	if len(p.Sessions) == 1 {
		return c.Redirect(p.Sessions[0].Address, fiber.StatusSeeOther)
	}
	p.Title = p.T("speaker.sessions") + " · " + p.Heading.Text
	return s.Render(c, fiber.StatusOK, "speaker", p)
}

// spokenPath returns the address of what came of a session, in a language.
func spokenPath(code, lang string) string { return web.SpeakerPath + "/" + code + "/" + lang }

func (s *Pages) newSpeakerPage(c *fiber.Ctx, v *web.Visit, code string) *speakerPage {
	p := &speakerPage{resultsPage: resultsPage{Page: s.NewPage(c), MinGroup: v.Event.MinGroup}}
	p.Stylesheets, p.Scripts = append(p.Stylesheets, s.Assets.Path("results.css")), nil
	p.Languages = nil
	for _, tag := range v.Event.Languages {
		address := web.SpeakerPath + "/all/" + tag
		if code != "" {
			address = spokenPath(code, tag)
		}
		p.Languages = append(p.Languages, s.LanguageChoice(tag, v.Lang, address))
	}
	return p
}

func (s *Pages) showSpoken(c *fiber.Ctx) error {
	v, err := s.ReadSessionVisit(c)
	if err != nil {
		return err
	}
	if c.Params("lang") != v.Lang {
		return c.Redirect(spokenPath(v.Code, v.Lang), fiber.StatusSeeOther)
	}
	p := s.newSpeakerPage(c, v, v.Code)
	p.Heading, p.Leave = p.Text(v.Session.Title), web.AccountOf(c).Link != nil
	if err := s.addSpoken(c, v, p); err != nil {
		return err
	}
	p.Title = p.T("results.title") + " · " + p.Heading.Text
	if p.Open {
		p.Scripts = []string{s.Assets.Path("speaker.js")}
	}
	return s.Render(c, fiber.StatusOK, "speaker", p)
}

// addSpoken adds the figures of the visit's session and those of the event, all of one
// moment, and the comments.
func (s *Pages) addSpoken(c *fiber.Ctx, v *web.Visit, p *speakerPage) error {
	all, err := s.Store.EventFigures(c.UserContext(), v.Event.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all.Sessions, func(f forms.Figures) bool { return f.Session.ID == v.Session.ID })
	if i < 0 { // it has just gone
		return web.ErrNotFound
	}
	k := Snapshot{Event: &all.Event, Figures: all.Sessions[i]}
	p.Open = k.Figures.Session.State == forms.StateOpen
	items := k.Items()
	if items == nil {
		p.Note = whyNone(&p.Page, &k)
		return nil
	}
	switch {
	case k.Figures.Session.Final():
		p.Says = p.T("speaker.final")
	case p.Open:
		p.Says = p.T("speaker.open")
	}
	if k.Comments, err = s.Store.Comments(c.UserContext(), v.Session.ID); err != nil {
		return err
	}
	k.Comments = slices.DeleteFunc(k.Comments, func(c forms.ModeratedComment) bool { return c.Status != forms.CommentApproved })
	p.N, p.Remark = k.Figures.Release.Tally.N, remark(&p.Page, k.Figures.Turnout)
	beside := reports.Beside(&all, v.Session.ID)
	for _, item := range k.Figures.Form.Items() {
		if item.Kind.IsText() {
			if texts := p.texts(k.Figures.Form, &item, k.Comments); len(texts.Comments) > 0 {
				p.Texts = append(p.Texts, texts)
			}
			continue
		}
		chart := comparedChart{Chart: NewChart(&p.Page, &item, items)}
		if total, ok := beside[item.Key]; ok && !chart.Free {
			figures := newFigures(&total)
			chart.Of, chart.Event = figures.N, map[string]float64{}
			for _, option := range figures.Options {
				chart.Event[option.Code] = option.Share
			}
		}
		p.Compared = append(p.Compared, chart)
	}
	return nil
}
