package desk

import (
	"net/netip"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/qr"
	"resonanz/app/web"
	"resonanz/forms"
)

// checkPage says what somebody should look at before the doors open. Nothing of
// it keeps anybody from publishing, but for what Blocked counts.
type checkPage struct {
	*setupPage
	Blocked  int // problems that keep the draft from being published
	Findings []finding
}

// finding is a finding in words, with the page on which it can be changed.
type finding struct {
	Where   string
	Address string
	Says    string
}

func (s *Pages) showFindings(c *fiber.Ctx) error {
	draft, err := s.readDraft(c)
	if err != nil {
		return err
	}
	p := &checkPage{setupPage: s.newSetupPage(c, draft, "setup.check.title")}
	p.Blocked = len(p.Check())
	if p.Blocked == 0 { // else what is wrong comes first
		for _, found := range p.Whole.Findings(s.Now()) {
			p.Findings = append(p.Findings, finding{p.whereIs(found.Field), p.addressOf(found.Field), p.findingText(found)})
		}
	}
	if missing, _, languages := p.untranslated(); missing > 0 {
		p.Findings = append(p.Findings, finding{p.T("setup.tasks.languages"), p.Address + "/languages", p.missingTexts(missing, languages)})
	}
	s.addLooks(p)
	s.addInstallation(p)
	return s.Render(c, fiber.StatusOK, "setup_check", p)
}

// Source says how the duration of a form is reckoned.
func (p *checkPage) Source() string {
	return p.T("setup.check.source", "Question", forms.QuestionTime, "Row", forms.RowTime, "Text", forms.TextTime, "Optional", forms.OptionalTextTime)
}

// findingText says what a finding is.
func (p *checkPage) findingText(found forms.Finding) string {
	args := make([]any, len(found.Args))
	for i, value := range found.Args {
		switch value := value.(type) {
		case forms.Text:
			args[i] = p.Text(value).Text
		case float64:
			args[i] = p.Number(value, 1)
		default:
			args[i] = value
		}
	}
	return p.T("setup.check."+found.Rule, args...)
}

// leastContrast is what WCAG 2.2 AA asks of text.
const leastContrast = 4.5

// addLooks adds what there is to say of the colour and of the printed codes.
func (s *Pages) addLooks(p *checkPage) {
	field := func(name string) (where, address string) {
		return p.whereIs(forms.PathOfEvent + "." + name), p.addressOf(forms.PathOfEvent + "." + name)
	}
	if ratio, ok := s.Assets.Contrast(p.Whole.Event.Accent); ok && ratio < leastContrast {
		where, address := field("accent")
		p.Findings = append(p.Findings, finding{where, address, p.T("setup.check.contrast", "Ratio", p.Number(ratio, 1))})
	}
	width := codeWidth
	if len(p.Whole.Event.Languages) > scanBeside {
		width = smallCodeWidth
	}
	if distance := scanDistance(s.Settings().BaseURL, width); distance < leastDistance {
		p.Findings = append(p.Findings, finding{p.T("settings.base_url"), settingsAddress + "#f-" + settingBaseURL,
			p.T("setup.check.code", "Distance", p.Number(distance/10, 0))})
	}
}

// The width of the code on a sign without its frame, in millimetres, as sign.css
// has it, beside a few languages and above many.
const (
	codeWidth      = 112.0
	smallCodeWidth = 78.0
	// leastDistance is from how far a sign on a door or a table has to be read, in
	// millimetres. A code of the smallest kind is read from ten times its width, as
	// a rule of thumb of those who print them, and a denser one from as much less.
	leastDistance    = 500.0
	distanceOfWidth  = 10.0
	modulesOfASimple = 21 + 8 // with its margin
)

// scanDistance returns from how far the code of a session can be read whose width
// is given, in millimetres; 0 if the address fits into none.
func scanDistance(base string, width float64) float64 {
	_, modules, err := qr.Path(qr.Address(base, strings.Repeat("0", forms.SessionCodeLength)))
	if err != nil {
		return 0
	}
	return distanceOfWidth * width * modulesOfASimple / float64(modules)
}

// addInstallation adds what the service lacks: facts for its notices, and an
// address that phones can reach.
func (s *Pages) addInstallation(p *checkPage) {
	add := func(where, place, text string) {
		p.Findings = append(p.Findings, finding{where, settingsAddress + place, text})
	}
	if missing := s.unset(&p.Page, noticeSettings...); len(missing) > 0 {
		add(p.T("settings.title"), "", p.T("event.to_do")+" "+strings.Join(missing, ", ")+".")
	}
	address := s.Settings().BaseURL
	if reach := reachOf(address); reach != "" {
		add(p.T("settings.base_url"), "#f-"+settingBaseURL, p.T("setup.check."+reach, "Address", web.HostOf(address)))
	}
}

// unreachable says that phones cannot open the addresses that are printed, or
// returns "".
func (s *Pages) unreachable(p *web.Page) string {
	address := s.Settings().BaseURL
	if reachOf(address) != onThisMachine {
		return ""
	}
	return p.T("setup.check."+onThisMachine, "Address", web.HostOf(address))
}

// onThisMachine says that nobody but this machine can reach an address.
const onThisMachine = "this_machine"

// reachOf says who can reach an address, by the end of a key: onThisMachine,
// "this_network", or "" for everybody.
func reachOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return onThisMachine
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	ip, err := netip.ParseAddr(host)
	switch {
	case err == nil && (ip.IsLoopback() || ip.IsUnspecified()), host == "localhost", strings.HasSuffix(host, ".localhost"):
		return onThisMachine
	case err == nil && (ip.IsPrivate() || ip.IsLinkLocalUnicast()), err != nil && !strings.Contains(host, "."), strings.HasSuffix(host, ".local"):
		return "this_network"
	}
	return ""
}
