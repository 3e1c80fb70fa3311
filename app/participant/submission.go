package participant

import (
	"crypto/subtle"
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/form"
	"resonanz/app/web"
	"resonanz/forms"
)

// submit takes the answers of a form, or shows it in another language with
// what has been typed so far.
func (s *Pages) submit(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadSessionVisit)
	if err != nil {
		return err
	}
	f := form.Filling{Values: values}
	if len(values[forms.FieldToken]) == 1 {
		f.Token, _ = forms.ParseToken(values[forms.FieldToken][0])
	}
	if values[forms.FieldTrial] != nil {
		return s.submitTrial(c, v, f)
	}
	form, err := formOf(v)
	if err != nil { // perhaps another process has just opened the session
		form, err = s.formNow(c, v)
	}
	if err != nil {
		return s.refuse(c, v, f, err)
	}
	if f.Token == "" {
		// It could not be told from a repetition, so it has to be sent again.
		f.Token, f.Notice = forms.NewToken(), "resend"
		s.Metrics.Refused(web.RefusedInvalidAnswers)
		return s.leadBack(c, v, form, fiber.StatusUnprocessableEntity, f)
	}
	if _, switching := values[forms.FieldLanguage]; switching {
		return s.switchLanguage(c, v, form, f)
	}
	if shown := web.FirstValue(values, forms.FieldForm); shown != "" && shown != strconv.FormatInt(form.ID, 10) {
		return s.askAgain(c, v, f)
	}
	return s.storeAnswers(c, v, form, f)
}

// storeAnswers stores the answers and leads on to the receipt.
func (s *Pages) storeAnswers(c *fiber.Ctx, v *web.Visit, form *forms.Form, f form.Filling) error {
	if form.Blank(f.Values) {
		return s.askForAnswer(c, v, form, f)
	}
	answers, problems := form.Parse(f.Values)
	if problems != nil {
		s.Metrics.Refused(web.RefusedInvalidAnswers)
		f.Problems = problems
		return s.leadBack(c, v, form, fiber.StatusUnprocessableEntity, f)
	}
	madeUp, err := simulated(v, f.Values)
	if err != nil {
		return err
	}
	watched := !madeUp && !v.Event.Passes // of those with a pass, each comes once
	if watched && v.Session.Doubt != forms.NoDoubt {
		if done, err := s.slowDown(c, v, form, &f); done || err != nil {
			return err
		}
	}
	receipt, err := s.Store.Submit(c.UserContext(), forms.Submission{
		SessionID: v.Session.ID, Token: f.Token, Form: form, Answers: answers, Simulated: madeUp,
		Pass: web.FirstValue(f.Values, forms.FieldPass),
	})
	switch forms.CodeOf(err) {
	case forms.CodeWrongPass:
		f.Pass = "pass.wrong"
	case forms.CodeUsedPass:
		f.Pass = "pass.used"
	}
	if f.Pass != "" {
		s.Metrics.Refused(web.RefusedInvalidAnswers)
		return s.leadBack(c, v, form, fiber.StatusUnprocessableEntity, f)
	}
	switch web.RefusalOf(err) {
	case nil:
	case web.ErrBusy:
		s.Metrics.Refused(web.RefusedBusy)
		c.Set(fiber.HeaderRetryAfter, web.RetryAfter)
		f.Notice = "busy"
		return s.forms.Show(c, v, form, fiber.StatusServiceUnavailable, f)
	case web.ErrConflict:
		return s.askAgain(c, v, f)
	default:
		return s.refuse(c, v, f, err)
	}
	s.kept.forget(answersOf(v), f.Token)
	if receipt.Duplicate {
		s.Metrics.Duplicate()
	} else {
		s.Metrics.Accepted()
		s.rooms.Answered(v.Session.ID)
		if watched {
			s.observeAnswer(c, v)
		}
	}
	return acknowledge(c, v, f.Token, receipt.Differs)
}

// askForAnswer shows a form that came back without any answer: that is not
// counted. With the token of answers that are stored, those stand.
func (s *Pages) askForAnswer(c *fiber.Ctx, v *web.Visit, shown *forms.Form, f form.Filling) error {
	stored, err := s.Store.Stored(c.UserContext(), v.Session.ID, f.Token)
	if err != nil {
		return err
	}
	if stored {
		s.Metrics.Duplicate()
		return acknowledge(c, v, f.Token, true)
	}
	s.Metrics.Refused(web.RefusedInvalidAnswers)
	f.Notice = form.NoticeEmpty
	return s.leadBack(c, v, shown, fiber.StatusUnprocessableEntity, f)
}

// acknowledgement is what a script gets for answers that have been stored. The
// token proves that the answer is ours and not that of a captive portal.
type acknowledgement struct {
	Token   forms.Token `json:"token"`
	Receipt string      `json:"receipt"` // address
}

// acknowledge leads on to the receipt.
func acknowledge(c *fiber.Ctx, v *web.Visit, t forms.Token, differs bool) error {
	address := receiptPath(v, t)
	if differs {
		address += "?" + queryDiffers
	}
	if web.WantsJSON(c) {
		return c.JSON(acknowledgement{t, address})
	}
	return c.Redirect(address, fiber.StatusSeeOther)
}

// askAgain shows the form as it is now, with the answers that were given to an
// earlier version of it, unless those had arrived before.
func (s *Pages) askAgain(c *fiber.Ctx, v *web.Visit, f form.Filling) error {
	err := s.unlessStored(c, v, f.Token, web.ErrConflict)
	if err != error(web.ErrConflict) {
		return err
	}
	form, err := s.formNow(c, v)
	if err != nil {
		return err
	}
	s.Metrics.Refused(web.ErrConflict.Reason)
	f.Notice = "changed"
	return s.leadBack(c, v, form, web.ErrConflict.Status, f)
}

// simulated reports whether the answers are made up: all of a simulated event
// are, and those that a rehearsal marks with the event's secret key.
func simulated(v *web.Visit, values forms.Values) (bool, error) {
	given := values[forms.FieldRehearsal]
	if v.Event.Simulated || len(given) != 1 {
		return v.Event.Simulated, nil
	}
	if subtle.ConstantTimeCompare([]byte(given[0]), []byte(v.Programme.RehearsalKey())) != 1 {
		return false, web.ErrInvalid
	}
	return true, nil
}

// unlessStored returns err, unless the answers had arrived before: a phone
// that lost our answer sends again, perhaps after the session was closed.
func (s *Pages) unlessStored(c *fiber.Ctx, v *web.Visit, t forms.Token, err error) error {
	if t == "" {
		return err
	}
	stored, failed := s.Store.Stored(c.UserContext(), v.Session.ID, t)
	if failed != nil {
		return errors.Join(err, failed)
	}
	if !stored {
		return err
	}
	s.Metrics.Duplicate()
	return acknowledge(c, v, t, false)
}
