package desk

import (
	"cmp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/config"
	"resonanz/app/web"
	"resonanz/forms"
)

// settingsPage shows the settings of the installation and takes others.
type settingsPage struct {
	web.DeskPage
	Groups   []settingGroup
	Saved    bool
	Conflict bool // somebody else has changed one of them meanwhile
}

// settingGroup is a group of settings under a heading.
type settingGroup struct {
	Heading string
	Fields  []*settingField
}

// settingField is the field of a setting.
type settingField struct {
	*field
	Fixed string // the flag or variable that gives it, "" if it can be changed
	Was   string // what was stored when the page was shown
}

// The settings as the page groups them, and the kinds of those that are no line
// of text.
var (
	settingGroups = []struct {
		name     string
		settings []string
	}{
		{"who", []string{"operator", "imprint", "contact", "hoster"}},
		{"rights", []string{"officer", "authority", "appeals", "basis", "retention"}},
		{"where", []string{settingBaseURL}},
	}
	settingKinds = map[string]fieldKind{"imprint": fieldArea, "basis": fieldRadio, "retention": fieldNumber}
)

// settingBaseURL is the setting that decides under which name browsers keep a
// sign-in; fieldWas begins the names of fields with what was stored.
const (
	settingBaseURL = "base-url"
	fieldWas       = "was."
)

// newSettingsPage returns the page with what is in force.
func (s *Pages) newSettingsPage(c *fiber.Ctx) (*settingsPage, error) {
	stored, err := s.Store.Settings(c.UserContext())
	if err != nil {
		return nil, err
	}
	p := &settingsPage{DeskPage: s.NewDeskPage(c, nil)}
	p.Title, p.Here = p.T("settings.title"), settingsAddress
	p.Stylesheets = append(p.Stylesheets, s.Assets.Path("setup.css"))
	p.Saved = c.Context().QueryArgs().Has(querySaved)
	values := s.Settings().Values()
	for _, g := range settingGroups {
		group := settingGroup{Heading: p.T("settings.group." + g.name)}
		for _, name := range g.settings {
			f := &settingField{Fixed: s.Fixed(name), Was: stored.Values[name]}
			f.field = &field{
				Name: name, Kind: cmp.Or(settingKinds[name], fieldLine), Label: p.T(settingText(name)),
				Dir: "auto", Rows: 4, shown: []string{values[name]}, typed: new(map[string]string),
			}
			if name != settingBaseURL {
				f.Hint = p.T(settingText(name) + "_hint")
			}
			switch name {
			case settingBaseURL:
				f.Hint = p.T("settings.base_url_hint", "Now", values[name])
				if f.Dir = "ltr"; f.Fixed == "" {
					f.shown = []string{f.Was} // not where it listens
				}
			case "basis":
				for _, basis := range []string{config.BasisConsent, config.BasisTask} {
					f.Choices = append(f.Choices, choice{Value: basis, Label: p.T("settings.basis." + basis)})
				}
			}
			group.Fields = append(group.Fields, f)
		}
		p.Groups = append(p.Groups, group)
	}
	return p, nil
}

// settingsAddress is the address of the page.
const settingsAddress = "/organise/settings"

func (s *Pages) showSettings(c *fiber.Ctx) error {
	p, err := s.newSettingsPage(c)
	if err != nil {
		return err
	}
	return s.Render(c, fiber.StatusOK, "organiser_settings", p)
}

// saveSettings stores what was changed, if all of it is right. They are in force
// at once.
func (s *Pages) saveSettings(c *fiber.Ctx) error {
	values, err := web.FormValues(c)
	if err != nil {
		return err
	}
	p, err := s.newSettingsPage(c)
	if err != nil {
		return err
	}
	p.Saved = false
	changed, before := p.read(values)
	if address := changed[settingBaseURL]; !s.reachedSecurely(c) && isSecure(address) && !isSecure(s.Settings().BaseURL) {
		f := p.field(settingBaseURL)
		f.Problem = cmp.Or(f.Problem, p.T("settings.base_url_elsewhere", "Address", address+settingsAddress))
	}
	if len(p.Wrong()) > 0 {
		return s.refuseSettings(c, p, fiber.StatusUnprocessableEntity)
	}
	secure := isSecure(s.Settings().BaseURL)
	err = s.SaveSettings(c.UserContext(), p.Account.Name, changed, before)
	if forms.CodeOf(err) == forms.CodeConflict {
		p.showTheirs(before)
		return s.refuseSettings(c, p, fiber.StatusConflict)
	}
	if err != nil {
		return err
	}
	if secure != isSecure(s.Settings().BaseURL) { // the cookie has another name now
		if err := s.BeginSession(c, p.Account); err != nil {
			return err
		}
	}
	return c.Redirect(settingsAddress+"?"+querySaved, fiber.StatusSeeOther)
}

