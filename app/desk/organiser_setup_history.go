package desk

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// historyPage lists who changed what in a draft, and undoes it.
type historyPage struct {
	*setupPage
	Steps   []stepRow
	Older   int64  // number of the step before which the next page goes on, 0 if there is none
	Problem string // why a step was not undone
}

// stepRow is a step in words.
type stepRow struct {
	Number    int64
	When, Who string
	Is        string   // what was done, for steps that are not of parts
	Changes   []string // what it did to parts
	More      int      // further changes, which are not listed
	CanUndo   bool
}

const (
	stepsShown   = 50 // of a page
	changesShown = 8  // of a step; an import has hundreds
)

func (s *Pages) newHistoryPage(c *fiber.Ctx) (*historyPage, error) {
	draft, err := s.readDraft(c)
	if err != nil {
		return nil, err
	}
	p := &historyPage{setupPage: s.newSetupPage(c, draft, "setup.history.title")}
	p.Here = p.Address + "/history"
	before, _ := strconv.ParseInt(c.Query("before"), 10, 64)
	steps, err := s.Store.Steps(c.UserContext(), draft.ID, before, stepsShown)
	if err != nil {
		return nil, err
	}
	for i := range steps {
		row := p.stepRow(&steps[i])
		if steps[i].Cause == forms.StepCheck {
			row.Is, row.Changes = p.T("setup.history.check", "Languages", s.checkedIn(&steps[i])), nil
		}
		p.Steps = append(p.Steps, row)
	}
	if n := len(steps); n > 0 && steps[n-1].Number > 1 {
		p.Older = steps[n-1].Number
	}
	return p, nil
}

// checkedIn names the languages whose translation a step says is checked.
func (s *Pages) checkedIn(step *forms.Step) string {
	var names []string
	for i := range step.Changes {
		for _, tag := range step.Changes[i].Checked() {
			names = append(names, s.Catalogues.Name(tag))
		}
	}
	return strings.Join(names, ", ")
}

func (p *historyPage) stepRow(step *forms.Step) stepRow {
	at := step.At.In(p.Whole.Event.Location())
	row := stepRow{Number: step.Number, When: p.Date(at) + ", " + p.Time(at), Who: step.Account}
	if row.Who == "" {
		row.Who = p.T("setup.history.command")
	}
	if step.Cause != forms.StepEdit {
		row.Is = p.T("setup.history." + string(step.Cause))
	}
	for i := range step.Changes {
		change := &step.Changes[i]
		if change.Path == "" {
			continue
		}
		row.CanUndo = true
		if len(row.Changes) == changesShown {
			row.More++
			continue
		}
		row.Changes = append(row.Changes, p.T("setup.history."+string(change.Action), "What", p.calledThen(change)))
	}
	return row
}

// calledThen returns what the part of a change is called, or was when it was
// removed.
func (p *historyPage) calledThen(change *forms.Change) string {
	if change.Path == forms.PathOfEvent {
		return p.T("setup.tasks.event")
	}
	if change.Path == forms.PathOfLogo {
		return p.T("setup.logo.title")
	}
	for _, content := range []forms.PartContent{change.Became, change.Was} {
		if name := p.Text(titleOf(content)); name.Text != "" {
			return name.Text
		}
	}
	return p.nameOf(change.Path).Text
}

func (s *Pages) showHistory(c *fiber.Ctx) error {
	p, err := s.newHistoryPage(c)
	if err != nil {
		return err
	}
	return s.Render(c, fiber.StatusOK, "setup_history", p)
}

// undoStep undoes a step of a draft and leads back to the page that the form
// names, which is one of the draft's.
func (s *Pages) undoStep(c *fiber.Ctx) error {
	draft, err := s.readDraft(c)
	if err != nil {
		return err
	}
	values, err := web.FormValues(c)
	if err != nil {
		return err
	}
	step, err := strconv.ParseInt(web.FirstValue(values, "step"), 10, 64)
	if err != nil {
		return web.ErrInvalid
	}
	back := web.FirstValue(values, "back")
	if !strings.HasPrefix(back, draftAddress(draft.ID)+"/") || strings.ContainsAny(back, "?#\\\r\n") {
		back = draftAddress(draft.ID)
	}
	_, err = s.Store.UndoStep(c.UserContext(), draft.ID, step, web.AccountOf(c).Name)
	if forms.CodeOf(err) == forms.CodeConflict { // it has been undone already, or changed since
		p, err := s.newHistoryPage(c)
		if err != nil {
			return err
		}
		p.Problem = p.T("setup.history.refused")
		p.Title = p.T("form.error_title", "Title", p.Title)
		return s.Render(c, fiber.StatusConflict, "setup_history", p)
	}
	if err != nil {
		return err
	}
	return c.Redirect(back, fiber.StatusSeeOther)
}
