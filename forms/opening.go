package forms

import "time"

// OpenMode says who opens a session. Its value is stored and never changes.
type OpenMode string

// The modes. Whatever it is, the button of whoever moderates has the last word.
const (
	OpenByButton   OpenMode = ""         // somebody does
	OpenBySchedule OpenMode = "schedule" // from its start, or some minutes before, until its end, or some minutes after
	OpenAlways     OpenMode = "always"   // from the publication on, until somebody closes it
)

// MaxOpenAround is by how many minutes a session may open before its start or
// close after its end: a day.
const MaxOpenAround = 24 * 60

// OpensAt returns when the session opens by itself, zero if it has no such time.
func (s *Session) OpensAt() time.Time {
	if s.Opens != OpenBySchedule || s.Starts.IsZero() {
		return time.Time{}
	}
	return s.Starts.Add(-time.Duration(s.OpensBefore) * time.Minute)
}

// ClosesAt returns when the session closes by itself if nobody says otherwise,
// zero if it has no such time.
func (s *Session) ClosesAt() time.Time {
	if s.Opens != OpenBySchedule || s.Ends.IsZero() {
		return time.Time{}
	}
	return s.Ends.Add(time.Duration(s.ClosesAfter) * time.Minute)
}

// due reports whether a session that is planned is to open.
func (s *Session) due(now time.Time) bool {
	switch s.Opens {
	case OpenAlways:
		return true
	case OpenBySchedule:
		return !s.OpensAt().IsZero() && !now.Before(s.OpensAt()) && now.Before(s.ClosesAt())
	}
	return false
}

// closing returns when a session that opens now closes by itself, nil if it does
// not.
func (s *Session) closing(now time.Time) *time.Time {
	at := s.ClosesAt().UTC().Truncate(time.Millisecond)
	if s.ClosesAt().IsZero() || !at.After(now) {
		return nil
	}
	return &at
}

// opening checks how the session opens.
func (c *checker) opening(s *Session) {
	modes := []string{string(OpenBySchedule), string(OpenAlways)}
	switch s.Opens {
	case OpenByButton, OpenAlways:
	case OpenBySchedule:
		if s.Starts.IsZero() {
			c.add("starts", ruleScheduleTime)
		}
		if s.Ends.IsZero() {
			c.add("ends", ruleScheduleTime)
		}
	default:
		c.addMeant("opens", string(s.Opens), modes, ruleOpens, string(s.Opens))
	}
	if s.OpensBefore < 0 || s.OpensBefore > MaxOpenAround {
		c.add("opens_before", ruleRange, 0, MaxOpenAround)
	}
	if s.ClosesAfter < 0 || s.ClosesAfter > MaxOpenAround {
		c.add("closes_after", ruleRange, 0, MaxOpenAround)
	}
}
