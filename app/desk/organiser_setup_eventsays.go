package desk

import (
	"cmp"
	"strings"

	"resonanz/forms"
)

// What the folded groups on the page of an event say.

func hostsSay(m fieldsOf, e *forms.EventPart) []string {
	var hosts []string
	for _, host := range e.Hosts {
		hosts = append(hosts, m.page.Text(host).Text)
	}
	return []string{m.now("hosts", strings.Join(hosts, ", ")), oneLine(m.page.Text(e.Note).Text)}
}

func privacySays(m fieldsOf, e *forms.EventPart) []string {
	says := []string{m.page.T(m.prefix+"min_group_says", "n", e.MinGroup), m.page.T(m.prefix+"retention_says", "n", e.Retention)}
	if e.Figures == forms.FiguresAfterClosing {
		says = append(says, m.page.T(m.prefix+"figures_says"))
	}
	if e.Passes {
		says = append(says, m.page.T(m.prefix+"codes"))
	}
	return says
}

func resultsSay(m fieldsOf, e *forms.EventPart) []string {
	says := []string{m.page.T(m.prefix + "results_says_" + cmp.Or(string(e.Results), "none"))}
	if e.Mirror == forms.MirrorNone {
		says = append(says, m.page.T(m.prefix+"mirror_says_none"))
	}
	if n := len(e.Contacts); n > 0 {
		says = append(says, m.page.T(m.prefix+"contacts_says", "n", n))
	}
	return says
}

func looksSay(m fieldsOf, e *forms.EventPart) []string {
	return []string{m.page.T(m.prefix+"accent_says", "Colour", cmp.Or(e.Accent, defaultAccent)), e.Series}
}
