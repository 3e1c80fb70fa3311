package main

import (
	"crypto/subtle"
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// submit takes the answers of a form, or shows it in another language with
// what has been typed so far.
func (s *participantPages) submit(c *fiber.Ctx) error {
	v, values, err := posted(c, s.sessionVisit)
	if err != nil {
		return err
	}
	f := filling{values: values}
	if len(values[forms.FieldToken]) == 1 {
		f.token, _ = forms.ParseToken(values[forms.FieldToken][0])
	}
	form, err := s.formOf(c, v)
	if err != nil {
		return s.unlessStored(c, v, f.token, err)
	}
	if f.token == "" {
		// It could not be told from a repetition, so it has to be sent again.
		f.token, f.notice = forms.NewToken(), "resend"
		s.metrics.Refused(RefusedInvalidAnswers)
		return s.forms.showForm(c, v, form, fiber.StatusUnprocessableEntity, f)
	}
	if _, switching := values[forms.FieldLanguage]; switching {
		return s.forms.showForm(c, v, form, fiber.StatusOK, f)
	}
	if shown := first(values, forms.FieldForm); shown != "" && shown != strconv.FormatInt(form.ID, 10) {
		return s.askAgain(c, v, f)
	}
	return s.take(c, v, form, f)
}

// take stores the answers and leads on to the receipt.
func (s *participantPages) take(c *fiber.Ctx, v *visit, form *forms.Form, f filling) error {
	answers, problems := form.Parse(f.values)
	if problems != nil {
		s.metrics.Refused(RefusedInvalidAnswers)
		f.problems = problems
		return s.forms.showForm(c, v, form, fiber.StatusUnprocessableEntity, f)
	}
	simulated, err := s.simulated(c, v.event, f.values)
	if err != nil {
		return err
	}
	receipt, err := s.store.Submit(c.UserContext(), forms.Submission{
		SessionID: v.session.ID, Token: f.token, Form: form, Answers: answers, Simulated: simulated,
		Pass: first(f.values, forms.FieldPass),
	})
	switch forms.CodeOf(err) {
	case forms.CodeWrongPass:
		f.pass = "pass.wrong"
	case forms.CodeUsedPass:
		f.pass = "pass.used"
	}
	if f.pass != "" {
		s.metrics.Refused(RefusedInvalidAnswers)
		return s.forms.showForm(c, v, form, fiber.StatusUnprocessableEntity, f)
	}
	switch refusalOf(err) {
	case nil:
	case errBusy:
		s.metrics.Refused(RefusedBusy)
		c.Set(fiber.HeaderRetryAfter, retryAfter)
		f.notice = "busy"
		return s.forms.showForm(c, v, form, fiber.StatusServiceUnavailable, f)
	case errConflict:
		return s.askAgain(c, v, f)
	default:
		return s.unlessStored(c, v, f.token, err)
	}
	if receipt.Duplicate {
		s.metrics.Duplicate()
	} else {
		s.metrics.Accepted()
		s.rooms.answered(v.session.ID)
	}
	return acknowledge(c, v, f.token, receipt.Differs)
}

// acknowledgement is what a script gets for answers that have been stored. The
// token tells it that no one but us has answered.
type acknowledgement struct {
	Token   forms.Token `json:"token"`
	Receipt string      `json:"receipt"` // address
}

// acknowledge leads on to the receipt.
func acknowledge(c *fiber.Ctx, v *visit, t forms.Token, differs bool) error {
	address := receiptPath(v, t)
	if differs {
		address += "?" + queryDiffers
	}
	if wantsJSON(c) {
		return c.JSON(acknowledgement{t, address})
	}
	return c.Redirect(address, fiber.StatusSeeOther)
}

// askAgain shows the form as it is now with the answers that were given to
// what it was when the page was made, unless they had arrived before.
func (s *participantPages) askAgain(c *fiber.Ctx, v *visit, f filling) error {
	err := s.unlessStored(c, v, f.token, errConflict)
	if err != error(errConflict) {
		return err
	}
	if v.session, v.event, err = s.store.Session(c.UserContext(), v.code); err != nil {
		return err
	}
	form, err := s.formOf(c, v)
	if err != nil {
		return err
	}
	s.metrics.Refused(errConflict.reason)
	f.notice = "changed"
	return s.forms.showForm(c, v, form, errConflict.status, f)
}

// simulated reports whether the answers are made up: all of a simulated event
// are, and those that a rehearsal marks with the event's secret key.
func (s *participantPages) simulated(c *fiber.Ctx, event *forms.Event, values forms.Values) (bool, error) {
	given := values[forms.FieldRehearsal]
	if event.Simulated || len(given) != 1 {
		return event.Simulated, nil
	}
	key, err := s.store.RehearsalKey(c.UserContext(), event.ID)
	if err != nil {
		return false, err
	}
	if subtle.ConstantTimeCompare([]byte(given[0]), []byte(key)) != 1 {
		return false, errInvalid
	}
	return true, nil
}

// unlessStored returns err, unless the answers had arrived before: a phone
// that lost our answer sends again, perhaps after the session was closed.
func (s *participantPages) unlessStored(c *fiber.Ctx, v *visit, t forms.Token, err error) error {
	if t == "" {
		return err
	}
	stored, failed := s.store.Stored(c.UserContext(), v.session.ID, t)
	if failed != nil {
		return errors.Join(err, failed)
	}
	if !stored {
		return err
	}
	s.metrics.Duplicate()
	return acknowledge(c, v, t, false)
}
