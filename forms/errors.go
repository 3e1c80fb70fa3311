package forms

import (
	"errors"
	"fmt"
)

// Code classifies an error for the caller, which turns it into a page, a
// status or an exit code. Texts for people never travel in errors.
type Code string

// The codes that this package returns.
const (
	CodeInternal Code = "internal"  // a fault of ours or of the machine
	CodeInvalid  Code = "invalid"   // the input cannot be accepted as it is
	CodeNotFound Code = "not_found" // there is no such thing, or not for this caller
	CodeNotOpen  Code = "not_open"  // the session has not been opened yet
	CodeClosed   Code = "closed"    // the session has been closed
	CodeBusy     Code = "busy"      // nothing was stored; the same request may be repeated soon
	CodeConflict Code = "conflict"  // the input contradicts what is stored

	CodeWrongPass Code = "wrong_pass" // the event asks for a pass, and there is none like this
	CodeUsedPass  Code = "used_pass"  // the pass has been used in this session
)

// Error is an error with a Code.
type Error struct {
	Code Code
	Err  error
}

// Error returns the text for logs, never for visitors.
func (e *Error) Error() string { return string(e.Code) + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an Error with the given code; format and args are those of
// fmt.Errorf.
func Errorf(code Code, format string, args ...any) error {
	return &Error{Code: code, Err: fmt.Errorf(format, args...)}
}

// CodeOf returns the code of the first Error in err's chain, CodeInternal for
// any other error and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return CodeInternal
}
