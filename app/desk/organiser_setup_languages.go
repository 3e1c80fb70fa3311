package desk

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// languagesPage lists how far the translations of a draft are.
type languagesPage struct {
	*setupPage
	Base string // name of the base language
	Rows []completeness
}

// completeness is how far the translation of a draft into a language is.
type completeness struct {
	translation
	Address string
	Texts   int
	Missing int
	Older   int    // translations of base texts that have changed since
	Says    string // all that in words
}

// State says how far it is, as the list of tasks does.
func (c completeness) State() taskState {
	switch {
	case c.Missing == c.Texts:
		return taskNothing
	case c.Missing > 0 || c.Older > 0 || c.Unchecked:
		return taskBegun
	}
	return taskComplete
}

// textState says how far the translation of one text is.
type textState string

// The states, in the order in which texts are shown: what has to be done first.
const (
	textMissing textState = "missing"
	textOlder   textState = "older" // of a base text that has changed since
	textDone    textState = "done"
)

var textStates = []textState{textMissing, textOlder, textDone}

func stateOf(text forms.Text, language string) textState {
	switch {
	case text[language] == "":
		return textMissing
	case text.MadeOf(language) != "":
		return textOlder
	}
	return textDone
}

// into returns the languages into which the draft is translated.
func (p *setupPage) into() []string {
	if len(p.Whole.Event.Languages) == 0 {
		return nil
	}
	return p.Whole.Event.Languages[1:]
}

// untranslated returns how many texts are missing or older than the base text,
// and in how many languages.
func (p *setupPage) untranslated() (missing, older, languages int) {
	lacking := map[string]bool{}
	for _, text := range p.Whole.Texts() {
		if text[p.Whole.Event.Base()] == "" {
			continue
		}
		for _, language := range p.into() {
			switch stateOf(text, language) {
			case textMissing:
				missing++
				lacking[language] = true
			case textOlder:
				older++
				lacking[language] = true
			}
		}
	}
	return missing, older, len(lacking)
}

// languagesTask is the task to translate. It may stay undone: people see the
// base language then.
func (p *setupPage) languagesTask() task {
	t := task{Name: web.Phrase{Text: p.T("setup.tasks.languages")}, Address: p.Address + "/languages", State: taskComplete, Optional: true}
	switch missing, older, languages := p.untranslated(); {
	case len(p.into()) == 0:
		t.State = taskOptional
	case missing > 0:
		t.State, t.Says = taskBegun, p.missingTexts(missing, languages)
	case older > 0:
		t.State, t.Says = taskBegun, p.T("setup.languages.older", "n", older)
	}
	return t
}

// missingTexts says how many texts are missing in how many languages.
func (p *setupPage) missingTexts(missing, languages int) string {
	return p.T("setup.languages.missing", "n", missing) + " " + p.T("setup.languages.in", "n", languages)
}

func (s *Pages) listLanguages(c *fiber.Ctx) error {
	draft, err := s.readDraft(c)
	if err != nil {
		return err
	}
	p := &languagesPage{setupPage: s.newSetupPage(c, draft, "setup.languages.heading")}
	p.Base = s.Catalogues.Name(p.Whole.Event.Base())
	checks, err := s.Store.Checks(c.UserContext(), draft.ID)
	if err != nil {
		return err
	}
	for _, t := range s.translations(&p.Whole.Event) {
		if slices.Contains(p.into(), t.Lang) {
			p.Rows = append(p.Rows, p.completeness(t, checks))
		}
	}
	return s.Render(c, fiber.StatusOK, "setup_languages", p)
}

// completeness returns how far a translation is. The checks are those of the
// store.
func (p *setupPage) completeness(t translation, checks map[string]forms.Step) completeness {
	l := completeness{translation: t, Address: p.Address + "/languages/" + t.Lang}
	for _, text := range p.Whole.Texts() {
		if text[p.Whole.Event.Base()] == "" {
			continue
		}
		l.Texts++
		switch stateOf(text, t.Lang) {
		case textMissing:
			l.Missing++
		case textOlder:
			l.Older++
		}
	}
	l.Says = p.says(l, checks)
	return l
}

// says puts in words how far a translation is.
func (p *setupPage) says(l completeness, checks map[string]forms.Step) string {
	var says []string
	if l.Missing > 0 {
		says = append(says, p.T("setup.languages.missing", "n", l.Missing))
	}
	if l.Older > 0 {
		says = append(says, p.T("setup.languages.older", "n", l.Older))
	}
	check, found := checks[l.Lang]
	switch {
	case l.Missing == l.Texts: // there is nothing to check
	case l.Unchecked:
		says = append(says, p.T("setup.languages.draft"))
	case found:
		says = append(says, p.T("setup.languages.checked_by", "Who", check.Account, "When", p.Date(check.At.In(p.Whole.Event.Location()))))
	default:
		says = append(says, p.T("setup.languages.checked"))
	}
	if l.Instead != "" {
		says = append(says, p.T("event.instead", "Language", l.Instead))
	}
	return strings.Join(says, " · ")
}

// checkLanguage notes that somebody has checked the translation.
func (s *Pages) checkLanguage(c *fiber.Ctx) error {
	draft, err := s.readDraft(c)
	if err != nil {
		return err
	}
	p := s.newSetupPage(c, draft, "setup.languages.heading")
	language := c.Params("lang")
	if !slices.Contains(p.into(), language) {
		return web.ErrNotFound
	}
	if err := s.Store.CheckLanguage(c.UserContext(), draft.ID, language, p.Account.Name); err != nil {
		return err
	}
	return c.Redirect(p.Address+"/languages?"+querySaved, fiber.StatusSeeOther)
}
