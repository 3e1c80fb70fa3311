package main

import "net/netip"

// STUB until operations lands.

type Config struct {
	BaseURL  string
	Proxies  []netip.Prefix
	Operator string
}

type Metrics struct{}

func NewMetrics() *Metrics { return &Metrics{} }

func (m *Metrics) Request(route string, status int, seconds float64) {}
func (m *Metrics) Accepted()                                         {}
func (m *Metrics) Duplicate()                                        {}
func (m *Metrics) Refused(reason string)                             {}

const (
	RefusedUnknownCode    = "unknown_code"
	RefusedNotOpen        = "not_open"
	RefusedClosed         = "closed"
	RefusedInvalidAnswers = "invalid_answers"
	RefusedBodyTooLarge   = "body_too_large"
	RefusedTooManyKeys    = "too_many_keys"
	RefusedBadEncoding    = "bad_encoding"
	RefusedMethod         = "method"
	RefusedBusy           = "busy"
	RefusedForeignOrigin  = "foreign_origin"
	RefusedCutOff         = "cut_off"
	RefusedFlood          = "flood"
	RefusedOther          = "other"
)

func main() {}
