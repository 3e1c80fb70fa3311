package desk

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// shiftForm moves all sessions from one on, because the day runs late. It stands
// on the programme of a draft, where it is a step like any other, and on the page
// of an event, where it is in force at once.
type shiftForm struct {
	Action  string
	From    []choice // sessions with a time, and "" for all that have not ended
	Minutes string   // as typed
	Problem string
	Live    bool  // of what is in force
	Moved   int   // minutes by which sessions have just been moved
	Undo    int64 // the step by which they were
}

// The fields of the form.
const (
	fieldMinutes = "minutes"
	fieldFrom    = "from"
	fieldStep    = "step"
)

// newShiftForm returns the form for sessions, nil if none of them has a time.
func newShiftForm(p *web.Page, event *forms.Event, sessions []forms.Session, action string) *shiftForm {
	f := &shiftForm{Action: action, From: []choice{{Label: p.T("shift.rest"), Chosen: true}}}
	for i := range sessions {
		session := &sessions[i]
		if session.Starts.IsZero() {
			continue
		}
		title := p.Text(session.Title)
		f.From = append(f.From, choice{Value: session.Key, Label: p.Time(session.Starts.In(event.Location())) + " " + title.Text, Lang: title.Lang})
	}
	if len(f.From) == 1 {
		return nil
	}
	return f
}

// keep shows again what was sent, with what is wrong with it.
func (f *shiftForm) keep(values forms.Values, problem string) {
	f.Minutes, f.Problem = web.FirstValue(values, fieldMinutes), problem
	choose(f.From, "", values, fieldFrom)
}

// readShift reads what is to be moved. Sessions count by when they start, not by
// their place in the programme.
func readShift(values forms.Values, sessions []forms.Session, now time.Time) (shift forms.Shift, ok bool) {
	minutes, ok := readNumber(strings.ReplaceAll(web.FirstValue(values, fieldMinutes), "−", "-"))
	shift.By = time.Duration(minutes) * time.Minute
	from := web.FirstValue(values, fieldFrom)
	first := time.Time{}
	for i := range sessions {
		if sessions[i].Key == from {
			first = sessions[i].Starts
		}
	}
	for i := range sessions {
		session := &sessions[i]
		ends := session.Ends
		if ends.IsZero() {
			ends = session.Starts
		}
		if from == "" && ends.After(now) || from != "" && !first.IsZero() && !session.Starts.Before(first) {
			shift.Keys = append(shift.Keys, session.Key)
		}
	}
	return shift, ok && minutes != 0
}

// shiftProblem says why a shift was refused, "" for an error of another kind.
func shiftProblem(t func(string, ...any) string, shift forms.Shift, err error) string {
	switch {
	case err == nil:
		return ""
	case len(shift.Keys) == 0:
		return t("shift.none")
	case forms.CodeOf(err) == forms.CodeInvalid:
		return t("shift.unread", "Max", int(forms.MaxShift.Minutes()))
	case forms.CodeOf(err) == forms.CodeConflict:
		return t("shift.other_day")
	}
	return ""
}

// errNoShift is the error of what cannot be read as one.
var errNoShift = forms.Errorf(forms.CodeInvalid, "no shift")

// shiftDraft moves sessions of a draft.
func (s *Pages) shiftDraft(c *fiber.Ctx) error {
	draft, err := s.readDraft(c)
	if err != nil {
		return err
	}
	values, err := web.FormValues(c)
	if err != nil {
		return err
	}
	p := s.newProgrammePage(c, draft)
	shift, ok := readShift(values, p.sessionsOnly(), s.Now())
	err = errNoShift
	step := int64(0)
	if ok {
		step, err = s.Store.ShiftDraft(c.UserContext(), draft.ID, shift, p.Account.Name)
	}
	if problem := shiftProblem(p.T, shift, err); problem != "" && p.Shift != nil {
		p.Shift.keep(values, problem)
		p.Title, p.Here = p.T("form.error_title", "Title", p.Title), p.Address+"/programme"
		return s.Render(c, fiber.StatusUnprocessableEntity, "setup_programme", p)
	}
	if err != nil {
		return err
	}
	return c.Redirect(p.Address+"/programme?"+shiftQuery(shift, step), fiber.StatusSeeOther)
}

// shiftQuery has the page to which a shift leads say what was done.
func shiftQuery(shift forms.Shift, step int64) string {
	return fieldMinutes + "=" + strconv.Itoa(int(shift.By.Minutes())) + "&" + fieldStep + "=" + strconv.FormatInt(step, 10)
}

// done notes from the address what has just been moved.
func (f *shiftForm) done(c *fiber.Ctx) {
	if f != nil {
		f.Moved, _ = strconv.Atoi(c.Query(fieldMinutes))
		f.Undo, _ = strconv.ParseInt(c.Query(fieldStep), 10, 64)
	}
}

// shiftEvent moves sessions of an event at once, or takes that back.
func (s *Pages) shiftEvent(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadEventVisit)
	if err != nil {
		return err
	}
	p, err := s.newEventPage(c, v.Event)
	if err != nil {
		return err
	}
	shift, ok := forms.Shift{}, false
	if web.FirstValue(values, fieldDo) == "undo" {
		shift, ok, err = s.undoneShift(c, v.Event.ID, web.FirstValue(values, fieldStep))
	} else {
		shift, ok = readShift(values, p.all, s.Now())
	}
	if err != nil {
		return err
	}
	step := int64(0)
	err = errNoShift
	if ok {
		step, err = s.Store.ShiftEvent(c.UserContext(), v.Event.ID, shift, p.Account.Name)
	}
	if problem := shiftProblem(p.T, shift, err); problem != "" && p.Shift != nil {
		p.Shift.keep(values, problem)
		p.Title, p.Here = p.T("form.error_title", "Title", p.Title), "/organise/"+v.Event.Code
		return s.Render(c, fiber.StatusUnprocessableEntity, "organiser_event", p)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/organise/"+v.Event.Code+"?"+shiftQuery(shift, step)+"#shift", fiber.StatusSeeOther)
}

// undoneShift returns the shift that takes back the one that a step of the
// event's draft tells of.
func (s *Pages) undoneShift(c *fiber.Ctx, eventID int64, number string) (shift forms.Shift, ok bool, err error) {
	step, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return shift, false, web.ErrInvalid
	}
	draft, err := s.Store.DraftOf(c.UserContext(), eventID, web.AccountOf(c).Name)
	if err != nil {
		return shift, false, err
	}
	steps, err := s.Store.Steps(c.UserContext(), draft.ID, step+1, 1)
	if err != nil || len(steps) == 0 {
		return shift, false, err
	}
	for _, change := range steps[0].Changes {
		was, one := change.Was.(*forms.SessionPart)
		became, both := change.Became.(*forms.SessionPart)
		if one && both && !was.Starts.Equal(became.Starts) {
			shift.By, shift.Keys = was.Starts.Sub(became.Starts), append(shift.Keys, was.Key)
		}
	}
	return shift, shift.By != 0, nil
}
