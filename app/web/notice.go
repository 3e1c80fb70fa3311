package web

// Notices are the pages that the law asks for, by the last part of their
// address. Each says what is really so: what the code does, and what the
// operator and the event have set.
var Notices = []string{"privacy", "accessibility", "imprint"}

// noticeLinks leads to the notices, in the language and about the event of
// the page. The imprint is there once the operator has a name.
func (s *Kit) noticeLinks(p *Page, prefix, suffix string) []noticeLink {
	var links []noticeLink
	for _, name := range Notices {
		if name != "imprint" || s.Settings().Operator != "" {
			links = append(links, noticeLink{prefix + "/" + name + suffix, p.T("notice." + name)})
		}
	}
	return links
}

type noticeLink struct{ Address, Says string }
