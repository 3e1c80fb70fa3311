package main

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/config"
	"resonanz/forms"
)

// noticePage is one of the notices.
type noticePage struct {
	page
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
func (s *participantPages) showNotice(name string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		var v *visit
		if c.Params("code") != "" {
			var err error
			if v, err = s.visit(c); err != nil {
				return err
			}
			v.rest = "/" + name
		} else if _, known := s.catalogues.Meta(c.Params("lang")); !known {
			return errNotFound
		}
		p := &noticePage{page: s.page(c)}
		if v == nil {
			for _, tag := range s.catalogues.Tags() {
				p.Languages = append(p.Languages, s.languageChoice(tag, p.Lang(), "/"+name+"/"+tag))
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
			if s.cfg.Operator == "" {
				return errNotFound
			}
			p.section("imprint.who", s.cfg.Operator, s.cfg.Contact)
		}
		return s.render(c, fiber.StatusOK, "notice", p)
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
func (s *participantPages) privacy(p *noticePage, v *visit) {
	who := s.cfg.Operator
	k, days := forms.DefaultMinGroup, forms.DefaultRetention
	if v != nil {
		k, days = v.event.MinGroup, v.event.Retention
		for i := 0; who == "" && i < len(p.Hosts); i++ {
			who = p.Hosts[i].Text
		}
	}
	p.Lead = p.T("privacy.lead")
	p.section("privacy.who", who, s.cfg.Contact)
	p.section("privacy.officer", s.cfg.Officer)
	p.section("privacy.what", p.T("privacy.what_text"), p.T("privacy.not_text"), p.T("privacy.free_text"))
	p.section("privacy.why", p.T("privacy.why_text", "n", k), p.T("privacy.single_text", "n", k), p.T("privacy."+s.basis()))
	long := p.T("privacy.long_days", "n", days)
	if v != nil {
		long = p.T("privacy.long_date", "Date", v.event.Expires(s.now()).Format(time.DateOnly))
	}
	p.section("privacy.long", long, p.T("privacy.long_counts"))
	switch {
	case v == nil:
		p.section("privacy.contact", p.T("privacy.contact_text"), p.T("privacy.contact_basis"))
	case v.event.TakesContacts(s.now()):
		until := p.T("contact.until", "Date", v.event.ContactsUntil(s.now()).Format(time.DateOnly))
		p.section("privacy.contact", p.T("privacy.contact_text"), until, p.T("privacy.contact_basis"))
	}
	p.section("privacy.phone", p.T("privacy.phone_text"), p.T("privacy.phone_sent"), p.T("privacy.desk_text"))
	hoster := s.cfg.Hoster
	if hoster == "" {
		hoster = p.T("privacy.own_computers")
	}
	p.section("privacy.where", hoster, p.T("privacy.where_text"))
	p.section("privacy.rights", p.T("privacy.rights_text"), p.T("privacy.delete_text"))
	p.section("privacy.complain", s.cfg.Authority)
}

func (s *participantPages) basis() string {
	if s.cfg.Basis == config.BasisTask {
		return "basis_task"
	}
	return "basis_consent"
}

// accessibility says how far the pages can be used by everybody, after the
// model of Decision (EU) 2018/1523.
func (s *participantPages) accessibility(p *noticePage) {
	p.Lead = p.T("access.lead")
	p.section("access.limits", p.T("access.limits_people"), p.T("access.limits_words"), p.T("access.limits_sign"))
	p.section("access.tested", p.T("access.tested_text"))
	p.section("access.contact", p.T("access.contact_text"), s.cfg.Operator, s.cfg.Contact)
	p.section("access.appeals", s.cfg.Appeals)
}
