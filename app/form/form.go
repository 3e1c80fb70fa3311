// Package form shows the forms as phones get them. Participants fill them in.
package form

import (
	"embed"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// formPage is the form of a session.
type formPage struct {
	web.Page
	Action  string
	Token   forms.Token
	Form    int64  // id
	Worker  string // address of the script that keeps the page for a reload without a network
	Asked   bool
	Wait    string     // from when on the answers are taken, "" for now
	Pass    *passField // nil if the event asks for none
	Heading web.Phrase
	Place   web.Phrase // the session in which a question is asked on the spot
	Kind    string     // of the session
	When    string
	Room    string
	Hall    *Hall // nil if nothing can be asked on the spot
	Intro   web.Phrase
	Podium  string // address of the podium's page, "" while it takes nothing
	Lead    string // says which questions need an answer, "" if the introduction does
	Fields  []*field
	Count   int // of the fields that everybody is asked

	Summary
}

// Summary says above a form why it has not been taken.
type Summary struct {
	Notice   string // what happened, as a heading
	Detail   string // what to do about it
	Calm     bool   // nothing is wrong: the page only asks
	Problems []ProblemLink
}

// passField is where the one-time code is typed.
type passField struct{ Typed, Error string }

// ProblemLink leads from the summary of errors to the field.
type ProblemLink struct {
	Target string // id of the field's first control
	Label  web.Phrase
	Error  string // "" if nothing is wrong
}

// Show renders the form of an open session with what has been typed. A script
// is told only that the form must be shown, and then submits it as a page would.
// The page is never compressed: what was typed stands beside a token.
func (s *Pages) Show(c *fiber.Ctx, v *web.Visit, form *forms.Form, status int, f Filling) error {
	if web.WantsJSON(c) {
		return c.Status(status).JSON(web.Failure{Error: "form"})
	}
	content, err := s.Execute("form", s.newPage(c, v, form, f))
	if err != nil {
		return err
	}
	c.Status(status)
	return web.SendPage(c, content, false)
}

func (s *Pages) newPage(c *fiber.Ctx, v *web.Visit, form *forms.Form, f Filling) *formPage {
	p := &formPage{
		Page: s.NewPage(c), Action: v.Path(v.Code), Token: f.Token, Form: form.ID,
		Worker: s.Assets.Path("worker.js"),
	}
	p.FormID = "answers"
	p.head(v)
	p.Intro = p.Text(form.Intro)
	if v.Session.ID != 0 && f.Values[forms.FieldTrial] == nil { // of a draft there is no hall
		p.Hall = s.NewHall(&p.Page, v)
	}
	b := newFieldBuilder(&p.Page, form, f.Values, f.Problems)
	p.Fields = b.fields()
	p.Count = b.asked
	switch {
	case b.mixed:
		p.Lead = p.T("form.some_required")
	case p.Intro.Text == "" && leads(form): // the author's introduction says it in its own words
		p.Lead = p.T("form.all_optional")
	}
	if v.Session.Podium != forms.PodiumOff {
		p.Podium = v.Path(v.Code) + "/podium"
	}
	_, p.Asked = f.Values[forms.FieldAsked]
	p.Trial = web.FirstValue(f.Values, forms.FieldTrial)
	p.Title = p.Text(v.Session.Title).Text
	if f.Notice != "" {
		p.Notice, p.Detail = p.T("form."+f.Notice), p.T("form."+f.Notice+"_text")
		p.Calm = f.Notice == NoticeEmpty || f.Notice == NoticeLost
	}
	if p.Wait = f.Wait; p.Wait != "" {
		p.Detail = p.T("form.wait_text", "n", f.Seconds)
	}
	if v.Event.Passes && p.Trial == "" { // a trial uses none up
		p.Pass = &passField{Typed: web.FirstValue(f.Values, forms.FieldPass)}
		if f.Pass != "" {
			p.Pass.Error = p.T(f.Pass)
			p.Notice, p.Detail = p.T("form.summary", "n", 1), p.T("form.kept")
			p.Problems = []ProblemLink{{"pass", web.Phrase{Text: p.T("pass.label")}, p.Pass.Error}}
		}
	}
	if len(f.Problems) > 0 {
		p.Asked = true
		p.Summary = p.summarize()
	}
	if p.Notice != "" && !p.Calm {
		p.Title = p.T("form.error_title", "Title", p.Title)
	}
	return p
}

// summarize lists the errors in the order of the page or, if nothing is wrong,
// the questions that were left out.
func (p *formPage) summarize() Summary {
	var wrong, leftOut []ProblemLink
	for _, field := range p.Fields {
		for f := field; f != nil; f = f.Beside {
			switch {
			case f.Error != "":
				wrong = append(wrong, ProblemLink{f.ID, f.Label, f.Error})
			case f.LeftOut != "":
				leftOut = append(leftOut, ProblemLink{Target: f.ID, Label: f.Label})
			}
		}
	}
	if len(wrong) == 0 {
		return Summary{Notice: p.T("form.soft"), Detail: p.T("form.soft_text"), Calm: true, Problems: leftOut}
	}
	return Summary{Notice: p.T("form.summary", "n", len(wrong)), Detail: p.T("form.kept"), Problems: wrong}
}

// NoticeEmpty names the texts that ask for at least one answer, NoticeLost those
// that say that what was typed is gone.
const (
	NoticeEmpty = "empty"
	NoticeLost  = "lost"
)

// Filling is what a participant has typed into a form so far.
type Filling struct {
	Token    forms.Token
	Values   forms.Values
	Problems []forms.FieldError
	Pass     string // key of what is wrong with the pass, "" for nothing
	Notice   string // name of the texts that say what happened, "" for nothing
	Wait     string // a ticket that says from when on the answers are taken, "" for now
	Seconds  int    // that are left of the wait
}

// Pages are the forms as phones get them.
type Pages struct {
	*web.Kit
}

// Views are the views of forms. What begins with an underscore is for the views
// of other parts, too.
//
//go:embed views/*.html
var Views embed.FS

// New returns the forms that stand on the kit.
func New(k *web.Kit) *Pages {
	k.AddViews(Views)
	return &Pages{Kit: k}
}
