package participant

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/config"
	"resonanz/app/web"
	"resonanz/forms"
)

// noticePage is one of the notices.
type noticePage struct {
	web.Page
	Heading  string
	Lead     string
	Sections []noticeSection
}

// noticeSection is a heading with short paragraphs.
type noticeSection struct {
	Heading    string
	Paragraphs []string
}

// showNotice shows a notice: that of an event or a session, or of the service.
func (s *Pages) showNotice(name string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		var v *web.Visit
		if c.Params("code") != "" {
			var err error
			if v, err = s.ReadVisit(c); err != nil {
				return err
			}
			v.Rest = "/" + name
		} else if _, known := s.Catalogues.Meta(c.Params("lang")); !known {
			return web.ErrNotFound
		}
		p := &noticePage{Page: s.NewPage(c)}
		if v == nil {
			for _, tag := range s.Catalogues.Tags() {
				p.Languages = append(p.Languages, s.LanguageChoice(tag, p.Lang(), "/"+name+"/"+tag))
			}
		}
		p.Heading = p.T("notice." + name)
		p.Title = p.Heading
		switch name {
		case "privacy":
			s.privacy(p, v)
		case "accessibility":
			s.accessibility(p)
		case "imprint":
			if s.Settings().Operator == "" {
				return web.ErrNotFound
			}
			more := strings.FieldsFunc(s.Settings().Imprint, func(r rune) bool { return r == '\n' || r == '\r' })
			p.section("imprint.who", slices.Concat([]string{s.Settings().Operator}, more, []string{s.Settings().Contact})...)
		}
		return s.Render(c, fiber.StatusOK, "notice", p)
	}
}

// section adds a section; what is empty is left out, with its heading if
// nothing is left.
func (p *noticePage) section(heading string, paragraphs ...string) {
	paragraphs = slices.DeleteFunc(paragraphs, func(text string) bool { return text == "" })
	if len(paragraphs) > 0 {
		p.Sections = append(p.Sections, noticeSection{p.T(heading), paragraphs})
	}
}

// privacy says what Art. 13 GDPR asks for.
func (s *Pages) privacy(p *noticePage, v *web.Visit) {
	who := s.Settings().Operator
	k, days := forms.DefaultMinGroup, s.Settings().Retention
	if v != nil {
		k, days = v.Event.MinGroup, v.Event.Retention
		for i := 0; who == "" && i < len(p.Hosts); i++ {
			who = p.Hosts[i].Text
		}
	}
	p.Lead = p.T("privacy.lead")
	p.section("privacy.who", who, s.Settings().Contact)
	p.section("privacy.officer", s.Settings().Officer)
	p.section("privacy.what", p.T("privacy.what_text"), p.T("privacy.not_text"), p.T("privacy.free_text"))
	p.section("privacy.why", p.T("privacy.why_text", "n", k), p.T("privacy.single_text", "n", k), p.T("privacy."+s.basis()))
	long := p.T("privacy.long_days", "n", days)
	if v != nil {
		long = p.T("privacy.long_date", "Date", v.Event.Expires(s.Now()).Format(time.DateOnly))
	}
	p.section("privacy.long", long, p.T("privacy.long_counts"))
	switch {
	case v == nil:
		p.section("privacy.contact", p.T("privacy.contact_text"), p.T("privacy.contact_basis"))
	case v.Event.TakesContacts(s.Now()):
		until := p.T("contact.until", "Date", v.Event.ContactsUntil(s.Now()).Format(time.DateOnly))
		p.section("privacy.contact", p.T("privacy.contact_text"), until, p.T("privacy.contact_basis"))
	}
	p.section("privacy.phone", p.T("privacy.phone_text"), p.T("privacy.phone_sent"), p.T("privacy.desk_text"))
	hoster := s.Settings().Hoster
	if hoster == "" {
		hoster = p.T("privacy.own_computers")
	}
	p.section("privacy.where", hoster, p.T("privacy.where_text"))
	p.section("privacy.rights", p.T("privacy.rights_text"), p.T("privacy.delete_text"))
	p.section("privacy.complain", s.Settings().Authority)
}

func (s *Pages) basis() string {
	if s.Settings().Basis == config.BasisTask {
		return "basis_task"
	}
	return "basis_consent"
}

// accessibility says how far the pages can be used by everybody, after the
// model of Decision (EU) 2018/1523.
func (s *Pages) accessibility(p *noticePage) {
	p.Lead = p.T("access.lead")
	p.section("access.limits", p.T("access.limits_people"), p.T("access.limits_words"), p.T("access.limits_sign"))
	p.section("access.tested", p.T("access.tested_text"))
	p.section("access.contact", p.T("access.contact_text"), s.Settings().Operator, s.Settings().Contact)
	p.section("access.appeals", s.Settings().Appeals)
}
