package main

import (
	"context"
	"errors"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// refusal is an answer other than the one that was asked for: its status, the
// name of its texts in the catalogue ("problem.<name>.title", ".text") and the
// reason under which it is counted.
type refusal struct {
	status int
	name   string
	reason string
}

// Error returns the name, for logs.
func (r *refusal) Error() string { return r.name }

// The refusals.
var (
	errNotFound      = &refusal{fiber.StatusNotFound, "not_found", RefusedUnknownCode}
	errNotOpen       = &refusal{fiber.StatusConflict, "not_open", RefusedNotOpen}
	errClosed        = &refusal{fiber.StatusConflict, "closed", RefusedClosed}
	errConflict      = &refusal{fiber.StatusConflict, "conflict", RefusedOther}
	errInvalid       = &refusal{fiber.StatusBadRequest, "invalid", RefusedInvalidAnswers}
	errBodyTooLarge  = &refusal{fiber.StatusRequestEntityTooLarge, "too_large", RefusedBodyTooLarge}
	errTooManyKeys   = &refusal{fiber.StatusRequestEntityTooLarge, "too_many_keys", RefusedTooManyKeys}
	errBadEncoding   = &refusal{fiber.StatusBadRequest, "bad_encoding", RefusedBadEncoding}
	errMediaType     = &refusal{fiber.StatusUnsupportedMediaType, "bad_encoding", RefusedBadEncoding}
	errCutOff        = &refusal{fiber.StatusBadRequest, "cut_off", RefusedCutOff}
	errTooSlow       = &refusal{fiber.StatusRequestTimeout, "cut_off", RefusedCutOff}
	errMethod        = &refusal{fiber.StatusMethodNotAllowed, "method", RefusedMethod}
	errForeignOrigin = &refusal{fiber.StatusForbidden, "foreign_origin", RefusedForeignOrigin}
	errSignedOut     = &refusal{fiber.StatusUnauthorized, "signed_out", RefusedOther}
	errFlood         = &refusal{fiber.StatusTooManyRequests, "flood", RefusedFlood}
	errBusy          = &refusal{fiber.StatusServiceUnavailable, "busy", RefusedBusy}
	errInternal      = &refusal{fiber.StatusInternalServerError, "internal", RefusedOther}
)

// retryAfter is when a refused request may be repeated, in seconds: a full
// queue is worked off in less.
const retryAfter = "5"

// refusalOf classifies an error, nil for none. What it does not know is a fault of ours.
func refusalOf(err error) *refusal {
	if err == nil {
		return nil
	}
	if r, ok := errors.AsType[*refusal](err); ok {
		return r
	}
	if e, ok := errors.AsType[*fiber.Error](err); ok {
		switch e.Code {
		case fiber.StatusNotFound:
			return errNotFound
		case fiber.StatusMethodNotAllowed:
			return errMethod
		case fiber.StatusRequestEntityTooLarge, fiber.StatusRequestHeaderFieldsTooLarge:
			return errBodyTooLarge
		case fiber.StatusRequestTimeout:
			return errTooSlow
		case fiber.StatusBadRequest:
			return errCutOff
		}
		return errInternal
	}
	switch forms.CodeOf(err) {
	case forms.CodeNotFound:
		return errNotFound
	case forms.CodeNotOpen:
		return errNotOpen
	case forms.CodeClosed:
		return errClosed
	case forms.CodeBusy:
		return errBusy
	case forms.CodeInvalid:
		return errInvalid
	case forms.CodeConflict:
		return errConflict
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return errBusy
	}
	return errInternal
}

// problemPage is the page of a refusal for participants, deskProblemPage the one
// for organisers and moderators.
type (
	problemPage struct {
		page
		problem
	}
	deskProblemPage struct {
		deskPage
		problem
	}
)

// problem is what went wrong, in words.
type problem struct {
	Heading string
	Detail  string
	ID      string // of the request, for a fault of ours
	Session phrase // of which the page speaks
	Again   string // address that may answer better in a while, and what a link to it says
	Says    string
	AskCode bool // offers to type a code
	codeForm
}

// failure is a refusal as JSON.
type failure struct {
	Error string `json:"error"`
}

// wantsJSON reports whether a script is to read the answer.
func wantsJSON(c *fiber.Ctx) bool {
	return c.Accepts(fiber.MIMETextHTML, fiber.MIMEApplicationJSON) == fiber.MIMEApplicationJSON
}

// handleError answers a request that failed with a page in the visitor's
// language, or with JSON where that was asked for. What went wrong inside is
// never part of it.
func (s *kit) handleError(c *fiber.Ctx, err error) error {
	r := refusalOf(err)
	s.metrics.Refused(r.reason)
	c.Set(fiber.HeaderCacheControl, "no-store")
	switch r {
	case errBusy, errFlood:
		c.Set(fiber.HeaderRetryAfter, retryAfter)
	}
	if wantsJSON(c) {
		return c.Status(r.status).JSON(failure{r.name})
	}
	v := visitOf(c)
	if onDesk(c) {
		var event *forms.Event
		if v != nil {
			event = v.event
		}
		p := &deskProblemPage{deskPage: s.desk(c, event)}
		p.problem = newProblem(c, &p.page, r)
		p.Title, p.Here = p.Heading, p.Home // the page as such may not be there by GET
		return s.render(c, r.status, "refused", p)
	}
	p := &problemPage{page: s.page(c)}
	p.problem = newProblem(c, &p.page, r)
	p.Title = p.Heading
	switch {
	case r == errNotOpen && v != nil:
		p.Again, p.Says = v.path(v.code), p.T("problem.look_again")
	case r == errNotFound:
		p.AskCode = v == nil
	}
	return s.render(c, r.status, "problem", p)
}

func newProblem(c *fiber.Ctx, p *page, r *refusal) problem {
	of := problem{Heading: p.T("problem." + r.name + ".title"), Detail: p.T("problem." + r.name + ".text")}
	if v := visitOf(c); v != nil && v.session != nil {
		of.Session = p.Text(v.session.Title)
	}
	switch r {
	case errBusy, errFlood, errInternal:
		if c.Method() == fiber.MethodGet { // after a POST, reloading sends the answers again
			of.Again, of.Says = c.Path(), p.T("problem.retry")
		}
	case errNotFound:
		if onDesk(c) {
			of.Detail = p.T("desk.not_found")
		}
	}
	if r == errInternal {
		of.ID, _ = c.Locals(requestIDKey{}).(string)
	}
	return of
}

// refuseUnread answers requests of which fasthttp could not even read the
// head, which reach no handler.
func (s *kit) refuseUnread(c *fiber.Ctx, err error) error {
	s.setHeaders(c)
	return s.handleError(c, err)
}

// codeForm is the form for a code.
type codeForm struct {
	Typed   string
	Problem string // what is wrong with it
}
