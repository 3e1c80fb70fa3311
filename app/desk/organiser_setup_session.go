package desk

import (
	"cmp"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// sessionForm is the page of a session.
func (s *Pages) sessionForm() *partForm {
	return &partForm{
		view: "setup_part", heading: "setup.session.heading",
		path:    func(c *fiber.Ctx) string { return forms.PathOfSession(c.Params("session")) },
		content: func() forms.PartContent { return &forms.SessionPart{} },
		fields:  sessionFields,
		next:    func(p *partPage) string { return p.Address + "/programme" },
		more: func(_ *fiber.Ctx, p *partPage) error {
			if title := p.Text(p.Content.(*forms.SessionPart).Title).Text; title != "" {
				p.setHeading(title)
			}
			return nil
		},
	}
}

func sessionFields(p *partPage) []fieldGroup {
	session, m := p.Content.(*forms.SessionPart), p.fieldsOf("session")
	starts := &p.Whole.Event.Starts
	groups := []fieldGroup{
		m.group("what", m.hinted(m.text("title", &session.Title)), kindField(m, session), formField(m, session)),
		m.group("when", m.hinted(m.moment("starts", &session.Starts, starts)), m.moment("ends", &session.Ends, starts),
			m.words("room", &session.Room), m.hinted(m.number("headcount", &session.Headcount)), m.hinted(m.moment("next_meeting", &session.NextMeeting, nil))),
	}
	before, after := m.hinted(m.number("opens_before", &session.OpensBefore)), m.hinted(m.number("closes_after", &session.ClosesAfter))
	groups = append(groups, m.fold("opening", openingSays(m, session), openingField(m, session), before, after))
	if own := ownOptions(m, session); len(own) > 0 {
		groups = append(groups, m.group("options", own...))
	}
	return groups
}

func kindField(m fieldsOf, session *forms.SessionPart) *field {
	return m.oneOf("kind", fieldRadio, kindChoices(m.page), string(session.Kind), func(kind string) { session.Kind = forms.SessionKind(kind) })
}

func kindChoices(p *setupPage) []choice {
	var choices []choice
	for _, kind := range []forms.SessionKind{forms.Plenary, forms.Workshop, forms.Talk} {
		choices = append(choices, choice{Value: string(kind), Label: p.T("session.kind." + string(kind)), Hint: p.T("setup.session." + "kind_" + string(kind))})
	}
	return choices
}

// openingField chooses who opens the session.
func openingField(m fieldsOf, session *forms.SessionPart) *field {
	var choices []choice
	for _, mode := range []forms.OpenMode{forms.OpenByButton, forms.OpenBySchedule, forms.OpenAlways} {
		key := m.prefix + "opens_" + cmp.Or(string(mode), "button")
		choices = append(choices, choice{Value: string(mode), Label: m.page.T(key), Hint: m.page.T(key + "_hint")})
	}
	return m.oneOf("opens", fieldRadio, choices, string(session.Opens), func(mode string) { session.Opens = forms.OpenMode(mode) })
}

// openingSays says who opens the session.
func openingSays(m fieldsOf, session *forms.SessionPart) []string {
	return []string{m.page.T(m.prefix + "opens_" + cmp.Or(string(session.Opens), "button"))}
}

func formField(m fieldsOf, session *forms.SessionPart) *field {
	f := m.oneOf("form", fieldSelect, formChoices(m.page), session.FormKey, func(key string) { session.FormKey = key })
	return m.hinted(f)
}

func formChoices(p *setupPage) []choice {
	choices := []choice{{Label: p.T("setup.session.no_form")}}
	for i := range p.Whole.Forms {
		form := &p.Whole.Forms[i]
		choices = append(choices, choice{Value: form.Key, Label: p.Text(form.Title).Text})
	}
	return choices
}

// ownOptions are the options that the session has of its own, of the questions
// of its form that ask for such.
func ownOptions(m fieldsOf, session *forms.SessionPart) []*field {
	form := m.page.Whole.Form(session.FormKey)
	if form == nil {
		return nil
	}
	base := m.page.Whole.Event.Base()
	var fields []*field
	for i := range form.Questions {
		q := &form.Questions[i]
		if !q.PerSession {
			continue
		}
		f := m.field("options."+q.Key, fieldArea, func(typed []string) bool {
			options, ok := readOptionLines(typed[0], base, session.Options[q.Key])
			if !ok {
				return false
			}
			if session.Options == nil {
				session.Options = map[string][]forms.Option{}
			}
			if session.Options[q.Key] = options; len(options) == 0 {
				delete(session.Options, q.Key)
			}
			return true
		}, optionLines(session.Options[q.Key], base))
		f.Label, f.Hint = m.page.Text(q.Text).Text, m.page.T("setup.session.options_hint")
		f.Unread = m.page.T("setup.question.too_many_lines", "Max", maxLines)
		f.Rows, f.Lang = max(5, len(session.Options[q.Key])+1), base
		fields = append(fields, f)
	}
	return fields
}
