package web

import (
	"context"
	"errors"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// Refusal is an answer other than the one that was asked for: its status, the
// name of its texts in the catalogue ("problem.<name>.title", ".text") and the
// reason under which it is counted.
type Refusal struct {
	Status int
	name   string
	Reason string
}

// Error returns the name, for logs.
func (r *Refusal) Error() string { return r.name }

// The refusals.
var (
	ErrNotFound      = &Refusal{fiber.StatusNotFound, "not_found", RefusedUnknownCode}
	ErrNotOpen       = &Refusal{fiber.StatusConflict, "not_open", RefusedNotOpen}
	ErrClosed        = &Refusal{fiber.StatusConflict, "closed", RefusedClosed}
	ErrConflict      = &Refusal{fiber.StatusConflict, "conflict", RefusedOther}
	ErrInvalid       = &Refusal{fiber.StatusBadRequest, "invalid", RefusedInvalidAnswers}
	errBodyTooLarge  = &Refusal{fiber.StatusRequestEntityTooLarge, "too_large", RefusedBodyTooLarge}
	errTooManyKeys   = &Refusal{fiber.StatusRequestEntityTooLarge, "too_many_keys", RefusedTooManyKeys}
	errBadEncoding   = &Refusal{fiber.StatusBadRequest, "bad_encoding", RefusedBadEncoding}
	errMediaType     = &Refusal{fiber.StatusUnsupportedMediaType, "bad_encoding", RefusedBadEncoding}
	errCutOff        = &Refusal{fiber.StatusBadRequest, "cut_off", RefusedCutOff}
	errTooSlow       = &Refusal{fiber.StatusRequestTimeout, "cut_off", RefusedCutOff}
	errUnclear       = &Refusal{fiber.StatusBadRequest, "cut_off", RefusedBadEncoding}
	ErrMethod        = &Refusal{fiber.StatusMethodNotAllowed, "method", RefusedMethod}
	errForeignOrigin = &Refusal{fiber.StatusForbidden, "foreign_origin", RefusedForeignOrigin}
	errSignedOut     = &Refusal{fiber.StatusUnauthorized, "signed_out", RefusedOther}
	errFlood         = &Refusal{fiber.StatusTooManyRequests, "flood", RefusedFlood}
	ErrBusy          = &Refusal{fiber.StatusServiceUnavailable, "busy", RefusedBusy}
	errInternal      = &Refusal{fiber.StatusInternalServerError, "internal", RefusedOther}
)

// RetryAfter is when a refused request may be repeated, in seconds: a full
// queue is worked off in less.
const RetryAfter = "5"

// RefusalOf classifies an error, nil for none. An unknown error is a fault of ours.
func RefusalOf(err error) *Refusal {
	if err == nil {
		return nil
	}
	if r, ok := errors.AsType[*Refusal](err); ok {
		return r
	}
	if e, ok := errors.AsType[*fiber.Error](err); ok {
		switch e.Code {
		case fiber.StatusNotFound:
			return ErrNotFound
		case fiber.StatusMethodNotAllowed:
			return ErrMethod
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
		return ErrNotFound
	case forms.CodeNotOpen:
		return ErrNotOpen
	case forms.CodeClosed:
		return ErrClosed
	case forms.CodeBusy:
		return ErrBusy
	case forms.CodeInvalid:
		return ErrInvalid
	case forms.CodeConflict:
		return ErrConflict
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return ErrBusy
	}
	return errInternal
}

// problemPage is the page of a refusal for participants, deskProblemPage the one
// for organisers and moderators.
type (
	problemPage struct {
		Page
		problem
	}
	deskProblemPage struct {
		DeskPage
		problem
	}
)

// problem is what went wrong, in words.
type problem struct {
	Heading string
	Detail  string
	ID      string // of the request, for a fault of ours
	Session Phrase // of which the page speaks
	Again   string // address that may answer better in a while, and what a link to it says
	Says    string
	AskCode bool // offers to type a code
	CodeForm
}

// Failure is a refusal as JSON.
type Failure struct {
	Error string `json:"error"`
}

// WantsJSON reports whether a script is to read the answer.
func WantsJSON(c *fiber.Ctx) bool {
	return c.Accepts(fiber.MIMETextHTML, fiber.MIMEApplicationJSON) == fiber.MIMEApplicationJSON
}

// handleError answers a request that failed with a page in the visitor's
// language, or with JSON where that was asked for. What went wrong inside is
// never part of it.
func (s *Kit) handleError(c *fiber.Ctx, err error) error {
	r := RefusalOf(err)
	s.Metrics.Refused(r.Reason)
	c.Set(fiber.HeaderCacheControl, "no-store")
	switch r {
	case ErrBusy, errFlood:
		c.Set(fiber.HeaderRetryAfter, RetryAfter)
	}
	if WantsJSON(c) {
		return c.Status(r.Status).JSON(Failure{r.name})
	}
	v := visitOf(c)
	if onDesk(c) {
		var event *forms.Event
		if v != nil {
			event = v.Event
		}
		p := &deskProblemPage{DeskPage: s.NewDeskPage(c, event)}
		p.problem = newProblem(c, &p.Page, r)
		p.Title, p.Here = p.Heading, p.Home // the page as such may not be there by GET
		return s.Render(c, r.Status, "refused", p)
	}
	p := &problemPage{Page: s.NewPage(c)}
	p.problem = newProblem(c, &p.Page, r)
	p.Title = p.Heading
	switch {
	case r == ErrNotOpen && v != nil:
		p.Again, p.Says = v.Path(v.Code), p.T("problem.look_again")
	case r == ErrNotFound:
		p.AskCode = v == nil
	}
	return s.Render(c, r.Status, "problem", p)
}

func newProblem(c *fiber.Ctx, p *Page, r *Refusal) problem {
	of := problem{Heading: p.T("problem." + r.name + ".title"), Detail: p.T("problem." + r.name + ".text")}
	if v := visitOf(c); v != nil && v.Session != nil {
		of.Session = p.Text(v.Session.Title)
	}
	switch r {
	case ErrBusy, errFlood, errInternal:
		if c.Method() == fiber.MethodGet { // after a POST, reloading sends the answers again
			of.Again, of.Says = c.Path(), p.T("problem.retry")
		}
	case ErrNotFound:
		if onDesk(c) {
			of.Detail = p.T("desk.not_found")
		}
	}
	if r == errInternal {
		of.ID = requestID(c)
	}
	return of
}

// refuseUnread answers requests that reach no handler, because fasthttp could not
// read their head.
func (s *Kit) refuseUnread(c *fiber.Ctx, err error) error {
	s.setHeaders(c)
	return s.handleError(c, err)
}

// CodeForm is the form for a code.
type CodeForm struct {
	Typed   string
	Problem string // what is wrong with it
}
