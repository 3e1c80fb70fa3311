package main

import (
	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// formPage is the form of a session.
type formPage struct {
	page
	Action  string
	Token   forms.Token
	Form    int64  // id
	Worker  string // address of the script that keeps the page for a reload without a network
	Asked   bool
	Pass    *passField // nil if the event asks for none
	Heading phrase
	Kind    string // of the session
	When    string
	Room    string
	Intro   phrase
	Lead    string // says which questions need an answer, "" if the introduction does
	Fields  []*field

	Notice   string // what happened, as a heading
	Detail   string // what to do about it
	Problems []problemLink
}

// passField is where the one-time code is typed.
type passField struct{ Typed, Error string }

// problemLink leads from the summary of errors to the field.
type problemLink struct {
	Target string // id of the field's first control
	Label  phrase
	Error  string
}

// showForm renders the form of an open session with what has been typed. A
// script hears only that it has to be shown: it then sends the form as a page.
func (s *formPages) showForm(c *fiber.Ctx, v *visit, form *forms.Form, status int, f filling) error {
	if wantsJSON(c) {
		return c.Status(status).JSON(failure{"form"})
	}
	return s.render(c, status, "form", s.newFormPage(c, v, form, f))
}

func (s *formPages) newFormPage(c *fiber.Ctx, v *visit, form *forms.Form, f filling) *formPage {
	p := &formPage{
		page: s.page(c), Action: v.path(v.code), Token: f.token, Form: form.ID, Room: v.session.Room,
		Worker: s.assets.Path("worker.js"),
	}
	p.FormID = "answers"
	p.Heading, p.Intro = p.Text(v.session.Title), p.Text(form.Intro)
	p.Kind = p.T("session.kind." + string(v.session.Kind))
	if !v.session.Starts.IsZero() {
		zone := v.event.Location()
		p.When = p.TimeRange(v.session.Starts.In(zone), v.session.Ends.In(zone))
	}
	b := newFieldBuilder(&p.page, form, f.values, f.problems)
	p.Fields = b.fields()
	switch {
	case b.mixed:
		p.Lead = p.T("form.some_required")
	case p.Intro.Text == "": // the author's introduction says it in its own words
		p.Lead = p.T("form.all_optional")
	}
	_, p.Asked = f.values[forms.FieldAsked]
	p.Title = p.Heading.Text
	if f.notice != "" {
		p.Notice, p.Detail = p.T("form."+f.notice), p.T("form."+f.notice+"_text")
	}
	if v.event.Passes {
		p.Pass = &passField{Typed: first(f.values, forms.FieldPass)}
		if f.pass != "" {
			p.Pass.Error = p.T(f.pass)
			p.Notice, p.Detail = p.T("form.summary", "n", 1), p.T("form.kept")
			p.Problems = []problemLink{{"pass", phrase{Text: p.T("pass.label")}, p.Pass.Error}}
		}
	}
	if len(f.problems) > 0 {
		p.Asked = true
		p.Notice, p.Detail = p.T("form.summary", "n", len(f.problems)), p.T("form.kept")
		p.Problems = p.problemLinks()
	}
	if p.Notice != "" {
		p.Title = p.T("form.error_title", "Title", p.Title)
	}
	return p
}

// problemLinks lists the errors in the order of the page.
func (p *formPage) problemLinks() []problemLink {
	var links []problemLink
	for _, field := range p.Fields {
		for f := field; f != nil; f = f.Beside {
			if f.Error != "" {
				links = append(links, problemLink{f.ID, f.Label, f.Error})
			}
		}
	}
	return links
}

// filling is what a participant has typed into a form so far.
type filling struct {
	token    forms.Token
	values   forms.Values
	problems []forms.FieldError
	pass     string // key of what is wrong with the pass, "" for nothing
	notice   string // name of the texts that say what happened, "" for nothing
}

// formPages are the forms as phones get them.
type formPages struct {
	*kit
	empty emptyForms
}

func newFormPages(k *kit) *formPages { return &formPages{kit: k} }
