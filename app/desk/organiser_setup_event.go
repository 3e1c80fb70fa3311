package desk

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// eventForm is the page of the event's own facts.
func (s *Pages) eventForm() *partForm {
	return &partForm{
		view: "setup_part", heading: "setup.event.heading",
		path:    func(*fiber.Ctx) string { return forms.PathOfEvent },
		content: func() forms.PartContent { return &forms.EventPart{} },
		fields:  s.eventFields,
		next:    func(p *partPage) string { return p.Address },
	}
}

func (s *Pages) eventFields(p *partPage) []fieldGroup {
	e := p.Content.(*forms.EventPart)
	p.Whole.Event = e.Event // the language and the zone in which the fields are read
	m := p.fieldsOf("event")
	zone := m.oneOf("zone", fieldSelect, zoneChoices(e.Zone), e.Zone, func(zone string) { e.Zone, p.Whole.Event.Zone = zone, zone })
	return []fieldGroup{
		m.group("what", m.hinted(m.text("title", &e.Title)), m.text("place", &e.Place), zone, m.moment("starts", &e.Starts, nil),
			m.hinted(m.moment("ends", &e.Ends, &e.Starts)), m.hinted(m.number("headcount", &e.Headcount))),
		m.group("languages", s.baseField(m, e), s.languagesField(m, e)),
		m.fold("hosts", hostsSay(m, e), m.hinted(hostsField(m, &e.Hosts)), m.hinted(m.area("note", &e.Note, 3))),
		m.fold("privacy", privacySays(m, e), m.hinted(m.number("min_group", &e.MinGroup), "Default", forms.DefaultMinGroup), m.figures(e),
			m.hinted(m.number("retention", &e.Retention), "Max", forms.MaxRetention), m.hinted(m.tick("codes", &e.Passes))),
		m.fold("results", resultsSay(m, e), m.results(e), m.mirror(e), contactsField(m, e),
			m.hinted(m.number("contacts_retention", &e.ContactsRetention), "Max", forms.MaxContactsRetention)),
		m.fold("wifi", []string{m.now("wifi", e.Wifi)}, m.hinted(m.words("wifi", &e.Wifi)), m.hinted(m.words("wifi_password", &e.WifiPassword))),
		m.fold("looks", looksSay(m, e), m.hinted(accentField(m, &e.Accent)), m.hinted(m.words("series", &e.Series))),
	}
}

func (m fieldsOf) figures(e *forms.EventPart) *field {
	var choices []choice
	for _, mode := range []forms.FigureMode{forms.FiguresInSteps, forms.FiguresAfterClosing} {
		key := m.prefix + "figures_" + string(mode)
		choices = append(choices, choice{Value: string(mode), Label: m.page.T(key), Hint: m.page.T(key + "_hint")})
	}
	shown := string(e.Figures)
	if shown == "" {
		shown = string(forms.FiguresInSteps)
	}
	return m.oneOf("figures", fieldRadio, choices, shown, func(mode string) {
		if mode != shown { // else none stays none
			e.Figures = forms.FigureMode(mode)
		}
	})
}

// results chooses whether participants see results.
func (m fieldsOf) results(e *forms.EventPart) *field {
	var choices []choice
	for _, mode := range []forms.ResultsMode{forms.ResultsNone, forms.ResultsAfterClosing} {
		key := m.prefix + "results_" + cmp.Or(string(mode), "none")
		choices = append(choices, choice{Value: string(mode), Label: m.page.T(key), Hint: m.page.T(key + "_hint")})
	}
	return m.oneOf("results", fieldRadio, choices, string(e.Results), func(mode string) { e.Results = forms.ResultsMode(mode) })
}

// mirror chooses whether phones can follow the stage.
func (m fieldsOf) mirror(e *forms.EventPart) *field {
	var choices []choice
	for _, mode := range []forms.MirrorMode{forms.MirrorStage, forms.MirrorNone} {
		key := m.prefix + "mirror_" + cmp.Or(string(mode), "stage")
		choices = append(choices, choice{Value: string(mode), Label: m.page.T(key), Hint: m.page.T(key + "_hint")})
	}
	return m.oneOf("mirror", fieldRadio, choices, string(e.Mirror), func(mode string) { e.Mirror = forms.MirrorMode(mode) })
}

// zones are the time zones to choose from: those of Europe's countries that
// conferences are held in, and the one the draft has.
var zones = []string{
	"Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/Amsterdam", "Europe/Athens", "Europe/Belgrade", "Europe/Brussels", "Europe/Bucharest",
	"Europe/Budapest", "Europe/Copenhagen", "Europe/Dublin", "Europe/Helsinki", "Europe/Istanbul", "Europe/Kyiv", "Europe/Lisbon", "Europe/Ljubljana",
	"Europe/London", "Europe/Luxembourg", "Europe/Madrid", "Europe/Oslo", "Europe/Paris", "Europe/Prague", "Europe/Riga", "Europe/Rome", "Europe/Sofia",
	"Europe/Stockholm", "Europe/Tallinn", "Europe/Vilnius", "Europe/Warsaw", "Europe/Zagreb", "UTC",
}