func (s *Pages) refuseSettings(c *fiber.Ctx, p *settingsPage, status int) error {
	s.Metrics.Refused(web.RefusedOther)
	p.Title = p.T("form.error_title", "Title", p.Title)
	return s.Render(c, status, "organiser_settings", p)
}

// isSecure reports whether browsers encrypt what they send to the address.
func isSecure(address string) bool { return strings.HasPrefix(address, "https://") }

// reachedSecurely reports whether the browser has come in a way in which it would
// keep the cookies of an https address: only then does it say from which site a
// request comes. Without it, nobody could sign in any more.
func (s *Pages) reachedSecurely(c *fiber.Ctx) bool { return c.Get("Sec-Fetch-Site") != "" }

// read takes what was typed into the fields, and returns what of it is new and
// what was stored when the page was shown. What cannot be read has a problem
// beside it.
func (p *settingsPage) read(values forms.Values) (changed, before map[string]string) {
	changed, before = map[string]string{}, map[string]string{}
	for _, f := range p.fields() {
		if f.Fixed != "" || values[f.Name] == nil {
			continue
		}
		typed, was := forms.Clean(web.FirstValue(values, f.Name)), web.FirstValue(values, fieldWas+f.Name)
		normal, err := config.Normal(f.Name, typed)
		if err == nil && normal == was {
			continue
		}
		f.shown = []string{typed}
		if err != nil {
			f.Problem = p.settingProblem(f.Name)
			continue
		}
		changed[f.Name], before[f.Name] = normal, was
	}
	return changed, before
}

// settingProblem says what is wrong with a value of the setting.
func (p *settingsPage) settingProblem(name string) string {
	switch name {
	case settingBaseURL, "contact", "basis":
		return p.T(settingText(name) + "_wrong")
	case "retention":
		return p.T("settings.retention_wrong", "Max", forms.MaxRetention)
	}
	return p.T("settings.too_long", "Max", config.MaxWords)
}

// settingText returns the key of the words for a setting.
func settingText(name string) string { return "settings." + strings.ReplaceAll(name, "-", "_") }

// showTheirs puts beside each field what somebody else has stored since the page
// was shown. The next press stores what stands in the fields.
func (p *settingsPage) showTheirs(before map[string]string) {
	p.Conflict = true
	for _, f := range p.fields() {
		if was, sent := before[f.Name]; sent && was != f.Was {
			f.Differs, f.Theirs = true, f.Was
		}
	}
}

func (p *settingsPage) fields() []*settingField {
	var all []*settingField
	for _, group := range p.Groups {
		all = append(all, group.Fields...)
	}
	return all
}

// field returns the field of the setting.
func (p *settingsPage) field(name string) *settingField {
	for _, f := range p.fields() {
		if f.Name == name {
			return f
		}
	}
	panic("no setting " + name)
}

// Wrong returns the fields with something that cannot be taken.
func (p *settingsPage) Wrong() []*settingField {
	var wrong []*settingField
	for _, f := range p.fields() {
		if f.Problem != "" {
			wrong = append(wrong, f)
		}
	}
	return wrong
}

// unset lists the settings that notices lack, in words: all of them, or those
// without which there is no proper imprint.
func (s *Pages) unset(p *web.Page, names ...string) []string {
	var missing []string
	values := s.Settings().Values()
	for _, name := range names {
		if values[name] == "" {
			missing = append(missing, p.T(settingText(name)))
		}
	}
	return missing
}

// The settings that the notices need, and of them those without which nobody
// knows who runs the service.
var (
	noticeSettings  = []string{"operator", "imprint", "contact", "officer", "authority", "appeals"}
	imprintSettings = noticeSettings[:3]
)