func zoneChoices(current string) []choice {
	names := zones
	if !slices.Contains(zones, current) {
		names = append([]string{current}, zones...)
	}
	choices := make([]choice, len(names))
	for i, name := range names {
		choices[i] = choice{Value: name, Label: strings.ReplaceAll(strings.TrimPrefix(name, "Europe/"), "_", " ")}
	}
	return choices
}

// hostsField has a host on each line. A host keeps its translations if its name
// stays, or if all lines stay where they are and only the name is put right.
func hostsField(m fieldsOf, hosts *[]forms.Text) *field {
	base := m.page.Whole.Event.Base()
	var names []string
	for _, host := range *hosts {
		names = append(names, host[base])
	}
	f := m.field("hosts", fieldArea, func(typed []string) bool {
		*hosts = readHosts(typed[0], base, *hosts)
		return true
	}, strings.Join(names, "\n"))
	f.Lang, f.Rows = base, 3
	return f
}

func readHosts(typed, base string, older []forms.Text) []forms.Text {
	var names []string
	for line := range strings.Lines(forms.Clean(typed)) {
		if name := strings.TrimSpace(line); name != "" {
			names = append(names, name)
		}
	}
	var hosts []forms.Text
	for i, name := range names {
		host := forms.Text{}
		same := slices.IndexFunc(older, func(o forms.Text) bool { return o[base] == name })
		if same < 0 && len(names) == len(older) && !slices.Contains(names, older[i][base]) {
			same = i
		}
		if same >= 0 {
			for language, text := range older[same] {
				host[language] = text
			}
		}
		host[base] = name
		hosts = append(hosts, host)
	}
	return hosts
}

// contactsField names the sessions for whose groups people can sign up.
func contactsField(m fieldsOf, e *forms.EventPart) *field {
	var choices []choice
	for i := range m.page.Whole.Sessions {
		session := &m.page.Whole.Sessions[i]
		title := m.page.Text(session.Title)
		if title.Text == "" {
			title.Text = m.page.T("setup.untitled_session")
		}
		choices = append(choices, choice{Value: session.Key, Label: title.Text, Lang: title.Lang})
	}
	for _, key := range e.Contacts {
		if !slices.ContainsFunc(choices, func(c choice) bool { return c.Value == key }) {
			choices = append(choices, choice{Value: key, Label: key})
		}
	}
	f := m.someOf("contacts", choices, e.Contacts, func(keys []string) { e.Contacts = keys })
	f.Hint = m.page.T(m.prefix + "contacts_hint")
	if len(choices) == 0 {
		f.Hint = m.page.T(m.prefix + "contacts_none")
	}
	return f
}

// defaultAccent is the colour of pages whose event has none, as base.css has it.
const defaultAccent = "#1d5c63"

// colourRule is how browsers send a colour.
var colourRule = regexp.MustCompile(`^#[0-9a-f]{6}$`)

func accentField(m fieldsOf, accent *string) *field {
	shown := *accent
	if shown == "" {
		shown = defaultAccent
	}
	f := m.field("accent", fieldColour, func(typed []string) bool {
		if *accent = strings.ToLower(forms.Clean(typed[0])); *accent == defaultAccent {
			*accent = ""
		}
		return *accent == "" || colourRule.MatchString(*accent)
	}, shown)
	f.Unread = m.page.T("setup.unread_colour")
	f.Dir = "ltr"
	return f
}

func (s *Pages) languageChoices(further []string) []choice {
	tags := s.Catalogues.Tags()
	for _, tag := range further {
		if !slices.Contains(tags, tag) {
			tags = append(slices.Clone(tags), tag)
		}
	}
	choices := make([]choice, len(tags))
	for i, tag := range tags {
		choices[i] = choice{Value: tag, Label: s.Catalogues.Name(tag), Lang: tag}
	}
	return choices
}

// baseField chooses the base language, which is the first of all.
func (s *Pages) baseField(m fieldsOf, e *forms.EventPart) *field {
	f := m.oneOf("base", fieldSelect, s.languageChoices(e.Languages), e.Base(), func(base string) {
		setLanguages(e, append([]string{base}, e.Languages...))
	})
	return m.hinted(f)
}

// languagesField chooses the languages that are offered beside the base language.
func (s *Pages) languagesField(m fieldsOf, e *forms.EventPart) *field {
	f := m.someOf("languages", s.languageChoices(e.Languages), e.Languages, func(tags []string) {
		setLanguages(e, append([]string{e.Base()}, tags...))
	})
	return m.hinted(f)
}

// setLanguages sets the languages of an event, those that it has in their order.
// Nobody has checked the translation into one that is new.
func setLanguages(e *forms.EventPart, tags []string) {
	languages := tags[:1:1]
	for _, tag := range slices.Concat(e.Languages, tags) {
		if slices.Contains(tags, tag) && !slices.Contains(languages, tag) {
			languages = append(languages, tag)
		}
	}
	var unchecked []string
	for _, tag := range languages[1:] {
		if slices.Contains(e.Unchecked, tag) || !slices.Contains(e.Languages, tag) {
			unchecked = append(unchecked, tag)
		}
	}
	e.Languages, e.Unchecked = languages, unchecked
}
